"""The content of each row of a 核定表, before it is written into cells."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import Final

from qz.evidence.received import Proofs, Received
from qz.layout.denials import denial_words, fact_words, origin_words
from qz.layout.rest_cells import REST
from qz.layout.row_words import show_words, value_words
from qz.layout.verification_row import CONFIRMED, VerificationRow
from qz.layout.verification_workbook import VerificationLayout, VerificationSheet, verifier_name
from qz.model.assessment import Assessment
from qz.model.programme import Programme
from qz.model.scores import Answers, ScoreLine, UnitScore
from qz.model.unit_sums import Contradiction
from qz.model.values import Answer, Value
from qz.model.verification import EntryKind, RegisterFact, VerifiedEntry
from qz.records import dataclass
from qz.values.type_of_value import Content, TypeOfValue
from qz.verification.row_kinds import RowKind, RowKinds
from qz.verification.subjects import same_value

TO_DO: Final = "待核定"
NO_REASON: Final = "缺理由"
NO_CLAIM: Final = "无自报值"
UNCLEAR: Final = "自报不明"
MOVED: Final = "自报有变"
"""The state of a row that was verified, and whose self-report changed afterwards."""
BY_SCORE: Final = "已给分"
BY_REGISTER: Final = "按台账"
OPTIONAL: Final = "可不填"
DONE_WORD: Final = "已核定"
OPEN_STATES: Final = (TO_DO, MOVED, NO_REASON, NO_CLAIM, UNCLEAR)
"""States of rows that are still to do."""
OWN_MARK: Final = "【自己核定自己】"
_BLANK: Final = Answer()


@dataclass(frozen=True, slots=True)
class RowContent:
    """One row's words and values.

    ``kind``: what it shows whichever unit it is for. ``registered``: a register counts it. ``self_bad``: the
    self-report is invalid. ``moved``: it was confirmed, and the self-report changed since, so that the cells to fill in
    are blank.
    """

    row: VerificationRow
    kind: RowKind
    target: str
    self_value: Content
    self_bad: bool
    evidence: str
    proofs: Proofs
    self_points: Content
    value: Content
    points: Decimal | None
    reason: str
    person: str
    registered: bool
    moved: bool
    group: str

    @property
    def item(self) -> str:
        """The number and label of the row's item."""
        return self.kind.item

    @property
    def optional(self) -> bool:
        """Whether nothing need be written."""
        return self.kind.optional

    @property
    def claimed(self) -> bool:
        """Whether the row shows a self-reported value that can be confirmed."""
        return self.self_value is not None and not self.self_bad

    @property
    def blank_state(self) -> str:
        """The row's state while nothing is filled in."""
        if self.moved:
            return MOVED
        return OPTIONAL if self.optional else BY_REGISTER if self.registered else TO_DO

    @property
    def restable(self) -> bool:
        """Whether 其余属实 confirms the row while nothing is filled in."""
        return self.row.key.kind is not None and self.claimed and not self.registered and not self.moved

    @property
    def claimless_state(self) -> str:
        """The row's state where 属实 was filled in but there is no self-report to confirm."""
        return UNCLEAR if self.self_bad else OPTIONAL if self.optional else NO_CLAIM

    def state(self, *, scored: bool) -> str:
        """The row's state, the same word as ``RowCells.state_formula`` gives.

        ``scored``: its criterion's points were given directly on another row.
        """
        if self.value is None and self.points is None:
            return BY_SCORE if scored and not self.optional else self.blank_state
        if self.value == CONFIRMED and not self.claimed:
            return self.claimless_state
        corrects = self.value is not None and self.value not in {CONFIRMED, self.self_value}
        differs = (corrects and self.kind.wants_reason) or (self.points is not None and self.points != self.self_points)
        return NO_REASON if differs and not self.reason.strip() else DONE_WORD


