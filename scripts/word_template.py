"""A Word template written paragraph by paragraph: type and measures by the habits of official documents (GB/T 9704).

A4, title 小标宋 二号, text 仿宋 三号, headings 黑体 and 楷体, 28 points a line, page number between dashes.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

TITLE, BODY, HEAD, KAI = "方正小标宋简体", "仿宋", "黑体", "楷体"
FALLBACKS: Final = {TITLE: "宋体", BODY: "仿宋_GB2312", HEAD: "SimHei", KAI: "楷体_GB2312"}
GREY: Final = RGBColor(0x80, 0x80, 0x80)
RED: Final = RGBColor(0xC0, 0x00, 0x00)
LINE: Final = Pt(28)
TABLES: Final = frozenset({"Normal Table", "Table Grid"})
"""Styles of tables that the templates use. The library's document brings 98 more, a third of a paper's text."""
UNUSED: Final = ("/thumbnail", "/stylesWithEffects")
"""Parts of the library's document that the templates leave out; the second is all styles once more, for Word 2010."""
WIDE_PART: Final = 1.06
"""Centimetres of one of the many columns of a full table."""
NARROW_CELLS: Final = (
    f'<w:tblCellMar {nsdecls("w")}><w:left w:w="30" w:type="dxa"/><w:right w:w="30" w:type="dxa"/></w:tblCellMar>'
)


def set_type(run: Run, face: str, size: float, *, colour: RGBColor | None = None, bold: bool = False) -> None:
    """Give a run its face (Chinese and Latin), size in points and colour."""
    run.font.size, run.font.bold = Pt(size), bold
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()  # noqa: SLF001 - East Asian faces have no API
    for attribute, name in (("ascii", "Times New Roman"), ("hAnsi", "Times New Roman"), ("eastAsia", face)):
        fonts.set(qn(f"w:{attribute}"), name)
    if colour is not None:
        run.font.color.rgb = colour


class Writer:
    """A document being written from top to bottom."""

    def __init__(self, paper: Paper) -> None:
        """Take the empty document."""
        self.paper = paper

    def line(
        self,
        text: str,
        face: str = BODY,
        size: float = 16,
        *,
        align: str = "both",
        indent: bool = False,
        keep: bool = False,
        colour: RGBColor | None = None,
    ) -> Paragraph:
        """A paragraph; ``indent``: two characters before its first line; ``keep``: on the page of what follows."""
        paragraph = self.paper.add_paragraph()
        shape = paragraph.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing = LINE if size >= 14 else Pt(18)
        shape.keep_with_next = keep
        paragraph.alignment = {
            "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
            "center": WD_ALIGN_PARAGRAPH.CENTER,
            "right": WD_ALIGN_PARAGRAPH.RIGHT,
        }[align]
        if indent:
            shape.first_line_indent = Pt(2 * size)
            indentation = paragraph._element.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001 - as above
            indentation.set(qn("w:firstLineChars"), "200")
        set_type(paragraph.add_run(text), face, size, colour=colour)
        return paragraph

    def text(self, words: str, *, keep: bool = False) -> None:
        """A paragraph of the body."""
        self.line(words, indent=True, keep=keep)

    def tag(self, words: str) -> None:
        """A line that only steers: ``if`` and ``for``; gone from what is written."""
        self.line("{%p " + words + " %}", size=9, colour=GREY)

    def head(self, words: str) -> None:
        """A heading of the first level, numbered as it comes."""
        self.line("{{ 序() }}、" + words, HEAD, indent=True, keep=True)

    def subhead(self, words: str) -> None:
        """A heading of the second level."""
        self.line("（{{ loop.index|中文数 }}）" + words, KAI, indent=True, keep=True)

    def table(self, columns: Sequence[tuple[str, str, float]], rows: str, left: frozenset[str]) -> None:
        """A table with a row for each of ``rows``; its heads repeat and no row splits."""
        table = self.paper.add_table(rows=4, cols=len(columns))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        for place, (head, field, width) in enumerate(columns):
            table.columns[place].width = Cm(width)
            for row in table.rows:
                row.cells[place].width = Cm(width)
            self._cell(table.cell(0, place), head, HEAD, center=True)
            self._cell(table.cell(2, place), "{{ 行." + field + " }}", BODY, center=field not in left)
        self._cell(table.cell(1, 0), "{%tr for 行 in " + rows + " %}", BODY, colour=GREY)
        self._cell(table.cell(3, 0), "{%tr endfor %}", BODY, colour=GREY)
        for place, row in enumerate(table.rows):
            properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - repeating heads have no API
            properties.append(OxmlElement("w:cantSplit"))
            if place == 0:
                properties.append(OxmlElement("w:tblHeader"))
            self._row_height(properties)

    def wide_table(self, heads: Sequence[tuple[str, str, float]], labels: str, parts: str, rows: str) -> None:
        """A table whose middle columns are as many as ``labels``; ``parts`` has the cells of a row for them."""
        table = self.paper.add_table(rows=4, cols=len(heads) + 3)
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        widths = [*(width for _, _, width in heads), *(WIDE_PART,) * 3]
        for place, width in enumerate(widths):
            table.columns[place].width = Cm(width)
            for row in table.rows:
                row.cells[place].width = Cm(width)
        for width in table._tbl.tblPr.findall(qn("w:tblW")):  # noqa: SLF001 - as above
            width.set(qn("w:w"), "5000")
            width.set(qn("w:type"), "pct")
        table._tbl.tblPr.append(parse_xml(NARROW_CELLS))  # noqa: SLF001
        for place, (head, field, _) in enumerate(heads):
            self._cell(table.cell(0, place), head, HEAD, center=True, size=9)
            self._cell(table.cell(2, place), "{{ 行." + field + " }}", BODY, center=True, size=9)
        first = len(heads)
        for row, each, name in ((0, labels, HEAD), (2, parts, BODY)):
            self._cell(table.cell(row, first), "{%tc for 项 in " + each + " %}", BODY, colour=GREY)
            self._cell(table.cell(row, first + 1), "{{ 项 }}", name, center=True, size=9)
            self._cell(table.cell(row, first + 2), "{%tc endfor %}", BODY, colour=GREY)
        self._cell(table.cell(1, 0), "{%tr for 行 in " + rows + " %}", BODY, colour=GREY)
        self._cell(table.cell(3, 0), "{%tr endfor %}", BODY, colour=GREY)
        for place, row in enumerate(table.rows):
            properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - as above
            properties.append(OxmlElement("w:cantSplit"))
            if place == 0:
                properties.append(OxmlElement("w:tblHeader"))
            self._row_height(properties)

    def imprint(self) -> None:
        """版记 at the foot of the last page: whom a copy goes to; who prints it and when, between thick rules."""
        table = self.paper.add_table(rows=4, cols=1)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        edges = (("top", 12), ("insideH", 4), ("bottom", 12))
        borders = "".join(
            f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>' for side, size in edges
        )
        table._tbl.tblPr.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{borders}</w:tblBorders>"))  # noqa: SLF001
        self._cell(table.cell(0, 0), "{%tr if 抄送 %}", BODY, colour=GREY)
        self._cell(table.cell(1, 0), "抄送：{{ 抄送 }}。", BODY, size=14)
        self._cell(table.cell(2, 0), "{%tr endif %}", BODY, colour=GREY)
        self._cell(table.cell(3, 0), "{{ 印发机关 }}　　　　　年　　月　　日印发", BODY, size=14)

    @staticmethod
    def _row_height(properties: Any) -> None:
        """Rows of one height, unless a text needs more."""
        height = OxmlElement("w:trHeight")
        height.set(qn("w:val"), "400")
        height.set(qn("w:hRule"), "atLeast")
        properties.append(height)

    @staticmethod
    def _cell(
        cell: Any, text: str, face: str, *, center: bool = False, colour: RGBColor | None = None, size: float = 10.5
    ) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if center else WD_ALIGN_PARAGRAPH.LEFT
        cell.vertical_alignment = 1
        set_type(paragraph.add_run(text), face, size if colour is None else 9, colour=colour)


