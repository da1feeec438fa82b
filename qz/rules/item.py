"""How an item's criteria make its score, computed and as Excel formulas; and what a verified score may be.

Source: scoring specification, "Kinds of rule" (item score), "Readings that are parameters" and "Missing, doubtful and
verified values".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from qz.model.programme import Criterion, Fact, Item, Pool, TotalRule
from qz.model.scores import Award, Effect, ItemScore, ScoreLine
from qz.model.values import round_score
from qz.records import dataclass
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
from qz.rules.pools import pooled, pooled_formula, pools_of
from qz.rules.registry import KINDS
from qz.rules.rule_kind import CellRefs, RuleContext
from qz.rules.stops import stop_formula, with_stops

NOBODY_ELSE: Final = "本组各单位都不适用，无可比单位"
_NO_CELLS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ItemFormulas:
    """An item's 标准分得分 and 加分 as Excel expressions (no leading ``=``); its score is their sum."""

    base: str
    bonus: str


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


def combine_item(item: Item, lines: Sequence[ScoreLine]) -> ItemScore:
    """The item's score from its criteria's outcomes, in the item's order.

    0 under a veto, or while an item that starts full lacks an answer about an incident. Else what was earned less what
    was lost, kept between 0 and the standard score, and the bonus beside it. In an item that starts full, points that a
    criterion does not earn are lost. A verified score replaces what its criterion's rule gives.
    """
    criteria = {criterion.criterion_id: criterion for criterion in item.criteria}
    lines = [*lines]
    surplus = _pool_surplus(criteria, lines)
    vetoing = tuple(line.criterion_id for line in lines if line.award.vetoes and line.verified is None)
    blocking = {
        line.criterion_id for line in lines if item.starts_full and line.award.blocks_item and line.verified is None
    }
    base, bonus = item.standard if item.starts_full else ZERO, ZERO
    for line in lines:
        if line.effect is Effect.BONUS:
            bonus += line.points
        elif line.effect is not Effect.VETO:
            base += line.points
            if item.starts_full and line.effect is Effect.EARN:
                base -= criteria[line.criterion_id].points or ZERO
    base, bonus = base - surplus[Effect.DEDUCT], bonus - surplus[Effect.BONUS]
    deducted = surplus[Effect.DEDUCT] - sum((line.points for line in lines if line.effect is Effect.DEDUCT), ZERO)
    base = _with_deduct_cap(item, lines, base, deducted)
    base = min(item.standard, max(ZERO, base))
    if item.settings.bonus_cap is not None:
        bonus = min(bonus, item.settings.bonus_cap)
    if vetoing or blocking:
        base = ZERO
    if blocking or any(criteria[criterion_id].settings.veto_takes_bonus for criterion_id in vetoing):
        bonus = ZERO
    shown = tuple(_say_blocked(line) if line.criterion_id in blocking else line for line in lines)
    return ItemScore(item.number, item.standard, round_score(base), round_score(bonus), vetoing, bool(blocking), shown)


def _pool_surplus(criteria: Mapping[str, Criterion], lines: list[ScoreLine]) -> Mapping[Effect, Decimal]:
    """By effect, what pools leave out of the sum of their lines' points; the lines are made to say so."""
    surplus = dict.fromkeys(Effect, ZERO)
    for pool, members in pools_of(criteria.values()).items():
        effect = KINDS[members[0].kind].effect
        places = [place for place, line in enumerate(lines) if criteria[line.criterion_id] in members]
        points = [lines[place].points for place in places]
        total = pooled(pool, effect, points)
        if total != sum(points, ZERO):
            surplus[effect] += sum(points, ZERO) - total
            note = f"按“{pool.words}”，几条合计{effect.value[0]}{wording.points(total)}"
            for place in (place for place in places if lines[place].points):
                lines[place] = replace(lines[place], award=_noted(lines[place].award, note))
    return surplus


def _with_deduct_cap(item: Item, lines: list[ScoreLine], base: Decimal, deducted: Decimal) -> Decimal:
    """The item's ``base`` (not yet kept within its bounds) where its losses are capped; the lines are made to say so.

    ``deducted`` (≥ 0): what its deductions come to. In an item that starts full every loss counts among them.
    """
    cap = item.settings.deduct_cap
    lost = item.standard - base if item.starts_full else deducted
    if cap is None or lost <= cap:
        return base
    note = f"本项合计最多扣{wording.points(cap)}"
    full = {one.criterion_id: one.points or ZERO for one in item.criteria if item.starts_full}
    for place, line in enumerate(lines):
        most = full.get(line.criterion_id, ZERO) if line.effect is Effect.EARN else ZERO
        if line.effect in {Effect.EARN, Effect.DEDUCT} and line.points < most:
            lines[place] = replace(line, award=_noted(line.award, note))
    return base + lost - cap


def _noted(award: Award, note: str) -> Award:
    """The award with a note at the end of its explanation, and of the reasons it has for a loss."""
    reasons = (*award.reasons[:-1], f"{award.reasons[-1]}（{note}）") if award.reasons else ()
    return replace(award, reasons=reasons, explanation=f"{award.explanation.removesuffix('。')}；{note}。")