class RowMaker:
    """Makes the rows of one assessment: self-reports from the returns, and what was verified before."""

    def __init__(self, assessment: Assessment, layout: VerificationLayout) -> None:
        """Index everything about the layout's units. Where verifiers differ, this verifier's own entries are shown."""
        codes, verification = {unit.code for unit in layout.units}, assessment.verification
        self._programme: Programme = assessment.programme
        answers, scores = assessment.intake.answers, verification.self_scores
        self._reported: Mapping[str, Answers] = {code: answers[code] for code in codes if code in answers}
        self._lines = {code: _lines(scores[code]) for code in codes if code in scores}
        entries = [
            each
            for each in chain(verification.pending, verification.entries)
            if each.unit_code in codes and not each.review
        ]
        own_last = sorted(entries, key=lambda entry: entry.verifier == layout.verifier)
        counted = (fact for fact in verification.register_facts if fact.unit_code in codes)
        self._registered = {(fact.unit_code, fact.fact_id): fact for fact in counted}
        self._received = Received(assessment.intake.evidence)
        self._denied: dict[tuple[str, str], list[Contradiction]] = {}
        for one in assessment.contradictions:
            self._denied.setdefault((one.unit_code, one.task.task_id), []).append(one)
        self._entries: dict[tuple[str, EntryKind, str], VerifiedEntry] = {entry.subject: entry for entry in own_last}
        self._kinds = RowKinds(self._programme)

    def make(self, row: VerificationRow) -> RowContent:
        """The row's content."""
        unit, criterion, key = row.unit, row.criterion, row.key
        value = self._entry(unit.code, key.kind, key.subject) if key.kind else None
        points = self._entry(unit.code, EntryKind.CRITERION, key.criterion_id) if key.criterion_id else None
        answer = self._answer(row)
        self_points = self._self_points(row)
        moved = [each for each, now in ((value, answer.value), (points, self_points)) if each and _moved(each, now)]
        lines = [*(self._moved_words(row, each, answer) for each in moved)]
        value, points = (None if each in moved and not each.origin.reason else each for each in (value, points))
        entry = value or points
        kind = self._kinds.of(row)
        value_type = kind.value_type
        claimed = value_type.content(answer.value)
        return RowContent(
            row=row,
            kind=kind,
            target=self._own_target(row) if kind.target is None else kind.target,
            self_value=claimed if claimed is not None else answer.typed or None,
            self_bad=answer.invalid,
            evidence="\n".join([*lines, *([words] if (words := self._evidence(row, answer)) else [])]),
            proofs=self._came(row),
            self_points=self_points,
            value=_written(value, value_type),
            points=points.value if points and isinstance(points.value, Decimal) else None,
            reason=entry.origin.reason if entry else "",
            person=self.person(entry) if entry else "",
            registered=self._counted(row) is not None,
            moved=bool(moved) and entry is None,
            group=f"{unit.code}|{criterion.criterion_id}" if criterion else "",
        )

    def _moved_words(self, row: VerificationRow, entry: VerifiedEntry, answer: Answer) -> str:
        """Words for a self-report that changed since it was verified: both values, and the verified one."""
        is_points = entry.kind is EntryKind.CRITERION
        current = self._self_points(row) if is_points else answer.value
        old, now, given = (
            value_words(row, value, points=is_points)
            for value in (entry.seen.value if entry.seen else None, current, entry.value)
        )
        what = "自评分" if is_points else "自报"
        return f"【{MOVED}】核定时{what}{old}，现{what}{now}；已核定{given}"

    def person(self, entry: VerifiedEntry) -> str:
        """The person who signed; ``""`` where only the verifier's name is known."""
        stand_in = verifier_name(self._programme, entry.verifier)
        return "" if entry.origin.given_by == stand_in else entry.origin.given_by

    def _entry(self, unit_code: str, kind: EntryKind, key: str) -> VerifiedEntry | None:
        return self._entries.get((unit_code, kind, key))

    def _answer(self, row: VerificationRow) -> Answer:
        answers = self._reported.get(row.unit.code)
        if answers is None:
            return _BLANK
        if row.task:
            return answers.statuses.get(row.task.task_id, _BLANK)
        return answers.facts.get(row.fact.fact_id, _BLANK) if row.fact else _BLANK

    def _counted(self, row: VerificationRow) -> RegisterFact | None:
        return self._registered.get((row.unit.code, row.fact.fact_id)) if row.fact else None

    def _evidence(self, row: VerificationRow, answer: Answer) -> str:
        noted = self._reported[row.unit.code].notes.get(row.task.task_id, _BLANK) if row.task else _BLANK
        note = str(noted.value or "") or noted.typed
        counted, fact = self._counted(row), row.fact
        register = ""
        if counted and fact:
            value = show_words(counted.value, fact.value_type, fact.unit_of_measure)
            register = f"台账登记{value}（{counted.origin.reason}）"
        names = self._came(row).names
        came = f"收到材料：{'、'.join(names)}" if names else ""
        parts = (*self._doubts(row), register, str(note), answer.evidence, came)
        return "\n".join(part for part in parts if part)

    def _came(self, row: VerificationRow) -> Proofs:
        """The files that came as evidence."""
        keys = [f"task_{row.task.task_id}"] if row.task else [f"fact_{row.fact.fact_id}"] if row.fact else []
        if row.criterion and row.fact:
            keys.append(f"item_{row.criterion.item_number}")
        return self._received.of(row.unit.code, *keys)

    def _doubts(self, row: VerificationRow) -> Iterator[str]:
        """Remarks: that the unit verifies itself, and facts that contradict a task's 已完成."""
        if row.is_own:
            yield OWN_MARK
        for one in self._denied.get((row.unit.code, row.task.task_id), ()) if row.task else ():
            facts = fact_words(one.facts) or origin_words(one.figure.origin if one.figure else None)
            yield f"【与事实不符】{denial_words(one)}：{facts}"

    def _self_points(self, row: VerificationRow) -> Content:
        line = self._lines.get(row.unit.code, {}).get(row.criterion.criterion_id) if row.criterion else None
        if line is None:
            return None
        if row.key.criterion_id:
            return line.points
        return line.award.denial if line.award.denial and row.key.kind is EntryKind.FACT else None

    def _own_target(self, row: VerificationRow) -> str:
        """The unit's own target, in words; ``""`` where it has none."""
        own = self._programme.unit_targets.get((row.unit.code, row.fact.fact_id)) if row.fact else None
        if own is None or row.fact is None:
            return ""
        return f"本单位{show_words(own, row.fact.value_type, row.fact.unit_of_measure)}"


