"""Decides which applications are accepted: of each clause the latest row that came in time and from the unit itself."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from typing import Final

from qz.findings import make_finding
from qz.layout.verification_row import owner_of, read_key
from qz.model.finding import Finding
from qz.model.manifest import WorkbookKind
from qz.model.programme import Programme
from qz.model.returns import ReceivedFile, Verdict
from qz.model.reviews import Review, Reviews, ReviewState
from qz.model.trust import Doubt
from qz.model.versions import Choice, Version, choose
from qz.records import dataclass
from qz.reviews.read_application import ApplicationReading, AppliedRow

_LATE: Final = "R09"
_SHOWN: Final = "%Y-%m-%d %H:%M"
_NOTHING: Final = "里面的《复核申请》没有填写，没有异议"


@dataclass(frozen=True, slots=True)
class TakenUp:
    """All applications with their states (no answers yet), the workbooks with their verdicts, and findings."""

    reviews: Reviews
    files: tuple[ReceivedFile, ...]
    findings: tuple[Finding, ...]


def take_up(programme: Programme, readings: Sequence[ApplicationReading]) -> TakenUp:
    """Decide which rows go to their verifiers.

    Of several rows about a clause the latest counts (by mail date, else by time of saving), also where a later workbook
    has no row about that clause. Workbooks in doubt, or late, wait for the office's decision.
    """
    taker = _Taker(programme)
    ordered = sorted(readings, key=lambda each: each.file.path)
    places = {unit.code: place for place, unit in enumerate(programme.units)}
    for unit_code in sorted({each.unit.code for each in ordered}, key=places.__getitem__):
        taker.take([each for each in ordered if each.unit.code == unit_code])
    return TakenUp(Reviews(tuple(taker.rows)), tuple(taker.files), tuple(sorted(taker.findings)))


@dataclass(slots=True)
class _Taker:
    """Decides on the applications of one collect."""

    programme: Programme
    rows: list[Review] = field(default_factory=list)
    files: list[ReceivedFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def take(self, readings: Sequence[ApplicationReading]) -> None:
        """Decide on the applications of one unit."""
        versions: dict[str, list[Version[AppliedRow]]] = {}
        known: list[ApplicationReading] = []
        for reading in readings:
            if reading.refusal is not None or not reading.rows:
                self._set_aside(reading)
                continue
            known.append(reading)
            self.findings += reading.findings
            doubt = self._doubt(reading)
            for number, row in enumerate(reading.rows):
                key = row.application.key or f"{reading.file.path}#{number}"
                versions.setdefault(key, []).append(_version(reading.file, row, doubt))
        chosen = [(version, review) for some in versions.values() for version, review in self._choose(some)]
        made = [review for _, review in chosen]
        made += [replace(review, application=other) for version, review in chosen for other in version.what.beside]
        made.sort(key=lambda each: (self._place(each), each.application.origin.file))
        self.rows += made
        self.files += [self._judged(reading.file, made) for reading in known]

    def _set_aside(self, reading: ApplicationReading) -> None:
        if reading.refusal is not None:
            self.findings.append(reading.refusal)
            file = replace(reading.file, verdict=Verdict.REFUSED, reason=reading.refusal.sentence)
        else:
            file = replace(reading.file, verdict=Verdict.SKIPPED, reason=_NOTHING)
        self.files.append(file)

    def _doubt(self, reading: ApplicationReading) -> Doubt | None:
        """Why the workbook does not count by itself: its sender, its seal, or that it is late; with a finding."""
        file, appeal_by = reading.file, self.programme.particulars.appeal_by
        when = file.mailed_at or file.saved_at
        doubt = file.doubt
        if doubt is None and when is not None and appeal_by is not None and when > appeal_by:
            basis = "邮件日期" if file.mailed_at else "文件保存时间"
            times = {"when": when.strftime(_SHOWN), "deadline": appeal_by.strftime(_SHOWN)}
            doubt = Doubt(_LATE, {"unit": reading.unit.name, "basis": basis, **times})
        if when is None and appeal_by is not None and doubt is None:
            self.findings.append(make_finding("R10", file=file.path, unit_code=reading.unit.code))
        if doubt is not None and file.decision is None:
            finding = make_finding(doubt.code, file=file.path, unit_code=reading.unit.code, **doubt.words)
            self.findings.append(finding)
        return doubt

    def _choose(self, versions: Sequence[Version[AppliedRow]]) -> Iterator[tuple[Version[AppliedRow], Review]]:
        """The rows about one clause, each with its state."""
        choice = choose(versions)
        if choice.counted is not None:
            counted, takes_back = self._counted(choice.counted), tuple(_before(choice.counted, versions))
            withdrawn = counted.state is ReviewState.WITHDRAWN
            yield choice.counted, replace(counted, takes_back=takes_back) if withdrawn else counted
        for version in choice.tied:
            yield version, self._review(version, ReviewState.HELD, self._tied(version, choice))
        for version in choice.undated:
            yield version, self._review(version, ReviewState.HELD, self._undated(version, choice))
        for version in choice.doubtful:
            doubt = version.doubt or Doubt("S03")
            state = ReviewState.LATE if doubt.code == _LATE else ReviewState.HELD
            yield (
                version,
                self._review(version, state, make_finding(doubt.code, file=version.path, **doubt.words).sentence),
            )
        for version in choice.superseded:
            self._report_replaced(version, choice)
            yield version, self._review(version, ReviewState.REPLACED)
        for version in choice.rejected:
            why = version.decision.words if version.decision else ""
            yield version, self._review(version, ReviewState.REFUSED, why)

    def _counted(self, version: Version[AppliedRow]) -> Review:
        row, decided = version.what, version.decision.words if version.decision else ""
        accepted = ReviewState.WITHDRAWN if row.application.withdraws else ReviewState.OPEN
        state = ReviewState.FAULTY if row.fault else accepted
        return Review(row.application, state, self._verifier(row), why=row.fault or decided)

    def _review(self, version: Version[AppliedRow], state: ReviewState, why: str = "") -> Review:
        return Review(version.what.application, state, self._verifier(version.what), why=why)

    def _tied(self, version: Version[AppliedRow], choice: Choice[AppliedRow]) -> str:
        others = "、".join(f"“{each.path}”" for each in choice.tied)
        words = {"clause": version.what.application.clause, "count": str(len(choice.tied)), "others": others}
        return self._add_finding("R11", version, **words)

    def _undated(self, version: Version[AppliedRow], choice: Choice[AppliedRow]) -> str:
        known = (choice.counted or choice.tied[0]).path
        return self._add_finding("S05", version, what=WorkbookKind.APPLICATION.word, other=known)

    def _report_replaced(self, version: Version[AppliedRow], choice: Choice[AppliedRow]) -> None:
        later = choice.counted or (choice.tied[0] if choice.tied else None)
        if later is not None:
            self._add_finding("R12", version, clause=version.what.application.clause, other=later.path)

    def _add_finding(self, code: str, version: Version[AppliedRow], **words: str) -> str:
        at = version.what.application.origin
        unit = self.programme.unit(version.what.application.unit_code)
        finding = make_finding(
            code, file=at.file, sheet=at.sheet, cell=at.cell, unit_code=unit.code, unit=unit.name, **words
        )
        self.findings.append(finding)
        return finding.sentence

    def _verifier(self, row: AppliedRow) -> str:
        """The code of the verifier who answers: that of the row it is about."""
        key = read_key(row.application.key)
        card = self.programme.scorecard_of(self.programme.unit(row.application.unit_code))
        if key is None or card is None:
            return ""
        criterion = next((one for one in card.criteria if one.criterion_id == row.application.criterion_id), None)
        return owner_of(criterion, card.facts.get(key.subject))

    def _place(self, review: Review) -> int:
        card = self.programme.scorecard_of(self.programme.unit(review.unit_code))
        numbers = [one.criterion_id for one in card.criteria] if card else []
        known = review.application.criterion_id
        return numbers.index(known) if known in numbers else len(numbers)

    def _judged(self, file: ReceivedFile, rows: Sequence[Review]) -> ReceivedFile:
        """The verdict on one workbook, by the states of its rows."""
        mine = [row for row in rows if row.application.origin.file == file.path]
        waiting = [row for row in mine if row.state in {ReviewState.LATE, ReviewState.HELD}]
        if waiting:
            return replace(file, verdict=Verdict.HELD, reason=waiting[0].why)
        if file.decision is not None and not file.decision.adopted:
            return replace(file, verdict=Verdict.REFUSED, reason=file.decision.words)
        if not mine:
            return replace(file, verdict=Verdict.DUPLICATE, reason="申请的内容与另一份相同")
        counted = [row for row in mine if row.state in {ReviewState.OPEN, ReviewState.FAULTY, ReviewState.WITHDRAWN}]
        if not counted:
            return replace(file, verdict=Verdict.SUPERSEDED, reason="每一条都有更晚的申请")
        states = Counter(row.state for row in counted)
        words = {ReviewState.OPEN: "受理", ReviewState.FAULTY: "待补正", ReviewState.WITHDRAWN: "要求撤回"}
        counts = [f"{word}{states[state]}条" for state, word in words.items() if states[state]]
        decided = f"；{file.decision.words}" if file.decision else ""
        return replace(file, verdict=Verdict.COUNTED, reason=f"复核申请：{'，'.join(counts)}{decided}")


def _before(counted: Version[AppliedRow], versions: Sequence[Version[AppliedRow]]) -> Iterator[str]:
    """The ``review_id`` of each version that would count without those after it, the latest first."""
    left = [version for version in versions if version is not counted]
    while (last := choose(left).counted) is not None:
        yield last.what.application.review_id
        left = [version for version in left if version is not last]


def _version(file: ReceivedFile, row: AppliedRow, doubt: Doubt | None) -> Version[AppliedRow]:
    content = row.application.review_id, row.fault, tuple(other.review_id for other in row.beside)
    return Version(row, file.path, content, file.mailed_at, file.saved_at, doubt, file.decision, file.sha256)
