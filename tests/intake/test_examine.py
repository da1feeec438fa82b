"""Who examines the files, and how many at a time, makes no difference; one that kills its process costs only itself."""

import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context

import filled
import pytest
from filled import programme

from qz.intake.reading.examiner import Examiner
from qz.intake.receive import read_returns
from qz.layout.form import build_layout
from qz.model.returns import Verdict

UNITS = ("孟河镇", "春江镇", "新桥镇", "质监分局", "农业局")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Returns, one of them twice and one in another folder, and files that are none."""
    folder = tmp_path_factory.mktemp("returns")
    (folder / "部门").mkdir()
    for name in UNITS:
        (folder / ("部门" if name.endswith("局") else "") / f"{name}.xlsx").write_bytes(filled.form(name))
    (folder / "再发.xlsx").write_bytes(filled.form("孟河镇"))
    (folder / "上年的.xlsx").write_bytes((filled.ROOT / "samples/2011/台账.xlsx").read_bytes())
    (folder / "说明.docx").write_bytes(b"PK\x03\x04 broken")
    (folder / "空.xlsx").write_bytes(b"")
    return folder


def read(folder, **how):
    return read_returns(programme(), folder, partial(build_layout, programme()), **how)


@pytest.fixture(scope="module")
def plain(folder):
    intake = read(folder)
    assert len(intake.returns) == len(UNITS)
    return intake


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
def test_how_many_are_examined_at_a_time_makes_no_difference(folder, plain, batch):
    assert read(folder, batch=batch) == plain


def test_threads_come_to_the_same(folder, plain):
    with ThreadPoolExecutor(3) as executor:
        assert read(folder, executor=executor, batch=1) == plain


def test_processes_come_to_the_same(folder, plain):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        assert read(folder, executor=executor, batch=3) == plain


def dying_layout(unit):
    """A layout that takes its process along for one unit, wherever it is not the test's own."""
    if unit.name == "新桥镇" and str(os.getpid()) != os.environ["QZ_TEST_HOME"]:
        os._exit(1)
    return build_layout(programme(), unit)


def test_a_file_that_kills_its_process_is_refused_and_the_others_count(plain, tmp_path, monkeypatch):
    names = ("孟河镇", "新桥镇", "质监分局")
    for name in names:
        (tmp_path / f"{name}.xlsx").write_bytes(filled.form(name))
    monkeypatch.setenv("QZ_TEST_HOME", str(os.getpid()))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        intake = read_returns(programme(), tmp_path, dying_layout, executor=executor, batch=2)
    (refused,) = [file for file in intake.received if file.path == "新桥镇.xlsx"]
    assert refused.verdict == "拒收"
    assert [finding.code for finding in intake.findings if finding.file == "新桥镇.xlsx"] == ["F17"]
    assert sorted(intake.answers) == sorted(filled.unit_of(name).code for name in names if name != "新桥镇")
    for code, answers in intake.answers.items():
        assert [each.value for each in answers.facts.values()] == [
            each.value for each in plain.answers[code].facts.values()
        ]


def test_a_return_that_cannot_be_judged_is_refused_and_what_came_with_it_counts(folder, plain, monkeypatch):
    judge = Examiner._judge

    def failing(examiner, readings):
        if any(reading.unit_code == filled.unit_of("新桥镇").code for reading in readings):
            raise ArithmeticError("not foreseen")
        return judge(examiner, readings)

    monkeypatch.setattr(Examiner, "_judge", failing)
    intake = read(folder)
    before = {file.path: file.verdict for file in plain.received}
    assert {file.path: file.verdict for file in intake.received} == {**before, "新桥镇.xlsx": Verdict.REFUSED}
    assert [finding.code for finding in intake.findings if finding.file == "新桥镇.xlsx"] == ["F20"]
    assert others_alone(intake) == others_alone(plain)


def others_alone(intake):
    """What is found in the other files, but for what holds them against the refused one."""
    return [found for found in intake.findings if found.file != "新桥镇.xlsx" and found.code not in {"C07", "C08"}]
