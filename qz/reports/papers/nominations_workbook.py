"""表彰推荐汇总.xlsx: everybody nominated for commendation, with merits and the reasons against each."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from qz.model.assessment import Assessment
from qz.model.scores import RankRow
from qz.model.task_table import Unit
from qz.model.values import show_number
from qz.reports.consolidated.consolidated_workbook import UnitPlace, unit_places
from qz.reports.papers.nominees import JudgedNominee, judge_nominees
from qz.reports.report_page import Listing, write_listing
from qz.reports.result_words import PROVISIONAL, report_title, stage_words
from qz.reports.rules_page import write_rules
from qz.workbook.write.book import Book
from qz.workbook.write.table import Cell, Content, TableColumn

NOMINATIONS_NAME: Final = "表彰推荐汇总.xlsx"
_SHEET: Final = "表彰推荐汇总"
_COLUMNS: Final = (
    TableColumn("序号", 6, "body box center"),
    TableColumn("推荐单位", 13, "body box center"),
    TableColumn("姓名", 10, "body box center bold"),
    TableColumn("职务", 18, "body box left"),
    TableColumn("主要事迹", 40, "body box left"),
    TableColumn("单位名次和总分", 13, "body box center"),
    TableColumn("不利情况", 36, "body box left"),
    TableColumn("列入表彰决定", 10, "body box center"),
    TableColumn("办公室意见", 13),
)


def write_nominations(assessment: Assessment, path: Path) -> None:
    """Write 表彰推荐汇总.xlsx to ``path``: a row a nominee, in roster order."""
    programme = assessment.programme
    judged = judge_nominees(assessment)
    places = sum(programme.places_of(unit) for unit in programme.units)
    clear = sum(not one.against for one in judged)
    lines = (
        f"阶段：{stage_words(assessment)}　名额共{places}人，推荐{len(judged)}人，没有不利情况的{clear}人。",
        "有不利情况的先不列入表彰决定，由办公室核实后定。本表有个人信息，只供评选表彰使用，不得外传。",
    )
    with Book.create(path, report_title(programme, "表彰推荐汇总"), author=programme.particulars.office) as book:
        listing = Listing("表彰推荐汇总", lines, _COLUMNS, 3, when_empty="没有单位推荐人选。")
        write_listing(book.sheet(_SHEET), assessment, listing, _rows(assessment, judged))
        write_rules(book, assessment)


def _rows(assessment: Assessment, judged: Sequence[JudgedNominee]) -> Iterator[Sequence[Content]]:
    ranked = {row.unit_code: row for ranking in assessment.rankings.values() for row in ranking}
    places: dict[str, UnitPlace] = {}
    for card in assessment.programme.scorecards:
        places |= unit_places(assessment, card)
    for number, one in enumerate(judged, start=1):
        against = "；".join(one.against)
        yield [
            number,
            one.unit.name,
            one.nominee.name,
            one.nominee.post,
            one.nominee.merits,
            _standing(one.unit, ranked.get(one.unit.code), places),
            Cell(against, "red") if against else "无",
            "否" if against else "是",
            "",
        ]


def _standing(unit: Unit, row: RankRow | None, places: dict[str, UnitPlace]) -> Content:
    """``第2名，95分``, leading to the unit's sheet; a dash for a unit that is not scored."""
    if row is None or row.totals is None or unit.code not in places:
        return "—"
    rank = "暂不排名" if row.rank is None else f"第{row.rank}名"
    mark = PROVISIONAL if row.totals.provisional else ""
    return places[unit.code].link(f"{rank}，{show_number(row.totals.total)}分{mark}")
