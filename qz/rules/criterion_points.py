"""How a criterion makes its points, computed and as an Excel formula; and what a verified score of it may be.

Source: scoring specification, "Kinds of rule" and "Missing, doubtful and verified values".
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.model.values import round_score
from qz.rules import formulas, wording
from qz.rules.compared import (
    TO_COMPARE,
    compared_facts,
    nobody_compares,
    nobody_compares_formula,
    tentative_words,
    waiting_for_group,
    waits_for_group,
    with_group_cells,
    with_group_targets,
)
from qz.rules.operands import ZERO, missing_notes, missing_of, read_operands, waiting_of
from qz.rules.registry import KINDS
from qz.rules.rule_kind import CellRefs, RuleContext
from qz.rules.stops import stop_formula, with_stops

NOBODY_ELSE: Final = "本组各单位都不适用，无可比单位"


def verified_range(criterion: Criterion) -> tuple[Decimal | None, Decimal | None] | None:
    """Least and greatest 分 of a score given directly, each ``None`` for no bound; ``None`` for a veto.

    Between 0 and its points for what earns points; 0 or more for a bonus, 0 or less for a deduction, and no more than
    its ``most``; a veto is verified by its fact only.
    """
    effect, most = KINDS[criterion.kind].effect, criterion.most
    if effect is Effect.EARN:
        return ZERO, criterion.points or ZERO
    if effect is Effect.BONUS:
        return ZERO, most
    return (None if most is None else -most, ZERO) if effect is Effect.DEDUCT else None


def accepts_verified(criterion: Criterion, points: Decimal) -> bool:
    """Whether a score given directly for the criterion lies within its limits: not between 0 and its ``least``."""
    limits = verified_range(criterion)
    if limits is None or (points and criterion.least is not None and abs(points) < criterion.least):
        return False
    least, most = limits
    return (least is None or points >= least) and (most is None or points <= most)


def noted(award: Award, note: str) -> Award:
    """The award with a note at the end of its explanation, and of the reasons it has for a loss."""
    reasons = (*award.reasons[:-1], f"{award.reasons[-1]}（{note}）") if award.reasons else ()
    return replace(award, reasons=reasons, explanation=f"{award.explanation.removesuffix('。')}；{note}。")


def criterion_award(context: RuleContext) -> Award:
    """What the criterion's rule says; no points are moved while it waits for what a verifier or the office fills in.

    Nor while it waits for the units to be compared. Then it has earned nothing, lost nothing and stops nothing: in an
    item that starts full it has all its points.
    """
    criterion = context.criterion
    waiting = waiting_of(context)
    if not waiting and waits_for_group(context):
        return _waiting_for_group(context)
    if not waiting:
        if loses_uncompared(criterion) and nobody_compares(context):
            return with_stops(context, _without_others(context))
        award = KINDS[criterion.kind].award(with_group_targets(context))
        if nobody_compares(context):
            award = noted(award, NOBODY_ELSE)
        return _tentative(context, with_stops(context, _capped(criterion, award)))
    parts = (f"{fact.label}由{fact.filled_by.value}填，待核定" for fact in waiting)
    return Award(
        _unmoved(criterion),
        waits=True,
        missing=tuple(dict.fromkeys(fact.fact_id for fact in waiting)),
        explanation=wording.sentence(criterion, *parts, result="暂不计分"),
    )


def loses_uncompared(criterion: Criterion) -> bool:
    """Whether nothing is earned or deducted where all units answered 不适用 and that does not count as met."""
    return KINDS[criterion.kind].effect is not Effect.BONUS and not criterion.settings.not_applicable_met


def _without_others(context: RuleContext) -> Award:
    """The award where all units answered 不适用, which does not count as met: nobody has shown anything."""
    operands = read_operands(context)
    reasons = tuple(f"{wording.show_fact(operand)}，{NOBODY_ELSE}" for operand in operands)
    return Award(
        ZERO,
        missing=missing_of(operands, missing_notes(context)),
        reasons=reasons,
        explanation=wording.sentence(context.criterion, *reasons, result="计0分"),
    )


def _waiting_for_group(context: RuleContext) -> Award:
    """The award of a criterion that compares units, while they are not compared."""
    criterion = context.criterion
    labels = "、".join(context.facts[fact_id].label for fact_id in compared_facts(criterion))
    return Award(
        _unmoved(criterion),
        waits=True,
        missing=missing_of(read_operands(context), missing_notes(context)),
        explanation=wording.sentence(criterion, f"{labels}要与本组各单位比较，{TO_COMPARE}", result="暂不计分"),
    )


def _tentative(context: RuleContext, award: Award) -> Award:
    """The award with a word of why others' answers may still change it."""
    words = tentative_words(context)
    if not words:
        return award
    explanation = f"{award.explanation.removesuffix('。')}；本组还有{words}，名次、得分可能变动。"
    return replace(award, explanation=explanation, tentative=f"本组还有{words}")


