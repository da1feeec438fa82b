"""A file of the run before is taken where it would be written again the same, and nobody has changed it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from qz.engine.kept.kept_files import FileToWrite, Former
from qz.engine.kept.kept_texts import KeptTexts


def jobs(said, folder):
    return [
        FileToWrite(f"某册/{name}.txt", text, (folder / "某册" / f"{name}.txt", text)) for name, text in said.items()
    ]


class Writer:
    """Writes, and notes what it wrote."""

    def __init__(self):
        self.wrote = []

    def __call__(self, task):
        path, text = task
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        self.wrote.append(path.stem)


def run(tmp_path, number, said, *, key=b"key", executor=None):
    """One run into a folder of its own, after the one before it: what was written, and what is there."""
    old, new, writer = tmp_path / str(number - 1), tmp_path / str(number), Writer()
    former = Former(old, KeptTexts(tmp_path / "kept", "program", key))
    names = list(former.write(writer, jobs(said, new), new, executor))
    assert sorted(names) == sorted(f"某册/{name}.txt" for name in said)
    return writer.wrote, {path.stem: path.read_text("utf-8") for path in (new / "某册").iterdir()}


@pytest.mark.parametrize("threads", [0, 3])
def test_only_what_changed_is_written(tmp_path, threads):
    executor = ThreadPoolExecutor(threads) if threads else None
    first = {"甲": "1", "乙": "2", "丙": "3"}
    wrote, there = run(tmp_path, 1, first, executor=executor)
    assert (sorted(wrote), there) == (sorted(first), first)
    second = {"丁": "4", "甲": "1", "乙": "two", "丙": "3"}
    wrote, there = run(tmp_path, 2, second, executor=executor)
    assert (sorted(wrote), there) == (["丁", "乙"], second)
    assert run(tmp_path, 3, second, executor=executor) == ([], second)


def test_what_somebody_changed_or_took_away_is_written_again(tmp_path):
    said = {"甲": "1", "乙": "2", "丙": "3"}
    run(tmp_path, 1, said)
    (tmp_path / "1" / "某册" / "乙.txt").write_text("改过", "utf-8")
    (tmp_path / "1" / "某册" / "丙.txt").unlink()
    assert run(tmp_path, 2, said) == (["乙", "丙"], said)


def test_another_key_or_nowhere_to_note_it_and_all_is_written(tmp_path):
    said = {"甲": "1"}
    run(tmp_path, 1, said)
    assert run(tmp_path, 2, said, key=b"another key") == (["甲"], said)
    writer = Writer()
    assert list(Former(tmp_path / "2").write(writer, jobs(said, tmp_path / "3"), tmp_path / "3")) == ["某册/甲.txt"]
    assert writer.wrote == ["甲"]


def test_files_of_one_task_are_taken_together_or_written_together(tmp_path):
    wrote = []

    def write(folder):
        wrote.append(folder.name)
        (folder / "甲.txt").write_text("1", "utf-8")
        (folder / "乙.txt").write_text("2", "utf-8")

    def again(number):
        folder, former = (
            tmp_path / str(number),
            Former(tmp_path / str(number - 1), KeptTexts(tmp_path / "kept", "program", b"key")),
        )
        folder.mkdir()
        job = FileToWrite("甲.txt", "一", folder, ("乙.txt",))
        assert list(former.write(write, [job], folder)) == ["甲.txt", "乙.txt"]
        return {path.name: path.read_text("utf-8") for path in folder.iterdir()}

    assert again(1) == again(2) == {"甲.txt": "1", "乙.txt": "2"}
    (tmp_path / "2" / "乙.txt").write_text("改过", "utf-8")
    assert again(3) == again(4) == {"甲.txt": "1", "乙.txt": "2"}
    assert wrote == ["1", "3"]
