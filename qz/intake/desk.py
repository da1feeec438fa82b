"""Gives every examined file its verdict: counted, waiting for a person's decision, superseded, refused and so on."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from qz.engine.parallel.packed import PackedMapping
from qz.engine.parallel.packed_file import PackedFile
from qz.intake.intake_records import Arrival, Issue, Reported
from qz.intake.judging.candidates import SHOWN, Candidate, issue_of
from qz.intake.judging.counting_returns import count_returns
from qz.intake.judging.decisions import read_decisions, rows_seal, settle_decisions
from qz.intake.judging.evidence import EVIDENCE_FORMATS, NO_FORM, PERHAPS_FORMATS, judge_evidence
from qz.intake.judging.owners import FormThatCame, Owners
from qz.intake.judging.standing import Judge
from qz.intake.log import Log
from qz.intake.reading.examine import Examined
from qz.intake.reading.one_file import Content
from qz.intake.reading.packed_workbooks import PackedWorkbooks, unpack_workbook
from qz.intake.reading.spellings import Spellings
from qz.model.mailboxes import Mailboxes
from qz.model.manifest import WorkbookKind
from qz.model.programme import Programme
from qz.model.returns import Intake, Verdict
from qz.model.scores import Answers
from qz.model.task_table import Unit
from qz.model.trust import Decision, Doubt
from qz.model.versions import Choice, Version, choose, settled_versions
from qz.records import dataclass

_NEVER: Final = dt.datetime.fromisoformat("9999-12-31")
_OURS: Final = "本办公室自己发出的邮件里的附件，不作报回；确要计入的，请把文件直接放进收件文件夹"
_BLANK: Final = "空白表，没有填写任何内容；该单位另有填好的表"


@dataclass(frozen=True, slots=True)
class _StandingArrival:
    """One arrival. ``doubt``: why it does not count by itself. ``passed_on``: the office's own mailbox sent it."""

    examined: Examined
    doubt: Doubt | None
    passed_on: bool = False

    @property
    def precedence(self) -> tuple[bool, bool, bool, dt.datetime, str]:
        """Sorts arrivals of the same content: first without doubt, not passed on, mailed earliest, first by path."""
        arrival = self.examined.arrival
        mailed_at = arrival.envelope.mailed_at
        return self.doubt is not None, self.passed_on, mailed_at is None, mailed_at or _NEVER, arrival.path


@dataclass(slots=True)
class _SameContent:
    """All arrivals with the same bytes."""

    arrivals: list[_StandingArrival]

    @property
    def first(self) -> _StandingArrival:
        """The arrival that represents the content; the others are its duplicates."""
        return min(self.arrivals, key=lambda each: each.precedence)

    def add(self, standing: _StandingArrival) -> None:
        """Add an arrival. Only the representing one keeps what was read from it."""
        self.arrivals.append(standing)
        first = self.first
        self.arrivals = [
            each if each is first else replace(each, examined=Examined(each.examined.arrival)) for each in self.arrivals
        ]


