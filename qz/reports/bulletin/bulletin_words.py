"""The words that the bulletin's template may use, each with its facts; the sentences stand in the template."""

from collections.abc import Mapping, Sequence
from typing import Any

from qz.model.assessment import Assessment
from qz.model.assessment_rules import Particulars
from qz.model.returns import UnitState
from qz.reports.bulletin.card_words import card_words
from qz.reports.bulletin.document_lists import Cut, Words, numbering
from qz.reports.bulletin.task_words import denied, goal_words, indicator_counts, task_counts, unmet
from qz.reports.dated import dated_words
from qz.reports.goals.indicator_outcomes import (
    Tally,
)
from qz.reports.goals.outcomes import Outcomes, outcomes_of
from qz.reports.papers.nominees import JudgedNominee, judge_nominees
from qz.reports.result_words import report_title
from qz.values.dates import show_day


def bulletin_words(
    assessment: Assessment, outcomes: Outcomes | None = None, judged: Sequence[JudgedNominee] | None = None
) -> dict[str, Any]:
    """Every word that the template may use. The template calls ``序`` for the number of each section.

    ``outcomes``, ``judged``: those of the assessment, where the caller has them already.

    Source: product specification, "Results"; the document's text, 三 3 (严格督查考核).
    """
    programme = assessment.programme
    outcomes = outcomes_of(assessment) if outcomes is None else outcomes
    judged = judge_nominees(assessment) if judged is None else judged
    states = assessment.states
    absent = [unit.name for unit in programme.asked_units if states[unit.code] is UnitState.NOT_RECEIVED]
    return {
        "标题": f"关于{report_title(programme, '').removesuffix('考核')}\n考核情况的通报",
        **_particulars_words(programme.particulars),
        "收件": dated_words(assessment),
        **_stage_words(assessment),
        "序": numbering(),
        "应报数": len(programme.asked_units),
        "未报送": Cut.names(absent),
        "逾期": Cut.names([unit.name for unit in programme.units if unit.code in assessment.late]),
        "评分表": [
            card_words(assessment, card, group)
            for card in programme.scorecards
            for group in dict.fromkeys(row.group for row in assessment.rankings[card.scorecard_id])
        ],
        "任务": task_counts(outcomes.tasks),
        "指标": indicator_counts(outcomes.tasks),
        "指标情况": Tally(one for outcome in outcomes.tasks for one in outcome.indicators).words,
        "主要目标": goal_words(outcomes),
        "未完成": unmet(outcomes),
        "与事实不符": denied(assessment),
        "复核": _review_counts(assessment),
        "推荐人数": len(judged),
        "可表彰人数": sum(not one.against for one in judged),
    }


def _particulars_words(particulars: Particulars) -> Words:
    """What 基本信息 gives of the assessment, its document and its office."""
    return {
        "年度": str(particulars.year),
        "地区": particulars.district,
        "考核": particulars.name.removesuffix("考核"),
        "方案": particulars.title,
        "文号": particulars.document_number,
        "发文机关": _issuer(particulars),
        "办公室": particulars.office,
        "主送": particulars.addressees or "各有关单位",
        "抄送": particulars.copies_to,
        "印发机关": particulars.printed_by or _issuer(particulars),
        "统计截止日": show_day(particulars.counted_until) if particulars.counted_until else "",
        "联系人": particulars.contact,
        "电话": particulars.phone,
    }


def _issuer(particulars: Particulars) -> str:
    """The name of the office that issues and signs the bulletin."""
    return particulars.issuer or particulars.office


def _review_counts(assessment: Assessment) -> Mapping[str, int]:
    """How many rows of applications there are, by what became of them; empty where there are none.

    An application that its unit took back is none.
    """
    reviews = assessment.reviews
    asked = len(reviews.standing) - reviews.withdrawn
    if not asked:
        return {}
    return {
        "申请": asked,
        "改变": reviews.changed,
        "维持": reviews.decided - reviews.changed,
        "待答复": reviews.open,
        "其他": asked - reviews.decided - reviews.open,
    }


def _stage_words(assessment: Assessment) -> Words:
    """How far the year has come."""
    stage = assessment.stage_of()
    return {
        "阶段": stage.verification,
        "现阶段": str(stage.word),
        "草稿": assessment.is_draft,
        "定稿说明": assessment.programme.settings.final_reason,
        "已核定": stage.is_verified,
        "核定进度": f"已核定{stage.verified}条，共{stage.total}条" if stage.verified else "",
    }
