"""The same returns give the same results: run again, in any order, with rubbish beside them; and none is changed."""

import datetime as dt
import hashlib
import io
import os
import random
import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from qz.cli.kept_results import FOLDER
from qz.cli.main import main
from qz.cli.outputs import dated, write_outputs
from qz.cli.verified import assess_verified
from qz.engine.parallel import packed
from qz.intake.receive import read_returns
from qz.layout.form import build_layout
from qz.model.returns import UnitState, Verdict
from qz.model.values import Source
from qz.reports.receipts.changes import since_last_run, summary_words
from qz.reports.receipts.packed_log import read_log
from qz.reports.receipts.receipt_register import write_register
from qz.reports.receipts.snapshot import DATA, FILES, RANKS, SCORES, STATES, take_items
from qz.workbook.read.xlsx.read_xlsx import read_workbook

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples" / "2011"
REGISTER = "results/收件登记.xlsx"
MONDAY, TUESDAY = dt.datetime(2011, 12, 5, 9, 30), dt.datetime(2011, 12, 6, 16, 5)  # noqa: DTZ001 - local time
NAMES = ("孟河镇", "新桥镇", "罗溪镇", "质监分局", "科技局")


def sample(name):
    return min(SAMPLES.rglob(f"{name}*.xlsx"))


@pytest.fixture
def returns(tmp_path):
    """A few sample returns, one of them in a folder of its own."""
    folder = tmp_path / "returns"
    (folder / "部门").mkdir(parents=True)
    for name in NAMES:
        shutil.copy2(sample(name), folder / ("部门" if name.endswith("局") else "") / f"{name}.xlsx")
    return folder


def collect(returns, output):
    return main(["collect", "--year", "2011", "--returns", str(returns), "--output", str(output)])


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch):
    monkeypatch.chdir(ROOT)


def held(folder):
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and FOLDER not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def but_the_register(files):
    return {name: body for name, body in files.items() if not name.endswith(REGISTER)}


def assessed(programme, returns, mix=iter, executor=None):
    """A folder read with its files taken in the order ``mix`` gives them."""
    intake = read_returns(programme, returns, lambda unit: build_layout(programme, unit), mix)
    return assess_verified(programme, intake, executor=executor)


def put(name, folder, text=None):
    """A sample's return, where ``text`` is given with that for the number of meetings, saved later."""
    data = sample(name).read_bytes()
    target = folder / f"{name}.xlsx"
    target.write_bytes(data if text is None else with_meetings(data, text))
    return target


def with_meetings(data, text):
    sheet, row, column = read_workbook(data).names["fact_quality_meetings"]
    address = f"{'ABCDEFGHIJ'[column]}{row + 1}"
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {info: package.read(info) for info in package.infolist()}
    book = next(body for info, body in parts.items() if info.filename == "xl/workbook.xml").decode()
    number = [piece.split('"', 1)[0] for piece in book.split('<sheet name="')[1:]].index(sheet) + 1
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for info, body in parts.items():
            if info.filename == f"xl/worksheets/sheet{number}.xml":
                before, rest = body.decode().split(f'<c r="{address}"', 1)
                cell, after = rest.split("</c>", 1)
                style = cell.split('s="', 1)[1].split('"', 1)[0]
                body = f'{before}<c r="{address}" s="{style}"><v>{text}</v></c>{after}'.encode()  # noqa: PLW2901
            package.writestr(info, body)
    return target.getvalue()


def test_units_are_scored_alike_here_and_by_others_packed_or_not(programme_2011, monkeypatch):
    """With 核定表 and 台账, so that most units' scores differ from those of what they reported."""
    alone = assessed(programme_2011, SAMPLES)
    assert sum(alone.scores[code] != score for code, score in alone.verification.self_scores.items()) > 10
    with ThreadPoolExecutor(2) as others:
        for few, executor in ((2000, others), (0, others), (0, None)):
            monkeypatch.setattr(packed, "FEW", few)
            assert dict(assessed(programme_2011, SAMPLES, executor=executor).scores) == dict(alone.scores)


def test_a_second_run_gives_the_same_bytes(returns, tmp_path):
    assert collect(returns, tmp_path / "output") == 0
    first = held(tmp_path / "output")
    assert collect(returns, tmp_path / "output") == 0
    again = held(tmp_path / "output")
    assert but_the_register(first) == but_the_register(again)
    assert collect(returns, tmp_path / "elsewhere") == 0
    assert but_the_register(first) == but_the_register(held(tmp_path / "elsewhere"))
    sheets = [
        [sheet for sheet in read_workbook(files[f"2011/{REGISTER}"]).sheets if sheet.name not in {"变化", "_上次"}]
        for files in (first, again)
    ]
    assert sheets[0] == sheets[1]
    assert len(sheets[0]) == 4


