"""A folder of returns: what counts, what each file's verdict is, and what is found where."""

import datetime as dt
import shutil
import zipfile

import filled
import pytest
from filled import blank, form, input_of, layout_of, number, programme, saved_at, typed, unit_of

from qz.intake.receive import read_returns
from qz.model.layout import InputKind
from qz.model.returns import Verdict
from qz.model.values import NOT_APPLICABLE

TOWN, OTHER, DEPARTMENT = "孟河镇", "薛家镇", "质监分局"


def collect(folder):
    return read_returns(programme(), folder, layout_of)


def read_files(folder, **files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return collect(folder)


def read_one(folder, data, name="a.xlsx"):
    return read_files(folder, **{name: data})


def found(intake):
    return [(finding.code, finding.sheet, finding.cell) for finding in intake.findings]


def verdicts(intake):
    return {file.path: file.verdict for file in intake.received}


def value_in(intake, unit_name, fact_id):
    return intake.answers[unit_of(unit_name).code].facts[fact_id].value


def test_what_was_filled_in_is_read_for_every_unit(tmp_path):
    for unit in programme().units:
        (tmp_path / f"{unit.code}.xlsx").write_bytes(form(unit.name))
    intake = collect(tmp_path)
    assert [finding.sentence for finding in intake.findings if finding.code[0] != "C"] == []
    assert list(intake.returns) == [unit.code for unit in programme().units]
    for unit in programme().units:
        answers, given = intake.answers[unit.code], filled.good_answers(unit)
        for table in ("facts", "statuses", "notes", "indicators", "particulars"):
            read, wanted = getattr(answers, table), getattr(given, table)
            assert {key: answer.value for key, answer in read.items()} == {
                key: each.value for key, each in wanted.items()
            }
        evidence = {cell.key for cell in layout_of(unit).inputs if cell.kind is InputKind.FACT_EVIDENCE}
        assert {key for key, answer in answers.facts.items() if answer.evidence == "佐证材料见附件"} == evidence
    assert {file.verdict for file in intake.received} == {Verdict.COUNTED}


def test_an_answer_leads_to_its_cell(tmp_path):
    intake = read_one(tmp_path, form(TOWN), "镇/孟河.xlsx")
    answer = intake.answers[unit_of(TOWN).code].facts["quality_meetings"]
    cell = input_of(TOWN, "fact_quality_meetings")
    assert (answer.origin.file, answer.origin.sheet, answer.origin.cell) == ("镇/孟河.xlsx", cell.sheet, cell.cell)
    assert answer.origin.sha256 == intake.received[0].sha256
    assert answer.typed == "1"


@pytest.mark.parametrize(
    ("unit", "name", "code"),
    [
        (TOWN, "fact_quality_meetings", "V01"),
        (TOWN, "fact_annual_plan", "V01"),
        (TOWN, "fact_food_pass_rate", "V01"),
        (TOWN, "task_1_1_status", "V01"),
        (DEPARTMENT, "task_1_1_status", "V01"),
        (DEPARTMENT, "indicator_1_1_1", "V01"),
        (TOWN, "reporter", "V02"),
        (TOWN, "report_date", "V02"),
        (DEPARTMENT, "fact_honours_note", "C03"),
    ],
)
def test_a_missing_answer(tmp_path, unit, name, code):
    intake = read_one(tmp_path, blank(form(unit), unit, name))
    cell = input_of(unit, name)
    assert found(intake) == [(code, cell.sheet, cell.cell)]
    (finding,) = intake.findings
    assert (finding.unit_code, finding.key, finding.file) == (unit_of(unit).code, name, "a.xlsx")


def test_missing_evidence_is_one_reminder_a_sheet(tmp_path):
    data = blank(blank(form(TOWN), TOWN, "fact_annual_plan_evidence"), TOWN, "fact_brand_plan_evidence")
    assert found(read_one(tmp_path, data)) == [("V03", "自评表", "")]


def test_a_sheet_left_blank_is_one_error(tmp_path):
    data = form(TOWN)
    for cell in layout_of(unit_of(TOWN)).inputs:
        if cell.kind is InputKind.FACT:
            data = blank(data, TOWN, cell.name)
    assert found(read_one(tmp_path, data)) == [("V04", "自评表", "")]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("fact_quality_meetings", "若干次", "V05"),
        ("fact_quality_meetings", "两次", "V20"),
        ("fact_food_pass_rate", "约90%", "V05"),
        ("fact_food_pass_rate", "92", "V08"),
        ("fact_food_pass_rate", "９２％", "V20"),
        ("fact_annual_plan", "无", "V09"),
        ("fact_annual_plan", "√", "V20"),
        ("fact_annual_plan", "不适用", "V16"),
        ("fact_brand_applications", "优", "V05"),
        ("task_1_1_status", "基本完成", "V09"),
        ("report_date", "12月5日", "V17"),
        ("report_date", "二〇一一年十二月五日", "V20"),
    ],
)
def test_text_where_something_else_belongs(tmp_path, name, text, code):
    intake = read_one(tmp_path, typed(form(TOWN), TOWN, name, text))
    cell = input_of(TOWN, name)
    assert found(intake) == [(code, cell.sheet, cell.cell)]
    assert f"“{cell.spec.label}”填的是" in intake.findings[0].sentence


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("fact_quality_meetings", "-1", "V07"),
        ("fact_quality_meetings", "2.5", "V06"),
        ("fact_quality_meetings", "1e300", "V07"),
        ("fact_food_pass_rate", "92", "V07"),
        ("fact_food_pass_rate", "-0.1", "V07"),
        ("fact_food_pass_rate", "0.0096", "V22"),
        ("fact_brand_applications", "5.5", "V07"),
        ("fact_brand_applications", "4.7", "V15"),
        ("fact_annual_plan", "1", "V09"),
    ],
)
def test_numbers_that_cannot_be(tmp_path, name, value, code):
    intake = read_one(tmp_path, number(form(TOWN), TOWN, name, value))
    cell = input_of(TOWN, name)
    assert found(intake) == [(code, cell.sheet, cell.cell)]
    answer = intake.answers[unit_of(TOWN).code].facts[cell.key]
    assert answer.invalid is (code != "V22")
    assert (answer.value is None) is (code != "V22")


