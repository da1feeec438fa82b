"""Reads 评分方法: the criteria of each item, and the terms of each criterion."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from qz.model.choices import Comparator
from qz.model.scorecards import Criterion, Fact, Item, Term
from qz.programme.faults import Collector
from qz.programme.reading.needs import check_needs, stops
from qz.programme.reading.place_bands import read_place_bands
from qz.programme.reading.read_bands import read_bands
from qz.programme.reading.read_open_columns import criterion_others
from qz.programme.reading.read_pools import check_pools, read_pool
from qz.programme.reading.references import FACTS_SHEET, Index, read_card_rows
from qz.programme.reading.roster import override_settings
from qz.programme.reading.score_parts import Key, ScoreParts, check_positive
from qz.programme.reading.typed_records import Record
from qz.programme.reading.unit_names import NameTable
from qz.rules.registry import KINDS
from qz.rules.rule_kind import RuleKind
from qz.values.value_types import TYPES
from qz.words import OFFICE_WORDS, YES_NO, fold


def read_criteria(parts: ScoreParts, items: Mapping[Key, Item], found: Collector) -> list[tuple[str, Criterion]]:
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
    _check_filled(first, found)
    _check_repeats(first, records, found)
    if first["kind"] is None:
        return None
    kind = KINDS[first["kind"]]
    for name in ("points", "least", "most"):
        check_positive(first, name, found)
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


def _check_filled(first: Record, found: Collector) -> None:
    """Report a criterion without its clause or kind."""
    for name in ("clause", "kind"):
        if first[name] is None and name not in first.bad:
            advice = first.table.spec.column(name).help.rstrip("。")
            found.add("P04", first.place(name), head=first.head(name), help=advice)


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
    "least",
    "most",
    "pool",
)
"""What the first row of a criterion says for all its rows."""


def _check_repeats(first: Record, records: Sequence[Record], found: Collector) -> None:
    """Report a further row of a criterion with another value than the first where only the first row counts."""
    for record in records:
        for name in _FIRST_ROW_ONLY:
            if name == "kind" and record is not first and stops(record):
                continue
            if record[name] is not None and record[name] != first[name] and name not in first.bad:
                found.add("P29", record.place(name), head=record.head(name), criterion=first.text("criterion_id"))


def _read_terms(
    records: Sequence[Record], kind: RuleKind, facts: Mapping[str, Fact], found: Collector
) -> tuple[Term, ...]:
    """The terms of a criterion. A fact that is used twice is a finding, as it would count twice.

    In a kind where all terms must hold, a fact may have both a lower and an upper target. What stops the criterion may
    be the fact it is scored by.
    """
    terms: dict[tuple[str, Comparator | bool], Term] = {}
    first = _first_row(records)
    for record in records:
        if record["fact_id"] is None:
            continue
        term = _read_term(record, kind, facts, found)
        if record is not first and stops(record):
            term = replace(term, stops=True)
        key = (term.fact_id, term.comparator if kind.needs.both_ends and not term.stops else term.stops)
        if key in terms:
            label = facts[term.fact_id].label
            found.add("P07", term.place, head=record.head("fact_id"), found=label, other="本条另一行")
        terms.setdefault(key, term)
    return tuple(terms.values())


def _read_term(record: Record, kind: RuleKind, facts: Mapping[str, Fact], found: Collector) -> Term:
    fact_id = record.text("fact_id")
    for name in ("rate", "step"):
        check_positive(record, name, found)
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
