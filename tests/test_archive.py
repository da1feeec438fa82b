"""A closed year in one file: what it holds, that it says what was done to it, and that it scores to the same again."""

import hashlib
import io
import json
import shutil
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import fits
import ooxml
import openpyxl
import pytest
from forged_workbooks import SAMPLES, address, restated, verified_for

sys.path.append(str(Path(__file__).parent / "intake"))

from mails_made import mail

from qz.archive.archive_contents import LIST_NAME, digest_of_list
from qz.archive.archive_differences import ranking_differences, result_differences
from qz.archive.list_workbook import read_list, write_list
from qz.cli import archive_check
from qz.cli.main import main
from qz.model.manifest import Key
from qz.programme.load import load_tables
from qz.programme.read_programme import read_programme
from qz.programme.writing.write_programme import write_programme
from qz.workbook.read.xlsx.read_xlsx import read_workbook

ROOT = Path(__file__).parents[1]
COPIED = ("孟河镇.xlsx", "薛家镇佐证材料.zip", "西夏墅镇.xlsx", "核定/核定表-质监分局.xlsx")
RESULTS = "结果/数据.json"


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """A year with two workbooks in doubt that would change scores, collected and archived, its programme apart."""
    folder = tmp_path_factory.mktemp("year")
    programme = folder / "2011.xlsx"
    tables = load_tables(ROOT / "templates/2011.xlsx")[0].plain()
    parts = (
        {"name": "上半年", "sources": "2011-上半年", "weight": Decimal("0.4")},
        {"name": "年度", "weight": Decimal("0.6")},
    )
    write_programme(programme, tables | {"composite": [{"scorecard_id": "镇街道"} | part for part in parts]})
    others = folder / "output/2011-上半年/results/数据.json"
    others.parent.mkdir(parents=True)
    others.write_text('{"units": [{"name": "孟河镇", "total": 80.5}, {"name": "薛家镇", "total": 71}]}', "utf-8")
    shutil.copy2(SAMPLES.with_suffix(".key"), folder / "2011.key")
    returns = folder / "returns"
    returns.mkdir()
    for path in (path for pattern in COPIED for path in SAMPLES.glob(pattern)):
        shutil.copy2(path, returns / path.name)
    forged = verified_for("西夏墅镇")
    sender = address(read_programme(programme)[0], "西夏墅镇")
    (returns / "信.eml").write_bytes(mail(forged, sender, date="Mon, 26 Dec 2011 10:00:00 +0800", name="核定表.xlsx"))
    (returns / "又一份.xlsx").write_bytes(restated(forged, seal=""))
    options = ["--programme", str(programme), "--output", str(folder / "output")]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        assert main(["collect", *options, "--returns", str(returns)]) == 0
        told = folder / "output/2011/feedback/Z02-孟河镇.xlsx"
        told.parent.mkdir(exist_ok=True)
        told.write_bytes(b"as it was sent")
        assert main(["archive", *options]) == 0
    return folder


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch):
    monkeypatch.chdir(ROOT)


def archived(year):
    return year / "output/2011/归档-2011.zip"


def members(year):
    with zipfile.ZipFile(archived(year)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(files, path):
    with zipfile.ZipFile(path, "w") as package:
        for name, data in files:
            package.writestr(name, data)
    return path


def told(capsys, path, *more):
    """The status of a check and all that it says."""
    status = main(["archive", "--check", str(path), *map(str, more)])
    return status, "".join(capsys.readouterr())


def test_it_holds_the_year(year):
    held = members(year)
    listed = read_list(held[LIST_NAME])
    assert {each.name for each in listed.files} == set(held) - {LIST_NAME}
    for each in listed.files:
        assert hashlib.sha256(held[each.name]).hexdigest() == each.sha256
    assert {
        "方案/2011.xlsx",
        RESULTS,
        "结果/排名.xlsx",
        "核定/核定表-质监分局.xlsx",
        "告知/Z02-孟河镇.xlsx",
        "收件确认.xlsx",
    } < set(held)
    received = {path.relative_to(year / "returns").as_posix() for path in (year / "returns").rglob("*")}
    places = {each.path: each.place for each in listed.receipts}
    assert received < set(places)
    assert places["信.eml/核定表.xlsx"] == places["信.eml"]
    assert held[places["孟河镇.xlsx"]] == (year / "returns/孟河镇.xlsx").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(held["逐分说明.xlsx"]), read_only=True)
    rows = [row for row in book["镇街道"].iter_rows(values_only=True) if row[0] == "孟河镇"]
    programme = read_programme(year / "2011.xlsx")[0]
    assert [row[1] for row in rows if row[2] != "（续）"] == [
        "合计",
        *(one.criterion_id for one in programme.scorecards[0].criteria),
    ]
    assert "出处：孟河镇.xlsx《自评表》" in "".join(row[4] for row in rows)


