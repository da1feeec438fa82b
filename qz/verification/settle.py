"""Decides which verified values count: one for each subject, and only with a reason where the self-report is changed.

Source: scoring specification, "Missing, doubtful and verified values"; product specification, "Intake".
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace
from itertools import product
from typing import Final

from qz.findings import make_finding
from qz.layout.rest_cells import REST
from qz.layout.row_words import label_words, value_words
from qz.layout.verification_workbook import VerificationRow, verifier_name
from qz.model.finding import Finding
from qz.model.manifest import WorkbookKind
from qz.model.programme import Programme
from qz.model.returns import ReceivedFile, Verdict
from qz.model.scores import Answers, UnitScore
from qz.model.trust import Doubt
from qz.model.values import Answer, Value
from qz.model.verification import UPHELD, EntryKind, RegisterFact, VerifiedEntry
from qz.model.versions import latest_of
from qz.records import dataclass
from qz.verification.read_verified import VerificationReading
from qz.verification.subjects import Subjects, same_value, wants_reason

_BLANK: Final = Answer()
_BLANK_BOOK: Final = "空白的核定表，还没有填写任何核定内容"
_MOST_NAMED: Final = 5
_At = tuple[str, EntryKind, str, str]
"""What an entry is about, the answer to an application apart from the first decision."""


@dataclass(frozen=True, slots=True)
class Settled:
    """``entries`` count; ``pending`` were read but do not count (yet); ``files`` with their verdicts; ``findings``.

    ``answers``: the verifiers' answers to applications, each with a reason; ``entries`` does not contain them.
    """

    entries: tuple[VerifiedEntry, ...]
    pending: tuple[VerifiedEntry, ...]
    files: tuple[ReceivedFile, ...]
    findings: tuple[Finding, ...]
    answers: tuple[VerifiedEntry, ...] = ()


@dataclass(slots=True)
class _Settler:
    """Holds what deciding needs, and collects the findings."""

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
        if entry.typed == UPHELD and value is None:
            return UPHELD
        return value_words(self.row(entry), value, points=entry.kind is EntryKind.CRITERION)

    def label(self, entry: VerifiedEntry) -> str:
        return label_words(self.row(entry), points=entry.kind is EntryKind.CRITERION)

    def say(self, code: str, entry: VerifiedEntry, **words: str) -> None:
        """Add a finding about an entry, at its cell."""
        at, unit, label = entry.origin, self.row(entry).unit.name, self.label(entry)
        self.findings.append(
            make_finding(code, file=at.file, sheet=at.sheet, cell=at.cell, unit=unit, label=label, **words)
        )

    def currents(self, entries: Iterable[VerifiedEntry]) -> Mapping[tuple[str, EntryKind, str], Value]:
        """What units report now, by subject. It goes unit by unit, so that each unit's answers are unpacked once."""
        return {entry.subject: self._current(entry) for entry in sorted(entries, key=lambda entry: entry.unit_code)}

    def _current(self, entry: VerifiedEntry) -> Value:
        """The unit's self-report now: the fact, the task's status, or the criterion's self-score (分)."""
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
    registered: Collection[tuple[str, str]] = (),
) -> Settled:
    """Decide which verified values count.

    Several copies of a verifier's workbook, or of one volume of it, are combined row by row: where several copies fill
    a row, the latest counts (by mail date, else by time of saving); where their times do not decide and they differ,
    none counts. Where two verifiers differ, neither counts, and the self-report stays. A value or score that differs
    from the self-report shown in the workbook counts only with a reason.

    Args:
        subjects: Everything the programme has verified.
        reported: What units reported, by unit code.
        self_scores: The scores of the self-reports, by unit code.
        readings: Every 核定表 received, in any order.
        registered: Unit code and fact id of what a register counts; 其余属实 does not confirm these.
    """
    settler = _Settler(subjects, reported, self_scores)
    chosen, files = _choose_versions(settler, readings)
    spoken = [*chosen, *(reading for reading in readings if reading.verifier is None)]
    settler.findings += [finding for reading in spoken for finding in reading.findings]
    known = [
        entry
        for entry in _with_returns(settler, chosen)
        if entry.typed != REST or (entry.unit_code, entry.key) not in registered
    ]
    agreed_answers, unclear = _agree(settler, [entry for entry in known if entry.review])
    answers = tuple(entry for entry in agreed_answers if _has_reason(settler, entry))
    agreed, pending = _agree(settler, [entry for entry in known if not entry.review])
    current = settler.currents(agreed)
    counting: list[VerifiedEntry] = []
    for entry in agreed:
        (counting if _is_grounded(settler, entry, current[entry.subject]) else pending).append(entry)
    pending += [*unclear, *(entry for entry in agreed_answers if entry not in answers)]
    for entry in (*counting, *answers):
        if entry.is_own:
            settler.say("K27", entry, given=settler.words(entry, entry.value))
    return Settled(tuple(counting), tuple(pending), files, tuple(sorted(settler.findings)), answers)


