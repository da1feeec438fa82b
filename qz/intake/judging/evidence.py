"""Files that are no workbook of ours: whose evidence each is, and of what."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from qz.evidence.evidence_subjects import Subject, named_evidence, subjects_of
from qz.evidence.matching import is_signed_copy, match, parts_of
from qz.intake.intake_records import Arrival, Format, Issue
from qz.intake.judging.owners import Owners
from qz.intake.log import Log
from qz.model.programme import Programme
from qz.model.returns import Evidence, Verdict
from qz.model.scores import Answers

EVIDENCE_FORMATS: Final = frozenset({Format.DOCUMENT, Format.PICTURE, Format.TEXT})
"""What a file may be that is evidence: a scan, a photograph, a letter, a list."""
_LISTED: Final = 5
_SIGNED: Final = "报送表的盖章（签字）件"


def judge_evidence(
    programme: Programme, loose: Iterable[Arrival], owners: Owners, answers: Mapping[str, Answers], log: Log
) -> tuple[Evidence, ...]:
    """Give each such file its verdict: its unit's evidence, or refused where nothing tells whose it is.

    Args:
        programme: The year's programme.
        loose: The files, in any order.
        owners: Whose they are.
        answers: What the units whose return counts answered.
        log: Takes verdicts and findings.
    """
    by_unit: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in loose:
        code = owners.owner_of(arrival)
        if code:
            by_unit[code].append(arrival)
        else:
            assert arrival.issue is not None  # noqa: S101 - what has none is no loose file
            log.refuse(arrival, arrival.issue)
    found: list[Evidence] = []
    for unit in programme.units:
        if unit.code in by_unit:
            subjects = subjects_of(programme, unit)
            told = answers.get(unit.code)
            named = {each.key: named_evidence(each, told) for each in subjects} if told else {}
            found += _of_unit(unit.code, by_unit[unit.code], subjects, named, log)
    return tuple(found)


def _of_unit(
    code: str, arrivals: Iterable[Arrival], subjects: tuple[Subject, ...], named: Mapping[str, str], log: Log
) -> list[Evidence]:
    """One unit's, by path; the same content twice is one."""
    kept: dict[str, Evidence] = {}
    for arrival in sorted(arrivals, key=lambda each: each.path):
        first = kept.get(arrival.sha256)
        if first is not None:
            log.receive(arrival, Verdict.DUPLICATE, f"与“{first.file.path}”内容完全相同", unit_code=code)
            continue
        parts = (*parts_of(arrival.path)[:1], *parts_of(arrival.within)[1:], *parts_of(arrival.path)[1:])
        signed = is_signed_copy(parts)
        about = () if signed else match(parts, subjects, named)
        words = _SIGNED if signed else "、".join(each.label for each in about) or "未对应到条款"
        file = log.receive(arrival, Verdict.EVIDENCE, f"佐证材料：{words}", kind="佐证", unit_code=code)
        what = arrival.issue.words.get("what", "") if arrival.issue else ""
        kept[arrival.sha256] = Evidence(
            file, what, tuple(each.key for each in about), tuple(each.label for each in about), signed
        )
    evidence = list(kept.values())
    _tell(code, evidence, subjects, named, log)
    return evidence


def _tell(
    code: str, evidence: list[Evidence], subjects: tuple[Subject, ...], named: Mapping[str, str], log: Log
) -> None:
    """One finding for what nothing names, one for what is named and did not come; only of a unit that sent any."""
    loose = [each.file.path for each in evidence if not each.keys and not each.is_signed_copy]
    if loose:
        words = {"count": str(len(loose)), "files": _shown(path.rpartition("/")[2] for path in loose)}
        log.find(Issue("F27", words), loose[0], code)
    proved = {key for each in evidence for key in each.keys}
    if proved:
        missing = [each.label for each in subjects if named.get(each.key) and not each.is_proved_by(proved)]
        if missing:
            first = next(each for each in evidence if each.keys).file.path
            log.find(Issue("F28", {"count": str(len(missing)), "claims": _shown(missing)}), first, code)


def _shown(names: Iterable[str]) -> str:
    every = list(names)
    return "、".join(every[:_LISTED]) + ("等" if len(every) > _LISTED else "")
