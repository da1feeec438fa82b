"""A raw workbook written as ``.xlsb`` (MS-XLSB), as plainly as the format allows, to be read in tests."""

import struct
import zipfile
from io import BytesIO

from qz.model.returns import CellState
from qz.workbook.read.xls.biff import ERRORS

CODES = {text: code for code, text in ERRORS.items()}
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _seven(value):
    """A number of seven bits a byte, the lowest first."""
    made = b""
    while True:
        value, low = value >> 7, value & 0x7F
        made += bytes([low | (0x80 if value else 0)])
        if not value:
            return made


def record(kind, body=b""):
    return _seven(kind) + _seven(len(body)) + body


def words(text):
    raw = text.encode("utf-16-le")
    return struct.pack("<L", len(raw) // 2) + raw


def _cell(column, cell):
    head = struct.pack("<LL", column, 0)
    if cell.state is CellState.NUMBER:
        return record(5, head + struct.pack("<d", float(cell.text)))
    if cell.state is CellState.BOOLEAN:
        return record(4, head + bytes([int(cell.text)]))
    if cell.state is CellState.ERROR:
        return record(3, head + bytes([CODES[cell.text]]))
    return record(6, head + words(cell.text))


def _sheet(sheet):
    rows = sorted({row for row, _ in sheet.cells})
    area = (0, rows[-1] if rows else 0, 0, max((column for _, column in sheet.cells), default=0))
    made = [record(129), record(148, struct.pack("<4L", *area)), record(145)]
    for row in rows:
        hidden = 0x10 if row in sheet.hidden_rows else 0
        made.append(record(0, struct.pack("<LLHBBB", row, 0, 300, 0, hidden, 0) + struct.pack("<L", 0)))
        made += [_cell(column, cell) for (at, column), cell in sorted(sheet.cells.items()) if at == row]
    made.append(record(146))
    made += [record(176, struct.pack("<4L", first, last, left, right)) for first, left, last, right in sheet.merged]
    return b"".join([*made, record(130)])


def xlsb_of(book, charts=()):
    """The workbook; ``charts``: names of chart sheets put before its own."""
    sheets = [*((name, None) for name in charts), *((sheet.name, sheet) for sheet in book.sheets)]
    bundle = b"".join(
        record(156, struct.pack("<LL", 0, place) + words(f"rId{place}") + words(name))
        for place, (name, _) in enumerate(sheets, start=1)
    )
    relations = "".join(
        f'<Relationship Id="rId{place}" Type="{TYPE}/{"worksheet" if sheet else "chartsheet"}" '
        f'Target="{"work" if sheet else "chart"}sheets/sheet{place}.bin"/>'
        for place, (_, sheet) in enumerate(sheets, start=1)
    )
    head = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    main = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    types = f'<Default Extension="bin" ContentType="{main}"/>'
    root = f'<Relationship Id="rId1" Type="{TYPE}/officeDocument" Target="xl/workbook.bin"/>'
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        space = "http://schemas.openxmlformats.org/package/2006/content-types"
        package.writestr("[Content_Types].xml", f'<?xml version="1.0"?><Types xmlns="{space}">{types}</Types>')
        package.writestr("_rels/.rels", f"{head}{root}</Relationships>")
        package.writestr("xl/_rels/workbook.bin.rels", f"{head}{relations}</Relationships>")
        package.writestr("xl/workbook.bin", record(131) + record(143) + bundle + record(144) + record(132))
        for place, (_, sheet) in enumerate(sheets, start=1):
            body = _sheet(sheet) if sheet else record(129) + record(130)
            package.writestr(f"xl/{'work' if sheet else 'chart'}sheets/sheet{place}.bin", body)
    return target.getvalue()
