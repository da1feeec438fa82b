"""Write ``templates/通报.docx`` anew: the bulletin's template as it first came, to be edited in Word from then on.

Type and measures by the habits of official documents (GB/T 9704): A4, title 小标宋 二号, text 仿宋 三号, headings 黑体
and 楷体, 28 points a line, page number between dashes.
"""

import argparse
import datetime as dt
import io
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.document import Document as Paper
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
HELP: Final = (
    (
        "【模板说明，写出的通报里没有灰色的字】本模板用 Word 编辑：文字、字体、版式都可以改；"
        "双花括号里是要填进去的字段，带百分号的是“如果……”和“逐个……”，成对出现，整行保留。"
    ),
    (
        "可用的字段：标题、年度、地区、考核、方案、文号、发文机关、办公室、联系人、电话、阶段（自评、核定中、核定）、核定进度、"
        "统计截止日、收件、主送、抄送、印发机关、应报数、未报送、逾期、评分表、"
        "任务、指标、指标情况、主要目标、与事实不符、未完成；序() 依次给出一、二、三。"
    ),
    (
        "评分表里每张有：名称、标准分、应评、已评、未报送、排名、有暂计、表扬标准、表扬、未列入表扬、批评标准、批评；"
        "排名、表扬、未列入表扬、批评里每行有：名次、单位、总分、标准分得分、加分、失分、暂计、备注（未列入表扬、批评另有原因）；"
        "附件的表头是“各项”，排名里每行有“各项得分”，表名是“附件名”。"
    ),
    (
        "任务、指标里有：总数、已完成、未完成、未填报（指标是达到、未达到、未填报）；"
        "与事实不符里每行有：任务、工作内容、责任单位、指标、目标、实际、事实；未完成里每行有：任务、工作内容、事项、责任单位、目标、实际、差距、原因。"
    ),
)
WIDE_PART: Final = 1.06
"""Centimetres of one of the many columns of a full table."""
NARROW_CELLS: Final = (
    f'<w:tblCellMar {nsdecls("w")}><w:left w:w="30" w:type="dxa"/><w:right w:w="30" w:type="dxa"/></w:tblCellMar>'
)
RANKING: Final = (
    ("名次", "名次", 1.6), ("单位", "单位", 3.8), ("总分", "总分 }}{{ 行.暂计", 2.2), ("标准分得分", "标准分得分", 2.6),
    ("加分", "加分", 1.8), ("备注", "备注", 3.6),
)  # fmt: skip
UNMET: Final = (
    ("任务", "任务", 1.4), ("工作内容", "工作内容", 2.7), ("没有完成的事项", "事项", 4.8),
    ("责任单位", "责任单位", 2.7), ("原因", "原因", 4.0),
)  # fmt: skip


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


def write_frame(writer: Writer) -> None:
    """The document's head: who issues it, its number, the rule, its title, whom it is to and on what it rests."""
    for words in HELP:
        writer.line("{#p " + words + " #}", size=9, colour=GREY)
    writer.line("{{ 发文机关 }}", TITLE, 26, align="center", colour=RED).paragraph_format.line_spacing = Pt(44)
    number = writer.line("（文号待编）", align="center")
    edge = f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="18" w:space="6" w:color="C00000"/></w:pBdr>'
    number._element.get_or_add_pPr().insert_element_before(parse_xml(edge), "w:spacing", "w:ind", "w:jc")  # noqa: SLF001
    writer.line("")
    writer.line("{{ 标题 }}", TITLE, 22, align="center").paragraph_format.line_spacing = Pt(34)
    writer.tag('if 阶段 != "核定"')
    writer.line("（送审稿，{{ 收件 }}）", KAI, size=14, align="center")
    writer.tag("endif")
    writer.line("")
    writer.line("{{ 主送 }}：")
    writer.text(
        "根据《{{ 方案 }}》{% if 文号 %}（{{ 文号 }}）{% endif %}，{{ 办公室 }}对{{ 地区 }}{{ 年度 }}年{{ 考核 }}"
        "完成情况进行了考核{% if 统计截止日 %}，数据统计到{{ 统计截止日 }}为止{% endif %}。现将有关情况通报如下。"
    )


