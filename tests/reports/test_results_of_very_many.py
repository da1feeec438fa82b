"""What changes by rule where units are very many, said where it changes; and what a unit gets is what it got alone."""

import re
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import fits
import ooxml
import pytest
import report_cases as cases
from test_bulletin import TEMPLATE, draft, tables_of, text_of

from qz.engine.parallel import packed
from qz.engine.parallel.packed import PackedMapping
from qz.layout import many_units
from qz.layout.many_units import ManyUnits
from qz.model.part import Parts
from qz.model.returns import UnitState
from qz.reports.result_words import NOT_RECEIVED
from qz.reports.results import write_results
from qz.scoring.assess import assess
from qz.words import DONE

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


@pytest.fixture(scope="module")
def few_are_many():
    """Very many from 9 on: the rules are the same, the test is quick."""
    with pytest.MonkeyPatch.context() as patch:
        policy = ManyUnits(one_workbook=6, volume=5, charted=4, live=8, every_loss=8, every_status=100)
        patch.setattr(many_units, "POLICY", policy)
        patch.setattr(packed, "FEW", 8)
        yield


@pytest.fixture(scope="module")
def many(programme_2011, few_are_many):  # noqa: ARG001 - it changes the rules
    """Twelve towns filled at random, and what they answered and scored packed."""
    made = cases.crowd(programme_2011, ["孟河镇", "河海街道"], 6, 5)
    answers = PackedMapping.of(made.answers.items())
    return replace(made, answers=answers, intake=replace(made.intake, answers=answers))


@pytest.fixture(scope="module")
def results(many, few_are_many, tmp_path_factory):  # noqa: ARG001 - it changes the rules
    folder = tmp_path_factory.mktemp("many") / "results"
    return {path.relative_to(folder).as_posix(): path for path in write_results(many, folder)}


def test_ranks_are_settled_figures(many, results):
    """A rank that follows the totals reads them all: of 40,000 that is 1,600 million cells."""
    ranks = {many.programme.unit(row.unit_code).name: row.rank for row in many.rankings["town"]}
    for book, sheet, said in (
        ("镇街道考核汇总.xlsx", "汇总", "单位超过8个，名次是算定的数"),
        ("排名.xlsx", "镇街道排名", "单位超过8个，名次是算定的数"),
    ):
        page = cases.formulas_of(results[book])[sheet]
        found = {row[0].value: row[1].value for row in page.iter_rows(max_col=2)}
        written = {cases.jumped(name): rank for rank, name in found.items() if isinstance(rank, int)}
        assert written == {name: rank for name, rank in ranks.items() if rank in written.values()}
        assert len(written) == len(set(ranks.values()) - {None})
        assert said in cases.dump(results[book], sheet)
        assert not any("RANK(" in str(cell.value) for row in page.iter_rows() for cell in row)


def test_losses_listed_are_those_that_took_an_item(results):
    page = cases.values_of(results["排名.xlsx"])["失分明细"]
    assert "单位超过8个，本表只列不得分的项" in page["A2"].value
    rows = [row for row in page.iter_rows(min_row=5, values_only=True) if row[0]]
    whole = {cell.value for cell in cases.values_of(results["排名.xlsx"])["镇街道分项得分"][4]}
    assert rows
    assert all(row[6] in whole for row in rows)


def test_links_lead_where_they_say(results):
    books = {name: cases.values_of(path) for name, path in results.items()}
    led = 0
    for name in ("镇街道考核汇总.xlsx", "排名.xlsx", "收件登记.xlsx"):
        for sheet, _, book, place, words in cases.jumps(results[name]):
            target, cell = cases.place_of(place)
            value = books[book or name][target][cell].value
            assert value is not None
            if sheet == "镇街道排名" and not book:
                assert (target, value) == ("失分明细", words)
                led += 1
    assert led


def test_only_what_is_not_done_is_listed(many, results):
    page = cases.values_of(results["目标任务完成情况.xlsx"])["各单位完成状态"]
    rows = [row for row in page.iter_rows(min_row=4, values_only=True) if row[0]]
    tasks = many.programme.tasks
    assert f"共{sum(len(task.leads) + len(task.supports) for task in tasks)}行，超过100行" in page["A2"].value
    assert {row[4] for row in rows} >= {NOT_RECEIVED}
    assert DONE not in {row[4] for row in rows}
    counted = sum(
        many.answers[unit.code].statuses[task.task_id].value is not True
        for unit in many.programme.units
        if unit.code in many.answers
        for task, _ in many.programme.tasks_of(unit)
    )
    silent = sum(len(many.programme.tasks_of(unit)) for unit in many.programme.units if unit.code not in many.answers)
    assert len(rows) == counted + silent


def test_nothing_is_repaired_or_clipped(results):
    faults = {name: ooxml.lint(path) for name, path in results.items()}
    faults |= {name: fits.clipped(path) for name, path in results.items() if "/" not in name}
    assert not any(faults.values()), faults


def test_a_bulletin_lists_the_first_and_says_how_many_more(many, tmp_path, monkeypatch):
    shorter = replace(many_units.POLICY, document_rows=8, document_first=4)
    monkeypatch.setattr(many_units, "POLICY", shorter)
    path = draft(many, tmp_path, TEMPLATE)
    table = next(table for table in tables_of(path) if table[0][0] == "名次")
    assert len(table) == 1 + 4 + 1
    assert "其余8个单位" in table[-1]
    assert "应评12个单位，已评11个" in text_of(path)


def test_names_are_cut_and_counted_right(many, tmp_path, monkeypatch):
    shorter = replace(many_units.POLICY, document_rows=3, document_first=2)
    monkeypatch.setattr(many_units, "POLICY", shorter)
    silent = replace(many, states=dict.fromkeys(many.states, UnitState.NOT_RECEIVED))
    first, second = (unit.name for unit in many.programme.units[:2])
    assert f"已报0个，未报送12个（{first}、{second}、等12个单位）" in text_of(draft(silent, tmp_path, TEMPLATE))


@pytest.mark.usefixtures("few_are_many")
def test_processes_write_the_same(many, results, tmp_path):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        paths = write_results(many, tmp_path / "results", executor=executor)
    written = {path.relative_to(tmp_path / "results").as_posix(): path.read_bytes() for path in paths}
    assert written == {name: path.read_bytes() for name, path in results.items()}


@pytest.mark.proof
def test_a_unit_gets_what_it_gets_alone(many, results, tmp_path):
    """Sheet for sheet and value for value, its rank among the others apart."""
    compared = 0
    for unit in many.programme.units:
        part = Parts(many).of([unit])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(many_units, "POLICY", replace(many_units.POLICY, one_workbook=100))
            write_results(assess(part.programme, part.intake), tmp_path / unit.code)
        mine = sheet_values(tmp_path / unit.code / "镇街道考核汇总.xlsx", unit.name)
        volume = next(path for name, path in results.items() if "/" in name and has_sheet(path, unit.name))
        assert sheet_values(volume, unit.name) == mine
        compared += len(mine)
    assert compared > 12 * 200


def has_sheet(path, name):
    return name in cases.values_of(path).sheetnames


def sheet_values(path, name):
    """Every value of a sheet, without the rank in the line that says how the unit stands."""
    page = cases.values_of(path)[name]
    return {
        cell.coordinate: re.sub(r"，第\d+名", "", cell.value) if isinstance(cell.value, str) else cell.value
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    }
