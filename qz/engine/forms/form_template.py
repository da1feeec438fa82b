"""Templates of one kind of form: one for each geometry, built with placeholders, cut up, and proven before use."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from typing import Final

from qz.engine.forms.blank_scores import BlankScores
from qz.engine.forms.placeholders import PlaceholderForm, Texts, placeholder_form, placeholder_name, placeholder_numbers
from qz.engine.forms.zip_template import Cut, Cutter, ZipTemplate, fill, is_constant, same_parts, shared_strings
from qz.forms.build import measured_texts, write_shown
from qz.layout.form_plan import FormPlan
from qz.model.returns import RawCell, RawWorkbook
from qz.records import dataclass
from qz.workbook.read.xlsx.read_xlsx import read_workbook
from qz.workbook.write.text_room import count_lines, text_columns

_NAMES: Final = 30
"""Names of one to so many characters are tried as placeholders."""
_ONE: Final = 0xE000
_OTHER: Final = 0xE400
_FIRST_NUMBERS: Final = (830_100, 471_600, 962_300)
"""Numbers no form is likely to hold: placeholders begin at the first, or where that is found, at the next."""
_SMALL: Final = 0

Whole = tuple[bool, ...]
"""Which of a form's targets are whole numbers: they are shown by another format."""
Geometry = tuple[int, ...]
"""The lines that each text with a placeholder takes: what decides rows' heights and pages' breaks."""


@dataclass(frozen=True, slots=True)
class FormTemplate:
    """A form's package cut up, and its shared strings: those that are constant, those that are not."""

    package: ZipTemplate
    constant: frozenset[str]
    differing: tuple[Cut, ...]

    def make(self, texts: Texts) -> bytes | None:
        """The form with these texts; ``None`` where two of its strings, kept apart here, are one and the same."""
        strings = {fill(cut, texts) for cut in self.differing}
        if len(strings) < len(self.differing) or not self.constant.isdisjoint(strings):
            return None
        return self.package.join(texts)


@dataclass(frozen=True, slots=True)
class _ReadForm:
    """A form as it would be read back, its texts that differ cut up."""

    book: RawWorkbook
    cells: Mapping[str, Mapping[tuple[int, int], tuple[RawCell, Cut]]]
    properties: Mapping[str, Cut]

    def make(self, texts: Texts) -> RawWorkbook:
        sheets = (
            replace(sheet, cells={**sheet.cells, **dict(_filled(self.cells[sheet.name], texts))})
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

    Each is proven on a second form with other placeholders; where that is not reproduced part for part, there is none.
    What is made depends on the kind alone, not on which unit asks first.
    """

    def __init__(self, figures: BlankScores, like: FormPlan) -> None:
        """Of ``like``'s kind."""
        self._figures = figures
        self._like = like
        self._measures: dict[Whole, tuple[tuple[Cut, float, float], ...]] = {}
        self._templates: dict[tuple[Whole, Geometry], FormTemplate | None] = {}
        self._read: dict[Whole, _ReadForm | None] = {}

    def form(self, texts: Texts, whole: Whole) -> bytes | None:
        """A unit's form as a workbook; ``None`` where it must be built by itself."""
        geometry = self._geometry(texts, whole)
        if (whole, geometry) not in self._templates:
            self._templates[whole, geometry] = self._template(whole, geometry, text_columns(texts[0]))
        template = self._templates[whole, geometry]
        return None if template is None else template.make(texts)

    def as_read(self, texts: Texts, whole: Whole) -> RawWorkbook | None:
        """A unit's form as reading it back gives it; ``None`` where it must be built by itself and read."""
        if whole not in self._read:
            self._read[whole] = self._read_template(whole)
        template = self._read[whole]
        return None if template is None else template.make(texts)

    def _with_placeholders(self, whole: Whole, length: int, *, first: int, number: int) -> PlaceholderForm:
        count = len(self._figures.facts) + self._figures.count
        numbers = placeholder_numbers(count, whole, first=number)
        return placeholder_form(self._figures, self._like, placeholder_name(length, first=first), numbers)

    def _measures_of(self, whole: Whole) -> tuple[tuple[Cut, float, float], ...]:
        """The texts with placeholders that decide rows' heights: each with the width it has and its type size."""
        if whole not in self._measures:
            form = self._with_placeholders(whole, 2, first=_ONE, number=_FIRST_NUMBERS[0])
            cutter = Cutter(form.texts)
            found = ((cutter.cut(text), width, size) for text, width, size in measured_texts(form.plan, form.score))
            self._measures[whole] = tuple(each for each in found if not is_constant(each[0]))
        return self._measures[whole]

    def _geometry(self, texts: Texts, whole: Whole) -> Geometry:
        return tuple(count_lines(fill(cut, texts), width, size) for cut, width, size in self._measures_of(whole))

    def _template(self, whole: Whole, geometry: Geometry, columns: int) -> FormTemplate | None:
        """A template of this geometry; ``None`` where no placeholder has it, or no proof succeeds."""
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
    ) -> PlaceholderForm | None:
        """The first placeholder with a name of one of these lengths that has the geometry."""
        form = self._with_placeholders(whole, 1, first=first, number=number)
        for length in lengths:
            texts = (placeholder_name(length, first=first), *form.texts[1:])
            if self._geometry(texts, whole) == geometry:
                return self._with_placeholders(whole, length, first=first, number=number)
        return None

    def _read_template(self, whole: Whole) -> _ReadForm | None:
        other = self._with_placeholders(whole, 3, first=_OTHER, number=_SMALL)
        proof = read_workbook(_build(other))
        for number in _FIRST_NUMBERS:
            one = self._with_placeholders(whole, 2, first=_ONE, number=number)
            template = _cut_read(read_workbook(_build(one)), Cutter(one.texts))
            if template.make(other.texts) == proof:
                return template
        return None


def _cut_form(package: bytes, placeholders: Texts) -> FormTemplate:
    cutter = Cutter(placeholders)
    strings = [cutter.cut(string) for string in shared_strings(package)]
    constant = frozenset(fill(cut, ()) for cut in strings if is_constant(cut))
    return FormTemplate(
        ZipTemplate(package, placeholders), constant, tuple(cut for cut in strings if not is_constant(cut))
    )


def _cut_read(book: RawWorkbook, cutter: Cutter) -> _ReadForm:
    cells = {
        sheet.name: {
            place: (cell, cut) for place, cell in sheet.cells.items() if not is_constant(cut := cutter.cut(cell.text))
        }
        for sheet in book.sheets
    }
    properties = {name: cutter.cut(text) for name, text in book.properties.items()}
    return _ReadForm(book, cells, {name: cut for name, cut in properties.items() if not is_constant(cut)})


def _build(form: PlaceholderForm) -> bytes:
    """The placeholder's form, built straightforwardly."""
    made = BytesIO()
    write_shown(form.plan, form.score, made)
    return made.getvalue()
