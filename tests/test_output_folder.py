"""Where results go: a link stays one, a file in the way and too long a name are told; one collect runs at a time."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qz.cli.main import main
from qz.cli.output_folder import only_one
from qz.cli.stop import Stop
from qz.reports.folders import Output, replace_folders

SAMPLE = Path(__file__).parents[1] / "samples" / "2011" / "孟河镇.xlsx"


@pytest.fixture
def returns(tmp_path):
    folder = tmp_path / "returns"
    folder.mkdir()
    shutil.copy(SAMPLE, folder)
    return folder


def collect(returns, output):
    return main(["collect", "--returns", str(returns), "--output", str(output)])


@pytest.mark.parametrize("place", ["out", "out/2011", "out/2011/results"])
def test_a_file_where_the_results_belong_is_named(returns, tmp_path, capsys, place):
    file = tmp_path / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"x")
    assert collect(returns, tmp_path / "out") == 2
    said = capsys.readouterr().err
    assert f"{file} 是一个文件，不是文件夹" in said
    assert "磁盘空间" not in said
    assert file.read_bytes() == b"x"


@pytest.mark.parametrize("command", ["forms", "mail", "check", "archive", "sensitivity"])
def test_every_command_says_so(returns, tmp_path, capsys, command):
    reading = [] if command in {"forms", "check"} else ["--returns", str(returns)]
    file, long = tmp_path / "out", str(tmp_path / ("长" * 200))
    file.write_bytes(b"x")
    assert main([command, *reading, "--output", str(file)]) == 2
    assert f"{file} 是一个文件，不是文件夹" in capsys.readouterr().err
    assert file.read_bytes() == b"x"
    for name in ("--output", "--programme", *reading[:1]):
        assert main([command, *reading, name, long]) == 2
        assert "名字太长" in capsys.readouterr().err


def test_a_file_in_the_place_of_the_forms_stays(tmp_path, capsys):
    file = tmp_path / "2011" / "forms"
    file.parent.mkdir()
    file.write_bytes(b"x")
    assert main(["forms", "--output", str(tmp_path)]) == 2
    assert f"{file} 是一个文件，不是文件夹" in capsys.readouterr().err
    assert [path.name for path in file.parent.iterdir()] == ["forms"]


def test_a_name_too_long_is_told(returns, tmp_path, capsys):
    assert collect(returns, tmp_path / ("长" * 200)) == 2
    said = capsys.readouterr().err
    assert "名字太长" in said
    assert "磁盘空间" not in said


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_results_folder_that_is_a_link_stays_one(tmp_path):
    elsewhere, folder = tmp_path / "盘" / "结果", tmp_path / "output" / "results"
    for each in (elsewhere, folder.parent):
        each.mkdir(parents=True)
    (elsewhere / "别人的.txt").write_text("x")
    folder.symlink_to(elsewhere, target_is_directory=True)

    def write(new):
        (new / "排名.xlsx").write_bytes(b"1")
        return ("排名.xlsx",)

    assert replace_folders((Output(folder, write),)) == ((folder / "排名.xlsx",),)
    assert folder.is_symlink()
    assert sorted(path.name for path in elsewhere.iterdir()) == ["别人的.txt", "排名.xlsx"]
    assert [path.name for path in folder.parent.iterdir()] == ["results"]


def test_of_two_collects_at_once_the_second_says_so(returns, tmp_path, capsys):
    year = tmp_path / "out" / "2011"
    held = "import sys,time\nfrom pathlib import Path\nfrom qz.cli.output_folder import only_one\n"
    held += f"with only_one(Path({str(year)!r})):\n print('held', flush=True)\n sys.stdin.read()\n"
    other = subprocess.Popen([sys.executable, "-c", held], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert other.stdout.readline() == b"held\n"
        assert collect(returns, tmp_path / "out") == 2
        assert "另一个窗口正在往" in capsys.readouterr().err
    finally:
        other.communicate(b"")
    with only_one(year):
        pass


def test_the_lock_goes_with_its_holder(tmp_path):
    with only_one(tmp_path), pytest.raises(Stop), only_one(tmp_path):
        pass
    with only_one(tmp_path):
        pass