class Desk:
    """``take`` every file, then ``close`` decides."""

    def __init__(self, programme: Programme, now: dt.datetime | None) -> None:
        """``now``: the office's naive local time; ``None``: no time is taken as lying in the future."""
        self._programme = programme
        self._spellings = Spellings(programme)
        self._mailboxes = Mailboxes(programme)
        self._judge = Judge(programme, self._mailboxes, now)
        self._log = Log()
        self._by_content: dict[str, _SameContent] = {}
        self._loose: list[Arrival] = []
        self._held: dict[str, bytes] = {}
        self._waiting: Counter[str] = Counter()

    def take(self, examined: Examined) -> None:
        """Add a file, and what was read from it where its bytes are new."""
        odd = self._judge.odd_times(examined.arrival.envelope)
        examined = self._judge.settle(examined)
        arrival = examined.arrival
        if arrival.on_form is None and self._judge.is_ours(examined):
            self._log.receive(arrival, Verdict.SKIPPED, _OURS)
        elif arrival.format in EVIDENCE_FORMATS | PERHAPS_FORMATS and not arrival.skipped:
            self._loose.append(arrival)
        elif arrival.issue is not None:
            self._log.refuse(arrival, arrival.issue)
        elif arrival.contains:
            self._log.receive_container(arrival)
        else:
            for issue in odd:
                self._log.find(issue, arrival.path, examined.content.unit_code if examined.content else "")
            standing = _StandingArrival(examined, self._judge.doubt(examined), self._judge.is_passed_on(examined))
            self._by_content.setdefault(arrival.sha256, _SameContent([])).add(standing)

    def close(self) -> Intake:
        """Give every file its verdict, and build the result of the intake."""
        firsts = [self._stands(copies) for copies in self._by_content.values()]
        decisions = self._decisions([each for each in firsts if _kind(each) == WorkbookKind.CONFIRMATION])
        candidates: dict[str, list[Version[Candidate]]] = defaultdict(list)
        workbooks: dict[str, bytes] = {}
        for standing in firsts:
            arrival, content, reported = _parts(standing)
            decision = decisions.get(arrival.sha256)
            if content.issue is not None and content.issue.code == NO_FORM:
                self._loose.append(replace(arrival, issue=content.issue))
            elif content.issue is not None:
                self._log.refuse(arrival, content.issue, content.unit_code)
            elif content.workbook is not None and content.kind != WorkbookKind.CONFIRMATION:
                workbooks[arrival.path] = content.workbook
                self._log.receive_other(arrival, content, standing.doubt, decision)
            elif reported is not None:
                candidate = Candidate(arrival, reported, decision, standing.passed_on)
                candidates[content.unit_code].append(_version(candidate, standing.doubt))
        decided = [
            self._decide(unit, candidates[unit.code]) for unit in self._programme.units if unit.code in candidates
        ]
        counted = [candidate for candidate in decided if candidate]
        returns = count_returns(self._programme, self._spellings, self._mailboxes, counted, self._log)
        answers: PackedMapping[Answers] = PackedMapping(
            PackedFile((candidate.reported.unit_code, candidate.reported.answers) for candidate in counted)
        )
        owners = Owners(self._programme, self._mailboxes, self._forms())
        evidence = judge_evidence(self._programme, self._loose, owners, answers, self._log)
        return Intake(
            received=tuple(sorted(self._log.received, key=lambda file: file.path)),
            returns=returns,
            answers=answers,
            findings=tuple(sorted(self._log.findings)),
            workbooks=PackedWorkbooks(dict(sorted(workbooks.items()))),
            held=PackedMapping(self._held),
            waiting=dict(sorted(self._waiting.items())),
            evidence=evidence,
        )

    def _forms(self) -> Iterator[FormThatCame]:
        """Every copy of every return and every application that came: its path and its unit."""
        for known in self._by_content.values():
            _, content, reported = _parts(known.first)
            applies = _kind(known.first) == WorkbookKind.APPLICATION
            if reported is not None or applies:
                blank = reported is None or reported.is_blank  # an application is no filled form
                for each in known.arrivals:
                    yield FormThatCame(each.examined.arrival.path, content.unit_code, blank)

    def _stands(self, copies: _SameContent) -> _StandingArrival:
        """The arrival that represents a content; the others are logged as duplicates."""
        first = copies.first
        arrival, content, _ = _parts(first)
        for each in copies.arrivals:
            if each is not first:
                same = Verdict.DUPLICATE, f"与“{arrival.path}”内容完全相同"
                verdict, reason = (Verdict.SKIPPED, _OURS) if each.passed_on else same
                self._log.receive(each.examined.arrival, verdict, reason, unit_code=content.unit_code)
        return first

    def _decisions(self, confirmations: Sequence[_StandingArrival]) -> Mapping[str, Decision]:
        """The decisions filled in 收件确认, by the digest of the file that each is about."""
        readings = []
        for standing in sorted(confirmations, key=lambda each: each.examined.arrival.path):
            arrival, content, _ = _parts(standing)
            assert content.workbook is not None  # noqa: S101 - a confirmation is a workbook of another kind
            reading = read_decisions(
                unpack_workbook(content.workbook), arrival.path, arrival.envelope.mailed_at or content.saved_at
            )
            seal = rows_seal(content.seal, intact=reading.intact)
            examined = replace(standing.examined, content=replace(content, seal=seal))
            doubt = standing.doubt or self._judge.doubt(examined)
            kind = WorkbookKind.CONFIRMATION.word
            if doubt is not None:
                sentence = self._log.find(Issue("S11", {"why": doubt.why}), arrival.path).sentence
                self._log.receive(arrival, Verdict.REFUSED, sentence, kind=kind, saved_at=content.saved_at)
                continue
            for issue in reading.issues:
                self._log.find(issue, arrival.path)
            words = f"其中{len(reading.decisions)}件已照办" if reading.decisions else "里面还没有填“处理”"
            self._log.receive(arrival, Verdict.COUNTED, words, kind=kind, saved_at=content.saved_at)
            readings.append(reading)
        decisions, contradictions = settle_decisions(readings)
        for path, issue in contradictions:
            self._log.find(issue, path)
        return decisions

    def _decide(self, unit: Unit, versions: list[Version[Candidate]]) -> Candidate | None:
        """The return of a unit that counts; the others are logged. Blank forms are skipped where a filled one came."""
        filled = [version for version in versions if not version.what.reported.is_blank]
        for blank in versions if filled else ():
            if blank.what.reported.is_blank:
                self._log.receive_form(blank.what, Verdict.SKIPPED, _BLANK)
        choice = choose(self._without_passed_on(unit, filled) or versions)
        counted = choice.counted
        for version, (verdict, reason) in settled_versions(choice, "", "填报内容与“{other}”相同"):
            if verdict is not Verdict.COUNTED:
                self._log.receive_form(version.what, verdict, reason or _why_superseded(unit, version, choice))
        for other in choice.doubtful:
            self._hold(unit, other, issue_of(other.doubt) if other.doubt else Issue("S03"))
        for other in choice.undated:
            known = (counted or choice.tied[0]).path
            self._hold(unit, other, Issue("S05", {"what": WorkbookKind.RETURN.word, "unit": unit.name, "other": known}))
        paths = [each.path for each in choice.tied]
        words = {"unit": unit.name, "count": str(len(paths)), "others": "、".join(f"“{path}”" for path in paths)}
        for other in choice.tied:
            self._hold(unit, other, Issue("I10", words))
        return counted.what if counted else None

    def _without_passed_on(self, unit: Unit, filled: list[Version[Candidate]]) -> list[Version[Candidate]]:
        """The filled returns without those the office passed on, where the unit sent returns itself."""
        own = [each for each in filled if each.adopted or not (each.what.passed_on or each.doubt)]
        copies = [each for each in filled if each.what.passed_on and not each.adopted] if own else []
        for copy in copies:
            reason = _OURS
            if copy.content not in {each.content for each in own}:
                words = {"unit": unit.name, "other": own[0].path}
                reason = self._log.find(Issue("I17", words), copy.path, unit.code).sentence
            self._log.receive_form(copy.what, Verdict.SKIPPED, reason)
        return [each for each in filled if each not in copies]

    def _hold(self, unit: Unit, version: Version[Candidate], issue: Issue) -> None:
        """Log a return that waits for a person's decision."""
        finding = self._log.find(issue, version.path, unit.code)
        self._log.receive_form(version.what, Verdict.HELD, finding.sentence)
        self._held[version.path] = version.what.reported.answers
        self._waiting[unit.code] += 1