def test_its_own_workbooks_open_clean_and_no_text_clips(year, tmp_path):
    for name in (LIST_NAME, "逐分说明.xlsx"):
        (tmp_path / name).write_bytes(members(year)[name])
        assert ooxml.lint(tmp_path / name) + fits.clipped(tmp_path / name) == []


def test_the_same_again_gives_the_same_bytes(year):
    before = archived(year).read_bytes()
    options = ["--programme", str(year / "2011.xlsx"), "--output", str(year / "output")]
    assert main(["archive", *options]) == 0
    assert archived(year).read_bytes() == before


def test_it_is_whole_and_the_offices_and_comes_to_the_same(year, capsys):
    status, said = told(capsys, archived(year), "--key", year / "2011.key")
    assert status == 0
    for words in ("封签相符", "完整", "2 个单位的得分、名次都与归档的结果相同，数据.json 逐字相同", "没有出入"):
        assert words in said


def test_composite_scores_are_composed_again(year, tmp_path, capsys):
    held = members(year)
    name = "别的考核/2011-上半年/数据.json"
    (unit,) = [unit for unit in json.loads(held[RESULTS])["units"] if unit["name"] == "孟河镇"]
    assert unit["composite"]["parts"][0]["counted"] == 32.2  # 80.5 × 40%
    held[name] = held[name].replace(b"80.5", b"90.5")
    status, said = told(capsys, packed(relisted(held, year, tmp_path / "清单.xlsx"), tmp_path / "a.zip"))
    total = unit["composite"]["total"]
    assert status == 2
    assert f"孟河镇：综合得分归档为{total}（第" in said
    assert f"重算为{round(total + 4, 2)}（第" in said
    held.pop(name)
    status, said = told(capsys, packed([*held.items()], tmp_path / "b.zip"))
    assert "综合得分没有重新计算：归档里没有“2011-上半年”的结果" in said


def test_without_the_key_it_comes_to_the_same(year, capsys):
    """What was held for want of a seal is held again, though nobody can look at seals."""
    status, said = told(capsys, archived(year))
    assert status == 0
    assert "不能确认是谁归档的" in said
    assert "数据.json 逐字相同" in said


def changed(held, name):
    return [*((each, data) for each, data in held.items() if each != name), (name, held[name][:-1] + b"!")]


def relisted(held, year, path, *, keep_digest=False):
    """The files with a list remade to fit them, as far as that can be done without the key."""
    listed = read_list(held[LIST_NAME])
    files = tuple(
        replace(each, size=len(held[each.name]), sha256=hashlib.sha256(held[each.name]).hexdigest())
        for each in listed.files
    )
    digest = listed.digest if keep_digest else digest_of_list(files, listed.receipts)
    manifest = {**listed.manifest, Key.ROWS: digest}
    write_list(replace(listed, files=files, manifest=manifest), read_programme(year / "2011.xlsx")[0], path)
    return [*((name, data) for name, data in held.items() if name != LIST_NAME), (LIST_NAME, path.read_bytes())]