def test_not_applicable_is_told_and_wants_a_reason(tmp_path):
    data = typed(form(TOWN), TOWN, "fact_food_pass_rate", "不适用")
    cell = input_of(TOWN, "fact_food_pass_rate")
    intake = read_one(tmp_path, data)
    assert found(intake) == [("C04", cell.sheet, cell.cell)]
    assert value_in(intake, TOWN, "food_pass_rate") is NOT_APPLICABLE
    intake = read_one(tmp_path, blank(data, TOWN, "fact_food_pass_rate_evidence"))
    assert found(intake) == [("C04", cell.sheet, cell.cell), ("C05", cell.sheet, cell.cell)]


def test_facts_that_contradict_one_another(tmp_path):
    data = number(form(TOWN), TOWN, "fact_late_accident_reports", 2)
    intake = read_one(tmp_path, data)
    assert found(intake) == [("C01", "自评表", input_of(TOWN, "fact_late_accident_reports").cell)]
    assert value_in(intake, TOWN, "late_accident_reports") == 2


def test_a_task_done_with_its_indicator_missed(tmp_path):
    intake = read_one(tmp_path, number(form(DEPARTMENT), DEPARTMENT, "indicator_3_2_1", 9))
    assert found(intake) == [("C06", "任务完成情况", input_of(DEPARTMENT, "indicator_3_2_1").cell)]
    assert intake.answers[unit_of(DEPARTMENT).code].statuses["3.2"].value is True


def test_a_lead_that_says_less_than_towns_do(tmp_path):
    data = number(form(TOWN), TOWN, "fact_adopted_standard_products", 41)
    intake = read_files(tmp_path, **{"a.xlsx": data, "b.xlsx": form(DEPARTMENT)})
    assert found(intake) == [("C07", "任务完成情况", input_of(DEPARTMENT, "indicator_2_1_3").cell)]