def write_overview(writer: Writer) -> None:
    """How many reported, what was done, and how far the figures are verified."""
    writer.head("总体情况")
    writer.text(
        "应报单位{{ 应报数 }}个，已报{{ 应报数 - 未报送|length }}个{% if 未报送 %}，未报送{{ 未报送|length }}个"
        "（{{ 未报送|join('、') }}）{% endif %}"
        "{% if 逾期 %}，逾期报送{{ 逾期|length }}个（{{ 逾期|join('、') }}）{% endif %}。"
    )
    writer.text(
        "责任分解表所列任务{{ 任务.总数 }}项，已完成{{ 任务.已完成 }}项，未完成{{ 任务.未完成 }}项"
        "{% if 任务.未填报 %}，责任单位未报或未报全{{ 任务.未填报 }}项{% endif %}。"
        "{% if 指标.总数 %}分解表的{{ 指标情况 }}。{% endif %}{% if 主要目标 %}主要目标另有{{ 主要目标 }}。{% endif %}"
    )
    writer.tag("if 与事实不符")
    writer.text(
        "责任单位报为已完成而事实与之不符的{{ 与事实不符|length }}处："
        "{% for 行 in 与事实不符 %}任务{{ 行.任务 }}{{ 行.工作内容 }}"
        "（{{ 行.责任单位 }}），{{ 行.指标 }}目标{{ 行.目标 }}，实际{{ 行.实际 }}（{{ 行.事实 }}）"
        "{{ '；' if not loop.last }}{% endfor %}。"
    )
    writer.tag("endif")
    writer.tag("if not 评分表")
    writer.text("本年度只考核目标任务完成情况，不计分、不排名。")
    writer.tag('elif 阶段 == "核定"')
    writer.text("以下得分均已核定。")
    writer.tag('elif 阶段 == "核定中"')
    writer.text("以下得分部分已经核定（{{ 核定进度 }}），其余依据各单位自报数据计算，核定完成前不得印发。")
    writer.tag("else")
    writer.text("以下得分依据各单位自报数据计算，尚未核定，核定完成前不得印发。")
    writer.tag("endif")


def write_rankings(writer: Writer) -> None:
    """A ranking a scorecard."""
    writer.tag("if 评分表")
    writer.head("考核得分和名次")
    writer.tag("for 表 in 评分表")
    writer.subhead("{{ 表.名称 }}")
    writer.text("标准分{{ 表.标准分 }}分，应评{{ 表.应评 }}个单位，已评{{ 表.已评 }}个。")
    writer.table(RANKING, "表.排名", frozenset())
    writer.tag("if 表.有暂计")
    writer.line("注：带※的单位还有应填未填的数据，得分为暂计。", size=12, indent=True)
    writer.tag("endif")
    writer.tag("endfor")
    writer.tag("endif")


def write_praise(writer: Writer) -> None:
    """Whom the thresholds commend and criticise."""
    writer.tag("if 评分表|selectattr('表扬标准')|list")
    writer.head("予以表扬的单位")
    writer.tag("for 表 in 评分表|selectattr('表扬标准')")
    writer.subhead("{{ 表.名称 }}")
    writer.text(
        "{{ 表.表扬标准 }}的：{% for 行 in 表.表扬 %}{{ 行.单位 }}（第{{ 行.名次 }}名，{{ 行.总分 }}分{{ 行.暂计 }}）"
        "{{ '、' if not loop.last }}{% else %}没有单位{{ '列入' if 表.未列入表扬 else '达到' }}{% endfor %}。"
    )
    writer.tag("if 表.未列入表扬")
    writer.text(
        "达到上述条件而没有列入的：{% for 行 in 表.未列入表扬 %}{{ 行.单位 }}（第{{ 行.名次 }}名）{{ 行.原因 }}"
        "{{ '；' if not loop.last }}{% endfor %}。"
    )
    writer.tag("endif")
    writer.tag("endfor")
    writer.tag("endif")
    writer.tag("if 评分表|selectattr('批评标准')|list")
    writer.head("予以通报批评的单位")
    writer.tag("for 表 in 评分表|selectattr('批评标准')")
    writer.subhead("{{ 表.名称 }}")
    writer.text("{{ 表.批评标准 }}的，予以通报批评。{{ '没有单位列入。' if not 表.批评 }}")
    writer.tag("for 行 in 表.批评")
    writer.text("{{ loop.index }}．{{ 行.单位 }}：{{ 行.原因 }}{{ '（得分为暂计）' if 行.暂计 }}。")
    writer.tag("endfor")
    writer.tag("endfor")
    writer.tag("endif")


