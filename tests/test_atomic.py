"""A collect's outputs are replaced whole or not at all: killed at any moment, on a full disk, or open elsewhere."""

import errno
import gc
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from qz.cli.hand_edits import put_in_place
from qz.cli.kept_results import FOLDER
from qz.cli.last_collect import LAST_RETURNS
from qz.cli.main import main
from qz.reports.folders import Output, ResultInUse, replace_folders, swap_at_once
from qz.workbook.write import book as writer
from qz.workbook.write.book import Book

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples" / "2011"
FOLDERS = ("results", "corrections", "verification")


@cache
def office_programme():
    """The programme of 2011 where the samples' key is the office's, whatever key the project's own folder has."""
    folder = Path(tempfile.mkdtemp())
    shutil.copy(ROOT / "samples/2011.key", folder / "2011.key")
    return Path(shutil.copy(ROOT / "templates/2011.xlsx", folder / "2011.xlsx"))


def collecting(returns, output):
    """The words of the command."""
    return ["collect", "--programme", str(office_programme()), "--returns", str(returns), "--output", str(output)]


def collect(returns, output):
    return main(collecting(returns, output))


def held(folder):
    """Every file under a folder by its path from there, with its bytes."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and FOLDER not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def state(year):
    return {name: held(year / name) for name in FOLDERS}


def names_in(folder):
    """What lies in a year's folder, the program's own notes of the last collect apart."""
    return {path.name for path in folder.iterdir()} - {FOLDER, LAST_RETURNS}


def some(folder, *names):
    """A small returns folder: copies of a few samples."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (path,) = SAMPLES.rglob(f"{name}*.xlsx")
        shutil.copy(path, folder / path.name)
    return folder


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """What a year's folder holds after one collect of few returns, and after another of more."""
    folder = tmp_path_factory.mktemp("atomic")
    first, second = some(folder / "first", "新桥镇", "科技局"), some(folder / "second", "新桥镇", "科技局", "罗溪镇")
    assert collect(first, folder / "output") == 0
    old = state(folder / "output" / "2011")
    shutil.copytree(folder / "output", folder / "start")
    assert collect(second, folder / "output") == 0
    return folder, second, old, state(folder / "output" / "2011")


def test_both_runs_wrote_all_three_folders(twice):
    _, _, old, new = twice
    assert all(old[name] and new[name] and old[name].keys() <= new[name].keys() for name in ("results", "verification"))
    assert list(old["corrections"]) == ["Z03-新桥镇.xlsx"]
    assert sorted(new["corrections"]) == ["Z03-新桥镇.xlsx", "Z05-罗溪镇.xlsx"]


CHILD = """
import os, signal, sys
from pathlib import Path
import qz.cli.main, qz.cli.collect, qz.reports.folders as swap, qz.workbook.write.book as writer
if sys.argv[1] != "later":
    left = [int(sys.argv[1])]
    def audit(event, arguments):
        if event in {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "ctypes.dlsym"}:
            words = str(arguments[0]) + str(arguments[1] if len(arguments) > 1 else "")
            if event == "ctypes.dlsym" or sys.argv[2] in words:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(audit)
code = qz.cli.main.main(sys.argv[3:])
print("left", left[0] if sys.argv[1] != "later" else 0)
sys.exit(code)
"""


