"""The exact sparse reader, against what writers write and what damaged or hostile files hold."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter
from repacked import repack

from qz.model.returns import BLANK_CELL, CellState, RawCell
from qz.workbook.read.xlsx.read_xlsx import FileLimits, UnreadableFile, read_workbook
from qz.workbook.read.xlsx.small_parts import single_cell

SAVED = dt.datetime.fromisoformat("2011-12-05T01:02:03")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def written(fill, **options):
    """A workbook xlsxwriter wrote, ``fill(book)`` having filled it."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, options) as book:
        fill(book)
    return target.getvalue()


def sheet_xml(rows, prefix="", namespace=MAIN, before="", extra=""):
    """A worksheet part around the given ``sheetData`` content."""
    mark, colon = (f":{prefix}", f"{prefix}:") if prefix else ("", "")
    return (
        f'<?xml version="1.0"?>{before}<{colon}worksheet xmlns{mark}="{namespace}">'
        f'<{colon}dimension ref="A1"/><{colon}sheetData>{rows}</{colon}sheetData>{extra}</{colon}worksheet>'
    ).encode()


def one_cell(book):
    book.add_worksheet("表").write_number(0, 0, 1)


def with_cells(rows, **options):
    return repack(written(one_cell), {"xl/worksheets/sheet1.xml": sheet_xml(rows, **options)})


def cells_of(rows, **options):
    return read_workbook(with_cells(rows, **options)).sheets[0].cells


def code_of(data, limits=None):
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(data, limits) if limits else read_workbook(data)
    return caught.value.code


def test_what_a_writer_writes():
    def fill(book):
        sheet = book.add_worksheet("自评表")
        percent = book.add_format({"num_format": "0.0%"})
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_number(0, 0, 0.58, percent)
        sheet.write_string(1, 1, "是")
        sheet.write_rich_string(2, 1, "一", percent, "二", "三")
        sheet.write_boolean(3, 1, True)
        sheet.write_formula(4, 1, "=1+1", None, 2)
        sheet.write_formula(5, 1, '="a"', None, "文")
        sheet.write_formula(6, 1, "=1/0", None, "#DIV/0!")
        sheet.write_blank(7, 1, None, percent)
        sheet.write_datetime(8, 1, SAVED.replace(hour=0, minute=0, second=0), date)
        hidden = book.add_worksheet("_qz")
        hidden.hide()
        book.define_name("fact_a", "='自评表'!$A$1")
        book.define_name("area", "='自评表'!$A$1:$B$2")
        book.define_name("_qz!local", "=_qz!$A$1")
        book.set_properties({"created": SAVED})
        book.set_custom_property("qz_year", "2011", "text")

    read = read_workbook(written(fill))
    assert read.sheets[0].cells == {
        (0, 0): RawCell(CellState.NUMBER, "0.58", "0.0%"),
        (1, 1): RawCell(CellState.TEXT, "是"),
        (2, 1): RawCell(CellState.TEXT, "一二三"),
        (3, 1): RawCell(CellState.BOOLEAN, "1"),
        (4, 1): RawCell(CellState.NUMBER, "2", "General", formula=True),
        (5, 1): RawCell(CellState.TEXT, "文", formula=True),
        (6, 1): RawCell(CellState.ERROR, "#DIV/0!", formula=True),
        (8, 1): RawCell(CellState.NUMBER, "40882", "yyyy-mm-dd"),
    }
    assert read.sheets[0].at(7, 1) == BLANK_CELL
    assert [sheet.hidden for sheet in read.sheets] == [False, True]
    assert read.names == {"fact_a": ("自评表", 0, 0)}
    assert read.saved_at == SAVED
    assert read.properties == {"qz_year": "2011"}
    assert read.notes == ()


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ('<c r="A1"><v>0.57999999999999996</v></c>', RawCell(CellState.NUMBER, "0.57999999999999996", "General")),
        ('<c r="A1"><v> 5 </v></c>', RawCell(CellState.NUMBER, "5", "General")),
        ('<c r="A1"><v>9.5E-1</v></c>', RawCell(CellState.NUMBER, "9.5E-1", "General")),
        ('<c r="A1"><v>nan</v></c>', RawCell(CellState.UNREADABLE, "数值写法有误")),
        ('<c r="A1"><v>1_000</v></c>', RawCell(CellState.UNREADABLE, "数值写法有误")),
        ('<c r="A1"><v>1e9999</v></c>', RawCell(CellState.UNREADABLE, "数值写法有误")),
        ('<c r="A1"><v>１</v></c>', RawCell(CellState.UNREADABLE, "数值写法有误")),
        (f'<c r="A1"><v>{"1" * 65}</v></c>', RawCell(CellState.UNREADABLE, "数值写法有误")),
        (
            '<c r="A1" t="inlineStr"><is><t>一</t><r><t>二</t></r><rPh sb="0" eb="1"><t>yi</t></rPh></is></c>',
            RawCell(CellState.TEXT, "一二"),
        ),
        ('<c r="A1" t="str"><v>a_x000D_b_x005F_x000D_</v></c>', RawCell(CellState.TEXT, "a\rb_x000D_")),
        ('<c r="A1" t="str"><v>_xD83D__xDE00_</v></c>', RawCell(CellState.TEXT, "😀")),
        ('<c r="A1" t="str"><v>_x0000_</v></c>', RawCell(CellState.TEXT, "\0")),
        ('<c r="A1" t="s"><v>0</v></c>', RawCell(CellState.UNREADABLE, "文字表缺失")),
        ('<c r="A1" t="d"><v>2011-12-05</v></c>', RawCell(CellState.DATE, "2011-12-05")),
        ('<c r="A1" t="e"><v>#REF!</v></c>', RawCell(CellState.ERROR, "#REF!")),
        ('<c r="A1" t="b"><v>0</v></c>', RawCell(CellState.BOOLEAN, "0")),
        ('<c r="A1" t="b"><v>7</v></c>', RawCell(CellState.UNREADABLE, "逻辑值写法有误")),
        ('<c r="A1" t="zz"><v>7</v></c>', RawCell(CellState.UNREADABLE, "单元格类型不认识")),
        ('<c r="A1"><f>B1</f></c>', RawCell(CellState.UNCOMPUTED, formula=True)),
        ('<c r="A1"><f>B1</f><v></v></c>', RawCell(CellState.UNCOMPUTED, formula=True)),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', RawCell(CellState.TEXT, "", formula=True)),
        ('<c r="A1" t="shared"/>', BLANK_CELL),
        (f'<c r="A1" t="str"><v>{"长" * 32768}</v></c>', RawCell(CellState.UNREADABLE, "文字超过32767字")),
        ('<c r="A1"><v>1</v></c><c r="A1"><v>1</v></c>', RawCell(CellState.UNREADABLE, "同一格在文件里出现两次")),
        ('<c r="A1"><v>3</v><v>3</v></c>', RawCell(CellState.UNREADABLE, "同一格里有两个值")),
        ('<c r="A1"><v>3</v><is><t>5</t></is></c>', RawCell(CellState.UNREADABLE, "同一格里有两个值")),
        ('<c r="A1" t="inlineStr"><is><r><t>3</t></r><r><t>5</t></r></is></c>', RawCell(CellState.TEXT, "35")),
    ],
)
def test_one_cell(xml, expected):
    assert cells_of(f'<row r="1">{xml}</row>').get((0, 0), BLANK_CELL) == expected


