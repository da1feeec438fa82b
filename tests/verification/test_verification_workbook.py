"""The verification workbook as a verifier meets it: what is open, what is listed, what is live, what prints."""

import datetime as dt
import json
import os
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from fits import clipped
from ooxml import lint
from verified_round import (
    NOTHING,
    assess_with,
    change,
    columns_of,
    fill,
    programme_2011,
    random_intake,
    received,
    rows_of,
    settle_all,
    sign,
    workbooks,
)

from qz.cli.verification_files import write_for_verifiers
from qz.intake.intake_records import Format
from qz.intake.reading.extract import open_workbook
from qz.model.returns import Intake, Return
from qz.model.values import NOT_APPLICABLE, Answer, Origin, Source
from qz.model.verification import RegisterFact
from qz.verification import write_workbook
from qz.verification.locate import find_sheets
from qz.verification.sealed_rows import digest_of_rows, rows_found
from qz.verification.workbook_rows import BY_REGISTER, BY_SCORE, DONE_WORD, MOVED, NO_REASON, OPTIONAL, TO_DO, UNCLEAR
from qz.verification.write_workbook import write_verifications
from qz.workbook.read.xlsx.read_xlsx import read_workbook

D = Decimal
QUALITY, OFFICE = "核定表-质监分局.xlsx", "核定表-办公室.xlsx"
HOSTILE = ['=cmd|"/c calc"!A1', "+1+1", "-1", "@SUM(1)", "http://example.com", "第一行\n第二行", "\x07坏\ufffe字"]


@pytest.fixture(scope="module")
def programme():
    return programme_2011()


@pytest.fixture(scope="module")
def intake(programme):
    made = random_intake(programme, 7, {"春江镇", "孟河镇", "农业局", "质监分局"})
    facts = {"verified_tips": D(1), "industrial_pass_rate": D("0.925"), "food_pass_rate": NOT_APPLICABLE}
    made = change(made, "Z02", **facts)
    reported = made.answers["Z02"]
    told = dict(reported.facts)
    told["verified_tips"] = replace(told["verified_tips"], evidence=HOSTILE[0])
    told["city_brands"] = Answer(None, HOSTILE[1], HOSTILE[4], invalid=True)
    told["credit_a_enterprises"] = Answer(None, "两三家", HOSTILE[6], invalid=True)
    return replace(made, answers={**made.answers, "Z02": replace(reported, facts=told)})


@pytest.fixture(scope="module")
def assessment(programme, intake):
    return assess_with(programme, intake)


@pytest.fixture(scope="module")
def folder(assessment, tmp_path_factory):
    directory = tmp_path_factory.mktemp("verification")
    write_verifications(assessment, directory)
    return directory


def test_one_workbook_for_each_verifier(folder):
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [OFFICE, QUALITY, "核定表-工商分局.xlsx", "核定表-安监局.xlsx"]
    )


def test_only_the_verifiers_cells_are_open(folder):
    for path in folder.iterdir():
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            assert sheet.protection.sheet, sheet.title
        for sheet in book.worksheets[1:-1]:
            columns = {sheet.cell(1, column).value: column for column in range(1, sheet.max_column + 1)}
            assert sheet.protection.autoFilter is False
            for row in range(5, sheet.max_row + 1):
                key = sheet.cell(row, 1).value
                open_ = {name for name, column in columns.items() if not sheet.cell(row, column).protection.locked}
                wanted = {"reason", "person", "value"}  # 属实 can be filled down the whole column
                wanted |= {"points"} if "|criterion" in key else set()
                assert open_ == wanted, key


