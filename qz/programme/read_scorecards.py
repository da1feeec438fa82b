"""Reads scorecards: their items, the criteria of each item, and the terms of each criterion."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from qz.model.programme import (
    AnnexFrame,
    Comparator,
    Criterion,
    Fact,
    FactCheck,
    Folding,
    Item,
    Scorecard,
    Settings,
    Term,
)
from qz.model.scores import Effect
from qz.model.values import show_number
from qz.programme.faults import Collector
from qz.programme.needs import check_needs, stops
from qz.programme.place_bands import read_place_bands
from qz.programme.raw import RawTable
from qz.programme.read_bands import read_bands
from qz.programme.read_open_columns import Others, criterion_others, item_others, report_unread_columns
from qz.programme.read_pools import check_pools, read_pool
from qz.programme.references import FACTS_SHEET, Index, Links, read_card_rows
from qz.programme.roster import override_settings, read_places
from qz.programme.typed_records import Record, show_value
from qz.programme.unit_names import NameTable
from qz.records import dataclass
from qz.rules.card_veto import CardVeto
from qz.rules.registry import KINDS
from qz.rules.rule_kind import RuleKind
from qz.rules.threshold import Threshold
from qz.values.value_types import TYPES
from qz.words import OFFICE_WORDS, YES_NO, fold

_UNKNOWN: Final = Decimal(1)
"""Stands for a standard score that could not be read, which is an error; the item's criteria are read all the same."""
_BOUNDS: Final = ("least", "most", "pool")
Key = tuple[str, str]
"""A scorecard's id and an item number or criterion id."""


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """What scorecards are built from: their sheets, and facts (by scorecard and id) and other records read before."""

    cards: Sequence[Record]
    items: RawTable | None
    criteria: RawTable | None
    facts: Mapping[str, Mapping[str, Fact]]
    checks: Sequence[FactCheck]
    frames: Mapping[str, AnnexFrame]
    settings: Settings
    names: NameTable
    links: Links


def read_scorecards(parts: ScoreParts, found: Collector) -> tuple[Scorecard, ...]:
    """All scorecards, with their items in the order of the sheet."""
    report_unread_columns((parts.items, parts.criteria), parts.frames.values(), found)
    items = _read_items(parts, found)
    criteria = _read_criteria(parts, items, found)
    return tuple(_build(record, items, criteria, parts, found) for record in parts.cards)


def _build(
    record: Record,
    items: Mapping[Key, Item],
    criteria: Sequence[tuple[str, Criterion]],
    parts: ScoreParts,
    found: Collector,
) -> Scorecard:
    card = record.text("scorecard_id")
    built = []
    for (owner, number), item in items.items():
        if owner != card:
            continue
        own = tuple(criterion for c, criterion in criteria if c == card and criterion.item_number == number)
        if not own:
            found.add("P26", item.place, ("评分方法",), found=number)
        if item.standard == 0 and own and (item.starts_full or not _adds_only(own)):
            _report_zero(item, own, found)
        _check_caps(replace(item, criteria=own), parts, found)
        built.append(replace(item, criteria=own))
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
        items=tuple(built),
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
    _check_positive(record, name, found)
    cap: Decimal | None = record[name]
    return cap


def _adds_only(criteria: Sequence[Criterion]) -> bool:
    """Whether an item has bonus only, which is outside the scorecard's total, or what concerns the whole scorecard."""
    effects = {KINDS[criterion.kind].effect for criterion in criteria}
    of_card = all(criterion.kind == CardVeto.kind for criterion in criteria)
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
            _check_positive(record, "standard", found)
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


def _check_positive(record: Record, name: str, found: Collector) -> None:
    number: Decimal | None = record[name]
    if number is not None and number <= 0:
        found.add("P23", record.place(name), found=record.head(name), why="", otherwise="")


def _read_criteria(parts: ScoreParts, items: Mapping[Key, Item], found: Collector) -> list[tuple[str, Criterion]]:
    """评分方法: rows with the same 条款号 are one criterion, which is defined by the first of them."""
    groups: dict[Key, list[Record]] = {}
    for record in read_card_rows(parts.criteria, parts.links.cards, found):
        if not record.bad & {"criterion_id", "item_number"}:
            groups.setdefault((record.text("scorecard_id"), record.text("criterion_id")), []).append(record)
    criteria = []
    pooled: dict[str, list[tuple[Record, Criterion]]] = {}
    for (card, _), records in groups.items():
        number = records[0].text("item_number")
        if (card, number) not in items:
            where = "这张评分表的《考核内容》"
            found.add("P08", records[0].place("item_number"), head="序号", found=number, where=where)
            continue
        linked = [_link_fact(record, parts.links.facts_of(card), found) for record in records]
        criterion = _read_criterion(linked, items[card, number], parts.facts[card], parts.names, found)
        if criterion is not None:
            criterion = replace(criterion, others=criterion_others(records, parts.frames[card]))
            criteria.append((card, criterion))
            pooled.setdefault(card, []).append((_first_row(linked), criterion))
    for members in pooled.values():
        check_pools(members, found)
    return criteria


def _link_fact(record: Record, facts: Index, found: Collector) -> Record:
    """The record with its fact's name replaced by the id; without a fact, and with a finding, where there is none."""
    fact_id = facts.find(record, "fact_id", FACTS_SHEET, found)
    unknown = frozenset({"fact_id"} if record["fact_id"] and not fact_id else ())
    return replace(record, values={**record.values, "fact_id": fact_id or None}, bad=record.bad | unknown)


