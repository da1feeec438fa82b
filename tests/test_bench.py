"""``make bench`` in short: what it makes is right, and what it measures gives the same results. No time is judged."""

import dataclasses
import importlib
import io
import operator
import zipfile
from dataclasses import replace
from functools import partial

import pytest
from benchmark.commands import REST, OfficeYear
from benchmark.consolidated import overview_of, rows_of, texts_of, wide_assessment, write_again
from benchmark.jobs import Job, Measurement, Timing
from benchmark.made_returns import MadeReturns
from benchmark.models import SavedBy
from benchmark.programmes import made_programme, write_made
from benchmark.publish import BEGIN, END, PAGE, into, report
from benchmark.reading_peers import PEERS, by_datamaps, errands_of, have_datamaps, plain, write_datamap
from benchmark.record import RunRecord, sum_up
from benchmark.staged_command import STAGES
from benchmark.stages import BETWEEN_UNITS

from qz.cli.sent_forms import SentForms, blank_forms, blank_score
from qz.forms.all_forms import write_forms
from qz.forms.build import write_form
from qz.forms.entries import entries_of
from qz.intake.receive import read_returns
from qz.layout.form import build_layout, build_plan
from qz.model.place import Place
from qz.programme.read_programme import read_programme
from qz.scoring.assess import assess
from qz.scoring.engine import score_unit

UNITS = 40


@pytest.fixture(scope="module")
def programme(programme_2011):
    """The real units and nineteen made towns."""
    return made_programme(programme_2011, UNITS)


@pytest.fixture(scope="module")
def made(programme):
    """A return of every unit, half of them saved by xlsxwriter and half by openpyxl."""
    return MadeReturns(programme, (SavedBy.XLSXWRITER, SavedBy.OPENPYXL), models=3)


@pytest.fixture(scope="module")
def folder(made, tmp_path_factory):
    folder = tmp_path_factory.mktemp("returns")
    made.write(folder)
    return folder


@pytest.fixture(scope="module")
def blank_of(programme):
    return SentForms(programme)


@pytest.fixture(scope="module")
def intake(programme, folder, blank_of):
    return read(programme, folder, blank_of)


def read(programme, folder, blank_of):
    return read_returns(programme, folder, partial(build_layout, programme), blank_of=blank_of)


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def bare(thing):
    """A record without the places and the file it was read from."""
    if isinstance(thing, Place):
        return None
    if dataclasses.is_dataclass(thing):
        names = [field.name for field in dataclasses.fields(thing) if field.name not in {"path", "digest"}]
        return [bare(getattr(thing, name)) for name in names]
    if isinstance(thing, tuple):
        return [bare(each) for each in thing]
    return {key: bare(each) for key, each in thing.items()} if hasattr(thing, "items") else thing


def shown(answers):
    """What was answered, table by table: value, evidence, and whether it counts for nothing."""
    tables = (answers.facts, answers.statuses, answers.notes, answers.indicators, answers.particulars)
    return [{key: (one.value, one.evidence, one.invalid) for key, one in table.items()} for table in tables]


def test_a_made_programme_is_what_its_workbook_says(programme, tmp_path):
    path = tmp_path / "made.xlsx"
    write_made(programme, path)
    read_back, findings = read_programme(path)
    assert findings == ()
    assert bare(read_back) == bare(programme)


def test_every_made_town_has_a_name_of_its_own(programme_2011):
    names = [unit.name for unit in made_programme(programme_2011, 1500).units]
    assert len(set(names)) == 1500
    assert {len(name) for name in names[21:]} == {3, 4, 5, 6}
    stems = {name.removesuffix("镇").removesuffix("街道") for name in names}
    assert sum(name[1:-1] in stems for name in names) > 100  # many stand inside others


@pytest.mark.proof
def test_a_made_return_is_the_form_written_for_its_unit(programme, made, tmp_path):
    """Part for part, but for the time it was saved."""
    own = [each for each in made.returns if each.model.writer is SavedBy.XLSXWRITER]
    for each in (own[0], *own[-4:]):
        plan, typed = build_plan(programme, each.unit), made.answers(each, as_typed=True)
        path = tmp_path / "form.xlsx"
        write_form(plan, score_unit(programme, each.unit, typed), path, typed)
        wanted, found = parts(path.read_bytes()), parts(each.data)
        assert list(found) == list(wanted)
        assert [name for name in wanted if found[name] != wanted[name]] == ["docProps/core.xml"]


