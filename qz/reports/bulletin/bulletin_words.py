"""The words that the bulletin's template may use, each with its facts; the sentences stand in the template."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import Any, Final, TypeVar, overload

from qz.layout import many_units
from qz.layout.denials import part_words
from qz.model.assessment import Assessment
from qz.model.programme import BulletinThresholds, Particulars, Scorecard, Unit
from qz.model.returns import UnitState
from qz.model.scores import RankRow, UnitScore
from qz.model.stages import StageWord
from qz.model.unit_sums import Contradiction
from qz.model.values import round_score, show_number
from qz.reports.bulletin.named_units import commend_rule, criticise_rule, name_units
from qz.reports.dated import dated_words
from qz.reports.goals.indicator_outcomes import (
    NOT_GIVEN,
    Tally,
    TaskOutcome,
    Unmet,
    unmet_indicator,
    unmet_of,
)
from qz.reports.goals.outcomes import Outcomes, outcomes_of
from qz.reports.losses import item_head, item_words
from qz.reports.papers.nominees import JudgedNominee, judge_nominees
from qz.reports.result_words import NO_STATUS, NOT_RECEIVED, PROVISIONAL, report_title, state_words
from qz.values.dates import show_day
from qz.values.numerals import write_chinese
from qz.values.value_types import show_value
from qz.words import DONE, MISSED, REACHED, UNDONE

Words = Mapping[str, Any]
NO_REASON: Final = "未说明"
_MOST: Final = 120
"""Characters of a unit's own words that a bulletin quotes; 目标任务完成情况 has all of them."""


def numbering() -> Callable[[], str]:
    """A function that gives 一, 二, 三 and so on, call by call, so that a section left out leaves no gap."""
    numbers = count(1)
    return lambda: write_chinese(next(numbers))


