"""Checks between answers of one return: facts with one another, required notes, tasks with their indicators."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import pandas as pd

from qz.intake.intake_records import FormReading, FoundInput
from qz.intake.judging.across_units import show_figure
from qz.intake.judging.answer_table import of_kind
from qz.intake.judging.issue_at import issue_at
from qz.intake.judging.validate import PlacedIssue
from qz.model.choices import Role
from qz.model.finding import Severity
from qz.model.layout import InputKind
from qz.model.programme import Programme
from qz.model.scorecards import FactCheck, Scorecard
from qz.model.task_table import Indicator
from qz.values.value_types import show_value
from qz.words import COMPARATOR_WORDS

EntryOf = Mapping[tuple[int, str], FoundInput]
"""Inputs by the return's place in the table and the id of the fact, task or indicator."""


def entries_of(frame: pd.DataFrame, *kinds: InputKind, valid: bool = True) -> EntryOf:
    """The inputs of some kinds; only those with a value unless ``valid`` is false."""
    rows = of_kind(frame, *kinds)
    rows = rows[rows["valid"]] if valid else rows
    return dict(zip(zip(rows["reading"].tolist(), rows["key"], strict=True), rows["entry"], strict=True))


def between_facts(programme: Programme, readings: Sequence[FormReading], frame: pd.DataFrame) -> Iterator[PlacedIssue]:
    """C01, C02: the programme's checks of a fact against another or a number; C03: notes that other facts require."""
    facts = entries_of(frame, InputKind.FACT)
    blank = entries_of(frame[frame["blank"]], InputKind.FACT, valid=False)
    for place, reading in enumerate(readings):
        scorecard = programme.scorecard_of(programme.unit(reading.unit_code))
        if scorecard is None:
            continue
        for check in scorecard.checks:
            yield from _check_facts(check, scorecard, place, facts)
        yield from _required_notes(scorecard, place, facts, blank)


def _check_facts(check: FactCheck, scorecard: Scorecard, place: int, facts: EntryOf) -> Iterator[PlacedIssue]:
    left, right = facts.get((place, check.left)), facts.get((place, check.right))
    left_value = left.reading.value if left else None
    right_value = right.reading.value if right else check.right_number
    if left is None or not isinstance(left_value, Decimal) or not isinstance(right_value, Decimal):
        return
    if check.comparator.holds(left_value, right_value):
        return
    spec = left.input.spec
    other = scorecard.facts[check.right].label if right else "限值"
    message = check.message.rstrip("。") or f"前者应{COMPARATOR_WORDS[check.comparator]}后者"
    kind = "C02" if check.severity == Severity.WARNING.value else "C01"
    words = {
        "left": spec.label,
        "left_value": show_value(left_value, spec.value_type),
        "right": other,
        "right_value": show_value(right_value, spec.value_type),
        "message": message,
    }
    yield place, issue_at(kind, left, **words)


def _required_notes(scorecard: Scorecard, place: int, facts: EntryOf, blank: EntryOf) -> Iterator[PlacedIssue]:
    """C03: a note left blank though a fact that requires it was claimed.

    Source: scoring specification, Annex 3, item 6 (需注明).
    """
    for fact in scorecard.facts.values():
        note = blank.get((place, fact.fact_id)) if fact.required_when else None
        claimed = [facts[place, other] for other in fact.required_when if _claims(facts.get((place, other)))]
        if note and claimed:
            what = "、".join(f"“{entry.input.spec.label}”" for entry in claimed)
            yield place, issue_at("C03", note, what=what)


def _claims(entry: FoundInput | None) -> bool:
    value = entry.reading.value if entry else None
    return value is True or (isinstance(value, Decimal) and value > 0)


def between_tasks(programme: Programme, readings: Sequence[FormReading], frame: pd.DataFrame) -> Iterator[PlacedIssue]:
    """C06: tasks reported as 已完成 whose indicator missed its target. The reported status is not changed."""
    statuses = entries_of(frame, InputKind.TASK_STATUS)
    indicators = entries_of(frame, InputKind.INDICATOR)
    targets = entries_of(frame, InputKind.INDICATOR_TARGET)
    for place, reading in enumerate(readings):
        for task, role in programme.tasks_of(programme.unit(reading.unit_code)):
            status = statuses.get((place, task.task_id)) if role is Role.LEAD else None
            if status is None or status.reading.value is not True:
                continue
            for indicator in task.indicators:
                entry = indicators.get((place, indicator.indicator_id))
                value = entry.reading.value if entry else None
                target = _target(indicator, targets.get((place, indicator.indicator_id)))
                if entry is None or target is None or not isinstance(value, Decimal):
                    continue
                if not indicator.comparator.holds(value, target):
                    wanted = f"{indicator.comparator.value}{show_figure(target, indicator)}"
                    words = {"task": task.task_id, "found": show_figure(value, indicator), "wanted": wanted}
                    yield place, issue_at("C06", entry, status=f"《{status.sheet}》{status.cell}", **words)


def _target(indicator: Indicator, given: FoundInput | None) -> Decimal | None:
    """The indicator's target: its own, or the one filled in from another document; ``None`` where there is none."""
    if not indicator.set_elsewhere:
        return indicator.target
    value = given.reading.value if given else None
    return value if isinstance(value, Decimal) else None
