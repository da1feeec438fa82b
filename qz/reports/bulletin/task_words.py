"""The bulletin's words about tasks and indicators: counts, what is not done, and what facts contradict."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from qz.layout import many_units
from qz.layout.denials import part_words
from qz.model.assessment import Assessment
from qz.model.unit_sums import Contradiction
from qz.reports.bulletin.document_lists import Cut, Words, quote
from qz.reports.goals.indicator_outcomes import (
    NOT_GIVEN,
    Tally,
    TaskOutcome,
    Unmet,
    unmet_indicator,
    unmet_of,
)
from qz.reports.goals.outcomes import Outcomes
from qz.reports.result_words import NO_STATUS, NOT_RECEIVED
from qz.values.value_types import show_value
from qz.words import DONE, MISSED, REACHED, UNDONE

NO_REASON: Final = "未说明"


def goal_words(outcomes: Outcomes) -> str:
    """The counts of the goals that only the document's text has, in words; ``""`` where there are none."""
    own = [one for goal in outcomes.goals for one in goal.own]
    return Tally(own).words if own else ""


def denied(assessment: Assessment) -> "Cut[Words]":
    """Tasks reported as 已完成 that facts contradict."""
    programme, found = assessment.programme, assessment.contradictions
    words = [
        {
            "任务": one.task.task_id,
            "工作内容": one.task.subcategory or one.task.category,
            "责任单位": programme.unit(one.unit_code).name,
            "指标": one.indicator.label,
            "目标": one.indicator.comparator.value + _amount(one, one.target),
            "实际": _amount(one, one.actual),
            "事实": "；".join(part_words(fact) for fact in one.facts[:3]) or "本单位所报",
        }
        for one in found[: many_units.POLICY.document_rows]
    ]
    rest = {"事实": f"其余{len(found) - many_units.POLICY.document_first}处见《目标任务完成情况》"}
    return Cut.rows(words, len(found), rest)


def _amount(one: Contradiction, value: Decimal) -> str:
    return show_value(value, one.indicator.value_type, one.indicator.unit_of_measure)


def unmet(outcomes: Outcomes) -> "Cut[Words]":
    """What is not done, row by row: tasks, indicators of tasks, and the goals that only the text has."""
    found: list[tuple[TaskOutcome | None, Unmet]] = [(task, one) for task in outcomes.tasks for one in unmet_of(task)]
    found += [
        (None, one)
        for goal in outcomes.goals
        for own in goal.own
        for one in unmet_indicator(own, goal.goal.goal_id, goal.goal.section)
    ]
    words = [_unmet_words(outcome, one) for outcome, one in found[: many_units.POLICY.document_rows]]
    rest = {"事项": f"其余{len(found) - many_units.POLICY.document_first}项见《目标任务完成情况》"}
    return Cut.rows(words, len(found), rest)


def task_counts(outcomes: Sequence[TaskOutcome]) -> Words:
    """The counts of tasks, all and by status."""
    words = [outcome.word for outcome in outcomes]
    return {"总数": len(words)} | {word: words.count(word) for word in (DONE, UNDONE, NO_STATUS)}


def indicator_counts(outcomes: Sequence[TaskOutcome]) -> Words:
    """The counts of the responsibility table's indicators, each once, as in 目标任务完成情况."""
    states = Tally(one for outcome in outcomes for one in outcome.indicators).numbers
    return {"总数": states.total()} | {state: states[state] for state in (REACHED, MISSED, NOT_GIVEN)}


def _unmet_words(outcome: TaskOutcome | None, one: Unmet) -> dict[str, str]:
    """One row of what is not done, with the reason its lead gave; a note beside 已完成 is not taken as a reason."""
    about = one.what.partition("：")[2]
    statuses = outcome.statuses if outcome and about else ()
    notes = [each.note for each in statuses if each.unit.name == one.who and each.word == UNDONE and each.note]
    reason = "；".join(notes) if about else one.note
    no_reason = NOT_RECEIVED if one.actual == NOT_RECEIVED else NO_REASON
    gap = f"，{one.gap}" if one.gap else ""
    return {
        "任务": one.where,
        "工作内容": one.name,
        "事项": f"{about}：目标{one.target}，实际{one.actual}{gap}" if about else one.what,
        "责任单位": one.who,
        "目标": one.target,
        "实际": one.actual,
        "差距": one.gap,
        "原因": quote(reason) or no_reason,
    }
