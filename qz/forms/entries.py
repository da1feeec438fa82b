"""What each input cell of a form holds: nothing in a blank form, a unit's answers in a filled one."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from qz.layout.accepts import DONE, NO, NOT_APPLICABLE_WORD, UNDONE, YES
from qz.layout.form import FormPlan
from qz.model.corrections import Mark
from qz.model.layout import InputCell, InputKind
from qz.model.scores import Answers
from qz.model.values import Answer, NotApplicable, ValueType
from qz.workbook.write.book import absolute, quote_sheet

Content = Decimal | str | None
"""What a cell holds: a number (a date as its day number), a text, or nothing."""

NO_ANSWERS: Final = Answers(*(MappingProxyType({}) for _ in range(6)))
"""The answers of a blank form."""
_DAY_ZERO: Final = dt.date(1899, 12, 30)
_BLANK: Final = Answer()
_NO_MARKS: Final[Mapping[str, Mark]] = MappingProxyType({})
_PLAIN_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_AS_NUMBERS: Final = frozenset({ValueType.COUNT, ValueType.NUMBER, ValueType.GRADE})


@dataclass(frozen=True, slots=True)
class Entry:
    """One input cell with what it holds. ``ref`` is its reference in its own sheet, ``far`` from any other.

    ``mark`` where it is in question.
    """

    cell: InputCell
    content: Content
    mark: Mark | None = None

    @property
    def ref(self) -> str:
        """Absolute A1 reference within the sheet."""
        return absolute(self.cell.row, self.cell.column)

    @property
    def far(self) -> str:
        """Absolute reference with the sheet's name."""
        return f"{quote_sheet(self.cell.sheet)}!{self.ref}"


def _as_typed(typed: str, value_type: ValueType) -> Content:
    """What could not be read, as it was typed: a plain number as one, anything that might be read otherwise as text.

    A rate's 92 is a text: in a cell of percents the number would show as 9200%.
    """
    if value_type in _AS_NUMBERS and _PLAIN_NUMBER.fullmatch(typed):
        return Decimal(typed)
    return typed or None


def _content(answer: Answer, value_type: ValueType) -> Content:
    value = answer.value
    if value is None:
        return _as_typed(answer.typed, value_type)
    if isinstance(value, bool):
        words = (DONE, UNDONE) if value_type is ValueType.STATUS else (YES, NO)
        return words[0] if value else words[1]
    if isinstance(value, NotApplicable):
        return NOT_APPLICABLE_WORD
    if value_type is ValueType.DATE and isinstance(value, str):
        try:
            return Decimal((dt.date.fromisoformat(value) - _DAY_ZERO).days)
        except ValueError:
            return value
    return value


def _answered(cell: InputCell, answers: Answers) -> Content:
    tables = {
        InputKind.FACT: answers.facts,
        InputKind.FACT_EVIDENCE: answers.facts,
        InputKind.TASK_STATUS: answers.statuses,
        InputKind.TASK_NOTE: answers.notes,
        InputKind.TASK_EVIDENCE: answers.statuses,
        InputKind.INDICATOR: answers.indicators,
        InputKind.PARTICULAR: answers.particulars,
    }
    answer = tables[cell.kind].get(cell.key, _BLANK)
    if cell.kind in {InputKind.FACT_EVIDENCE, InputKind.TASK_EVIDENCE}:
        return answer.evidence or None
    return _content(answer, cell.spec.value_type)


def entries_of(plan: FormPlan, answers: Answers, marks: Mapping[str, Mark] = _NO_MARKS) -> Mapping[str, Entry]:
    """Every input of the form by its defined name, in reading order, with what the answers put there and its mark."""
    return {cell.name: Entry(cell, _answered(cell, answers), marks.get(cell.name)) for cell in plan.layout.inputs}
