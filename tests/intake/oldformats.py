"""A raw workbook written as ``.xls`` (BIFF8) or ``.ods``, as plainly as these formats allow, to be damaged in tests."""

import datetime as dt
import io
import struct
import zipfile
from xml.sax.saxutils import escape, quoteattr

from qz.model.returns import CellState
from qz.workbook.read.xls.biff import ERRORS

CODES = {text: code for code, text in ERRORS.items()}


def record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def unicode(text, lengths="<H"):
    return struct.pack(lengths, len(text)) + b"\1" + text.encode("utf-16-le")


def shared_strings(strings):
    """The string table, broken into records at strings' ends."""
    pieces, body = [], struct.pack("<LL", len(strings), len(strings))
    for text in strings:
        item = unicode(text)
        if len(body) + len(item) > 8000:
            pieces.append(body)
            body = b""
        body += item
    pieces.append(body)
    return record(0xFC, pieces[0]) + b"".join(record(0x3C, piece) for piece in pieces[1:])


class _Xls:
    def __init__(self, book):
        self.book = book
        self.formats = ["General"]
        self.strings = []
        for sheet in book.sheets:
            for cell in sheet.cells.values():
                if cell.number_format and cell.number_format not in self.formats:
                    self.formats.append(cell.number_format)
                if cell.state is CellState.TEXT and not cell.formula and cell.text not in self.strings:
                    self.strings.append(cell.text)

    def cell(self, row, column, cell):
        style = self.formats.index(cell.number_format or "General")
        head = struct.pack("<HHH", row, column, style)
        tail = bytes(6) + struct.pack("<H", 3) + b"\x1e\x01\x00"
        if cell.state is CellState.NUMBER:
            value = struct.pack("<d", float(cell.text))
            return record(0x06, head + value + tail) if cell.formula else record(0x203, head + value)
        if cell.state is CellState.BOOLEAN:
            flag = int(cell.text)
            if cell.formula:
                return record(0x06, head + struct.pack("<BxBxxxH", 1, flag, 0xFFFF) + tail)
            return record(0x205, head + struct.pack("<BB", flag, 0))
        if cell.state is CellState.ERROR:
            return record(0x205, head + struct.pack("<BB", CODES[cell.text], 1))
        if cell.formula:
            value = struct.pack("<BxxxxxH", 0 if cell.text else 3, 0xFFFF)
            text = record(0x207, unicode(cell.text)) if cell.text else b""
            return record(0x06, head + value + tail) + text
        return record(0xFD, head + struct.pack("<L", self.strings.index(cell.text)))

    def sheet(self, sheet):
        cells = b"".join(self.cell(*place, cell) for place, cell in sorted(sheet.cells.items()))
        return record(0x809, struct.pack("<HHHHLL", 0x600, 0x10, 0, 0, 0, 0)) + cells + record(0x0A)

    def names(self):
        titles = [sheet.name for sheet in self.book.sheets]
        externs = b"".join(struct.pack("<Hhh", 0, place, place) for place in range(len(titles)))
        yield record(0x1AE, struct.pack("<H", len(titles)) + b"\1\4")
        yield record(0x17, struct.pack("<H", len(titles)) + externs)
        for name, (title, row, column) in self.book.names.items():
            formula = b"\x3a" + struct.pack("<HHH", titles.index(title), row, column)
            head = struct.pack("<HBBHHHL", 0, 0, len(name), len(formula), 0, 0, 0)
            yield record(0x18, head + b"\1" + name.encode("utf-16-le") + formula)

    def stream(self, extra=b""):
        bodies = [self.sheet(sheet) for sheet in self.book.sheets]
        head = record(0x809, struct.pack("<HHHHLL", 0x600, 0x05, 0, 0, 0, 0)) + extra + record(0x22, b"\0\0")
        for place, text in enumerate(self.formats):
            head += record(0x41E, struct.pack("<H", 164 + place) + unicode(text))
        for place in range(len(self.formats)):
            head += record(0xE0, struct.pack("<HHH", 0, 164 + place, 0) + bytes(14))
        tail = b"".join(self.names()) + shared_strings(self.strings) + record(0x0A)
        entries = [(sheet.hidden, unicode(sheet.name, "<B")) for sheet in self.book.sheets]
        offset = len(head) + sum(len(name) + 10 for _, name in entries) + len(tail)
        middle = b""
        for (hidden, name), body in zip(entries, bodies, strict=True):
            middle += record(0x85, struct.pack("<LBB", offset, int(hidden), 0) + name)
            offset += len(body)
        return head + middle + tail + b"".join(bodies)