def _moved(entry: VerifiedEntry, current: Value) -> bool:
    """Whether the self-report differs now from the one the verifier saw, and from the verified value."""
    if entry.seen is None:
        return False
    return not same_value(entry.seen.value, current) and not same_value(entry.value, current)


def _written(entry: VerifiedEntry | None, value_type: TypeOfValue) -> Content:
    """The content of 核定值: 属实 where the self-report was confirmed, else the value."""
    if entry is None:
        return None
    return CONFIRMED if entry.typed in {CONFIRMED, REST} else value_type.content(entry.value)


def _lines(score: UnitScore) -> dict[str, ScoreLine]:
    return {line.criterion_id: line for item in score.items for line in item.lines}


@dataclass(frozen=True, slots=True)
class FilledTable:
    """One scorecard's sheet, with the content and state of each row."""

    table: VerificationSheet
    contents: tuple[RowContent, ...]
    states: tuple[str, ...]
    open_rows: Mapping[tuple[str, str], int]
    """How many rows are still to do, by unit code and item; of all items together under ``""``."""


def fill_table(table: VerificationSheet, maker: RowMaker) -> FilledTable:
    """Make every row of a sheet."""
    contents = tuple(maker.make(row) for row in table.rows)
    given = {row.group for row in contents if row.points is not None and row.row.key.kind is None}
    states = tuple(row.state(scored=row.group in given) for row in contents)
    still_open = [row for row, state in zip(contents, states, strict=True) if state in OPEN_STATES]
    counted = Counter((row.row.unit.code, item) for row in still_open for item in (row.item, ""))
    return FilledTable(table, contents, states, counted)
