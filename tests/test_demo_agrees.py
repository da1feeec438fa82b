"""What the demo's own outputs say of one year: no page commends, counts or calls done what another page denies."""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from qz.cli.main import main

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    arguments = ["--returns", str(ROOT / "samples" / "2011"), "--output", str(folder)]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        assert main(["collect", "--year", "2011", *arguments]) == 0
    return folder / "2011"


@pytest.fixture(scope="module")
def bulletin(output):
    return [paragraph.text for paragraph in Document(output / "results" / "通报.docx").paragraphs]


def rows_of(path, sheet):
    """The rows of a sheet as texts, blanks left out."""
    page = openpyxl.load_workbook(path, data_only=True)[sheet]
    return [[str(value) for value in row if value is not None] for row in page.iter_rows(values_only=True)]


def after(rows, title):
    """The rows under a heading, down to the next blank one."""
    start = next(place for place, row in enumerate(rows) if row and row[0].startswith(title)) + 1
    end = next((place for place in range(start, len(rows)) if not rows[place]), len(rows))
    return rows[start:end]


def test_who_was_caught_is_not_commended_and_told_why(bulletin):
    """三井街道 is second of the towns, and had a case of 区域性制假售假."""
    at = next(place for place, text in enumerate(bulletin) if text.startswith("三、予以表扬"))
    commended, passed = bulletin[at + 2], bulletin[at + 3]
    assert commended == "排名前3名、总分不低于90分的：春江镇（第1名，102分）、薛家镇（第3名，94分）。"
    assert passed.startswith("达到上述条件而没有列入的：三井街道（第2名）发生区域性制假售假案件")


def test_task_5_1_is_marked_as_denied_wherever_it_stands(output, bulletin):
    denial = "区域性和严重影响新北形象和声誉的制假售假行为"
    goals = output / "results" / "目标任务完成情况.xlsx"
    (row,) = [row for row in after(rows_of(goals, "总览"), "填“已完成”而与事实不符") if row[0].endswith("5.1")]
    assert row[2:6] == [denial, "质监分局", "≤0起", "2起"]
    assert any(f"任务5.1打假治劣（质监分局），{denial}目标≤0起，实际2起" in text for text in bulletin)
    found = rows_of(output / "results" / "收件登记.xlsx", "问题")
    assert any(row[-1] == "C14" and "任务5.1填的是已完成" in row[-2] for row in found)
    asked = openpyxl.load_workbook(output / "verification" / "核定表-办公室.xlsx")
    texts = [str(cell.value) for page in asked for line in page.iter_rows() for cell in line if cell.value]
    assert any("与事实不符" in text and denial in text for text in texts)


def test_totals_count_the_documents_indicators(output, bulletin):
    rows = rows_of(output / "results" / "目标任务完成情况.xlsx", "总览")
    assert "指标37个：达到33、未达到4" in rows[1][0]
    assert any("分解表的指标37个：达到33、未达到4" in text for text in bulletin)
    counted = after(rows, "按工作内容")[1:]
    assert [row[:2] for row in counted] == [
        ["1", "提高质量水平"],
        ["2", "夯实标准计量基础"],
        ["3", "夯实标准计量基础"],
        ["4", "推进品牌建设"],
        ["5", "严格质量监管"],
        ["6", "加强宣传培训"],
    ]
    assert sum(int(row[4]) for row in counted) == 37
    leads = {row[1]: row[-1] for row in after(rows, "按牵头单位")[1:]}
    assert "主要目标另有企业研发支出占销售收入比重未达到" in leads["科技局"], "asked by the text alone"
    assert "主要目标另有重点监控设备人员持证上岗率未达到" in leads["质监分局"]
    assert sum(int(row[2].removeprefix("共").split("项")[0]) for row in counted) == 20


def test_every_number_of_the_text_is_somebodys_and_reported(output):
    rows = rows_of(output / "results" / "目标任务完成情况.xlsx", "主要目标")
    assert "指标35个：达到31、未达到4" in rows[1][0]
    text = "\n".join("　".join(row) for row in rows)
    assert "未填报" not in text
    assert "目标未报" not in text
    for label in (
        "发明专利申请数",
        "百亿元GDP专利授权数",
        "安全责任告知率",
        "重大事故隐患整改督查率",
        "重点监控设备现场监察率",
    ):
        assert label in text
    assert text.count("科技局") == 6


def test_losses_add_up(output):
    """失分明细, unit by unit, to the 失分 of the ranking; who lost nothing of a bonus has lost nothing."""
    path = output / "results" / "排名.xlsx"
    lost = {}
    for sheet in ("镇街道排名", "部门排名"):
        page = openpyxl.load_workbook(path, data_only=True)[sheet]
        lines = [[cell.value for cell in row] for row in page.iter_rows()]
        head = next(place for place, row in enumerate(lines) if "失分" in row)
        column, name = lines[head].index("失分"), lines[head].index("单位")
        lost |= {row[name]: row[column] for row in lines[head + 1 :] if isinstance(row[column], int | float)}
    lines = [list(row) for row in openpyxl.load_workbook(path, data_only=True)["失分明细"].iter_rows(values_only=True)]
    head = next(place for place, row in enumerate(lines) if "失分" in row)
    column, name = lines[head].index("失分"), lines[head].index("单位")
    sums = defaultdict(Decimal)
    for row in lines[head + 1 :]:
        if isinstance(row[column], int | float):
            sums[row[name]] += Decimal(str(row[column]))
    assert len(lost) == 20
    assert {unit: Decimal(str(points)) for unit, points in lost.items() if points} == dict(sums)
    assert lost["国税局"] == 0, "no honours, and no loss"