def compound(streams):
    """A compound file of some streams, each padded to at least 4096 bytes so that all lie in plain sectors."""
    size, end = 512, 0xFFFFFFFE
    chains, data = [], b""
    entries = []
    for name, body in streams.items():
        padded = body.ljust(4096, b"\0")
        first = len(data) // size
        data += padded.ljust(-(-len(padded) // size) * size, b"\0")
        chains.append((first, len(data) // size))
        entries.append((name, 2, first, len(padded)))
    directory = b""
    none = 0xFFFFFFFF
    for place, (name, kind, first, length) in enumerate([("Root Entry", 5, end, 0), *entries]):
        raw = (name.encode("utf-16-le") + b"\0\0").ljust(64, b"\0")
        following = place + 1 if 0 < place < len(entries) else none
        head = struct.pack("<HBBLLL", 2 * len(name) + 2, kind, 1, none, following, 1 if kind == 5 else none)
        directory += raw + head + bytes(36) + struct.pack("<LLL", first, length, 0)
    directory = directory.ljust(-(-len(directory) // size) * size, b"\0")
    chains.append((len(data) // size, (len(data) + len(directory)) // size))
    data += directory
    sectors = len(data) // size
    table_sectors = 1
    while (sectors + table_sectors) * 4 > table_sectors * size:
        table_sectors += 1
    table = [0xFFFFFFFF] * (table_sectors * size // 4)
    for first, last in chains:
        for place in range(first, last):
            table[place] = place + 1 if place + 1 < last else end
    for place in range(table_sectors):
        table[sectors + place] = 0xFFFFFFFD
    numbers = [sectors + place for place in range(table_sectors)] + [0xFFFFFFFF] * (109 - table_sectors)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<LLLLLLLLL", 0, table_sectors, chains[-1][0], 0, 4096, end, 0, end, 0)
    return header + struct.pack("<109L", *numbers) + data + struct.pack(f"<{len(table)}L", *table)


def summary(moment):
    """A property set that says when the document was saved (naive UTC)."""
    ticks = int((moment - type(moment)(1601, 1, 1)).total_seconds() * 10_000_000)
    section = struct.pack("<LLLL", 28, 1, 13, 16) + struct.pack("<LQ", 0x40, ticks)
    return (
        struct.pack("<HHL", 0xFFFE, 0, 0)
        + bytes(16)
        + struct.pack("<L", 1)
        + bytes(16)
        + struct.pack("<L", 48)
        + section
    )


def xls_of(book, extra=b"", streams=None):
    """The workbook as ``.xls``; ``extra`` records stand at its head, further streams beside it."""
    saved = {"\5SummaryInformation": summary(book.saved_at)} if book.saved_at else {}
    return compound({"Workbook": _Xls(book).stream(extra), **saved, **(streams or {})})


SPACES = {
    "office": "office:1.0", "table": "table:1.0", "text": "text:1.0", "style": "style:1.0", "number": "datastyle:1.0",
    "meta": "meta:1.0",
}  # fmt: skip


def _root(name):
    spaces = "".join(f' xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{value}"' for key, value in SPACES.items())
    extra = ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    return f'<office:{name}{spaces}{extra} xmlns:dc="http://purl.org/dc/elements/1.1/">', f"</office:{name}>"


def _ods_cell(cell, repeat=1):
    marks = f' table:number-columns-repeated="{repeat}"' if repeat > 1 else ""
    marks += ' table:formula="of:=1"' if cell.formula else ""
    text = f"<text:p>{escape(cell.text)}</text:p>".replace("\n", "</text:p><text:p>")
    if cell.state is CellState.NUMBER:
        kind = "percentage" if "%" in cell.number_format else "float"
        return f'<table:table-cell{marks} office:value-type="{kind}" office:value="{cell.text}"/>'
    if cell.state is CellState.BOOLEAN:
        value = "true" if cell.text == "1" else "false"
        return f'<table:table-cell{marks} office:value-type="boolean" office:boolean-value="{value}"/>'
    if cell.state is CellState.ERROR:
        return (
            f'<table:table-cell{marks} office:value-type="string" calcext:value-type="error">{text}</table:table-cell>'
        )
    return f'<table:table-cell{marks} office:value-type="string">{text}</table:table-cell>'


def ods_content(book):
    """``content.xml`` of the workbook."""
    start, end = _root("document-content")
    tables = ""
    for sheet in book.sheets:
        rows = ""
        last = max((row for row, _ in sheet.cells), default=-1)
        for row in range(last + 1):
            cells, column = "", 0
            for (_, place), cell in sorted(item for item in sheet.cells.items() if item[0][0] == row):
                gap = place - column
                cells += f'<table:table-cell table:number-columns-repeated="{gap}"/>' if gap else ""
                cells += _ods_cell(cell)
                column = place + 1
            rows += f"<table:table-row>{cells}</table:table-row>"
        style = ' table:style-name="ta2"' if sheet.hidden else ""
        tables += f"<table:table table:name={quoteattr(sheet.name)}{style}>{rows}</table:table>"
    names = "".join(
        f'<table:named-range table:name="{name}" table:cell-range-address="$\'{title}\'.$A${row + 1}"/>'.replace(
            "$A$", f"${_letters(column)}$"
        )
        for name, (title, row, column) in book.names.items()
    )
    styles = (
        '<office:automatic-styles><style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    body = f"{tables}<table:named-expressions>{names}</table:named-expressions>"
    return f"{start}{styles}<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>{end}"


def _letters(column):
    return chr(65 + column) if column < 26 else chr(64 + column // 26) + chr(65 + column % 26)


def ods_of(book, content=None, **parts):
    """The workbook as ``.ods``; ``content`` in place of its own, further parts beside it."""
    start, end = _root("document-meta")
    local = book.saved_at + dt.timedelta(hours=8) if book.saved_at else None
    saved = f"<dc:date>{local.isoformat()}</dc:date>" if local else ""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content if content is not None else ods_content(book))
        archive.writestr("meta.xml", f"{start}<office:meta>{saved}</office:meta>{end}")
        for name, body in parts.items():
            archive.writestr(name, body)
    return target.getvalue()
