"""The layout of the sheet 复核申请, one row for each clause, and the list of clauses about which a unit may apply.

Columns are found by their heads. A line of the list stands for one row of a verifier's workbook (核定表): a fact, a
task, or the points of a clause. So every application is about one value of one type, answered by one verifier.
"""

from collections.abc import Collection, Mapping
from typing import Final

from qz.layout.form import FormKind, form_kind, programme_id
from qz.layout.row_words import clause_words
from qz.layout.verification_row import VerificationRow, points_spec, value_spec
from qz.layout.verification_workbook import build_verification, verifiers_of
from qz.model.layout import InputSpec
from qz.model.manifest import MANIFEST_FORMAT, Key, WorkbookKind
from qz.model.programme import Programme
from qz.model.scores import Effect
from qz.model.task_table import Unit
from qz.model.values import ValueType
from qz.values.clean import tight
from qz.values.value_types import TYPES

SHEET: Final = "复核申请"
LIST_SHEET: Final = "条款清单"
CLAUSE: Final = "条款"
ASKED: Final = "应计的内容或数值"
REASON: Final = "理由"
EVIDENCE: Final = "佐证材料"
OPEN_HEADS: Final = (CLAUSE, ASKED, REASON, EVIDENCE)
"""The heads of the columns that the unit fills in."""
APPLICANT: Final = "申请人"
DATE: Final = "申请日期"
SIGNED_LABELS: Final = (APPLICANT, DATE)
"""What stands left of the two cells for the whole sheet."""
ROWS: Final = 8
"""Rows to fill in."""
DATE_SPEC: Final = InputSpec(ValueType.DATE, DATE, required=False)


class ClauseList:
    """The clauses about which units may apply, by their line in the list; computed once for each kind of unit."""

    def __init__(self, programme: Programme, effects: Mapping[str, Effect]) -> None:
        """``effects``: the effect of each kind of rule on its item, by the kind's English name."""
        self.programme = programme
        self._effects = effects
        self._kinds: dict[FormKind, Mapping[str, VerificationRow]] = {}

    def of(self, unit: Unit) -> Mapping[str, VerificationRow]:
        """The unit's rows by their line in the list (``2.3 质量工作专题会议次数``), in printed order."""
        rows = self._alike(unit).items()
        return {words: row._replace(unit=unit, key=row.key._replace(unit_code=unit.code)) for words, row in rows}

    def lines(self, unit: Unit) -> Collection[str]:
        """The lines of the unit's list, in printed order."""
        return self._alike(unit).keys()

    def _alike(self, unit: Unit) -> Mapping[str, VerificationRow]:
        """The rows of some unit of the same kind, by their line."""
        kind = form_kind(self.programme, unit)
        if kind not in self._kinds:
            self._kinds[kind] = {_words(row): row for row in self._rows(unit)}
        return self._kinds[kind]

    def find(self, unit: Unit, typed: str) -> VerificationRow | None:
        """The row for a line of the list, or for a clause's number where the clause has one row; else ``None``."""
        rows, wanted = self.of(unit), tight(typed)
        alike = [row for words, row in rows.items() if tight(words) == wanted]
        alike = alike or [row for row in rows.values() if tight(clause_words(row)) == wanted]
        return alike[0] if len(alike) == 1 else None

    @staticmethod
    def words(row: VerificationRow) -> str:
        """The line of the list for a row."""
        return _words(row)

    def spec(self, row: VerificationRow) -> InputSpec | None:
        """What an application may ask for in that row: a value of the fact or task, or the clause's points (分)."""
        if row.key.kind is not None:
            return value_spec(row)
        return points_spec(row.criterion, self._effects[row.criterion.kind]) if row.criterion else None

    def _rows(self, unit: Unit) -> list[VerificationRow]:
        layouts = [
            build_verification(self.programme, code, (unit,), self._effects) for code in verifiers_of(self.programme)
        ]
        rows = [row for layout in layouts for sheet in layout.sheets for row in sheet.rows if _is_scored(row)]
        card = self.programme.scorecard_of(unit)
        places = {one.criterion_id: place for place, one in enumerate(card.criteria)} if card else {}
        return sorted(rows, key=lambda row: places[clause_words(row)])


def _is_scored(row: VerificationRow) -> bool:
    """Whether the row can change points; a note cannot."""
    return row.criterion is not None and not (row.fact and TYPES[row.fact.value_type].is_note)


def _words(row: VerificationRow) -> str:
    if row.task:
        what = f"任务{row.task.task_id} {row.task.subcategory or row.task.category}"
    else:
        what = row.fact.label if row.fact else "本条得分"
    return f"{clause_words(row)} {what}"


def application_manifest(programme: Programme, unit: Unit) -> Mapping[str, str]:
    """The manifest of an application."""
    return {
        Key.FORMAT: MANIFEST_FORMAT,
        Key.KIND: WorkbookKind.APPLICATION,
        Key.YEAR: str(programme.particulars.year),
        Key.PROGRAMME: programme_id(programme),
        Key.UNIT_CODE: unit.code,
        Key.UNIT_NAME: unit.name,
        Key.EDITION: programme.particulars.edition,
    }
