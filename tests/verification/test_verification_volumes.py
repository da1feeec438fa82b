"""Of many units a verifier gets volumes: together they are the one workbook, and they come back as its parts."""

import datetime as dt
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from decimal import Decimal
from multiprocessing import get_context

import openpyxl
import pytest
from ooxml import lint
from verified_round import (
    SAVED,
    assess_with,
    columns_of,
    fill,
    programme_2011,
    random_intake,
    received,
    rows_of,
    scores_of,
    settle_all,
    workbooks,
)

from qz.engine.parallel import packed_runs
from qz.engine.parallel.packed_runs import PackedSequence
from qz.layout import many_units
from qz.layout.many_units import ManyUnits
from qz.model.part import Parts, assessment_digest
from qz.model.returns import Verdict
from qz.model.verification import Verification
from qz.scoring.assess import score_answers
from qz.verification.merge import merge
from qz.verification.read_verified import read_verification
from qz.verification.settle import settle
from qz.verification.subjects import Subjects
from qz.verification.write_workbook import layouts_of, write_verifications

QUALITY = "核定表-质监分局"


@pytest.fixture(scope="module")
def programme():
    return programme_2011()


@pytest.fixture(scope="module")
def assessment(programme):
    """Everybody reported but two."""
    names = {unit.name for unit in programme.units} - {"龙虎塘街道", "农业局"}
    return assess_with(programme, random_intake(programme, 11, names))


@pytest.fixture(scope="module")
def whole(assessment, tmp_path_factory):
    return workbooks(assessment, tmp_path_factory.mktemp("whole"))


FEW = ManyUnits(one_workbook=6, volume=5)


def set_policy(policy):
    """In a process of its own, which begins with the usual numbers."""
    many_units.POLICY = policy


