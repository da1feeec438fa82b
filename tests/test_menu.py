"""The double click: the menu's lines and commands, the two starters, and what goes into the bundle."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import bundle
import pytest
import start

from qz.cli import menu
from qz.cli.assessment_folder import years
from qz.cli.main import main
from qz.cli.next_step import IN_MENU, program, typed, typed_for

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch):
    monkeypatch.chdir(ROOT)


def test_the_menu_reads_so():
    assert menu.menu_text("2011").splitlines() == [
        "",
        "考核工具　2011年度",
        "   1  用样例把全过程走一遍，看看结果是什么样子",
        "   2  检查考核方案：哪一格有什么问题、怎么改",
        "   3  生成每个单位的填报表",
        "   4  拟好该发的邮件草稿：发表、催报、补正、回执、核定、结果告知、复核答复",
        "   5  把草稿经本办公室的邮箱发出（先列出再问）",
        "   6  从本办公室的邮箱收下新邮件",
        "   7  读取报回的文件，计分、排名",
        "   8  一个单位为什么得这个分",
        "   9  与上一年对比",
        "  10  由上一年的方案起一份新年度的",
        "  11  把结束的一年归档成一个文件",
        "  12  核对一份归档：是否完整，重新计分是否相同",
        "  13  测算换一种口径会改变谁的分数和名次",
        "  14  由正式文件（Word 等）起一份方案",
        "  15  重新拟邮件草稿，已拟过的也重拟",
        "  16  发邮件，上次不能确定是否发出的也重发",
        "   n  换一个年度（现有：2011、2010）",
        "   0  退出",
    ]


@pytest.mark.parametrize("step", menu.STEPS, ids=lambda step: step.words[0])
def test_each_step_runs_what_make_runs(step):
    if step.words[0] in {"explain", "import"} or step.words[3:]:
        pytest.skip("make has no target of that name, or takes the option in words of its own")
    recipe = re.search(rf"^{step.words[0]}:.*\n\t@?(.*)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)[1]
    words = menu.words_of(step, "$(YEAR)", ["$(YEAR)"] if step.asks else [])
    command = "$(BIN)/python scripts/demo.py" if words[0] == "demo" else f"$(QZ) {words[0]}"
    for which in ("$(WHICH)", '$(if $(YEAR),--year "$(YEAR)")', "$(if $(YEAR),--year $(YEAR))"):
        recipe = recipe.replace(which, "--year $(YEAR)")
    assert recipe.startswith(" ".join([command, *words[1:]]))


def drive(*typed):
    """What is run when these lines are typed, one after another."""
    lines, ran = list(typed), []
    menu.show_menu("2011", lambda _: lines.pop(0), lambda words: ran.append(list(words)) or 0)
    assert lines == []
    return ran


def test_what_is_chosen_is_run_and_the_menu_comes_back():
    assert drive("7", "", " 2 ", "", "0") == [["collect", "--year", "2011"], ["check", "--year", "2011"]]


def test_a_step_asks_for_what_it_needs():
    assert drive("8", "孟河镇", "6.2", "", "0") == [["explain", "--year", "2011", "孟河镇", "6.2"]]
    assert drive("8", "孟河镇", "", "", "0") == [["explain", "--year", "2011", "孟河镇"]]
    assert drive("8", "", "", "0") == []


OPTIONS = [("collect", ""), ("fetch", ""), ("send", "--unsure"), ("mail", "--again"), ("archive", "--check")]


def test_what_comes_next_is_said_as_whoever_reads_it_types_it(monkeypatch):
    """Lines of the menu where it was chosen there, targets of make elsewhere; no command words it itself."""
    year = next(iter(years()))
    own = argparse.Namespace(year=year, programme=None, output=Path("output"), returns=None)
    assert [typed(name, own, option) for name, option in OPTIONS] == [
        "make collect",
        "make fetch",
        "make send UNSURE=1",
        "make mail AGAIN=1",
        "make archive CHECK=",
    ]
    assert typed_for("check", "2019") == "make check YEAR=2019"
    elsewhere = argparse.Namespace(year=year, programme=None, output=Path("x"), returns=None)
    assert typed("archive", elsewhere, "--check").split() == [program(), "archive", "--output", "x", "--check"]
    assert Path(program()).resolve().parent == Path(sys.executable).parent.resolve()
    monkeypatch.setenv(IN_MENU, "1")
    assert [typed(name, own, option) for name, option in OPTIONS] == [f"菜单第{n}项" for n in (7, 6, 16, 15, 12)]
    assert (typed_for("check", "2019"), typed_for("new", "2019")) == ("菜单第2项（先换到 2019 年度）", "菜单第10项")
    worded = re.compile(r"make (?:[a-z]+ )?[A-Z]+=|(?:运行|先|再|：)\s?make [a-z]|'qz archive --check")
    assert not [path.name for path in (ROOT / "qz/cli").rglob("*.py") if worded.search(path.read_text("utf-8"))]


def test_another_year_and_a_slip(capsys):
    assert drive("n", "2010", "3", "", "n", "1999", "七", "0") == [["forms", "--year", "2010"]]
    said = capsys.readouterr().out
    assert "没有 1999 年度的考核方案。" in said
    assert "没有“七”这一项" in said


def test_the_command_leaves_when_nobody_types(monkeypatch, capsys):
    def nobody(_):
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    assert main(["menu"]) == 0
    assert "考核工具　2011年度" in capsys.readouterr().out


def test_a_step_that_fails_comes_back_to_the_menu(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert menu.run_words(["check", "--year", "1999"]) == 2
    assert main(["menu"]) == 2
    assert "没有找到考核方案" in capsys.readouterr().err


def test_the_batch_file_is_what_chinese_windows_reads():
    """Code page 936, lines ending in CRLF; Chinese stands in what is shown alone, where no parser looks."""
    data = (ROOT / "开始.bat").read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    for line in data.decode("gb18030").splitlines():
        assert line.isascii() or line.startswith("echo "), line
    labels = {line[1:] for line in data.decode("gb18030").splitlines() if line.startswith(":")}
    assert set(re.findall(rb"goto (\w+)", data)) == {label.encode() for label in labels}


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
def test_the_shell_script_finds_python_or_says_where_to_get_it(tmp_path):
    shutil.copy(ROOT / "开始.sh", tmp_path)
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts/start.py").write_text("import sys; print('started', *sys.argv[1:])", "utf-8")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "dirname"):
        (tools / name).symlink_to(shutil.which(name))

    def run():
        words = ["sh", str(tmp_path / "开始.sh"), "--year", "2010"]
        return subprocess.run(words, env={"PATH": str(tools)}, capture_output=True, text=True, check=False)

    missing = run()
    assert missing.returncode == 2
    assert "没有 Python 3.11 或更新的版本" in missing.stdout
    (tools / "python3").write_text("#!/bin/sh\nexit 1\n", "utf-8")
    (tools / "python3").chmod(0o755)
    (tools / "python3.12").symlink_to(sys.executable)
    assert run().stdout == "started --year 2010\n"


def test_a_python_that_is_only_unpacked_is_told(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(start, "HOME", tmp_path / "home")
    monkeypatch.setitem(sys.modules, "venv", None)
    assert not start.make_environment()
    assert "精简版没有 venv" in capsys.readouterr().out


@pytest.mark.proof
@pytest.mark.skipif(shutil.which("wine") is None, reason="wine is not installed: 开始.bat was parsed, not run")
def test_the_batch_file_runs_and_says_where_to_get_python(tmp_path):
    shutil.copy(ROOT / "开始.bat", tmp_path / "kaishi.bat")
    settings = os.environ | {"WINEPREFIX": str(tmp_path / "prefix"), "WINEDEBUG": "-all"}
    words = ["wine", "cmd", "/c", "kaishi.bat"]
    done = subprocess.run(words, cwd=tmp_path, env=settings, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"https://www.python.org/downloads/windows/" in done.stdout


def test_with_wheels_beside_it_nothing_is_downloaded(tmp_path):
    lock, python = tmp_path / "lock", tmp_path / "python"
    words = start.install_words(python, tmp_path / "wheels", lock)
    assert "--no-index" not in words
    (tmp_path / "wheels").mkdir()
    words = start.install_words(python, tmp_path / "wheels", lock)
    assert words[words.index("--no-index") :][:3] == ["--no-index", "--find-links", str(tmp_path / "wheels")]
    assert "--require-hashes" in words


def test_the_office_needs_no_tool_of_the_developers():
    names = {line.split("==")[0] for line in start.LOCK.read_text("utf-8").splitlines() if re.match(r"\w", line)}
    assert {"openpyxl", "pandas", "xlsxwriter", "keyring"} <= names
    assert not names & {"pytest", "mypy", "ruff", "hypothesis"}


def test_each_machine_gets_what_it_needs():
    found = {
        word: {line.split("==")[0] for line in bundle.locked(bundle.LOCK, bundle.environment_of(platform, "3.12"))}
        for word, (_, platform) in bundle.PLATFORMS.items()
    }
    assert "pywin32-ctypes" in found["Windows x64"]
    assert "secretstorage" in found["Linux aarch64"] - found["Windows x64"]
    for names in found.values():
        assert {"openpyxl", "numpy", "keyring"} <= names
    old = dict.fromkeys(bundle.locked(bundle.LOCK, bundle.environment_of(bundle.PLATFORMS["Windows x64"][1], "3.11")))
    assert sum(line.startswith("numpy==") for line in old) == 1
    assert all("--hash=sha256:" in line and ";" not in line for line in old)


def test_the_bundle_holds_all_that_an_office_needs(tmp_path):
    if not (ROOT / ".git").exists():
        pytest.skip("the files that go along are those under version control")
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / "some-1-py3-none-any.whl").write_bytes(b"wheel")
    for name in ("a.zip", "b.zip"):
        bundle.write_bundle(tmp_path / name, wheels, ("3.12",))
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = {name.partition("/")[2] for name in archive.namelist()}
        assert {name.partition("/")[0] for name in archive.namelist()} == {bundle.FOLDER}
        script = archive.getinfo(f"{bundle.FOLDER}/开始.sh")
        assert script.external_attr >> 16 & 0o111
    assert {"开始.bat", "scripts/start.py", "scripts/demo.py", "requirements-office.lock", "docs/programme.md"} <= names
    assert {
        "qz/cli/main.py",
        "templates/2011.xlsx",
        "samples/2011/台账.xlsx",
        "wheels/some-1-py3-none-any.whl",
    } <= names
    assert not any(name.startswith("tests/") or name.endswith("mail.toml") for name in names)
    # The samples' key goes with them, so that the demo's seals hold; an office's own never does.
    assert {name for name in names if name.endswith(".key")} == {"samples/2009.key", "samples/2011.key"}
