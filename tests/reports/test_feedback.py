"""考核结果告知书: who is told, what the page says, and that it goes when the result is open again."""

import datetime as dt
import shutil
from dataclasses import replace

import openpyxl
import pytest
from ooxml import undated_parts
from report_cases import ROOT

from qz.cli import feedback_files
from qz.cli.assessed import collect
from qz.cli.feedback_files import feedback_output
from qz.cli.outputs import dated, write_outputs
from qz.engine.kept.kept_texts import KeptTexts
from qz.engine.parallel.packed import laid_over
from qz.mail.draft_files import FEEDBACK_FOLDER
from qz.mail.due import Enclosures, due_after_collect
from qz.model.assessment import Collected
from qz.model.choices import Consequence
from qz.model.letters import Attachment, MailKind
from qz.model.stages import Stage, StageWord
from qz.model.values import Answer
from qz.reports.feedback.feedback_workbook import write_feedback, write_notice
from qz.reports.feedback.units_with_feedback import units_with_feedback
from qz.reports.folders import replace_folders


def with_particulars(assessment, **changes):
    programme = assessment.programme
    return replace(assessment, programme=replace(programme, particulars=replace(programme.particulars, **changes)))


def lines_of(path):
    sheet = openpyxl.load_workbook(path)["考核结果"]
    return ["｜".join(str(cell) for cell in row if cell is not None) for row in sheet.iter_rows(values_only=True)]


def footer_of(path):
    return openpyxl.load_workbook(path)["考核结果"].oddFooter.left.text


@pytest.fixture
def told(verified_samples):
    """The samples as everybody verified them, at no time of day; the unit and scorecard of 孟河镇."""
    verified_samples = replace(verified_samples, stages={})
    unit = next(unit for unit in verified_samples.programme.units if unit.name == "孟河镇")
    return verified_samples, unit, verified_samples.programme.scorecard_of(unit)


def test_units_are_told_once_all_of_it_is_verified(samples, verified_samples):
    assert units_with_feedback(samples) == ()
    names = {unit.name for unit, _ in units_with_feedback(verified_samples)}
    assert names == {unit.name for unit in verified_samples.programme.units if unit.code in verified_samples.scores}
    assert units_with_feedback(with_particulars(verified_samples, appeal_by=None)) == ()


def test_the_page_says_total_rank_every_clause_and_until_when_to_object(told, tmp_path):
    assessment, unit, card = told
    write_feedback(assessment, unit, card, tmp_path / "告知.xlsx")
    lines = lines_of(tmp_path / "告知.xlsx")
    score = assessment.scores[unit.code]
    rank = next(row.rank for row in assessment.rankings[card.scorecard_id] if row.unit_code == unit.code)
    assert f"总分{score.total.normalize():f}分" in lines[2]
    assert f"在9个镇街道单位中列第{rank}名" in lines[2]
    clauses = [line.partition("｜")[0] for line in lines]
    assert [one.criterion_id for one in card.criteria] == [each for each in clauses if each in card_ids(card)]
    assert any("请于2012年1月6日17:00前填写本文件里的《复核申请》" in line for line in lines)
    assert any("工业产品抽检合格率" in line and "少得5分" in line for line in lines)
    write_feedback(with_particulars(assessment, tells_rank=False), unit, card, tmp_path / "无名次.xlsx")
    assert "名" not in lines_of(tmp_path / "无名次.xlsx")[2]


def card_ids(card):
    return {one.criterion_id for one in card.criteria}


def test_a_rank_is_told_among_the_units_group_with_grade_and_what_denies_the_total(told, tmp_path):
    assessment, unit, card = told
    rows = assessment.rankings[card.scorecard_id]
    mine = {unit.code, next(row.unit_code for row in rows if row.unit_code != unit.code)}
    grouped = [replace(row, rank=2, group="甲组", grade="良好") if row.unit_code in mine else row for row in rows]
    score = assessment.scores[unit.code]
    item = score.items[0]
    award = replace(item.lines[0].award, consequence=Consequence.TOTAL_ZERO)
    denied = replace(item, lines=(replace(item.lines[0], award=award), *item.lines[1:]))
    changed = replace(
        assessment,
        rankings={**assessment.rankings, card.scorecard_id: tuple(grouped)},
        scores={**assessment.scores, unit.code: replace(score, items=(denied, *score.items[1:]))},
    )
    write_feedback(changed, unit, card, tmp_path / "告知.xlsx")
    line = lines_of(tmp_path / "告知.xlsx")[2]
    assert "你单位考核总分0分" in line
    assert "在2个甲组单位中列第2名，等次良好。触发一票否决：第1.1条，总分为0。" in line