def write_unmet(writer: Writer) -> None:
    """What stays undone, who never replied, and the close."""
    writer.head("没有完成的目标任务")
    writer.tag("if 未完成")
    writer.text("没有完成的任务、没有达到的指标和责任单位所报原因如下：")
    writer.table(UNMET, "未完成", frozenset({"事项", "原因"}))
    writer.tag("else")
    writer.text("任务全部完成，指标全部达到。")
    writer.tag("endif")
    writer.tag("if 未报送")
    writer.head("没有报送的单位")
    writer.text("{{ 未报送|join('、') }}没有报送考核材料，不计分、不排名。")
    writer.tag("endif")
    writer.text("请各单位认真总结经验，针对存在的问题抓好整改，把下一年度的工作做得更好。", keep=True)
    writer.tag("if 评分表")
    writer.line("", keep=True)
    writer.tag("for 表 in 评分表")
    writer.line("{{ '附件：' if loop.first else '　　　' }}{{ loop.index }}．{{ 表.附件名 }}", indent=True, keep=True)
    writer.tag("endfor")
    writer.tag("endif")
    writer.line("", keep=True)
    writer.line("{{ 发文机关 }}", align="right", keep=True)
    writer.line("　　　　年　　月　　日　　", align="right", keep=True)
    writer.text("（联系人：{{ 联系人 }}，电话：{{ 电话 }}）")


def write_annexes(writer: Writer) -> None:
    """The full tables, a page each; then 版记."""
    writer.tag("for 表 in 评分表")
    writer.line("附件{{ loop.index }}", HEAD, keep=True).paragraph_format.page_break_before = True
    writer.line("{{ 表.附件名 }}", TITLE, 18, align="center", keep=True)
    heads = (("名次", "名次", 1.0), ("单位", "单位", 2.0), ("总分", "总分", 1.2), ("加分", "加分", 1.0))
    writer.wide_table(heads, "表.各项", "行.各项得分", "表.排名")
    writer.line("注：各项为标准分得分，“＋”后面为加分；表头括号里是标准分。", size=10.5)
    writer.tag("endfor")
    writer.line("")
    writer.imprint()


def name_fallbacks(fonts: bytes) -> bytes:
    """The font table with what stands in for a face that a machine lacks."""
    tree = parse_xml(fonts)
    for face, other in FALLBACKS.items():
        tree.append(parse_xml(f'<w:font {nsdecls("w")} w:name="{face}"><w:altName w:val="{other}"/></w:font>'))
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def write_template(path: Path) -> None:
    """Write the template to ``path``; the same bytes every time."""
    paper = Document()
    prepare(paper)
    writer = Writer(paper)
    write_frame(writer)
    write_overview(writer)
    write_rankings(writer)
    write_praise(writer)
    write_unmet(writer)
    write_annexes(writer)
    properties = paper.core_properties
    properties.title, properties.author, properties.comments = "通报模板", "qz", ""
    properties.created = properties.modified = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - as documents store it
    relations = paper.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        del relations[key]
    saved = io.BytesIO()
    paper.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(part, name_fallbacks(data) if name == "word/fontTable.xml" else data)


def main() -> int:
    """Write the template, unless one is there and it was not asked to be written over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("templates/通报.docx"))
    parser.add_argument("--overwrite", action="store_true")
    arguments = parser.parse_args()
    if arguments.output.exists() and not arguments.overwrite:
        print(f"{arguments.output} 已经有了；要换回原版请加 --overwrite。", file=sys.stderr)
        return 2
    write_template(arguments.output)
    print(arguments.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