def test_addresses_may_be_missing_or_out_of_order():
    assert set(cells_of("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c></row>")) == {
        (0, 0),
        (0, 2),
        (1, 0),
    }
    assert set(
        cells_of('<row r="9"><c r="C9"><v>1</v></c><c r="A9"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>')
    ) == {
        (8, 2),
        (8, 0),
        (1, 0),
    }


@pytest.mark.parametrize(
    ("number", "row"), [("5", 4), ("1000000", 999999), ("10000000", 2), ("五", 2), ("²", 2), ("５", 2), ("", 2)]
)
def test_a_row_says_where_its_cells_without_an_address_lie(number, row):
    """A number of its own is honoured; what is no row number leaves the row the next one."""
    rows = f'<row r="2"><c><v>1</v></c></row><row r="{number}"><c><v>2</v></c></row>'
    assert {place: cell.text for place, cell in cells_of(rows).items()} == {(1, 0): "1", (row, 0): "2"}


def test_a_stray_cell_in_the_last_corner_is_one_cell():
    assert set(cells_of('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')) == {(1048575, 16383)}


@pytest.mark.parametrize("address", ["XFE1", "A1048577", "A0", "1A", "$A$1", "AAAA1", ""])
def test_an_address_that_cannot_be_is_refused(address):
    assert code_of(with_cells(f'<row><c r="{address}"><v>1</v></c></row>')) == "F03"


def test_strict_and_prefixed_namespaces_and_foreign_ones():
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    assert cells_of("<row><c><v>1</v></c></row>", namespace=strict)[0, 0].text == "1"
    assert cells_of("<x:row><x:c><x:v>1</x:v></x:c></x:row>", prefix="x")[0, 0].text == "1"
    extension = '<extLst><ext><m:c xmlns:m="urn:other" r="B2"><m:v>7</m:v></m:c></ext></extLst>'
    assert set(cells_of("<row><c><v>1</v></c></row>", extra=extension)) == {(0, 0)}


def test_empty_styled_rows_are_nothing():
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>' for row in range(2, 5000))
    assert set(cells_of(f'<row r="1"><c r="A1"><v>1</v></c></row>{rows}')) == {(0, 0)}


