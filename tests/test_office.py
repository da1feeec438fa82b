"""The second spreadsheet program recalculates, is checked on, and is never silently left out."""

import openpyxl
import pytest
import xlsxwriter
from office import OfficeFault, go_without


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
def test_what_was_not_written_is_a_fault(office, tmp_path):
    (tmp_path / "空.xlsx").touch()
    with pytest.raises(OfficeFault, match="empty"):
        office.convert([tmp_path / "空.xlsx"], tmp_path / "out")
    (tmp_path / "乱.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(OfficeFault, match="not written"):
        office.convert([tmp_path / "乱.xlsx"], tmp_path / "out")
    with pytest.raises(OfficeFault, match="stem"):
        office.convert([tmp_path / "空.xlsx", tmp_path / "x" / "空.xlsx"], tmp_path / "out")


def test_without_it_tests_are_skipped_unless_it_is_required():
    with pytest.raises(pytest.skip.Exception, match="LibreOffice is not installed"):
        go_without(None)
    with pytest.raises(pytest.fail.Exception, match="LibreOffice is not installed"):
        go_without("required")
