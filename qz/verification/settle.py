"""Which of the things verifiers wrote count: one workbook a verifier, one value a subject, a reason for every change.

Source: scoring specification, "Missing, doubtful and verified values"; product specification, "Intake".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from qz.findings import make_finding
from qz.layout.verification_workbook import VerificationRow, verifier_name
from qz.model.finding import Finding
from qz.model.programme import Programme
from qz.model.returns import ReceivedFile, Verdict
from qz.model.scores import Answers, UnitScore
from qz.model.values import Answer, Value
from qz.model.verification import EntryKind, RegisterFact, VerifiedEntry
from qz.model.versions import latest_of
from qz.verification.read_verified import VerificationReading
from qz.verification.row_words import label_words, value_words
from qz.verification.subjects import Subject, Subjects, same_value

_BLANK: Final = Answer()
_MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Settled:
    """What counts, what was read and does not (yet), each workbook's verdict, and what to look at."""

    entries: tuple[VerifiedEntry, ...]
    pending: tuple[VerifiedEntry, ...]
    files: tuple[ReceivedFile, ...]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Settler:
    """One collect's verification while it is settled."""

    subjects: Subjects
    reported: Mapping[str, Answers]
    self_scores: Mapping[str, UnitScore]
    findings: list[Finding] = field(default_factory=list)

    @property
    def programme(self) -> Programme:
        return self.subjects.programme

    def row(self, entry: VerifiedEntry) -> VerificationRow:
        return self.subjects.known_row(entry.subject)

    def words(self, entry: VerifiedEntry, value: Value) -> str:
        return value_words(self.row(entry), value, points=entry.kind is EntryKind.CRITERION)

    def label(self, entry: VerifiedEntry) -> str:
        return label_words(self.row(entry), points=entry.kind is EntryKind.CRITERION)

    def say(self, code: str, entry: VerifiedEntry, **words: str) -> None:
        """Add a finding about an entry, at its cell."""
        at, unit, label = entry.origin, self.row(entry).unit.name, self.label(entry)
        self.findings.append(
            make_finding(
                code, file=at.file, sheet=at.sheet, cell=at.cell, severity=None, unit=unit, label=label, **words
            )
        )

    def current(self, entry: VerifiedEntry) -> Value:
        """What the unit reports now: the fact, the task's status, or the self-score of the criterion."""
        if entry.kind is EntryKind.CRITERION:
            lines = (line for item in self.self_scores[entry.unit_code].items for line in item.lines)
            return next((line.points for line in lines if line.criterion_id == entry.key), None)
        answers = self.reported[entry.unit_code]
        return (answers.statuses if entry.kind is EntryKind.TASK else answers.facts).get(entry.key, _BLANK).value


def settle(
    subjects: Subjects,
    reported: Mapping[str, Answers],
    self_scores: Mapping[str, UnitScore],
    readings: Sequence[VerificationReading],
) -> Settled:
    """Decide what counts.

    Of several workbooks of a verifier, or of one of his volumes, the latest counts (by mail date, else by saved time);
    where that does not decide, none. Where two verifiers differ neither is preferred: the self-report stands. A value
    or score that differs from the self-report the verifier saw counts only with a reason.

    Args:
        subjects: What the programme has verified.
        reported: What units reported, by unit code.
        self_scores: The scores of the self-reports, by unit code.
        readings: Every verification workbook received, in any order.
    """
    settler = _Settler(subjects, reported, self_scores)
    chosen, files = _choose_versions(settler, readings)
    spoken = [*chosen, *(reading for reading in readings if reading.verifier is None)]
    settler.findings += [finding for reading in spoken for finding in reading.findings]
    known = _with_returns(settler, chosen)
    agreed, pending = _agree(settler, known)
    counting: list[VerifiedEntry] = []
    for entry in agreed:
        (counting if _is_grounded(settler, entry) else pending).append(entry)
    return Settled(tuple(counting), tuple(pending), files, tuple(sorted(settler.findings)))


def _choose_versions(
    settler: _Settler, readings: Sequence[VerificationReading]
) -> tuple[list[VerificationReading], tuple[ReceivedFile, ...]]:
    """One workbook a verifier, of one with several volumes one each, and the verdict of every file."""
    files = [_refused(reading) for reading in readings if reading.verifier is None]
    by_place: dict[tuple[str, str], list[VerificationReading]] = {}
    for reading in sorted(readings, key=lambda each: each.file.path):
        if reading.verifier is not None:
            by_place.setdefault((reading.verifier, reading.volume), []).append(reading)
    chosen = []
    for (verifier, _), versions in by_place.items():
        last = latest_of(version.file for version in versions)
        tied = [version for version in versions if version.file in last]
        counted = tied[0] if len({_content(version) for version in tied}) == 1 else None
        files += [_judged(version, counted, tied) for version in versions]
        if counted is None:
            _say_tied(settler, verifier, tied)
        else:
            chosen.append(counted)
            _say_left_behind(settler, counted, versions)
    return chosen, tuple(sorted(files, key=lambda file: file.path))


