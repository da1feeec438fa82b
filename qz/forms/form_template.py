"""The forms of one kind in bulk: each geometry built once with stand-ins, cut, and proven before any unit's is made."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from qz.forms.blank_scores import Figures
from qz.forms.build import note_form, write_shown
from qz.forms.placeholders import StandIn, Texts, stand_in, standing_name, standing_numbers
from qz.layout.form import FormPlan
from qz.model.returns import RawCell, RawSheet, RawWorkbook
from qz.workbook.write.text_room import count_lines, shape_of, text_columns
from qz.workbook.write.zip_template import Cut, CutPackage, Cutter, fill, is_constant, same_parts, shared_strings

_NAMES: Final = 30
"""Names of one to so many characters are tried as stand-ins."""
_ONE: Final = 0xE000
_OTHER: Final = 0xE400
_FIRST_NUMBERS: Final = (830_100, 471_600, 962_300)
"""Numbers no form is likely to hold: those that stand in begin at the first, or where that is found, at the next."""
_SMALL: Final = 0

Whole = tuple[bool, ...]
"""Which of a form's targets are whole numbers: they are shown by another format."""
Geometry = tuple[int, ...]
"""The lines that each text with a stand-in takes: what decides rows' heights and pages' breaks."""


@dataclass(frozen=True, slots=True)
class FormTemplate:
    """A form's package cut up, and its shared strings: those that are constant, those that are not."""

    package: CutPackage
    constant: frozenset[str]
    differing: tuple[Cut, ...]

    def make(self, texts: Texts) -> bytes | None:
        """The form with these texts; ``None`` where two of its strings, kept apart here, are one and the same."""
        strings = {fill(cut, texts) for cut in self.differing}
        if len(strings) < len(self.differing) or not self.constant.isdisjoint(strings):
            return None
        return self.package.join(texts)


@dataclass(frozen=True, slots=True)
class _NotedForm:
    """A form as it would be read back, its texts that differ cut up."""

    book: RawWorkbook
    cells: Mapping[str, Mapping[tuple[int, int], tuple[RawCell, Cut]]]
    properties: Mapping[str, Cut]

    def make(self, texts: Texts) -> RawWorkbook:
        sheets = (
            RawSheet(sheet.name, {**sheet.cells, **dict(_filled(self.cells[sheet.name], texts))}, sheet.hidden)
            for sheet in self.book.sheets
        )
        properties = {**self.book.properties, **{name: fill(cut, texts) for name, cut in self.properties.items()}}
        return replace(self.book, sheets=tuple(sheets), properties=properties)


def _filled(
    cells: Mapping[tuple[int, int], tuple[RawCell, Cut]], texts: Texts
) -> Iterator[tuple[tuple[int, int], RawCell]]:
    for place, (cell, cut) in cells.items():
        yield place, RawCell(cell.state, fill(cut, texts), cell.number_format, cell.formula)


