"""Checks that a criterion has what its kind of rule needs: points, facts and their types, targets, steps, rates."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from qz.model.choices import Comparator, GroupFigure
from qz.model.scorecards import Criterion, Fact, Term
from qz.model.scores import Effect
from qz.model.values import show_number, show_percent
from qz.programme.faults import Collector
from qz.programme.reading.read_indicators import check_rate
from qz.programme.reading.typed_records import Record
from qz.rules.rule_kind import RuleKind
from qz.rules.veto import Veto
from qz.values.value_types import NOTES, TYPES, VALUE_TYPES, show_value
from qz.words import YES_NO, setting_of


def check_needs(
    criterion: Criterion, kind: RuleKind, records: Sequence[Record], facts: Mapping[str, Fact], found: Collector
) -> None:
    """Report what the kind needs but the rows do not have. ``records``: the criterion's rows, the first one first."""
    first = records[0]
    needs = kind.needs
    _check_settings(criterion, first, kind, found)
    if needs.consequence and criterion.consequence is None and "consequence" not in first.bad:
        _missing(first, "consequence", kind, found)
    if needs.points and criterion.points is None and "points" not in first.bad:
        _missing(first, "points", kind, found)
    _check_bounds(criterion, first, kind, found)
    _check_least_place(criterion, first, kind, found)
    named = [(record, facts[record.text("fact_id")]) for record in records if record["fact_id"] is not None]
    _check_stops([record for record in records if record is not first and stops(record)], criterion, kind, facts, found)
    _check_facts_of_further_rows([record for record in records[1:] if not stops(record)], kind, found)
    if not needs.facts:
        if needs.rate and criterion.points is None and "rate" not in first.bad:
            _missing(first, "rate", kind, found)
        _check_unused(first, None, kind, found)
        return
    named = [pair for pair in named if pair[0] is first or not stops(pair[0])]
    scored = [(record, fact) for record, fact in named if fact.value_type not in NOTES]
    if not scored and named:
        _wrong_type(*named[0], kind, found)
    elif not scored and "fact_id" not in first.bad:
        _missing(first, "fact_id", kind, found)
    if needs.at_most_one_fact and len(scored) > 1:
        found.add("P19", scored[1][0].place("fact_id"), kind=kind.label, count=len(scored))
    for record, fact in scored:
        _check_term(criterion, record, fact, kind, found)
        _check_unused(record, fact, kind, found)
        _check_numbers(criterion, record, kind, found)


_OF_ITS_FACT = ("comparator", "target", "step", "rate", "trigger", "bands", "against", "phrase")
"""What a row says of its own fact: without a fact it would count for nothing."""


def _check_facts_of_further_rows(rows: Sequence[Record], kind: RuleKind, found: Collector) -> None:
    """Report a further row that has a target, a rate or the like, but no fact for which it would count."""
    for record in rows:
        without = record["fact_id"] is None and "fact_id" not in record.bad
        if without and any(record[name] is not None for name in _OF_ITS_FACT):
            _missing(record, "fact_id", kind, found)


def stops(record: Record) -> bool:
    """Whether a row, one after its criterion's first, says what sets the criterion to zero."""
    kind: str | None = record["kind"]
    return kind == Veto.kind


def _check_stops(
    rows: Sequence[Record], criterion: Criterion, kind: RuleKind, facts: Mapping[str, Fact], found: Collector
) -> None:
    """A clause that stops has points to lose; what stops it is filled in as 不得分 is."""
    veto = Veto()
    for record in rows:
        if kind.effect not in {Effect.EARN, Effect.BONUS} or kind.needs.by_hand:
            found.add("P79", record.place("kind"), kind=kind.label)
        elif record["fact_id"] is not None:
            fact = facts[record.text("fact_id")]
            _check_term(criterion, record, fact, veto, found)
            _check_unused(record, fact, veto, found)
        elif "fact_id" not in record.bad:
            _missing(record, "fact_id", veto, found)


def _check_bounds(criterion: Criterion, first: Record, kind: RuleKind, found: Collector) -> None:
    """Check the least and most points of a clause: given where the kind needs them, blank where it ignores them."""
    needs, least, most = kind.needs, first["least"], first["most"]
    moves = kind.effect in {Effect.BONUS, Effect.DEDUCT}
    if needs.most and criterion.most is None and "most" not in first.bad:
        _missing(first, "most", kind, found)
    for name, value, counts in (("least", least, needs.least_points), ("most", most, moves)):
        if value is not None and not counts:
            found.add("P20", first.place(name), kind=kind.label, head=first.head(name), found=show_number(value))
    if first["pool"] is not None and not moves:
        found.add("P20", first.place("pool"), kind=kind.label, head=first.head("pool"), found=first.text("pool"))
    if least is not None and criterion.most is not None and least > criterion.most:
        found.add("P24", first.place("least"), low=show_number(least), high=show_number(criterion.most))


def _check_least_place(criterion: Criterion, first: Record, kind: RuleKind, found: Collector) -> None:
    """Check that the least that a place earns is at most the clause's points; with bands, it must be blank."""
    least = criterion.floor
    if least is None or not kind.needs.least_points:
        return
    if any(term.bands for term in criterion.terms):
        found.add("P20", first.place("least"), kind=kind.label, head=first.head("least"), found=show_number(least))
    elif criterion.points is not None and least > criterion.points:
        found.add("P24", first.place("least"), low=show_number(least), high=show_number(criterion.points))


