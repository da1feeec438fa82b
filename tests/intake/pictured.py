"""Forms with pictures: in cells as WPS and Excel keep them, and drawn over cells, the last two by XlsxWriter."""

import io
import re
import struct
import zipfile
import zlib

import xlsxwriter
from filled import part, put_at, sheet_part
from repacked import repack

_WPS = "http://www.wps.cn/officeDocument/2017/etCustomData"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def png(shade, size=8):
    """A small square of one shade."""

    def chunk(kind, body):
        return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))

    rows = zlib.compress(b"".join(b"\0" + bytes([shade]) * size for _ in range(size)))
    head = struct.pack(">LLBBBBB", size, size, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def in_wps_cells(data, pictures, *, saved=True):
    """A form with pictures in cells as WPS keeps them: {(sheet, cell): picture}; ``saved``: formulas have values."""
    images, relations, parts = [], [], {}
    for number, ((sheet, cell), picture) in enumerate(pictures.items(), start=1):
        name = f"ID_{number:032X}"
        formula = f"DISPIMG(&quot;{name}&quot;,1)"
        data = put_at(
            data,
            sheet,
            cell,
            f"<f>_xlfn.{formula}</f>" + (f"<v>={formula}</v>" if saved else ""),
            "str" if saved else None,
        )
        images.append(
            f'<etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{number}" name="{name}"/></xdr:nvPicPr>'
            f'<xdr:blipFill><a:blip r:embed="rId{number}"/></xdr:blipFill></xdr:pic></etc:cellImage>'
        )
        target = f"media/image{number}.png"
        relations.append(f'<Relationship Id="rId{number}" Type="{_RELATIONS}/image" Target="{target}"/>')
        parts[f"xl/{target}"] = picture
    spaces = f'xmlns:etc="{_WPS}" xmlns:xdr="{_DRAWING}spreadsheetDrawing" xmlns:a="{_DRAWING}main"'
    parts["xl/cellimages.xml"] = (
        f'<etc:cellImages {spaces} xmlns:r="{_RELATIONS}">{"".join(images)}</etc:cellImages>'.encode()
    )
    listed = f'<Relationships xmlns="{_PACKAGE}">{"".join(relations)}</Relationships>'
    return repack(data, parts | {"xl/_rels/cellimages.xml.rels": listed.encode()})


def in_excel_cells(data, pictures):
    """The same as Excel keeps them, by XlsxWriter: the parts of a workbook of its own, and cells that name them."""
    made = _made(lambda sheet, place, picture: sheet.embed_image(place, 0, "a.png", {"image_data": picture}), pictures)
    numbers = {picture: number for number, picture in enumerate(dict.fromkeys(pictures.values()), start=1)}
    for (sheet, cell), picture in pictures.items():
        data = put_at(data, sheet, cell, "<v>#VALUE!</v>", f'e" vm="{numbers[picture]}')
    names = re.findall(r"xl/(?:metadata\.xml|richData/[\w./]+|media/[\w.]+)", _listed(made))
    return repack(data, {name: part(made, name) for name in names})


def drawn_over(data, sheet, pictures, drawing="drawing9"):
    """A form with pictures over cells of one sheet: [(cell, picture, options of XlsxWriter)]."""

    def draw(page, place, picture):
        cell, image, options = picture
        assert place is not None
        page.insert_image(cell, "a.png", {"image_data": io.BytesIO(image), **options})

    made = _made(draw, dict(enumerate(pictures)), heights=_heights(data, sheet))
    names = {"xl/drawings/drawing1.xml": f"xl/drawings/{drawing}.xml"}
    names["xl/drawings/_rels/drawing1.xml.rels"] = f"xl/drawings/_rels/{drawing}.xml.rels"
    names |= {name: name for name in re.findall(r"xl/media/[\w.]+", _listed(made))}
    page = sheet_part(data, sheet)
    relations = page.replace("worksheets/", "worksheets/_rels/") + ".rels"
    link = f'<Relationship Id="rId99" Type="{_RELATIONS}/drawing" Target="../drawings/{drawing}.xml"/>'
    had = (
        part(data, relations).decode()
        if relations in _listed(data)
        else f'<Relationships xmlns="{_PACKAGE}"></Relationships>'
    )
    changes = {target: part(made, name) for name, target in names.items()}
    changes[relations] = had.replace("</Relationships>", f"{link}</Relationships>").encode()
    body = part(data, page).decode()
    mark = f'<drawing xmlns:r="{_RELATIONS}" r:id="rId99"/>'
    changes[page] = body.replace("</worksheet>", f"{mark}</worksheet>").encode()
    return repack(data, changes)


def _heights(data, sheet):
    rows = re.findall(r'<row r="(\d+)"[^>]* ht="([\d.]+)"', part(data, sheet_part(data, sheet)).decode())
    return {int(row) - 1: float(height) for row, height in rows}


def _made(place_picture, pictures, heights=None):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for row, height in (heights or {}).items():
            sheet.set_row(row, height)
        for place, picture in enumerate(pictures.values()):
            place_picture(sheet, place, io.BytesIO(picture) if isinstance(picture, bytes) else picture)
    return out.getvalue()


def _listed(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "\n".join(package.namelist())