def _say_blocked(line: ScoreLine) -> ScoreLine:
    reasons = (
        f"{reason}，本项暂不得分" if reason.endswith(wording.UNSHOWN) else reason for reason in line.award.reasons
    )
    explanation = f"{line.award.explanation.removesuffix('。')}；起评的项目缺此数据，本项暂不得分。"
    return replace(line, award=replace(line.award, reasons=tuple(reasons), explanation=explanation))


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
            award = _noted(award, NOBODY_ELSE)
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
    """The award with no more added or deducted than the criterion's ``most``, and said so."""
    most = criterion.most
    if most is None or abs(award.points) <= most:
        return award
    note = f"本条最多{KINDS[criterion.kind].effect.value[0]}{wording.points(most)}"
    return _noted(replace(award, points=most.copy_sign(award.points)), note)


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


def item_formulas(
    item: Item,
    facts: Mapping[str, Fact],
    refs: CellRefs,
    points: Mapping[str, str] = _NO_CELLS,
    verified: Mapping[str, str] = _NO_CELLS,
) -> ItemFormulas:
    """The item's base and bonus as Excel expressions.

    Args:
        item: The item, its settings resolved.
        facts: The scorecard's facts by id.
        refs: Where facts, targets and tasks stand.
        points: By criterion id, the cell that holds its ``criterion_formula`` (a veto's: TRUE or FALSE); a criterion
            without a cell is written out in place.
        verified: By criterion id, the cell of a score given directly.
    """
    sums: dict[Effect, list[str]] = {Effect.EARN: [], Effect.BONUS: [], Effect.DEDUCT: [], Effect.VETO: []}
    pools: dict[Pool, tuple[Effect, list[str]]] = {}
    stops: list[str] = []
    bonus_stops: list[str] = []
    for criterion in item.criteria:
        kind = KINDS[criterion.kind]
        verified_cell = verified.get(criterion.criterion_id, "")
        cell = points.get(criterion.criterion_id) or criterion_formula(criterion, facts, refs, verified_cell)
        if criterion.pool is None:
            sums[kind.effect].append(cell)
        else:
            pools.setdefault(criterion.pool, (kind.effect, []))[1].append(cell)
        whole = kind.effect is Effect.VETO and kind.takes_items
        veto = cell if whole else kind.veto_formula(criterion, facts, refs)
        if veto is not None:
            veto = _unless_verified(veto, "" if kind.effect is Effect.VETO else verified_cell)
            stops.append(veto)
            bonus_stops += [veto] if criterion.settings.veto_takes_bonus else []
        blocked = blocked_formula(criterion, facts, refs) if item.starts_full else None
        if blocked is not None:
            blocked = _unless_verified(blocked, "" if kind.effect is Effect.VETO else verified_cell)
            stops.append(blocked)
            bonus_stops.append(blocked)
    for pool, (effect, cells) in pools.items():
        sums[effect].append(pooled_formula(pool, effect, cells))
    start = [formulas.literal(_start(item))] if item.starts_full else []
    least, cap = "0", item.settings.deduct_cap
    if cap is not None and item.starts_full:
        least = formulas.literal(max(ZERO, item.standard - cap))
    elif cap is not None and sums[Effect.DEDUCT]:
        sums[Effect.DEDUCT] = [f"MAX({formulas.literal(-cap)},{formulas.plus(sums[Effect.DEDUCT])})"]
    kept = formulas.plus([*start, *sums[Effect.EARN], *sums[Effect.DEDUCT]])
    base = f"MIN({formulas.literal(item.standard)},MAX({least},{kept}))"
    bonus = formulas.plus(sums[Effect.BONUS])
    if sums[Effect.BONUS] and item.settings.bonus_cap is not None:
        bonus = f"MIN({formulas.literal(item.settings.bonus_cap)},{bonus})"
    return ItemFormulas(_unless_stopped(base, stops), _unless_stopped(bonus, bonus_stops if sums[Effect.BONUS] else []))


def bonus_formula(bonus: str, rule: TotalRule) -> str:
    """All bonus of a scorecard as it counts, from an Excel expression for the sum of its items'."""
    return bonus if rule.bonus_cap is None else f"MIN({formulas.literal(rule.bonus_cap)},{bonus})"


def total_formula(base: str, bonus: str, zeroing: Iterable[str], rule: TotalRule) -> str:
    """A scorecard's total as an Excel expression, 0 where one of the ``zeroing`` holds.

    ``bonus``: an expression for the sum of its items' bonus; ``""`` where it is in ``base`` and nothing caps it.
    """
    added = f"{base}+{bonus_formula(bonus, rule)}" if bonus else base
    if rule.total_cap is not None:
        added = f"MIN({formulas.literal(rule.total_cap)},{added})"
    stops, rounded = list(zeroing), f"ROUND({added},{rule.places})"
    return f"IF({formulas.either(stops)},0,{rounded})" if stops else rounded


def _start(item: Item) -> Decimal:
    """What an item that starts full starts from: its standard score, less the points its criteria earn back."""
    earned = (criterion.points or ZERO for criterion in item.criteria if KINDS[criterion.kind].effect is Effect.EARN)
    return item.standard - sum(earned, ZERO)


def _unless_verified(condition: str, verified: str) -> str:
    return f"AND(NOT(ISNUMBER({verified})),{condition})" if verified else condition


def _unless_stopped(expression: str, stops: list[str]) -> str:
    rounded = expression if expression == "0" else f"ROUND({expression},2)"
    return f"IF({formulas.either(stops)},0,{rounded})" if stops else rounded
