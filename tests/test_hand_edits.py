"""Workbooks of the output that somebody changed by hand are kept, each under a name of its own."""

import random
from zipfile import ZIP_STORED, ZipFile

import pytest

from qz.cli.hand_edits import CHANGED, is_filled_in, keep_filled_in
from qz.reports.folders import Output
from qz.workbook.read.package import DEFAULT_LIMITS
from qz.workbook.write.book import Book


def test_changed_volumes_with_the_same_span_are_both_kept(tmp_path):
    names = [f"{card}-单位表/001-050.xlsx" for card in ("镇街道考核汇总", "部门考评汇总")]
    for name in names:
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(f"手改 {name}", encoding="utf-8")  # it does not open, so it is not one of ours
    output, kept = keep_filled_in(Output(tmp_path, lambda _: (), []), names, mark=CHANGED)
    new = tmp_path / "new"
    new.mkdir()
    output.write(new)
    assert {path.name: (new / path.name).read_text(encoding="utf-8") for path in kept} == {
        f"{name.split('/')[0]}-001-050（手工改过的）.xlsx": f"手改 {name}" for name in names
    }


@pytest.mark.parametrize("saved", [False, True])
def test_a_result_larger_than_anything_received_is_not_taken_for_changed(tmp_path, saved):
    """The ranking of 40,000 units is 280 MiB unpacked; here the size is only said, as no sheet of it is read."""
    path, large = tmp_path / "排名.xlsx", tmp_path / "大.xlsx"
    with Book.create(path, "排名") as book:
        book.sheet("排名").text(0, 0, "排名", "body")
    with ZipFile(path) as old, ZipFile(large, "w", ZIP_STORED) as new:
        for name in old.namelist():
            data = old.read(name)
            if saved and name == "docProps/core.xml":
                data = data.replace(b"2000-01-01", b"2012-01-05")
                assert data != old.read(name)
            new.writestr(name, data)
        new.writestr("xl/worksheets/sheet9.xml", random.Random(1).randbytes(1 << 20))  # noqa: S311 - only its size
        new.getinfo("xl/worksheets/sheet9.xml").file_size = DEFAULT_LIMITS.total + 1
    assert is_filled_in(large) == saved
