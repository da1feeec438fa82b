"""One row of a verification workbook (核定表): its columns, its key, and what is filled in.

A key is the unit's code and what the row's cells are for, joined by ``|``. ``T02|fact:quality_meetings|criterion:1.2``:
核定值 is for the fact, 核定分 for the criterion's points. ``T02|fact:industrial_pass_rate`` has no 核定分,
``T02|criterion:6.2`` no 核定值. ``D01|task:1.1``: 核定值 is for the task's status. A row that answers an application
(复核) ends with its id: ``…|review:1f0c…``.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from qz.layout.inputs import fact_spec, task_specs
from qz.layout.scorecard import ScorecardRow
from qz.model.choices import FilledBy
from qz.model.layout import InputKind, InputSpec
from qz.model.scorecards import Criterion, Fact, Item
from qz.model.scores import Effect
from qz.model.task_table import Task, Unit
from qz.model.values import ValueType
from qz.model.verification import EntryKind
from qz.values.value_types import describe_accepted

CONFIRMED: Final = "属实"
"""The word that verifies the self-reported value shown in the row."""
CENT: Final = Decimal("0.01")
_KEY: Final = re.compile(r"([^|]+)((?:\|(?:fact|task|criterion):[^|]+){1,2})(?:\|review:([0-9a-f]+))?")


class VerificationColumn(StrEnum):
    """The contents of a column. The verifier fills in ``VALUE``, ``POINTS``, ``REASON`` and ``PERSON``."""

    KEY = "key"
    UNIT = "unit"
    ITEM = "item"
    CLAUSE_ID = "clause_id"
    CLAUSE = "clause"
    SUBJECT = "subject"
    TARGET = "target"
    SELF_VALUE = "self_value"
    EVIDENCE = "evidence"
    SELF_POINTS = "self_points"
    VALUE = "value"
    POINTS = "points"
    REASON = "reason"
    PERSON = "person"
    STATUS = "status"


COLUMNS: Final[tuple[tuple[VerificationColumn, str, float], ...]] = (
    (VerificationColumn.KEY, "", 0),
    (VerificationColumn.UNIT, "单位", 10),
    (VerificationColumn.ITEM, "考核内容", 13),
    (VerificationColumn.CLAUSE_ID, "条款号", 6.5),
    (VerificationColumn.CLAUSE, "条款和口径", 36),
    (VerificationColumn.SUBJECT, "填报数据", 18),
    (VerificationColumn.TARGET, "目标", 8),
    (VerificationColumn.SELF_VALUE, "自报值", 9),
    (VerificationColumn.EVIDENCE, "佐证材料", 22),
    (VerificationColumn.SELF_POINTS, "自评分", 7.5),
    (VerificationColumn.VALUE, "核定值", 10),
    (VerificationColumn.POINTS, "核定分", 7.5),
    (VerificationColumn.REASON, "核定理由", 26),
    (VerificationColumn.PERSON, "核定人", 9),
    (VerificationColumn.STATUS, "办理", 8),
)
"""Columns in order: what each holds, its head, and its width (Excel's unit; 0 hides it)."""
COLUMN_OF: Final[Mapping[VerificationColumn, int]] = MappingProxyType(
    {kind: place for place, (kind, _, _) in enumerate(COLUMNS)}
)
OPEN_COLUMNS: Final = (
    VerificationColumn.VALUE,
    VerificationColumn.POINTS,
    VerificationColumn.REASON,
    VerificationColumn.PERSON,
)


class RowKey(NamedTuple):
    """What a row is for: a unit's fact or task (核定值), and the criterion of its 核定分 (``""`` for none).

    ``review``: the id of the application it answers; ``""`` for a row of the first verification. It is a tuple
    because a hundred thousand are made and looked up.
    """

    unit_code: str
    kind: EntryKind | None = None
    subject: str = ""
    criterion_id: str = ""
    review: str = ""

    @property
    def about(self) -> tuple[str, EntryKind | None, str, str]:
        """What it is for, whatever application it answers."""
        return self.unit_code, self.kind, self.subject, self.criterion_id

    def __str__(self) -> str:
        parts = [self.unit_code]
        if self.kind is not None:
            parts.append(f"{self.kind.value}:{self.subject}")
        if self.criterion_id:
            parts.append(f"{EntryKind.CRITERION.value}:{self.criterion_id}")
        if self.review:
            parts.append(f"review:{self.review}")
        return "|".join(parts)


def read_key(text: str) -> RowKey | None:
    """The key in a cell's text; ``None`` where it is not a key."""
    if not (found := _KEY.fullmatch(text.strip())):
        return None
    kind: EntryKind | None = None
    subject = criterion_id = ""
    for part in found[2][1:].split("|"):
        word, _, name = part.partition(":")
        if word == EntryKind.CRITERION:
            if criterion_id:
                return None
            criterion_id = name
        elif kind is not None or criterion_id:
            return None
        else:
            kind, subject = EntryKind(word), name
    return RowKey(found[1], kind, subject, criterion_id, found[3] or "")


class VerificationRow(NamedTuple):
    """One row: a unit's fact or task, the points of a criterion (``key.criterion_id``), or both.

    ``shared``: for a criterion without facts of its own, the clauses whose rows have its facts.
    """

    row: int
    key: RowKey
    unit: Unit
    item: Item | None
    criterion: Criterion | None
    fact: Fact | None = None
    task: Task | None = None
    line: ScorecardRow | None = None
    shared: tuple[str, ...] = ()

    @property
    def same_in_all_units(self) -> tuple[str, ...]:
        """A key that is the same for the rows of several units that differ only in the unit."""
        clause, (_, kind, subject, criterion_id, _) = self.criterion.criterion_id if self.criterion else "", self.key
        return self.unit.scorecard_id, kind or "", subject, criterion_id, clause

    def of(self, unit: Unit, row: int) -> "VerificationRow":
        """The same row of another unit of this unit's kind, at another place."""
        key = RowKey(unit.code, self.key.kind, self.key.subject, self.key.criterion_id)
        return VerificationRow(row, key, unit, self.item, self.criterion, self.fact, self.task, self.line, self.shared)


def owner_of(criterion: Criterion | None, fact: Fact | None = None) -> str:
    """The code of the verifier of a criterion or its fact.

    Facts that no criterion uses, and those that the office fills in, belong to the office (``""``).
    """
    by_office = fact is not None and fact.filled_by is FilledBy.OFFICE
    return criterion.verifier if criterion and not by_office else ""


def value_spec(row: VerificationRow) -> InputSpec | None:
    """What 核定值 accepts in this row besides ``CONFIRMED``; ``None`` for a row without 核定值."""
    if row.task:
        return task_specs(row.task)[InputKind.TASK_STATUS]
    return fact_spec(row.fact, row.criterion) if row.fact else None


def points_spec(criterion: Criterion, effect: Effect) -> InputSpec | None:
    """What 核定分 accepts (分, to 0.01); ``None`` for a veto.

    Source: scoring specification, "Missing, doubtful and verified values".
    """
    if effect is Effect.VETO:
        return None
    lowest = None if criterion.most is None else -criterion.most
    least = lowest if effect is Effect.DEDUCT else Decimal(0)
    most = {Effect.EARN: criterion.points or Decimal(0), Effect.DEDUCT: Decimal(0)}.get(effect, criterion.most)
    label = f"{criterion.criterion_id} 核定分"
    return InputSpec(ValueType.NUMBER, label, least, most, CENT, clause=criterion.criterion_id, unit_of_measure="分")


def points_words(criterion: Criterion, spec: InputSpec) -> str:
    """What 核定分 accepts, in words: ``-2至-0.5的数字，或0`` for deductions at discretion."""
    if criterion.least is None:
        return describe_accepted(spec)
    sign = -1 if spec.maximum == 0 else 1
    bounds = sorted((sign * criterion.least, sign * (criterion.most or criterion.least)))
    return f"{describe_accepted(replace(spec, minimum=bounds[0], maximum=bounds[1]))}，或0"
