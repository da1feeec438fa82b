"""A sheet is read fast only where that gives what the strict parser gives; whatever is unusual is left to it."""

import io

import openpyxl
import pytest
from repacked import repack
from test_reader import MAIN, sheet_xml
from two_ways import SHEET, base, outcome, same

from qz.workbook.read.xlsx import read_xlsx as reader
from qz.workbook.read.xlsx.read_xlsx import FileLimits, read_workbook

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


@pytest.fixture
def fallbacks(monkeypatch):
    """The sheets that were left to the strict parser."""
    left = []
    parser = reader.SheetReader

    def noting(*args):
        left.append("sheet")
        return parser(*args)

    monkeypatch.setattr(reader, "SheetReader", noting)
    return left


PLAIN = [
    '<row r="1"><c r="A1"><v>1</v></c></row>',
    '<row r="1" spans="1:3" ht="15"><c r="A1" s="0" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>',
    '<row r="1"><c r="A1" t="s" s="0"><v>1</v></c></row>',
    '<row r="1"><c r="A1" t="s"><v>2</v></c><c r="B1" t="s"><v> 1 </v></c><c r="C1" t="s"><v>１</v></c></row>',
    '<row r="1"><c r="A1" s="1"/><c r="B1" s="1"><v>1</v></c><c r="C1" s="1"></c><c r="D1" s="1" /></row>',
    '<row r="1"><c r="A1"><f>B1</f></c><c r="B1"><f>C1</f><v></v></c><c r="C1"><f>D1</f><v/></c></row>',
    '<row r="1"><c r="A1" t="str"><f aca="false">"a"&amp;B1</f><v>a&lt;b</v></c><c r="B1" t="str"><v></v></c></row>',
    '<row r="1"><c r="A1"><f t="shared" ref="A1:B1" si="0">A2</f><v>2</v></c><c r="B1"><f si="0"/><v>3</v></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><t>&#24180;&#x5e74;</t></is></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> 甲_x000D_ </t></is></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><r><rPr/><t>甲_x000D_</t></r><r><t>_x005F_x000D_</t></r></is></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><rPh sb="0" eb="1"><t>jia</t></rPh></is></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><t/></is></c><c r="B1" t="inlineStr"><is></is></c></row>',
    '\n <row r="1">\n  <c r="A1" t="str">\n   <f>B1</f>\n   <v>a\nb</v>\n  </c>\n  <c r="B1"/>\n </row>\n',
    '<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>7</v></c><c r="C1" t="e"><v>#REF!</v></c></row>',
    '<row r="1"><c r="A1" t="d"><v>2011-12-05</v></c><c r="B1" t="zz"><v>7</v></c><c r="C1" t=""><v>7</v></c></row>',
    '<row r="1"><c r="A1"><v>nan</v></c><c r="B1"><v> 5 </v></c><c r="C1" t="e"><v> </v></c></row>',
    '<row r="1"><c r="A1"><v>１</v></c></row>',
    '<row r="1"><c r="A1" cm="1" s="7"><v>1</v></c></row><row r="2"/><row r="3"></row>',
    f'<row r="1"><c r="A1" t="str"><v>{"长" * 32_768}</v></c></row>',
    "",
]


@pytest.mark.parametrize("rows", PLAIN)
def test_plain_rows_are_read_fast(rows, fallbacks):
    data = repack(base(), {SHEET: sheet_xml(rows)})
    outcome(data)
    assert "sheet" not in fallbacks
    same(data)


ODD = {
    "a cell of another namespace": '<row r="1"><c r="A1" xmlns="urn:a"><v>1</v></c></row>',
    "a formula of another namespace": '<row r="1"><c r="A1"><f xmlns="urn:a">B1</f></c></row>',
    "an attribute with a reference": '<row r="1"><c r="A1" t="&#115;"><v>1</v></c></row>',
    "two formulas": '<row r="1"><c r="A1"><f>B1</f><f>B2</f><v>3</v></c></row>',
    "a formula after its value": '<row r="1"><c r="A1"><v>3</v><f>B1</f></c></row>',
    "a text of a number's type in runs": '<row r="1"><c r="A1" t="n"><is><r><t>_x0033_</t></r></is></c></row>',
    "runs of a shared string's type": '<row r="1"><c r="A1" t="s"><is><r><t>1</t></r></is></c></row>',
    "runs that hold a formula": '<row r="1"><c r="A1" t="inlineStr"><is><t>5</t><f>3</f></is></c></row>',
    "a carriage return": '<row r="1"><c r="A1" t="str"><v>a\r\nb</v></c></row>',
}