def quote(text: str) -> str:
    """A unit's own words on one line, without characters that a document cannot hold; cut after 120 characters."""
    clean = "".join(char if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Cn", "Co"} else " " for char in text)
    line = " ".join(clean.split())
    return line if len(line) <= _MOST else f"{line[:_MOST]}……"


T = TypeVar("T")


class Cut(Sequence[T]):
    """A list in a document: all entries; of very many only the first, and one more in place of the rest.

    Its length is the number of all entries, so that a template counts right.
    """

    def __init__(self, first: Sequence[T], count: int, rest: T) -> None:
        """``first``: the first ``document_rows`` (see the policy) of ``count``; ``rest``: in place of the rest."""
        policy = many_units.POLICY
        self._listed = [*first[: policy.document_first], rest] if count > policy.document_rows else [*first]
        self._count = count

    @classmethod
    def names(cls, names: Sequence[str]) -> "Cut[str]":
        """Names of units."""
        return Cut(names, len(names), f"等{len(names)}个单位")

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        return iter(self._listed)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        return self._listed[place]


def bulletin_words(
    assessment: Assessment, outcomes: Outcomes | None = None, judged: Sequence[JudgedNominee] | None = None
) -> dict[str, Any]:
    """Every word that the template may use. The template calls ``序`` for the number of each section.

    ``outcomes``, ``judged``: those of the assessment, where the caller has them already.

    Source: product specification, "Results"; the document's text, 三 3 (严格督查考核).
    """
    programme = assessment.programme
    particulars = programme.particulars
    outcomes = outcomes_of(assessment) if outcomes is None else outcomes
    judged = judge_nominees(assessment) if judged is None else judged
    states, stage = assessment.states, assessment.stage_of()
    absent = [unit.name for unit in programme.asked_units if states[unit.code] is UnitState.NOT_RECEIVED]
    name = particulars.name.removesuffix("考核")
    return {
        "标题": f"关于{report_title(programme, '').removesuffix('考核')}\n考核情况的通报",
        "年度": str(particulars.year),
        "地区": particulars.district,
        "考核": name,
        "方案": particulars.title,
        "文号": particulars.document_number,
        "发文机关": _issuer(particulars),
        "办公室": particulars.office,
        "主送": particulars.addressees or "各有关单位",
        "抄送": particulars.copies_to,
        "印发机关": particulars.printed_by or _issuer(particulars),
        "统计截止日": show_day(particulars.counted_until) if particulars.counted_until else "",
        "收件": dated_words(assessment),
        "联系人": particulars.contact,
        "电话": particulars.phone,
        "阶段": stage.verification,
        "现阶段": str(stage.word),
        "草稿": assessment.is_draft,
        "定稿说明": programme.settings.final_reason,
        "已核定": stage.is_verified,
        "核定进度": _progress(assessment),
        "序": numbering(),
        "应报数": len(programme.asked_units),
        "未报送": Cut.names(absent),
        "逾期": Cut.names([unit.name for unit in programme.units if unit.code in assessment.late]),
        "评分表": [
            _card_words(assessment, card, group)
            for card in programme.scorecards
            for group in dict.fromkeys(row.group for row in assessment.rankings[card.scorecard_id])
        ],
        "任务": _task_counts(outcomes.tasks),
        "指标": _indicator_counts(outcomes.tasks),
        "指标情况": Tally(one for outcome in outcomes.tasks for one in outcome.indicators).words,
        "主要目标": _goal_words(outcomes),
        "未完成": _unmet(outcomes),
        "与事实不符": _denied(assessment),
        "复核": _review_counts(assessment),
        "推荐人数": len(judged),
        "可表彰人数": sum(not one.against for one in judged),
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


def _progress(assessment: Assessment) -> str:
    stage = assessment.stage_of()
    return f"已核定{stage.verified}条，共{stage.total}条" if stage.verified else ""


def _card_words(assessment: Assessment, card: Scorecard, group: str) -> Words:
    """A scorecard's words; where its units are ranked in groups, those of one group."""
    programme = assessment.programme
    rows = [row for row in assessment.rankings[card.scorecard_id] if row.group == group]
    units = {unit.code: unit for unit in assessment.units_of(card.scorecard_id) if unit.group == group}
    limits = next((one for one in programme.bulletin if one.scorecard_id == card.scorecard_id), None)
    limits = limits or BulletinThresholds(card.scorecard_id)
    named = name_units(assessment, card, limits, rows)
    label = f"{card.label}（{group}）" if group else card.label

    def words(row: RankRow) -> Words:
        return _rank_words(assessment, units[row.unit_code], row)

    return {
        "名称": label,
        "标准分": show_number(card.nominal_total),
        "应评": len(units),
        "已评": sum(row.totals is not None for row in rows),
        "未报送": Cut.names([units[row.unit_code].name for row in rows if row.totals is None]),
        "附件名": report_title(programme, f"{label}考核得分表"),
        "各项": [item_head(item) for item in card.items],
        "等次": [
            {"名称": name, "单位": Cut.names([units[row.unit_code].name for row in rows if row.grade == name])}
            for name in dict.fromkeys(grade.name for grade in programme.grades_of(card.scorecard_id, group))
        ],
        "综合": _composite_words(assessment, card, units, group),
        "排名": _ranking(assessment, card, units, rows),
        "有暂计": any(row.totals is not None and row.totals.provisional for row in rows),
        "表扬标准": commend_rule(limits),
        "表扬": [words(row) for row in named.commended],
        "未列入表扬": [{**words(row), "原因": quote(why)} for row, why in named.passed_over],
        "批评标准": criticise_rule(card, limits),
        "批评": [{**words(row), "原因": quote(why)} for row, why in named.criticised],
    }


def _composite_words(assessment: Assessment, card: Scorecard, units: Mapping[str, Unit], group: str) -> "Cut[Words]":
    """The ranking by composite score; empty where the programme has none."""
    rows = [row for row in assessment.composites.get(card.scorecard_id, ()) if row.group == group]
    words: list[Words] = [
        {
            "名次": "—" if row.rank is None else str(row.rank),
            "单位": units[row.unit_code].name,
            "综合得分": "—" if row.total is None else show_number(row.total),
            "各部分": "；".join(
                f"{one.part.name}{one.state.value or show_number(round_score(one.counted))}" for one in row.parts
            ),
        }
        for row in rows[: many_units.POLICY.document_rows]
    ]
    rest = {"单位": f"其余{len(rows) - many_units.POLICY.document_first}个单位"}
    return Cut(words, len(rows), {**dict.fromkeys(words[0] if words else (), "……"), **rest})


def _ranking(
    assessment: Assessment, card: Scorecard, units: Mapping[str, Unit], rows: Sequence[RankRow]
) -> "Cut[Words]":
    words: list[Words] = [
        {
            **_rank_words(assessment, units[row.unit_code], row),
            "各项得分": _item_words(card, assessment.scores.get(row.unit_code)),
        }
        for row in rows[: many_units.POLICY.document_rows]
    ]
    unnamed = f"其余{len(rows) - many_units.POLICY.document_first}个单位"
    rest: Words = {"单位": unnamed, "备注": "见《排名》", "各项得分": ["……"] * len(card.items)}
    return Cut(words, len(rows), {**dict.fromkeys(words[0] if words else (), "……"), **rest})


def _item_words(card: Scorecard, score: UnitScore | None) -> list[str]:
    """Each item's score: ``9＋1``; a dash for a unit without a return."""
    return ["—"] * len(card.items) if score is None else [item_words(part) for part in score.items]


def _rank_words(assessment: Assessment, unit: Unit, row: RankRow) -> Words:
    """A unit's row of the ranking in words. At 定稿, nothing is said about corrections where the total is complete."""
    totals = row.totals
    state = state_words(assessment, unit, totals).removeprefix(PROVISIONAL)
    blank = {"名次": "—", "单位": unit.name, "总分": "—", "标准分得分": "—", "加分": "—", "失分": "—", "暂计": ""}
    if totals is None:
        return {**blank, "备注": state}
    mark = PROVISIONAL if totals.provisional else ""
    if assessment.stage_of().word == StageWord.FINAL and not mark:
        state = "、".join(part for part in state.split("、") if part != UnitState.TO_CORRECT.value)
    return {
        "名次": "—" if row.rank is None else str(row.rank),
        "单位": unit.name,
        "总分": show_number(totals.total),
        "标准分得分": show_number(totals.base),
        "加分": show_number(totals.bonus),
        "失分": show_number(totals.lost),
        "暂计": mark,
        "备注": "、".join(filter(None, (row.grade, "" if state == UnitState.IN_ORDER.value else state))),
    }


def _goal_words(outcomes: Outcomes) -> str:
    """The counts of the goals that only the document's text has, in words; ``""`` where there are none."""
    own = [one for goal in outcomes.goals for one in goal.own]
    return Tally(own).words if own else ""


def _denied(assessment: Assessment) -> "Cut[Words]":
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
    return Cut(words, len(found), {**dict.fromkeys(words[0] if words else (), "……"), **rest})


def _amount(one: Contradiction, value: Decimal) -> str:
    return show_value(value, one.indicator.value_type, one.indicator.unit_of_measure)


def _unmet(outcomes: Outcomes) -> "Cut[Words]":
    found: list[tuple[TaskOutcome | None, Unmet]] = [(task, one) for task in outcomes.tasks for one in unmet_of(task)]
    found += [
        (None, one)
        for goal in outcomes.goals
        for own in goal.own
        for one in unmet_indicator(own, goal.goal.goal_id, goal.goal.section)
    ]
    words = [_unmet_words(outcome, one) for outcome, one in found[: many_units.POLICY.document_rows]]
    rest = {"事项": f"其余{len(found) - many_units.POLICY.document_first}项见《目标任务完成情况》"}
    return Cut(words, len(found), {**dict.fromkeys(words[0] if words else (), "……"), **rest})


def _task_counts(outcomes: Sequence[TaskOutcome]) -> Words:
    words = [outcome.word for outcome in outcomes]
    return {"总数": len(words)} | {word: words.count(word) for word in (DONE, UNDONE, NO_STATUS)}


def _indicator_counts(outcomes: Sequence[TaskOutcome]) -> Words:
    """The counts of the responsibility table's indicators, each once, as in 目标任务完成情况."""
    states = Tally(one for outcome in outcomes for one in outcome.indicators).numbers
    return {"总数": states.total()} | {state: states[state] for state in (REACHED, MISSED, NOT_GIVEN)}


def _unmet_words(outcome: TaskOutcome | None, one: Unmet) -> dict[str, str]:
    """One row of what is not done, with the reason its lead gave; a note beside 已完成 is not taken as a reason."""
    about = one.what.partition("：")[2]
    statuses = outcome.statuses if outcome else ()
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
