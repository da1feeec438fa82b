"""What applications came to, in every page that says it; nothing of it where nobody applied."""

import csv
import datetime as dt
import json
from dataclasses import replace

import openpyxl
import pytest
import report_cases as cases

from qz.layout import many_units
from qz.layout.many_units import ManyUnits
from qz.layout.review_words import review_sentence
from qz.model.reviews import Application, Review, ReviewOutcome, Reviews, ReviewState
from qz.model.values import Origin
from qz.reports.bulletin.bulletin_words import bulletin_words
from qz.reports.data.data_files import write_data
from qz.reports.feedback.feedback_workbook import write_feedback
from qz.reports.papers.word_paper import draft_paper
from qz.reports.receipts.changes import since_last_run
from qz.reports.receipts.receipt_register import write_register
from qz.verification.explanation import explain

NOW = dt.datetime(2012, 1, 12, 9)  # noqa: DTZ001 - the office's clock
AT = Origin("申请.xlsx", "复核申请", "B6", "a" * 64)
ANSWERED = Origin("二次.xlsx", "复核", "K5", "b" * 64, given_by="李秀芳", reason="纪要4份属实")
MEETINGS = Application(
    "Z02", "1.2 质量工作专题会议次数", "4", "=1+1", "http://example.com", "王芳", "2012-01-05", AT,
    "Z02|fact:quality_meetings|criterion:1.2", "1.2",
)  # fmt: skip
POINTS = replace(MEETINGS, clause="2.5 本条得分", asked="2", key="Z02|criterion:2.5", criterion_id="2.5")
CHANGED = Review(
    MEETINGS, ReviewState.CHANGED, "", "2次", "陈晓明", ReviewOutcome("4次", "李秀芳", "纪要4份属实", ANSWERED)
)
UPHELD = Review(
    POINTS, ReviewState.UPHELD, "B01", "1分", "按规则", ReviewOutcome("1分", "李秀芳", "没有依据", ANSWERED)
)
OPEN = replace(UPHELD, state=ReviewState.OPEN, outcome=None)
LATE = replace(OPEN, application=replace(MEETINGS, unit_code="Z04"), state=ReviewState.LATE, why="晚了")


def reviewed(assessment, *rows):
    return replace(assessment, reviews=Reviews(rows))


def rows_of(path, sheet):
    return [tuple(row) for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)]


@pytest.fixture
def unit(verified_samples):
    return verified_samples.programme.unit("Z02")


def test_the_register_has_a_row_an_application_with_both_decisions(verified_samples, tmp_path):
    write_register(reviewed(verified_samples, CHANGED, OPEN, LATE), tmp_path / "登记.xlsx")
    rows = rows_of(tmp_path / "登记.xlsx", "复核")
    assert "申请复核3条：已答复1条（改变1条），待核定单位答复1条，待办公室定1条。" in rows[1][0]
    assert rows[3][1:] == (
        "孟河镇", "1.2 质量工作专题会议次数", "4", "=1+1", "http://example.com", "王芳", "2012-01-05", "申请.xlsx",
        "B6", "2次", "陈晓明", "由2次改为4次", "纪要4份属实", "李秀芳",
    )  # fmt: skip
    assert rows[4][12] == "已受理，待质监分局答复"
    assert rows[5][12:14] == ("逾期，待办公室定下是否受理", "晚了")


def test_nothing_typed_becomes_a_formula_or_a_link(verified_samples, unit, tmp_path):
    assessment = reviewed(verified_samples, replace(CHANGED, application=replace(MEETINGS, asked="=HYPERLINK(1)")))
    write_register(assessment, tmp_path / "登记.xlsx")
    write_feedback(assessment, unit, assessment.programme.scorecard_of(unit), tmp_path / "告知.xlsx")
    for path in (tmp_path / "登记.xlsx", tmp_path / "告知.xlsx"):
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f" or "HYPERLINK(1)" not in str(cell.value)
                    assert not (cell.hyperlink and "example.com" in str(cell.hyperlink.target))


def test_no_sheet_and_no_line_where_nobody_applied(verified_samples, unit, tmp_path):
    write_register(verified_samples, tmp_path / "登记.xlsx")
    assert "复核" not in openpyxl.load_workbook(tmp_path / "登记.xlsx").sheetnames
    assert bulletin_words(verified_samples)["复核"] == {}
    assert not any("复核" in line for line in explain(verified_samples, unit, "1.2"))


def test_the_unit_is_told_how_it_was_answered(verified_samples, unit, tmp_path):
    card = verified_samples.programme.scorecard_of(unit)
    write_feedback(reviewed(verified_samples, CHANGED, UPHELD), unit, card, tmp_path / "告知.xlsx")
    lines = [row[0] for row in rows_of(tmp_path / "告知.xlsx", "考核结果")]
    at = lines.index("复核申请和答复")
    assert lines[at + 1 : at + 3] == [
        "1.2 质量工作专题会议次数：申请计为4；由2次改为4次（李秀芳：纪要4份属实）",
        "2.5 本条得分：申请计为2；维持（李秀芳：没有依据）",
    ]
    assert not any("薛家镇" in str(line) for line in lines)


def test_explain_says_what_was_asked_and_both_decisions(verified_samples, unit):
    told = "\n".join(explain(reviewed(verified_samples, CHANGED), unit, "1.2"))
    for words in (
        "由2次改为4次",
        "王芳",
        "第一次核定：2次（陈晓明）",
        "申请.xlsx《复核申请》B6",
        "二次.xlsx《复核》K5",
    ):
        assert words in told
    assert "申请复核1条：已答复1条（改变1条）" in explain(reviewed(verified_samples, CHANGED), unit)
    assert not any("申请" in line for line in explain(reviewed(verified_samples, CHANGED), unit, "1.4"))


