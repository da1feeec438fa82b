"""考核情况报告.docx: what it says and for whom it is drafted; papers are laid out as official documents are."""

import argparse
from dataclasses import replace

import pytest
import report_cases as cases
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from qz.cli.paper_files import prepare_papers
from qz.reports.papers.grounds import Grounds
from qz.reports.papers.papers import BULLETIN_NAME, DECISION_NAME, PAPERS, REPORT_NAME
from qz.reports.papers.report_words import losses_by_clause, report_words
from qz.reports.papers.word_paper import draft_paper

TEMPLATES = cases.ROOT / "templates"


def said(assessment, folder):
    path = folder / REPORT_NAME
    path.write_bytes(draft_paper(report_words(Grounds.of(assessment)), TEMPLATES / REPORT_NAME))
    return "\n".join(paragraph.text for paragraph in Document(path).paragraphs if paragraph.text.strip())


def test_the_samples_report_reads_as_expected(samples, tmp_path):
    text = said(samples, tmp_path)
    for words in (
        "（文号待编）　　　　　　　　　　签发人：",
        "关于2011年新北区质量振兴工作\n考核情况的报告\n（送审稿",
        "\n区人民政府：\n",
        "一、考核工作开展情况\n应报单位21个，已报20个，未报送1个（龙虎塘街道）。",
        "二、主要目标完成情况\n（一）产品质量目标：指标23个：",
        "（四）环境质量目标：另行下达目标的3个：",
        "四、存在的主要问题\n镇街道失分的条款共",
        "龙虎塘街道没有报送考核材料。",
        "专此报告。",
    ):
        assert words in text, words
    assert "{" not in text


def test_the_clauses_that_cost_most_come_first_and_add_up(samples):
    for card in samples.programme.scorecards:
        found = losses_by_clause(samples, card)
        units = samples.units_of(card.scorecard_id)
        lost = [samples.scores[unit.code].totals.lost for unit in units if unit.code in samples.scores]
        assert sum(one.points for one in found) == sum(lost)
        assert [one.points for one in found] == sorted((one.points for one in found), reverse=True)
        assert all(0 < one.units <= len(lost) for one in found)


def test_a_report_is_drafted_where_the_programme_says_whom_it_goes_to(samples, tmp_path):
    (tmp_path / "方案.xlsx").write_bytes(b"")
    arguments = argparse.Namespace(year="2011", programme=tmp_path / "方案.xlsx", output=tmp_path)
    assert set(prepare_papers(arguments, samples, tmp_path).writers) == {BULLETIN_NAME, REPORT_NAME, DECISION_NAME}
    particulars = replace(samples.programme.particulars, report_to="")
    bare = cases.without_places(samples.programme)
    silent = replace(samples, programme=replace(bare, particulars=particulars))
    assert set(prepare_papers(arguments, silent, tmp_path).writers) == {BULLETIN_NAME}


@pytest.mark.parametrize("name", [paper.file_name for paper in PAPERS])
def test_papers_are_laid_out_as_official_documents(name):
    """GB/T 9704: A4, margins 37/35/28/26 mm, title 小标宋 二号, text 仿宋 三号 at 28 points, heads 黑体 and 楷体."""
    paper = Document(TEMPLATES / name)
    section = paper.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    for measure, millimetres in zip(
        (section.page_width, section.page_height, *margins), (210, 297, 37, 35, 28, 26), strict=True
    ):
        assert abs(measure - Mm(millimetres)) < Mm(0.1)
    typed = {}
    for paragraph in paper.paragraphs:
        for run in paragraph.runs:
            fonts = run._element.rPr.rFonts
            typed.setdefault((fonts.get(qn("w:eastAsia")), run.font.size), []).append(paragraph)
    assert any("{{ 标题 }}" in one.text for one in typed[("方正小标宋简体", Pt(22))])
    body = [one for one in typed[("仿宋", Pt(16))] if one.paragraph_format.first_line_indent]
    assert body
    assert all(one.paragraph_format.line_spacing == Pt(28) for one in body)
    assert all(one.paragraph_format.first_line_indent == Pt(32) for one in body)
    assert any(one.text.startswith("{{ 序() }}、") for one in typed[("黑体", Pt(16))])
    assert any(one.text.startswith("（{{ loop.index|中文数 }}）") for one in typed[("楷体", Pt(16))])
    assert section.footer.paragraphs[0].text == "— 1 —"


@pytest.mark.parametrize("name", [paper.file_name for paper in PAPERS])
def test_templates_bring_no_styles_of_tables_but_their_own(name):
    styles = Document(TEMPLATES / name).styles
    assert {one.name for one in styles if one.type == WD_STYLE_TYPE.TABLE} == {"Normal Table", "Table Grid"}