def _content(reading: VerificationReading) -> frozenset[tuple[object, ...]]:
    """What a workbook says, to tell two that say the same."""
    return frozenset(
        (*entry.subject, entry.value, entry.origin.reason, entry.origin.given_by) for entry in reading.entries
    )


def _judged(
    version: VerificationReading, counted: VerificationReading | None, tied: Sequence[VerificationReading]
) -> ReceivedFile:
    """The verdict of one version."""
    if version is counted:
        return replace(version.file, verdict=Verdict.COUNTED, reason="核定内容已计入")
    if counted is None and version in tied:
        return replace(version.file, verdict=Verdict.REFUSED, reason="有几份内容不同的核定表，分不出先后")
    other = (counted or tied[0]).file.path
    if version in tied:
        return replace(version.file, verdict=Verdict.DUPLICATE, reason=f"核定内容与“{other}”相同")
    of = "同一册" if version.volume else ""
    return replace(version.file, verdict=Verdict.SUPERSEDED, reason=f"同一核定单位{of}有更晚的一份“{other}”")


def _refused(reading: VerificationReading) -> ReceivedFile:
    return replace(reading.file, verdict=Verdict.REFUSED, reason=reading.findings[0].sentence)


def _say_tied(settler: _Settler, verifier: str, versions: Sequence[VerificationReading]) -> None:
    name = verifier_name(settler.programme, verifier)
    for version in versions:
        others = "、".join(other.file.path for other in versions if other is not version)
        settler.findings.append(
            make_finding("K19", file=version.file.path, unit=name, count=len(versions), others=others)
        )


def _say_left_behind(settler: _Settler, counted: VerificationReading, versions: Sequence[VerificationReading]) -> None:
    """Say what earlier versions hold that the one that counts does not: two people may each have filled half."""
    held = {entry.subject for entry in counted.entries}
    for version in versions:
        lost = [entry for entry in version.entries if entry.subject not in held]
        if lost:
            named = [f"{settler.row(entry).unit.name}{settler.label(entry)}" for entry in lost[:_MOST_NAMED]]
            what = "、".join(named) + ("等" if len(lost) > _MOST_NAMED else "")
            settler.findings.append(
                make_finding("K20", file=version.file.path, other=counted.file.path, count=len(lost), what=what)
            )


def _with_returns(settler: _Settler, chosen: Sequence[VerificationReading]) -> list[VerifiedEntry]:
    """The entries about units whose return counts; the others are counted and said."""
    known = []
    for reading in chosen:
        absent: dict[str, int] = {}
        for entry in reading.entries:
            if entry.unit_code in settler.reported:
                known.append(entry)
            else:
                absent[entry.unit_code] = absent.get(entry.unit_code, 0) + 1
        for code, count in absent.items():
            name = settler.programme.unit(code).name
            settler.findings.append(make_finding("K09", file=reading.file.path, unit=name, count=count))
    return known


def _agree(settler: _Settler, entries: Sequence[VerifiedEntry]) -> tuple[list[VerifiedEntry], list[VerifiedEntry]]:
    """One entry a subject; where verifiers differ, none, and all of them are pending."""
    groups: dict[Subject, list[VerifiedEntry]] = {}
    for entry in entries:
        groups.setdefault(entry.subject, []).append(entry)
    agreed: list[VerifiedEntry] = []
    pending: list[VerifiedEntry] = []
    for group in (sorted(each, key=lambda entry: entry.verifier) for each in groups.values()):
        if all(same_value(entry.value, group[0].value) for entry in group):
            agreed.append(next((entry for entry in group if entry.origin.reason), group[0]))
            continue
        what = "，".join(
            f"{verifier_name(settler.programme, entry.verifier)}核定为“{settler.words(entry, entry.value)}”"
            for entry in group
        )
        for entry in group:
            settler.say("K16", entry, what=what)
        pending += group
    return agreed, pending


def _is_grounded(settler: _Settler, entry: VerifiedEntry) -> bool:
    """Whether the entry confirms what was reported, or says why it differs."""
    current = settler.current(entry)
    seen = current if entry.seen is None else entry.seen.value
    if not entry.origin.reason and not same_value(entry.value, seen):
        settler.say("K12", entry, found=settler.words(entry, entry.value), wanted=settler.words(entry, seen))
        return False
    if not same_value(seen, current) and not same_value(entry.value, current):
        told = {"found": settler.words(entry, seen), "wanted": settler.words(entry, current)}
        settler.say("K17", entry, **told, given=settler.words(entry, entry.value))
    return True


def differing_registers(
    subjects: Subjects, entries: Iterable[VerifiedEntry], register_facts: Iterable[RegisterFact]
) -> tuple[Finding, ...]:
    """A finding for each verified value that is not what a register counts."""
    settler = _Settler(subjects, {}, {})
    counted = {(fact.unit_code, EntryKind.FACT, fact.fact_id): fact.value for fact in register_facts}
    for entry in entries:
        if entry.subject in counted and not same_value(entry.value, counted[entry.subject]):
            found, wanted = settler.words(entry, entry.value), settler.words(entry, counted[entry.subject])
            settler.say("K21", entry, found=found, wanted=wanted)
    return tuple(settler.findings)