def _parts(standing: _StandingArrival) -> tuple[Arrival, Content, Reported | None]:
    examined = standing.examined
    return examined.arrival, examined.content or Content(), examined.reported


def _kind(standing: _StandingArrival) -> str:
    content = standing.examined.content
    return content.kind if content and content.issue is None else ""


def _version(candidate: Candidate, doubt: Doubt | None) -> Version[Candidate]:
    reported, arrival = candidate.reported, candidate.arrival
    when, saved_at, decision = arrival.envelope.mailed_at, reported.saved_at, candidate.decision
    return Version(candidate, arrival.path, reported.content, when, saved_at, doubt, decision, arrival.sha256)


def _shown(moment: dt.datetime | None) -> str:
    return moment.strftime(SHOWN) if moment else "不详"


def _why_superseded(unit: Unit, other: Version[Candidate], choice: Choice[Candidate]) -> str:
    newer = choice.counted or choice.tied[0]
    if other.mailed_at and newer.mailed_at and other.mailed_at != newer.mailed_at:
        times = f"邮件日期{_shown(newer.mailed_at)}，本件{_shown(other.mailed_at)}"
    else:
        times = f"保存时间{_shown(newer.saved_at)}，本件{_shown(other.saved_at)}"
    return f"{unit.name}有更晚的报送“{newer.path}”（{times}）"
