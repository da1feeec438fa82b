"""Goals without a number, guessed by their words: what must not happen, what is striven for, what is set elsewhere."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from qz.model.choices import IndicatorKind
from qz.programme.check.numbers import find_numbers, split_clauses
from qz.programme.importing.guesses.guess import GuessedRow
from qz.words import SET_ELSEWHERE, squeeze

_INCIDENT: Final = re.compile(
    r"^(?:确保)?(?:无|不发生|杜绝|防止|避免)(?P<what>.+?(?:事故|事件|案件|行为|问题))(?:的?发生)?$"
)
_AWARD: Final = re.compile(r"争创.*(?:奖|称号)")
_NAMED: Final = re.compile(r"(?:[^“”、和及]*“[^”]+”[^“”、和及]*?(?:奖|称号))")
_ELSEWHERE: Final = re.compile(
    r"^(?:实现|确保)?(?P<what>.+?)(?:(?P<most>不超过|不突破|控制在)|达到|完成).*?下达的.*(?:任务|指标|目标|范围)"
)


def guess_wordings(task_id: str, goal: str) -> Iterator[GuessedRow]:
    """A row of 《指标》 for every clause that asks for something without a number."""
    for clause in split_clauses(f"。{squeeze(goal)}"):
        if find_numbers(f"。{clause}"):
            continue
        if found := _INCIDENT.match(clause):
            yield _row(task_id, clause, clause, IndicatorKind.INCIDENT, label=found["what"].rstrip("的"))
        elif _AWARD.search(clause):
            for quote in _NAMED.findall(clause) or [clause]:
                label = quote.removeprefix("争创")
                yield _row(task_id, quote, clause, IndicatorKind.AWARD, label=f"获得{label}")
        elif found := _ELSEWHERE.match(clause):
            yield _row(task_id, clause, clause, IndicatorKind.TARGET, label=found["what"], most=bool(found["most"]))


def _row(task_id: str, quote: str, clause: str, kind: IndicatorKind, *, label: str, most: bool = True) -> GuessedRow:
    row = GuessedRow({"task_id": task_id})
    source = f"请核：由“{clause}”认出。"
    row.guess("kind", kind.value, source)
    row.guess("label", label, source)
    row.guess("quote", quote, source)
    if kind is not IndicatorKind.AWARD:
        row.guess("comparator", "≤" if most else "≥", source)
        row.guess("target", SET_ELSEWHERE if kind is IndicatorKind.TARGET else Decimal(0), source)
    row.guess("unit_of_measure", {IndicatorKind.INCIDENT: "起", IndicatorKind.AWARD: "项"}.get(kind, ""), source)
    row.guess("value_type", "数值" if kind is IndicatorKind.TARGET else "计数", source)
    return row
