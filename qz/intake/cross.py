"""What answers must be to one another: facts within a return, tasks and indicators, leads and towns."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

import pandas as pd

from qz.intake.frame import of_kind
from qz.intake.records import Entry
from qz.intake.validate import UnitIssue, issue_at
from qz.layout.accepts import NO, YES
from qz.model.findings import Severity
from qz.model.layout import InputKind
from qz.model.programme import Comparator, FactCheck, Indicator, Programme, Scorecard
from qz.model.values import Value, ValueType, show_number, show_percent
from qz.values.reading import show_value

EntryOf = Mapping[tuple[str, str], Entry]
"""Entries with a value by unit code and fact, task or indicator id."""
_SIGNS: Final = {Comparator.AT_LEAST: "不小于", Comparator.AT_MOST: "不大于", Comparator.EQUAL: "等于"}


def entries_of(frame: pd.DataFrame, *kinds: InputKind, valid: bool = True) -> EntryOf:
    """The entries of some kinds of input, those with a value unless ``valid`` is false."""
    rows = of_kind(frame, *kinds)
    rows = rows[rows["valid"]] if valid else rows
    return dict(zip(zip(rows["unit_code"], rows["key"], strict=True), rows["entry"], strict=True))


def between_facts(programme: Programme, frame: pd.DataFrame) -> Iterator[UnitIssue]:
    """The programme's checks of one fact against another or a number, and notes that other facts make required."""
    facts = entries_of(frame, InputKind.FACT)
    blank = entries_of(frame[frame["blank"]], InputKind.FACT, valid=False)
    returned = frozenset(frame["unit_code"])
    for unit in programme.units:
        scorecard = programme.scorecard_of(unit)
        if scorecard is None or unit.code not in returned:
            continue
        for check in scorecard.checks:
            yield from _check_facts(check, scorecard, unit.code, facts)
        yield from _required_notes(scorecard, unit.code, facts, blank)


def _check_facts(check: FactCheck, scorecard: Scorecard, code: str, facts: EntryOf) -> Iterator[UnitIssue]:
    left, right = facts.get((code, check.left)), facts.get((code, check.right))
    left_value = left.reading.value if left else None
    right_value = right.reading.value if right else check.right_number
    if left is None or not isinstance(left_value, Decimal) or not isinstance(right_value, Decimal):
        return
    if check.comparator.holds(left_value, right_value):
        return
    spec = left.input.spec
    other = scorecard.facts[check.right].label if right else "限值"
    message = check.message.rstrip("。") or f"前者应{_SIGNS[check.comparator]}后者"
    kind = "C02" if check.severity == Severity.WARNING.value else "C01"
    words = {
        "left": spec.label,
        "left_value": show_value(left_value, spec),
        "right": other,
        "right_value": show_value(right_value, spec),
        "message": message,
    }
    yield code, issue_at(kind, left, **words)


def _required_notes(scorecard: Scorecard, code: str, facts: EntryOf, blank: EntryOf) -> Iterator[UnitIssue]:
    """Source: scoring specification, Annex 3, item 6 (需注明)."""
    for fact in scorecard.facts.values():
        note = blank.get((code, fact.fact_id))
        claimed = [facts[code, other] for other in fact.required_when if _claims(facts.get((code, other)))]
        if note and claimed:
            what = "、".join(f"“{entry.input.spec.label}”" for entry in claimed)
            yield code, issue_at("C03", note, what=what)


def _claims(entry: Entry | None) -> bool:
    value = entry.reading.value if entry else None
    return value is True or (isinstance(value, Decimal) and value > 0)


def between_tasks(programme: Programme, frame: pd.DataFrame) -> Iterator[UnitIssue]:
    """Tasks said to be done whose indicator was missed. The status stands: a missed indicator never changes it."""
    statuses = entries_of(frame, InputKind.TASK_STATUS)
    indicators = entries_of(frame, InputKind.INDICATOR)
    for task in programme.tasks:
        for code in task.leads:
            status = statuses.get((code, task.task_id))
            if status is None or status.reading.value is not True:
                continue
            for indicator in task.indicators:
                entry = indicators.get((code, indicator.indicator_id))
                value = entry.reading.value if entry else None
                if entry and isinstance(value, Decimal) and not indicator.comparator.holds(value, indicator.target):
                    wanted = f"{indicator.comparator.value}{_show(indicator.target, indicator)}"
                    yield code, issue_at("C06", entry, task=task.task_id, found=_show(value, indicator), wanted=wanted)


def _show(value: Value, indicator: Indicator) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if not isinstance(value, Decimal):
        return str(value)
    if indicator.value_type is ValueType.RATE:
        return show_percent(value)
    return f"{show_number(value)}{indicator.unit_of_measure}"


def between_units(programme: Programme, frame: pd.DataFrame) -> Iterator[UnitIssue]:
    """A lead's figure against the sum of what units report, and several leads' figures against one another."""
    indicators = entries_of(frame, InputKind.INDICATOR)
    facts = of_kind(frame, InputKind.FACT)
    facts = facts[facts["valid"] & facts["number"].notna()]
    for task in programme.tasks:
        for indicator in task.indicators:
            told = {code: entry for code in task.leads if (entry := indicators.get((code, indicator.indicator_id)))}
            yield from _against_sum(programme, indicator, told, facts)
            yield from _against_leads(programme, indicator, told)


def _against_sum(
    programme: Programme, indicator: Indicator, told: Mapping[str, Entry], facts: pd.DataFrame
) -> Iterator[UnitIssue]:
    """Reported where every unit answered, or where what some answered is already more than the lead says."""
    if not indicator.sums or not told:
        return
    units = [unit.code for unit in programme.units if unit.scorecard_id == indicator.sums_scorecard_id]
    rows = facts[facts["key"].isin(indicator.sums) & facts["unit_code"].isin(units)]
    total = sum((entry.reading.value for entry in rows["entry"]), Decimal(0))
    complete = len(rows) == len(units) * len(indicator.sums)
    for code, entry in told.items():
        value = entry.reading.value
        if isinstance(value, Decimal) and (value != total if complete else value < total):
            answered = rows["unit_code"].nunique()
            wanted = _show(total, indicator) + ("" if complete else f"（{len(units)}个单位中的{answered}个）")
            yield code, issue_at("C07", entry, found=_show(value, indicator), wanted=wanted)


def _against_leads(programme: Programme, indicator: Indicator, told: Mapping[str, Entry]) -> Iterator[UnitIssue]:
    numbers = {code: entry for code, entry in told.items() if isinstance(entry.reading.value, Decimal)}
    if len({entry.reading.value for entry in numbers.values()}) < 2:
        return
    for code, entry in numbers.items():
        others = "，".join(
            f"{programme.unit(other).name}填的是{_show(theirs.reading.value, indicator)}"
            for other, theirs in numbers.items()
            if other != code
        )
        own = _show(entry.reading.value, indicator)
        yield code, issue_at("C08", entry, unit=programme.unit(code).name, found=own, others=others)
