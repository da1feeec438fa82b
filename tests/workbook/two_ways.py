"""A workbook read both ways: what the fast reading gives against what the strict parser gives."""

from test_reader import written

from qz.workbook.read.xlsx.read_xlsx import DEFAULT_LIMITS, UnreadableFile, read_workbook

SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"


def outcome(data, **how):
    """A workbook as it was read, its cells in order, or why it was refused."""
    try:
        book = read_workbook(data, **how)
    except UnreadableFile as fault:
        return fault.code, fault.words
    return book, [list(sheet.cells.items()) for sheet in book.sheets], list(book.names.items())


def same(data, limits=DEFAULT_LIMITS):
    """Hold both readings equal, the fast one also where something is kept from the first time."""
    strict = outcome(data, limits=limits, strict=True)
    assert outcome(data, limits=limits) == strict
    assert outcome(data, limits=limits) == strict


def base():
    """A small workbook with shared strings and a name."""

    def fill(book):
        sheet = book.add_worksheet("表")
        sheet.write_row(0, 0, ["甲", "乙", 3, True])
        book.define_name("one", "='表'!$A$1")

    return written(fill)