@pytest.mark.proof
def test_made_returns_are_read_as_what_was_filled_in(made, intake):
    assert set(intake.returns) == {each.unit.code for each in made.returns}
    for each in made.returns:
        assert shown(intake.answers[each.unit.code]) == shown(made.answers(each)), each.path
    codes = {finding.code for finding in intake.findings}
    assert {"V01", "V09"} <= codes  # some are blank, some wrong
    assert not codes & {"L10", "L11", "I13"}  # and every form is the unit's own


@pytest.mark.proof
@pytest.mark.office
@pytest.mark.usefixtures("office")
def test_returns_that_another_program_saved_are_read_alike(programme, blank_of, tmp_path):
    made = MadeReturns(programme, (SavedBy.LIBREOFFICE,), models=2, units=programme.units[10:13] + programme.units[-3:])
    made.write(tmp_path)
    intake = read(programme, tmp_path, blank_of)
    for each in made.returns:
        assert shown(intake.answers[each.unit.code]) == shown(made.answers(each)), each.path


@pytest.mark.proof
def test_each_return_gives_alone_what_it_gives_among_others(programme, made, intake, blank_of, tmp_path):
    together = assess(programme, intake)
    for number, each in enumerate(made.returns[::5]):
        path = tmp_path / str(number) / each.path
        path.parent.mkdir(parents=True)
        path.write_bytes(each.data)
        alone = read(programme, tmp_path / str(number), blank_of)
        code = each.unit.code
        assert alone.answers[code] == intake.answers[code]
        assert own_findings(alone, each.path) == own_findings(intake, each.path)
        assert assess(programme, alone).scores.get(code) == together.scores.get(code)


def own_findings(intake, path):
    return [each for each in intake.findings if each.file == path and each.code not in BETWEEN_UNITS]


def test_forms_in_bulk_are_those_written_one_by_one(programme, tmp_path):
    write_forms(blank_forms(programme), tmp_path / "bulk")
    assert len(list((tmp_path / "bulk").iterdir())) == UNITS
    for unit in programme.units[::5]:
        path = tmp_path / "form.xlsx"
        write_form(build_plan(programme, unit), blank_score(programme, unit), path)
        (bulk,) = (tmp_path / "bulk").glob(f"{unit.code}-*.xlsx")
        assert parts(bulk.read_bytes()) == parts(path.read_bytes()), unit.name


def contents(programme, made, each):
    """What stands in each input cell of a made return."""
    entries = entries_of(build_plan(programme, each.unit), made.answers(each, as_typed=True))
    return {name: plain(entry.content) for name, entry in entries.items()}


@pytest.mark.proof
def test_peers_read_what_was_filled_in(programme, made, folder):
    for writer in (SavedBy.XLSXWRITER, SavedBy.OPENPYXL):
        some = [each for each in made.returns if each.model.writer is writer][::7]
        errands = errands_of(programme, folder / writer.value, [each.unit for each in some])
        for each, errand in zip(some, errands, strict=True):
            assert len(errand.labels) > 100
            for who, peer in PEERS.items():
                found = peer(errand)
                assert found.values == contents(programme, made, each), (who, each.path)
                assert found.changed == 0, (who, each.path)


@pytest.mark.proof
@pytest.mark.skipif(not have_datamaps(), reason="datamaps is of the extra bench")
def test_datamaps_reads_what_was_filled_in(programme, made, folder, tmp_path):
    own = [each for each in made.returns if each.model.writer is SavedBy.XLSXWRITER][-3:]
    errands = errands_of(programme, folder / "xlsxwriter", [each.unit for each in own])
    (tmp_path / "in").mkdir()
    for errand in errands:
        (tmp_path / "in" / errand.path.name).write_bytes(errand.path.read_bytes())
    write_datamap(errands[0], tmp_path / "datamap.csv")
    for each, found in zip(own, by_datamaps(tmp_path / "in", tmp_path / "datamap.csv", errands), strict=True):
        assert found.changed == 0
        wanted = contents(programme, made, each)
        assert {key: value for key, value in found.values.items() if key != "report_date"} == {
            key: value
            for key, value in wanted.items()
            if key != "report_date"  # it makes a text of a date
        }


def test_the_same_consolidated_cells_are_written_again(programme_2011, tmp_path):
    assessment = wide_assessment(made_programme(programme_2011, 140))
    ours, again = tmp_path / "ours.xlsx", tmp_path / "again.xlsx"
    overview_of(assessment)(assessment, ours)
    write_again(ours, again, 1)
    first, second = cells(ours), cells(again)
    assert first == second
    assert max(column for _, column in first) == 59
    names = {assessment.programme.unit(code).name for code in assessment.scores}
    assert len(names) == 128
    assert {value for (_, column), (_, value) in first.items() if column == 1} >= names


