"""The content of each row of a 核定表, before it is written into cells."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Final, NamedTuple

from qz.evidence.received import Proofs, Received
from qz.layout.denials import denial_words, fact_words, origin_words
from qz.layout.rest_cells import REST
from qz.layout.row_words import show_words, value_words
from qz.layout.verification_row import CONFIRMED, VerificationRow
from qz.layout.verification_workbook import VerificationSheet, verifier_name
from qz.model.assessment import Assessment
from qz.model.programme import Programme
from qz.model.scores import Answers
from qz.model.task_table import Unit
from qz.model.unit_sums import Contradiction
from qz.model.values import BLANK_ANSWER, Answer, Value
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


class RowContent(NamedTuple):
    """One row's words and values. It is a tuple because a hundred thousand are made.

    ``key``: the row's, as its cell has it. ``kind``: what it shows whichever unit it is for. ``registered``: a register
    counts it. ``self_bad``: the self-report is invalid. ``moved``: it was confirmed, and the self-report changed since,
    so that the cells to fill in are blank.
    """

    row: VerificationRow
    key: str
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
    def is_own(self) -> bool:
        """Whether the unit is its own verifier in this row."""
        return self.kind.verifier == self.row.unit.code

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
        """The row's state, the same word as its formula gives.

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
    """Makes the rows about some units: self-reports from the returns, and what was verified before."""

    def __init__(self, assessment: Assessment, units: Iterable[Unit]) -> None:
        """Index everything about the units. Where verifiers differ, a row shows the entries of its own."""
        codes, verification = {unit.code for unit in units}, assessment.verification
        self._programme: Programme = assessment.programme
        answers, scores = assessment.intake.answers, verification.self_scores
        self._reported: Mapping[str, Answers] = {code: answers[code] for code in codes if code in answers}
        self._lines = {code: scores[code].lines_by_id for code in codes if code in scores}
        self._entries: dict[tuple[str, EntryKind, str], list[VerifiedEntry]] = {}
        for entry in chain(verification.pending, verification.entries):
            if entry.unit_code in codes and not entry.review:
                self._entries.setdefault(entry.subject, []).append(entry)
        counted = (fact for fact in verification.register_facts if fact.unit_code in codes)
        self._registered = {(fact.unit_code, fact.fact_id): fact for fact in counted}
        self._received = Received(assessment.intake.evidence)
        self._denied: dict[tuple[str, str], list[Contradiction]] = {}
        for one in assessment.contradictions:
            self._denied.setdefault((one.unit_code, one.task.task_id), []).append(one)
        self._kinds = RowKinds(self._programme)

    def make(self, row: VerificationRow) -> RowContent:
        """The row's content."""
        code, kind = row.unit.code, self._kinds.of(row)
        answer, self_points, value_type = self._answer(row), self._self_points(row), kind.value_type
        value, points, moved = self._verified(row, kind, answer, self_points)
        lines = [self._moved_words(row, each, answer) for each in moved]
        entry, claimed, proofs = (
            value or points,
            value_type.content(answer.value),
            self._received.of(code, *kind.proofs),
        )
        counted = self._registered.get((code, row.fact.fact_id)) if row.fact else None
        return RowContent(
            row=row,
            key=code + kind.key,
            kind=kind,
            target=self._own_target(row) if kind.target is None else kind.target,
            self_value=claimed if claimed is not None else answer.typed or None,
            self_bad=answer.invalid,
            evidence="\n".join([*lines, *self._evidence(row, kind, answer, counted, proofs)]),
            proofs=proofs,
            self_points=self_points,
            value=_written(value, value_type),
            points=points.value if points and isinstance(points.value, Decimal) else None,
            reason=entry.origin.reason if entry else "",
            person=self.person(entry) if entry else "",
            registered=counted is not None,
            moved=bool(moved) and entry is None,
            group=f"{code}|{kind.clause_id}" if row.criterion else "",
        )

    def _verified(
        self, row: VerificationRow, kind: RowKind, answer: Answer, self_points: Content
    ) -> tuple[VerifiedEntry | None, VerifiedEntry | None, Sequence[VerifiedEntry]]:
        """What was verified that is filled in again: value and points; and what the self-report has changed since."""
        code, key = row.unit.code, row.key
        value = self._entry(kind, code, key.kind, key.subject) if key.kind else None
        points = self._entry(kind, code, EntryKind.CRITERION, key.criterion_id) if key.criterion_id else None
        moved = [each for each, now in ((value, answer.value), (points, self_points)) if each and _moved(each, now)]
        if not moved:
            return value, points, ()
        value, points = (None if each in moved and not each.origin.reason else each for each in (value, points))
        return value, points, moved

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

    def _entry(self, kind: RowKind, unit_code: str, about: EntryKind, key: str) -> VerifiedEntry | None:
        """The last entry of the row's own verifier; of others, where it has none."""
        entries = self._entries.get((unit_code, about, key))
        if entries is None:
            return None
        own = [entry for entry in entries if entry.verifier == kind.verifier] if len(entries) > 1 else ()
        return (own or entries)[-1]

    def _answer(self, row: VerificationRow) -> Answer:
        answers = self._reported.get(row.unit.code)
        if answers is None:
            return BLANK_ANSWER
        if row.task:
            return answers.statuses.get(row.task.task_id, BLANK_ANSWER)
        return answers.facts.get(row.fact.fact_id, BLANK_ANSWER) if row.fact else BLANK_ANSWER

    def _evidence(
        self, row: VerificationRow, kind: RowKind, answer: Answer, counted: RegisterFact | None, proofs: Proofs
    ) -> Iterator[str]:
        """What is known beside the values: doubts, what a register counts, notes, and the material that came."""
        if kind.verifier == row.unit.code:
            yield OWN_MARK
        if row.task:
            for one in self._denied.get((row.unit.code, row.task.task_id), ()):
                facts = fact_words(one.facts) or origin_words(one.figure.origin if one.figure else None)
                yield f"【与事实不符】{denial_words(one)}：{facts}"
        if counted and row.fact:
            value = show_words(counted.value, row.fact.value_type, row.fact.unit_of_measure)
            yield f"台账登记{value}（{counted.origin.reason}）"
        if row.task:
            noted = self._reported[row.unit.code].notes.get(row.task.task_id, BLANK_ANSWER)
            if note := str(noted.value or "") or noted.typed:
                yield note
        if answer.evidence:
            yield answer.evidence
        if proofs.files:
            yield f"收到材料：{'、'.join(proofs.names)}"

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