def prepare(paper: Paper) -> None:
    """Paper, margins, default type, fall-back faces and page number."""
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    style = paper.styles["Normal"]
    style.font.size = Pt(16)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    for attribute, name in (("ascii", "Times New Roman"), ("hAnsi", "Times New Roman"), ("eastAsia", BODY)):
        fonts.set(qn(f"w:{attribute}"), name)
    paper.settings.odd_and_even_pages_header_footer = True
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        write_page_number(footer.paragraphs[0], align)


def write_page_number(number: Paragraph, align: WD_ALIGN_PARAGRAPH) -> None:
    """``— 3 —`` at the outer edge, a character in from it, as official documents have it."""
    number.alignment = align
    number.paragraph_format.left_indent = number.paragraph_format.right_indent = Pt(14)
    for part in ("— ", "PAGE", " —"):
        run = number.add_run("" if part == "PAGE" else part)
        set_type(run, "宋体", 14)
        if part == "PAGE":
            for kind in ("begin", "", "separate", "1", "end"):
                run._element.append(field_part(kind))  # noqa: SLF001 - fields have no API


def field_part(kind: str) -> Any:
    """One part of a page-number field."""
    if kind in {"begin", "separate", "end"}:
        return parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>')
    if kind:
        return parse_xml(f"<w:t {nsdecls('w')}>{kind}</w:t>")
    return parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve"> PAGE </w:instrText>')


def name_fallbacks(fonts: bytes) -> bytes:
    """The font table with what stands in for a face that a machine lacks."""
    tree = parse_xml(fonts)
    for face, other in FALLBACKS.items():
        tree.append(parse_xml(f'<w:font {nsdecls("w")} w:name="{face}"><w:altName w:val="{other}"/></w:font>'))
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def save_template(path: Path, title: str, write: Callable[[Writer], None]) -> None:
    """Write a template to ``path``; the same bytes every time."""
    paper = Document()
    prepare(paper)
    write(Writer(paper))
    properties = paper.core_properties
    properties.title, properties.author, properties.comments = title, "qz", ""
    properties.created = properties.modified = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - as documents store it
    for style in [style for style in paper.styles if style.type == WD_STYLE_TYPE.TABLE and style.name not in TABLES]:
        style.delete()
    for relations in (paper.part.package.rels, paper.part.rels):
        for key in [key for key, one in relations.items() if one.reltype.endswith(UNUSED)]:
            del relations[key]
    saved = io.BytesIO()
    paper.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(part, name_fallbacks(data) if name == "word/fontTable.xml" else data)
