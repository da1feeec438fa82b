"""What sets one clause to zero and leaves the rest of its item: a 不得分 written as a further row of the clause.

It holds as the kind 不得分 does. A missing incident stops nothing, but in an item that starts full it takes the
item for the time being, as every missing incident does there.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award
from qz.rules import formulas, wording
from qz.rules.operands import missing_of, read_stops
from qz.rules.rule_kind import CellRefs, RuleContext
from qz.rules.veto import fires, fires_formula


def with_stops(context: RuleContext, award: Award) -> Award:
    """The award with the stops' facts explained, and without points where one of the clause's stops holds."""
    stops = read_stops(context)
    if not stops:
        return award
    held = [operand for operand in stops if fires(operand)]
    unshown = [operand for operand in stops if operand.unshown_incident]
    words = "；".join(map(wording.show_fact, stops))
    explanation = f"{award.explanation.removesuffix('。')}；{words}{'，本条不得分' if held else ''}。"
    reasons = tuple(f"{wording.phrase(op, op.number or Decimal(1))}，本条不得分" for op in held)
    return replace(
        award,
        points=Decimal(0) if held else award.points,
        missing=tuple(dict.fromkeys([*award.missing, *missing_of(stops)])),
        blocks_item=award.blocks_item or bool(unshown),
        reasons=(reasons or award.reasons) + wording.unshown(unshown),
        explanation=explanation,
    )


def stop_formula(criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str | None:
    """TRUE while one of the clause's stops holds; ``None`` where it has none."""
    cells = formulas.stop_cells(criterion, facts, refs)
    return formulas.either(fires_formula(cell) for cell in cells) if cells else None


def stop_words(criterion: Criterion, facts: Mapping[str, Fact]) -> str:
    """What stops the clause, in words: ``弄虚作假填“是”的，本条不得分``; blank where nothing does."""
    conditions = []
    for term in (term for term in criterion.terms if term.stops):
        fact = facts[term.fact_id]
        bound = "" if term.target is None else f"{term.comparator}{wording.show_amount(fact, term.target)}"
        conditions.append(f"{fact.label}{bound or f'填“{term.trigger}”' if bound or term.trigger else '发生'}")
    return f"{'、'.join(conditions)}的，本条不得分" if conditions else ""
