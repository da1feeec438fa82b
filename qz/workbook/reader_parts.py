"""The small parts of a received workbook: its sheets and names, number formats, shared strings and properties."""

import contextlib
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from qz.workbook.reader_package import Package
from qz.workbook.reader_xml import (
    local_name,
    main_name,
    new_parser,
    parse_elements,
    parse_texts,
    run_parser,
    unescape,
)

Names = Mapping[str, tuple[str, int, int]]

_REFERENCE: Final = re.compile(
    r"=?\$?(?:'((?:[^']|'')+)'|([^'!\[\]]+))[!.]\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?"
)
_MAX_ROW: Final = 1_048_576
_MAX_COLUMN: Final = 16_384
BUILTIN_FORMATS: Final[Mapping[int, str]] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    **dict.fromkeys((*range(27, 32), 36, *range(50, 59)), "yyyy-mm-dd"), **dict.fromkeys(range(32, 36), "h:mm:ss"),
}  # fmt: skip
"""Number formats by id; 27 to 36 and 50 to 58 are dates and times in Chinese editions.

Source: ECMA-376, part 1, 18.8.30.
"""


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One sheet as the workbook part lists it; ``relation`` is its relationship's id."""

    name: str
    relation: str
    hidden: bool


def column_index(letters: str) -> int:
    """Zero-based column of its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def single_cell(reference: str) -> tuple[str, int, int] | None:
    """Sheet, row and column (zero-based) of a reference to one cell; ``None`` for any other expression."""
    found = _REFERENCE.fullmatch(reference.strip())
    if not found:
        return None
    quoted, plain, letters, digits, last_letters, last_digits = found.groups()
    row, column = int(digits) - 1, column_index(letters)
    if last_letters and (int(last_digits) - 1, column_index(last_letters)) != (row, column):
        return None
    if not (0 <= row < _MAX_ROW and column < _MAX_COLUMN):
        return None
    return (quoted.replace("''", "'") if quoted else plain.removeprefix("$")), row, column


@dataclass(frozen=True, slots=True)
class BookPart:
    """What the workbook part says. ``externals``: it links other workbooks; ``date1904``: its days count from 1904."""

    sheets: tuple[SheetEntry, ...]
    names: Names
    externals: bool
    date1904: bool


def read_book(data: bytes) -> BookPart:
    """Read the workbook part."""
    sheets: list[SheetEntry] = []
    names: dict[str, tuple[str, int, int]] = {}
    twice: set[str] = set()
    externals = date1904 = False

    def found(name: str, attributes: dict[str, str], text: str) -> None:
        nonlocal externals, date1904
        local = local_name(name)
        if local == "sheet":
            relation = next((value for key, value in attributes.items() if local_name(key) == "id"), "")
            hidden = attributes.get("state", "visible") != "visible"
            sheets.append(SheetEntry(unescape(attributes.get("name", "")), relation, hidden))
        elif local == "definedName" and "localSheetId" not in attributes:
            key, place = attributes.get("name", ""), single_cell(text)
            if key in names and names[key] != place:
                twice.add(key)
            elif place:
                names[key] = place
        elif local == "externalReference":
            externals = True
        elif local == "workbookPr":
            date1904 = attributes.get("date1904") in {"1", "true"}

    parse_texts(data, "workbook.xml", found)
    for key in twice:
        del names[key]
    return BookPart(tuple(sheets), names, externals, date1904)


def read_formats(data: bytes) -> tuple[str, ...]:
    """The number format of each cell style, by style index."""
    custom: dict[int, str] = {}
    styles: list[int] = []
    within: list[bool] = [False]
    formats, cell_styles, style = main_name("numFmt"), main_name("cellXfs"), main_name("xf")
    others = main_name("cellStyleXfs") | main_name("dxfs") | main_name("cellStyles")

    def start(name: str, attributes: dict[str, str]) -> None:
        if name in style and within[0]:
            styles.append(_whole(attributes.get("numFmtId", "0")))
        elif name in formats:
            custom.setdefault(_whole(attributes.get("numFmtId", "0")), attributes.get("formatCode", ""))
        elif name in cell_styles:
            within[0] = True
        elif name in others:
            within[0] = False

    parse_elements(data, "styles.xml", start)
    return tuple(custom.get(style_id) or BUILTIN_FORMATS.get(style_id, "General") for style_id in styles)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def read_strings(data: bytes) -> tuple[str | None, ...]:
    """The shared strings in order, runs joined, phonetic runs dropped; ``None`` for one that holds two texts."""
    strings: list[str | None] = []
    pieces: list[str] = []
    items, texts, phonetics, runs = main_name("si"), main_name("t"), main_name("rPh"), main_name("r")
    parser = new_parser()
    depth = [0]
    here = [0, 0]  # texts of the run, or of the item outside runs; the most of any

    def start(name: str, _: dict[str, str]) -> None:
        if name in texts:
            parser.CharacterDataHandler = None if depth[0] else pieces.append
            here[0] += not depth[0]
            here[1] = max(here)
        elif name in runs:
            here[0] = 0
        elif name in items:
            pieces.clear()
            here[:] = 0, 0
        elif name in phonetics:
            depth[0] += 1

    def end(name: str) -> None:
        if name in texts:
            parser.CharacterDataHandler = None
        elif name in items:
            strings.append(unescape("".join(pieces)) if here[1] <= 1 else None)
        elif name in phonetics:
            depth[0] -= 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    run_parser(parser, data, "sharedStrings.xml")
    return tuple(strings)


def read_time(text: str) -> dt.datetime | None:
    """A W3C date and time as naive UTC; ``None`` for anything else."""
    with contextlib.suppress(ValueError, OverflowError):
        moment = dt.datetime.fromisoformat(text.strip())
        return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return None


def read_saved(package: Package, paths: Iterable[str]) -> dt.datetime | None:
    """When the workbook says it was saved, else made: naive UTC."""
    times: dict[str, dt.datetime] = {}

    def found(name: str, _: dict[str, str], text: str) -> None:
        moment = read_time(text)
        if moment:
            times.setdefault(local_name(name), moment)

    for path in paths:
        if path in package:
            parse_texts(package.read(path), path, found)
    return times.get("modified") or times.get("created")


def read_application(package: Package, paths: Iterable[str]) -> str:
    """The program that saved the workbook, as it names itself."""
    names: list[str] = []

    def found(name: str, _: dict[str, str], text: str) -> None:
        if local_name(name) == "Application":
            names.append(text)

    for path in paths:
        if path in package:
            parse_texts(package.read(path), path, found)
    return names[0] if names else ""


def read_custom(package: Package, paths: Iterable[str]) -> Mapping[str, str]:
    """Custom document properties as text."""
    values: dict[str, str] = {}
    pending: list[str] = []

    def found(name: str, attributes: dict[str, str], text: str) -> None:
        if local_name(name) == "property":
            values.setdefault(attributes.get("name", ""), unescape("".join(pending)))
            pending.clear()
        elif text:
            pending.append(text)

    for path in paths:
        if path in package:
            pending.clear()
            parse_texts(package.read(path), path, found)
    return values
