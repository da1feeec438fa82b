"""Computed facts: their value from the answers, and the same as an Excel formula over the cells of what they are of.

A fact it is made of that is missing leaves it missing. Where one is 不适用, something would be divided by 0, or the
programme does not give the unit what the formula names of it (last year's value), it is 不适用 if it may be, and else
cannot be computed: it counts as a value that is not there.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

from qz.model.formula import Formula, FormulaFact, FormulaMean, FormulaNumber, facts_of
from qz.model.scorecards import Fact, Scorecard
from qz.model.scores import Answers
from qz.model.values import BLANK_ANSWER, NOT_APPLICABLE, Answer, Origin, Source
from qz.rules.operands import usable_number
from qz.rules.rule_kind import CellRefs
from qz.values.expressions import both, either, literal, text
from qz.values.value_types import TYPES
from qz.words import NOT_APPLICABLE_WORD

UNCOMPUTED: Final = "无法计算"
"""What a computed fact shows that would be divided by 0, or for which the programme gives nothing."""
NOT_GIVEN: Final = "没有"
"""What stands where the programme gives a unit no target or no value of last year."""
WAITING: Final = "待填"
"""What it shows while a fact it is made of is missing."""
_TEN: Final = Decimal("0.0000000001")
_SIX: Final = Decimal("0.000001")
_GIVEN_BY: Final = Origin("考核方案", "单位目标", "", source=Source.PROGRAMME)


def with_computed(card: Scorecard | None, answers: Answers, figures: Mapping[str, Decimal]) -> Answers:
    """The answers with those of the scorecard's computed facts; the same object where it has none.

    ``figures``: what the programme gives the unit (``Programme.targets_of``); it stands among the answers too.
    """
    if card is None or not card.computed:
        return answers
    known = {**answers.facts, **{fact.fact_id: given_answer(fact, figures) for fact in card.given}}
    made = {fact.fact_id: compute(fact, card.facts, known) for fact in card.computed}
    return replace(answers, facts=MappingProxyType({**known, **made}))


def given_answer(fact: Fact, figures: Mapping[str, Decimal]) -> Answer:
    """What the programme gives a unit of the fact, ``NOT_GIVEN`` where it gives nothing."""
    value = figures.get(fact.given)
    return Answer(value, "" if value is not None else NOT_GIVEN, invalid=value is None, origin=_GIVEN_BY)


def compute(fact: Fact, facts: Mapping[str, Fact], answers: Mapping[str, Answer]) -> Answer:
    """A computed fact's answer, to six places by way of ten, as its formula rounds it."""
    formula = fact.formula
    if formula is None:
        raise ValueError(f"{fact.fact_id} has no formula")
    numbers: dict[str, Decimal] = {}
    excused = False
    for fact_id in facts_of(formula):
        answer, part = answers.get(fact_id, BLANK_ANSWER), facts[fact_id]
        value = None if answer.invalid else answer.value
        number = usable_number(part, value)
        if number is not None:
            numbers[fact_id] = number
        elif part.given or (value is NOT_APPLICABLE and part.allows_not_applicable):
            excused = True
        else:
            return BLANK_ANSWER
    try:
        value = None if excused else _evaluate(formula, numbers)
    except ZeroDivisionError:
        value = None
    if value is None:
        return Answer(NOT_APPLICABLE) if fact.allows_not_applicable else Answer(typed=UNCOMPUTED, invalid=True)
    return Answer(value.quantize(_TEN, ROUND_HALF_UP).quantize(_SIX, ROUND_HALF_UP) + Decimal(0))


def _evaluate(formula: Formula, numbers: Mapping[str, Decimal]) -> Decimal:
    if isinstance(formula, FormulaNumber):
        return formula.value
    if isinstance(formula, FormulaFact):
        return numbers[formula.fact_id]
    if isinstance(formula, FormulaMean):
        return sum((_evaluate(part, numbers) for part in formula.parts), Decimal(0)) / len(formula.parts)
    left, right = _evaluate(formula.left, numbers), _evaluate(formula.right, numbers)
    if formula.sign == "/":
        if right == 0:
            raise ZeroDivisionError
        return left / right
    return left * right if formula.sign == "*" else left - right if formula.sign == "-" else left + right


def computed_formula(fact: Fact, facts: Mapping[str, Fact], refs: CellRefs, waiting: str = WAITING) -> str:
    """The Excel expression of a computed fact's cell: a number, or a word for want of one (``waiting``: of a part)."""
    if fact.formula is None:
        raise ValueError(f"{fact.fact_id} has no formula")
    cells = {fact_id: refs.fact(fact_id) for fact_id in facts_of(fact.formula)}
    missing = [
        f"NOT(IFERROR({_shown(facts[fact_id], cell)},FALSE))"
        for fact_id, cell in cells.items()
        if not facts[fact_id].given  # a word in its cell cannot be computed with
    ]
    values = {fact_id: TYPES[facts[fact_id].value_type].in_cell(cell) for fact_id, cell in cells.items()}
    number = f"ROUND(ROUND({_render(fact.formula, values)},10),6)"
    word = NOT_APPLICABLE_WORD if fact.allows_not_applicable else UNCOMPUTED
    return f"IF({either(missing)},{text(waiting)},IFERROR({number},{text(word)}))"


def _shown(fact: Fact, cell: str) -> str:
    value_type = TYPES[fact.value_type]
    valid = both(value_type.conditions(value_type.limits(fact), cell))
    return f"IF({cell}={text(NOT_APPLICABLE_WORD)},TRUE,{valid})" if fact.allows_not_applicable else valid


def _render(formula: Formula, values: Mapping[str, str]) -> str:
    if isinstance(formula, FormulaNumber):
        return literal(formula.value)
    if isinstance(formula, FormulaFact):
        return values[formula.fact_id]
    if isinstance(formula, FormulaMean):
        return f"(({'+'.join(_render(part, values) for part in formula.parts)})/{len(formula.parts)})"
    return f"({_render(formula.left, values)}{formula.sign}{_render(formula.right, values)})"