def _capped(criterion: Criterion, award: Award) -> Award:
    """The award with no more added or deducted than the criterion's ``most``, and a note of it."""
    most = criterion.most
    if most is None or abs(award.points) <= most:
        return award
    note = f"本条最多{KINDS[criterion.kind].effect.value[0]}{wording.points(most)}"
    return noted(replace(award, points=most.copy_sign(award.points)), note)


def _unmoved(criterion: Criterion) -> Decimal:
    """A waiting criterion's points."""
    keeps = criterion.starts_full and KINDS[criterion.kind].effect is Effect.EARN
    return round_score(criterion.points or ZERO) if keeps else ZERO


def criterion_formula(criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs, verified: str = "") -> str:
    """The criterion's points as an Excel expression: the cell ``verified`` where it holds a number, else the rule's.

    A veto's is TRUE when it holds; it has no verified score.
    """
    kind = KINDS[criterion.kind]
    uncompared = waiting_for_group(criterion, refs)
    if uncompared == "TRUE":
        rule = formulas.literal(_unmoved(criterion))
    else:
        rule = kind.formula(criterion, facts, with_group_cells(criterion, refs))
    if criterion.most is not None and not kind.needs.by_hand:
        most = formulas.literal(criterion.most if kind.effect is Effect.BONUS else -criterion.most)
        rule = f"{'MIN' if kind.effect is Effect.BONUS else 'MAX'}({most},{rule})"
    alone = nobody_compares_formula(criterion, refs) if loses_uncompared(criterion) else ""
    if alone:
        rule = f"IF({alone},0,{rule})"
    stop = stop_formula(criterion, facts, refs)
    if stop is not None and uncompared != "TRUE":
        rule = f"IF({stop},0,{rule})"
    if uncompared and uncompared != "TRUE":
        rule = f"IF({uncompared},{formulas.literal(_unmoved(criterion))},{rule})"
    waiting = formulas.waiting_formula(criterion, facts, refs)
    if waiting is not None:
        unmoved = "FALSE" if kind.effect is Effect.VETO else formulas.literal(_unmoved(criterion))
        rule = f"IF({waiting},{unmoved},{rule})"
    if not verified or kind.effect is Effect.VETO:
        return rule
    return f"IF(ISNUMBER({verified}),{verified},{rule})"


def blocked_formula(criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str | None:
    """TRUE while the criterion lacks an incident that an item starting full needs; ``None`` if it needs none.

    Where there is nobody to be compared with, what is compared is no incident; what stops the criterion still is one.
    """
    own = KINDS[criterion.kind].blocked_formula(criterion, facts, refs)
    alone = nobody_compares_formula(criterion, refs) if loses_uncompared(criterion) else ""
    missing = (
        f"AND(NOT({alone}),{own})" if own and alone else own,
        formulas.unshown_formula(formulas.stop_cells(criterion, facts, refs)),
    )
    some = [part for part in missing if part is not None]
    uncompared = waiting_for_group(criterion, refs)
    if not some or uncompared == "TRUE":
        return None
    blocked = formulas.either(some)
    waiting = [uncompared] if uncompared else []
    waiting += [waits for waits in (formulas.waiting_formula(criterion, facts, refs),) if waits is not None]
    return f"AND(NOT({formulas.either(waiting)}),{blocked})" if waiting else blocked
