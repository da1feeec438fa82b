"""From records to scorecards: items, their criteria, and each criterion's terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from qz.model.programme import AnnexFrame, Comparator, Criterion, Fact, FactCheck, Item, Scorecard, Settings, Term
from qz.model.values import ValueType
from qz.programme.findings import Collector
from qz.programme.names import NameTable
from qz.programme.needs import check_needs
from qz.programme.raw import RawTable
from qz.programme.records import Record, read_records
from qz.programme.roster import override_settings
from qz.rules.registry import KINDS
from qz.words import OFFICE_WORDS, YES_NO, fold

Key = tuple[str, str]
"""A scorecard's id and an item number or criterion id."""


@dataclass(frozen=True, slots=True)
class ScoreTables:
    """The sheets scorecards are built from."""

    scorecards: RawTable | None
    items: RawTable | None
    criteria: RawTable | None


def read_scorecard_ids(table: RawTable | None, found: Collector) -> tuple[Record, ...]:
    """评分表: one record a scorecard, ids given once."""
    seen: dict[str, Record] = {}
    for record in read_records(table, found):
        card = record.text("scorecard_id")
        if card in seen:
            found.add("P07", record.place("scorecard_id"), head="代号", found=card, other="上面一行")
        elif card:
            seen[card] = record
    return tuple(seen.values())


def read_scorecards(
    records: Sequence[Record],
    tables: ScoreTables,
    facts: Mapping[str, Mapping[str, Fact]],
    checks: Sequence[FactCheck],
    frames: Mapping[str, AnnexFrame],
    settings: Settings,
    names: NameTable,
    found: Collector,
) -> tuple[Scorecard, ...]:
    """All scorecards, items in the sheet's order."""
    items = _read_items(tables.items, tuple(facts), settings, found)
    criteria = _read_criteria(tables.criteria, items, facts, names, found)
    return tuple(_build(record, items, criteria, facts, checks, frames, found) for record in records)


def _build(
    record: Record,
    items: Mapping[Key, Item],
    criteria: Sequence[tuple[str, Criterion]],
    facts: Mapping[str, Mapping[str, Fact]],
    checks: Sequence[FactCheck],
    frames: Mapping[str, AnnexFrame],
    found: Collector,
) -> Scorecard:
    card = record.text("scorecard_id")
    built = []
    for (owner, number), item in items.items():
        if owner != card:
            continue
        own = tuple(criterion for c, criterion in criteria if c == card and criterion.item_number == number)
        if not own:
            found.add("P26", item.place, found=number)
        built.append(replace(item, criteria=own))
    if not built:
        found.add("P25", record.place("scorecard_id"), found=card)
    for fact_id in record.names("remark_fact_ids"):
        if fact_id not in facts[card]:
            found.add(
                "P08", record.place("remark_fact_ids"), head="备注取自", found=fact_id, where="这张评分表的《填报数据》"
            )
    return Scorecard(
        scorecard_id=card,
        label=record.text("label"),
        frame=frames[card],
        summary_name=record.text("summary_name"),
        ranking_name=record.text("ranking_name"),
        shows_deductions=bool(record["shows_deductions"]),
        nominal_total=record["nominal_total"] or Decimal(0),
        items=tuple(built),
        facts=MappingProxyType(dict(facts[card])),
        checks=tuple(check for check in checks if check.scorecard_id == card),
        remark_fact_ids=record.names("remark_fact_ids"),
        place=record.place("scorecard_id"),
    )


def _read_items(table: RawTable | None, cards: Sequence[str], settings: Settings, found: Collector) -> dict[Key, Item]:
    items: dict[Key, Item] = {}
    for record in read_records(table, found):
        card, number = record.text("scorecard_id"), record.text("number")
        if record.bad & {"scorecard_id", "number", "standard", "starts_full"}:
            continue
        if card not in cards:
            found.add("P08", record.place("scorecard_id"), head="评分表", found=card, where="《评分表》")
            continue
        if (card, number) in items:
            found.add("P07", record.place("number"), head="序号", found=number, other="上面一行")
            continue
        _check_positive(record, "standard", found)
        items[card, number] = Item(
            number=number,
            label=record.text("label"),
            content=record.text("content"),
            method=record.text("method"),
            standard=record["standard"],
            starts_full=record["starts_full"],
            criteria=(),
            settings=override_settings(settings, record, found),
            place=record.place("standard"),
        )
    return items


