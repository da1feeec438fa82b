"""Shared strings and defined names taken from what was read before: exactly what the whole part says."""

import io
import zipfile

import pytest
from repacked import repack
from test_reader import MAIN
from two_ways import BOOK, STRINGS, base, same

from qz.workbook.read.xlsx import book_part as reader_book
from qz.workbook.read.xlsx import shared_strings as reader_strings


def sst(items, root=f'<sst xmlns="{MAIN}" count="2" uniqueCount="2">', end="</sst>"):
    return f"{root}{items}{end}".encode()


TABLES = {
    "two": (sst("<si><t>丙</t></si><si><t>丁</t></si>"), True),
    "runs": (sst('<si><r><t>丙</t></r><rPh sb="0" eb="1"><t>x</t></rPh><r><t> 2</t></r></si><si><t/></si>'), True),
    "spread": (sst("\n <si>\n <t>丙</t>\n </si>\n <si>\n <t>a&amp;b_x000D_</t>\n </si>\n"), True),
    "counted": (sst("<si><t>丙</t></si>", f'<sst xmlns="{MAIN}" uniqueCount="1" count="1">'), True),
    "one of two texts": (sst("<si><t>丙</t><t>丁</t></si><si><t>戊</t></si>"), False),
    "empty item": (sst("<si><t>丙</t></si><si/>"), False),
    "item within": (sst("<si><t>丙</t><si><t>丁</t></si></si>"), False),
    "comment": (sst("<si><t>丙</t><!-- </si><si> --></si><si><t>丁</t></si>"), False),
    "comment that would break": (sst("<si><!-- </si><si> --><t>己</t></si ><si ><t>庚</t></si>"), False),
    "text between": (sst("<si><t>丙</t></si>x<si><t>丁</t></si>"), False),
    "not well-formed": (sst("<si><t>丙</si><si></t></si>"), False),
    "not well-formed item": (sst("<si><t>丙</t></si><si><t>丁</t></t></si>"), False),
    "a look": (sst('<si><r><rPr><b/><sz val="1"/></rPr><t>丙</t></r><r><rPr><b/></rPr><t>丁</t></r></si>'), True),
    "a look not well-formed": (sst("<si><r><rPr><b></rPr><t>丙</t></r></si>"), False),
    "a look that ends another": (sst("<si><r><a><rPr></a></rPr><t>丙</t></r></si>"), False),
    "a look with a run": (sst("<si><t>3</t><rPr><r/></rPr><t>5</t></si>"), True),
    "a look with a text": (sst("<si><r><rPr><t/></rPr><t>5</t></r></si>"), False),
    "a look with a text and no run": (sst("<si><rPr><t>3</t></rPr></si>"), True),
    "a look with its reading": (sst("<si><rPr><rPh></rPr><t>5</t></rPh></si>"), False),
    "a look in an attribute": (sst("<si><t a='<rPr></rPr>'>5</t></si>"), False),
    "a look of a prefix": (sst("<si><r><rPr><y:b/></rPr><t>5</t></r></si>"), False),
    "two kinds of quotes": (sst("<si><t>丙</t></si>", f'<?xml version=\'1.0"?><sst xmlns="{MAIN}">'), False),
    "counted twice": (sst("<si><t>丙</t></si>", f'<sst xmlns="{MAIN}" count="1" count="1">'), False),
    "prefix": (sst("<si><y:t>丙</y:t></si>", f'<sst xmlns="{MAIN}" xmlns:y="{MAIN}">'), False),
    "unknown prefix": (sst("<si><y:t>丙</y:t></si>"), False),
    "another namespace": (sst("<si><t>丙</t></si>", '<sst xmlns="urn:a">'), False),
    "namespace within": (sst('<si><t xmlns="urn:a">丙</t></si><si><t>丁</t></si>'), True),
    "something behind": (sst("<si><t>丙</t></si>", end="<extLst/></sst>"), False),
    "strange space behind": (sst("<si><t>丙</t></si>", end="</sst>\u3000"), False),
    "something more": (sst("<si><t>丙</t></si>", end="</sst><a/>"), False),
    "no end": (sst("<si><t>丙</t></si>", end=""), False),
    "no item": (sst(""), False),
    "forbidden character": (sst("<si><t>\x01</t></si>"), False),
    "no UTF-8": (sst("<si><t>@</t></si>").replace(b"@", b"\xff"), False),
    "another encoding": (
        sst("<si><t>丙</t></si>", f'<?xml version="1.0" encoding="ISO-8859-1"?><sst xmlns="{MAIN}">'),
        False,
    ),
    "DTD": (b"<!DOCTYPE sst>" + sst("<si><t>a</t></si>"), False),
    "instruction": (sst("<si><t>a</t><?a </si><si> ?></si>"), False),
    "line ends": (sst("<si><t>a\r\nb\rc</t></si>"), True),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_strings(name):
    table, fast = TABLES[name]
    items = reader_strings._items(table)
    assert (items is not None and reader_strings._look_up(items) is not None) is fast
    same(repack(base(), {STRINGS: table}))


def test_items_met_before_are_not_read_into_another_table():
    """The pieces of a comment that once stood between two items are no items."""
    broken = sst("<si><!-- </si><si> --><t>己</t></si ><si ><t>庚</t></si>")
    same(repack(base(), {STRINGS: broken}))
    same(repack(base(), {STRINGS: sst("<si><!-- </si><si><t>辛</t></si>")}))


BOOKS = {
    "in order": ("", "", True),
    "a name twice": ('<definedName name="one">表!$B$1</definedName>', "", True),
    "a sheet's own name": ('<definedName name="a" localSheetId="0">表!$B$1</definedName>', "", True),
    "a sheet among the names": ('<sheet name="又" sheetId="9"/>', "", False),
    "a link among the names": ("<externalReference/>", "", False),
    "a name elsewhere": ("", '<definedName name="b">表!$C$1</definedName>', False),
    "names twice": ("", '<definedNames><definedName name="b">表!$C$1</definedName></definedNames>', False),
    "a comment": ('<!-- <definedName name="a">表!$C$1</definedName> -->', "", False),
    "a comment over the end": ("<!-- </definedNames> -->", "", False),
    "an instruction": ("<?a </definedNames> ?>", "", False),
    "not well-formed": ("<a>", "", False),
    "not well-formed elsewhere": ("", "<a>\n<b>", False),
    "a prefix": ('<r:definedName name="b">表!$C$1</r:definedName>', "", False),
    "names in quotes": ("", "<a b='<definedNames></definedNames>'/>", False),
}


@pytest.mark.parametrize("name", BOOKS)
def test_workbook_parts(name):
    names, rest, fast = BOOKS[name]

    def change(body):
        body = body.replace(b"</definedNames>", names.encode() + b"</definedNames>")
        return body.replace(b"<calcPr", rest.encode() + b"<calcPr")

    data = repack(base(), {BOOK: change})
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert (reader_book._split(package.read(BOOK)) is not None) is fast
    same(data)


NAMES = '<definedNames><definedName name="一">A!$A$1</definedName></definedNames>'


@pytest.mark.parametrize(
    ("head", "names", "fast"),
    [
        ("", NAMES, True),
        ('<?xml version="1.0" encoding="UTF-8"?>', NAMES, True),
        ('<?xml version="1.0" encoding="ISO-8859-1"?>', NAMES, False),
        ("", f"<?a {NAMES} ?>", False),
        ("", f"<!-- {NAMES} -->", False),
    ],
)
def test_whole_workbook_parts(head, names, fast):
    text = f'{head}<workbook xmlns="{MAIN}"><sheets><sheet name="A" sheetId="1"/></sheets>{names}</workbook>'
    assert (reader_book._split(text.encode()) is not None) is fast
    same(repack(base(), {BOOK: text.encode()}))