def test_two_leads_that_differ(tmp_path):
    data = number(form("药监分局"), "药监分局", "indicator_1_1_2", 0.95)
    intake = read_files(tmp_path, **{"a.xlsx": data, "b.xlsx": form(DEPARTMENT)})
    assert [(finding.code, finding.file) for finding in intake.findings] == [("C08", "a.xlsx"), ("C08", "b.xlsx")]


def test_the_later_version_counts(tmp_path):
    early = number(form(TOWN, "2011-12-01T02:00:00Z"), TOWN, "fact_quality_meetings", 7)
    intake = read_files(tmp_path, **{"新.xlsx": form(TOWN), "旧.xlsx": early})
    assert verdicts(intake) == {"新.xlsx": Verdict.COUNTED, "旧.xlsx": Verdict.SUPERSEDED}
    assert value_in(intake, TOWN, "quality_meetings") == 1
    assert found(intake) == []


def test_the_same_content_counts_once(tmp_path):
    intake = read_files(tmp_path, **{"b.xlsx": form(TOWN), "a.xlsx": form(TOWN)})
    assert verdicts(intake) == {"a.xlsx": Verdict.COUNTED, "b.xlsx": Verdict.DUPLICATE}


def test_versions_that_cannot_be_told_apart_are_asked_about(tmp_path):
    other = number(form(TOWN), TOWN, "fact_quality_meetings", 7)
    early = form(TOWN, "2011-12-01T02:00:00Z")
    intake = read_files(tmp_path, **{"a.xlsx": form(TOWN), "b.xlsx": other, "旧.xlsx": early})
    assert [(finding.code, finding.file) for finding in intake.findings] == [("I10", "a.xlsx"), ("I10", "b.xlsx")]
    held, superseded = Verdict.HELD, Verdict.SUPERSEDED
    assert verdicts(intake) == {"a.xlsx": held, "b.xlsx": held, "旧.xlsx": superseded}
    (reason,) = [file.reason for file in intake.received if file.verdict is superseded]
    assert reason.startswith(f"{TOWN}有更晚的报送“a.xlsx”")
    assert intake.returns == {}
    assert set(intake.held) == {"a.xlsx", "b.xlsx"}


def test_what_has_no_date_takes_the_place_of_nothing(tmp_path):
    other = number(form(TOWN), TOWN, "fact_quality_meetings", 7)
    intake = read_files(tmp_path, **{"a.xlsx": form(TOWN), "b.xlsx": saved_at(other, None)})
    assert verdicts(intake) == {"a.xlsx": Verdict.COUNTED, "b.xlsx": Verdict.HELD}
    (finding,) = intake.findings
    assert (finding.code, finding.file) == ("S05", "b.xlsx")
    assert f"{TOWN}另有时间清楚的一份“a.xlsx”" in finding.sentence


def test_the_same_answers_saved_twice_count_once(tmp_path):
    resaved = filled.repack(form(TOWN), {"docProps/app.xml": b"<Properties/>"})
    intake = read_files(tmp_path, **{"b.xlsx": form(TOWN), "a.xlsx": resaved})
    assert verdicts(intake) == {"a.xlsx": Verdict.COUNTED, "b.xlsx": Verdict.DUPLICATE}


def test_late_by_its_own_saved_time_in_the_offices_zone(tmp_path):
    assert programme().particulars.deadline == dt.datetime.fromisoformat("2011-12-15T17:00:00")
    assert found(read_one(tmp_path, form(TOWN, "2011-12-15T09:00:00Z"))) == []
    assert found(read_one(tmp_path, form(TOWN, "2011-12-15T09:00:01Z"))) == [("I11", "", "")]
    assert found(read_one(tmp_path, saved_at(form(TOWN), None))) == [("I12", "", "")]


