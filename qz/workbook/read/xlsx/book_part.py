"""Reads the workbook part of a received workbook: its sheets, its defined names and its settings."""

import re
from collections.abc import Mapping
from typing import Final

from qz.records import dataclass
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.memo import remembering
from qz.workbook.read.xlsx.small_parts import single_cell
from qz.workbook.read.xml import DECLARATION, local_name, parse_texts, unescape

Place = tuple[str, int, int]
Names = Mapping[str, Place]

_HEAD: Final = re.compile(rf"{DECLARATION}<workbook[ >]".encode())
_BEGIN: Final = b"<definedNames>"
_END: Final = b"</definedNames>"


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One sheet as the workbook part lists it; ``relation`` is its relationship's id."""

    name: str
    relation: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class BookPart:
    """The contents of the workbook part. ``externals``: it links other workbooks. ``date1904``: days from 1904."""

    sheets: tuple[SheetEntry, ...]
    names: Names
    externals: bool
    date1904: bool


def read_book(data: bytes, *, strict: bool) -> BookPart:
    """Read the workbook part.

    Its names, which returns of one kind share, are read once where they can be told apart from the rest; ``strict``:
    read all of it at once even then.
    """
    split = None if strict else _split(data)
    return _parse(data) if split is None else split


def _split(data: bytes) -> BookPart | None:
    """The part read in two pieces, names and the rest; ``None`` where that could change their meaning."""
    begin, end = data.find(_BEGIN), data.find(_END)
    first = begin + len(_BEGIN)
    if not 0 <= begin < first <= end or not _HEAD.match(data) or b"<!" in data or b"<?" in data[1:]:
        return None
    names = _names_alone(data[first:end], "workbook.xml")
    rest = data[:first] + data[end:]
    if names is None or rest.count(b"definedName") != 2:
        return None
    try:
        book = _parse(rest)
    except UnreadableFile:
        return None
    return BookPart(book.sheets, names, book.externals, book.date1904)


@remembering
def _names_alone(data: bytes, part: str) -> Names | None:
    """The names of a run of ``definedName`` elements; ``None`` where there is anything else, or it is not in order."""
    try:
        return _parse(_BEGIN + data + _END, part, only=frozenset({"definedName", "definedNames"})).names
    except (UnreadableFile, KeyError):
        return None


def _parse(data: bytes, part: str = "workbook.xml", only: frozenset[str] = frozenset()) -> BookPart:
    """Read all of a part. Raises ``UnreadableFile``; ``KeyError`` for an element that is not among ``only``, if any."""
    sheets: list[SheetEntry] = []
    names: dict[str, Place] = {}
    twice: set[str] = set()
    externals = date1904 = False

    def found(name: str, attributes: dict[str, str], text: str) -> None:
        nonlocal externals, date1904
        local = local_name(name)
        if only and local not in only:
            raise KeyError(local)
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

    parse_texts(data, part, found)
    for key in twice:
        del names[key]
    return BookPart(tuple(sheets), names, externals, date1904)
