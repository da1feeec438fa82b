"""Pictures that people put on a form: which answer each is evidence of, and what the cell of its evidence then says."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from qz.intake.arrivals.gate import shown_name
from qz.intake.intake_records import Arrival, Format, FoundInput, Issue, OnForm, PictureOnForm
from qz.intake.reading.find import Found
from qz.model.layout import EVIDENCE_OF, InputKind, cell_name
from qz.model.returns import Area, PlacedPicture, RawWorkbook
from qz.values.reading import Reading
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.package import Package

SHOWN: Final = "（图片）"
"""What is said where a picture stands for the name of the evidence."""
_SUBJECTS: Final = {
    InputKind.FACT: "fact",
    InputKind.FACT_EVIDENCE: "fact",
    InputKind.TASK_STATUS: "task",
    InputKind.TASK_NOTE: "task",
    InputKind.TASK_EVIDENCE: "task",
}
"""What a picture at an input of that kind is evidence of, as the keys of subjects begin."""


def place_pictures(book: RawWorkbook, found: Sequence[Found]) -> tuple[PictureOnForm, ...]:
    """Each picture of a form with what it is evidence of: the one answer whose evidence, else whose input, it is at."""
    return tuple(
        PictureOnForm(picture.sheet, cell_name(*picture.area[:2]), picture.part, tuple(_keys(picture, found)))
        for picture in book.pictures
    )


def _keys(picture: PlacedPicture, found: Sequence[Found]) -> Iterator[str]:
    inputs = [each.input for each in found if each.place is not None and _is_at(each, picture.sheet, picture.area)]
    told = [each for each in inputs if each.kind in EVIDENCE_OF] or inputs
    keys = {f"{_SUBJECTS[each.kind]}_{each.key}" for each in told if each.kind in _SUBJECTS}
    if len(keys) == 1:
        yield from keys


def _is_at(found: Found, sheet: str, area: Area) -> bool:
    place = found.place
    return place is not None and place[0] == sheet and area[0] <= place[1] <= area[2] and area[1] <= place[2] <= area[3]


def say_pictures(
    book: RawWorkbook, found: Sequence[Found], said: Iterable[tuple[FoundInput, tuple[Issue, ...]]]
) -> Iterator[tuple[FoundInput, tuple[Issue, ...]]]:
    """What the inputs say, a cell for evidence that holds a picture, or has nothing but one over it, saying so."""
    for each, (entry, issues) in zip(found, said, strict=True):
        if each.input.kind in EVIDENCE_OF and any(_stands_for(picture, each, entry) for picture in book.pictures):
            yield replace(entry, reading=Reading(SHOWN, SHOWN)), ()
        else:
            yield entry, issues


def _stands_for(picture: PlacedPicture, found: Found, entry: FoundInput) -> bool:
    return (picture.in_cell or entry.reading.blank) and _is_at(found, picture.sheet, picture.area)


def picture_arrivals(book: Arrival, unit_code: str, pictures: Sequence[PictureOnForm]) -> Iterator[Arrival]:
    """The pictures of a form as files received with it, each content once, of all that it is evidence of.

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
    """The bytes of these parts of a workbook, of all its pictures where none are named; none that are damaged."""
    try:
        package = Package(data)
    except UnreadableFile:
        return
    for part in dict.fromkeys(parts or (name for name in package.names if "media/" in name)):
        try:
            yield part, package.read(part)
        except (UnreadableFile, KeyError):
            continue
