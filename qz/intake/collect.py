"""The intake as a whole: a folder of whatever came back in, answers, verdicts and findings out."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from qz.intake.answers import build_answers
from qz.intake.cross import between_facts, between_tasks, between_units
from qz.intake.extract import open_workbook, read_form
from qz.intake.frame import build_frame, invalidate
from qz.intake.gate import walk_returns
from qz.intake.identity import RETURN_KIND, Checker, stated_digest
from qz.intake.mail import OFFICE_ZONE
from qz.intake.records import Arrival, Entry, FormReading, Issue, Refusal
from qz.intake.resolve import SHOWN, Candidate, Resolution, resolve
from qz.intake.spellings import Spellings
from qz.intake.validate import UnitIssue, doubtful, missing, not_applicable, out_of_bounds, unproved
from qz.model.findings import Finding
from qz.model.layout import FormLayout
from qz.model.programme import Programme, Unit
from qz.model.returns import Intake, RawWorkbook, ReceivedFile, Return, Verdict
from qz.workbook.reader_fault import UnreadableFile

LayoutOf = Callable[[Unit], FormLayout]
KIND_WORDS: Final = {RETURN_KIND: "报送表", "verification": "核定表", "register": "台账"}
"""What each kind of workbook is called in the register of files received."""
_NEVER: Final = dt.datetime.fromisoformat("9999-12-31")


def read_returns(
    programme: Programme,
    returns_dir: Path,
    layout_of: LayoutOf,
    progress: Callable[[Iterable[Arrival]], Iterable[Arrival]] = iter,
) -> Intake:
    """Read everything in a folder, at any depth, and decide what counts.

    Args:
        programme: The year's programme.
        returns_dir: The folder; nothing in it is changed.
        layout_of: The layout of a unit's form (``qz.layout.form.build_layout`` of this programme).
        progress: Wraps the files as they are met, to show how far the work is.

    Returns:
        Every file with its verdict, the return that counts for each unit, in roster order, and every finding. The order
        of files in the folder, of sheets and of rows makes no difference.

    Source: product specification, "Intake".
    """
    desk = _Desk(programme, layout_of)
    for arrival in progress(walk_returns(returns_dir)):
        desk.take(arrival)
    return desk.close()


@dataclass(slots=True)
class _Known:
    """One content: every arrival of it, and what reading it came to."""

    arrivals: list[Arrival]
    reading: FormReading | None = None
    workbook: RawWorkbook | None = None
    issue: Issue | None = None
    unit_code: str = ""

    @property
    def first(self) -> Arrival:
        """The arrival that stands for the content: the first mailed, else the first by path."""
        return min(self.arrivals, key=_precedence)


def _precedence(arrival: Arrival) -> tuple[bool, dt.datetime, str]:
    mailed_at = arrival.envelope.mailed_at
    return mailed_at is None, mailed_at or _NEVER, arrival.path


class _Desk:
    """Takes files one by one; closing it decides."""

    def __init__(self, programme: Programme, layout_of: LayoutOf) -> None:
        self._programme = programme
        self._layout_of = layout_of
        self._spellings = Spellings(programme)
        self._checker = Checker(programme, self._spellings)
        self._known: dict[str, _Known] = {}
        self._received: list[ReceivedFile] = []
        self._findings: list[Finding] = []
        self._returns: dict[str, Return] = {}

    def take(self, arrival: Arrival) -> None:
        """Note a file; read it if its content is new."""
        if arrival.issue is not None:
            verdict = Verdict.SKIPPED if arrival.skipped else Verdict.REFUSED
            self._note(arrival, verdict, self._find(arrival.issue, arrival.path))
        elif arrival.contains:
            self._receive(
                arrival, Verdict.SKIPPED, f"不是报送表本身；里面有{arrival.contains}个文件，已逐个列出", kind="容器"
            )
        else:
            known = self._known.get(arrival.sha256)
            if known is None:
                known = self._known[arrival.sha256] = self._read(arrival)
            known.arrivals.append(replace(arrival, data=b""))

    def _read(self, arrival: Arrival) -> _Known:
        assert arrival.format is not None  # noqa: S101 - the gate lets only workbooks through
        known = _Known([])
        try:
            book = open_workbook(arrival.data, arrival.format)
            identity = self._checker.identify(book)
            known.unit_code = identity.unit_code
            if identity.kind == RETURN_KIND:
                layout = self._layout_of(self._programme.unit(identity.unit_code))
                issues = identity.issues
                if stated_digest(book) not in {"", layout.digest}:
                    issues = (*issues, Issue("I13"))
                reading = read_form(book, self._programme, layout)
                known.reading = replace(reading, issues=(*issues, *reading.issues), saved_at=self._saved(book))
            else:
                known.workbook = book
                known.reading = FormReading(identity.unit_code, identity.kind, saved_at=self._saved(book))
        except UnreadableFile as fault:
            known.issue = Issue(fault.code, fault.words)
        except Refusal as refusal:
            known.issue, known.unit_code = refusal.issue, refusal.unit_code
        return known

    def _saved(self, book: RawWorkbook) -> dt.datetime | None:
        """When it was saved; a time before the programme's year is a form's own fixed one or a clock's fault."""
        saved_at = book.saved_at if book.saved_locally else _local(book.saved_at)
        return saved_at if saved_at and saved_at.year >= self._programme.particulars.year else None

    def close(self) -> Intake:
        """Give every file its verdict, validate what counts, and hand all of it over."""
        candidates: dict[str, list[Candidate]] = defaultdict(list)
        workbooks: dict[str, RawWorkbook] = {}
        for known in self._known.values():
            self._doubles(known)
            if known.issue is not None:
                self._note(known.first, Verdict.REFUSED, self._find(known.issue, known.first.path), known.unit_code)
            elif known.workbook is not None and known.reading is not None:
                workbooks[known.first.path] = known.workbook
                self._receive_other(known.first, known.reading)
            elif known.reading is not None:
                candidates[known.reading.unit_code].append(Candidate(known.first, known.reading))
        counted = [
            self._decide(unit, candidates[unit.code]) for unit in self._programme.units if unit.code in candidates
        ]
        self._validate([candidate for candidate in counted if candidate])
        return Intake(
            received=tuple(sorted(self._received, key=lambda file: file.path)),
            returns=self._returns,
            findings=tuple(sorted(self._findings)),
            workbooks=dict(sorted(workbooks.items())),
        )

    def _doubles(self, known: _Known) -> None:
        first = known.first
        for arrival in known.arrivals:
            if arrival is not first:
                unit_code = known.reading.unit_code if known.reading else known.unit_code
                self._receive(arrival, Verdict.DUPLICATE, f"与“{first.path}”内容完全相同", unit_code=unit_code)

    def _decide(self, unit: Unit, candidates: list[Candidate]) -> Candidate | None:
        resolution = resolve(candidates)
        counted = resolution.counted
        for other in resolution.same:
            self._receive_form(other, Verdict.DUPLICATE, f"填报内容与“{_path(counted)}”相同")
        for other in resolution.superseded:
            self._receive_form(other, Verdict.SUPERSEDED, _why_superseded(unit, other, resolution))
        if counted is None:
            self._ask_which(unit, resolution)
            return None
        return counted

    def _ask_which(self, unit: Unit, resolution: Resolution) -> None:
        paths = [candidate.arrival.path for candidate in resolution.undecided]
        words = {"unit": unit.name, "count": str(len(paths)), "others": "、".join(f"“{path}”" for path in paths)}
        for candidate in resolution.undecided:
            finding = Issue("I10", words).found_in(candidate.arrival.path, unit.code)
            self._findings.append(finding)
            self._receive_form(candidate, Verdict.REFUSED, finding.sentence)

    def _validate(self, counted: list[Candidate]) -> None:
        if not counted:
            return
        by_unit = {candidate.reading.unit_code: candidate for candidate in counted}
        issues: dict[str, list[Issue]] = {code: list(found.reading.issues) for code, found in by_unit.items()}
        frame = build_frame(candidate.reading for candidate in counted)
        broken = list(out_of_bounds(frame))
        frame = invalidate(frame, {(code, issue.key) for code, issue in broken})
        checks: tuple[Iterable[UnitIssue], ...] = (
            broken,
            missing(frame),
            doubtful(frame),
            not_applicable(frame),
            unproved(frame),
            between_facts(self._programme, frame),
            between_tasks(self._programme, frame),
            between_units(self._programme, frame),
        )
        for check in checks:
            for code, issue in check:
                issues[code].append(issue)
        entries: Mapping[str, list[Entry]] = {
            str(code): list(rows) for code, rows in frame.groupby("unit_code")["entry"]
        }
        for code, candidate in by_unit.items():
            self._count(candidate, entries[code], [*issues[code], *self._about_file(candidate)])

    def _count(self, candidate: Candidate, entries: list[Entry], issues: list[Issue]) -> None:
        arrival, reading = candidate.arrival, candidate.reading
        code = reading.unit_code
        file = self._receive_form(candidate, Verdict.COUNTED, f"计入{self._programme.unit(code).name}")
        findings = tuple(sorted(issue.found_in(arrival.path, code) for issue in issues))
        self._findings += findings
        answers = build_answers(entries, arrival.path, arrival.sha256)
        self._returns[code] = Return(code, file, answers, findings, reading.self_total)

    def _about_file(self, candidate: Candidate) -> Iterable[Issue]:
        """What its name, its sender and its time say of a return that counts."""
        unit = self._programme.unit(candidate.reading.unit_code)
        arrival, deadline = candidate.arrival, self._programme.particulars.deadline
        named = list(self._spellings.mentioned(arrival.path.rpartition("/")[2]))
        if named and unit not in named:
            yield Issue("I09", {"found": "、".join(other.name for other in named), "unit": unit.name})
        known = {other.email.casefold() for other in self._programme.units if other.email}
        sender = arrival.envelope.sender
        if sender and known and sender.casefold() not in known:
            yield Issue("I14", {"sender": sender})
        when = candidate.mailed_at or candidate.saved_at
        if when is None:
            yield Issue("I12")
        elif when > deadline:
            basis = "邮件日期" if candidate.mailed_at else "文件保存时间"
            yield Issue("I11", {"basis": basis, "when": when.strftime(SHOWN), "deadline": deadline.strftime(SHOWN)})

    def _find(self, issue: Issue, path: str) -> Finding:
        finding = issue.found_in(path)
        self._findings.append(finding)
        return finding

    def _note(self, arrival: Arrival, verdict: Verdict, finding: Finding, unit_code: str = "") -> None:
        self._receive(arrival, verdict, finding.sentence, unit_code=unit_code)

    def _receive_other(self, arrival: Arrival, reading: FormReading) -> None:
        """A workbook of another kind: the stage that reads it judges its year, edition and version."""
        kind = KIND_WORDS.get(reading.kind, reading.kind)
        reason = f"{kind}，另行读取"
        self._receive(
            arrival, Verdict.COUNTED, reason, kind=kind, unit_code=reading.unit_code, saved_at=reading.saved_at
        )

    def _receive_form(self, candidate: Candidate, verdict: Verdict, reason: str) -> ReceivedFile:
        reading = candidate.reading
        return self._receive(
            candidate.arrival,
            verdict,
            reason,
            kind=KIND_WORDS[RETURN_KIND],
            unit_code=reading.unit_code,
            saved_at=reading.saved_at,
        )

    def _receive(
        self,
        arrival: Arrival,
        verdict: Verdict,
        reason: str,
        *,
        kind: str = "",
        unit_code: str = "",
        saved_at: dt.datetime | None = None,
    ) -> ReceivedFile:
        envelope = arrival.envelope
        file = ReceivedFile(
            path=arrival.path,
            sha256=arrival.sha256,
            size=arrival.size,
            verdict=verdict,
            reason=reason,
            kind=kind,
            unit_code=unit_code,
            saved_at=saved_at,
            mailed_at=envelope.mailed_at,
            sender=envelope.sender,
        )
        self._received.append(file)
        return file


def _local(moment: dt.datetime | None) -> dt.datetime | None:
    """A workbook's naive UTC time as the office's own."""
    if moment is None:
        return None
    try:
        return moment.replace(tzinfo=dt.UTC).astimezone(OFFICE_ZONE).replace(tzinfo=None)
    except OverflowError:
        return None


def _shown(moment: dt.datetime | None) -> str:
    return moment.strftime(SHOWN) if moment else "不详"


def _path(candidate: Candidate | None) -> str:
    return candidate.arrival.path if candidate else ""


def _why_superseded(unit: Unit, other: Candidate, resolution: Resolution) -> str:
    newer = resolution.counted or resolution.undecided[0]
    if other.mailed_at and newer.mailed_at and other.mailed_at != newer.mailed_at:
        times = f"邮件日期{newer.mailed_at.strftime(SHOWN)}，本件{other.mailed_at.strftime(SHOWN)}"
    else:
        times = f"保存时间{_shown(newer.saved_at)}，本件{_shown(other.saved_at)}"
    return f"{unit.name}有更晚的报送“{newer.arrival.path}”（{times}）"
