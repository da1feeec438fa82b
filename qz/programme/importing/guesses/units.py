"""The units a responsibility table names, and the phrases that stand for several of them."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from qz.programme.importing.document.annexes import Annex, TableKind
from qz.programme.importing.guesses.guess import GuessedRow
from qz.programme.importing.guesses.units_in_text import NamedUnit
from qz.words import fold

_PHRASE: Final = re.compile(
    r"各镇(?:人民政府|政府)?[、，,]\s*(?:各)?街道(?:办事处)?"
    r"|各乡镇(?:[、，,]\s*(?:各)?街道(?:办事处)?)?"
    r"|[区县市镇]?(?:各|各有关|有关|相关|各相关)(?:职能)?(?:部门|委办局|单位)"
    r"|各村(?:[（(]社区[)）])?(?:[、，,]\s*(?:各)?社区)?"
    r"|各[\u4e00-\u9fff]{1,8}"
)
_KINDS: Final = (
    *(("街道办事处", "街道"), ("街道", "街道"), ("镇人民政府", "镇"), ("镇", "镇"), ("乡人民政府", "乡"), ("乡", "乡")),
    *(("社区", "社区"), ("村", "村")),
)
_KIND_WORDS: Final[Mapping[str, re.Pattern[str]]] = {
    kind: re.compile(pattern)
    for kind, pattern in (
        ("镇", "(?<!城)镇"),
        ("街道", "街道"),
        ("乡", "(?<!城)乡(?!村)"),
        ("村", "(?<![乡农])村(?!庄)"),
        ("社区", "社区"),
        ("部门", "部门"),
    )
}
DEPARTMENT: Final = "部门"
_LETTERS: Final[Mapping[str, str]] = {"部门": "B", "镇": "Z", "街道": "J", "乡": "X", "村": "C", "社区": "S"}


def guess_units(annexes: Iterable[Annex], listed: Sequence[NamedUnit]) -> tuple[list[GuessedRow], list[GuessedRow]]:
    """The rows of 《单位》 and 《单位统称》: the units ``listed`` in the text, then those of responsibility tables."""
    units: dict[str, str] = {unit.name: unit.source for unit in listed}
    phrases: dict[str, str] = {}
    for annex in annexes:
        if annex.kind is TableKind.TASKS:
            for row in annex.rows:
                for name in ("lead", "support"):
                    _gather(row.get(name, ""), units, phrases)
    rows = _unit_rows(units, {unit.name: unit.group for unit in listed})
    there = {str(row.values["kind"]) for row in rows} if listed else set()
    return rows, [_phrase_row(phrase, source, there) for phrase, source in phrases.items()]


def _gather(cell: str, units: dict[str, str], phrases: dict[str, str]) -> None:
    text = "\n".join(part.strip() for part in cell.split("\n"))
    for found in _PHRASE.finditer(text):
        phrases.setdefault("".join(found.group().split()), cell)
    for name in re.split(r"[、，,；;\n。]+", _PHRASE.sub("、", text)):
        if word := "".join(name.split()):
            units.setdefault(word, cell)


def _unit_rows(units: Mapping[str, str], groups: Mapping[str, str]) -> list[GuessedRow]:
    rows = []
    counts: dict[str, int] = {}
    for name, source in sorted(units.items(), key=lambda pair: kind_of(pair[0]) != DEPARTMENT):
        kind = kind_of(name)
        letter = _LETTERS[kind]
        counts[letter] = counts.get(letter, 0) + 1
        row = GuessedRow({"code": f"{letter}{counts[letter]:02d}", "name": name})
        row.guess("name", name, f"请核：由“{source}”认出。")
        row.guess("kind", kind, f"请核：由“{source}”认出，类别按名称猜。")
        if group := groups.get(name):
            row.guess("group", group, f"请核：文件把它列在“{group}”里；不分组排名的清空。")
        rows.append(row)
    return rows


def kind_of(name: str) -> str:
    """镇, 街道, 乡 or 部门, by how the name ends."""
    return next((kind for ending, kind in _KINDS if name.endswith(ending)), DEPARTMENT)


def kinds_in(text: str) -> tuple[str, ...]:
    """The kinds of unit that a phrase or a scorecard's title names; none where it names none."""
    return tuple(kind for kind, pattern in _KIND_WORDS.items() if pattern.search(fold(text)))


def _phrase_row(phrase: str, source: str, there: Collection[str]) -> GuessedRow:
    row = GuessedRow({"phrase": phrase})
    kinds = kinds_in(phrase) or (DEPARTMENT,)
    kinds = tuple(kind for kind in kinds if kind in there) or kinds
    row.guess("kinds", "、".join(kinds), f"请核：责任分解表里的“{source}”。它代表哪些类别或单位？")
    return row
