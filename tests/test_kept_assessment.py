"""What a collect came to: found again as it was while nothing it depends on changes, and not used otherwise."""

import datetime as dt
import os
import shutil
from dataclasses import fields, replace
from pathlib import Path
from random import Random

import pytest
from programmes import beside_its_key

from qz.cli import assessed, year_before
from qz.cli.kept_assessment import NAME
from qz.cli.kept_results import FOLDER, kept_for
from qz.cli.last_assessment import last_assessment
from qz.cli.main import main
from qz.cli.office_key import read_key
from qz.compare.last_year import LastYear
from qz.engine.kept.kept_blocks import KeptBlocks
from qz.engine.kept.kept_values import KeptMapping
from qz.engine.parallel import packed, packed_runs
from qz.model.part import Parts, assessment_digest
from qz.programme.read_programme import read_programme
from qz.reports.receipts import changes
from qz.reports.receipts.packed_log import read_log
from qz.reports.receipts.receipt_register import REGISTER_NAME

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
NOW = dt.datetime.fromisoformat("2030-01-01T00:00")
FEW = ("孟河镇.xlsx", "薛家镇.xlsx", "部门/科技局.xlsx")


def programme_of(year):
    path = next(
        path for folder in ("templates", "samples/programmes") if (path := ROOT / folder / f"{year}.xlsx").is_file()
    )
    key = SAMPLES / f"{year}.key"
    return replace(read_programme(path)[0], key=read_key(key) if key.is_file() else b"key")


@pytest.fixture
def collects(monkeypatch):
    """The returns folders that were read and scored."""
    done = []
    collect = assessed.collect
    monkeypatch.setattr(
        assessed, "collect", lambda *given, **named: (done.append(given[1]), collect(*given, **named))[1]
    )
    return done


def few(folder):
    for name in FEW:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SAMPLES / "2011" / name, folder / name)
    return folder


@pytest.mark.parametrize(("year", "few"), [("2009", 2000), ("2011", 2000), ("2011", 0)])
def test_what_is_kept_equals_what_is_computed_anew_in_every_field(tmp_path, collects, year, few):
    """Also where the values of so few units are already packed."""
    programme, returns = programme_of(year), tmp_path / "returns" / year
    shutil.copytree(SAMPLES / year, returns)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "FEW", few)
        patch.setattr(packed_runs, "FEW", few)
        for _ in range(2):
            found = last_assessment(programme, returns, tmp_path, now=NOW)
    assert collects == [returns]
    assert isinstance(found.answers, KeptMapping)
    new = assessed.collect(programme, returns, now=NOW)
    for field in fields(new):
        assert getattr(found, field.name) == getattr(new, field.name), field.name
    for record in ("intake", "verification", "reviews"):
        for field in fields(getattr(new, record)):
            assert getattr(getattr(found, record), field.name) == getattr(getattr(new, record), field.name), field.name
    units = programme.units[1:6]
    assert assessment_digest(Parts(found).of(units)) == assessment_digest(Parts(new).of(units))
    shutil.rmtree(tmp_path / FOLDER)
    assert assessment_digest(found) == assessment_digest(last_assessment(programme, returns, tmp_path, now=NOW))


def test_answers_as_read_are_kept_as_the_texts_they_are_packed_as(tmp_path):
    programme, returns = programme_of("2011"), few(tmp_path / "returns")
    read = last_assessment(programme, returns, tmp_path, now=NOW).intake.answers
    kept = kept_for(programme, tmp_path)
    file = KeptBlocks(kept.folder / NAME, kept.depends, kept.key).open()
    found = {block.key: file.packed(block) for block in file.blocks(file.fields["intake.answers"])}
    assert len(found) == len(FEW)
    assert found == {code: read.held(code).packed for code in read}


def test_any_change_of_what_was_received_makes_it_count_no_more(tmp_path, collects):
    programme, returns = programme_of("2011"), few(tmp_path / "returns")
    first, second, third = (returns / name for name in FEW)
    other = returns / "另一名.xlsx"
    last_assessment(programme, returns, tmp_path, now=NOW)
    steps = [
        lambda: shutil.copy(first, other),
        other.unlink,
        lambda: second.rename(other),
        lambda: other.rename(second),
        lambda: third.write_bytes(third.read_bytes() + b"x"),
        lambda: (returns / "说明.txt").write_text("x"),
    ]
    for change in steps:
        collects.clear()
        change()
        last_assessment(programme, returns, tmp_path, now=NOW)
        assert collects == [returns]
        last_assessment(programme, returns, tmp_path, now=NOW)
        assert collects == [returns]
    os.utime(first, (0, 0))  # a file's own times count for nothing
    last_assessment(programme, returns, tmp_path, now=NOW)
    assert collects == [returns]


def test_another_programme_or_key_makes_it_count_no_more(tmp_path, collects):
    programme, returns = programme_of("2011"), few(tmp_path / "returns")
    others = [programme, replace(programme, digest="x"), replace(programme, key=b"another"), programme]
    for other in others:
        last_assessment(other, returns, tmp_path, now=NOW)
    assert len(collects) == 4


def test_without_a_key_nothing_is_kept(tmp_path, collects):
    programme, returns = replace(programme_of("2011"), key=b""), few(tmp_path / "returns")
    for _ in range(2):
        last_assessment(programme, returns, tmp_path / "year", now=NOW)
    assert len(collects) == 2
    assert not (tmp_path / "year" / FOLDER).exists()


