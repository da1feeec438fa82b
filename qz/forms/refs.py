"""The cells of a form to which the rules' formulas refer."""

from collections.abc import Mapping

from qz.forms.entries import Entry
from qz.layout.form_plan import TASK_COLUMNS, TASK_HEAD_ROW, TASK_SHEET, FormPlan
from qz.layout.inputs import input_name
from qz.model.choices import Role
from qz.model.layout import InputKind
from qz.records import dataclass
from qz.rules.formulas import plus, text
from qz.words import DONE, UNDONE
from qz.workbook.write.cell_references import absolute, quote_sheet

ROLE_COLUMN = 4
"""The column of 任务完成情况 with the unit's role."""


@dataclass(frozen=True, slots=True)
class FormRefs:
    """``CellRefs`` of a form for one criterion: its facts and targets on 自评表, its tasks on 任务完成情况.

    ``targets``: the cells of the unit's own targets, by fact id. ``roles``: the roles in tasks that are counted.
    """

    plan: FormPlan
    entries: Mapping[str, Entry]
    targets: Mapping[str, str]
    roles: tuple[Role, ...]

    def fact(self, fact_id: str) -> str:
        """The cell of a fact's value."""
        return self.entries[input_name(InputKind.FACT, fact_id)].ref

    def unit_target(self, fact_id: str) -> str:
        """The cell of this unit's own target; 0 where it has none."""
        return self.targets.get(fact_id, "0")

    def group(self, fact_id: str) -> None:
        """A form knows of no other unit."""

    def tasks_scored(self) -> str:
        """The number of tasks the unit has in the scored roles."""
        return str(sum(role in self.roles for _, role in self.plan.tasks))

    def tasks_done(self) -> str:
        """How many of them are 已完成."""
        return self._count((DONE,))

    def tasks_missing(self) -> str:
        """How many of them have no status."""
        return f"({self.tasks_scored()}-({self._count((DONE, UNDONE))}))"

    def _count(self, words: tuple[str, ...]) -> str:
        if not self.plan.task_rows:
            return "0"
        roles, statuses = self._area(ROLE_COLUMN), self._area(TASK_COLUMNS[InputKind.TASK_STATUS])
        counts = [f"COUNTIFS({roles},{text(role)},{statuses},{text(word)})" for role in self.roles for word in words]
        return f"({plus(counts)})" if len(counts) > 1 else plus(counts)

    def _area(self, column: int) -> str:
        first, last = TASK_HEAD_ROW + 1, self.plan.task_rows[-1].row
        return f"{quote_sheet(TASK_SHEET)}!{absolute(first, column)}:{absolute(last, column)}"
