"""The words that the template of 考核情况报告 may use, each with its facts; the sentences stand in the template.

Source: product specification, "Results"; the document's text, 三 3 (results go to the district government).
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from qz.model.assessment import Assessment
from qz.model.scorecards import Criterion, Scorecard
from qz.model.values import show_number
from qz.records import dataclass
from qz.reports.bulletin.document_lists import quote
from qz.reports.goals.indicator_outcomes import Tally
from qz.reports.goals.outcomes import GoalOutcome
from qz.reports.papers.grounds import Grounds
from qz.reports.result_words import report_title
from qz.rules.clause_losses import clause_losses

_CLAUSES: Final = 5
"""How many clauses a report names as those by which most points were lost."""


@dataclass(frozen=True, slots=True)
class ClauseLoss:
    """What one clause cost all units of a scorecard: how many units lost points, and how many points (分)."""

    criterion: Criterion
    units: int
    points: Decimal


def losses_by_clause(assessment: Assessment, card: Scorecard) -> tuple[ClauseLoss, ...]:
    """The clauses by which units lost points: by points lost, most first, then in printed order."""
    lost: dict[str, list[Decimal]] = {}
    criteria = {one.criterion_id: one for one in card.criteria}
    for unit in assessment.units_of(card.scorecard_id):
        score = assessment.scores.get(unit.code)
        for item, part in zip(card.items, score.items, strict=True) if score is not None else ():
            for name, points in clause_losses(item, part).items() if part.lost else ():
                if points:
                    lost.setdefault(name, []).append(points)
    found = [
        ClauseLoss(one, len(lost[name]), sum(lost[name], Decimal(0))) for name, one in criteria.items() if name in lost
    ]
    return tuple(sorted(found, key=lambda one: -one.points))


def report_words(grounds: Grounds) -> dict[str, Any]:
    """All words for the template: those of the bulletin, the goals by chapter, and the clauses with the most losses."""
    assessment = grounds.assessment
    return {
        **grounds.words(),
        "标题": f"关于{report_title(assessment.programme, '').removesuffix('考核')}\n考核情况的报告",
        "主送": assessment.programme.particulars.report_to,
        "目标章节": _chapters(grounds.outcomes.goals),
        "失分情况": [_card_losses(assessment, card) for card in assessment.programme.scorecards],
    }


def _chapters(goals: Sequence[GoalOutcome]) -> list[Mapping[str, Any]]:
    """The main goals by chapter: how many indicators were reached, and how many were not."""
    chapters: dict[str, list[GoalOutcome]] = {}
    for goal in goals:
        if goal.indicators:
            chapters.setdefault(goal.goal.section, []).append(goal)
    return [{"名称": section, "情况": _tally(found)} for section, found in chapters.items()]


def _tally(goals: Iterable[GoalOutcome]) -> str:
    """``指标12项，达到9项，未达到3项``; an indicator that two goals share is counted once."""
    known = {one.indicator.indicator_id: one for goal in goals for one in goal.indicators}
    return Tally(known.values()).words


def _card_losses(assessment: Assessment, card: Scorecard) -> Mapping[str, Any]:
    found = losses_by_clause(assessment, card)
    rows = [
        {
            "条款": one.criterion.criterion_id,
            "内容": quote(one.criterion.clause),
            "单位数": one.units,
            "失分": show_number(one.points),
        }
        for one in found[:_CLAUSES]
    ]
    return {"名称": card.label, "条款": rows, "条款数": len(found)}
