"""Results are replaced whole or not at all, and one that is open elsewhere is named."""

import re

import pytest

from qz.reports.folders import Output, ResultInUse, check_free, replace_folders


def writing(**files):
    def write(folder):
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")
        return tuple(files)

    return write


def replace_folder(folder, write, former=()):
    return replace_folders((Output(folder, write, former),))[0]


def held(folder):
    return {path.name: path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()}


def test_a_new_folder_and_its_replacement(tmp_path):
    folder = tmp_path / "output" / "2011" / "results"
    assert replace_folder(folder, writing(a="1", b="1")) == (folder / "a", folder / "b")
    replace_folder(folder, writing(a="2"))
    assert held(folder) == {"a": "2", "b": "1"}
    assert [path.name for path in folder.parent.iterdir()] == ["results"]


def test_what_others_put_there_stays(tmp_path):
    folder = tmp_path / "results"
    replace_folder(folder, writing(a="1"))
    (folder / "往年").mkdir()
    (folder / "往年" / "排名.xlsx").write_text("旧", "utf-8")
    (folder / "批示.txt").write_text("同意", "utf-8")
    replace_folder(folder, writing(a="2"))
    assert held(folder) == {"a": "2", "批示.txt": "同意", "排名.xlsx": "旧"}


def test_what_another_run_wrote_goes(tmp_path):
    folder = tmp_path / "results"
    replace_folder(folder, writing(a="1", b="1"))
    replace_folder(folder, writing(a="2"), former=["b", "c"])
    assert held(folder) == {"a": "2"}


def test_a_writer_that_fails_changes_nothing(tmp_path):
    folder = tmp_path / "results"
    replace_folder(folder, writing(a="1", b="1"))

    def fail(new):
        (new / "a").write_text("2", "utf-8")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        replace_folder(folder, fail)
    assert held(folder) == {"a": "1", "b": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


@pytest.mark.parametrize("moment", ["before the old is moved", "after the old is moved", "after the new is in place"])
def test_a_run_killed_at_any_moment_leaves_the_old_or_the_new_whole(tmp_path, monkeypatch, moment):
    """Killed as by SIGKILL: nothing of the cleaning up is done."""
    folder = tmp_path / "results"
    replace_folder(folder, writing(a="1", b="1"))
    renames = {"before the old is moved": 0, "after the old is moved": 1, "after the new is in place": 2}[moment]
    type_ = type(folder)
    original, done = type_.rename, []

    class KilledError(BaseException):
        pass

    def rename(self, target):
        if len(done) == renames:
            raise KilledError
        done.append(target)
        return original(self, target)

    monkeypatch.setattr("qz.reports.folders.swap_at_once", lambda *_: False)
    monkeypatch.setattr(type_, "rename", rename)
    monkeypatch.setattr("qz.reports.folders.shutil.rmtree", lambda *_, **__: (_ for _ in ()).throw(KilledError))
    with pytest.raises(KilledError):
        replace_folder(folder, writing(a="2", b="2"))
    monkeypatch.undo()
    replace_folder(folder, writing())
    assert held(folder) == ({"a": "2", "b": "2"} if renames == 2 else {"a": "1", "b": "1"})
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_a_file_locked_by_another_program_is_named(tmp_path, monkeypatch):
    folder = tmp_path / "results"
    name = "排名.xlsx"
    replace_folder(folder, writing(**{name: "1"}))
    type_ = type(folder)
    original = type_.open

    def locked(self, mode="r", *rest, **more):
        if self == folder / name and mode == "r+b":
            raise PermissionError(13, "Permission denied")
        return original(self, mode, *rest, **more)

    monkeypatch.setattr(type_, "open", locked)
    said = "结果文件“排名.xlsx”正在别的程序里打开，无法更新：请关闭它再运行；原有结果未改动。"
    with pytest.raises(ResultInUse, match=re.escape(said)):
        replace_folder(folder, writing(**{name: "2"}))
    assert held(folder) == {name: "1"}


@pytest.mark.parametrize("mark", ["~$排名.xlsx", ".~lock.排名.xlsx#"])
def test_the_mark_an_open_workbook_leaves_is_heeded(tmp_path, mark):
    folder = tmp_path / "results"
    replace_folder(folder, writing(**{"排名.xlsx": "1"}))
    (folder / mark).write_text("", "utf-8")
    with pytest.raises(ResultInUse, match=f"如果已经关闭，请删除同一文件夹里的“{mark.replace('$', '[$]')}”。"):
        replace_folder(folder, writing(**{"排名.xlsx": "2"}))
    assert (folder / "排名.xlsx").read_text("utf-8") == "1"


def test_a_file_that_is_not_there_is_free(tmp_path):
    check_free(tmp_path / "排名.xlsx")
