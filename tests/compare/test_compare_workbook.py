"""The comparison as leaders open it."""

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from recalculated import changed_values
from two_years import card, programme, ranking, task, unit

from qz.compare.comparison_workbook import file_name, write_comparison
from qz.compare.years import compare_programmes

UNITS = [unit("B01", "质监分局"), unit("B02", "安监局"), unit("Z01", "春江镇", kind="镇", card="town")]
OLD = programme(
    2010,
    [*UNITS, unit("B03", "园区办")],
    [
        task("3.1", "品牌", "名牌", "新创名牌产品3只。", "B01", "Z01 B03", [("名牌产品", "3")]),
        task("4.2", "监管", "确保安全", "无重特大安全事故。特种设备登记率达到100%。", "B02 B01", "Z01"),
        task("4.4", "监管", "会展", "=1+1", "B03"),
    ],
    cards=[card("town", "镇街道")],
)
NEW = programme(
    2011,
    UNITS,
    [
        task("4.1", "品牌", "名牌", "新创名牌产品4只。", "B01", "Z01", [("名牌产品", "4")]),
        task("5.2", "监管", "确保安全", "杜绝重特大安全事故，严肃查处违法行为。", "B02", "Z01"),
        task("5.3", "监管", "确保安全", "完善责任体系。特种设备登记率100%。", "B01", "B02 Z01"),
    ],
    cards=[card("town", "镇街道")],
)


@pytest.fixture
def path(tmp_path):
    comparison = compare_programmes(OLD, NEW)
    path = tmp_path / file_name(comparison)
    write_comparison(comparison, path)
    return path


def texts(sheet):
    return [[str(cell.value) for cell in row if cell.value is not None] for row in sheet.iter_rows()]


def marked(cell):
    return [part.text for part in cell.value if isinstance(part, TextBlock) and (part.font.strike or part.font.u)]


def test_the_file_bears_both_years(path):
    assert path.name == "对比-2010-2011.xlsx"


def test_the_overview_counts_and_names_what_matters(path):
    sheet = openpyxl.load_workbook(path)["概览"]
    rows = {row[0]: row[1:] for row in texts(sheet) if len(row) > 1}
    assert rows["目标任务（项）"] == ["3", "3", "0", "改写1、拆分1、取消1"]
    assert rows["量化指标（个）"] == ["1", "1", "0", "提高1"]
    assert rows["参与单位（个）"] == ["4", "3", "−1", "2011年不再列入：园区办"]
    assert rows["取消任务"] == ["4.4 会展（园区办牵头）"]
    assert rows["任务拆分"] == ["4.2 确保安全 → 5.2 确保安全（安监局牵头）、5.3 确保安全（质监分局牵头）"]
    assert rows["目标提高"] == ["名牌产品 3只 → 4只"]
    assert rows["考核结果"] == ["两年的考核结果没有同时具备，未作比较。"]
    assert "新增任务" not in rows


def test_changed_words_are_struck_or_bold_and_underlined(path):
    sheet = openpyxl.load_workbook(path, rich_text=True)["任务对比"]
    old, new = sheet["C4"], sheet["E4"]
    assert isinstance(old.value, CellRichText)
    assert marked(old) == ["3"]
    assert old.value[1].font.strike
    assert marked(new) == ["4"]
    assert new.value[1].font.b
    assert new.value[1].font.u == "single"


def test_a_split_task_goes_down_its_parts_rows(path):
    sheet = openpyxl.load_workbook(path)["任务对比"]
    assert [sheet.cell(row, 1).value for row in (5, 6)] == ["拆分", "拆分"]
    assert {str(block) for block in sheet.merged_cells.ranges} >= {"B5:B6", "C5:C6", "F5:F6"}
    assert [sheet.cell(row, 4).value for row in (5, 6)] == ["5.2 确保安全", "5.3 确保安全"]


def test_what_a_document_says_never_becomes_a_formula(path):
    cells = [cell for row in openpyxl.load_workbook(path)["任务对比"].iter_rows() for cell in row]
    (cell,) = [cell for cell in cells if cell.value == "=1+1"]
    assert cell.data_type == "s"


def test_a_unit_sees_its_own_year(path):
    sheet = openpyxl.load_workbook(path)["单位对比"]
    rows = {row[0]: row[1:] for row in texts(sheet) if len(row) > 1}
    assert rows["质监分局"] == ["2", "2", "0", "0"]
    assert rows["安监局"] == ["1", "1", "0", "1", "5.3 确保安全（配合）"]
    assert rows["园区办"] == ["2011年不再列入", "1", "0", "1", "0", "2010年的全部任务"]


def test_the_same_comparison_gives_the_same_bytes(path, tmp_path):
    again = tmp_path / "again.xlsx"
    write_comparison(compare_programmes(OLD, NEW), again)
    assert again.read_bytes() == path.read_bytes()


def with_results(path):
    rankings = [{"town": ranking("town", ("Z01", rank, base, "1.5"))} for rank, base in ((3, "88.25"), (1, "90"))]
    write_comparison(compare_programmes(OLD, NEW, *rankings), path)
    return path


def test_results_have_a_sheet_where_both_years_have_them(path, tmp_path):
    assert "考核结果对比" not in openpyxl.load_workbook(path).sheetnames
    sheet = openpyxl.load_workbook(with_results(tmp_path / "r.xlsx"), data_only=True)["考核结果对比"]
    assert [cell.value for cell in sheet[4]] == ["镇街道", "春江镇", 3, 1, 2, 89.75, 91.5, 1.75, 88.25, 90, 1.5, 1.5]


@pytest.mark.office
def test_recalculating_changes_nothing(office, tmp_path):
    path = with_results(tmp_path / "r.xlsx")
    (again,) = office.values([path])
    counted, changed = changed_values(path, again)
    assert counted
    assert changed == []


def test_equal_years_have_nothing_to_say(tmp_path):
    write_comparison(compare_programmes(NEW, NEW), tmp_path / "same.xlsx")
    rows = texts(openpyxl.load_workbook(tmp_path / "same.xlsx")["概览"])
    assert ["没有变化", "两年的任务、指标和责任单位都相同。"] in rows
