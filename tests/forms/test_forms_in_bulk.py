"""Forms in bulk: part for part what each built by itself is, whoever does the work; and the same read back."""

import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from multiprocessing import get_context

import bulk_cases
import form_cases
import openpyxl
import pytest

from qz.cli.sent_forms import SentForms, blank_forms, blank_score
from qz.engine.forms import form_template as template_module
from qz.engine.forms import template_forms as forms_module
from qz.engine.forms.template_forms import TemplateForms
from qz.forms import blank_forms as plain_module
from qz.forms.all_forms import form_name, write_forms
from qz.forms.form_manifest import manifest_of
from qz.layout.form import build_plan
from qz.model.manifest import Key
from qz.workbook.manifest_sheet import read_manifest
from qz.workbook.read.xlsx.read_xlsx import read_workbook

TOWNS = ["春江镇", "新桥镇", "薛家镇", "罗溪镇", "河海街道", "三井街道", "龙虎塘街道"]
"""The units of the year whose kind of form several units share."""


def named(name):
    return bulk_cases.grown("templates/2011.xlsx", name)


@pytest.fixture
def alone(monkeypatch):
    """The names of the units whose forms were built by themselves, each once."""
    built = []
    write = plain_module.write_form

    def noting(plan, *rest):
        if plan.unit.name not in built:
            built.append(plan.unit.name)
        write(plan, *rest)

    monkeypatch.setattr(plain_module, "write_form", noting)
    return built


def check(programme, tmp_path, units=None):
    """Each unit's form made for many beside the one built by itself, as written and as read."""
    forms, sent = TemplateForms(programme, blank_score), SentForms(programme)
    bulk, own = tmp_path / "bulk.xlsx", tmp_path / "own.xlsx"
    for unit in programme.units if units is None else units:
        forms.write(unit, bulk)
        data = bulk_cases.straightforward(programme, unit, own)
        assert bulk_cases.parts(bulk) == bulk_cases.parts(own), unit
        assert sent(unit) == read_workbook(data), unit


@pytest.mark.proof
@pytest.mark.parametrize("path", bulk_cases.PROGRAMMES[1:])
def test_every_unit_of_a_year(path, tmp_path):
    check(bulk_cases.read(path), tmp_path)


@pytest.mark.proof
def test_every_unit_of_a_year_sealed(tmp_path, alone):
    programme = replace(form_cases.commending(form_cases.programme_2011()), key=b"k" * 32)
    check(programme, tmp_path)
    assert "春江镇" not in alone
    sent = SentForms(programme)
    for unit in programme.units:
        said = manifest_of(build_plan(programme, unit).layout, programme.key)
        assert read_manifest(sent(unit)) == said
        assert said[Key.SEAL]


def test_the_towns_of_a_year_come_from_a_template(tmp_path, alone):
    programme = form_cases.commending(form_cases.programme_2011())
    forms = TemplateForms(programme, blank_score)
    for unit in programme.units:
        forms.write(unit, tmp_path / "form.xlsx")
    found = [unit.name for unit in programme.units if unit.name not in alone]
    assert found == TOWNS


def test_the_towns_of_a_year_are_read_back_from_a_template(monkeypatch):
    parsed = []
    read = plain_module.read_workbook
    monkeypatch.setattr(plain_module, "read_workbook", lambda data: (parsed.append(data), read(data))[1])
    programme = form_cases.commending(form_cases.programme_2011())
    forms = TemplateForms(programme, blank_score)
    towns = [unit for unit in programme.units if unit.name in TOWNS]
    assert [forms.as_read(unit) for unit in towns] == [read(forms.build(unit)) for unit in towns]
    assert parsed == []


@pytest.mark.proof
@pytest.mark.parametrize("path", bulk_cases.PROGRAMMES)
def test_any_name_that_is_written_as_it_is(path, tmp_path, alone):
    programme = bulk_cases.grown(path, bulk_cases.PLAIN_NAMES)
    new = programme.units[-len(bulk_cases.PLAIN_NAMES) :]
    check(programme, tmp_path, new)
    assert alone == []


@pytest.mark.proof
def test_names_that_are_written_otherwise_or_stand_elsewhere_too(tmp_path, alone):
    programme = named(bulk_cases.ODD_NAMES)
    check(programme, tmp_path, programme.units[-len(bulk_cases.ODD_NAMES) :])
    assert alone == list(bulk_cases.ODD_NAMES)


@pytest.mark.proof
@pytest.mark.parametrize("path", ["templates/2011.xlsx", "samples/programmes/2009.xlsx"])
def test_targets_of_every_shape(path, tmp_path):
    programme = bulk_cases.grown(path, [f"第{place}镇" for place in range(28)], bulk_cases.various)
    check(programme, tmp_path, programme.units[-28:])


