"""The numbers of the goals, guessed to be indicators or mere mentions."""

import re
from collections.abc import Iterator
from typing import Final

from qz.programme.check.numbers import Target, find_numbers, find_spans, find_targets, outside, split_clauses
from qz.programme.importing.guesses.guess import GuessedRow
from qz.programme.raw import Percent, RawValue
from qz.words import squeeze

_AT_MOST: Final = re.compile(r"不超过|不高于|不多于|以内|≤|控制在|下降到|降到|低于")
_NO_LESS: Final = re.compile(r"不低于|不少于")
_IN_A_WORD: Final = re.compile(r"[A-Za-z/∶:]\d|\d[A-Z]$")
_RANGE: Final = re.compile(r"(\d)[-—~～至]\d+(?:\.\d+)?")
_MENTION: Final = re.compile(r"等\s*\d|（[^）]*\d[^）]*）|\([^)]*\d[^)]*\)|第\s*\d")
_CONTINUOUS: Final = frozenset(
    ("万亩", "亩", "吨", "万吨", "公里", "平方米", "万元", "亿元", "厘米", "公顷", "平方公里", "立方米", "千瓦时")
)
_LEADING: Final = re.compile(
    r"^(?:(?:年内|全年|今年|本年度|力争|争取|确保|继续|进一步|重点|同时|积极|组织完成|完成年度|实现|有|对|在)+)"
)


def guess_indicators(task_id: str, goal: str) -> Iterator[GuessedRow]:
    """A row of 《指标》 for every number of a goal, in the order of the text."""
    printed = squeeze(goal)
    text = _lower_bounds(printed)
    mentions = list(dict.fromkeys(_mentions(text)))
    for quote in mentions:
        row = GuessedRow({"task_id": task_id, "quote": quote})
        row.guess("kind", "非指标", f"请核：“{quote}”里的数像是提到而已，不是要完成的目标。")
        yield row
    for target in find_targets(text, mentions):
        yield _indicator(task_id, target, printed)


def _lower_bounds(text: str) -> str:
    """The text with ranges cut to their lower bound: 1-2家 is at least one."""
    return _RANGE.sub(lambda found: found[1], text)


def _mentions(text: str) -> Iterator[str]:
    """The clauses' words around a number that is part of a name, of an aside, or of what is listed (等8条河道)."""
    for number in find_numbers(f"。{text}"):
        start, end = number.start - 1, number.end - 1
        left = max((text.rfind(mark, 0, start) for mark in "，。；、,;"), default=-1) + 1
        ends = [place for mark in "，。；、,;" if (place := text.find(mark, end)) >= 0]
        clause = text[left : min(ends, default=len(text))]
        near = text[max(0, start - 1) : end + 1]
        aside = any(found.start() <= start - left < found.end() for found in _MENTION.finditer(clause))
        if _IN_A_WORD.search(near) or (aside and number.measure != "%"):
            yield clause


def _indicator(task_id: str, target: Target, printed: str) -> GuessedRow:
    measure = target.number.measure
    at_most = bool(_AT_MOST.search(target.clause)) and not _NO_LESS.search(target.clause)
    rate = measure == "%"
    value: RawValue = Percent(target.number.value / 100) if rate else target.number.value
    continuous = target.number.value % 1 != 0 or measure in _CONTINUOUS
    row = GuessedRow({"task_id": task_id})
    source = f"请核：由“{target.clause}”认出。"
    row.guess("kind", "指标", source)
    row.guess("label", _label(target), source)
    row.guess("quote", _quote(target, printed), source)
    row.guess("comparator", "≤" if at_most else "≥", source)
    row.guess("target", value, source)
    row.guess("unit_of_measure", measure, source)
    row.guess("value_type", "比率" if rate else "数值" if continuous else "计数", source)
    return row


def _quote(target: Target, printed: str) -> str:
    """The words of the goal that hold the number, as printed."""
    for words in (target.words, target.clause):
        if words in printed:
            return words
    clauses = split_clauses(f"。{printed}")
    return next((clause for clause in clauses if _lower_bounds(clause) == target.clause), target.clause)


def _label(target: Target) -> str:
    label = _LEADING.sub("", target.subject).strip("“”，、") or target.clause
    return re.sub(r"[≥≤><=]$", "", label)


def unread_numbers(goal: str, rows: list[GuessedRow]) -> list[str]:
    """The numbers of a goal that no row quotes."""
    text = f"。{squeeze(goal)}"
    spans = find_spans(text, [str(row.values["quote"]) for row in rows])
    return [number.shown for number in outside(find_numbers(text), spans)]