def _missing(record: Record, name: str, kind: RuleKind, found: Collector) -> None:
    found.add(
        "P17",
        record.place(name),
        kind=kind.label,
        head=record.head(name),
        help=record.table.spec.column(name).help.rstrip("。"),
    )


def _check_settings(criterion: Criterion, first: Record, kind: RuleKind, found: Collector) -> None:
    """Report settings of the criterion that its kind of rule does not use."""
    known = {"not_applicable_met", *kind.needs.settings} if kind.needs.facts else set(kind.needs.settings)
    if kind.needs.unit_target and not any(
        term.own_target and term.comparator is Comparator.AT_LEAST for term in criterion.terms
    ):
        known -= {"zero_target_met"}
    for text in first.names("overrides"):
        setting = setting_of(re.split("[=＝]", text)[0])
        if setting is not None and setting.narrowest == "criteria" and setting.field not in known:
            found.add("P46", first.place("overrides"), found=text, kind=kind.label)


def _check_term(criterion: Criterion, record: Record, fact: Fact, kind: RuleKind, found: Collector) -> None:
    needs = kind.needs
    if fact.given:
        head, what = record.head("fact_id"), "考核方案给定的、只能用在公式里的"
        found.add("P48", record.place("fact_id"), head=head, found=fact.label, fact=fact.label, kind=what)
        return
    if needs.types and fact.value_type not in needs.types:
        _wrong_type(record, fact, kind, found)
        return
    is_rate = TYPES[fact.value_type].is_fraction
    # A group's mean is seldom a whole number: what is counted from it is counted in steps.
    stepped = is_rate or (needs.unit_target and record["against"] is not None)
    if needs.places and record["bands"] is None and record["rate"] is None and not {"bands", "rate"} & record.bad:
        _missing(record, "bands", kind, found)
    required = {
        "target": (needs.target and not needs.unit_target) or (needs.least and is_rate),
        "step": needs.step or (needs.steps and stepped and not criterion.once),
        "rate": needs.rate,
        "bands": needs.bands and not needs.places,
    }
    for name, needed in required.items():
        if needed and record[name] is None and name not in record.bad:
            _missing(record, name, kind, found)
    for name in ("target", "step"):
        check_rate(record[name], fact.value_type, fact.maximum, record.place(name), found)
    step: Decimal | None = record["step"]
    if is_rate and step == 1:
        found.add("P37", record.place("step"), step=show_percent(step))


def _wrong_type(record: Record, fact: Fact, kind: RuleKind, found: Collector) -> None:
    wanted = "或".join(VALUE_TYPES.word(value_type) for value_type in kind.needs.types if value_type not in NOTES)
    typed = VALUE_TYPES.word(fact.value_type)
    found.add("P18", record.place("fact_id"), fact=fact.label, found=typed, kind=kind.label, wanted=wanted)


def _check_numbers(criterion: Criterion, record: Record, kind: RuleKind, found: Collector) -> None:
    """Check that the best band earns the clause's points, and that a proportion has a target above 0."""
    term = next((term for term in criterion.terms if term.fact_id == record.text("fact_id")), None)
    highest = max((band.points for band in term.bands), default=None) if term else None
    if kind.needs.points and highest is not None and highest != criterion.points:
        best, points = show_number(highest), show_number(criterion.points or Decimal(0))
        found.add("P43", record.place("bands"), found=best, points=points)
    if term and _is_level(kind, term):
        found.add("P100", record.place("against"), kind=kind.label, comparator=term.comparator, figure=term.against)
    if kind.needs.above_zero and term and term.target is not None and term.target <= 0:
        found.add("P44", record.place("target"), found=show_number(term.target))


def _is_level(kind: RuleKind, term: Term) -> bool:
    """Whether all units come out level: none is below the least number, or above the greatest."""
    ends = {(Comparator.AT_LEAST, GroupFigure.LEAST), (Comparator.AT_MOST, GroupFigure.GREATEST)}
    beyond = {(Comparator.AT_LEAST, GroupFigure.GREATEST), (Comparator.AT_MOST, GroupFigure.LEAST)}
    level = beyond if kind.needs.beyond else ends
    return kind.needs.unit_target and (term.comparator, term.against) in level


def _check_unused(record: Record, fact: Fact | None, kind: RuleKind, found: Collector) -> None:
    """Report what the kind of rule would ignore. ``fact``: ``None`` for a criterion on tasks."""
    needs = kind.needs
    is_word = fact is not None and TYPES[fact.value_type].is_yes_no
    is_number = fact is not None and TYPES[fact.value_type].is_number
    used = {
        "points": needs.points or needs.tasks,
        "comparator": is_number and record["comparator"] in needs.comparators,
        "target": needs.target or (needs.least and is_number),
        "against": needs.unit_target and is_number and record["target"] is None,
        "step": needs.step or (needs.steps and is_number and record["once"] is not True),
        "rate": needs.rate or (needs.places and needs.points and record["bands"] is None),
        "bands": needs.bands or needs.places,
        "trigger": bool(needs.triggers) and is_word,
        "once": needs.once or record["once"] is False,
        "consequence": needs.consequence,
    }
    for name, counts in used.items():
        if record[name] is not None and not counts:
            shown = _show(record[name], fact if name in {"target", "step"} else None)
            code = "P71" if name == "comparator" and is_number else "P20"
            found.add(code, record.place(name), kind=kind.label, head=record.head(name), found=shown)


def _show(value: Any, fact: Fact | None) -> str:
    if isinstance(value, bool):
        return YES_NO.word(value)
    if isinstance(value, Decimal):
        return show_number(value) if fact is None else show_value(value, fact.value_type)
    return str(value)