def test_parts_under_odd_names():
    data = written(one_cell)
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["odd/Book.xml"] = parts.pop("xl/workbook.xml")
    parts["odd/_rels/Book.xml.rels"] = parts.pop("xl/_rels/workbook.xml.rels").replace(
        b"worksheets/sheet1.xml", b"/Elsewhere/A.xml"
    )
    parts["Elsewhere/A.xml"] = parts.pop("xl/worksheets/sheet1.xml")
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"xl/workbook.xml", b"/ODD/book.xml")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as output:
        for name, body in parts.items():
            output.writestr(name.replace("/", "\\"), body)
    assert read_workbook(target.getvalue()).sheets[0].at(0, 0).text == "1"


@pytest.mark.parametrize(
    "drop",
    [
        "_rels/.rels",
        "[Content_Types].xml",
        "xl/styles.xml",
        "xl/_rels/workbook.xml.rels",
        "docProps/core.xml",
        "xl/theme/theme1.xml",
    ],
)
def test_a_missing_part_costs_only_what_stood_in_it(drop):
    read = read_workbook(repack(written(one_cell), drop={drop}))
    assert read.sheets[0].at(0, 0).text == "1"


def test_missing_shared_strings_cost_the_strings():
    data = written(lambda book: book.add_worksheet().write_row(0, 0, ["文", 1]))
    cells = read_workbook(repack(data, drop={"xl/sharedStrings.xml"})).sheets[0].cells
    assert [cell.state for cell in cells.values()] == [CellState.UNREADABLE, CellState.NUMBER]


def test_phonetic_runs_are_dropped_from_shared_strings():
    data = written(lambda book: book.add_worksheet().write_string(0, 0, "x"))
    runs = '<r><t>孟</t></r><rPh sb="0" eb="1"><t>meng</t></rPh><r><t>河</t></r>'
    strings = f'<sst xmlns="{MAIN}"><si>{runs}</si></sst>'.encode()
    assert read_workbook(repack(data, {"xl/sharedStrings.xml": strings})).sheets[0].at(0, 0).text == "孟河"


def test_a_shared_string_with_two_texts_is_neither():
    data = written(lambda book: book.add_worksheet().write_row(0, 0, ["3", "5"]))
    strings = f'<sst xmlns="{MAIN}"><si><t>3</t><t>3</t></si><si><r><t>5</t></r><r><t>6</t></r></si></sst>'.encode()
    cells = read_workbook(repack(data, {"xl/sharedStrings.xml": strings})).sheets[0].cells
    assert cells[0, 0] == RawCell(CellState.UNREADABLE, "文字表有误")
    assert cells[0, 1] == RawCell(CellState.TEXT, "56")


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        ("'自评表'!$I$6", ("自评表", 5, 8)),
        ("自评表!I6", ("自评表", 5, 8)),
        ("'it''s'!$A$1", ("it's", 0, 0)),
        ("表!$A$1:$A$1", ("表", 0, 0)),
        ("表!$A$1:$A$2", None),
        ("表!#REF!", None),
        ("[1]表!$A$1", None),
        ("表!$A:$A", None),
        ("1", None),
        ("表!$A$0", None),
        ("'表'!$A$1,'表'!$B$1", None),
    ],
)
def test_references(reference, place):
    assert single_cell(reference) == place


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "b">]>'


def test_any_dtd_is_refused():
    assert code_of(with_cells("", before=DOCTYPE)) == "F11"
    assert code_of(with_cells("", before='<!DOCTYPE worksheet SYSTEM "http://127.0.0.1/x.dtd">')) == "F11"
    assert (
        code_of(repack(written(one_cell), {"docProps/core.xml": f"<?xml version='1.0'?>{DOCTYPE}<a/>".encode()}))
        == "F11"
    )


def test_damage_is_refused():
    data = written(one_cell)
    assert code_of(data[: len(data) // 2]) == "F02"
    assert code_of(b"") == "F02"
    assert code_of(with_cells("<row>")) == "F03"
    assert code_of(repack(data, drop={"xl/worksheets/sheet1.xml"})) == "F03"
    stored = bytearray(repack(data, method=zipfile.ZIP_STORED))
    place = stored.index(b"<v>1</v>") + 3
    stored[place] = ord("7")
    assert code_of(bytes(stored)) == "F03"


def test_caps_come_before_inflating():
    limits = FileLimits(member=1000, total=1500, members=20, ratio_from=100, ratio=10)
    assert code_of(written(one_cell), limits) == "F09"
    assert code_of(repack(written(one_cell), {"a": b"0" * 40_000_000})) == "F09"
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as output:
        for number in range(5000):
            output.writestr(f"{number}", b"")
    assert code_of(many.getvalue()) == "F09"


def test_too_many_cells_are_refused_while_reading():
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 102))
    assert code_of(with_cells(rows), FileLimits(cells=100)) == "F10"


def test_what_is_not_read_is_noted():
    def with_macros(body):
        return body.replace(b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml")

    def with_links(body):
        return body.replace(b"<sheets>", b"<externalReferences><externalReference/></externalReferences><sheets>")

    assert read_workbook(repack(written(one_cell), {"[Content_Types].xml": with_macros})).notes == ("宏",)
    assert read_workbook(repack(written(one_cell), {"xl/workbook.xml": with_links})).notes == ("外部链接",)