def test_what_was_given_is_never_changed(returns, tmp_path):
    (returns / "坏.xlsx").write_bytes(b"PK\x03\x04 not much")
    (returns / "扫描.pdf").write_bytes(b"%PDF-1.4")
    for path in returns.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = {
        str(path): (path.stat().st_mtime_ns, path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest())
        for path in [returns, *returns.rglob("*")]
    }
    assert collect(returns, tmp_path / "output") == 0
    assert collect(returns, tmp_path / "output") == 0
    after = {
        str(path): (path.stat().st_mtime_ns, path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest())
        for path in [returns, *returns.rglob("*")]
    }
    assert before == after
    for path in [returns, *returns.rglob("*")]:
        path.chmod(0o755)


def test_the_order_in_which_files_are_met_makes_no_difference(programme_2011, returns, tmp_path):
    shutil.copy(returns / "孟河镇.xlsx", returns / "又一份.xlsx")
    put("孟河镇", returns, "5").rename(returns / "孟河改.xlsx")
    (returns / "垃圾.xlsx").write_bytes(b"")
    put("孟河镇", returns)

    def shuffled(arrivals):
        arrivals = list(arrivals)
        random.Random(3).shuffle(arrivals)  # noqa: S311
        return arrivals

    made = []
    for name, mix in (("one", iter), ("two", lambda arrivals: reversed(list(arrivals))), ("three", shuffled)):
        assessment, log = dated(assessed(programme_2011, returns, mix), tmp_path / name, MONDAY)
        write_outputs(assessment, tmp_path / name, {}, log)
        made.append(held(tmp_path / name))
    assert made[0] == made[1] == made[2]
    assert len(made[0]) > 6


def test_what_files_are_called_makes_no_difference(programme_2011, returns, tmp_path):
    """Names so that the order turns round: the same answers, scores, ranks and findings, in the same states."""
    other = tmp_path / "renamed"
    other.mkdir()
    paths = sorted(returns.rglob("*.xlsx"))
    for number, path in enumerate(paths):
        shutil.copy2(path, other / f"{len(paths) - number:02}.xlsx")
    one, two = assessed(programme_2011, returns), assessed(programme_2011, other)
    assert list(one.intake.returns) == list(two.intake.returns)
    assert one.scores == two.scores
    assert one.rankings == two.rankings
    assert one.states == two.states
    plain = [[(each.unit_code, each.code, each.cell, each.key) for each in side.intake.findings] for side in (one, two)]
    assert sorted(plain[0]) == sorted(plain[1])


RUBBISH = {
    "空.xlsx": b"",
    "断.xlsx": b"PK\x03\x04\x14\x00",
    "通知.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "照片.jpg": b"\xff\xd8\xff\xe0JFIF",
    "~$孟河镇.xlsx": b"\x05user",
    "表.csv": "单位,得分\n孟河镇,100\n".encode(),
    "嵌套/又一层/坏.zip": b"PK\x05\x06" + bytes(18),
    "信.eml": b"From: a@b\nSubject: x\n\nno attachment\n",
}


def test_bad_files_beside_them_change_nothing_but_the_register(returns, tmp_path):
    assert collect(returns, tmp_path / "clean") == 0
    for name, body in RUBBISH.items():
        path = returns / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    assert collect(returns, tmp_path / "dirty") == 0
    clean, dirty = held(tmp_path / "clean"), held(tmp_path / "dirty")
    assert but_the_register(clean) == but_the_register(dirty)
    assert clean != dirty


def write(assessment, year, moment):
    """The register alone, as a collect writes it."""
    path = year / REGISTER
    path.parent.mkdir(parents=True, exist_ok=True)
    assessment, log = dated(assessment, year, moment)
    write_register(assessment, path, log)
    return summary_words(log)


def runs(programme, folder, year, *steps):
    """Collect after each step; the register's log after the last."""
    for moment, step in zip((MONDAY, TUESDAY), steps, strict=False):
        step(folder)
        write(assessed(programme, folder), year, moment)
    return read_log(year / REGISTER, programme)


def told(log, kind):
    return [(each.unit, each.label, each.before, each.after) for each in log.changes if each.kind == kind]


def test_a_first_run_has_nothing_to_compare(programme_2011, returns, tmp_path):
    year = tmp_path / "2011"
    log = runs(programme_2011, returns, year, lambda _: None)
    assert log.when == "2011-12-05 09:30"
    assert log.changes == ()
    book = read_workbook((year / REGISTER).read_bytes())
    assert [sheet.name for sheet in book.sheets] == ["单位", "文件", "问题", "口径与版本", "变化", "_上次"]
    assert book.sheets[-1].hidden
    assert "第一次收表" in book.sheets[4].at(1, 0).text


