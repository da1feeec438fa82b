"""The sheet 自评与核定 of 排名.xlsx: each unit's own score and its score now, in total and for each item."""

from qz.model.assessment import Assessment
from qz.model.layout import cell_name
from qz.model.scores import UnitScore
from qz.model.values import show_number
from qz.reports.ranking.points import Ranked, point_cells, to_unit, zeroed_formula
from qz.reports.report_page import Listing, write_listing
from qz.reports.result_words import stage_words
from qz.rules.card_total import total_formula
from qz.rules.compared import left_out_words
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, Content, TableColumn

_OWN, _NOW, _GAP, _ITEMS_FROM = range(1, 5)


def compares(assessment: Assessment) -> bool:
    """Whether any value was verified or registered, so that there is something to compare."""
    found = assessment.verification
    return bool(found.self_scores and (found.entries or found.register_facts))


def compare_name(ranked: Ranked) -> str:
    """The sheet's name."""
    return f"{ranked.scorecard.label}自评与核定"


def write_comparison(sheet: Sheet, assessment: Assessment, ranked: Ranked) -> None:
    """Write one row for each unit: its own total, the total that counts, the difference, and each item's difference.

    Source: scoring specification, "Missing, doubtful and verified values" (both values are kept).
    """
    items = ranked.scorecard.items
    columns = (
        TableColumn("单位", 13, "body box center black"),
        TableColumn("自评总分", 9, "body box score"),
        TableColumn("核定后总分", 10.5, "body box score bold"),
        TableColumn("相差", 8, "body box score bold signed"),
        *(TableColumn(f"{item.number}\n{item.label}", 9, "body box score signed_no_zero") for item in items),
    )
    lines = (
        f"阶段：{stage_words(assessment, ranked.scorecard)}",
        "自评总分按各单位自报数据计算；相差为核定后总分减自评总分，负数是自评偏高。各项只列有相差的，点单位名称看依据。",
    )
    if waits := left_out_words(ranked.scorecard):
        lines = (lines[0], f"{lines[1]}自评时{waits}。")
    listing = Listing(compare_name(ranked), lines, columns, frozen=1, numbered=False)
    top = listing.top
    own = assessment.verification.self_scores
    codes = [line.unit_code for line in ranked.rows if line.totals is not None and line.unit_code in own]
    rows = (_contents(ranked, assessment.scores[code], own[code], row) for row, code in enumerate(codes, start=top + 1))
    top, end = write_listing(sheet, assessment, listing, rows)
    for sign, style in (("<", "bad"), (">", "good")):
        rule = {"type": "cell", "criteria": sign, "value": 0}
        sheet.mark((top + 1, _GAP), (max(end - 1, top + 1), len(columns) - 1), rule, style)


def _total(ranked: Ranked, code: str, base: str, bonus: str) -> str:
    zeroing = [zeroed_formula(ranked, code)] if ranked.scorecard.zeroing else []
    return total_formula(base, bonus, zeroing, ranked.scorecard.total_rule)


def _contents(ranked: Ranked, score: UnitScore, own: UnitScore, row: int) -> list[Content]:
    cells = point_cells(ranked, score.unit_code)
    items = [
        Cell(part.score - before.score, "", f"ROUND({base}+{bonus}-{show_number(before.score)},2)")
        for part, before, (base, bonus) in zip(score.items, own.items, cells.items, strict=True)
    ]
    return [
        to_unit(ranked, score.unit_code, ranked.units[score.unit_code].name),
        own.total,
        Cell(score.total, "", _total(ranked, score.unit_code, f"SUM({cells.bases})", f"SUM({cells.bonuses})")),
        Cell(score.total - own.total, "", f"ROUND({cell_name(row, _NOW)}-{cell_name(row, _OWN)},2)"),
        *items,
    ]
