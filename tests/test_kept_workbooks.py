"""核定表, registers and applications that have not changed are not read again, and nobody can tell but by the time."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from qz.cli.workbook_reader import WorkbookReader
from qz.engine.kept.kept_texts import KeptTexts
from qz.intake.receive import read_returns
from qz.layout.application_sheet import ClauseList
from qz.layout.form import FormPlanner
from qz.layout.register_workbook import build_registers
from qz.model.manifest import WorkbookKind
from qz.rules.registry import EFFECTS
from qz.verification.subjects import Subjects

SAMPLES = Path(__file__).parents[1] / "samples"


class Unread(dict):
    """Workbooks of which none may be looked at."""

    def __getitem__(self, path):
        raise AssertionError(path)


@pytest.fixture(scope="module")
def intake(programme_2011, tmp_path_factory):
    """Of the samples: 核定表, registers, applications, and one of them with a doubt."""
    folder = tmp_path_factory.mktemp("returns")
    for name in ("2011", "2011-复核"):
        shutil.copytree(SAMPLES / name, folder / name, ignore=shutil.ignore_patterns("部门", "*街道*"))
    return read_returns(programme_2011, folder, FormPlanner(programme_2011).layout)


def read(programme, intake, kept=None):
    clauses = ClauseList(programme, EFFECTS)
    return WorkbookReader(Subjects(programme), build_registers(programme), clauses, kept).read(intake)


def unread(intake):
    return replace(intake, workbooks=Unread(dict.fromkeys(intake.workbooks)))


def kept_in(folder, key=b"key"):
    return KeptTexts(folder / "kept", "programme", key)


def test_every_kind_is_read_the_same_with_and_without(programme_2011, intake, tmp_path):
    fresh = read(programme_2011, intake)
    assert fresh.verified[0].entries
    assert fresh.registered[0].tables[0].events
    assert fresh.applied[0].rows
    assert read(programme_2011, intake, kept_in(tmp_path)) == fresh
    assert read(programme_2011, unread(intake), kept_in(tmp_path)) == fresh


def test_what_became_known_of_a_file_has_it_read_again(programme_2011, intake, tmp_path):
    read(programme_2011, intake, kept_in(tmp_path))
    moved = replace(intake, received=tuple(replace(file, size=file.size + 1) for file in intake.received))
    assert read(programme_2011, moved, kept_in(tmp_path)) == read(programme_2011, moved)


@pytest.mark.parametrize("key", [b"key", b"another key"])
def test_what_somebody_changed_is_read_anew(programme_2011, intake, tmp_path, key):
    fresh = read(programme_2011, intake, kept_in(tmp_path))
    for path in sorted((tmp_path / "kept").glob("*/*"))[::2]:
        path.write_bytes(b"x" * 100)
    assert read(programme_2011, intake, kept_in(tmp_path, key)) == fresh


@pytest.mark.parametrize("text", ["{", "7", "null", '["o",0]', '["o",99,1]'])
def test_a_text_that_is_no_reading_is_not_used(programme_2011, intake, tmp_path, text):
    kept, fresh = kept_in(tmp_path), read(programme_2011, intake)
    for file in intake.received:
        for record in ("VerificationReading", "RegisterReading", "ApplicationReading"):
            kept.put(text, record, repr(file))
    assert read(programme_2011, intake, kept) == fresh


def test_a_register_of_another_programme_is_not_used(programme_2011, intake, tmp_path):
    kept, fresh = kept_in(tmp_path), read(programme_2011, intake)
    read(programme_2011, intake, kept)
    fewer = build_registers(programme_2011)
    fewer = replace(fewer, sheets=fewer.sheets[1:])
    reader = WorkbookReader(Subjects(programme_2011), fewer, ClauseList(programme_2011, EFFECTS), kept)
    (again,) = reader.read(intake).registered
    assert again.tables == fresh.registered[0].tables[1:]


def test_what_could_not_be_read_is_not_stored(programme_2011, intake, tmp_path):
    kept = kept_in(tmp_path)
    broken = read(programme_2011, unread(intake), kept)
    assert {finding.code for reading in broken.verified for finding in reading.findings} == {"F20"}
    assert read(programme_2011, intake, kept) == read(programme_2011, intake)


def test_the_samples_have_every_kind(intake):
    kinds = {file.kind for file in intake.received if file.path in intake.workbooks}
    assert kinds == {WorkbookKind.VERIFICATION.word, WorkbookKind.REGISTER.word, WorkbookKind.APPLICATION.word}
