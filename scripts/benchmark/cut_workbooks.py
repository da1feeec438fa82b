"""Workbooks of one kind told apart by a few words and numbers: a model cut at them, and filled with other ones."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFFICE: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATED: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CORE: Final = "docProps/core.xml"
_SAVED: Final = re.compile(rb"<dcterms:modified[^>]*>([^<]*)<")
_NUMBER: Final = rb'<c r="%s"(?![^>]*t="(?!n"))[^>]*>(?:<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>'
SAVED: Final = "saved"
"""The slot of the workbook's own saved time."""
_REFERENCES: Final = "&"
"""What the name of a slot ends with where the words stand there as character references, as openpyxl writes them."""


@dataclass(frozen=True, slots=True)
class Slots:
    """Where a model's own words and numbers stand.

    ``words``: slot by the words found nowhere else in the workbook. ``numbers``: slot by sheet and A1 address of cells
    that may hold one.
    """

    words: Mapping[str, str]
    numbers: Mapping[tuple[str, str], str]


Member = tuple[str, tuple[bytes, ...], tuple[str, ...]]
"""A part's name, its constant pieces, and the slots between them, one fewer."""


def cut(data: bytes, slots: Slots) -> tuple[Member, ...]:
    """A workbook's parts, cut at the slots.

    Raises:
        ValueError: if a slot is nowhere in the workbook.
    """
    known = _both_ways(slots.words)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        homes = sheet_parts(package)
        numbers: dict[str, dict[str, str]] = {}
        for (sheet, address), slot in slots.numbers.items():
            numbers.setdefault(homes[sheet], {})[address] = slot
        members = [_cut_part(name, package.read(name), known, numbers.get(name, {})) for name in package.namelist()]
    met = {slot.removesuffix(_REFERENCES) for _, _, between in members for slot in between}
    missing = {SAVED, *slots.words.values(), *slots.numbers.values()} - met
    if missing:
        raise ValueError(f"not in the workbook: {sorted(missing)}")
    return tuple(members)


def _both_ways(words: Mapping[str, str]) -> dict[bytes, str]:
    """Slots by the words as they are, and as character references."""
    known = {text.encode(): slot for text, slot in words.items()}
    return known | {_refer(text): slot + _REFERENCES for text, slot in words.items() if _refer(text) != text.encode()}


def _refer(text: str) -> bytes:
    return text.encode("ascii", "xmlcharrefreplace")


def _cut_part(name: str, body: bytes, words: Mapping[bytes, str], numbers: Mapping[str, str]) -> Member:
    pattern = b"|".join(map(re.escape, words))
    cuts = [(found.start(), found.end(), words[found[0]]) for found in re.finditer(pattern, body)]
    for address, slot in numbers.items():
        number = re.search(_NUMBER % address.encode(), body)
        if number is not None:
            cuts.append((*number.span(1), slot))
    if name == _CORE and (saved := _SAVED.search(body)):
        cuts.append((*saved.span(1), SAVED))
    pieces, start = [], 0
    for first, last, _ in sorted(cuts):
        pieces.append(body[start:first])
        start = last
    return name, (*pieces, body[start:]), tuple(slot for _, _, slot in sorted(cuts))


def sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """The part that holds each sheet, by the sheet's name."""
    relations = {
        relation.get("Id"): relation.get("Target", "")
        for relation in ET.fromstring(package.read("xl/_rels/workbook.xml.rels")).iter(_RELATED)  # noqa: S314 - our own
    }
    book = ET.fromstring(package.read("xl/workbook.xml"))  # noqa: S314 - our own
    return {
        sheet.get("name", ""): "xl/" + relations[sheet.get(f"{_OFFICE}id")].removeprefix("/").removeprefix("xl/")
        for sheet in book.iter(f"{_MAIN}sheet")
    }


def fill(members: Sequence[Member], words: Mapping[str, str], level: int = 1) -> bytes:
    """The workbook with these words and numbers in its slots."""
    known = {slot: text.encode() for slot, text in words.items()}
    known |= {slot + _REFERENCES: _refer(text) for slot, text in words.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as package:
        for name, pieces, between in members:
            parts = [pieces[0]]
            for slot, piece in zip(between, pieces[1:], strict=True):
                parts += (known[slot], piece)
            package.writestr(zipfile.ZipInfo(name), b"".join(parts), zipfile.ZIP_DEFLATED, level)
    return target.getvalue()
