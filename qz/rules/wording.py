"""The words of explanations and of 扣分原因: one Chinese sentence a criterion, one phrase a loss."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from qz.model.choices import Comparator
from qz.model.scorecards import Criterion, Fact, Term, TotalRule
from qz.model.scores import Effect
from qz.model.values import NOT_APPLICABLE, Source, show_number
from qz.rules.operands import Operand, round_points
from qz.values.value_types import TYPES
from qz.words import NO, NOT_APPLICABLE_WORD, YES

_NUMBERING: Final = re.compile(r"^\s*[0-9０-９]+\s*[．.、)）]\s*")
_SPACE: Final = re.compile(r"\s+")
_SOURCES: Final = {Source.VERIFIED: "（核定）", Source.REGISTER: "（台账）"}
UNSHOWN: Final = ("未填报", "填报无效")
"""The words for a missing value: blank, invalid."""
_OFF: Final = {Comparator.AT_LEAST: "少", Comparator.AT_MOST: "多", Comparator.EQUAL: "差"}
_WORDS: Final = {Comparator.AT_LEAST: "≥", Comparator.AT_MOST: "≤", Comparator.EQUAL: "＝"}


def sentence(criterion: Criterion, *parts: str, result: str) -> str:
    """The whole sentence: ``6.2（确保合格率和整改率达标5分）：…；…，得5分。``."""
    clause = _NUMBERING.sub("", _SPACE.sub("", criterion.clause)).rstrip("。；;，,")
    head = f"{criterion.criterion_id}（{clause}）" if clause else criterion.criterion_id
    body = "；".join(part for part in parts if part)
    return f"{head}：{body}，{result}。" if body else f"{head}：{result}。"


def show_amount(fact: Fact, number: Decimal) -> str:
    """A number with its unit: ``93.5%``, ``2次``."""
    value_type = TYPES[fact.value_type]
    return value_type.show(number, fact.unit_of_measure or value_type.own_unit)


def show_gap(fact: Fact, gap: Decimal) -> str:
    """A difference with its unit: ``5个百分点`` between rates."""
    value_type = TYPES[fact.value_type]
    return value_type.show_gap(gap, fact.unit_of_measure or value_type.own_unit)


def each(term: Term, fact: Fact) -> str:
    """What a rate of points is for: ``每只``, ``每2只``, ``每1个百分点``."""
    return f"每{show_gap(fact, term.step)}" if term.step else f"每{fact.unit_of_measure or '项'}"


def show_value(operand: Operand) -> str:
    """The value as it counts and whose it is: ``为“是”``, ``93.5%（核定）``, ``未填报``, ``填报无效``, ``不适用``."""
    if operand.missing and operand.answer.value is NOT_APPLICABLE:
        return f"填了不适用，按{UNSHOWN[0]}"
    if operand.missing and operand.fact.formula is not None:
        return operand.answer.typed or "缺少数据"
    if operand.missing:
        return UNSHOWN[operand.answer.invalid or operand.answer.value is not None]
    if operand.excused:
        shown = NOT_APPLICABLE_WORD
    elif TYPES[operand.fact.value_type].is_yes_no:
        shown = f"为“{YES if operand.yes else NO}”"
    elif TYPES[operand.fact.value_type].is_choice:
        shown = f"为“{operand.word}”"
    else:
        shown = show_amount(operand.fact, operand.number)
    origin = operand.answer.origin
    return shown + (_SOURCES.get(origin.source, "") if origin is not None else "")


def show_fact(operand: Operand) -> str:
    """The fact's label and its value."""
    return f"{operand.fact.label}{show_value(operand)}"


def show_counted(operand: Operand) -> str:
    """The fact's label and its value; a missing one, that it counts as 0."""
    return f"{show_fact(operand)}（按0计）" if operand.missing else show_fact(operand)


def show_target(operand: Operand, target: Decimal, *, own: bool = False) -> str:
    """``目标≥92%`` for a fixed target, ``本单位目标2只`` (``本单位目标≤2起``) for the unit's own.

    ``本组平均值93.4%`` for a figure of its group.
    """
    shown, comparator = show_amount(operand.fact, target), operand.term.comparator
    if operand.term.against is not None:
        return f"本组{operand.term.against.value}{shown}"
    if own:
        return f"本单位目标{'' if comparator is Comparator.AT_LEAST else _WORDS[comparator]}{shown}"
    return f"目标{_WORDS[comparator]}{shown}"


def aim_word(term: Term) -> str:
    """What the number is held against, in a word: 目标, or 平均值 of its group."""
    return "目标" if term.against is None else term.against.value