def test_what_follows_from_the_clock_and_the_drafts_is_worked_out_again(tmp_path, collects):
    programme, returns = programme_of("2011"), few(tmp_path / "returns")
    early = dt.datetime.fromisoformat("2012-06-01T00:00")
    for now in (early, NOW):
        found = last_assessment(programme, returns, tmp_path, now=now)
        assert found.stages == assessed.collect(programme, returns, now=now).stages
    # files saved later than that are undated then, and not kept; earlier is not as later
    assert collects[0] == returns
    collects.clear()
    last_assessment(programme, returns, tmp_path, now=dt.datetime.fromisoformat("2001-01-01T00:00"))
    assert collects == [returns]


def test_a_time_in_the_future_is_judged_anew_each_time(tmp_path, collects):
    programme, returns = programme_of("2011"), few(tmp_path / "returns")
    past = dt.datetime.fromisoformat("2001-01-01T00:00")
    for _ in range(2):
        last_assessment(programme, returns, tmp_path, now=past)
    assert len(collects) == 2
    assert not (tmp_path / FOLDER / NAME).exists()


def test_last_year_counts_where_values_are_held_against_it(tmp_path, collects, monkeypatch):
    programme, returns = programme_of("2011"), few(tmp_path / "2011")
    programme = replace(programme, path=str(tmp_path / "2011.xlsx"))
    shutil.copy(ROOT / "templates" / "2010.xlsx", tmp_path)
    answers = dict(last_assessment(programme, returns, tmp_path, now=NOW).answers)
    before = LastYear(programme_of("2010"), answers)
    monkeypatch.setattr(year_before, "read_last_year", lambda *_: before)

    def times(*, held):
        collects.clear()
        last_assessment(programme, returns, tmp_path, now=NOW, held_against_last_year=held)
        return len(collects)

    assert [times(held=True), times(held=False)] == [0, 0]
    few(tmp_path / "2010")
    assert [times(held=False), times(held=True), times(held=True), times(held=False)] == [0, 1, 0, 0]
    (tmp_path / "2010" / FEW[0]).unlink()
    assert [times(held=False), times(held=True)] == [0, 1]
    monkeypatch.setattr(year_before, "read_last_year", lambda *_: None)  # it cannot be read, which is told each time
    (tmp_path / "2010" / FEW[1]).unlink()
    assert [times(held=True), times(held=True), times(held=False)] == [1, 1, 0]


def test_a_file_that_changes_while_it_is_read_leaves_nothing_kept(tmp_path, monkeypatch):
    programme, returns = programme_of("2011"), few(tmp_path / "returns")
    collect = assessed.collect

    def changing(*given, **named):
        (returns / FEW[0]).write_bytes((returns / FEW[1]).read_bytes())
        return collect(*given, **named)

    monkeypatch.setattr(assessed, "collect", changing)
    last_assessment(programme, returns, tmp_path, now=NOW)
    assert not (tmp_path / FOLDER / NAME).exists()


def test_a_damaged_file_is_not_used_and_stops_nobody(tmp_path, collects):
    programme, returns = programme_of("2011"), few(tmp_path / "returns")
    before = last_assessment(programme, returns, tmp_path, now=NOW)
    path = tmp_path / FOLDER / NAME
    data, random = path.read_bytes(), Random(1)  # noqa: S311 - by chance, not in secret
    for _ in range(6):
        changed = bytearray(data[: random.choice([len(data), random.randrange(len(data))])])
        if len(changed) == len(data):
            changed[random.randrange(len(data))] ^= 1 + random.randrange(255)
        path.write_bytes(changed)
        collects.clear()
        assert last_assessment(programme, returns, tmp_path, now=NOW) == before
        assert collects == [returns]


@pytest.mark.parametrize("order", [["explain", "孟河镇"], ["explain", "孟河镇", "2.3"], ["mail"], ["sensitivity"]])
def test_commands_say_and_write_the_same_with_it_and_without(tmp_path, capsys, order):
    returns, said, wrote = few(tmp_path / "returns"), [], []
    for kept in (True, False):
        output = tmp_path / "output"
        shutil.rmtree(output, ignore_errors=True)
        given = ["--returns", str(returns), "--output", str(output), *beside_its_key(tmp_path)]
        assert main(["collect", *given]) == 0
        if not kept:
            (output / "2011" / FOLDER / NAME).unlink()
        capsys.readouterr()
        words = order + (["--today", "2030-01-01"] if order == ["mail"] else [])
        assert main([*words, *given]) == 0
        said.append(capsys.readouterr().out)
        files = [path for path in sorted(output.rglob("*")) if path.is_file() and FOLDER not in path.parts]
        wrote.append({path.name: path.read_bytes() for path in files if path.stem != "收件登记"})
    assert said[0] == said[1]
    assert wrote[0] == wrote[1]


def test_a_collect_that_comes_to_the_same_compares_no_values_with_the_one_before(tmp_path, monkeypatch):
    returns, output = few(tmp_path / "returns"), tmp_path / "output"
    given = ["collect", "--returns", str(returns), "--output", str(output), *beside_its_key(tmp_path)]
    register = output / "2011" / "results" / REGISTER_NAME
    taken = []
    take_items = changes.take_items
    monkeypatch.setattr(changes, "take_items", lambda assessment: (taken.append(1), take_items(assessment))[1])

    def log(*, kept):
        taken.clear()
        if not kept:
            shutil.rmtree(output / "2011" / FOLDER, ignore_errors=True)
        assert main(given) == 0
        found = read_log(register, programme_of("2011"))
        return len(taken), dict(found.items), found.labels, found.changes, found.number

    first, plain, kept = log(kept=False), log(kept=False), log(kept=True)
    assert (first[0], plain[0], kept[0]) == (1, 1, 0)
    assert first[1:] == plain[1:] == kept[1:]
    (returns / FEW[0]).unlink()
    assert log(kept=True)[0] == 1
    number = log(kept=True)[-1]
    register.write_bytes(register.read_bytes() + b"x")  # somebody touched it
    assert log(kept=True)[0] == 1
    assert number == 2