def _choose_versions(
    settler: _Settler, readings: Sequence[VerificationReading]
) -> tuple[list[VerificationReading], tuple[ReceivedFile, ...]]:
    """Combine the copies of each workbook; returns the entries that count of each, and every file's verdict."""
    files = [_refused(reading) for reading in readings if reading.verifier is None]
    by_place: dict[tuple[str, str], list[VerificationReading]] = {}
    for reading in sorted(readings, key=lambda each: each.file.path):
        if reading.verifier is not None:
            by_place.setdefault((reading.verifier, reading.volume), []).append(reading)
    chosen = []
    for together in by_place.values():
        blank = [version for version in together if version.is_blank]
        files += [replace(each.file, verdict=Verdict.SKIPPED, reason=_BLANK_BOOK) for each in blank]
        versions, aside = _set_aside(settler, [version for version in together if not version.is_blank])
        files += aside
        if not versions:
            continue
        adopted = [version for version in versions if version.file.decision]
        ages = [*_by_age(adopted), *_by_age([version for version in versions if not version.file.decision])]
        parts = _lay_together(settler, ages)
        files += [_judged(version, parts, ages[0]) for version in versions]
        _report_taken_from_earlier(settler, ages, parts)
        chosen += [part for part in parts if part.entries or part.file in {each.file for each in ages[0][:1]}]
    return chosen, tuple(sorted(files, key=lambda file: file.path))


def _set_aside(
    settler: _Settler, versions: Sequence[VerificationReading]
) -> tuple[list[VerificationReading], list[ReceivedFile]]:
    """The versions that may count, and the files of the others: in doubt, undated beside dated ones, or rejected.

    A version that a person adopted may count in any case, and comes before versions without a decision.
    """
    refused = [each for each in versions if each.file.decision and not each.file.decision.adopted]
    open_ = [each for each in versions if not each.file.decision]
    doubtful = [each for each in open_ if each.file.doubt]
    dated = [each for each in versions if each not in refused and each not in doubtful and _is_dated(each.file)]
    undated = [each for each in open_ if each not in doubtful and dated and not _is_dated(each.file)]
    passed = [(each, one) for each in undated if (one := _chosen_over(each.file, versions))]
    undated = [each for each in undated if each not in [over for over, _ in passed]]
    files = [
        replace(each.file, verdict=Verdict.REFUSED, reason=each.file.decision.words)
        for each in refused
        if each.file.decision
    ]
    files += [
        replace(each.file, verdict=Verdict.SUPERSEDED, reason=f"采用“{one.path}”：{one.decision.words}")
        for each, one in passed
        if one.decision
    ]
    for each in doubtful:
        doubt = each.file.doubt or Doubt("S03")
        files.append(_hold(settler, each, make_finding(doubt.code, file=each.file.path, **doubt.words)))
    for each in undated:
        what, name = WorkbookKind.VERIFICATION.word, verifier_name(settler.programme, each.verifier or "")
        finding = make_finding("S05", file=each.file.path, what=what, unit=name, other=dated[0].file.path)
        files.append(_hold(settler, each, finding))
    aside = [*refused, *doubtful, *undated, *(each for each, _ in passed)]
    return [each for each in versions if each not in aside], files


def _chosen_over(file: ReceivedFile, versions: Sequence[VerificationReading]) -> ReceivedFile | None:
    """The file that a person adopted while this one was listed beside it; ``None`` where there is none."""
    chosen = (each.file for each in versions if each.file.decision and each.file.decision.passes_over(file.sha256))
    return next(chosen, None)


