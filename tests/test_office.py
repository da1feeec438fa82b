"""The second spreadsheet program recalculates, is checked on, and is never silently left out."""

import openpyxl
import pytest
import xlsxwriter
from office import OfficeFault, go_without
from recalculated import changed_values


def workbook(path, cached):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_number("A1", 2)
        sheet.write_formula("A2", "=A1*21", None, cached)
    return path


@pytest.mark.office
def test_every_file_is_worked_out_anew(office, tmp_path):
    files = [workbook(tmp_path / f"表{place}.xlsx", 99) for place in range(3)]
    for file in office.convert(files, tmp_path / "重算"):
        assert openpyxl.load_workbook(file, data_only=True).active["A2"].value == 42


@pytest.mark.office
def test_values_are_worked_out_anew_and_an_error_is_one(office, tmp_path):
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("数")
        sheet.write_column("A1", [2, "字"])
        sheet.write_formula("C1", "=A1*21", None, 99)
        sheet.write_formula("C2", "=1/0", None, "")
        sheet.write_formula("C3", '=A2&""', None, "字")
    (values,) = office.values([path])
    assert values == {"数": [[2, "", 42], ["字", "", None], ["", "", "字"]]}
    assert changed_values(path, values) == (
        3,
        ["表.xlsx 数!C1: wrote 99.0, recalculated 42.0", "表.xlsx 数!C2: wrote '', recalculated None"],
    )


@pytest.mark.office
def test_what_was_not_written_is_a_fault(office, tmp_path):
    (tmp_path / "空.xlsx").touch()
    with pytest.raises(OfficeFault, match="empty"):
        office.convert([tmp_path / "空.xlsx"], tmp_path / "out")
    (tmp_path / "乱.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(OfficeFault, match="not written"):
        office.convert([tmp_path / "乱.xlsx"], tmp_path / "out")
    with pytest.raises(OfficeFault, match="stem"):
        office.convert([tmp_path / "空.xlsx", tmp_path / "x" / "空.xlsx"], tmp_path / "out")
    with pytest.raises(OfficeFault, match="does not open"):
        office.values([tmp_path / "乱.xlsx"])


def test_without_it_tests_are_skipped_unless_it_is_required():
    with pytest.raises(pytest.skip.Exception, match="LibreOffice is not installed"):
        go_without(None)
    with pytest.raises(pytest.fail.Exception, match="LibreOffice is not installed"):
        go_without("required")
