"""Files that are not the office's workbooks: which unit's evidence each is, and of what."""

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
"""Formats of evidence: a scan, a photograph, a letter, a list."""
PERHAPS_FORMATS: Final = frozenset({Format.MARKUP, Format.FOREIGN, Format.UNKNOWN})
"""Formats that may be evidence, or the form itself saved in a format that is not read."""
NO_FORM: Final = "I01"
"""The code for a workbook that is not a form; it is evidence where its unit sent a filled form besides."""
_WORKBOOK: Final = re.compile(r"\.(?:xls[xmb]?|xlt[xm]?|ett?|ods|fods|csv|numbers)$", re.IGNORECASE)
_WHAT: Final = {"I01": "电子表格", "F04": "其他文件"}
"""What a file is called, by its finding's code, where the finding has no word for it."""
_LISTED: Final = 5
_SIGNED: Final = "报送表的盖章（签字）件"


def judge_evidence(
    programme: Programme, loose: Iterable[Arrival], owners: Owners, answers: Mapping[str, Answers], log: Log
) -> tuple[Evidence, ...]:
    """Give each file its verdict: evidence of its unit, or refused where its unit is unknown.

    Args:
        programme: The year's programme.
        loose: The files, in any order.
        owners: Finds the unit of a file.
        answers: Answers of the returns that count, by unit code.
        log: Gets the verdicts and findings.

    Returns:
        The evidence, by unit in roster order.
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
            own = answers.get(unit.code)
            named = {each.key: named_evidence(each, own) for each in subjects} if own else {}
            found += _of_unit(unit.code, by_unit[unit.code], subjects, named, log)
    return tuple(found)


def _may_be_form(arrival: Arrival) -> bool:
    """Whether the file may be meant as the form: named like its signed copy, or like a workbook but not one."""
    own = parts_of(arrival.path)[:1]
    is_book = arrival.issue is not None and arrival.issue.code == NO_FORM
    return is_signed_copy(own) or (not is_book and bool(_WORKBOOK.search(arrival.path)))


def _of_unit(
    code: str, arrivals: Iterable[Arrival], subjects: tuple[Subject, ...], named: Mapping[str, str], log: Log
) -> list[Evidence]:
    """One unit's evidence, by path. Files of the same content are one piece, for all that any of their names match."""
    alike: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in sorted(arrivals, key=lambda each: each.path):
        alike[arrival.sha256].append(arrival)
    evidence = []
    for first, *others in alike.values():
        signed = any(_is_signed(each) for each in (first, *others) if each.on_form is None)
        matched = (subject for each in (first, *others) for subject in _subjects(each, subjects, named))
        about = () if signed else tuple(dict.fromkeys(matched))
        words = _SIGNED if signed else "、".join(each.label for each in about) or "未对应到条款"
        file = log.receive(first, Verdict.EVIDENCE, f"佐证材料：{words}", kind="佐证", unit_code=code)
        for other in others:
            log.receive(other, Verdict.DUPLICATE, f"与“{first.path}”内容完全相同", unit_code=code)
        keys, labels = tuple(each.key for each in about), tuple(each.label for each in about)
        evidence.append(Evidence(file, _what(first), keys, labels, signed, first.on_form is not None))
    _report(code, evidence, subjects, named, log)
    return evidence


def _subjects(arrival: Arrival, subjects: tuple[Subject, ...], named: Mapping[str, str]) -> Iterable[Subject]:
    """What one file is evidence of: for a picture in a form by its place there, for others by their names."""
    if arrival.on_form:
        return (each for each in subjects if each.key in arrival.on_form.keys)
    return match(_parts(arrival), subjects, named)


def _parts(arrival: Arrival) -> tuple[str, ...]:
    """The file's own name, the folders inside its container, and the path of the container."""
    own, *outer = parts_of(arrival.path)
    return own, *parts_of(arrival.within)[1:], *outer


def _is_signed(arrival: Arrival) -> bool:
    is_scan = arrival.format is Format.PICTURE or _what(arrival).startswith("PDF")
    return arrival.format in EVIDENCE_FORMATS and is_signed_copy(_parts(arrival), is_scan=is_scan)


def _what(arrival: Arrival) -> str:
    """What the file is called: ``PDF 文件``."""
    issue = arrival.issue
    return "" if issue is None else _WHAT.get(issue.code) or issue.words.get("what", "")


def _report(
    code: str, evidence: list[Evidence], subjects: tuple[Subject, ...], named: Mapping[str, str], log: Log
) -> None:
    """F27: evidence that matches nothing in the form. F28: evidence named in the form that did not come."""
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
