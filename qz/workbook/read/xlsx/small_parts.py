"""The small parts of a received workbook: references, number formats and properties."""

import contextlib
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Final

from qz.workbook.read.memo import remembering
from qz.workbook.read.package import Package
from qz.workbook.read.xml import local_name, main_name, parse_elements, parse_texts, unescape

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


@remembering
def read_formats(data: bytes, part: str) -> tuple[str, ...]:
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

    parse_elements(data, part, start)
    return tuple(custom.get(style_id) or BUILTIN_FORMATS.get(style_id, "General") for style_id in styles)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def read_time(text: str) -> dt.datetime | None:
    """A W3C date and time as naive UTC; ``None`` for anything else."""
    with contextlib.suppress(ValueError, OverflowError):
        moment = dt.datetime.fromisoformat(text.strip())
        return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return None


def read_saved(package: Package, paths: Iterable[str]) -> dt.datetime | None:
    """When the workbook was saved, else created, by its properties: naive UTC."""
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
    named = [_application(package.read(path), path) for path in paths if path in package]
    return next((name for name in named if name is not None), "")


@remembering
def _application(data: bytes, part: str) -> str | None:
    names: list[str] = []

    def found(name: str, _: dict[str, str], text: str) -> None:
        if local_name(name) == "Application":
            names.append(text)

    parse_texts(data, part, found)
    return names[0] if names else None


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
