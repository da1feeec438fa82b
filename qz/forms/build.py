"""Writes one unit's form as a workbook."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Final

from qz.forms.card_sheet import write_card
from qz.forms.entries import NO_ANSWERS, entries_of
from qz.forms.explanation_sheet import write_explanations
from qz.forms.form_manifest import manifest_of
from qz.forms.form_page import FormPage
from qz.forms.guide_sheet import WIDTHS, write_guide
from qz.forms.nominees_sheet import write_nominees
from qz.forms.particulars_sheet import write_particulars
from qz.forms.shown import ShownScore, shown_score
from qz.forms.tasks_sheet import write_tasks
from qz.layout.form_plan import GUIDE_SHEET, FormPlan
from qz.model.corrections import Mark
from qz.model.scores import Answers, UnitScore
from qz.workbook.manifest_sheet import write_manifest
from qz.workbook.write.book import Book
from qz.workbook.write.row_heights import Fit

MeasuredText = tuple[str, float, float]
"""A text, the width in which it is written (Excel's unit) and its font size in points."""
_NO_MARKS: Final[Mapping[str, Mark]] = MappingProxyType({})


def write_form(
    plan: FormPlan,
    score: UnitScore | None,
    path: Path | BytesIO,
    answers: Answers = NO_ANSWERS,
    *,
    marks: Mapping[str, Mark] = _NO_MARKS,
    first: Callable[[Book], None] | None = None,
) -> None:
    """Write the form of ``plan`` to ``path``; the same arguments give the same bytes.

    Args:
        plan: The plan of the form (``qz.layout.form.build_plan``).
        score: The score of ``answers``, stored as the values of formulas; ``None`` for a unit that is not scored.
        path: The workbook to write, or a buffer for its bytes.
        answers: Filled into the form; by default nothing. An answer that could not be read is written as it was typed.
        marks: Input cells to be coloured and commented, by defined name.
        first: Writes sheets before the form's own; the first of them is shown when the workbook is opened.

    Raises:
        ValueError: The unit is scored and ``score`` is ``None``, or the other way round.
        FormWordingFault: A text under ``templates/forms`` is missing or wrong.
        OSError: The file cannot be written.

    Source: product specification, "Return form".
    """
    if (plan.scorecard is None) is not (score is None):
        raise ValueError(f"{plan.unit.name}: scorecard and score must come together")
    with _book(plan, path) as book:
        if first is not None:
            first(book)
        _fill(book, plan, None if score is None else shown_score(score), answers, marks)


def write_shown(plan: FormPlan, score: ShownScore | None, path: Path | BytesIO) -> None:
    """Write a blank form with these numbers of a score, as ``write_form`` does."""
    with _book(plan, path) as book:
        _fill(book, plan, score)


def _book(plan: FormPlan, path: Path | BytesIO) -> AbstractContextManager[Book]:
    particulars = plan.programme.particulars
    title = f"{particulars.year}年{particulars.district}{particulars.name}考核报送表（{plan.unit.name}）"
    return Book.create(path, title, author=particulars.office)


def _fill(
    book: Book,
    plan: FormPlan,
    score: ShownScore | None,
    answers: Answers = NO_ANSWERS,
    marks: Mapping[str, Mark] = _NO_MARKS,
) -> None:
    entries = entries_of(plan, answers, marks)
    guide = FormPage(book, plan, GUIDE_SHEET, WIDTHS)
    sections = [write_tasks(book, plan, entries)]
    if score is not None:
        sections.append(write_card(book, plan, entries, answers, score))
    if plan.programme.places_of(plan.unit):
        sections.append(write_nominees(book, plan, entries))
    sections.append(write_particulars(book, plan, entries))
    if score is not None:
        write_explanations(book, plan)
    write_guide(guide, sections, score)
    write_manifest(book, manifest_of(plan.layout, plan.programme.key))


def measured_texts(plan: FormPlan, score: ShownScore | None) -> list[MeasuredText]:
    """All texts on which row heights of a blank form with these numbers depend, in the order of writing."""
    texts: list[MeasuredText] = []

    class Noting(Fit):
        def note(self, row: int, rows: int, text: str, width: float, size: float) -> float:
            texts.append((text, width, size))
            return super().note(row, rows, text, width, size)

    with _book(plan, BytesIO()) as book:
        book.fit = Noting
        _fill(book, plan, score)
    return texts
