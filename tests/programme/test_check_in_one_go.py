"""Faults that do not depend on one another are told by one check; what follows from a fault is not told beside it."""

import openpyxl
from programmes import second_programme_path

from qz.programme.check.run import check_workbook

IN_EVERY_SHEET = {
    ("基本信息", "B11"): "不知道",
    ("单位", "E5"): "没有的表",
    ("单位统称", "B4"): "乡、市",
    ("责任分解表", "E5"): "谁谁谁",
    ("主要目标", "D4"): "九.9",
    ("评分表", "F4"): "多少",
    ("考核内容", "F5"): "x",
    ("评分方法", "E9"): "乱计",
    ("填报数据", "F9"): "上",
    ("数据核对", "B4"): "没有的数",
    ("单位目标", "A4"): "没有的乡",
    ("参数", "B5"): "很多",
    ("通报", "F4"): "Z9",
    ("附件版式", "A5"): "没有",
}
IN_ONE_SHEET = {
    "E4": "乱计", "F6": -1, "G7": "没有", "H8": "约", "P9": "没有局", "Q10": "乱=写", "I11": "许多", "K13": "y",
    "L17": "也许", "J18": "x", "D21": None, "V22": "合在一起", "M26": "z",
}  # fmt: skip


def found_in(tmp_path, cells, *, without=()):
    """The places and codes of what check says of the second programme with these cells changed."""
    path = second_programme_path(tmp_path)
    book = openpyxl.load_workbook(path)
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    for sheet in without:
        del book[sheet]
    book.save(path)
    return [((one.sheet, one.cell), one.code) for one in check_workbook(path).findings]


def places(found):
    return {place for place, _ in found}


def test_a_fault_in_every_sheet(tmp_path):
    assert places(found_in(tmp_path, IN_EVERY_SHEET)) == IN_EVERY_SHEET.keys()


def test_many_faults_in_one_sheet(tmp_path):
    wrong = {("评分方法", cell): value for cell, value in IN_ONE_SHEET.items()}
    assert places(found_in(tmp_path, wrong)) == wrong.keys()


def test_an_error_value_and_a_formula_without_result_hide_nothing(tmp_path):
    """The cells are told once, not also as cells that are blank."""
    broken = {("填报数据", "E9"): "#REF!", ("考核内容", "F4"): "=15*2"}
    found = found_in(tmp_path, {**broken, ("单位", "E5"): "没有的表", ("评分方法", "E9"): "乱计"})
    assert sorted(found) == [
        (("单位", "E5"), "P08"),
        (("填报数据", "E9"), "P12"),
        (("考核内容", "F4"), "P11"),
        (("评分方法", "E9"), "P10"),
    ]


def test_a_head_that_is_missing_hides_its_own_sheet_alone(tmp_path):
    found = found_in(tmp_path, {("填报数据", "B3"): "X", ("单位", "E5"): "没有的表", ("评分方法", "E9"): "乱计"})
    assert sorted(found) == [(("单位", "E5"), "P08"), (("填报数据", ""), "P03"), (("评分方法", "E9"), "P10")]


def test_a_sheet_that_is_missing_is_told_once(tmp_path):
    found = found_in(tmp_path, {("单位", "E5"): "没有的表", ("评分方法", "E9"): "乱计"}, without=["填报数据"])
    assert sorted(found) == [(("单位", "E5"), "P08"), (("填报数据", ""), "P02"), (("评分方法", "E9"), "P10")]


def test_a_reference_to_a_row_that_is_at_fault_is_not_told(tmp_path):
    """The scorecard is there, its row is left out for another fault: what refers to it is right."""
    found = found_in(tmp_path, {("填报数据", "D9"): "没有的类型"})
    assert found == [(("填报数据", "D9"), "P06")]


def test_an_item_at_fault_does_not_hide_its_criteria(tmp_path):
    found = found_in(tmp_path, {("考核内容", "F4"): "30分", ("评分方法", "F6"): None, ("评分方法", "G7"): "没有"})
    assert sorted(found) == [(("考核内容", "F4"), "P05"), (("评分方法", "F6"), "P17"), (("评分方法", "G7"), "P08")]


def test_doubts_are_told_beside_errors_of_other_sheets(tmp_path):
    found = found_in(tmp_path, {("单位", "E5"): "没有的表", ("评分方法", "D4"): "另一句", ("考核内容", "F4"): 40})
    assert sorted(found) == [
        (("单位", "E5"), "P08"),
        (("考核内容", "F4"), "P80"),
        (("评分方法", "D4"), "P91"),
        (("评分表", "F4"), "P82"),
    ]
    found = found_in(tmp_path, {("评分方法", "E9"): "乱计", ("单位", "F8"): None})
    assert sorted(found) == [(("单位", "F8"), "P97"), (("评分方法", "E9"), "P10")]
