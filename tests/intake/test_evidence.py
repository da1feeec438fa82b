"""What units send beside their forms: whose it is, of which clause, what is told of it, where it is laid out."""

import datetime as dt
import io
import os
import re
import shutil
import zipfile
from pathlib import Path

import openpyxl
import packed
import pytest
from filled import form

from qz.cli.assessed import collect
from qz.cli.main import main
from qz.evidence.evidence_subjects import Subject, subjects_of
from qz.evidence.matching import is_signed_copy, match, parts_of
from qz.model.returns import Verdict

ROOT = Path(__file__).parents[2]
TOWN, OTHER = "孟河镇", "薛家镇"
PDF, JPG = b"%PDF-1.4 ", b"\xff\xd8\xff\xe0 "


def laid(folder, files):
    """Files written below a folder: {path: bytes}."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def found(programme, folder):
    """The labels of each piece of evidence by its path, a signed copy as 盖章件; and the unit's code by path."""
    intake = collect(programme, folder).intake
    about = {one.file.path: "盖章件" if one.is_signed_copy else "、".join(one.labels) for one in intake.evidence}
    return about, {one.file.path: one.file.unit_code for one in intake.evidence}, intake


def test_a_file_is_its_units_by_the_folder_the_form_lies_in(programme_2011, tmp_path):
    files = {
        f"报回/甲/{TOWN}.xlsx": form(TOWN),
        "报回/甲/1.4 计划.pdf": PDF,
        "报回/甲/照片/a.jpg": JPG,
        "b.jpg": JPG + b"2",
    }
    _, owners, intake = found(programme_2011, laid(tmp_path, files))
    assert owners == {"报回/甲/1.4 计划.pdf": "Z02", "报回/甲/照片/a.jpg": "Z02"}
    (asked,) = [file for file in intake.received if file.path == "b.jpg"]
    assert asked.verdict is Verdict.REFUSED
    assert "请放进以单位名称命名的文件夹或与该单位的填报表放在一起" in asked.reason


@pytest.mark.parametrize("path", [f"{TOWN}/a.jpg", f"照片-{TOWN}.jpg", f"{TOWN}佐证/x/a.jpg"])
def test_a_file_is_its_units_by_a_name(programme_2011, tmp_path, path):
    assert found(programme_2011, laid(tmp_path, {path: JPG}))[1] == {path: "Z02"}


def test_a_name_that_two_units_share_is_nobodys(programme_2011, tmp_path):
    assert found(programme_2011, laid(tmp_path, {f"{TOWN}和{OTHER}.jpg": JPG}))[1] == {}


def test_a_file_is_its_senders_whatever_it_is_called(programme_2011, tmp_path):
    sender = next(unit.email for unit in programme_2011.units if unit.name == TOWN)
    mail = packed.letter({f"{OTHER}的照片.jpg": JPG, "证明.pdf": PDF}, sender).as_bytes()
    _, owners, intake = found(programme_2011, laid(tmp_path, {"a.eml": mail}))
    assert owners == {f"a.eml/{OTHER}的照片.jpg": "Z02", "a.eml/证明.pdf": "Z02"}
    assert {one.file.mailed_at for one in intake.evidence} == {dt.datetime(2011, 12, 8, 9, 30)}  # noqa: DTZ001


def test_a_file_in_an_archive_is_its_forms_and_keeps_its_folder(programme_2011, tmp_path):
    archive = packed.rar5({"x.xlsx": form(TOWN), "6.2/a.jpg": JPG, "任务1.4/b.pdf": PDF})
    about, owners, _ = found(programme_2011, laid(tmp_path, {"报送.rar": archive}))
    assert set(owners.values()) == {"Z02"}
    assert about["报送.rar/a.jpg"].startswith("6.2 ")
    assert about["报送.rar/b.pdf"] == "任务1.4"