def _read_criterion(
    records: Sequence[Record], item: Item, facts: Mapping[str, Fact], names: NameTable, found: Collector
) -> Criterion | None:
    first = _first_row(records)
    for name in ("clause", "kind"):
        if first[name] is None and name not in first.bad:
            found.add(
                "P04", first.place(name), head=first.head(name), help=first.table.spec.column(name).help.rstrip("。")
            )
    _check_repeats(first, records, found)
    if first["kind"] is None:
        return None
    kind = KINDS[first["kind"]]
    for name in ("points", "least", "most"):
        _check_positive(first, name, found)
    terms = _read_terms(records, kind, facts, found)
    unnamed = first["most"] is None and "most" not in first.bad
    most_of_item = kind.needs.most and unnamed and item.standard > 0
    criterion = Criterion(
        criterion_id=first.text("criterion_id"),
        item_number=item.number,
        clause=first.text("clause"),
        kind=kind.kind,
        points=first["points"] if first["points"] is not None or not kind.needs.tasks else first["rate"],
        terms=terms,
        once=bool(first["once"]),
        reading=first.text("reading"),
        verifier=_read_verifier(first, names, found),
        least=None if kind.needs.places else first["least"],
        most=item.standard if most_of_item else first["most"],
        most_of_item=most_of_item,
        starts_full=item.starts_full,
        pool=read_pool(first, found),
        settings=override_settings(item.settings, first, found),
        place=first.place("clause"),
        consequence=first["consequence"],
        floor=first["least"] if kind.needs.places else None,
    )
    check_needs(criterion, kind, (first, *(record for record in records if record is not first)), facts, found)
    if item.starts_full and not kind.needs.in_full_item:
        found.add("P45", first.place("kind"), kind=kind.label)
    return criterion


def _first_row(records: Sequence[Record]) -> Record:
    """The row that defines the criterion: the first one, unless sorting moved another to the top."""
    if "kind" in records[0].bad:
        return records[0]
    return next((record for record in records if record["kind"] is not None), records[0])


_FIRST_ROW_ONLY: Final = (
    "item_number",
    "clause",
    "kind",
    "points",
    "once",
    "reading",
    "verifier",
    "overrides",
    "consequence",
)
"""What the first row of a criterion says for all its rows."""


def _check_repeats(first: Record, records: Sequence[Record], found: Collector) -> None:
    """Report a further row of a criterion with another value than the first where only the first row counts."""
    for record in records:
        for name in (*_FIRST_ROW_ONLY, *_BOUNDS):
            if name == "kind" and record is not first and stops(record):
                continue
            if record[name] is not None and record[name] != first[name] and name not in first.bad:
                found.add("P29", record.place(name), head=record.head(name), criterion=first.text("criterion_id"))


def _read_terms(
    records: Sequence[Record], kind: RuleKind, facts: Mapping[str, Fact], found: Collector
) -> tuple[Term, ...]:
    """The terms of a criterion. A fact that is used twice is a finding, as it would count twice.

    In 达标得分, where all terms must hold, a fact may have both a lower and an upper target. What stops the criterion
    may be the fact it is scored by.
    """
    terms: dict[tuple[str, Comparator | bool], Term] = {}
    first = _first_row(records)
    for record in records:
        if record["fact_id"] is None:
            continue
        term = _read_term(record, kind, facts, found)
        if record is not first and stops(record):
            term = replace(term, stops=True)
        key = (term.fact_id, term.comparator if kind.kind == Threshold.kind and not term.stops else term.stops)
        if key in terms:
            label = facts[term.fact_id].label
            found.add("P07", term.place, head=record.head("fact_id"), found=label, other="本条另一行")
        terms.setdefault(key, term)
    return tuple(terms.values())


def _read_term(record: Record, kind: RuleKind, facts: Mapping[str, Fact], found: Collector) -> Term:
    fact_id = record.text("fact_id")
    for name in ("rate", "step"):
        _check_positive(record, name, found)
    is_yes_no = TYPES[facts[fact_id].value_type].is_yes_no
    trigger = record["trigger"]
    words, places = record.text("bands"), kind.needs.places
    bands = read_place_bands(words) if places else read_bands(words, facts[fact_id])
    if record["bands"] is not None and bands is None:
        code = "P57" if places else "P49" if TYPES[facts[fact_id].value_type].is_choice else "P42"
        found.add(code, record.place("bands"), head=record.head("bands"), found=words)
    return Term(
        fact_id=fact_id,
        comparator=record["comparator"] or Comparator.AT_LEAST,
        target=record["target"],
        step=record["step"],
        rate=record["rate"],
        trigger=YES_NO.word(trigger) if trigger is not None and is_yes_no else "",
        phrase=record.text("phrase"),
        bands=bands or (),
        place=record.place("fact_id"),
        against=record["against"],
    )


def _read_verifier(record: Record, names: NameTable, found: Collector) -> str:
    text = record.text("verifier")
    if not text or fold(text) in {fold(word) for word in OFFICE_WORDS}:
        return ""
    code = names.unit(text)
    if code is None:
        found.add("P08", record.place("verifier"), head="核定单位", found=text, where="《单位》")
    return code or ""
