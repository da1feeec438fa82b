"""A scorecard's words in the bulletin: its ranking, grades, and the units to be commended or criticised."""

from collections.abc import Mapping, Sequence
from typing import Any

from qz.layout import many_units
from qz.model.assessment import Assessment
from qz.model.assessment_rules import BulletinThresholds
from qz.model.returns import UnitState
from qz.model.scorecards import Scorecard
from qz.model.scores import RankRow, UnitScore
from qz.model.stages import StageWord
from qz.model.task_table import Unit
from qz.model.values import round_score, show_number
from qz.reports.bulletin.document_lists import Cut, Words, quote
from qz.reports.bulletin.named_units import commend_rule, criticise_rule, name_units
from qz.reports.losses import item_head, item_words
from qz.reports.result_words import PROVISIONAL, report_title, state_words


def card_words(assessment: Assessment, card: Scorecard, group: str) -> Words:
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

    why = "见《奖惩建议表》" if limits.proposes else "见《排名》"

    def with_reasons(found: Sequence[tuple[RankRow, str]]) -> Cut[Words]:
        first = [{**words(row), "原因": quote(reason)} for row, reason in found[: many_units.POLICY.document_rows]]
        return Cut.rows(first, len(found), _rest(found) | {"暂计": "", "原因": why})

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
        "未列入表扬": with_reasons(named.passed_over),
        "批评标准": criticise_rule(card, limits),
        "批评": with_reasons(named.criticised),
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
    return Cut.rows(words, len(rows), _rest(rows))


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
    return Cut.rows(words, len(rows), _rest(rows) | {"备注": "见《排名》", "各项得分": ["……"] * len(card.items)})


def _rest(rows: Sequence[object]) -> dict[str, Any]:
    """What stands in place of the units that a document does not list."""
    return {"单位": f"其余{len(rows) - many_units.POLICY.document_first}个单位"}


def _item_words(card: Scorecard, score: UnitScore | None) -> list[str]:
    """Each item's score: ``9＋1``; a dash for a unit without a return."""
    return ["—"] * len(card.items) if score is None else [item_words(part) for part in score.items]


def _rank_words(assessment: Assessment, unit: Unit, row: RankRow) -> Words:
    """A unit's row of the ranking in words. At 定稿, corrections are not mentioned where the total is complete."""
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