SUBJECTS = (
    Subject("item_1", "第1项", ()),
    Subject("item_12", "第12项", ()),
    Subject("fact_a", "1.4 有年度实施计划", ("1.4",), ("有年度实施计划",), ("有年度质量振兴工作实施计划2分",)),
    Subject("fact_b", "12.1 讲座", ("12.1",), ("讲座",), ("举办质量振兴讲座、法律培训3分",)),
    Subject("task_1.4", "任务1.4", ("1.4",)),
)
NAMED = {"fact_b": "签到表、培训通知.pdf", "fact_a": "台账"}


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("1.4 年度计划.jpg", ["fact_a"]),
        ("（1.4）计划.jpg", ["fact_a"]),
        ("第1.4条.jpg", ["fact_a"]),
        ("任务1.4 总结.pdf", ["task_1.4"]),
        ("1.4/照片.jpg", ["fact_a"]),
        ("1.4/12.1.jpg", ["fact_b"]),
        ("第1项/a.jpg", ["item_1"]),
        ("第十二项材料.jpg", ["item_12"]),
        ("孟河镇有年度实施计划的通知.pdf", ["fact_a"]),
        ("关于培训通知的复印件.pdf", ["fact_b"]),
        ("培训通知.PDF", ["fact_b"]),
        ("年度质量振兴工作实施计划.pdf", ["fact_a"]),
        ("质量振兴.pdf", []),
        ("质量振兴工作.pdf", ["fact_a"]),
        ("台账.jpg", []),
        ("讲座.jpg", []),
        ("2011.12.8会议.jpg", []),
        ("12.8日会议.jpg", []),
        ("1.4.5.jpg", []),
        ("IMG_0014.jpg", []),
        ("9.9 没有的条款.jpg", []),
    ],
)
def test_a_file_is_of_the_clause_its_name_says(path, keys):
    assert [each.key for each in match(parts_of(path), SUBJECTS, NAMED)] == keys


def test_a_number_is_a_tasks_where_there_is_no_scorecard():
    assert [each.key for each in match(("1.4 总结",), SUBJECTS[4:], {})] == ["task_1.4"]


@pytest.mark.parametrize(
    ("name", "signed"),
    [
        ("孟河镇填报表（盖章扫描件）.pdf", True),
        ("扫描件.jpg", True),
        ("自评表.pdf", True),
        ("1.4 盖章的计划.pdf", False),
        ("a.jpg", False),
        ("填报表.docx", False),
        ("填报表（盖章）.docx", True),
    ],
)
def test_a_scan_of_the_form_is_its_signed_copy(name, signed):
    assert is_signed_copy(parts_of(name), is_scan=not name.endswith("docx")) is signed


def test_every_fact_and_task_of_a_unit_can_be_proved(programme_2011):
    unit = next(unit for unit in programme_2011.units if unit.name == TOWN)
    keys = {each.key for each in subjects_of(programme_2011, unit)}
    card = programme_2011.scorecard_of(unit)
    assert {f"fact_{fact}" for fact in card.facts} <= keys
    assert {f"task_{task.task_id}" for task, _ in programme_2011.tasks_of(unit)} <= keys


def table(*texts):
    """A workbook of a unit's own making."""
    book = openpyxl.Workbook()
    for text in texts:
        book.active.append([text])
    book.save(out := io.BytesIO())
    return out.getvalue()


PAGE = b"<html><body>news</body></html>"


def test_a_workbook_sent_beside_the_form_is_evidence(programme_2011, tmp_path):
    files = {"1.4 统计表.xlsx": table("指标", "数值"), "报道.html": PAGE, "图纸.dwg": b"\x01\x02\x03\xff" * 50}
    about, owners, intake = found(programme_2011, laid(tmp_path, {f"{TOWN}/{TOWN}.xlsx": form(TOWN)} | under(files)))
    assert about == {f"{TOWN}/1.4 统计表.xlsx": "1.4 有年度实施计划", f"{TOWN}/报道.html": "", f"{TOWN}/图纸.dwg": ""}
    assert set(owners.values()) == {"Z02"}
    assert [one.what for one in intake.evidence] == ["电子表格", "其他文件", "网页（HTML）"]


def under(files):
    return {f"{TOWN}/{name}": data for name, data in files.items()}


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("孟河镇填报表.xlsx", table("指标"), "I01"),
        ("自评.xls", PAGE, "F07"),
        ("表.et", b"\x01\x02\x03\xff" * 50, "F04"),
        ("统计表.xlsx", None, "I18"),
    ],
)
def test_what_may_be_meant_as_the_form_is_no_evidence(programme_2011, tmp_path, name, data, code):
    facts = [fact.label for fact in programme_2011.scorecards[0].facts.values()]
    files = {name: data or table(*facts)}
    *_, intake = found(programme_2011, laid(tmp_path, {f"{TOWN}/{TOWN}.xlsx": form(TOWN)} | under(files)))
    assert intake.evidence == ()
    assert [one.code for one in intake.findings] == [code]