def _is_dated(file: ReceivedFile) -> bool:
    return bool(file.mailed_at or file.saved_at or file.decision)


def _hold(settler: _Settler, reading: VerificationReading, finding: Finding) -> ReceivedFile:
    settler.findings.append(finding)
    return replace(reading.file, verdict=Verdict.HELD, reason=finding.sentence)


def _by_age(versions: Sequence[VerificationReading]) -> list[list[VerificationReading]]:
    """The versions, latest first; versions whose order is unknown are in one list."""
    left, ages = list(versions), []
    while left:
        last = latest_of(version.file for version in left)
        ages.append([version for version in left if version.file in last])
        left = [version for version in left if version.file not in last]
    return ages


def _lay_together(settler: _Settler, ages: Sequence[Sequence[VerificationReading]]) -> list[VerificationReading]:
    """Each version with its entries that count: of each row the latest; of equally late ones, those that agree.

    Two people may each have filled in half of a workbook. For a row that versions fill in differently, a finding is
    added.
    """
    taken: dict[_At, VerifiedEntry | None] = {}
    # A value written in a row comes before 其余属实, whichever is later, for 其余属实 is about rows without a value.
    for rest, age in product((False, True), ages):
        rows: dict[_At, list[VerifiedEntry]] = {}
        for entry in (entry for version in age for entry in version.entries if (entry.typed == REST) is rest):
            rows.setdefault(entry.place, []).append(entry)
        for subject, entries in rows.items():
            if subject in taken:
                if not rest:
                    _report_replaced(settler, entries, taken[subject])
                elif (later := taken[subject]) and later.typed == REST and later.seen != entries[0].seen:
                    taken[subject] = entries[0]  # the self-report changed since: K17 is added later
                continue
            agree = all(_content(entry) == _content(entries[0]) for entry in entries)
            taken[subject] = entries[0] if agree else None
            if not agree:
                _report_tied(settler, entries)
    return [
        replace(version, entries=tuple(entry for entry in version.entries if taken[entry.place] is entry))
        for age in ages
        for version in age
    ]


def _content(entry: VerifiedEntry) -> tuple[object, ...]:
    """Value, reason and person of an entry; two entries with the same content agree."""
    return entry.value, entry.origin.reason, entry.origin.given_by


def _judged(
    version: VerificationReading, parts: Sequence[VerificationReading], last: Sequence[VerificationReading]
) -> ReceivedFile:
    """The verdict on one version. ``parts``: the versions with their entries that count. ``last``: the latest ones."""
    used = {part.file.path for part in parts if part.entries}
    others = [each for each in last if each is not version]
    if version in last and any(_contradicts(other, entry) for other in others for entry in version.entries):
        what = "有几份内容不同的核定表，分不出先后：填的相同的行已计入，不同的都没有采用。要用这一份的，选“采用”"
        return replace(version.file, verdict=Verdict.HELD, reason=f"“{version.file.path}”：{what}")
    if version.file.path in used or (version is last[0] and not version.entries):
        merged = "，与另外几份逐行合并" if len(used) > 1 else ""
        decided = f"；{version.file.decision.words}" if version.file.decision else ""
        return replace(version.file, verdict=Verdict.COUNTED, reason=f"核定内容已计入{merged}{decided}")
    if version in last and _only_rests(version) and not any(map(_only_rests, others)):
        said = f"填了“{REST}”的行，另一份已经逐行填写，按逐行填写的计入"
        return replace(version.file, verdict=Verdict.COUNTED, reason=said)
    if version in last:
        reason = f"核定内容与“{others[0].file.path}”相同"
        return replace(version.file, verdict=Verdict.DUPLICATE, reason=reason)
    of = "同一册" if version.volume else ""
    return replace(
        version.file, verdict=Verdict.SUPERSEDED, reason=f"同一核定单位{of}有更晚的一份“{last[0].file.path}”"
    )


def _only_rests(version: VerificationReading) -> bool:
    return all(entry.typed == REST for entry in version.entries)