def test_a_years_scores_are_asked_of_the_engine_once_a_target(tmp_path):
    def four(place):
        return {"inspectors": Decimal(place % 3), "inspections": Decimal(place % 4), "campaigns": Decimal(place % 5)}

    programme = bulk_cases.grown("samples/programmes/2009.xlsx", [f"第{place}镇" for place in range(60)], four)
    asked = []

    def counted(*arguments):
        asked.append(arguments)
        return blank_score(*arguments)

    forms = TemplateForms(programme, counted)
    for unit in programme.units[-60:]:
        forms.write(unit, tmp_path / "form.xlsx")
    assert 1 < len(asked) <= 3 + 4 + 5


def test_numbers_that_stand_in_give_way_to_those_a_form_holds(tmp_path, alone):
    programme = form_cases.commending(form_cases.programme_2011())
    phone = "0519-83010083"
    programme = replace(programme, particulars=replace(programme.particulars, phone=f"{phone}、{phone}01"))
    check(programme, tmp_path, programme.units[-2:])
    assert alone == []


def test_units_that_are_not_scored(tmp_path, alone):
    programme = form_cases.unscored(bulk_cases.grown("templates/2011.xlsx", ["甲镇", "乙镇"]))
    check(programme, tmp_path, programme.units[-2:])
    assert alone == []


def test_rules_of_every_kind(tmp_path, alone):
    programme = bulk_cases.zoo_of(12)
    check(programme, tmp_path, programme.units[::5])
    assert alone == []


def written(folder, programme, executor=None):
    paths = write_forms(blank_forms(programme), folder, executor)
    assert [path.name for path in paths] == [form_name(unit) for unit in programme.units]
    assert sorted(folder.iterdir()) == sorted(paths)
    return [path.read_bytes() for path in paths]


@pytest.mark.proof
def test_written_by_anyone_the_bytes_are_the_same(tmp_path):
    programme = named(["甲镇", "乙丙镇", "很远很远的镇", "甲&乙镇"])
    here = written(tmp_path / "one", programme)
    assert written(tmp_path / "two", programme) == here
    with ThreadPoolExecutor(4) as threads:
        assert written(tmp_path / "threads", programme, threads) == here
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        assert written(tmp_path / "processes", programme, processes) == here


def test_what_gives_the_forms_sent_pickles():
    programme = form_cases.programme_2011()
    sent = SentForms(programme)
    there = pickle.loads(pickle.dumps(sent))  # noqa: S301
    assert [there(unit) for unit in programme.units] == [sent(unit) for unit in programme.units]


def test_progress_sees_each_file_when_it_is_there(tmp_path):
    programme, seen = form_cases.programme_2011(), []

    def watch(paths):
        for path in paths:
            seen.append(path.is_file())
            yield path

    write_forms(blank_forms(programme), tmp_path, progress=watch)
    assert seen == [True] * 21


@pytest.mark.proof
def test_other_programs_open_them(tmp_path):
    unit = form_cases.unit_of(form_cases.programme_2011(), "薛家镇")
    TemplateForms(form_cases.programme_2011(), blank_score).write(unit, tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    assert book["报送信息"]["B3"].value == "填报单位：薛家镇"


@pytest.mark.proof
@pytest.mark.office
def test_libreoffice_opens_them(tmp_path, office):
    programme = form_cases.programme_2011()
    unit = form_cases.unit_of(programme, "薛家镇")
    TemplateForms(programme, blank_score).write(unit, tmp_path / "form.xlsx")
    saved = office.convert([tmp_path / "form.xlsx"], tmp_path / "saved")[0]
    bulk = read_workbook(saved.read_bytes())
    bulk_cases.straightforward(programme, unit, tmp_path / "form.xlsx")
    saved = office.convert([tmp_path / "form.xlsx"], tmp_path / "saved")[0]
    assert bulk.sheets == read_workbook(saved.read_bytes()).sheets


def changed_by_name(monkeypatch):
    """A form that says more for some names than their own letters."""
    build = template_module.write_shown

    def write(plan, score, path):
        particulars = replace(plan.programme.particulars, phone=f"{ord(plan.unit.name[0]) % 7}")
        build(replace(plan, programme=replace(plan.programme, particulars=particulars)), score, path)

    monkeypatch.setattr(template_module, "write_shown", write)


def test_a_template_that_does_not_prove_itself_is_not_used(monkeypatch, tmp_path, alone):
    changed_by_name(monkeypatch)
    programme = form_cases.programme_2011()
    check(programme, tmp_path, programme.units[-3:])
    assert len(alone) == 3


def test_a_wording_that_asks_for_the_name_is_asked_for_each_unit(monkeypatch, tmp_path, alone):
    monkeypatch.setattr(forms_module, "only_names_the_unit", lambda: False)
    programme = form_cases.programme_2011()
    check(programme, tmp_path, programme.units[-3:])
    assert len(alone) == 3
