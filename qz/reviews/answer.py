"""Joins applications with their verifiers' answers: what counted before, what counts now, and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from typing import Final

from qz.findings import make_finding
from qz.layout.application_sheet import ClauseList
from qz.layout.row_words import label_words, value_words
from qz.layout.verification_row import VerificationRow
from qz.model.finding import Finding
from qz.model.programme import Programme
from qz.model.returns import CellState, RawCell
from qz.model.reviews import Review, ReviewOutcome, Reviews, ReviewState
from qz.model.scorecards import Scorecard
from qz.model.scores import Answers, UnitScore
from qz.model.values import BLANK_ANSWER, Answer, Source, Value, show_number
from qz.model.verification import UPHELD, EntryKind, VerifiedEntry
from qz.records import dataclass
from qz.values.typed import read_value

TOO_LATE: Final = "这一条已经答复，不能再撤回"


@dataclass(frozen=True, slots=True)
class Answered:
    """The applications with their outcomes, the entries that change what counts, and findings."""

    reviews: Reviews
    entries: tuple[VerifiedEntry, ...]
    findings: tuple[Finding, ...]


def answer_reviews(
    clauses: ClauseList,
    reviews: Reviews,
    decisions: Sequence[VerifiedEntry],
    answers: Mapping[str, Answers],
    scores: Mapping[str, UnitScore],
) -> Answered:
    """Join applications and answers.

    Args:
        clauses: The clauses about which units may apply.
        reviews: The applications, still without answers.
        decisions: The verifiers' entries in rows marked 复核, each with a reason.
        answers: What is scored without the reviews, by unit code (``qz.scoring.assess.scored_answers``).
        scores: The scores of these answers, of every unit that applied and reported.
    """
    joiner = _Joiner(clauses, answers, scores)
    by_review: dict[tuple[str, str], list[VerifiedEntry]] = {}
    for entry in decisions:
        by_review.setdefault((entry.unit_code, entry.review), []).append(entry)
    standing = _with_withdrawals(reviews.rows, frozenset(by_review))
    rows = tuple(
        joiner.join(review, by_review.pop((review.unit_code, review.application.review_id), []))
        if review.is_put and review.unit_code in answers
        else review
        for review in standing
    )
    for entry in (entry for some in by_review.values() for entry in some):
        joiner.say("K34", entry)
    return Answered(Reviews(rows), tuple(joiner.entries), tuple(sorted(joiner.findings)))


def _with_withdrawals(rows: Sequence[Review], answered: Collection[tuple[str, str]]) -> list[Review]:
    """The rows, where a withdrawal that came too late is refused and what was answered stands.

    An application that is answered can no longer be taken back: the answer would be undone by whom it is about. Of
    several that were answered the latest stands, as before the withdrawal.
    ``answered``: unit and ``review_id`` of each application that has an answer.
    """
    settled = list(rows)
    for place, row in enumerate(rows):
        known = (review_id for review_id in row.takes_back if (row.unit_code, review_id) in answered)
        about = (row.unit_code, next(known, ""))
        for other, earlier in enumerate(rows):
            same = (earlier.unit_code, earlier.application.review_id) == about
            if same and earlier.state is ReviewState.REPLACED:
                settled[other] = replace(earlier, state=ReviewState.OPEN)
                settled[place] = replace(row, state=ReviewState.REFUSED, why=TOO_LATE)
                break  # a copy of it in another file stays replaced
    return settled


@dataclass(slots=True)
class _Joiner:
    """Joins the applications of one collect with the answers."""

    clauses: ClauseList
    answers: Mapping[str, Answers]
    scores: Mapping[str, UnitScore]
    entries: list[VerifiedEntry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def programme(self) -> Programme:
        return self.clauses.programme

    def join(self, review: Review, entries: Sequence[VerifiedEntry]) -> Review:
        """The application with what counted before and, if it is answered, with the answer."""
        row = self._row(review.unit_code, review.application.key)
        if row is None:
            return review
        first, first_by = self._first(row)
        review = replace(review, first=first, first_by=first_by, asks_same=self._asks_same(review, row))
        entries = [entry for entry in entries if self._is_of(entry, row)]
        if not entries:
            self._say_same(review)
            return review
        if self._moves_nothing(row, entries):
            self.say("K37", entries[0])
            return review
        changing = [entry for entry in entries if entry.typed != UPHELD and entry.value != self._now(row, entry.kind)]
        self.entries += changing
        state = ReviewState.CHANGED if changing else ReviewState.UPHELD
        origin = (changing or entries)[0].origin
        second = "，".join(_second_words(row, entry) for entry in changing) or first
        return replace(review, state=state, outcome=ReviewOutcome(second, origin.given_by, origin.reason, origin))

    def say(self, code: str, entry: VerifiedEntry) -> None:
        """Add a finding about an answer, at its cell."""
        at, unit = entry.origin, self.programme.unit(entry.unit_code)
        row = next((row for row in self.clauses.of(unit).values() if _is_about(entry, row)), None)
        label = label_words(row, points=entry.kind is EntryKind.CRITERION) if row else entry.key
        self.findings.append(
            make_finding(code, file=at.file, sheet=at.sheet, cell=at.cell, unit=unit.name, label=label)
        )

    def _asks_same(self, review: Review, row: VerificationRow) -> bool:
        """Whether it asks for the value, or the clause's points, that count already.

        A value below points that a verifier gave directly says nothing about these points.
        """
        given, spec = self.answers[row.unit.code].verified_scores, self.clauses.spec(row)
        if spec is None or (row.key.kind is not None and row.key.criterion_id in given):
            return False
        asked = read_value(RawCell(CellState.TEXT, review.application.asked), spec).value
        return asked is not None and asked == self._now(row, row.key.kind or EntryKind.CRITERION)

    def _say_same(self, review: Review) -> None:
        """Add a notice where nothing would change; the application is answered as any other."""
        if not review.asks_same:
            return
        application, unit = review.application, self.programme.unit(review.unit_code)
        words = {"clause": application.clause, "found": review.first}
        at = {"file": application.origin.file, "sheet": application.origin.sheet, "cell": application.asked_cell}
        self.findings.append(make_finding("R14", **at, unit_code=unit.code, unit=unit.name, **words))

    def _row(self, unit_code: str, key: str) -> VerificationRow | None:
        rows = self.clauses.of(self.programme.unit(unit_code)).values()
        return next((row for row in rows if str(row.key) == key), None)

    def _is_of(self, entry: VerifiedEntry, row: VerificationRow) -> bool:
        """Whether an answer is about the row of the application; K34 where it is not."""
        if not _is_about(entry, row):
            self.say("K34", entry)
            return False
        return True

    def _card(self, row: VerificationRow) -> Scorecard | None:
        return self.programme.scorecard_of(row.unit)

    def _first(self, row: VerificationRow) -> tuple[str, str]:
        """The value that counts before the answer, in words, and who gave it."""
        answers = self.answers[row.unit.code]
        given = answers.verified_scores.get(row.criterion.criterion_id) if row.criterion else None
        points = self._now(row, EntryKind.CRITERION)
        if row.key.kind is None:
            by = given.given_by if given else "按规则"
            return value_words(row, points, points=True), by
        answer = self._answer(row)
        words = value_words(row, answer.value)
        origin = answer.origin
        by = (
            origin.given_by or origin.source.value if origin and origin.source is not Source.SELF else Source.SELF.value
        )
        if given is None or not row.key.criterion_id:
            return words, by
        return f"{words}，直接核定{show_number(given.points)}分", given.given_by or by

    def _answer(self, row: VerificationRow) -> Answer:
        answers = self.answers[row.unit.code]
        table = answers.statuses if row.key.kind is EntryKind.TASK else answers.facts
        return table.get(row.key.subject, BLANK_ANSWER)

    def _now(self, row: VerificationRow, kind: EntryKind) -> Value:
        """The value, or the clause's points, that count before the answer."""
        if kind is not EntryKind.CRITERION:
            return self._answer(row).value
        score, wanted = self.scores.get(row.unit.code), row.criterion.criterion_id if row.criterion else ""
        lines = score.lines if score else ()
        return next((line.points for line in lines if line.criterion_id == wanted), None)

    def _moves_nothing(self, row: VerificationRow, entries: Sequence[VerifiedEntry]) -> bool:
        """Whether the answer changes only a value that no score uses, because all its criteria have direct scores."""
        card, given = self._card(row), self.answers[row.unit.code].verified_scores
        if card is None or any(entry.kind is EntryKind.CRITERION or entry.typed == UPHELD for entry in entries):
            return False
        users = [
            one.criterion_id for one in card.criteria if any(term.fact_id == row.key.subject for term in one.terms)
        ]
        if row.key.kind is EntryKind.TASK and row.criterion is not None:
            users = [row.criterion.criterion_id]
        return bool(users) and all(user in given for user in users)


def _is_about(entry: VerifiedEntry, row: VerificationRow) -> bool:
    """Whether an entry belongs to this row: to its value, or to its clause's points."""
    if entry.kind is EntryKind.CRITERION:
        return entry.key == row.key.criterion_id
    return (entry.kind, entry.key) == (row.key.kind, row.key.subject)


def _second_words(row: VerificationRow, entry: VerifiedEntry) -> str:
    if entry.kind is EntryKind.CRITERION and row.key.kind is not None and isinstance(entry.value, Decimal):
        return f"直接核定{show_number(entry.value)}分"
    return value_words(row, entry.value, points=entry.kind is EntryKind.CRITERION)
