"""Combines the copies of each verifier's workbook row by row, and decides the verdict on every file.

Source: product specification, "Intake".
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Final

from qz.engine.parallel.packed_runs import PackedSequence
from qz.findings import make_finding
from qz.layout.rest_cells import REST
from qz.layout.verification_workbook import verifier_name
from qz.model.finding import Finding
from qz.model.manifest import WorkbookKind
from qz.model.returns import ReceivedFile, Verdict
from qz.model.trust import Doubt
from qz.model.verification import VerifiedEntry
from qz.model.versions import latest_of
from qz.verification.read_verified import VerificationReading
from qz.verification.settler import EntryPlace, Settler
from qz.verification.subjects import same_value

_BLANK_BOOK: Final = "空白的核定表，还没有填写任何核定内容"
_MOST_NAMED: Final = 5


def choose_versions(
    settler: Settler, readings: Sequence[VerificationReading]
) -> tuple[list[VerificationReading], tuple[ReceivedFile, ...]]:
    """Combine the copies of each workbook. Returns the copies, each with its entries that count, and all verdicts."""
    files = [_refused(reading) for reading in readings if reading.verifier is None]
    by_place: dict[tuple[str, str], list[VerificationReading]] = {}
    for reading in sorted(readings, key=lambda each: each.file.path):
        if reading.verifier is not None:
            by_place.setdefault((reading.verifier, reading.volume), []).append(reading)
    chosen, units = [], settler.programme.units
    for together in by_place.values():
        blank = [version for version in together if version.is_blank]
        files += [replace(each.file, verdict=Verdict.SKIPPED, reason=_BLANK_BOOK) for each in blank]
        versions, aside = _set_aside(settler, [version for version in together if not version.is_blank])
        files += aside
        if not versions:
            continue
        if len(versions) > 1:
            versions = [replace(version, entries=tuple(version.entries)) for version in versions]
        adopted = [version for version in versions if version.file.decision]
        ages = [*_by_age(adopted), *_by_age([version for version in versions if not version.file.decision])]
        parts = _lay_together(settler, ages)
        files += [_judged(version, parts, ages[0]) for version in versions]
        _report_taken_from_earlier(settler, ages, parts)
        counting = [part for part in parts if part.entries or part.file in {each.file for each in ages[0][:1]}]
        chosen += [replace(each, entries=PackedSequence.of(each.entries, units)) for each in counting]
    return chosen, tuple(sorted(files, key=lambda file: file.path))


def _set_aside(
    settler: Settler, versions: Sequence[VerificationReading]
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


def _hold(settler: Settler, reading: VerificationReading, finding: Finding) -> ReceivedFile:
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


def _lay_together(settler: Settler, ages: Sequence[Sequence[VerificationReading]]) -> list[VerificationReading]:
    """Every version with its entries that count: of each row the latest; of equally late ones, those that agree.

    Two people may each have filled in half of a workbook. A finding is added for a row that versions fill in
    differently.
    """
    if sum(map(len, ages)) == 1:
        return [*ages[0]]
    taken: dict[EntryPlace, VerifiedEntry | None] = {}
    # A value written in a row comes before 其余属实, whichever is later, for 其余属实 is about rows without a value.
    for rest, age in product((False, True), ages):
        rows: dict[EntryPlace, list[VerifiedEntry]] = {}
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
    """The verdict on one version. ``parts``: all versions, with their entries that count. ``last``: the latest ones."""
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
        reason = f"填了“{REST}”的行，另一份已经逐行填写，按逐行填写的计入"
        return replace(version.file, verdict=Verdict.COUNTED, reason=reason)
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


def _report_tied(settler: Settler, entries: Sequence[VerifiedEntry]) -> None:
    others = "、".join(f"“{entry.origin.file}”" for entry in entries)
    for entry in entries:
        settler.add_finding("K19", entry, others=others)


def _report_replaced(settler: Settler, entries: Sequence[VerifiedEntry], later: VerifiedEntry | None) -> None:
    for entry in entries:
        if later is not None and not same_value(entry.value, later.value):
            found, given = settler.words(entry, entry.value), settler.words(later, later.value)
            settler.add_finding("K26", entry, found=found, other=later.origin.file, given=given)


def _report_taken_from_earlier(
    settler: Settler, ages: Sequence[Sequence[VerificationReading]], parts: Sequence[VerificationReading]
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
