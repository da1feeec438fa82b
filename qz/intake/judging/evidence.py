"""Files that are no workbook of ours: whose evidence each is, and of what."""

import re
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
PERHAPS_FORMATS: Final = frozenset({Format.MARKUP, Format.FOREIGN, Format.UNKNOWN})
"""What may be evidence, or the form itself in a make that is not read."""
NO_FORM: Final = "I01"
"""The finding of a workbook that has nothing of a form: evidence, where the form itself came besides."""
_WORKBOOK: Final = re.compile(r"\.(?:xls[xmb]?|xlt[xm]?|ett?|ods|fods|csv|numbers)$", re.IGNORECASE)
_WHAT: Final = {"I01": "电子表格", "F04": "其他文件"}
"""What a file is whose finding does not say it, by the finding."""
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
        code = arrival.on_form.unit_code if arrival.on_form else owners.owner_of(arrival)
        if code and (arrival.format in EVIDENCE_FORMATS or (code in owners.filled and not _may_be_form(arrival))):
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


def _may_be_form(arrival: Arrival) -> bool:
    """Whether what is no form of ours may yet be meant as one: it is called so, or like a workbook that is none."""
    own = parts_of(arrival.path)[:1]
    is_book = arrival.issue is not None and arrival.issue.code == NO_FORM
    return is_signed_copy(own) or (not is_book and bool(_WORKBOOK.search(arrival.path)))


def _of_unit(
    code: str, arrivals: Iterable[Arrival], subjects: tuple[Subject, ...], named: Mapping[str, str], log: Log
) -> list[Evidence]:
    """One unit's, by path; the same content twice is one, and of all that its names say."""
    alike: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in sorted(arrivals, key=lambda each: each.path):
        alike[arrival.sha256].append(arrival)
    evidence = []
    for first, *others in alike.values():
        signed = any(_is_signed(each) for each in (first, *others) if each.on_form is None)
        told = (subject for each in (first, *others) for subject in _subjects(each, subjects, named))
        about = () if signed else tuple(dict.fromkeys(told))
        words = _SIGNED if signed else "、".join(each.label for each in about) or "未对应到条款"
        file = log.receive(first, Verdict.EVIDENCE, f"佐证材料：{words}", kind="佐证", unit_code=code)
        for other in others:
            log.receive(other, Verdict.DUPLICATE, f"与“{first.path}”内容完全相同", unit_code=code)
        keys, labels = tuple(each.key for each in about), tuple(each.label for each in about)
        evidence.append(Evidence(file, _what(first), keys, labels, signed, first.on_form is not None))
    _tell(code, evidence, subjects, named, log)
    return evidence


def _subjects(arrival: Arrival, subjects: tuple[Subject, ...], named: Mapping[str, str]) -> Iterable[Subject]:
    """What one file is of: a picture of a form by where it stands there, any other by its names."""
    if arrival.on_form:
        return (each for each in subjects if each.key in arrival.on_form.keys)
    return match(_parts(arrival), subjects, named)


def _parts(arrival: Arrival) -> tuple[str, ...]:
    """The file's own name, its folders within its container, and where that lies."""
    own, *outer = parts_of(arrival.path)
    return own, *parts_of(arrival.within)[1:], *outer


def _is_signed(arrival: Arrival) -> bool:
    is_scan = arrival.format is Format.PICTURE or _what(arrival).startswith("PDF")
    return arrival.format in EVIDENCE_FORMATS and is_signed_copy(_parts(arrival), is_scan=is_scan)


def _what(arrival: Arrival) -> str:
    """What it is: ``PDF 文件``."""
    issue = arrival.issue
    return "" if issue is None else _WHAT.get(issue.code) or issue.words.get("what", "")


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