@pytest.fixture(scope="module")
def few_are_many(whole):  # noqa: ARG001 - which is written by the usual rule, before
    """Many from 7 on, 5 to a volume: the rule is the same, the test is quick."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(many_units, "POLICY", FEW)
        yield


@pytest.fixture(scope="module")
def folder(assessment, few_are_many, tmp_path_factory):  # noqa: ARG001 - it changes the rule
    made = tmp_path_factory.mktemp("volumes")
    write_verifications(assessment, made)
    return made


@pytest.fixture(scope="module")
def volumes(assessment, few_are_many, tmp_path_factory):  # noqa: ARG001
    return workbooks(assessment, tmp_path_factory.mktemp("read"))


def contents(raw):
    """What every row shows, by its key, sheet and column; the live word for how it stands apart."""
    shown = {}
    for key, (place, row) in rows_of(raw).items():
        sheet = raw.sheets[place]
        columns = {name: column for name, column in columns_of(sheet).items() if name != "status"}
        shown[key] = (sheet.name, [sheet.at(row, column) for column in columns.values()])
    return shown


def of_verifier(raws, name=QUALITY):
    return {file: raw for file, raw in raws.items() if file.startswith(name)}


def test_a_volume_is_a_span_of_the_roster(folder, programme):
    """Whoever reports; a verifier has none where nothing is his (the departments) or nobody reported (the last)."""
    scored = [unit.name for unit in programme.units if unit.scorecard_id]
    assert (len(scored), scored[-1]) == (21, "龙虎塘街道")
    names = sorted(path.name for path in folder.iterdir() if path.name.startswith(QUALITY))
    assert names == [f"{QUALITY}-{span}.xlsx" for span in ("11-15", "16-20")]


def test_together_they_are_the_one_workbook(whole, volumes):
    for name, raw in whole.items():
        parts = [contents(part) for part in of_verifier(volumes, name.removesuffix(".xlsx")).values()]
        assert sum(map(len, parts)) == len(contents(raw)) > 0
        assert {key: row for part in parts for key, row in part.items()} == contents(raw)


def test_nothing_is_repaired(folder):
    assert not any(lint(path) for path in folder.iterdir())


def test_a_volume_says_what_it_is(folder):
    guide = openpyxl.load_workbook(folder / f"{QUALITY}-16-20.xlsx")["核定说明"]
    said = {row[0].value: row[1].value for row in guide.iter_rows()}
    assert said["分册"].startswith("单位多，核定表分册")
    assert "本册是名单上第16-20个单位" in said["分册"]


def test_processes_write_the_same_bytes(assessment, folder, few_are_many, tmp_path):  # noqa: ARG001
    started = {"mp_context": get_context("spawn"), "initializer": set_policy, "initargs": (FEW,)}
    with ProcessPoolExecutor(2, **started) as executor:
        paths = write_verifications(assessment, tmp_path, executor)
    assert [path.name for path in paths] == [layout.file_name for layout in layouts_of(assessment)]
    assert {path.name: path.read_bytes() for path in paths} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }


def confirmed(raw):
    """The workbook with every claim confirmed."""
    edits = {}
    for key, (place, row) in rows_of(raw).items():
        sheet = raw.sheets[place]
        columns = columns_of(sheet)
        claimed, done = (sheet.at(row, columns[name]).text for name in ("self_value", "status"))
        if claimed and done == "待核定":
            edits[key] = {"value": "属实"}
    return fill(raw, **edits)


def test_volumes_filled_in_are_parts_of_one_verification(programme, assessment, whole, volumes):
    one = settle_all(programme, assessment.intake, {name: confirmed(raw) for name, raw in whole.items()})
    many = settle_all(programme, assessment.intake, {name: confirmed(raw) for name, raw in volumes.items()})
    assert {file.verdict for file in many.files} == {Verdict.COUNTED}
    assert len(many.files) > len(one.files)
    assert sorted(found.code for found in many.findings) == sorted(found.code for found in one.findings)
    said = [{entry.subject: (entry.value, entry.verifier) for entry in each.entries} for each in (one, many)]
    assert said[0] == said[1]
    assert len(said[0]) > 100
    scores = [scores_of(assess_with(programme, assessment.intake, each)) for each in (one, many)]
    assert scores[0] == scores[1]


def test_versions_compete_volume_by_volume(programme, assessment, volumes):
    """A later copy of one volume replaces that one; the other volumes of the verifier stand."""
    first, second = (f"{QUALITY}-{span}.xlsx" for span in ("11-15", "16-20"))
    key = next(key for key in rows_of(volumes[first]) if key.endswith("|fact:verified_tips|criterion:7.3"))
    raws = {name: confirmed(volumes[name]) for name in (first, second)}
    raws["改过的.xlsx"] = fill(raws[first], **{key: {"value": Decimal(4), "reason": "查台账"}})
    later = replace(received("改过的.xlsx"), saved_at=SAVED + dt.timedelta(hours=1))
    settled = settle_all(programme, assessment.intake, raws, {"改过的.xlsx": later})
    verdicts = {file.path: (file.verdict, file.reason) for file in settled.files}
    assert verdicts[first] == (Verdict.SUPERSEDED, "同一核定单位同一册有更晚的一份“改过的.xlsx”")
    assert verdicts[second][0] is verdicts["改过的.xlsx"][0] is Verdict.COUNTED
    assert {entry.origin.file for entry in settled.entries} == {second, "改过的.xlsx"}


def test_packed_entries_settle_as_the_same_unpacked(programme, assessment, whole, monkeypatch):
    """Of one copy and of two that differ, with units whose return does not count."""
    monkeypatch.setattr(packed_runs, "FEW", 0)
    first = confirmed(whole[f"{QUALITY}.xlsx"])
    key = next(key for key in rows_of(first) if key.endswith("|fact:verified_tips|criterion:7.3"))
    raws = {name: confirmed(raw) for name, raw in whole.items()}
    raws["改过的.xlsx"] = fill(first, **{key: {"value": Decimal(4), "reason": "查台账"}})
    absent = next(iter(assessment.intake.answers))
    reported = {code: answers for code, answers in assessment.intake.answers.items() if code != absent}
    subjects, scores = Subjects(programme), score_answers(programme, reported)
    plain = [read_verification(subjects, received(path), raw) for path, raw in raws.items()]
    packed = [replace(reading, entries=PackedSequence.of(reading.entries)) for reading in plain]
    settled = settle(subjects, reported, scores, plain)
    assert settle(subjects, reported, scores, packed) == settled
    assert {found.code for found in settled.findings} >= {"K09", "K19"}
    assert len(settled.entries) > 100
    several = Verification(settled.entries, settled.entries[::7])
    unpacked = Verification(tuple(settled.entries), tuple(several.pending))
    wholes = [replace(assessment, verification=each) for each in (several, unpacked)]
    assert assessment_digest(wholes[0]) == assessment_digest(wholes[1])
    parts = [Parts(each).of(programme.units[3:6]) for each in wholes]
    assert parts[0].verification == parts[1].verification
    assert len(parts[0].verification.entries) > 10
    merged = [merge(programme, reported, each.entries, ()) for each in (several, unpacked)]
    assert dict(merged[0]) == dict(merged[1])
