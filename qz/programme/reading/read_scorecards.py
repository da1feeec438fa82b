"""Reads scorecards: their items, the criteria of each item, and the terms of each criterion."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from qz.model.scorecards import Criterion, Folding, Item, Scorecard
from qz.model.scores import Effect
from qz.model.values import show_number
from qz.programme.faults import Collector
from qz.programme.reading.read_criteria import read_criteria
from qz.programme.reading.read_open_columns import Others, item_others, report_unread_columns
from qz.programme.reading.references import FACTS_SHEET, read_card_rows
from qz.programme.reading.roster import override_settings, read_places
from qz.programme.reading.score_parts import Key, ScoreParts, check_positive
from qz.programme.reading.typed_records import Record, show_value
from qz.rules.registry import KINDS

_UNKNOWN: Final = Decimal(1)
"""Stands for a standard score that could not be read, which is an error; the item's criteria are read all the same."""


def read_scorecards(parts: ScoreParts, found: Collector) -> tuple[Scorecard, ...]:
    """All scorecards, with their items in the order of the sheet."""
    report_unread_columns((parts.items, parts.criteria), parts.frames.values(), found)
    items = _read_items(parts, found)
    criteria: dict[Key, list[Criterion]] = {}
    for card, one in read_criteria(parts, items, found):
        criteria.setdefault((card, one.item_number), []).append(one)
    return tuple(_build(record, items, criteria, parts, found) for record in parts.cards)


def _build(
    record: Record,
    items: Mapping[Key, Item],
    criteria: Mapping[Key, Sequence[Criterion]],
    parts: ScoreParts,
    found: Collector,
) -> Scorecard:
    card = record.text("scorecard_id")
    built = tuple(
        _with_criteria(item, tuple(criteria.get(key, ())), parts, found)
        for key, item in items.items()
        if key[0] == card
    )
    if not built:
        found.add("P25", record.place("scorecard_id"), ("考核内容",), found=card)
    remarks = parts.links.facts_of(card).find_all(
        record, "remark_fact_ids", record.names("remark_fact_ids"), FACTS_SHEET, found
    )
    return Scorecard(
        scorecard_id=card,
        label=record.text("label"),
        frame=parts.frames[card],
        summary_name=record.text("summary_name"),
        ranking_name=record.text("ranking_name"),
        shows_deductions=bool(record["shows_deductions"]),
        nominal_total=record["nominal_total"] or Decimal(0),
        items=built,
        facts=MappingProxyType(dict(parts.facts[card])),
        checks=tuple(check for check in parts.checks if check.scorecard_id == card),
        remark_fact_ids=remarks,
        place=record.place("scorecard_id"),
        settings=parts.settings,
        folding=_read_folding(record, found),
        places=read_places(record, found) or 0,
        bonus_cap=_read_cap(record, "bonus_cap", found),
        total_cap=_read_cap(record, "total_cap", found),
    )


def _with_criteria(item: Item, criteria: tuple[Criterion, ...], parts: ScoreParts, found: Collector) -> Item:
    """The item with its criteria; what does not fit together is reported."""
    if not criteria:
        found.add("P26", item.place, ("评分方法",), found=item.number)
    if item.standard == 0 and criteria and (item.starts_full or not _adds_only(criteria)):
        _report_zero(item, criteria, found)
    complete = replace(item, criteria=criteria)
    _check_caps(complete, parts, found)
    return complete


def _report_zero(item: Item, criteria: Sequence[Criterion], found: Collector) -> None:
    """Report a standard score of 0, which is for items of bonus alone, and say what else can be done.

    Of an item that only takes points, a standard score would make the total larger: its clauses go elsewhere.
    """
    others = [one for one in criteria if KINDS[one.kind].effect not in {Effect.BONUS, Effect.VETO}]
    named = "、".join(one.criterion_id for one in others)
    if others and all(KINDS[one.kind].effect is Effect.DEDUCT for one in others):
        found.add("P101", item.place, item=item.number, criteria=named)
        return
    why = f"条款{named}不是加分" if others else "满分起评" if item.starts_full else "没有加分的条款"
    otherwise = "，或把这些条款移到别的考核内容" if others else "，或改为零分起评" if item.starts_full else ""
    why = f"：只有加分的考核内容才能填 0，这一项{why}"
    found.add("P23", item.place, found="标准分", why=why, otherwise=otherwise)


def _check_caps(item: Item, parts: ScoreParts, found: Collector) -> None:
    """Report a cap on bonuses or deductions for an item that has none."""
    cap, adds = item.settings.bonus_cap, any(KINDS[one.kind].effect is Effect.BONUS for one in item.criteria)
    if cap is not None and cap != parts.settings.bonus_cap and item.criteria and not adds:
        where = "有加分条款的考核内容，这一项没有；不要的请删去"
        found.add("P27", item.place, ("评分方法",), found=f"加分上限={show_number(cap)}", where=where)
    cap = item.settings.deduct_cap
    loses = item.starts_full or any(KINDS[one.kind].effect is Effect.DEDUCT for one in item.criteria)
    if cap is not None and cap != parts.settings.deduct_cap and item.criteria and not loses:
        where = "扣分的考核内容：满分起评，或者有扣分的条款；零分起评的“每少扣分”扣完本条分值为止"
        found.add("P27", item.place, found=f"扣分上限={show_number(cap)}", where=where)


def _read_cap(record: Record, name: str, found: Collector) -> Decimal | None:
    check_positive(record, name, found)
    cap: Decimal | None = record[name]
    return cap


def _adds_only(criteria: Sequence[Criterion]) -> bool:
    """Whether an item has bonus only, which is outside the scorecard's total, or what concerns the whole scorecard."""
    effects = {KINDS[criterion.kind].effect for criterion in criteria}
    of_card = all(KINDS[criterion.kind].needs.consequence for criterion in criteria)
    return of_card or (Effect.BONUS in effects and effects <= {Effect.BONUS, Effect.VETO})


def _read_folding(record: Record, found: Collector) -> Folding | None:
    """How the total counts in a larger assessment; ``None``, with findings, where the cells do not fit together."""
    points, place = record["folded_points"], record.place("folded_points")
    if points is None:
        for name in ("folded_from", "folded_capped"):
            if record[name] is not None:
                found.add("P04", place, head="折算满分", help=f"填了“{record.head(name)}”就要填")
        return None
    if not points > 0 or not record["nominal_total"]:
        wanted = "大于0的分数（“总分”也要大于0）"
        found.add("P05", place, head="折算满分", found=show_value(points), wanted=wanted)
        return None
    return Folding(points, bool(record["folded_from"]), record["folded_capped"] is not False)


def _read_items(parts: ScoreParts, found: Collector) -> dict[Key, Item]:
    items: dict[Key, Item] = {}
    above: dict[str, Others] = {}
    for record in read_card_rows(parts.items, parts.links.cards, found):
        card, number = record.text("scorecard_id"), record.text("number")
        if "number" in record.bad:
            continue
        if (card, number) in items:
            found.add("P07", record.place("number"), head="序号", found=number, other="上面一行")
            continue
        if record["standard"] != 0:
            check_positive(record, "standard", found)
        above[card] = item_others(record, parts.frames[card], above.get(card, ()))
        items[card, number] = Item(
            number=number,
            label=record.text("label"),
            content=record.text("content"),
            method=record.text("method"),
            standard=_UNKNOWN if record["standard"] is None else record["standard"],
            starts_full=bool(record["starts_full"]),
            criteria=(),
            settings=override_settings(parts.settings, record, found),
            place=record.place("standard"),
            others=above[card],
        )
    return items
