"""Pictures that people put on a form: which answer each is evidence of; the evidence cell is then read as （图片）."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from qz.intake.arrivals.shown_names import shown_name
from qz.intake.intake_records import Arrival, Format, FoundInput, Issue, OnForm, PictureOnForm
from qz.intake.reading.find import Found
from qz.model.layout import EVIDENCE_OF, InputKind, cell_name
from qz.model.returns import Area, PlacedPicture, RawWorkbook
from qz.values.reading import Reading
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.package import Package

SHOWN: Final = "（图片）"
"""The evidence of an answer where a picture takes the place of words."""
_SUBJECTS: Final = {
    InputKind.FACT: "fact",
    InputKind.FACT_EVIDENCE: "fact",
    InputKind.TASK_STATUS: "task",
    InputKind.TASK_NOTE: "task",
    InputKind.TASK_EVIDENCE: "task",
}
"""How the key begins of what a picture at such an input is evidence of."""


def place_pictures(book: RawWorkbook, found: Sequence[Found]) -> tuple[PictureOnForm, ...]:
    """The pictures of a form, each with what it is evidence of.

    That is the one answer whose evidence cell the picture covers, else the one whose input it covers.
    """
    return tuple(
        PictureOnForm(picture.sheet, cell_name(*picture.area[:2]), picture.part, tuple(_keys(picture, found)))
        for picture in book.pictures
    )


def _keys(picture: PlacedPicture, found: Sequence[Found]) -> Iterator[str]:
    inputs = [each.input for each in found if each.place is not None and _is_at(each, picture.sheet, picture.area)]
    covered = [each for each in inputs if each.kind in EVIDENCE_OF] or inputs
    keys = {f"{_SUBJECTS[each.kind]}_{each.key}" for each in covered if each.kind in _SUBJECTS}
    if len(keys) == 1:
        yield from keys


def _is_at(found: Found, sheet: str, area: Area) -> bool:
    place = found.place
    return place is not None and place[0] == sheet and area[0] <= place[1] <= area[2] and area[1] <= place[2] <= area[3]


def name_pictures(
    book: RawWorkbook, found: Sequence[Found], read: Iterable[tuple[FoundInput, tuple[Issue, ...]]]
) -> Iterator[tuple[FoundInput, tuple[Issue, ...]]]:
    """The inputs as read; an evidence cell that holds a picture, or is blank with one over it, is read as （图片）."""
    for each, (entry, issues) in zip(found, read, strict=True):
        if each.input.kind in EVIDENCE_OF and any(_stands_for(picture, each, entry) for picture in book.pictures):
            yield replace(entry, reading=Reading(SHOWN, SHOWN)), ()
        else:
            yield entry, issues


def _stands_for(picture: PlacedPicture, found: Found, entry: FoundInput) -> bool:
    return (picture.in_cell or entry.reading.blank) and _is_at(found, picture.sheet, picture.area)


def picture_arrivals(book: Arrival, unit_code: str, pictures: Sequence[PictureOnForm]) -> Iterator[Arrival]:
    """The pictures of a form as files received with it; a picture that stands there several times is one file.

    Args:
        book: The form as it arrived, with its bytes.
        unit_code: Whose form it is.
        pictures: Its pictures.
    """
    contents = dict(picture_contents(book.data, [each.part for each in pictures]))
    for part, data in contents.items():
        places = [each for each in pictures if each.part == part]
        first = places[0]
        name = shown_name(f"{first.sheet} {first.cell} 图片{PurePosixPath(part).suffix[:8]}")
        if len({each.part for each in pictures if (each.sheet, each.cell) == (first.sheet, first.cell)}) > 1:
            name = shown_name(f"{first.sheet} {first.cell} 图片 {PurePosixPath(part).name}")
        keys = tuple(dict.fromkeys(key for each in places for key in each.keys))
        yield Arrival(
            f"{book.path}/{name}",
            hashlib.sha256(data).hexdigest(),
            len(data),
            format=Format.PICTURE,
            envelope=book.envelope,
            issue=Issue("F05", {"what": "表里的图片"}),
            on_form=OnForm(unit_code, keys),
        )


def picture_contents(data: bytes, parts: Iterable[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of these parts of a workbook, or of all its pictures; damaged parts are left out."""
    try:
        package = Package(data)
    except UnreadableFile:
        return
    for part in dict.fromkeys(parts or (name for name in package.names if "media/" in name)):
        try:
            yield part, package.read(part)
        except (UnreadableFile, KeyError):
            continue