def test_what_becomes_of_an_application_is_a_change(verified_samples, tmp_path):
    first = reviewed(verified_samples, replace(CHANGED, state=ReviewState.OPEN, outcome=None))
    register = tmp_path / "登记.xlsx"
    write_register(first, register, since_last_run(tmp_path / "没有", first, NOW))
    log = since_last_run(register, reviewed(verified_samples, CHANGED), NOW)
    (change,) = log.changes
    assert (change.kind, change.unit, change.before) == ("复核", "孟河镇", "已受理，待办公室答复")
    assert change.after == "由2次改为4次（李秀芳：纪要4份属实）"


def test_the_bulletin_counts_them(verified_samples):
    assessment = reviewed(verified_samples, CHANGED, UPHELD, LATE)
    words = bulletin_words(assessment)
    assert words["复核"] == {"申请": 3, "改变": 1, "维持": 1, "待答复": 0, "其他": 1}
    paper = draft_paper(words, cases.ROOT / "templates" / "通报.docx")
    assert b"PK" in paper[:2]


def test_every_page_counts_the_same_applications(verified_samples, unit, tmp_path):
    replaced = replace(OPEN, application=replace(POINTS, asked="1"), state=ReviewState.REPLACED)
    refused = replace(LATE, application=MEETINGS, state=ReviewState.REFUSED, why="过了时间")
    assessment = reviewed(verified_samples, CHANGED, UPHELD, replaced, refused)
    told = "申请复核3条：已答复2条（改变1条），不受理1条（另有被更晚的申请替代的1条）"
    write_register(assessment, tmp_path / "登记.xlsx")
    assert rows_of(tmp_path / "登记.xlsx", "复核")[1][0].startswith(told)
    assert told in explain(assessment, unit)
    assert bulletin_words(assessment)["复核"] == {"申请": 3, "改变": 1, "维持": 1, "待答复": 0, "其他": 1}
    write_feedback(assessment, unit, assessment.programme.scorecard_of(unit), tmp_path / "告知.xlsx")
    lines = [row[0] for row in rows_of(tmp_path / "告知.xlsx", "考核结果")]
    at = lines.index("复核申请和答复")
    assert lines[at + 3] == "1.2 质量工作专题会议次数：申请计为4；不受理：过了时间"
    assert "申请计为1；" not in "".join(map(str, lines))


def test_what_was_left_blank_is_said_to_be_blank(verified_samples):
    faulty = replace(OPEN, application=replace(MEETINGS, clause="", asked=""), state=ReviewState.FAULTY, why="没有受理")
    said = review_sentence(verified_samples.programme, faulty)
    assert said == "（没有填）：申请计为（没有填）；填写有误，待补正：没有受理"


def test_the_data_have_every_application_with_its_outcome(verified_samples, tmp_path):
    assessment = reviewed(verified_samples, CHANGED, OPEN, LATE)
    write_data(assessment, tmp_path / "数据.json")
    told = {one["code"]: one for one in json.loads((tmp_path / "数据.json").read_text("utf-8"))["units"]}
    changed, waiting = told["Z02"]["applications"]
    place = {"file": "二次.xlsx", "sheet": "复核", "cell": "K5", "sha256": "b" * 64}
    assert changed["answer"] == {"value": "4次", "given_by": "李秀芳", "reason": "纪要4份属实", **place}
    assert (changed["state"], changed["first"], changed["asked"], changed["cell"]) == ("改变", "2次", "4", "B6")
    assert (waiting["answer"], waiting["state_words"]) == (None, "已受理，待质监分局答复")
    assert [one["state"] for one in told["Z04"]["applications"]] == ["逾期"]
    assert "applications" not in told["Z01"]
    with (tmp_path / "数据.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if row[0].startswith("复核")]
    assert [row[0] for row in rows] == ["复核申请", "复核答复", "复核申请", "复核申请"]
    assert rows[1][4:9] == ["1.2", "1.2 质量工作专题会议次数", "4次", "", "2次"]


def test_of_very_many_applications_the_register_lists_the_first_and_says_so(verified_samples, tmp_path, monkeypatch):
    monkeypatch.setattr(many_units, "POLICY", ManyUnits(sheet_rows=2))
    write_register(reviewed(verified_samples, CHANGED, OPEN, LATE), tmp_path / "登记.xlsx")
    rows = rows_of(tmp_path / "登记.xlsx", "复核")
    assert "申请复核3条" in rows[1][0]
    assert "本表列前2条，共3条。" in rows[1][0]
    assert [row[0] for row in rows[3:]] == [1, 2]


def test_what_a_unit_took_back_is_in_the_register_and_not_in_the_bulletin(verified_samples, unit, tmp_path):
    back = replace(OPEN, application=replace(POINTS, asked="撤回"), state=ReviewState.WITHDRAWN)
    assessment = reviewed(verified_samples, CHANGED, back)
    assert bulletin_words(assessment)["复核"] == {"申请": 1, "改变": 1, "维持": 0, "待答复": 0, "其他": 0}
    assert "申请已由单位撤回" in "\n".join(explain(assessment, unit, "2.5"))
    write_register(assessment, tmp_path / "登记.xlsx")
    rows = rows_of(tmp_path / "登记.xlsx", "复核")
    assert "单位撤回1条" in rows[1][0]
    assert rows[4][12] == "已撤回"
