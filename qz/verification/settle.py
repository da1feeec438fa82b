"""Decides which verified values count: one for each subject, and only with a reason where the self-report is changed.

Source: scoring specification, "Missing, doubtful and verified values"; product specification, "Intake".
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from qz.engine.parallel.packed_runs import ByUnit, Packing
from qz.findings import make_finding
from qz.layout.rest_cells import REST
from qz.layout.verification_workbook import verifier_name
from qz.model.finding import Finding
from qz.model.returns import ReceivedFile
from qz.model.scores import Answers, UnitScore
from qz.model.values import Value
from qz.model.verification import EntryKind, RegisterFact, VerifiedEntry
from qz.records import dataclass
from qz.verification.read_verified import VerificationReading
from qz.verification.settler import EntryPlace, Settler
from qz.verification.subjects import Subjects, same_value, wants_reason
from qz.verification.workbook_versions import choose_versions


@dataclass(frozen=True, slots=True)
class Settled:
    """The verified values that count, and everything else that was decided.

    ``entries`` count; ``pending`` were read but do not count (yet). ``answers``: the verifiers' answers to
    applications, each with a reason; they are not in ``entries``. ``files``: the workbooks, with their verdicts.
    """

    entries: Sequence[VerifiedEntry]
    pending: Sequence[VerifiedEntry]
    files: tuple[ReceivedFile, ...]
    findings: tuple[Finding, ...]
    answers: Sequence[VerifiedEntry] = ()


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
    settler = Settler(subjects, reported, self_scores)
    chosen, files = choose_versions(settler, readings)
    spoken = [*chosen, *(reading for reading in readings if reading.verifier is None)]
    settler.findings += [finding for reading in spoken for finding in reading.findings]
    _report_absent(settler, chosen)
    counting, pending, answers = (Packing[VerifiedEntry]() for _ in range(3))
    for entries in _by_unit(settler, chosen, registered):
        of_unit = _settle_unit(settler, entries)
        counting.add(of_unit.entries)
        pending.add(of_unit.pending)
        answers.add(of_unit.answers)
    findings = tuple(sorted(settler.findings))
    return Settled(counting.sequence(), pending.sequence(), files, findings, answers.sequence())


@dataclass(frozen=True, slots=True)
class _OfUnit:
    """One unit's part of ``Settled``."""

    entries: list[VerifiedEntry]
    pending: list[VerifiedEntry]
    answers: list[VerifiedEntry]


def _settle_unit(settler: Settler, entries: Sequence[VerifiedEntry]) -> _OfUnit:
    """Decide which of one unit's entries count."""
    agreed_answers, unclear = _agree(settler, [entry for entry in entries if entry.review])
    agreed, pending = _agree(settler, [entry for entry in entries if not entry.review])
    answers: list[VerifiedEntry] = []
    counting: list[VerifiedEntry] = []
    for entry in agreed_answers:
        (answers if _has_reason(settler, entry) else unclear).append(entry)
    current = settler.currents_of(agreed[0].unit_code) if agreed else {}
    for entry in agreed:
        (counting if _is_grounded(settler, entry, current.get(entry.subject[1:])) else pending).append(entry)
    for entry in (*counting, *answers):
        if entry.is_own:
            settler.add_finding("K27", entry, given=settler.words(entry, entry.value))
    return _OfUnit(counting, [*pending, *unclear], answers)


def _by_unit(
    settler: Settler, chosen: Sequence[VerificationReading], registered: Collection[tuple[str, str]]
) -> Iterator[Sequence[VerifiedEntry]]:
    """The entries about each unit whose return counts, one unit at a time.

    Left out is what 其余属实 says of facts that a register counts.
    """
    for code, entries in ByUnit(*(reading.entries for reading in chosen)).items():
        if code in settler.reported:
            yield [entry for entry in entries if entry.typed != REST or (code, entry.key) not in registered]


def _report_absent(settler: Settler, chosen: Sequence[VerificationReading]) -> None:
    """K09: entries about units whose return does not count."""
    for reading in chosen:
        entries = ByUnit(reading.entries)
        for code in entries.keys() - settler.reported.keys():
            name = settler.programme.unit(code).name
            count = len(entries[code])
            settler.findings.append(make_finding("K09", file=reading.file.path, unit=name, count=count))


def _agree(settler: Settler, entries: Sequence[VerifiedEntry]) -> tuple[list[VerifiedEntry], list[VerifiedEntry]]:
    """The entries that count, one for each subject, and the pending ones: all of a subject whose verifiers differ."""
    groups: dict[EntryPlace, list[VerifiedEntry]] = {}
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
            settler.add_finding("K16", entry, what=what)
        pending += group
    return agreed, pending


def _wants_reason(settler: Settler, entry: VerifiedEntry) -> bool:
    return entry.kind is not EntryKind.FACT or wants_reason(settler.row(entry))


def _has_reason(settler: Settler, entry: VerifiedEntry) -> bool:
    """Whether the answer to an application says why; that the first decision stands must be explained as well."""
    if not entry.origin.reason:
        settler.add_finding("K35", entry, found=settler.words(entry, entry.value))
    return bool(entry.origin.reason)


def _is_grounded(settler: Settler, entry: VerifiedEntry, current: Value) -> bool:
    """Whether the entry equals the self-report, or has a reason. K12: it has none. K17: the self-report changed."""
    seen = current if entry.seen is None else entry.seen.value
    if not entry.origin.reason and not same_value(entry.value, seen) and _wants_reason(settler, entry):
        settler.add_finding("K12", entry, found=settler.words(entry, entry.value), wanted=settler.words(entry, seen))
        return False
    if not same_value(seen, current) and not same_value(entry.value, current):
        reports = {"found": settler.words(entry, seen), "wanted": settler.words(entry, current)}
        settler.add_finding("K17", entry, **reports, given=settler.words(entry, entry.value))
    return True


def differing_registers(
    subjects: Subjects, entries: Iterable[VerifiedEntry], register_facts: Iterable[RegisterFact]
) -> Iterator[Finding]:
    """K21: a finding for each verified value that differs from a register's count."""
    settler = Settler(subjects, {}, {})
    counted = {(fact.unit_code, EntryKind.FACT, fact.fact_id): fact.value for fact in register_facts}
    for entry in entries:
        if isinstance(counted.get(entry.subject), str):
            continue  # a note: the verifier's words replace the register's
        if entry.subject in counted and not same_value(entry.value, counted[entry.subject]):
            found, wanted = settler.words(entry, entry.value), settler.words(entry, counted[entry.subject])
            settler.add_finding("K21", entry, found=found, wanted=wanted)
            yield settler.findings.pop()