def _contradicts(version: VerificationReading, entry: VerifiedEntry) -> bool:
    """Whether the version has an entry for the same subject with other content (both by 其余属实, or neither)."""
    return any(
        other.place == entry.place
        and (other.typed == REST) is (entry.typed == REST)
        and _content(other) != _content(entry)
        for other in version.entries
    )


def _refused(reading: VerificationReading) -> ReceivedFile:
    return replace(reading.file, verdict=Verdict.REFUSED, reason=reading.findings[0].sentence)


def _report_tied(settler: _Settler, entries: Sequence[VerifiedEntry]) -> None:
    others = "、".join(f"“{entry.origin.file}”" for entry in entries)
    for entry in entries:
        settler.say("K19", entry, others=others)


def _report_replaced(settler: _Settler, entries: Sequence[VerifiedEntry], later: VerifiedEntry | None) -> None:
    for entry in entries:
        if later is not None and not same_value(entry.value, later.value):
            found, given = settler.words(entry, entry.value), settler.words(later, later.value)
            settler.say("K26", entry, found=found, other=later.origin.file, given=given)


def _report_taken_from_earlier(
    settler: _Settler, ages: Sequence[Sequence[VerificationReading]], parts: Sequence[VerificationReading]
) -> None:
    """K20: entries that only an earlier version has. They count."""
    last = ages[0][0].file
    latest = {version.file.path for version in ages[0]}
    for part in parts:
        if part.entries and part.file.path not in latest:
            named = [f"{settler.row(entry).unit.name}{settler.label(entry)}" for entry in part.entries[:_MOST_NAMED]]
            what = "、".join(named) + ("等" if len(part.entries) > _MOST_NAMED else "")
            settler.findings.append(
                make_finding("K20", file=part.file.path, other=last.path, count=len(part.entries), what=what)
            )


def _with_returns(settler: _Settler, chosen: Sequence[VerificationReading]) -> list[VerifiedEntry]:
    """The entries about units whose return counts; for the others a finding is added."""
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
    """The entries that count, one for each subject, and the pending ones: all of a subject whose verifiers differ."""
    groups: dict[_At, list[VerifiedEntry]] = {}
    for entry in entries:
        groups.setdefault(entry.place, []).append(entry)
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


def _wants_reason(settler: _Settler, entry: VerifiedEntry) -> bool:
    return entry.kind is not EntryKind.FACT or wants_reason(settler.row(entry))


def _has_reason(settler: _Settler, entry: VerifiedEntry) -> bool:
    """Whether the answer to an application says why; that the first decision stands must be explained as well."""
    if not entry.origin.reason:
        settler.say("K35", entry, found=settler.words(entry, entry.value))
    return bool(entry.origin.reason)


def _is_grounded(settler: _Settler, entry: VerifiedEntry, current: Value) -> bool:
    """Whether the entry equals the self-report, or has a reason. K12: it has none. K17: the self-report changed."""
    seen = current if entry.seen is None else entry.seen.value
    if not entry.origin.reason and not same_value(entry.value, seen) and _wants_reason(settler, entry):
        settler.say("K12", entry, found=settler.words(entry, entry.value), wanted=settler.words(entry, seen))
        return False
    if not same_value(seen, current) and not same_value(entry.value, current):
        reports = {"found": settler.words(entry, seen), "wanted": settler.words(entry, current)}
        settler.say("K17", entry, **reports, given=settler.words(entry, entry.value))
    return True


def differing_registers(
    subjects: Subjects, entries: Iterable[VerifiedEntry], register_facts: Iterable[RegisterFact]
) -> tuple[Finding, ...]:
    """K21: a finding for each verified value that differs from a register's count."""
    settler = _Settler(subjects, {}, {})
    counted = {(fact.unit_code, EntryKind.FACT, fact.fact_id): fact.value for fact in register_facts}
    for entry in entries:
        if isinstance(counted.get(entry.subject), str):
            continue  # a note: the verifier's words replace the register's
        if entry.subject in counted and not same_value(entry.value, counted[entry.subject]):
            found, wanted = settler.words(entry, entry.value), settler.words(entry, counted[entry.subject])
            settler.say("K21", entry, found=found, wanted=wanted)
    return tuple(settler.findings)