def test_it_says_what_it_is(folder):
    book = openpyxl.load_workbook(folder / QUALITY)
    sheet = book["_qz"]
    manifest = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(1, sheet.max_row + 1)}
    digest = manifest.pop("digest")
    assert manifest.pop("rows") == digest_of_rows(
        rows_found(find_sheets(read_workbook((folder / QUALITY).read_bytes())))
    )
    assert manifest == {
        "qz_format": "1",
        "kind": "verification",
        "year": "2011",
        "programme_id": "新北区-质量振兴工作-2011",
        "verifier": "B01",
        "edition": "1",
        "units": "B01 B03 Z01 Z02",
    }
    assert len(digest) == 64
    assert sheet.sheet_state == "veryHidden"
    properties = {each.name: each.value for each in book.custom_doc_props.props}
    assert properties["qz_kind"] == "verification"
    assert properties["qz_verifier"] == "B01"


def test_nothing_a_unit_typed_becomes_a_formula_or_a_link(folder):
    book = openpyxl.load_workbook(folder / QUALITY)
    sheet = book.worksheets[1]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.data_type == "s"]
    assert HOSTILE[0] in texts
    assert HOSTILE[1] in texts
    assert HOSTILE[4] in texts
    formulas = {cell.column_letter for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
    assert formulas == {"O"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_a_sort_by_the_filter_takes_the_keys_along(folder):
    for sheet in openpyxl.load_workbook(folder / QUALITY).worksheets[1:-1]:
        assert sheet.auto_filter.ref == f"A4:O{sheet.max_row}"
        assert sheet.freeze_panes == "E5"
        assert sheet.print_title_rows == "$4:$4"
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")


def test_nothing_clips_and_nothing_needs_repair(folder):
    for path in folder.iterdir():
        assert lint(path) == []
        assert clipped(path) == []


def test_the_same_again_gives_the_same_bytes(assessment, folder, tmp_path):
    for path in write_verifications(assessment, tmp_path):
        assert path.read_bytes() == (folder / path.name).read_bytes()


def shown(folder, name, key, column):
    raw = read_workbook((folder / name).read_bytes())
    place, row = rows_of(raw)[key]
    return raw.sheets[place].at(row, columns_of(raw.sheets[place])[column]).text


def test_a_row_shows_claim_clause_and_score(folder, assessment):
    key = "Z02|fact:verified_tips|criterion:7.3"
    row = {name: shown(folder, QUALITY, key, name) for name in ("unit", "item", "clause_id", "subject", "self_value")}
    assert row == {
        "unit": "孟河镇",
        "item": "7 打假",
        "clause_id": "7.3",
        "subject": "经核实的打假线索（条）",
        "self_value": "1",
    }
    assert shown(folder, QUALITY, key, "self_points") == "2"
    assert "口径：" in shown(folder, QUALITY, key, "clause")
    assert shown(folder, QUALITY, "Z02|fact:industrial_pass_rate", "target") == "≥92%"
    assert shown(folder, QUALITY, "Z02|fact:provincial_brands", "target") == "本单位1只"
    assert shown(folder, QUALITY, "Z02|fact:food_pass_rate", "self_value") == "不适用"
    assert shown(folder, QUALITY, "Z02|criterion:2.5", "subject") == "本条得分（数据见2.4）"
    assert shown(folder, OFFICE, "B03|task:2.2", "subject") == "任务2.2 农业标准化"
    assert shown(folder, OFFICE, "B03|task:2.2", "clause").startswith("工作目标：推进万顷良田")
    assert assessment.stage == "自评"


def test_what_is_verified_or_waits_comes_filled_in(programme, intake, assessment, tmp_path):
    raws = workbooks(assessment, tmp_path / "first")
    edits = {
        "Z02|fact:verified_tips|criterion:7.3": {"value": 3, "reason": "查实3条", "person": "李秀芳"},
        "Z02|fact:industrial_pass_rate": {"value": "属实"},
        "Z02|criterion:6.2": {"points": 4},
    }
    settled = settle_all(programme, intake, {QUALITY: fill(raws[QUALITY], **edits)})
    assert [entry.key for entry in settled.pending] == ["6.2"]
    again = assess_with(programme, intake, settled)
    folder = tmp_path / "second"
    write_verifications(again, folder)
    key = "Z02|fact:verified_tips|criterion:7.3"
    assert [shown(folder, QUALITY, key, name) for name in ("value", "reason", "person", "status")] == [
        "3",
        "查实3条",
        "李秀芳",
        DONE_WORD,
    ]
    assert shown(folder, QUALITY, key, "self_value") == "1"
    assert shown(folder, QUALITY, "Z02|fact:industrial_pass_rate", "value") == "属实"
    assert shown(folder, QUALITY, "Z02|criterion:6.2", "points") == "4"
    assert shown(folder, QUALITY, "Z02|criterion:6.2", "status") == NO_REASON
    assert shown(folder, QUALITY, "Z02|fact:industrial_pass_rate", "status") == DONE_WORD
    assert shown(folder, QUALITY, "Z02|fact:food_pass_rate", "status") == BY_SCORE
    assert shown(folder, QUALITY, "Z01|fact:food_pass_rate", "status") == TO_DO
    assert shown(folder, QUALITY, "Z01|criterion:6.2", "status") == OPTIONAL


def test_what_is_reported_anew_after_it_was_verified_stands_out_with_the_old_value(
    programme, intake, assessment, tmp_path
):
    tips, rate, food = (
        "Z02|fact:verified_tips|criterion:7.3",
        "Z02|fact:industrial_pass_rate",
        "Z02|fact:food_pass_rate",
    )
    first = fill(
        workbooks(assessment, tmp_path / "first")[QUALITY],
        **{tips: {"value": "属实"}, rate: {"value": "属实"}, food: {"value": 0.9, "reason": "抽检"}},
    )
    later = change(intake, "Z02", verified_tips=D(5), food_pass_rate=D("0.95"))
    settled = settle_all(programme, later, {QUALITY: first})
    write_verifications(assess_with(programme, later, settled), tmp_path / "second")

    def row(key):
        return [shown(tmp_path / "second", QUALITY, key, name) for name in ("value", "self_value", "status")]

    assert row(tips) == ["", "5", MOVED]
    assert shown(tmp_path / "second", QUALITY, tips, "evidence").startswith(
        "【自报有变】核定时自报1条，现自报5条；已核定1条"
    )
    assert row(rate) == ["属实", "0.925", DONE_WORD]
    assert row(food) == ["0.9", "0.95", DONE_WORD]
    assert "现自报95%；已核定90%" in shown(tmp_path / "second", QUALITY, food, "evidence")
    untouched = sign(read_workbook((tmp_path / "second" / QUALITY).read_bytes()), "陈晓明")
    day = received("x").saved_at + dt.timedelta(days=1)
    for edits, counts in (({}, D(1)), ({tips: {"value": "属实"}}, D(5))):
        both = {"旧.xlsx": first, "新.xlsx": fill(untouched, **edits)}
        again = settle_all(programme, later, both, {"新.xlsx": received("新.xlsx", saved_at=day)})
        assert {each.key: each.value for each in again.entries}["verified_tips"] == counts
        assert {finding.code for finding in again.findings} <= {"K17", "K20", "K26"}, again.findings


def test_what_a_register_counts_is_shown_and_need_not_be_verified(programme, intake, tmp_path):
    origin = Origin("台账.xlsx", "打假线索", "B5", "1" * 64, Source.REGISTER, "办公室", "登记2行（第5、6行），合计2")
    counted = [RegisterFact("Z02", "verified_tips", D(2), origin)]
    write_verifications(assess_with(programme, intake, register_facts=counted), tmp_path)
    key = "Z02|fact:verified_tips|criterion:7.3"
    assert shown(tmp_path, QUALITY, key, "status") == BY_REGISTER
    assert shown(tmp_path, QUALITY, key, "self_value") == "1"
    told = shown(tmp_path, QUALITY, key, "evidence")
    assert told == f"台账登记2条（登记2行（第5、6行），合计2）\n{HOSTILE[0]}"
    assert shown(tmp_path, QUALITY, "Z01|fact:verified_tips|criterion:7.3", "status") == TO_DO
    assert lint(tmp_path / QUALITY) == []


def test_filled_in_again_from_its_own_output_it_says_the_same(programme, intake, assessment, tmp_path):
    raws = workbooks(assessment, tmp_path / "first")
    edits = {
        "Z02|fact:verified_tips|criterion:7.3": {"value": 3, "reason": "查实3条"},
        "Z02|fact:industrial_pass_rate": {"value": "属实"},
        "Z02|fact:food_pass_rate": {"value": "属实"},
        "Z02|criterion:4.4": {"points": 2, "reason": "核对原件"},
    }
    once = settle_all(programme, intake, {QUALITY: fill(raws[QUALITY], **edits)})
    second = workbooks(assess_with(programme, intake, once), tmp_path / "second")
    twice = settle_all(programme, intake, {QUALITY: second[QUALITY]})
    assert twice.findings == ()

    def said(settled):
        return sorted((*each.subject, str(each.value), each.origin.reason) for each in settled.entries)

    assert said(twice) == said(once)


def test_no_return_means_no_workbook(programme, tmp_path):
    nobody = assess_with(programme, Intake((), {}, {}, ()))
    assert write_verifications(nobody, tmp_path / "none") == ()
    assert not (tmp_path / "none").exists()
    blank = assess_with(programme, Intake((), {"Z01": Return("Z01", received("a.xlsx"))}, {"Z01": NOTHING}, ()))
    assert len(write_verifications(blank, tmp_path / "blank")) == 4


def test_a_workbook_filled_in_where_it_lay_is_kept(assessment, tmp_path):
    target = tmp_path / "verification"
    first, kept = write_for_verifiers(assessment, target)
    assert (len(first), kept) == (4, ())
    path = target / QUALITY
    book = openpyxl.load_workbook(path)
    book.save(path)  # bears the time it is saved
    typed = path.read_bytes()
    written, kept = write_for_verifiers(assessment, target)
    assert len(written) == 4
    assert [each.name for each in kept] == ["核定表-质监分局（在此填写的）.xlsx"]
    assert kept[0].read_bytes() == typed
    assert path.read_bytes() != typed
    assert write_for_verifiers(assessment, target)[1] == ()
    assert kept[0].read_bytes() == typed


STATES = [
    ("Z02|fact:verified_tips|criterion:7.3", {}, TO_DO),
    ("Z02|fact:verified_tips|criterion:7.3", {"value": 1}, DONE_WORD),
    ("Z02|fact:verified_tips|criterion:7.3", {"value": "属实"}, DONE_WORD),
    ("Z02|fact:verified_tips|criterion:7.3", {"value": 2}, NO_REASON),
    ("Z02|fact:verified_tips|criterion:7.3", {"value": 2, "reason": "查实"}, DONE_WORD),
    ("Z02|fact:verified_tips|criterion:7.3", {"points": 4}, NO_REASON),
    ("Z02|fact:verified_tips|criterion:7.3", {"points": 2}, DONE_WORD),
    ("Z02|fact:verified_tips|criterion:7.3", {"value": "属实", "points": 4}, NO_REASON),
    ("Z02|fact:industrial_pass_rate", {"value": 0.925}, DONE_WORD),
    ("Z02|fact:industrial_pass_rate", {"value": 0.92}, NO_REASON),
    ("Z02|fact:food_pass_rate", {"value": "不适用"}, DONE_WORD),
    ("Z02|fact:credit_a_enterprises|criterion:3.2", {"value": "属实"}, UNCLEAR),
    ("Z02|fact:credit_a_enterprises|criterion:3.2", {"value": 1}, NO_REASON),
]


@pytest.mark.office
def test_how_a_row_stands_is_live(programme, intake, assessment, office, tmp_path):
    """Each state as typed into the workbook and recalculated by a second program; untouched rows keep their own."""
    write_verifications(assessment, tmp_path / "blank")
    book = openpyxl.load_workbook(tmp_path / "blank" / QUALITY)
    home = book.worksheets[1]
    columns = {home.cell(1, column).value: column for column in range(1, home.max_column + 1)}
    rows = {home.cell(row, 1).value: row for row in range(5, home.max_row + 1)}
    for place, (key, words, _) in enumerate(STATES):
        sheet = book.copy_worksheet(home)
        sheet.title = f"第{place}种"
        for name, value in words.items():
            sheet.cell(rows[key], columns[name]).value = value
    book.save(tmp_path / "states.xlsx")
    (done,) = office.convert([tmp_path / "states.xlsx"], tmp_path / "done")
    again = read_workbook(done.read_bytes())
    for place, (key, words, state) in enumerate(STATES):
        assert again.sheet(f"第{place}种").at(rows[key] - 1, columns["status"] - 1).text == state, (key, words)
    key, words, _ = STATES[1]
    typed = fill(read_workbook((tmp_path / "blank" / QUALITY).read_bytes()), **{key: words})
    assert settle_all(programme, intake, {QUALITY: sign(typed, "陈晓明")}).findings == ()


@pytest.mark.office
@pytest.mark.proof
def test_the_confirming_word_fills_down_over_the_protected_sheet(programme, intake, assessment, office, tmp_path):  # noqa: ARG001
    """One cell typed, the column below it selected, filled down; and on the first sheet one cell for an item."""
    raws = workbooks(assessment, tmp_path / "blank")
    raw, saved = raws[OFFICE], tmp_path / "filled.xlsx"
    towns, departments = raw.sheet("镇街道核定"), raw.sheet("部门核定")
    rows = [row for place, row in rows_of(raw).values() if raw.sheets[place] is towns]
    column = columns_of(towns)["value"]
    guide, row, place = raw.names["rest_B03_1"]
    done = [[towns.name, [min(rows), max(rows)], column, "属实"], [guide, [row, row], place, "属实"]]
    order = {"open": str(tmp_path / "blank" / OFFICE), "do": done, "save": str(saved)}
    (tmp_path / "order.json").write_text(json.dumps(order), "utf-8")
    script = Path(__file__).with_name("fill_down.py")
    run = subprocess.run(
        ["/usr/bin/python3", str(script), str(tmp_path / "order.json"), str(tmp_path / "profile")],
        capture_output=True, text=True, timeout=900, check=False,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "scripts")},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    filled = read_workbook(saved.read_bytes())
    assert {filled.sheet(towns.name).at(row, column).text for row in rows} == {"属实"}
    outcome = settle_all(programme, intake, {OFFICE: sign(filled, "陈晓明")})
    assert {finding.code for finding in outcome.findings} <= {"K13"}, outcome.findings
    claimed = {entry.unit_code for entry in outcome.entries if entry.typed == "属实"}
    assert claimed == {"Z01", "Z02"}
    states = columns_of(departments)["status"]
    by_key = rows_of(filled)
    confirmed = [entry for entry in outcome.entries if entry.typed == "其余属实"]
    assert confirmed
    assert {entry.unit_code for entry in confirmed} == {"B03"}
    for entry in confirmed:
        place, row = next(at for key, at in by_key.items() if key.startswith(f"B03|fact:{entry.key}"))
        assert filled.sheets[place].at(row, states).text == DONE_WORD


@pytest.mark.office
def test_recalculating_changes_no_value(programme, intake, assessment, office, tmp_path):
    raws = workbooks(assessment, tmp_path / "first")
    edits = {
        "Z02|fact:verified_tips|criterion:7.3": {"value": 3, "reason": "查实3条"},
        "Z02|criterion:6.2": {"points": 4},
    }
    settled = settle_all(programme, intake, {QUALITY: fill(raws[QUALITY], **edits)})
    paths = write_verifications(assess_with(programme, intake, settled), tmp_path / "second")
    for before, after in zip(paths, office.convert(list(paths), tmp_path / "done"), strict=True):
        old, new = read_workbook(before.read_bytes()), read_workbook(after.read_bytes())
        for sheet in old.sheets[:-1]:
            again = new.sheet(sheet.name)
            for at, cell in sheet.cells.items():
                if cell.formula:
                    assert again.at(*at).text == cell.text, (before.name, sheet.name, at)


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_saved_by_another_program_it_says_the_same(  # noqa: PLR0917
    programme, intake, assessment, office, tmp_path, kind
):
    write_verifications(assessment, tmp_path / "blank")
    book = openpyxl.load_workbook(tmp_path / "blank" / QUALITY)
    sheet = book.worksheets[1]
    columns = {sheet.cell(1, column).value: column for column in range(1, sheet.max_column + 1)}
    for row in range(5, sheet.max_row + 1):
        if sheet.cell(row, 1).value == "Z02|fact:verified_tips|criterion:7.3":
            sheet.cell(row, columns["value"]).value = 3
            sheet.cell(row, columns["reason"]).value = "查实3条"
        if sheet.cell(row, 1).value in {"Z02|fact:industrial_pass_rate", "Z02|fact:food_pass_rate"}:
            sheet.cell(row, columns["value"]).value = "属实"
    filled = tmp_path / "filled.xlsx"
    book.save(filled)
    (saved,) = office.convert([filled], tmp_path / kind, kind)
    raw = open_workbook(saved.read_bytes(), {"xlsx": Format.OOXML, "xls": Format.XLS, "ods": Format.ODS}[kind])
    settled = settle_all(programme, intake, {QUALITY: raw})
    assert [finding.code for finding in settled.findings] == ["K18"]
    assert {(each.key, str(each.value)) for each in settled.entries} == {
        ("verified_tips", "3"),
        ("industrial_pass_rate", "0.925"),
        ("food_pass_rate", str(NOT_APPLICABLE)),
    }


def test_who_verifies_elsewhere_is_told_where_to_send_it_and_until_when(folder):
    def told(name):
        return "".join(
            str(cell.value or "") for row in openpyxl.load_workbook(folder / name)["核定说明"] for cell in row
        )

    particulars = programme_2011().particulars
    assert f"存盘后发回{particulars.office}（{particulars.email}），2011年12月26日前交回" in told(QUALITY)
    assert "make collect" not in told(QUALITY)
    assert "程序逐行合并" in told(QUALITY)
    assert "重新运行 make collect" in told("核定表-办公室.xlsx")


def test_the_table_for_the_rest_has_its_heads_between_its_title_and_the_units(folder, programme):
    """其余属实: a head a column of items, below it a row a unit."""
    page = openpyxl.load_workbook(folder / OFFICE)["核定说明"]
    names = {unit.name for unit in programme.units}
    titles = [cell.row for cell in page["A"] if str(cell.value or "").startswith("其余属实：")]
    assert titles
    for title in titles:
        assert page.cell(title + 1, 1).value == "单位"
        assert page.cell(title + 1, 2).value
        assert page.cell(title + 2, 1).value in names


def test_the_tables_print_from_their_first_column_to_their_last(folder):
    """From what the rows are called below the hidden row of keys; nothing to the left or right is left out."""
    book = openpyxl.load_workbook(folder / OFFICE)
    for title in ("镇街道核定", "部门核定"):
        assert book[title].print_area == f"'{title}'!$A$2:$O${book[title].max_row}"


def test_a_workbook_depends_on_its_own_rows_alone(programme, intake, assessment):
    """Another unit's score, rank or progress is no reason to write it again; a report of its own unit is."""

    def depends(of):
        return [job.depends for job in write_workbook._jobs(of, write_workbook.layouts_of(of), Path("x"))]

    elsewhere = replace(assessment, rankings={}, scores={}, stage="核定中", states={})
    assert depends(elsewhere) == depends(assessment)
    changed = assess_with(programme, change(intake, "Z02", verified_tips=D(9)))
    assert depends(changed) != depends(assessment)
