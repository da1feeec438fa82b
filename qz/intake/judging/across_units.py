"""Compares numbers between units: a lead's indicator with the sum of the units' facts, and leads with one another."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import Final

from qz.intake.intake_records import ComparedNumber, Figures, FoundInput, Issue
from qz.intake.judging.issue_at import issue_at
from qz.model.layout import InputKind
from qz.model.programme import Programme
from qz.model.task_table import Indicator
from qz.model.values import counted
from qz.values.value_types import show_value

UnitIssue = tuple[str, Issue]
"""An issue and the code of the unit in whose return it is."""
FiguresOf = Mapping[str, Figures]
"""Figures by unit code, of the returns that count."""
_NAMED: Final = 5
"""How many other leads an issue names."""


def summed_facts(programme: Programme) -> frozenset[str]:
    """The ids of all facts that an indicator sums."""
    return frozenset(fact_id for each in programme.indicators.values() for _, fact_id in each.sums)


def figures_of(entries: Iterable[FoundInput], summed: frozenset[str]) -> Figures:
    """The numbers of one return that are compared with other returns. ``summed``: as ``summed_facts`` gives."""
    indicators: dict[str, ComparedNumber] = {}
    facts: dict[str, Decimal] = {}
    for entry in entries:
        kind, value = entry.input.kind, counted(entry.reading.value)
        if value is None:
            continue
        if kind is InputKind.INDICATOR:
            indicators[entry.input.key] = ComparedNumber(value, issue_at("", entry))
        elif kind is InputKind.FACT and entry.input.key in summed:
            facts[entry.input.key] = value
    return Figures(indicators, facts)


def between_units(programme: Programme, figures: FiguresOf) -> Iterator[UnitIssue]:
    """C07: a lead's number differs from the sum of the units' numbers. C08: several leads' numbers differ."""
    for indicator in programme.indicators.values():
        by_lead = {
            code: figure
            for code in indicator.reporters
            if code in figures and (figure := figures[code].indicators.get(indicator.indicator_id))
        }
        yield from _against_sum(programme, indicator, by_lead, figures)
        yield from _against_leads(programme, indicator, by_lead)


def show_figure(value: Decimal, indicator: Indicator) -> str:
    """An indicator's number with its unit of measure, in words."""
    return show_value(value, indicator.value_type, indicator.unit_of_measure)


def _with_words(code: str, figure: ComparedNumber, **words: str) -> Issue:
    return replace(figure.issue, code=code, words={**figure.issue.words, **words})


def _against_sum(
    programme: Programme, indicator: Indicator, by_lead: Mapping[str, ComparedNumber], figures: FiguresOf
) -> Iterator[UnitIssue]:
    """C07 where every unit answered and the sum differs, or where the answers so far exceed the lead's number."""
    if not indicator.sums or not by_lead:
        return
    units = {unit.code: fact_ids for unit in programme.units if (fact_ids := indicator.summed_of(unit))}
    reported = [(fact_ids, figures[code].facts) for code, fact_ids in units.items() if code in figures]
    numbers = [[facts[fact_id] for fact_id in fact_ids if fact_id in facts] for fact_ids, facts in reported]
    total = sum((number for some in numbers for number in some), Decimal(0))
    complete = sum(map(len, numbers)) == sum(map(len, units.values()))
    answered = sum(map(bool, numbers))
    for code, figure in by_lead.items():
        if figure.value != total if complete else figure.value < total:
            wanted = show_figure(total, indicator) + ("" if complete else f"（{len(units)}个单位中的{answered}个）")
            yield code, _with_words("C07", figure, found=show_figure(figure.value, indicator), wanted=wanted)


def _against_leads(
    programme: Programme, indicator: Indicator, by_lead: Mapping[str, ComparedNumber]
) -> Iterator[UnitIssue]:
    if len({figure.value for figure in by_lead.values()}) < 2:
        return
    for code, figure in by_lead.items():
        others = [other for other in islice(by_lead, _NAMED + 1) if other != code][:_NAMED]
        named = "，".join(
            f"{programme.unit(other).name}填的是{show_figure(by_lead[other].value, indicator)}" for other in others
        )
        more = len(by_lead) - 1 - len(others)
        words = {
            "unit": programme.unit(code).name,
            "found": show_figure(figure.value, indicator),
            "others": f"{named}，另有{more}个单位也填了数" if more else named,
        }
        yield code, _with_words("C08", figure, **words)