def test_a_workbook_that_came_without_a_form_may_be_meant_as_one(programme_2011, tmp_path):
    *_, intake = found(programme_2011, laid(tmp_path, under({"1.4 统计表.xlsx": table("指标")})))
    assert [(one.code, one.file) for one in intake.findings] == [("I01", f"{TOWN}/1.4 统计表.xlsx")]
    assert [file.verdict for file in intake.received] == [Verdict.REFUSED]


def test_what_nothing_names_and_what_did_not_come_are_told(programme_2011, tmp_path):
    shutil.copy(ROOT / f"samples/2011/{TOWN}.xlsx", tmp_path)
    files = {f"{TOWN}/1.4 计划.pdf": PDF, f"{TOWN}/IMG_1.jpg": JPG}
    findings = collect(programme_2011, laid(tmp_path, files)).intake.findings
    told = {one.code: one for one in findings if one.code in {"F27", "F28"}}
    assert told["F27"].unit_code == told["F28"].unit_code == "Z02"
    assert "有1份佐证材料看不出对应哪一条：IMG_1.jpg" in told["F27"].sentence
    assert "没有见到文件的有" in told["F28"].sentence
    assert "1.4 有年度实施计划" not in told["F28"].sentence


def test_a_unit_that_sends_no_evidence_is_told_nothing(programme_2011, tmp_path):
    shutil.copy(ROOT / f"samples/2011/{TOWN}.xlsx", tmp_path)
    codes = {one.code for one in collect(programme_2011, tmp_path).intake.findings}
    assert not codes & {"F27", "F28"}


def test_the_same_content_twice_is_one_piece_of_all_that_names_it(programme_2011, tmp_path):
    about, owners, intake = found(programme_2011, laid(tmp_path, under({"a.jpg": JPG, "1.4 b.jpg": JPG})))
    assert owners == {f"{TOWN}/1.4 b.jpg": "Z02"}
    assert [file.verdict for file in intake.received] == [Verdict.EVIDENCE, Verdict.DUPLICATE]
    about, _, _ = found(programme_2011, laid(tmp_path / "b", under({"a.jpg": JPG, "b/1.4 b.jpg": JPG})))
    assert about == {f"{TOWN}/a.jpg": "1.4 有年度实施计划"}


def test_evidence_moves_no_score(programme_2011, tmp_path):
    plain = laid(tmp_path / "a", {f"{TOWN}/{TOWN}.xlsx": form(TOWN)})
    more = laid(tmp_path / "b", {f"{TOWN}/{TOWN}.xlsx": form(TOWN), f"{TOWN}/1.4 计划.pdf": PDF})
    assert collect(programme_2011, plain).scores == collect(programme_2011, more).scores


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """What a collect writes of evidence: {relative path: bytes} of the folder, and the workbook."""
    folder = tmp_path_factory.mktemp("written")
    files = {"x.xlsx": form(TOWN), "6.2/a.jpg": JPG, "../../6.2/a.jpg": JPG + b"2", "盖章扫描件.pdf": PDF}
    more = {f"{TOWN}/1.4 =计划.pdf": PDF + b"4", f"{TOWN}/x.xlsx": form(TOWN)}
    laid(folder / "returns", {"报送.rar": packed.rar5(files), **more})
    words = ["--year", "2011", "--returns", str(folder / "returns"), "--output", str(folder / "out")]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        assert main(["collect", *words]) == 0
        yield folder, words


def evidence_of(folder):
    base = folder / "out/2011/evidence"
    return {path.relative_to(base).as_posix(): path.read_bytes() for path in base.rglob("*") if path.is_file()}


def test_what_lay_in_an_archive_is_taken_out_by_safe_names(written):
    assert evidence_of(written[0]) == {
        "Z02-孟河镇/6.2 a.jpg": JPG,
        "Z02-孟河镇/6.2 a（2）.jpg": JPG + b"2",
        "Z02-孟河镇/盖章件 盖章扫描件.pdf": PDF,
    }


