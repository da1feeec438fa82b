"""Which clause a file is evidence of, by what its name and its folders say; what they do not say is not guessed."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from qz.evidence.evidence_subjects import Subject
from qz.values.numerals import ORDINAL, read_chinese
from qz.words import fold

_NUMBER: Final = re.compile(r"[\W_]*(任务)?\s*(?:第|条款)?\s*(\d{1,2}\.\d{1,2})(?![\d.年月日号])")
_ITEM: Final = re.compile(rf"第\s*(\d{{1,2}}|{ORDINAL}{{1,3}})\s*项")
_SPLIT: Final = re.compile(r"[、，,；;。\s《》“”\"（）()]+")
_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_SHORTEST: Final = 4
"""Characters that a name must share with a cell or a label: 照片 or 台账 alone says nothing."""
_TELLING: Final = 6
"""Characters of a name that a clause must say."""
_SIGNED: Final = re.compile(r"盖章|签章|签字|扫描")
_FORM: Final = re.compile(r"填报表|自评表|自评")


def parts_of(path: str) -> tuple[str, ...]:
    """The names a file's path is made of, the file's own first, without its ending, then its folders from within."""
    pure = PurePosixPath(path.replace("\\", "/"))
    return (_SUFFIX.sub("", pure.name), *reversed(pure.parts[:-1]))


def match(parts: Sequence[str], subjects: Sequence[Subject], named: Mapping[str, str]) -> tuple[Subject, ...]:
    """What a file is evidence of; ``()`` where its name, what cells name, and its folders do not say.

    A bare number is a clause's where the unit has a scorecard, else a task's; ``任务1.4`` is always a task's.

    Args:
        parts: As ``parts_of`` gives them.
        subjects: What its unit can prove.
        named: By subject's key, what the unit typed into its 佐证材料 cell.
    """
    own, folders = parts[0], parts[1:]
    found = _by_name(own, subjects) or _by_cell(own, subjects, named)
    for folder in folders:
        found = found or _by_name(folder, subjects)
    return found


def _by_name(name: str, subjects: Sequence[Subject]) -> tuple[Subject, ...]:
    scored = any(not subject.is_task for subject in subjects)
    if number := _NUMBER.match(name):
        wants_task = bool(number[1]) or not scored
        return tuple(each for each in subjects if each.is_task is wants_task and number[2] in each.numbers)
    if item := _ITEM.search(name):
        count = int(item[1]) if item[1].isdecimal() else read_chinese(item[1])
        return tuple(each for each in subjects if each.key == f"item_{count}")
    text = fold(name)
    said = [each for each in subjects if any(len(word) >= _SHORTEST and fold(word) in text for word in each.words)]
    return tuple(said) or _by_clause(text, subjects)


def _by_clause(text: str, subjects: Sequence[Subject]) -> tuple[Subject, ...]:
    """What has a clause that says what the name does, where it is one clause alone."""
    if len(text) < _TELLING:
        return ()
    found = tuple(each for each in subjects if any(text in fold(clause) for clause in each.clauses))
    return found if len({each.numbers for each in found}) == 1 else ()


def _by_cell(name: str, subjects: Sequence[Subject], named: Mapping[str, str]) -> tuple[Subject, ...]:
    text = fold(name)
    return tuple(each for each in subjects if _names(named.get(each.key, ""), text))


def _names(typed: str, file: str) -> bool:
    """Whether a cell names a file: one of its names is the file's, or part of it, or the other way round."""
    names = [fold(_SUFFIX.sub("", part)) for part in _SPLIT.split(typed)]
    return any(
        (len(name) >= _SHORTEST and name in file) or (len(file) >= _SHORTEST and file in name) for name in names if name
    )


def is_signed_copy(parts: Sequence[str], *, is_scan: bool = True) -> bool:
    """Whether a file is the stamped or signed copy of the return, by its name: a scan of the form itself.

    ``is_scan``: it may be one by what it is; of what may not, a name with 盖章, 签字 or 扫描 says so.
    """
    said = bool(_SIGNED.search(parts[0])) and not _NUMBER.match(parts[0])
    return said or (is_scan and bool(_FORM.search(parts[0])))
