"""The contents of each input cell of a form: blank in a blank form, the unit's answers in a filled one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from qz.layout.form_inputs import closed_cells
from qz.layout.form_plan import FormPlan
from qz.model.corrections import Mark
from qz.model.layout import ANSWER_TABLES, EVIDENCE_OF, InputCell
from qz.model.scorecards import Fact
from qz.model.scores import Answers
from qz.model.values import BLANK_ANSWER, Answer, ValueType
from qz.records import dataclass
from qz.rules.computed import NOT_GIVEN, WAITING, with_computed
from qz.values.expressions import is_blank, text
from qz.values.type_of_value import Content
from qz.values.value_types import TYPES
from qz.workbook.write.cell_references import absolute, quote_sheet

NO_ANSWERS: Final = Answers(*(MappingProxyType({}) for _ in range(6)))
"""The answers of a blank form."""
_NO_MARKS: Final[Mapping[str, Mark]] = MappingProxyType({})


def blank(content: Content) -> bool:
    """Whether a cell is empty or has only blanks."""
    return content is None or (isinstance(content, str) and not content.strip(" 　"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One input cell with its content.

    ``mark``: set where the unit is asked to check the cell. ``unfilled``: the text it shows while nothing is filled in.
    ``ref``: its reference on its own sheet; ``far``: its reference from other sheets.
    """

    cell: InputCell
    content: Content
    mark: Mark | None = None
    unfilled: str = ""

    @property
    def is_unfilled(self) -> bool:
        """Whether nothing is filled in."""
        return blank(self.content) or self.content == self.unfilled

    @property
    def unfilled_formula(self) -> str:
        """``is_unfilled`` as a formula expression."""
        return f"{self.ref}={text(self.unfilled)}" if self.unfilled else is_blank(self.ref)

    @property
    def ref(self) -> str:
        """Absolute A1 reference within the sheet."""
        return absolute(self.cell.row, self.cell.column)

    @property
    def far(self) -> str:
        """Absolute reference with the sheet's name."""
        return f"{quote_sheet(self.cell.sheet)}!{self.ref}"


def _content(answer: Answer, value_type: ValueType) -> Content:
    if answer.value is None:
        return TYPES[value_type].content_typed(answer.typed)
    return TYPES[value_type].content(answer.value)


def _answered(cell: InputCell, answers: Answers) -> Content:
    table: Mapping[str, Answer] = getattr(answers, ANSWER_TABLES[EVIDENCE_OF.get(cell.kind, cell.kind)])
    answer = table.get(cell.key, BLANK_ANSWER)
    if cell.kind in EVIDENCE_OF:
        return answer.evidence or None
    return _content(answer, cell.spec.value_type)


def entries_of(plan: FormPlan, answers: Answers, marks: Mapping[str, Mark] = _NO_MARKS) -> Mapping[str, Entry]:
    """All inputs of the form by defined name, in reading order, with their contents and marks.

    After them come the cells of facts that the unit does not fill in; their content says who does.
    """
    entries = {cell.name: Entry(cell, _answered(cell, answers), marks.get(cell.name)) for cell in plan.layout.inputs}
    return entries | {cell.name: _closed(plan, fact, cell, answers) for fact, cell in closed_cells(plan)}


def _closed(plan: FormPlan, fact: Fact, cell: InputCell, answers: Answers) -> Entry:
    """A cell that the unit does not fill in: with who does, with the programme's value, or with the computed value."""
    if fact.given:
        return Entry(cell, plan.targets.get(fact.given, NOT_GIVEN))
    if fact.formula is None or plan.scorecard is None:
        return Entry(cell, f"由{fact.filled_by.value}填")
    known = with_computed(plan.scorecard, answers, plan.targets)
    content = _content(known.facts[fact.fact_id], fact.value_type)
    return Entry(cell, WAITING if content is None else content, unfilled=WAITING)