def with_other_total(held):
    results = json.loads(held[RESULTS])
    (unit,) = [unit for unit in results["units"] if unit["name"] == "孟河镇"]
    unit["total"] += 1
    return {**held, RESULTS: json.dumps(results, ensure_ascii=False).encode()}


DONE = {
    "改动": (lambda held, _: changed(held, "结果/排名.xlsx"), "“结果/排名.xlsx”与归档时不同"),
    "缺少": (lambda held, _: [each for each in held.items() if each[0] != RESULTS], f"缺少“{RESULTS}”"),
    "多出": (lambda held, _: [*held.items(), ("收件/多的.xlsx", b"x")], "多出“收件/多的.xlsx”"),
    "同名": (lambda held, _: [*held.items(), (RESULTS, b"{}")], f"“{RESULTS}”在归档包里不止一份"),
    "清单没了": (lambda held, _: [each for each in held.items() if each[0] != LIST_NAME], "没有《归档清单.xlsx》"),
    "清单坏了": (
        lambda held, _: [*(held | {LIST_NAME: held[LIST_NAME][:99]}).items()],
        "《归档清单.xlsx》读不出来",
    ),
    "清单的行": (
        lambda held, year: relisted(with_other_total(held), year, year / "清单.xlsx", keep_digest=True),
        "清单的行被改动过",
    ),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("what", DONE)
def test_what_was_done_to_it_is_told(what, year, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(archive_check, "_rescore", lambda *_: iter(()))
    change, words = DONE[what]
    status, said = told(capsys, packed(change(members(year), year), tmp_path / "a.zip"))
    assert status == 2
    assert words in said


def test_a_list_remade_without_the_key_does_not_fit_its_seal(year, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(archive_check, "_rescore", lambda *_: iter(()))
    path = packed(relisted(with_other_total(members(year)), year, tmp_path / "清单.xlsx"), tmp_path / "a.zip")
    status, said = told(capsys, path, "--key", year / "2011.key")
    assert status == 2
    assert "归档清单的封签不符，清单被改动过" in said


def test_results_that_are_not_what_the_returns_come_to_are_told(year):
    held = members(year)
    fresh, forged = json.loads(held[RESULTS]), json.loads(with_other_total(held)[RESULTS])
    assert [*result_differences(fresh, fresh)] == []
    (words,) = result_differences(forged, fresh)
    assert words.startswith("孟河镇：总分归档为")
    ranking = read_workbook(held["结果/排名.xlsx"])
    assert [*ranking_differences(ranking, fresh)] == []
    (words,) = ranking_differences(ranking, forged)
    assert words.startswith("孟河镇的总分在“排名.xlsx”里是")


def test_another_key_is_told(year, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(archive_check, "_rescore", lambda *_: iter(()))
    key = tmp_path / "别的.key"
    key.write_text("ab" * 32 + "\n", "utf-8")
    status, said = told(capsys, archived(year), "--key", key)
    assert (status, "另一把密钥" in said) == (2, True)
    status, said = told(capsys, archived(year), "--key", tmp_path / "没有.key")
    assert (status, "没有找到密钥" in said) == (2, True)


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip"])
def test_what_is_no_archive_is_said(data, tmp_path, capsys):
    (tmp_path / "a.zip").write_bytes(data)
    status, said = told(capsys, tmp_path / "a.zip")
    assert (status, "不是归档包" in said) == (2, True)


def test_results_that_are_no_longer_current_are_not_archived(year, tmp_path, capsys):
    returns = tmp_path / "returns"
    shutil.copytree(year / "returns", returns)
    (returns / "孟河镇.xlsx").unlink()
    options = ["--programme", str(year / "2011.xlsx"), "--output", str(year / "output"), "--returns", str(returns)]
    before = archived(year).read_bytes()
    assert main(["archive", *options]) == 2
    assert "qz collect --programme" in capsys.readouterr().err
    assert archived(year).read_bytes() == before
    assert main(["archive", *options[:3], str(tmp_path / "output"), *options[4:]]) == 2
    assert "没有可以归档的" in capsys.readouterr().err
