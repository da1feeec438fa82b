"""Every sheet of the results as text, as a reviewer reads it. ``QZ_WRITE_DUMPS=1`` writes the texts anew."""

import os
from pathlib import Path

import pytest
import report_cases as cases

EXPECTED = Path(__file__).parent / "expected"
SHEETS = [
    (book, sheet)
    for book, sheets in {
        "收件登记": ("单位", "文件", "问题"),
        "乡场河湖考核汇总": ("汇总", "上游乡", "中游乡", "下游乡", "红旗农场", "数据来源"),
        "县直河湖考核汇总": ("汇总", "水务局"),
        "目标任务完成情况": ("总览", "任务和指标", "各单位完成状态"),
        "排名": ("乡场名次", "县直名次", "失分明细", "乡场分项得分", "县直分项得分"),
    }.items()
    for sheet in sheets
]


@pytest.mark.parametrize(("book", "sheet"), SHEETS, ids=[f"{book}-{sheet}" for book, sheet in SHEETS])
@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_sheet_reads_as_expected(second_results, book, sheet):
    text = cases.dump(second_results[book], sheet)
    path = EXPECTED / f"{book}-{sheet}.txt"
    if os.environ.get("QZ_WRITE_DUMPS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