def test_new_returns_changed_values_scores_and_ranks_are_told(programme_2011, returns, tmp_path):
    year = tmp_path / "2011"

    def tuesday(folder):
        (folder / "部门" / "科技局.xlsx").unlink()
        put("薛家镇", folder)
        put("罗溪镇", folder, "2").rename(folder / "罗溪改.xlsx")

    before = assessed(programme_2011, returns)
    log = runs(programme_2011, returns, year, lambda _: None, tuesday)
    after = assessed(programme_2011, returns)
    files = told(log, FILES)
    assert ("薛家镇", "薛家镇.xlsx", "", "新收到：采用") in files
    assert ("罗溪镇", "罗溪改.xlsx", "", "新收到：采用") in files
    assert ("罗溪镇", "罗溪镇.xlsx", "采用", "已不在收件文件夹") in files
    assert ("科技局", "部门/科技局.xlsx", "采用", "已不在收件文件夹") in files
    assert len(files) == 4
    assert [row[0] for row in told(log, STATES)] == ["科技局", "薛家镇", "罗溪镇"]
    assert before.states["Z05"] is UnitState.TO_CORRECT
    assert after.states["Z05"] is UnitState.IN_ORDER
    assert told(log, DATA) == [("罗溪镇", "质量工作专题会议次数", "“若干次”（填写无效）", "2次")]
    scores = {row[0]: row[2:] for row in told(log, SCORES)}
    assert scores["薛家镇"][0] == scores["科技局"][1] == ""
    assert set(scores) == {"薛家镇", "科技局", "罗溪镇"}
    ranks = {row[0]: row[2:] for row in told(log, RANKS)}
    for code, name in (("Z04", "薛家镇"), ("Z02", "孟河镇"), ("Z05", "罗溪镇")):
        old, new = (
            next((f"第{row.rank}名" for row in side.rankings["town"] if row.unit_code == code and row.rank), "")
            for side in (before, after)
        )
        assert ranks.get(name, (old, old)) == (old, new)
    assert [change.kind for change in log.changes] == sorted(
        (change.kind for change in log.changes), key=[FILES, STATES, DATA, SCORES, RANKS].index
    )
    sheet = read_workbook((year / REGISTER).read_bytes()).sheet("变化")
    assert sheet.at(1, 0).text.startswith("与上次收表（2011-12-05 09:30）相比：收件4处，状态3处，数据1处，得分3处，")
    assert sheet.at(4, 0).text == "2011-12-06 16:05"


def test_earlier_changes_stay_below_and_the_same_again_is_no_change(programme_2011, returns, tmp_path):
    year = tmp_path / "2011"
    log = runs(programme_2011, returns, year, lambda _: None, lambda folder: put("薛家镇", folder))
    assessment = assessed(programme_2011, returns)
    later = since_last_run(year / REGISTER, assessment, dt.datetime(2011, 12, 7, 8))  # noqa: DTZ001
    assert later.fresh == {}
    assert later.changes == log.changes != ()
    assert summary_words(later) == "与上次收表（2011-12-06 16:05）相比没有变化。"
    write(assessment, year, dt.datetime(2011, 12, 7, 8))  # noqa: DTZ001
    assert read_log(year / REGISTER, programme_2011).changes == log.changes


def test_a_value_confirmed_is_no_change_and_one_replaced_says_by_whom(programme_2011, returns, tmp_path):
    year = tmp_path / "2011"
    write(assessed(programme_2011, returns), year, MONDAY)
    assessment = assessed(programme_2011, returns)
    answers = assessment.answers["Z02"]
    before = answers.facts["quality_meetings"]
    origin = replace(before.origin, source=Source.VERIFIED, given_by="王核", reason="会议纪要")
    for value, told_of in (
        (before.value, []),
        (Decimal(1), [("孟河镇", "质量工作专题会议次数", "2次", "1次（核定）")]),
    ):
        facts = {**answers.facts, "quality_meetings": replace(before, value=value, origin=origin, replaced=before)}
        verified = replace(assessment, answers={**assessment.answers, "Z02": replace(answers, facts=facts)})
        assert take_items(verified)["Z02"][DATA, "fact quality_meetings"].words.endswith("（核定）")
        assert told(since_last_run(year / REGISTER, verified, TUESDAY), DATA) == told_of


@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_bytes(b"x"), os.truncate])
def test_a_register_that_is_gone_or_damaged_makes_the_next_run_a_first(programme_2011, returns, tmp_path, spoil):
    year = tmp_path / "2011"
    write(assessed(programme_2011, returns), year, MONDAY)
    if spoil is os.truncate:
        os.truncate(year / REGISTER, 3000)
    else:
        spoil(year / REGISTER)
    changes = write(assessed(programme_2011, returns), year, TUESDAY)
    assert changes == "这是第一次收表，没有可以比较的上一次。"


def test_a_register_of_another_year_is_not_compared_with(programme_2011, returns, tmp_path):
    year = tmp_path / "2011"
    write(assessed(programme_2011, returns), year, MONDAY)
    path = year / REGISTER
    assert read_log(path, programme_2011) is not None
    assert read_log(tmp_path / "nothing.xlsx", programme_2011) is None
    other = replace(programme_2011, particulars=replace(programme_2011.particulars, year=2012))
    assert read_log(path, other) is None


def test_typed_names_are_inert_in_the_log(programme_2011, returns, tmp_path):
    year = tmp_path / "2011"
    log = runs(
        programme_2011,
        returns,
        year,
        lambda _: None,
        lambda folder: (folder / "=cmd|'x'!A0.xlsx").write_bytes(b""),
    )
    assert told(log, FILES) == [("", "=cmd|'x'!A0.xlsx", "", f"新收到：{Verdict.REFUSED.value}")]
    sheet = read_workbook((year / REGISTER).read_bytes()).sheet("变化")
    assert not any(cell.formula for cell in sheet.cells.values())