def cells(path):
    with zipfile.ZipFile(path) as package, package.open("xl/worksheets/sheet1.xml") as stream:
        rows = rows_of(stream, texts_of(package))
        return {(cell.row, cell.column): (cell.formula, cell.value) for row in rows for cell in row}


def test_every_stage_that_commands_are_measured_by_is_there():
    for module, name, _ in STAGES:
        assert callable(operator.attrgetter(name)(importlib.import_module(module))), f"{module}.{name}"


@pytest.mark.proof
def test_whole_commands_with_everything_filled_in(tmp_path):
    rows = {row.command: row for row in OfficeYear(UNITS, tmp_path).commands()}
    first = rows["collect, the first time"]
    assert sum(first.stages.values()) == pytest.approx(first.processor)
    assert {"returns", "核定表 and 台账 read", "scores", "corrections", "results", REST} <= set(first.stages)
    again = rows["collect, nothing new"]
    assert "returns" not in again.stages
    assert "last collect taken" in again.stages
    assert any((tmp_path / "returns" / "核定").iterdir())
    due = len(list((tmp_path / "output" / "2011" / "corrections").iterdir()))
    assert 0 < due < UNITS / 2


def measured(stage, size, part="", processes=1, **seconds):
    """An entry of medians: seconds a unit by who."""
    timings = [Timing(who, 10, each * 10, each * 10, 10_000) for who, each in seconds.items()]
    return sum_up(
        Job(stage, size, "", processes, part), [Measurement(timings, peak=size << 10, notes=["12 of 12 alone"])]
    )


def test_the_tables_say_what_was_measured():
    entries = [
        measured("forms", 1500, qz=0.001),
        measured("forms", 40_000, qz=0.0012),
        measured("forms", 40_000, processes=2, qz=0.0006),
        measured("forms peers", 1500, **{"xlsxwriter from scratch": 0.07}),
        measured("reading", 40_000, qz=0.004, scoring=0.0009),
        measured("reading", 1500, part="openpyxl", qz=0.005),
        measured("reading peers", 1500, part="openpyxl", openpyxl=0.1),
        replace(measured("results", 1500), failure="the disk is full"),
    ]
    system = {"system": "any", "python": "3", "cores": "2"}
    words = report(RunRecord([1500, 40_000], 1500, system, {"openpyxl": "3.1"}, entries))
    for line in (
        "| a blank form for every unit | 1,500 | 1 | 10.0 ms | 1.00 ms | 1,000 | 1 MiB |",
        "|  | 40,000 | 2 | 6.00 ms | 600 µs | 1,667 | 39 MiB |",
        "| scores and ranking | 40,000 | 1 | 9.00 ms | 900 µs | 1,111 | 39 MiB |",
        "| xlsxwriter from scratch | 70.0 ms | 70 × | 58 × |",
        "| openpyxl | 100 ms | 20 × |  |",
        "| forms ≥ 60 × xlsxwriter from scratch | 70 × |",
        "| reading what openpyxl saved ≥ 20 × openpyxl | 20 × |",
        "| forms of 40,000 by two processes ≥ 1.5 × one | 2.0 × |",
        "| forms: a unit at 40,000 ≤ 1.3 × one at 1,500 | 1.20 × |",
        "| peak memory of any process at 40,000 < 1,024 MiB | 39 MiB |",
        "| results of all sizes equal those of the same returns collected alone | 12 of 12 alone |",
        "- results at 1,500 by 1: the disk is full",
    ):
        assert line in words.splitlines(), words


def test_a_stage_measured_more_than_once_counts_by_its_median():
    timings = [Timing("qz", 10, seconds, seconds, 10_000) for seconds in (2.0, 1.0, 9.0)]
    outcomes = [Measurement([timing], peak=peak) for timing, peak in zip(timings, (5, 7, 6), strict=True)]
    entry = sum_up(Job("forms", 21, ""), outcomes)
    assert (entry.figures["qz"].unit_seconds, entry.figures["qz"].times, entry.peak) == (0.2, 3, 7)


def test_the_figures_go_between_the_marks_of_the_page():
    text, words = PAGE.read_text("utf-8"), "| the | figures |"
    written = into(text, words)
    assert written.replace(words, "") == into(text, "")
    assert written.index(BEGIN) < written.index(words) < written.index(END)
    with pytest.raises(ValueError, match="no place"):
        into("nothing", words)
