"""Finds what a file is evidence of, by its name and its folders; nothing is guessed beyond these."""

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
"""So many characters a name must share with a cell or a label: 照片 or 台账 alone is not enough."""
_TELLING: Final = 6
"""A file's name with so many characters is searched for in the clauses' texts."""
_SIGNED: Final = re.compile(r"盖章|签章|签字|扫描")
_FORM: Final = re.compile(r"填报表|自评表|自评")


def parts_of(path: str) -> tuple[str, ...]:
    """The parts of a file's path: its own name without extension first, then its folders from the innermost on."""
    pure = PurePosixPath(path.replace("\\", "/"))
    return (_SUFFIX.sub("", pure.name), *reversed(pure.parts[:-1]))


def match(parts: Sequence[str], subjects: Sequence[Subject], named: Mapping[str, str]) -> tuple[Subject, ...]:
    """What a file is evidence of: by its name, else by the cells that name it, else by its folders; ``()`` for nothing.

    A number alone is that of a clause where the unit has a scorecard, else that of a task; ``任务1.4`` is a task.

    Args:
        parts: As ``parts_of`` gives them.
        subjects: Those of the file's unit.
        named: The text in the 佐证材料 cell of each subject, by its key.
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
    named = [each for each in subjects if any(len(word) >= _SHORTEST and fold(word) in text for word in each.words)]
    return tuple(named) or _by_clause(text, subjects)


def _by_clause(text: str, subjects: Sequence[Subject]) -> tuple[Subject, ...]:
    """The subjects whose clause contains the name, where it is only one clause."""
    if len(text) < _TELLING:
        return ()
    found = tuple(each for each in subjects if any(text in fold(clause) for clause in each.clauses))
    return found if len({each.numbers for each in found}) == 1 else ()


def _by_cell(name: str, subjects: Sequence[Subject], named: Mapping[str, str]) -> tuple[Subject, ...]:
    text = fold(name)
    return tuple(each for each in subjects if _names(named.get(each.key, ""), text))


def _names(typed: str, file: str) -> bool:
    """Whether a cell names a file: one of the names typed in it contains the file's name, or is contained in it."""
    names = [fold(_SUFFIX.sub("", part)) for part in _SPLIT.split(typed)]
    return any(
        (len(name) >= _SHORTEST and name in file) or (len(file) >= _SHORTEST and file in name) for name in names if name
    )


def is_signed_copy(parts: Sequence[str], *, is_scan: bool = True) -> bool:
    """Whether a file is the stamped or signed copy of the return, by its name.

    ``is_scan``: whether its format is that of a scan. Then 填报表 or 自评 in its name is enough; otherwise 盖章, 签字
    or 扫描 must be in it.
    """
    is_named_so = bool(_SIGNED.search(parts[0])) and not _NUMBER.match(parts[0])
    return is_named_so or (is_scan and bool(_FORM.search(parts[0])))