def manifest_changed(data, key, value):
    """The form with one line of its manifest changed, on the sheet and in the properties."""
    old = {"year": "2011", "edition": "1", "unit_code": unit_of(TOWN).code, "programme_id": "新北区-质量振兴工作-2011"}[
        key
    ]

    def properties(body):
        text = body.decode()
        start = text.index(f'name="qz_{key}"')
        return (text[:start] + text[start:].replace(f"<vt:lpwstr>{old}<", f"<vt:lpwstr>{value}<", 1)).encode()

    rows = ["qz_format", "kind", "year", "programme_id", "unit_code", "unit_name", "edition", "digest"]
    text = f"<is><t>{value}</t></is>"
    data = filled.put_at(data, "_qz", f"B{rows.index(key) + 1}", text, "inlineStr")
    return filled.repack(data, {"docProps/custom.xml": properties})


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"year": "2010", "programme_id": "新北区-质量振兴工作-2010"}, "I02", "2010年"),
        ({"programme_id": "武进区-质量振兴工作-2011"}, "I03", "武进区"),
        ({"programme_id": "武进区-质量振兴工作-2010", "year": "2010"}, "I03", "武进区"),
        ({"edition": "2"}, "I04", "第2版"),
        ({"unit_code": "X99"}, "I05", "孟河镇"),
    ],
)
def test_a_form_that_is_another_one(tmp_path, changes, code, words):
    data = form(TOWN)
    for key, value in changes.items():
        data = manifest_changed(data, key, value)
    intake = read_one(tmp_path, data)
    assert found(intake) == [(code, "", "")]
    assert words in intake.findings[0].sentence
    assert "a.xlsx" in intake.findings[0].sentence
    assert verdicts(intake) == {"a.xlsx": Verdict.REFUSED}
    assert intake.received[0].reason == intake.findings[0].sentence


def test_a_file_named_for_another_unit_is_noted(tmp_path):
    assert found(read_one(tmp_path, form(TOWN), "薛家镇2011.xlsx")) == [("I09", "", "")]
    shutil.rmtree(tmp_path)
    assert found(read_one(tmp_path, form(TOWN), "孟河.xlsx")) == []


JUNK = {
    "空.xlsx": (b"", "F01"),
    "断.xlsx": (lambda: form(TOWN)[:9000], "F02"),
    "乱.xlsx": (bytes(range(256)) * 9, "F04"),
    "文.pdf": (b"%PDF-1.4\n", "F05"),
    "表.csv": ("单位,分数\n孟河镇,5\n".encode("gb18030"), "F05"),
    "网页.xls": (b"<html><table></table></html>", "F07"),
    "旧.xls": (b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>", "F07"),
    "包.cab": (b"MSCF", "F08"),
    "图.jpg": (b"\xff\xd8\xff\xe0", "F05"),
}


def test_junk_is_refused_and_the_good_count_all_the_same(tmp_path):
    (tmp_path / "好").mkdir()
    (tmp_path / "好" / "孟河镇.xlsx").write_bytes(form(TOWN))
    alone = collect(tmp_path)
    for name, (data, _) in JUNK.items():
        (tmp_path / name).write_bytes(data() if callable(data) else data)
    (tmp_path / "~$孟河镇.xlsx").write_bytes(b"\x03wang")
    intake = collect(tmp_path)
    assert intake.returns == alone.returns
    codes = {finding.file: finding.code for finding in intake.findings}
    assert codes == {name: code for name, (_, code) in JUNK.items()} | {"~$孟河镇.xlsx": "F12"}
    assert len(intake.received) == len(JUNK) + 2
    assert verdicts(intake)["~$孟河镇.xlsx"] is Verdict.SKIPPED
    assert all(file.reason for file in intake.received)


def test_workbooks_in_archives(tmp_path):
    with zipfile.ZipFile(tmp_path / "各镇.zip", "w") as archive:
        archive.writestr("镇/孟河镇.xlsx", form(TOWN))
        archive.writestr("../薛家镇.xlsx", form(OTHER))
        archive.writestr("说明.txt", "请查收")
    intake = collect(tmp_path)
    assert {path: verdict.value for path, verdict in verdicts(intake).items()} == {
        "各镇.zip": "跳过",
        "各镇.zip/孟河镇.xlsx": "采用",
        "各镇.zip/薛家镇.xlsx": "采用",
        "各镇.zip/说明.txt": "拒收",
    }


def test_nothing_received_is_changed(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(form(TOWN))
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()}
    collect(tmp_path)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()} == before