class KindTemplates:
    """The templates of one kind of form, made as units ask for them.

    Each is proven on a second form with other stand-ins; where that is not reproduced part for part, there is none.
    What is made depends on the kind alone, not on which unit asks first.
    """

    def __init__(self, figures: Figures, like: FormPlan) -> None:
        """Of ``like``'s kind."""
        self._figures = figures
        self._like = like
        self._measures: dict[Whole, tuple[tuple[Cut, float, float], ...]] = {}
        self._by_shape: dict[tuple[Whole, tuple[str, ...]], FormTemplate | None] = {}
        self._by_geometry: dict[tuple[Whole, Geometry], FormTemplate | None] = {}
        self._noted: dict[Whole, _NotedForm | None] = {}

    def form(self, texts: Texts, whole: Whole) -> bytes | None:
        """A unit's form as a workbook; ``None`` where it must be built by itself."""
        measured = {part for cut, _, _ in self._measures_of(whole) for part in cut if isinstance(part, int)}
        shape = whole, tuple(shape_of(texts[place]) for place in sorted(measured))
        if shape not in self._by_shape:
            geometry = self._geometry(texts, whole)
            if (whole, geometry) not in self._by_geometry:
                self._by_geometry[whole, geometry] = self._template(whole, geometry, text_columns(texts[0]))
            self._by_shape[shape] = self._by_geometry[whole, geometry]
        template = self._by_shape[shape]
        return None if template is None else template.make(texts)

    def noted(self, texts: Texts, whole: Whole) -> RawWorkbook | None:
        """A unit's form as it would be read back; ``None`` where it must be noted by itself."""
        if whole not in self._noted:
            self._noted[whole] = self._note(whole)
        noted = self._noted[whole]
        return None if noted is None else noted.make(texts)

    def _stand_in(self, whole: Whole, length: int, *, first: int, number: int) -> StandIn:
        count = len(self._figures.facts) + self._figures.count
        numbers = standing_numbers(count, whole, first=number)
        return stand_in(self._figures, self._like, standing_name(length, first=first), numbers)

    def _measures_of(self, whole: Whole) -> tuple[tuple[Cut, float, float], ...]:
        """The texts with stand-ins that decide rows' heights: each with the width it has and its type size."""
        if whole not in self._measures:
            form = self._stand_in(whole, 2, first=_ONE, number=_FIRST_NUMBERS[0])
            texts: list[tuple[str, float, float]] = []
            note_form(form.plan, form.score, lambda *measured: texts.append(measured))
            cutter = Cutter(form.texts)
            found = ((cutter.cut(text), width, size) for text, width, size in texts)
            self._measures[whole] = tuple(each for each in found if not is_constant(each[0]))
        return self._measures[whole]

    def _geometry(self, texts: Texts, whole: Whole) -> Geometry:
        return tuple(count_lines(fill(cut, texts), width, size) for cut, width, size in self._measures_of(whole))

    def _template(self, whole: Whole, geometry: Geometry, columns: int) -> FormTemplate | None:
        """A template of this geometry; ``None`` where no stand-in has it, or no proof succeeds."""
        likely = sorted(range(1, _NAMES + 1), key=lambda length: (abs(2 * length - columns), length))
        other = self._having(whole, geometry, reversed(likely), first=_OTHER, number=_SMALL)
        proof = None if other is None else _build(other)
        for number in _FIRST_NUMBERS if proof else ():
            one = self._having(whole, geometry, likely, first=_ONE, number=number)
            template = None if one is None else _cut_form(_build(one), one.texts)
            made = template.make(other.texts) if template and other else None
            if made and proof and same_parts(made, proof):
                return template
        return None

    def _having(
        self, whole: Whole, geometry: Geometry, lengths: Iterable[int], *, first: int, number: int
    ) -> StandIn | None:
        """The first stand-in with a name of one of these lengths that has the geometry."""
        form = self._stand_in(whole, 1, first=first, number=number)
        for length in lengths:
            texts = (standing_name(length, first=first), *form.texts[1:])
            if self._geometry(texts, whole) == geometry:
                return self._stand_in(whole, length, first=first, number=number)
        return None

    def _note(self, whole: Whole) -> _NotedForm | None:
        other = self._stand_in(whole, 3, first=_OTHER, number=_SMALL)
        proof = note_form(other.plan, other.score)
        for number in _FIRST_NUMBERS:
            one = self._stand_in(whole, 2, first=_ONE, number=number)
            noted = _cut_noted(note_form(one.plan, one.score), Cutter(one.texts))
            if noted.make(other.texts) == proof:
                return noted
        return None


def _cut_form(package: bytes, stand_ins: Texts) -> FormTemplate:
    cutter = Cutter(stand_ins)
    strings = [cutter.cut(string) for string in shared_strings(package)]
    constant = frozenset(fill(cut, ()) for cut in strings if is_constant(cut))
    return FormTemplate(CutPackage(package, stand_ins), constant, tuple(cut for cut in strings if not is_constant(cut)))


def _cut_noted(book: RawWorkbook, cutter: Cutter) -> _NotedForm:
    cells = {
        sheet.name: {
            place: (cell, cut) for place, cell in sheet.cells.items() if not is_constant(cut := cutter.cut(cell.text))
        }
        for sheet in book.sheets
    }
    properties = {name: cutter.cut(text) for name, text in book.properties.items()}
    return _NotedForm(book, cells, {name: cut for name, cut in properties.items() if not is_constant(cut)})


def _build(form: StandIn) -> bytes:
    """The stand-in's form, built straightforwardly."""
    with tempfile.TemporaryDirectory(prefix="qz-") as folder:
        path = Path(folder) / "form.xlsx"
        write_shown(form.plan, form.score, path)
        return path.read_bytes()