def _check_positive(record: Record, name: str, found: Collector) -> None:
    number: Decimal | None = record[name]
    if number is not None and number <= 0:
        found.add("P23", record.place(name), found=record.head(name))


def _read_criteria(
    table: RawTable | None,
    items: Mapping[Key, Item],
    facts: Mapping[str, Mapping[str, Fact]],
    names: NameTable,
    found: Collector,
) -> list[tuple[str, Criterion]]:
    """评分方法: rows of the same 条款号 make one criterion; the first row says what it is."""
    groups: dict[Key, list[Record]] = {}
    for record in read_records(table, found):
        key = (record.text("scorecard_id"), record.text("criterion_id"))
        if record.bad & {"scorecard_id", "criterion_id", "item_number"}:
            continue
        if key[0] not in facts:
            found.add("P08", record.place("scorecard_id"), head="评分表", found=key[0], where="《评分表》")
        elif (key[0], record.text("item_number")) not in items:
            found.add(
                "P08", record.place("item_number"), head="序号", found=record.text("item_number"), where="《考核内容》"
            )
        else:
            groups.setdefault(key, []).append(record)
    criteria = []
    for (card, _), records in groups.items():
        criterion = _read_criterion(records, items[card, records[0].text("item_number")], facts[card], names, found)
        if criterion is not None:
            criteria.append((card, criterion))
    return criteria


def _read_criterion(
    records: Sequence[Record], item: Item, facts: Mapping[str, Fact], names: NameTable, found: Collector
) -> Criterion | None:
    first = records[0]
    for name in ("clause", "kind"):
        if first[name] is None and name not in first.bad:
            found.add(
                "P04", first.place(name), head=first.head(name), help=first.table.spec.column(name).help.rstrip("。")
            )
    _check_repeats(records, found)
    if first["kind"] is None:
        return None
    kind = KINDS[first["kind"]]
    terms = tuple(_read_term(record, facts, found) for record in records if record["fact_id"] is not None)
    if any(term.fact_id not in facts for term in terms):
        return None
    criterion = Criterion(
        criterion_id=first.text("criterion_id"),
        item_number=item.number,
        clause=first.text("clause"),
        kind=kind.kind,
        points=first["points"] if first["points"] is not None or kind.needs.facts else first["rate"],
        terms=terms,
        once=bool(first["once"]),
        reading=first.text("reading"),
        verifier=_read_verifier(first, names, found),
        settings=override_settings(item.settings, first, found),
        place=first.place("clause"),
    )
    check_needs(criterion, kind, records, facts, found)
    return criterion


def _check_repeats(records: Sequence[Record], found: Collector) -> None:
    """A later row of a criterion leaves what the first row says blank, or repeats it."""
    first = records[0]
    for record in records[1:]:
        for name in ("item_number", "clause", "kind", "points", "once", "reading", "verifier", "overrides"):
            if record[name] is not None and record[name] != first[name] and name not in first.bad:
                found.add("P29", record.place(name), head=record.head(name), criterion=first.text("criterion_id"))


def _read_term(record: Record, facts: Mapping[str, Fact], found: Collector) -> Term:
    fact_id = record.text("fact_id")
    if fact_id not in facts:
        found.add("P08", record.place("fact_id"), head="填报数据", found=fact_id, where="这张评分表的《填报数据》")
    for name in ("rate", "step"):
        _check_positive(record, name, found)
    fact = facts.get(fact_id)
    once_yes = fact is not None and fact.value_type is ValueType.YES_NO
    trigger = record["trigger"]
    return Term(
        fact_id=fact_id,
        comparator=record["comparator"] or Comparator.AT_LEAST,
        target=record["target"],
        step=record["step"],
        rate=record["rate"],
        trigger=YES_NO.word(trigger) if trigger is not None and once_yes else "",
        phrase=record.text("phrase"),
        place=record.place("fact_id"),
    )


def _read_verifier(record: Record, names: NameTable, found: Collector) -> str:
    text = record.text("verifier")
    if not text or fold(text) in {fold(word) for word in OFFICE_WORDS}:
        return ""
    code = names.unit(text)
    if code is None:
        found.add("P08", record.place("verifier"), head="核定单位", found=text, where="《单位》")
    return code or ""
