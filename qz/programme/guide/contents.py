"""The sheet 目录, first in a programme workbook: what is on each sheet, and how each kind of rule is computed."""

from typing import Final

from qz.programme.sheets.programme_sheets import CONTENTS_TITLE, SHEETS
from qz.rules.registry import KINDS
from qz.rules.rule_kind import Needs
from qz.values.value_types import VALUE_TYPES
from qz.workbook.write.book import Book
from qz.workbook.write.cell_references import quote_sheet
from qz.workbook.write.look import BODY_SIZE
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.text_room import height_for

_WIDTHS: Final = (18.0, 78.0, 44.0)


def write_contents(book: Book, title: str) -> None:
    """Write the sheet: links to the other sheets with their notes, then the kinds of rule."""
    sheet = book.sheet(CONTENTS_TITLE)
    sheet.widths(_WIDTHS)
    sheet.merge((0, 0), (0, 2), title, "title")
    guide = (
        "本工作簿是一个年度考核的全部内容：改这里，填报表、核对、计分和排名就随之改变。"
        "改完请运行检查（make check），再发出填报表。本页自动生成，不必填写。"
    )
    sheet.merge((1, 0), (1, 2), guide, "body quiet")
    sheet.heights([34, height_for(guide, sum(_WIDTHS), BODY_SIZE) + 4])
    row = _write_sheets(sheet, 2)
    _write_kinds(sheet, row + 1)
    sheet.page(PrintSetup())


def _write_sheets(sheet: Sheet, row: int) -> int:
    sheet.head(row, ["工作表", "内容和填法"])
    sheet.merge((row, 1), (row, 2), "内容和填法", "head")
    for spec in SHEETS:
        row += 1
        sheet.link(row, 0, f"{quote_sheet(spec.title)}!A1", spec.title)
        sheet.merge((row, 1), (row, 2), spec.note, "body box")
        sheet.heights([height_for(spec.note, sum(_WIDTHS[1:]), BODY_SIZE)], row)
    return row + 1


def _write_kinds(sheet: Sheet, row: int) -> None:
    sheet.head(row, ["计分方式", "算法", "《评分方法》里要填的栏目"])
    for kind in KINDS.values():
        row += 1
        needs = describe_needs(kind.needs)
        sheet.text(row, 0, kind.label, "body box center")
        sheet.text(row, 1, kind.summary, "body box")
        sheet.text(row, 2, needs, "body box")
        height = max(height_for(kind.summary, _WIDTHS[1], BODY_SIZE), height_for(needs, _WIDTHS[2], BODY_SIZE))
        sheet.heights([max(18.0, height)], row)


def _describe_targets(needs: Needs) -> list[str]:
    """What the kind of rule compares an answer with, in words."""
    if needs.target and needs.unit_target:
        return ["目标值（不填则用单位目标），或组内对照"]
    if needs.target:
        return ["目标值"]
    return ["《单位目标》里的目标，或组内对照"] if needs.unit_target else []


def describe_needs(needs: Needs) -> str:
    """What a kind of rule needs filled in, by the heads of 《评分方法》."""
    parts = ["分值"] if needs.points else []
    if needs.facts:
        types = "、".join(VALUE_TYPES.word(value_type) for value_type in needs.types)
        parts.append(f"填报数据{'（一项）' if needs.at_most_one_fact else ''}{f'（{types}）' if types else ''}")
    parts += _describe_targets(needs)
    parts += [word for word, needed in (("每少", needs.step), ("每次分数", needs.rate)) if needed]
    if needs.consequence:
        parts.append("后果")
    if needs.bands or needs.places:
        parts.append("分档" if needs.bands else "分档或每次分数")
    parts += [
        word
        for word, needed in (("最多分数（不填为本项标准分）", needs.most), ("最少分数（可不填）", needs.least_points))
        if needed
    ]
    if len(needs.comparators) > 1:
        parts.append("比较")
    if needs.triggers:
        parts.append("触发（可不填）")
    if needs.once:
        parts.append("只计一次（可不填）")
    return "、".join(parts)