def off_target(term: Term) -> str:
    """What a number off its target is: 少 of ≥, 多 of ≤, 差 of =."""
    return _OFF[term.comparator]


def total_caps(rule: TotalRule) -> str:
    """The caps of a scorecard's total: ``加分合计最多10分，总分最多100分``; ``""`` where there is none."""
    caps = (("加分合计", rule.bonus_cap), ("总分", rule.total_cap))
    return "，".join(f"{what}最多{points(most)}" for what, most in caps if most is not None)


def points(value: Decimal) -> str:
    """``2.5分``, without sign."""
    return f"{show_number(abs(value))}分"


def earned(value: Decimal, full: Decimal | None) -> str:
    """``得5分``, or ``得3分（满分5分）`` short of it."""
    if value == (full or 0):
        return f"得{points(value)}"
    shown = "不得分" if value == 0 else f"得{points(value)}"
    return f"{shown}（满分{points(full or Decimal(0))}）"


_UNIT_FOLLOWS: Final = re.compile(r"\{n\}\s*(?:个?百分点|[%％])")


def phrase(operand: Operand, number: Decimal | None, default: str = "", *, is_gap: bool = False) -> str:
    """The programme's words for this loss, else ``default``, else label and value.

    ``{n}`` is ``number``, of a rate with its unit; ``is_gap``: it is how far a value is from its target. ``{v}`` is the
    value. A loss for want of an answer says so.
    """
    shown = show_value(operand)
    if not operand.term.phrase:
        return show_fact(operand) if operand.missing or not default else default
    is_rate = TYPES[operand.fact.value_type].is_fraction
    unit = rate_unit(operand.term.phrase, is_gap=is_gap) if is_rate else ""
    count = "" if number is None else show_number(number * 100 if is_rate else number) + unit
    words = fill(operand.term.phrase, count, shown.strip("为“”"))
    return f"{words}（{shown}）" if operand.missing and shown not in words else words


def rate_unit(template: str, *, is_gap: bool) -> str:
    """The unit of a rate's ``{n}``: 个百分点 for a gap, else %; ``""`` where the phrase itself goes on with one."""
    if _UNIT_FOLLOWS.search(template):
        return ""
    return "个百分点" if is_gap else "%"


def unshown(operands: Iterable[Operand]) -> tuple[str, ...]:
    """``重大质量事故未填报`` for each incident that is missing."""
    return tuple(f"{operand.fact.label}{show_value(operand)}" for operand in operands)


def discretion(criterion: Criterion, effect: Effect) -> str:
    """What a verifier may give: ``酌情扣0.5至2分``, ``酌情加分，最多2分``, ``酌情扣分，最多8分（本项标准分）``."""
    word, most = effect.value[0], show_number(criterion.most or Decimal(0))
    whose = "（本项标准分）" if criterion.most_of_item else ""
    if criterion.least is None:
        return f"酌情{word}分，最多{most}分{whose}"
    return f"酌情{word}{show_number(criterion.least)}至{most}分{whose}"


def fill(template: str, number: str, value: str) -> str:
    """A phrase with its ``{n}`` and ``{v}`` filled in; any other brace stays as it is."""
    return template.replace("{n}", number).replace("{v}", value)


def altogether(result: str, operands: Sequence[Operand]) -> str:
    """``合计`` before the result of several facts."""
    return f"合计{result}" if len(operands) > 1 and not result.startswith("不") else result


def deducted(value: Decimal) -> str:
    """``扣5分``, or ``不扣分``."""
    return f"扣{points(value)}" if value else "不扣分"


def loss(words: str, value: Decimal) -> str:
    """``专题会议缺1次，扣5分``."""
    return f"{words}，扣{points(value)}"


def short_of(words: str, value: Decimal) -> str:
    """What a criterion that earns points fell short by: ``…，少得2分``."""
    return f"{words}，少得{points(value)}"


def all_or_nothing(
    criterion: Criterion, operands: Sequence[Operand], targets: Sequence[str], met: Sequence[bool]
) -> tuple[str, tuple[str, ...]]:
    """The explanation and reasons of a criterion whose facts must all meet their targets."""
    full = criterion.points or Decimal(0)
    parts = [
        f"{show_fact(operand)}，{target}，{'达标' if fine else '未达标'}"
        for operand, target, fine in zip(operands, targets, met, strict=True)
    ]
    result = earned(round_points(full if all(met) else Decimal(0)), full)
    failed = [
        phrase(operand, operand.number, f"{show_fact(operand)}，未达{target}")
        for operand, target, fine in zip(operands, targets, met, strict=True)
        if not fine
    ]
    reasons = (short_of("、".join(failed), full),) if failed else ()
    return sentence(criterion, *parts, result=result), reasons