def test_what_a_verifier_changed_stands_with_what_was_reported(told, tmp_path):
    assessment, unit, card = told
    changed = [
        fact_id
        for fact_id, answer in assessment.answers[unit.code].facts.items()
        if answer.replaced is not None and answer.replaced.value != answer.value
    ]
    write_feedback(assessment, unit, card, tmp_path / "告知.xlsx")
    text = "\n".join(lines_of(tmp_path / "告知.xlsx"))
    assert changed
    assert "，原自报" in text


def test_pages_of_units_no_longer_told_are_taken_away(told, tmp_path):
    assessment, unit, card = told
    (paths,) = replace_folders([feedback_output(assessment, tmp_path)])
    assert {path.name for path in paths} >= {f"{unit.code}-{unit.name}.xlsx"}
    score = assessment.scores[unit.code]
    item = score.items[0]
    line = replace(item.lines[0], award=replace(item.lines[0].award, missing=("x",)))
    opened = replace(score, items=(replace(item, lines=(line, *item.lines[1:])), *score.items[1:]))
    rows = [
        replace(row, totals=opened.totals) if row.unit_code == unit.code else row
        for row in assessment.rankings[card.scorecard_id]
    ]
    rankings = {**assessment.rankings, card.scorecard_id: tuple(rows)}
    again = replace(assessment, scores={**assessment.scores, unit.code: opened}, rankings=rankings)
    replace_folders([feedback_output(again, tmp_path)])
    left = {path.name for path in (tmp_path / FEEDBACK_FOLDER).iterdir()}
    assert f"{unit.code}-{unit.name}.xlsx" not in left
    assert len(left) == len(paths) - 1


def test_a_workbook_written_from_a_part_is_the_one_written_from_the_whole(told, tmp_path):
    assessment, unit, card = told
    replace_folders([feedback_output(assessment, tmp_path)])
    write_feedback(assessment, unit, card, tmp_path / "whole.xlsx")
    part = tmp_path / FEEDBACK_FOLDER / f"{unit.code}-{unit.name}.xlsx"
    assert part.read_bytes() == (tmp_path / "whole.xlsx").read_bytes()


def test_a_page_changed_by_hand_is_kept_beside_the_new_one(told, tmp_path):
    assessment, unit, _ = told
    (paths,) = replace_folders([feedback_output(assessment, tmp_path)])
    page = tmp_path / FEEDBACK_FOLDER / f"{unit.code}-{unit.name}.xlsx"
    book = openpyxl.load_workbook(page)
    book.worksheets[0]["A60"] = "请于周五前交回"
    book.save(page)
    edited = page.read_bytes()
    collected, log = dated(assessment, tmp_path, dt.datetime(2012, 1, 4, 9))  # noqa: DTZ001 - the office's clock
    written = write_outputs(collected, tmp_path, {}, log)
    kept = page.with_name(f"{page.stem}（手工改过的）.xlsx")
    assert (written.changed, len(written.feedback)) == ((kept,), len(paths))
    assert kept.read_bytes() == edited
    assert openpyxl.load_workbook(page).worksheets[0]["A60"].value is None


