"""The commands as a new user meets them: what they write, what they say, how they end."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import demo
import openpyxl
import pytest
from docx import Document

from qz.cli.main import main
from qz.cli.programme_file import read_year

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ["收件登记.xlsx", "镇街道考核汇总.xlsx", "部门考评汇总.xlsx", "目标任务完成情况.xlsx", "排名.xlsx"]


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch):
    monkeypatch.chdir(ROOT)


def test_an_empty_folder_says_what_to_do_and_writes_nothing(tmp_path, capsys):
    returns = tmp_path / "returns"
    returns.mkdir()
    assert main(["collect", "--year", "2011", "--returns", str(returns), "--output", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "还没有文件" in said
    assert f"qz collect --returns {returns} --output" in said
    assert not (tmp_path / "out").exists()


def test_a_day_that_is_none(tmp_path, capsys):
    returns = tmp_path / "returns"
    returns.mkdir()
    (returns / "a.xlsx").write_bytes(b"")
    options = ["--returns", str(returns), "--output", str(tmp_path / "out"), "--today", "12月30日"]
    assert main(["collect", "--year", "2011", *options]) == 2
    assert "--today 后面的“12月30日”不是日期" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_year_without_programme(tmp_path, capsys):
    assert main(["forms", "--year", "1999", "--output", str(tmp_path)]) == 2
    assert "没有找到考核方案" in capsys.readouterr().err


def test_a_wrong_command_is_answered_in_chinese(capsys):
    assert main(["colect"]) == 2
    assert "没有“colect”这个命令" in capsys.readouterr().err


def test_another_workbook_in_place_of_a_year(tmp_path):
    copy = tmp_path / "方案.xlsx"
    shutil.copy(ROOT / "templates" / "2011.xlsx", copy)
    assert main(["forms", "--programme", str(copy), "--output", str(tmp_path / "out")]) == 0
    assert len(list((tmp_path / "out" / "2011" / "forms").iterdir())) == 21


def test_make_alone_lists_the_targets():
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("demo", "test", "forms", "collect"):
        assert f"make {target}" in said


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from qz.cli.main import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'pandas','openpyxl','xlsxwriter','rich'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == "[]"


def test_check_says_every_doubt_of_2011_and_writes_an_annotated_copy(tmp_path, capsys):
    assert main(["check", "--year", "2011", "--output", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    for words in (
        "12件",
        "扬子杯",
        "ISO9001∶2000",
        "夯实标准计量基础",
    ):
        assert words in said
    assert (tmp_path / "2011" / "考核方案检查-2011.xlsx").is_file()


def test_check_of_what_is_no_workbook(tmp_path, capsys):
    path = tmp_path / "方案.xlsx"
    path.write_text("不是工作簿", "utf-8")
    for command in ("check", "forms"):
        assert main([command, "--programme", str(path), "--output", str(tmp_path / "out")]) == 2
        told = capsys.readouterr().err
        assert "“方案.xlsx”：考核方案打不开：文件已损坏" in told
        assert "批注本" not in told, "no copy can be made of it"


def test_check_of_a_workbook_that_cannot_be_marked(tmp_path, capsys):
    path = tmp_path / "方案.xlsx"
    with ZipFile(ROOT / "templates" / "2011.xlsx") as old, ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'patternType="solid"', b'patternType="checked"'))
    output = ["--programme", str(path), "--output", str(tmp_path / "out")]
    assert main(["check", *output]) == 2
    told = capsys.readouterr().err
    assert "“方案.xlsx”：考核方案打不开：文件已损坏，或者不是 .xlsx 工作簿。请用 Excel" in told
    assert "扬子杯" in told, "what was found in it is told all the same"
    assert main(["forms", *output]) == 0


def test_no_form_leaves_a_programme_with_errors(tmp_path, capsys):
    path = tmp_path / "方案.xlsx"
    book = openpyxl.load_workbook(ROOT / "templates" / "2011.xlsx")
    sheet = book["单位目标"]
    row = next(row for row in sheet.iter_rows() if any(cell.value == "孟河镇" for cell in row))
    for cell in row:
        if isinstance(cell.value, int | float):
            cell.value = None
    book.save(path)
    assert main(["forms", "--programme", str(path), "--output", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "《单位目标》" in said
    assert "孟河镇" in said
    assert not (tmp_path / "out").exists()


def test_forms_are_replaced_whole_or_not_at_all(tmp_path, capsys, monkeypatch):
    assert main(["forms", "--output", str(tmp_path)]) == 0
    folder = tmp_path / "2011" / "forms"
    assert "21 份" in capsys.readouterr().out
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert len(before) == 21
    assert "Z02-孟河镇.xlsx" in before

    def full_disk(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("qz.forms.blank_forms.write_form", full_disk)
    assert main(["forms", "--output", str(tmp_path)]) == 2
    assert "磁盘空间" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in folder.parent.iterdir() if path.name.startswith(".")] == []


def test_2010_collects_progress_and_its_ranking_says_why_there_is_none(tmp_path):
    words = ["--year", "2010", "--output", str(tmp_path)]
    assert main(["forms", *words]) == 0
    forms = sorted((tmp_path / "2010" / "forms").iterdir())
    assert len(forms) == 23
    returns = tmp_path / "returns"
    returns.mkdir()
    shutil.copy(next(path for path in forms if "质监分局" in path.name), returns)
    assert main(["collect", *words, "--returns", str(returns)]) == 0
    results = tmp_path / "2010" / "results"
    assert {path.name for path in results.glob("*.xlsx")} == {"收件登记.xlsx", "目标任务完成情况.xlsx", "排名.xlsx"}
    book = openpyxl.load_workbook(results / "排名.xlsx")
    said = "".join(str(cell.value or "") for sheet in book for row in sheet.iter_rows() for cell in row)
    assert "评分" in said
    assert "没有" in said


def test_a_collect_writes_the_results_and_its_register_shows_what_went_out_and_when(tmp_path, capsys):
    words = ["--output", str(tmp_path), "--returns", str(ROOT / "samples" / "2011")]
    assert main(["mail", *words, "--today", "2011-12-14"]) == 0
    capsys.readouterr()
    assert main(["collect", *words]) == 0
    said = capsys.readouterr().out
    assert all(word in said for word in ("未报送", "龙虎塘街道", str(tmp_path)))
    assert set(RESULTS) <= {path.name for path in (tmp_path / "2011" / "results").iterdir()}
    book = openpyxl.load_workbook(tmp_path / "2011" / "results" / "收件登记.xlsx")
    rows = [[cell.value for cell in row] for row in book["邮件"].iter_rows(min_row=4)]
    letters = {(row[2], row[3]) for row in rows if row[0] and row[2]}
    assert ("催报", "龙虎塘街道") in letters
    assert {("补正", "新桥镇"), ("回执", "春江镇")} <= letters
    (tmp_path / "2011" / "mail" / "发送记录.json").write_text("坏了", "utf-8")
    capsys.readouterr()
    assert main(["collect", *words]) == 0
    assert "已损坏" in capsys.readouterr().out
    again = openpyxl.load_workbook(tmp_path / "2011" / "results" / "收件登记.xlsx")
    assert "邮件" not in again.sheetnames


@pytest.mark.filterwarnings("ignore:.*extension is not supported", "ignore:Cannot parse header or footer")
def test_a_locked_text_that_changed_is_told(tmp_path):
    returns = tmp_path / "returns"
    returns.mkdir()
    book = openpyxl.load_workbook(ROOT / "samples" / "2011" / "孟河镇.xlsx")
    sheet = book["自评表"]
    label = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "质量工作专题会议次数")
    label.value = "会议次数"
    book.save(returns / "孟河镇.xlsx")
    words = ["--output", str(tmp_path / "out"), "--returns", str(returns)]
    assert main(["collect", *words]) == 0
    register = openpyxl.load_workbook(tmp_path / "out" / "2011" / "results" / "收件登记.xlsx")
    told = [str(cell.value) for row in register["问题"].iter_rows() for cell in row if "锁定的内容" in str(cell.value)]
    assert len(told) == 1
    assert label.coordinate in told[0]
    assert "原为“质量工作专题会议次数”，现为“会议次数”" in told[0]


def test_a_year_as_people_write_it(tmp_path, capsys):
    assert [read_year(text) for text in ("２０１１", "2011年", "2011年度", "去年")] == ["2011", "2011", "2011", "去年"]
    assert main(["check", "--year", "２０１１年度", "--output", str(tmp_path)]) == 0
    assert "templates/2011.xlsx：错误 0 处" in capsys.readouterr().out.replace("\\", "/")


def test_a_year_there_is_not_names_those_there_are(tmp_path, capsys):
    assert main(["collect", "--year", "2013", "--output", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert "现有的年度：2009、2010、2011、2012、2012-上半年、2012-信访。" in told
    assert "要起一份新的，运行 make new YEAR=2013。" in told


def test_nothing_that_counts_does_not_replace_good_results(tmp_path, capsys):
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.mkdir()
    bad.mkdir()
    shutil.copy(ROOT / "samples" / "2011" / "孟河镇.xlsx", good)
    (bad / "通知.docx").write_bytes(b"PK\x05\x06" + bytes(18))
    words = ["collect", "--output", str(tmp_path / "out"), "--returns"]
    results = tmp_path / "out" / "2011" / "results"
    assert main([*words, str(bad)]) == 0  # a first collect tells what it could
    assert main([*words, str(good)]) == 0
    before = {path.name: path.read_bytes() for path in results.iterdir()}
    capsys.readouterr()
    assert main([*words, str(bad)]) == 2
    said = capsys.readouterr().err
    assert "1 个文件没有一份能采用" in said
    assert "原有的结果未改动" in said
    assert "通知.docx" in said
    assert {path.name: path.read_bytes() for path in results.iterdir()} == before


def test_explain_and_mail_read_what_the_last_collect_read(tmp_path, capsys, monkeypatch):
    returns = tmp_path / "收件"
    returns.mkdir()
    shutil.copy(ROOT / "samples" / "2011" / "孟河镇.xlsx", returns)
    words = ["--output", str(tmp_path / "out")]
    assert main(["explain", "孟河镇", "6.2", *words]) == 2
    assert main(["collect", *words, "--returns", str(returns)]) == 0
    assert main(["explain", "孟河镇", "6.2", *words]) == 0
    assert "条款6.2 得" in capsys.readouterr().out
    assert main(["mail", *words, "--today", "2011-12-14"]) == 0
    assert "回执  新拟 1" in capsys.readouterr().out
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "templates", tmp_path / "templates", ignore=shutil.ignore_patterns("*.key"))
    usual = tmp_path / "returns" / "2011"
    usual.mkdir(parents=True)
    shutil.copy(ROOT / "samples" / "2011" / "薛家镇.xlsx", usual)
    assert main(["collect", *words]) == 0  # the usual folder is the last one now
    assert main(["explain", "孟河镇", "6.2", *words]) == 2
    assert "没有采用的报送表" in capsys.readouterr().err


def test_mail_says_why_it_drafts_the_forms_alone(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "templates", tmp_path / "templates", ignore=shutil.ignore_patterns("*.key"))
    assert main(["forms"]) == 0
    assert main(["mail"]) == 0
    said = capsys.readouterr().out.replace("\\", "/")
    assert "returns/2011 里还没有各单位报来的表，这次只拟发表；收到后再运行" in said


def test_a_year_without_samples_is_told_before_anything_is_made(tmp_path, monkeypatch, capsys):
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["demo.py", "--year", "2010"])
    assert demo.main() == 2
    assert capsys.readouterr().err == "2010 年度没有样例可以演示；有样例的年度：2011、2009。\n"
    assert not (tmp_path / "output").exists()


@pytest.mark.proof
def test_the_demo_lies_apart_and_its_commands_work(tmp_path, capsys, monkeypatch):
    for name in ("templates", "samples"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    run = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "demo.py")], capture_output=True, text=True, check=True
    )
    assert sorted(path.name for path in (tmp_path / "output").iterdir()) == ["demo"]
    said = run.stdout.partition("还可以接着试")[2].splitlines()
    commands = [line.partition("：")[2].split() for line in said if "qz " in line]
    assert [command[1] for command in commands] == ["explain", "mail", "sensitivity"]
    assert [main(command[1:]) for command in commands] == [0, 0, 0]
    weighed = openpyxl.load_workbook(tmp_path / "output/demo/2011/results/口径测算.xlsx")
    assert all("收件截至2012年1月11日09:20　第4次汇总" in sheet.oddFooter.left.text for sheet in weighed)
    assert {path.name for path in (tmp_path / "output").iterdir()} == {"demo"}
    assert "make " not in run.stdout.replace("make check", "")
    assert "下一步" not in run.stdout
    named = re.findall(r"读取 (output/\S+) 里的文件", run.stdout)
    assert len(named) == 3
    assert all((tmp_path / folder).is_dir() for folder in named)
    stages = re.findall(r"阶段：(\w+)", run.stdout)
    assert [stages[0], stages[1], stages[-1]] == ["自评", "核定", "定稿"]
    assert set(stages[2:-1]) == {"复核中"}
    papers = [Document(path) for path in (tmp_path / "output/demo/2011/results").glob("*.docx")]
    assert len(papers) == 3
    assert not any("送审稿" in paragraph.text for paper in papers for paragraph in paper.paragraphs)
    assert main(["explain", "孟河镇", "6.2"]) == 2
    assert "要看演示的结果，请加 --output output/demo" in capsys.readouterr().err
    usual = tmp_path / "returns" / "2011"
    shutil.copytree(ROOT / "samples" / "2011", usual, dirs_exist_ok=True)
    assert main(["collect"]) == 0
    assert "这是第一次收表，没有可以比较的上一次。" in capsys.readouterr().out