def run_killed(moment, returns, output):
    """Collect in a process of its own that kills itself at its ``moment``-th touch of the output folder."""
    return subprocess.run(
        [sys.executable, "-c", CHILD, str(moment), str(output), *collecting(returns, output)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.proof
def test_killed_at_any_touch_of_the_output_every_folder_is_whole(twice, tmp_path):
    """The touches are counted once; then runs are killed at some of them, most of them among the last."""
    folder, second, old, new = twice
    count = 10**6
    shutil.copytree(folder / "start", tmp_path / "whole")
    whole = run_killed(count, second, tmp_path / "whole")
    assert whole.returncode == 0, whole.stderr
    touches = count - int(whole.stdout.split()[-1])
    assert touches > 40
    rng = random.Random(4)  # noqa: S311
    moments = {*rng.sample(range(1, touches - 8), 3), *range(touches - 8, touches + 1, 2)}
    seen = set()
    for moment in sorted(moments):
        output = tmp_path / f"killed-{moment}"
        shutil.copytree(folder / "start", output)
        killed = run_killed(moment, second, output)
        assert killed.returncode == -signal.SIGKILL, (moment, killed.stdout, killed.stderr)
        for name in FOLDERS:
            now = without_register(held(output / "2011" / name))
            assert now in (without_register(old[name]), without_register(new[name])), (moment, name)
            seen.add((name, now == without_register(new[name])))
        assert collect(second, output) == 0
        assert names_in(output / "2011") == set(FOLDERS), moment
        assert {name: without_register(files) for name, files in state(output / "2011").items()} == {
            name: without_register(files) for name, files in new.items()
        }
    assert {name for name, is_new in seen if not is_new} == set(FOLDERS)


def without_register(files):
    """The register says when it was written; what else it holds is compared elsewhere."""
    books = [body for name, body in files.items() if not name.endswith((".json", ".csv"))]
    assert all(zipfile.is_zipfile(io.BytesIO(body)) for body in books)
    return {name: body if name != "收件登记.xlsx" else b"" for name, body in files.items()}


@pytest.mark.proof
def test_killed_at_random_times_every_folder_is_whole(twice, tmp_path):
    folder, second, old, new = twice
    output = tmp_path / "output"
    shutil.copytree(folder / "start", output)
    command = [
        "collect",
        "--programme",
        str(office_programme()),
        "--returns",
        str(second),
        "--output",
        str(output),
    ]
    rng = random.Random(11)  # noqa: S311
    for _ in range(3):
        child = subprocess.Popen(
            [sys.executable, "-m", "qz", *command], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(rng.uniform(0.5, 4))
        child.kill()
        child.wait()
        for name in FOLDERS:
            now = without_register(held(output / "2011" / name))
            assert now in (without_register(old[name]), without_register(new[name]))


@pytest.mark.parametrize(("name", "code"), [*zip(FOLDERS, (errno.ENOSPC, errno.EIO, errno.EDQUOT), strict=True)])
def test_a_disk_that_refuses_leaves_everything_as_it_was(twice, tmp_path, refusing, capsys, name, code):  # noqa: PLR0917
    """The last file of one folder does not fit: nothing of any folder changes, and one sentence says so."""
    folder, second, *_ = twice
    output = tmp_path / "output"
    shutil.copytree(folder / "start", output)
    before = held(output)
    refusing(f"-{name}-", code, at=1 if name == "corrections" else 3)
    assert collect(second, output) == 2
    said = capsys.readouterr().err
    assert "原有结果未改动" in said
    assert len(said.strip().splitlines()) == 1
    assert held(output) == before
    assert names_in(output / "2011") == set(FOLDERS)


@pytest.fixture
def refusing(monkeypatch):
    """A disk that refuses the ``at``-th workbook whose path holds certain words."""

    def refuse(words, code, at):
        begun, original = [], writer.write_package

        def write(parts, path, rows):
            name = str(path)
            if words in name:
                begun.append(name)
                if len(begun) == at:
                    path.write_bytes(b"PK" * 500)
                    raise OSError(code, os.strerror(code), name)
            original(parts, path, rows)

        monkeypatch.setattr(writer, "write_package", write)

    return refuse


def test_a_full_disk(twice, tmp_path, capsys):
    """A real one, of a few hundred kilobytes, where the machine lets a test have it."""
    _, second, old, _ = twice
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=900k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no small disk to be had")
    try:
        (disk / "2011" / "results").mkdir(parents=True)
        for name, body in old["results"].items():
            (disk / "2011" / "results" / name).write_bytes(body)
        before = held(disk)
        (disk / "其他").write_bytes(bytes(900_000 - sum(map(len, before.values())) - 150_000))
        before = held(disk)
        assert collect(second, disk) == 2
        assert "请检查磁盘空间" in capsys.readouterr().err
        assert held(disk) == before
    finally:
        gc.collect()
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        ("results/排名.xlsx", "results/~$排名.xlsx"),
        ("corrections/Z03-新桥镇.xlsx", "corrections/~$Z03-新桥镇.xlsx"),
        ("verification/核定表-安监局.xlsx", "verification/.~lock.核定表-安监局.xlsx#"),
    ],
)
def test_one_file_open_elsewhere_stops_all_and_is_named(twice, tmp_path, capsys, path, mark):
    folder, second, *_ = twice
    output = tmp_path / "output"
    shutil.copytree(folder / "start", output)
    (output / "2011" / mark).write_bytes(b"")
    before = held(output)
    assert collect(second, output) == 2
    said = capsys.readouterr().err
    assert f"“{Path(path).name}”正在别的程序里打开" in said
    assert "请关闭它再运行" in said
    assert held(output) == before


def test_a_correction_that_is_due_no_more_and_open_is_named_too(twice, tmp_path, capsys):
    folder, *_ = twice
    output = tmp_path / "output"
    shutil.copytree(folder / "start", output)
    (output / "2011/corrections/~$Z03-新桥镇.xlsx").write_bytes(b"")
    before = held(output)
    assert collect(some(tmp_path / "returns", "科技局"), output) == 2
    assert "Z03-新桥镇.xlsx" in capsys.readouterr().err
    assert held(output) == before


def test_a_correction_goes_when_its_unit_is_in_order_and_what_people_put_there_stays(twice, tmp_path):
    folder, *_ = twice
    output = tmp_path / "output"
    shutil.copytree(folder / "start", output)
    place = output / "2011/corrections"
    (place / "批示.txt").write_text("已电话催", "utf-8")
    shutil.copy(SAMPLES / "薛家镇.xlsx", place / "Z04-薛家镇.xlsx")
    assert collect(some(tmp_path / "returns", "科技局"), output) == 0
    assert sorted(held(place)) == ["Z04-薛家镇.xlsx", "批示.txt"]


def test_a_correction_filled_in_where_it_lay_is_kept(twice, tmp_path, capsys):
    folder, second, _, new = twice
    output = tmp_path / "output"
    shutil.copytree(folder / "start", output)
    filled = (SAMPLES / "薛家镇.xlsx").read_bytes()
    (output / "2011/corrections/Z03-新桥镇.xlsx").write_bytes(filled)
    assert collect(second, output) == 0
    now = held(output / "2011/corrections")
    assert now["Z03-新桥镇（在此填写的）.xlsx"] == filled
    assert now["Z03-新桥镇.xlsx"] == new["corrections"]["Z03-新桥镇.xlsx"]
    assert "Z03-新桥镇（在此填写的）.xlsx" in capsys.readouterr().out


def test_a_result_changed_by_hand_is_kept_beside_the_new_one(twice, tmp_path, capsys):
    folder, second, _, new = twice
    output = tmp_path / "output"
    shutil.copytree(folder / "start", output)
    ranking = output / "2011/results/排名.xlsx"
    book = openpyxl.load_workbook(ranking)
    book.worksheets[0]["A40"] = "分管领导已阅"
    book.save(ranking)
    edited = ranking.read_bytes()
    kept = ranking.with_name("排名（手工改过的）.xlsx")
    assert collect(second, output) == 0
    assert f"原样另存为：{kept}" in capsys.readouterr().out
    now = held(output / "2011/results")
    assert now.pop(kept.name) == edited
    assert now["排名.xlsx"] == new["results"]["排名.xlsx"]
    assert collect(second, output) == 0
    assert "手工改过" not in capsys.readouterr().out
    assert kept.read_bytes() == edited


def test_what_one_command_writes_again_keeps_what_was_changed(tmp_path):
    path, part = tmp_path / "口径测算.xlsx", tmp_path / ".part"
    for _ in range(2):
        with Book.create(part, "口径") as book:
            book.sheet("口径")
        assert put_in_place(part, path) == ()
    edited = openpyxl.load_workbook(path)
    edited.save(path)
    was = path.read_bytes()
    with Book.create(part, "口径") as book:
        book.sheet("口径")
    (said,) = put_in_place(part, path)
    assert "口径测算（手工改过的）.xlsx" in said
    assert (tmp_path / "口径测算（手工改过的）.xlsx").read_bytes() == was


@pytest.mark.proof
def test_a_form_filled_in_where_it_was_made_is_kept(tmp_path, capsys):
    assert main(["forms", "--output", str(tmp_path)]) == 0
    form = tmp_path / "2011/forms/Z02-孟河镇.xlsx"
    form.write_bytes((SAMPLES / "孟河镇.xlsx").read_bytes())
    capsys.readouterr()
    for told in (True, False):
        assert main(["forms", "--output", str(tmp_path)]) == 0
        assert ("Z02-孟河镇（在此填写的）.xlsx" in capsys.readouterr().out) is told
    assert len(list(form.parent.iterdir())) == 22


def writing(text):
    def write(folder):
        (folder / "a").write_text(text, "utf-8")
        return ("a",)

    return write


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("failing", [0, 1, 2])
def test_when_one_folder_cannot_be_put_in_place_the_others_go_back(tmp_path, monkeypatch, at_once, failing):
    folders = [tmp_path / name for name in ("甲", "乙", "丙")]
    replace_folders([Output(folder, writing("1")) for folder in folders[:2]])
    type_, original, exchange = type(tmp_path), type(tmp_path).rename, swap_at_once

    def rename(self, target):
        if Path(target) == folders[failing] and ".新结果-" in str(self):
            raise OSError(errno.EIO, "Input/output error")
        return original(self, target)

    def swap(one, other):
        if one == folders[failing] and ".新结果-" in str(other) and (other / "a").read_text() == "2":
            return False
        return at_once and exchange(one, other)

    monkeypatch.setattr(type_, "rename", rename)
    monkeypatch.setattr("qz.reports.folders.swap_at_once", swap)
    with pytest.raises(OSError, match="Input/output"):
        replace_folders([Output(folder, writing("2")) for folder in folders])
    assert {path.name: (path / "a").read_text() for path in tmp_path.iterdir()} == {"甲": "1", "乙": "1"}


def test_folders_change_places_in_one_step(tmp_path):
    for name in ("甲", "乙"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).write_text("")
    if not swap_at_once(tmp_path / "甲", tmp_path / "乙"):
        pytest.skip("this file system cannot")
    assert [path.name for path in (tmp_path / "甲").iterdir()] == ["乙"]
    assert not swap_at_once(tmp_path / "甲", tmp_path / "丙")


def test_a_locked_file_of_the_second_folder_stops_the_first(tmp_path):
    one, two = tmp_path / "甲", tmp_path / "乙"
    replace_folders([Output(one, writing("1")), Output(two, writing("1"))])
    (two / "~$a").write_text("")
    with pytest.raises(ResultInUse):
        replace_folders([Output(one, writing("2")), Output(two, writing("2"))])
    assert (one / "a").read_text() == "1"