def test_the_workbook_leads_to_every_piece(written):
    folder, _ = written
    path = folder / "out/2011/results/佐证材料.xlsx"
    sheet = openpyxl.load_workbook(path)["材料"]
    targets = [
        str(cell.value).split('"')[1] for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)
    ]
    assert len(targets) == 4
    assert all((path.parent / target).resolve().is_file() for target in targets)


def test_the_verifier_and_whoever_asks_why_see_what_came(written, capsys):
    folder, words = written
    found = [
        str(cell.value)
        for path in (folder / "out/2011/verification").glob("核定表-*.xlsx")
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if "收到材料：" in str(cell.value)
    ]
    assert any("收到材料：1.4 =计划.pdf" in text for text in found)
    assert any("收到材料：a.jpg、a（2）.jpg" in text for text in found)
    capsys.readouterr()
    assert main(["explain", *words, TOWN, "1.4"]) == 0
    lies = os.path.relpath(folder / f"returns/{TOWN}/1.4 =计划.pdf", ROOT)
    assert f"    收到的佐证材料：{lies}" in capsys.readouterr().out.splitlines()


def links_of(path, sheet):
    """The files that cells of a sheet open, and the place in it: (file, "#" or "", place)."""
    page = openpyxl.load_workbook(path)[sheet]
    cells = (cell for row in page.iter_rows() for cell in row)
    targets = (found[1] for cell in cells if (found := re.match(r'=HYPERLINK\("(\.\.[^"]*)",', str(cell.value))))
    return [target.partition("#") for target in targets]


def test_every_page_leads_to_the_one_file_or_to_where_all_are_listed(written):
    year = written[0] / "out/2011"
    listed = openpyxl.load_workbook(year / "results/佐证材料.xlsx")["材料"]
    books = sorted((year / "verification").glob("*.xlsx"))
    for path, sheet in ((books, "镇街道核定"), ("镇街道考核汇总", TOWN), ("镇街道考核汇总", "数据来源")):
        paths = [year / f"results/{path}.xlsx"] if isinstance(path, str) else path
        found = [link for each in paths for link in links_of(each, sheet)]
        assert all((year / "results" / target).is_file() for target, _, _ in found)
        assert {target.rpartition("/")[2] for target, _, place in found if not place} == {"1.4 =计划.pdf"}
        ((name, place),) = {(target.rpartition("/")[2], place) for target, _, place in found if place}
        assert name == "佐证材料.xlsx"
        assert listed.cell(int(place.removeprefix("材料!A")), 4).value.endswith('"a.jpg")')


def test_the_register_counts_proofs_and_signed_copies(written):
    sheet = openpyxl.load_workbook(written[0] / "out/2011/results/收件登记.xlsx", data_only=True)["单位"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heads = next(row for row in rows if "盖章件" in row)
    town = next(row for row in rows if row[0] == "Z02")
    other = next(row for row in rows if row[0] == "Z04")
    assert [town[heads.index(word)] for word in ("盖章件", "佐证材料")] == ["有", 3]
    assert [other[heads.index(word)] for word in ("盖章件", "佐证材料")] == ["无", 0]


def test_written_again_it_is_the_same_and_goes_with_what_it_was_of(written):
    folder, words = written
    before = evidence_of(folder)
    assert main(["collect", *words]) == 0
    assert evidence_of(folder) == before
    (folder / "returns/报送.rar").rename(folder / "报送.rar")
    assert main(["collect", *words]) == 0
    assert evidence_of(folder) == {}
    (folder / "报送.rar").rename(folder / "returns/报送.rar")
    assert main(["collect", *words]) == 0
    assert evidence_of(folder) == before


def test_nothing_of_evidence_is_written_where_there_is_none(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    laid(tmp_path, {f"returns/{TOWN}.xlsx": form(TOWN)})
    words = ["--returns", str(tmp_path / "returns"), "--output", str(tmp_path / "out")]
    assert main(["collect", "--year", "2011", *words]) == 0
    assert not (tmp_path / "out/2011/evidence").exists()
    assert not (tmp_path / "out/2011/results/佐证材料.xlsx").exists()


def test_a_zip_bomb_of_evidence_is_not_taken_out(programme_2011, tmp_path):
    with zipfile.ZipFile(tmp_path / f"{TOWN}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jpg", JPG + bytes(300 << 20))
    intake = collect(programme_2011, tmp_path).intake
    assert intake.evidence == ()
    assert {one.code for one in intake.findings} == {"F09"}