def test_a_result_is_mailed_once_and_again_where_points_or_rank_change(told):
    assessment, unit, _ = told
    enclosed = Enclosures(feedback={unit.code: Attachment("告知.xlsx", b"a")})

    def fingerprint(told_of):
        dues = due_after_collect(told_of, assessment.programme.particulars.deadline.date(), enclosed)
        (due,) = [due for due in dues if due.kind is MailKind.FEEDBACK]
        return due.fingerprint

    first = fingerprint(assessment)
    score = assessment.scores[unit.code]
    other = replace(assessment, scores={**assessment.scores, unit.code: replace(score, items=score.items[1:])})
    assert first == fingerprint(assessment)
    assert fingerprint(other) != first


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (Stage(StageWord.TOLD, 40, 40, time_over=True), "提出复核申请的时间已在2012年1月6日17:00截止。"),
        (Stage(StageWord.FINAL, 40, 40), "考核结果已经定稿，不再提出复核申请。"),
    ],
)
def test_nobody_is_invited_to_apply_once_the_time_is_over(told, tmp_path, stage, said):
    assessment, unit, card = told
    write_feedback(replace(assessment, stages={card.scorecard_id: stage}), unit, card, tmp_path / "告知.xlsx")
    lines = lines_of(tmp_path / "告知.xlsx")
    assert any(line.startswith(f"{said}请签字盖章后交回") for line in lines)
    page = openpyxl.load_workbook(tmp_path / "告知.xlsx")["复核申请"]
    assert page["A3"].value == f"{said}现在才发来的只作登记，由办公室定下是否受理。"
    assert not any(word in line for line in lines for word in ("有异议", "前填写"))


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (Stage(StageWord.UNDER_WAY, 126, 328), "阶段：核定中（本单位各条均已核定）。"),
        (Stage(StageWord.VERIFIED, 328, 328), "阶段：核定（各项得分均已核定）。"),
        (Stage(StageWord.IN_REVIEW, 328, 328, "镇街道申请3条，已答复1条"), "阶段：复核中（本单位没有申请）。"),
    ],
)
def test_of_what_is_counted_a_unit_is_told_its_own(told, tmp_path, stage, said):
    assessment, unit, card = told
    write_feedback(replace(assessment, stages={card.scorecard_id: stage}), unit, card, tmp_path / "告知.xlsx")
    assert lines_of(tmp_path / "告知.xlsx")[2].endswith(said)


@pytest.fixture
def told_at(monkeypatch):
    """Writes the pages of an assessment at the collect of a number; names those written, and not taken over."""
    wrote = []
    monkeypatch.setattr(
        feedback_files, "write_notice", lambda *given: (wrote.append(given[-1].name), write_notice(*given))
    )

    def write(assessment, number, folder, kept=None):
        wrote.clear()
        collected = Collected(number, dt.datetime(2012, 1, number, 9))  # noqa: DTZ001 - the office's clock
        (paths,) = replace_folders([feedback_output(replace(assessment, collected=collected), folder, kept=kept)])
        return {path.name: undated_parts(path) for path in paths}, set(wrote)

    return write


def test_with_a_new_return_those_pages_are_written_again_that_tell_something_else(verified_samples, tmp_path, told_at):
    returns, kept = tmp_path / "returns", KeptTexts(tmp_path / "kept", "program", b"key")
    shutil.copytree(ROOT / "samples" / "2011", returns, ignore=shutil.ignore_patterns("孟河镇*"))
    first, _ = told_at(collect(verified_samples.programme, returns), 1, tmp_path / "year", kept)
    second, wrote = told_at(verified_samples, 2, tmp_path / "year", kept)
    fresh, _ = told_at(verified_samples, 2, tmp_path / "fresh")
    assert second == fresh
    assert wrote == {name for name in fresh if first.get(name) != fresh[name]}
    assert {"Z02-孟河镇.xlsx"} < wrote < fresh.keys()
    assert told_at(verified_samples, 3, tmp_path / "year", kept) == (fresh, set())
    collects = {footer_of(path): path.name in wrote for path in (tmp_path / "year" / FEEDBACK_FOLDER).iterdir()}
    assert {words.split("　")[1]: again for words, again in collects.items()} == {"第1次汇总": False, "第2次汇总": True}


@pytest.mark.parametrize("table", ["answers", "scores"])
def test_a_page_whose_unit_has_other_answers_or_points_is_written_again(told, tmp_path, told_at, table):
    assessment, unit, _ = told
    kept, before = KeptTexts(tmp_path / "kept", "program", b"key"), getattr(assessment, table)
    own = before[unit.code]
    other = {
        "answers": lambda: replace(own, facts={**own.facts, "another": Answer()}),
        "scores": lambda: replace(own, items=(replace(own.items[0], base=own.items[0].base + 1), *own.items[1:])),
    }
    told_at(assessment, 1, tmp_path / "year", kept)
    changed = replace(assessment, **{table: laid_over(before, {unit.code: other[table]()})})
    assert told_at(changed, 2, tmp_path / "year", kept)[1] == {f"{unit.code}-{unit.name}.xlsx"}
