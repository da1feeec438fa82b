"""The sheet 综合得分 of a scorecard: for each unit the score of each part and what counts of it, as formulas."""

from collections.abc import Sequence
from typing import Final

from qz.layout import many_units
from qz.model.assessment import Assessment
from qz.model.assessment_rules import CompositePart
from qz.model.choices import PartEffect
from qz.model.composite import CompositeRow, PartState
from qz.model.layout import cell_name
from qz.model.values import show_number, show_percent
from qz.reports.consolidated.summary_sheet import rank_formula
from qz.reports.dated import dated_words
from qz.reports.ranking.points import Ranked, to_unit, total_cell
from qz.reports.result_words import report_title, stage_words
from qz.rules.composing import counted_formula, total_expression
from qz.workbook.write.page import Page
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, Content, RowWriter, TableColumn

_TOTAL: Final = 2


def composite_name(ranked: Ranked) -> str:
    """The sheet's name."""
    return f"{ranked.scorecard.label}综合得分"


def part_words(part: CompositePart) -> str:
    """How a part counts, in words: ``权重60%``, ``100分折20分``, ``扣分``."""
    words = [] if part.effect is PartEffect.WEIGHTED else [part.effect.value]
    if part.scale is not None:
        words.append(f"{show_number(part.full)}分折{show_number(part.scale)}分")
    if part.weight != 1:
        words.append(f"权重{show_percent(part.weight)}")
    return "，".join(words) or "照计"


def write_composite(sheet: Sheet, assessment: Assessment, ranked: Ranked) -> None:
    """Write the ranking by composite score."""
    card = ranked.scorecard
    parts = assessment.programme.parts_of(card.scorecard_id)
    rows = assessment.composites[card.scorecard_id]
    grouped = any(row.group for row in rows)
    columns = [
        TableColumn("名次", 7, "body box center bold large"),
        TableColumn("单位", 14, "body box center black"),
        TableColumn("综合得分", 10, "body box score bold large"),
        *(TableColumn(f"{part.name}\n得分", 11, "body box score") for part in parts),
        *(TableColumn(f"{part.name}\n计入（{part_words(part)}）", 14, "body box score") for part in parts),
        *((TableColumn("分组", 9, "body box center"),) if grouped else ()),
    ]
    page = Page(sheet, [column.width for column in columns])
    lines = (
        f"阶段：{stage_words(assessment, card)}　{_sources(parts)}",
        "综合得分＝各部分计入分之和；“不考核”的部分，它的分摊到其余部分；“未报送”“没有结果”的部分暂按0分，综合得分标※。",
    )
    head = page.title(report_title(assessment.programme, composite_name(ranked)), lines)
    sheet.head(head, [column.title for column in columns])
    page.least_of(head, 44)
    writer, first = RowWriter(sheet, columns, least=22), head + 1
    span, live = (first, head + len(rows)), many_units.POLICY.is_live(len(rows))
    for number, row in enumerate(rows, start=first):
        rank = rank_formula((_TOTAL,), number, span, len(columns) - 1 if grouped else None) if live else ""
        writer.write(number, _contents(ranked, row, number, rank, places=card.settings.total_places))
    sheet.filter_buttons(head, head + len(rows), len(columns))
    sheet.freeze(first, 2)
    page.sign(head + 1 + len(rows), len(columns))
    page.finish_around(PrintSetup(repeat=(head, head), footer=dated_words(assessment, card)))


def _sources(parts: Sequence[CompositePart]) -> str:
    """The assessments from which the parts come, in words."""
    return "；".join(f"{part.name}：{'、'.join(part.sources) or '本方案'}" for part in parts)


def _contents(ranked: Ranked, row: CompositeRow, number: int, rank: str, *, places: int) -> list[Content]:
    count = len(row.parts)
    scores = [cell_name(number, _TOTAL + 1 + place) for place in range(count)]
    counted = [cell_name(number, _TOTAL + 1 + count + place) for place in range(count)]
    parts = [one.part for one in row.parts]
    mark = "provisional" if row.provisional else ""
    own = total_cell(ranked, row.unit_code)
    return [
        None if row.rank is None else Cell(row.rank, mark, rank),
        to_unit(ranked, row.unit_code, ranked.units[row.unit_code].name),
        Cell("" if row.total is None else row.total, "", total_expression(parts, scores, counted, places)),
        *(
            one.state.value
            if one.score is None
            else Cell(one.score, "", own if not one.part.sources and one.state is PartState.SCORED else "")
            for one in row.parts
        ),
        *(
            Cell(one.counted, "", counted_formula(one.part, score))
            for one, score in zip(row.parts, scores, strict=True)
        ),
        *([row.group] if row.group else []),
    ]
