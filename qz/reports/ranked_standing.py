"""Two columns of a ranking, where a programme has them: the group in which a unit is ranked, and its grade."""

from collections.abc import Mapping

from qz.model.assessment import Assessment
from qz.model.assessment_rules import ResultGrade
from qz.model.scorecards import Scorecard
from qz.model.scores import RankRow, UnitScore
from qz.records import dataclass
from qz.rules.grading import grade_formula
from qz.workbook.write.table import Cell, Content

GROUP_HEAD, GRADE_HEAD = "分组", "等次"


@dataclass(frozen=True, slots=True)
class Standing:
    """The columns 分组 and 等次 of one scorecard, from column ``first`` on; each only where the scorecard has it."""

    rows: Mapping[str, RankRow]
    grades: Mapping[str, tuple[ResultGrade, ...]]
    grouped: bool
    first: int

    @classmethod
    def of(cls, assessment: Assessment, scorecard: Scorecard, first: int) -> "Standing":
        """The columns for a scorecard's ranking."""
        rows = {row.unit_code: row for row in assessment.rankings[scorecard.scorecard_id]}
        groups = {row.group for row in rows.values()}
        grades = {group: assessment.programme.grades_of(scorecard.scorecard_id, group) for group in groups}
        return cls(rows, grades, bool(groups - {""}), first)

    @property
    def graded(self) -> bool:
        """Whether there are grades."""
        return any(self.grades.values())

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of these columns."""
        return (GROUP_HEAD,) * self.grouped + (GRADE_HEAD,) * self.graded

    @property
    def group(self) -> int | None:
        """The column 分组; ``None`` where there is none."""
        return self.first if self.grouped else None

    def cells(self, code: str, score: UnitScore | None, total: str) -> list[Content]:
        """A unit's cells; ``total`` is the address of its total."""
        row = self.rows[code]
        cells: list[Content] = [row.group] * self.grouped
        if self.graded:
            live = grade_formula(self.grades[row.group], score, total) if score else ""
            cells.append(Cell(row.grade, "", live))
        return cells