@pytest.mark.parametrize("name", ODD)
def test_odd_cells_are_read_fast_where_each_stands_for_itself(name, fallbacks):
    data = repack(base(), {SHEET: sheet_xml(ODD[name])})
    outcome(data)
    assert "sheet" not in fallbacks
    same(data)


UNUSUAL = {
    "a row left open": '<row r="1"><c r="A1"><v>1</v></c>',
    "a row ended twice": '<row r="1"><c r="A1"><v>1</v></c></row></row>',
    "a row's attribute twice": '<row r="1" r="2"><c r="A1"><v>1</v></c></row>',
    "a row's unknown prefix": '<row r="1" y:a="2"><c r="A1"><v>1</v></c></row>',
    "a row of another namespace": '<row r="1" xmlns="urn:a"><c r="A1"><v>1</v></c></row>',
    "an entity in a row": '<row r="&a;"><c r="A1"><v>1</v></c></row>',
    "an attribute twice": '<row r="1"><c r="A1" s="1" s="2"><v>1</v></c></row>',
    "an address twice": '<row r="1"><c r="A1" r="B1"><v>1</v></c></row>',
    "an empty cell's attribute twice": '<row r="1"><c r="A1" s="1" s="2"/><c r="B1"><v>1</v></c></row>',
    "an empty cell's attribute without quotes": '<row r="1"><c r="A1" s=1/><c r="B1"><v>1</v></c></row>',
    "a formula's attribute twice": '<row r="1"><c r="A1"><f t="a" t="b">B1</f><v>1</v></c></row>',
    "an attribute with a control character": '<row r="1"><c r="A1" t="\x01"><v>1</v></c></row>',
    "a cell twice": '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
    "no address": '<row r="1"><c><v>1</v></c><c r="C1"><v>1</v></c><c><v>4</v></c></row>',
    "an address after the style": '<row r="1"><c s="1" r="B1"/><c><v>1</v></c></row>',
    "an empty cell, and one without address": '<row r="1"><c r="B1"/><c><v>1</v></c></row>',
    "an address that cannot be": '<row r="1"><c r="A0"><v>1</v></c></row>',
    "an empty cell where none can be": '<row r="1"><c r="A0" t="s"/><c r="B1"><v>1</v></c></row>',
    "beyond the last row": '<row r="1"><c r="A1048577"><v>1</v></c></row>',
    "the last corner": '<row r="1"><c r="XFD1048576"><v>1</v></c></row>',
    "beyond the last column": '<row r="1"><c r="XFE1"><v>1</v></c></row>',
    "two values": '<row r="1"><c r="A1"><v>3</v><v>3</v></c></row>',
    "two kinds of values": '<row r="1"><c r="A1"><v>3</v><is><t>5</t></is></c></row>',
    "a value and another before it": '<row r="1"><c r="A1"><is><t>5</t></is><v>3</v></c></row>',
    "a value left open": '<row r="1"><c r="A1"><v>3</c></row>',
    "a value within a value": '<row r="1"><c r="A1"><v>3<v>4</v></v></c></row>',
    "runs left open": '<row r="1"><c r="A1" t="inlineStr"><is><r><t>1</t></is></c></row>',
    "runs that hold a value": '<row r="1"><c r="A1" t="inlineStr"><is><t>5</t><v>3</v></is></c></row>',
    "runs that hold a cell": '<row r="1"><c r="A1" t="inlineStr"><is><t>5</t><c r="A1"/></is></c></row>',
    "two lots of runs": '<row r="1"><c r="A1" t="inlineStr"><is><r><t>1</t></r></is><is><r><t>2</t></r></is></c></row>',
    "a forbidden character": '<row r="1"><c r="A1" t="str"><v>a\x01</v></c></row>',
    "a forbidden character in a formula": '<row r="1"><c r="A1"><f>a\x01</f><v>1</v></c></row>',
    "a character that is none": '<row r="1"><c r="A1" t="str"><v>a\uffff</v></c></row>',
    "another that is none": '<row r="1"><c r="A1" t="str"><v>a\ufffe</v></c></row>',
    "a reference to a forbidden character": '<row r="1"><c r="A1" t="str"><v>&#1;</v></c></row>',
    "a reference to half a character": '<row r="1"><c r="A1" t="str"><v>&#xD800;</v></c></row>',
    "a reference to no character": '<row r="1"><c r="A1" t="str"><v>&#xFFFF;</v></c></row>',
    "a reference beyond all characters": '<row r="1"><c r="A1" t="str"><v>&#1114112;</v></c></row>',
    "an entity": '<row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row>',
    "an ampersand": '<row r="1"><c r="A1" t="str"><v>a & b</v></c></row>',
    "an ampersand in a formula": '<row r="1"><c r="A1"><f>a & b</f><v>1</v></c></row>',
    "the end of a CDATA section": '<row r="1"><c r="A1" t="str"><v>a]]></v></c></row>',
    "a CDATA section": '<row r="1"><c r="A1" t="str"><v><![CDATA[<v>]]></v></c></row>',
    "a comment in a value": '<row r="1"><c r="A1"><v>1<!-- 2 --></v></c></row>',
    "an instruction in a value": '<row r="1"><c r="A1"><v>1<?a 2?></v></c></row>',
    "a comment from cell to cell": '<row><c r="A1"><v>1<!-- </c><c r="B1"> --></v></c></row>',
    "an instruction from cell to cell": '<row><c r="A1"><v>1<?a </c><c r="B1"> ?></v></c></row>',
    "a cell within a cell": '<row r="1"><c r="A1"><c r="B1"><v>1</v></c><v>2</v></c></row>',
    "an empty cell within a cell": '<row r="1"><c r="A1"><v>1</v><c/></c></row>',
    "a row that ends within a cell": '<row r="1"><c r="A1" t="s"><v>0</v></row><row></c></row>',
    "a comment": '<row r="1"><!-- <c r="A1"><v>1</v></c> --><c r="B1"><v>1</v></c></row>',
    "a comment around rows": '<!-- <row r="1"><c r="A1"><v>1</v></c></row> -->',
    "a comment over the end": '<row r="1"><c r="A1"><v>1</v></c></row><!-- </sheetData> --><row/>',
    "an instruction": '<row r="1"><?a <c r="A1"><v>1</v></c>?><c r="B1"><v>1</v></c></row>',
    "a text between rows": '<row r="1"><c r="A1"><v>1</v></c></row>7<row r="2"><c r="A2"><v>1</v></c></row>',
    "an element between rows": '<row r="1"><c r="A1"><v>1</v></c></row><a/><row r="2"><c r="A2"><v>1</v></c></row>',
    "a text between cells": '<row r="1">7<c r="A1"><v>1</v></c></row>',
    "an element between cells": '<row r="1"><a/><c r="A1"><v>1</v></c></row>',
    "a second lot of rows": '<row><c r="A1"><v>1</v></c></row></sheetData><sheetData><row><c r="B1"><v>2</v></c></row>',
    "an attribute over the end": '<row r="1"><c r="A1" a="</c>"><v>1</v></c></row>',
    "a row's attribute over a cell": '<row a=">"><c r="A1"><v>1</v></c></row>',
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_unusual_rows_are_left_to_the_strict_parser(name, fallbacks):
    data = repack(base(), {SHEET: sheet_xml(UNUSUAL[name])})
    outcome(data)
    assert "sheet" in fallbacks
    same(data)


ROWS = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
FAST = {
    "in order": '<worksheet xmlns="MAIN">ROWS</worksheet>',
    "strict": f'<worksheet xmlns="{STRICT}">ROWS</worksheet>',
    "a declaration": "<?xml version='1.0' encoding='utf-8'?>\r\n<worksheet xmlns=\"MAIN\">ROWS</worksheet>",
    "a prefix": '<worksheet xmlns="MAIN" xmlns:y="urn:a"><y:c/>ROWS<y:c y:r="A1"/></worksheet>',
    "rules": '<worksheet xmlns="MAIN">ROWS<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells><a/>'
    '<dataValidations count="1"><dataValidation sqref="A1"/></dataValidations></worksheet>',
    "empty rules": '<worksheet xmlns="MAIN">ROWS<a/><a/><a/><a/><a/><mergeCells count="0"/></worksheet>',
    "rows' prefix": '<worksheet xmlns="MAIN" xmlns:y="urn:a"><sheetData><row y:a="1"></row></sheetData></worksheet>',
}
AROUND = {
    "a declaration in two kinds of quotes": '<?xml version=\'1.0"?><worksheet xmlns="MAIN">ROWS</worksheet>',
    "a declaration in two kinds of quotes and an encoding": "<?xml version='1.0' encoding='UTF-8\"?>"
    '<worksheet xmlns="MAIN">ROWS</worksheet>',
    "empty rules behind what is not well-formed": '<worksheet xmlns="MAIN"><b><b>ROWS</b><mergeCells /></worksheet>',
    "rules not well-formed": '<worksheet xmlns="MAIN">ROWS<mergeCells ><a></mergeCells></worksheet>',
    "rules that end another": '<worksheet xmlns="MAIN"><b>ROWS<mergeCells ></b></mergeCells></worksheet>',
    "rules crossed": '<worksheet xmlns="MAIN">ROWS<mergeCells ><dataValidations ></mergeCells>'
    "</dataValidations></worksheet>",
    "rules that hold a cell": '<worksheet xmlns="MAIN">ROWS<mergeCells ><c r="B1"><v>1</v></c></mergeCells>'
    "</worksheet>",
    "rules that hold the namespace": '<worksheet xmlns="MAIN">ROWS<mergeCells ><y:c xmlns:y="MAIN" r="B1">'
    "<y:v>1</y:v></y:c></mergeCells></worksheet>",
    "rules in a comment": '<worksheet xmlns="MAIN">ROWS<!-- <mergeCells ></mergeCells> --></worksheet>',
    "rules over a comment": '<worksheet xmlns="MAIN">ROWS<mergeCells ><!-- </mergeCells> --></mergeCells></worksheet>',
    "rules in an attribute": "<worksheet xmlns=\"MAIN\">ROWS<a b='<mergeCells ></mergeCells>'/></worksheet>",
    "rules of a prefix unknown": '<worksheet xmlns="MAIN">ROWS<mergeCells ><y:a/></mergeCells></worksheet>',
    "rules that end before they begin": '<worksheet xmlns="MAIN">ROWS</mergeCells><mergeCells ></worksheet>',
    "no namespace": "<worksheet >ROWS</worksheet>",
    "a namespace that ends before": '<worksheet ><a xmlns="MAIN"/>ROWS</worksheet>',
    "another namespace": '<worksheet xmlns="urn:a">ROWS</worksheet>',
    "another namespace within": '<worksheet xmlns="MAIN"><a xmlns="urn:a">ROWS</a></worksheet>',
    "none within": '<worksheet xmlns="MAIN"><a xmlns="">ROWS</a></worksheet>',
    "a prefix for the same": '<worksheet xmlns="MAIN" xmlns:y="MAIN">ROWS<y:c r="B1"><y:v>2</y:v></y:c></worksheet>',
    "a prefix for it behind": '<worksheet xmlns="MAIN">ROWS<y:c xmlns:y="MAIN" r="B1"><y:v>2</y:v></y:c></worksheet>',
    "a cell before": '<worksheet xmlns="MAIN"><c r="B1"><v>2</v></c>ROWS</worksheet>',
    "a cell behind": '<worksheet xmlns="MAIN">ROWS<c r="B1"><v>2</v></c></worksheet>',
    "a cell without attributes": '<worksheet xmlns="MAIN">ROWS<c><v>2</v></c></worksheet>',
    "rows in a comment": '<worksheet xmlns="MAIN"><!-- ROWS --></worksheet>',
    "rows in a CDATA section": '<worksheet xmlns="MAIN"><a><![CDATA[ROWS]]></a></worksheet>',
    "rows in an instruction": '<worksheet xmlns="MAIN"><?a ROWS ?></worksheet>',
    "rows in an attribute": "<worksheet xmlns='MAIN'><a b='ROWS'/></worksheet>",
    "not well-formed before": '<worksheet xmlns="MAIN"><a>ROWS</worksheet>',
    "not well-formed behind": '<worksheet xmlns="MAIN">ROWS<a></worksheet>',
    "nothing behind": '<worksheet xmlns="MAIN">ROWS',
    "something behind": '<worksheet xmlns="MAIN">ROWS</worksheet><a/>',
    "an attribute twice": '<worksheet xmlns="MAIN" a="1" a="2">ROWS</worksheet>',
    "a DTD": '<!DOCTYPE worksheet><worksheet xmlns="MAIN">ROWS</worksheet>',
    "an entity": '<worksheet xmlns="MAIN">&a;ROWS</worksheet>',
    "no end": '<worksheet xmlns="MAIN"><sheetData><row/></worksheet>',
    "no rows": '<worksheet xmlns="MAIN"><sheetData/></worksheet>',
    "an encoding nobody knows": '<?xml version="1.0" encoding="x"?><worksheet xmlns="MAIN">ROWS</worksheet>',
    "another encoding": '<?xml version="1.0" encoding="ISO-8859-1"?><worksheet xmlns="MAIN">'
    '<sheetData><row><c r="A1" t="str"><v>é</v></c></row></sheetData></worksheet>',
}


@pytest.mark.parametrize("name", [*FAST, *AROUND])
def test_what_stands_around_the_rows(name, fallbacks):
    text = (FAST | AROUND)[name].replace("MAIN", MAIN).replace("ROWS", ROWS)
    data = repack(base(), {SHEET: text.encode()})
    outcome(data)
    assert ("sheet" in fallbacks) is (name in AROUND)
    same(data)


@pytest.mark.parametrize(
    "body",
    [
        b"\xff",
        b"\xed\xa0\x80",
        b"\xc0\xaf",
        "é".encode("utf-16"),
        b"\x01",
        "\uffff".encode(),
        b"]]>",
    ],
)
@pytest.mark.parametrize("cell", ["<v>@</v>", "<f>@</f><v>1</v>", "<is><t>@</t></is>"])
def test_bytes_that_are_no_text(body, cell, fallbacks):
    data = repack(base(), {SHEET: sheet_xml(f'<row><c r="A1" t="str">{cell}</c></row>').replace(b"@", body)})
    outcome(data)
    assert "sheet" in fallbacks
    same(data)


def test_a_byte_order_mark_and_utf_16(fallbacks):
    for encoding in ("utf-8-sig", "utf-16"):
        text = sheet_xml('<row><c r="A1"><v>1</v></c></row>').decode()
        data = repack(base(), {SHEET: text.encode(encoding)})
        fallbacks.clear()
        assert outcome(data)[1] == [[((0, 0), read_workbook(data, strict=True).sheets[0].at(0, 0))]]
        assert "sheet" in fallbacks
        same(data)


def test_a_part_too_large_is_left_to_the_strict_parser(fallbacks):
    data = repack(base(), {SHEET: sheet_xml(PLAIN[0])})
    limits = FileLimits(at_once=len(sheet_xml(PLAIN[0])) - 1)
    read_workbook(data, limits)
    assert "sheet" in fallbacks
    same(data, limits)


def test_too_many_cells_are_refused_the_same():
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 102))
    data = repack(base(), {SHEET: sheet_xml(rows)})
    for cells in (100, 101):
        same(data, FileLimits(cells=cells))


def resaved(data):
    target = io.BytesIO()
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.save(target)
    book.close()
    return target.getvalue()


@pytest.mark.parametrize("save", [lambda data: data, resaved])
def test_common_writers_are_read_fast(save, fallbacks):
    data = save(base())
    outcome(data)
    assert fallbacks == []
    same(data)
