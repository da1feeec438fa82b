"""The lint sees what it is for: each fault put into a clean workbook is named, and nothing else is."""

import zipfile

import ooxml
import pytest
import xlsxwriter


def clean(path):
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("表一")
        other = book.add_worksheet("表二")
        sheet.write_string(0, 0, "文字")
        sheet.write_number(1, 0, 2.5)
        sheet.write_formula(2, 0, "=SUM('表二'!A1:A2)+IF(A2>1,1,0)", None, 5)
        sheet.merge_range(4, 0, 5, 1, "合并", book.add_format({"bold": True}))
        sheet.data_validation(6, 0, 6, 0, {"validate": "list", "source": ["是", "否"], "input_message": "提示"})
        sheet.data_validation(7, 0, 7, 0, {"validate": "integer", "criteria": ">=", "value": 0})
        sheet.conditional_format(
            0, 0, 9, 0, {"type": "cell", "criteria": ">", "value": 1, "format": book.add_format({"bold": True})}
        )
        sheet.write_url(8, 0, "internal:'表二'!A1", string="去")
        sheet.set_h_pagebreaks([4, 9])
        sheet.set_header("&C题")
        other.add_table(0, 0, 2, 1, {"columns": [{"header": "甲"}, {"header": "乙"}]})
        book.define_name("self_total", "='表一'!$A$3")
        book.set_custom_property("qz_year", "2011", "text")
    return path


def spoil(source, target, part, old, new):
    """The workbook with ``old`` replaced by ``new`` in one part."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == part:
                assert old.encode() in data, (part, old)
                data = data.replace(old.encode(), new.encode(), 1)
            after.writestr(name, data)
    return target


SHEET, BOOK, TABLE = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/tables/table1.xml"
LONG = "长" * 256
FAULTS = [
    (SHEET, '<c r="A2">', '<c r="A1">', "cell A1 in row 2"),
    (SHEET, '<row r="3"', '<row r="2"', "row 2 after row 2"),
    (SHEET, "<v>2.5</v>", "<v>nan</v>", "'nan' is no number"),
    (SHEET, "<v>2.5</v>", "<v>inf</v>", "'inf' is no number"),
    (SHEET, '<c r="A1" t="s"><v>0</v>', '<c r="A1" t="s"><v>99</v>', "shared string 99"),
    (SHEET, '<c r="A2">', '<c r="A2" s="77">', "style 77"),
    (SHEET, "<f>SUM(", "<f>=SUM(", "formula begins with ="),
    (SHEET, "+IF(A2", "+IFS(A2", "function IFS"),
    (SHEET, "+IF(A2", "+(IF(A2", "unbalanced"),
    (SHEET, "'表二'!A1:A2", "'表三'!A1:A2", "names sheet '表三'"),
    (SHEET, "<v>5</v>", "", "formula without a cached value"),
    (SHEET, 'ref="A5:B6"', 'ref="A5:A5"', "of one cell"),
    (SHEET, '<mergeCell ref="A5:B6"/>', '<mergeCell ref="A5:B6"/><mergeCell ref="B6:C7"/>', "merged ranges overlap"),
    (SHEET, '<c r="B5" s="1"/>', '<c r="B5" s="1"><v>3</v></c>', "hidden under a merged range"),
    (SHEET, 'sqref="A8"', 'sqref="A7:A8"', "validations overlap"),
    (SHEET, 'prompt="提示"', f'prompt="{LONG}"', "prompt has 256"),
    (SHEET, 'prompt="提示"', f'error="{LONG}"', "error has 256"),
    (SHEET, '"是,否"', f'"{LONG}"', "characters"),
    (SHEET, '"是,否"', '""', "empty list"),
    (SHEET, '<dataValidations count="2"', '<dataValidations count="3"', "counted wrongly"),
    (SHEET, 'dxfId="0"', 'dxfId="9"', "format 9 of"),
    (SHEET, "location=\"'表二'!A1\"", "location=\"'表九'!A1\"", "sheet '表九'"),
    (SHEET, '<brk id="9"', '<brk id="4"', "rowBreaks"),
    (SHEET, "&amp;C题", LONG, "header or footer"),
    (SHEET, "<sheetData>", "<mergeCells/><sheetData>", "elements out of order"),
    (BOOK, 'name="表二"', 'name="表一"', "2 sheets named"),
    (BOOK, 'name="表二"', 'name="表/二"', "bad sheet name"),
    (BOOK, 'name="self_total"', 'name="A1"', "Excel does not accept"),
    (BOOK, 'name="self_total"', 'name="1total"', "Excel does not accept"),
    (BOOK, "'表一'!$A$3", "#REF!", "refers to '#REF!'"),
    (TABLE, 'name="乙"', 'name="甲"', "table columns empty or twice"),
    (TABLE, 'displayName="Table1"', 'displayName="self_total"', "a defined name's"),
    ("xl/styles.xml", "</styleSheet>", "", "xl/styles.xml:"),
    ("xl/sharedStrings.xml", "文字", "文&#11;字", "xl/sharedStrings.xml:"),
    ("xl/sharedStrings.xml", "文字", LONG * 200, "shared string 0"),
    ("[Content_Types].xml", "/xl/worksheets/sheet2.xml", "/xl/worksheets/sheet9.xml", "no such part"),
    ("xl/_rels/workbook.xml.rels", "worksheets/sheet2.xml", "worksheets/sheet9.xml", "not there"),
    ("docProps/custom.xml", 'name="qz_year"', 'name=""', "property ''"),
]


def test_a_clean_workbook_has_no_fault(tmp_path):
    assert ooxml.lint(clean(tmp_path / "好.xlsx")) == []


@pytest.mark.parametrize(("part", "old", "new", "said"), FAULTS, ids=[f"{part}-{said}" for part, _, _, said in FAULTS])
def test_each_fault_is_named(tmp_path, part, old, new, said):
    faults = ooxml.lint(spoil(clean(tmp_path / "好.xlsx"), tmp_path / "坏.xlsx", part, old, new))
    assert any(said in fault for fault in faults), faults


def test_a_part_twice_is_seen(tmp_path):
    path = clean(tmp_path / "好.xlsx")
    with zipfile.ZipFile(path, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr(BOOK, package.read(BOOK))
    assert any("2 times in the package" in fault for fault in ooxml.lint(path))


def test_a_document_is_checked_as_a_package(tmp_path):
    path = spoil(clean(tmp_path / "好.xlsx"), tmp_path / "坏.docx", BOOK, "<sheets>", "<sheets><b>")
    assert any("xl/workbook.xml" in fault for fault in ooxml.lint_document(path))
