"""表彰决定.docx: the units by the rule there is and the people whom nothing bars; a draft until 定稿."""

from dataclasses import replace

import report_cases as cases
from docx import Document
from test_nominees import assessment

from qz.model.assessment_rules import BulletinThresholds
from qz.model.stages import Stage
from qz.reports.papers.decision_words import decides, decision_words
from qz.reports.papers.grounds import Grounds
from qz.reports.papers.papers import BULLETIN_NAME, DECISION_NAME
from qz.reports.papers.word_paper import draft_paper

__all__ = ["assessment"]


def said(of, folder, name=DECISION_NAME, words=decision_words):
    path = folder / name
    path.write_bytes(draft_paper(words(Grounds.of(of)), cases.ROOT / "templates" / name))
    paper = Document(path)
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs if paragraph.text.strip())
    return text, [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]


def commending(of, **more):
    """Towns up to the third rank commended, whatever is not verified."""
    limits = BulletinThresholds("town", commend_ranks=3, provisional_barred=False, unverified_barred=False, **more)
    return replace(of, programme=replace(of.programme, bulletin=(limits,)))


def test_units_by_the_rule_and_people_whom_nothing_bars(assessment, tmp_path):
    text, rows = said(commending(assessment), tmp_path)
    for words in (
        "关于表彰2011年新北区质量振兴工作\n先进单位和先进个人的决定\n（送审稿",
        "决定对工作成绩突出的单位和表现突出的个人予以表彰。",
        "一、先进单位\n（一）镇街道\n春江镇、三井街道、孟河镇。",
        "二、先进个人",
        "（另有推荐人选4名有不利情况，没有列入，见《表彰推荐汇总》，核实后再定。）",
    ):
        assert words in text, text
    assert rows[:3] == [["单位", "姓名", "职务"], ["新桥镇", "周平", "科员"], ["西夏墅镇", "钱进", "镇长"]]
    assert "热心" not in text + str(rows)
    assert "{" not in text


def test_it_is_no_draft_once_final(assessment, tmp_path):
    final = replace(commending(assessment), stages={"": Stage("定稿", 9, 9)})
    text, _ = said(final, tmp_path)
    assert "送审稿" not in text
    assert "另有推荐人选" not in text


def test_without_places_it_is_about_units_alone(samples, tmp_path):
    text, rows = said(commending(samples), tmp_path)
    assert "先进单位的决定" in text
    assert "决定对工作成绩突出的单位予以表彰。" in text
    assert "先进个人" not in text
    assert rows[0][0].startswith("抄送") or "印发" in rows[0][0]


def test_nobody_at_all_is_said_too(samples, tmp_path):
    text, _ = said(replace(samples, programme=replace(samples.programme, bulletin=())), tmp_path)
    assert "一、先进单位\n没有单位列入。" in text


def test_it_is_drafted_where_somebody_is_to_be_commended(assessment, samples):
    assert decides(assessment.programme)
    bare = cases.without_places(samples.programme)
    assert decides(bare)
    assert not decides(replace(bare, bulletin=()))
    silent = replace(bare, particulars=replace(bare.particulars, report_to=""))
    assert not decides(silent)


def test_the_bulletin_counts_the_people_and_names_nobody(assessment, samples, tmp_path):
    text, rows = said(commending(assessment), tmp_path, BULLETIN_NAME, Grounds.words)
    assert "各单位推荐先进个人6名，其中没有不利情况的2名，另行发文表彰。" in text
    assert "钱进" not in text + str(rows)
    assert "先进个人" not in said(samples, tmp_path, BULLETIN_NAME, Grounds.words)[0]
