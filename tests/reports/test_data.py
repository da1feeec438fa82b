"""数据.json keeps its schema, and holds what the engine has, to the last digit, with its source; 数据.csv the same."""

import csv
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import report_cases as cases

from qz.layout import many_units
from qz.layout.many_units import ManyUnits
from qz.programme.read_programme import read_programme
from qz.reports.data.data_files import CSV_HEADS, write_data, write_json
from qz.reports.data.json_schema import SCHEMA, schema_page

TYPES = {"string": str, "number": (int, float), "boolean": bool, "null": type(None), "object": dict, "array": list}


def faults(value, schema, at="$"):
    """What of a value breaks the schema, for as much of JSON Schema as ours uses."""
    if "const" in schema:
        return [] if value == schema["const"] else [f"{at}: {value!r}"]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    fits = [kind for kind in kinds if isinstance(value, TYPES[kind]) and (kind != "number" or value is not True)]
    if not fits or (isinstance(value, bool) and "boolean" not in kinds):
        return [f"{at}: {value!r} is no {kinds}"]
    found = []
    if isinstance(value, dict):
        known, rest = schema["properties"], schema["additionalProperties"]
        if rest:
            known = dict.fromkeys(value, rest) | known
        found += [f"{at}: {name} missing" for name in schema.get("required", ()) if name not in value]
        found += [f"{at}: {name} unknown" for name in value if name not in known]
        for name, each in value.items():
            found += faults(each, known[name], f"{at}.{name}") if name in known else []
    if isinstance(value, list):
        for place, each in enumerate(value):
            found += faults(each, schema["items"], f"{at}[{place}]")
    return found


@pytest.fixture(scope="module")
def data(samples, tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "数据.json"
    write_json(samples, path)
    return json.loads(path.read_text("utf-8"))


def test_it_keeps_the_schema(data, second, tmp_path):
    assert faults(data, SCHEMA) == []
    write_json(second, tmp_path / "数据.json")
    assert faults(json.loads((tmp_path / "数据.json").read_text("utf-8")), SCHEMA) == []
    assert faults({**data, "units": [{**data["units"][0], "rank": "第1名"}]}, SCHEMA)


def test_every_figure_and_fact_is_the_engines(data, samples):
    seen = 0
    for unit in data["units"]:
        score, answers = samples.scores.get(unit["code"]), samples.answers.get(unit["code"])
        if score is None:
            assert unit["total"] is unit["rank"] is None
            continue
        assert Decimal(str(unit["total"])) == score.total
        assert Decimal(str(unit["lost"])) == score.lost
        assert [Decimal(str(item["base"])) for item in unit["items"]] == [part.base for part in score.items]
        for fact in unit["facts"]:
            answer = answers.facts[fact["id"]]
            if isinstance(answer.value, Decimal):
                assert Decimal(str(fact["value"])) == answer.value
            if answer.origin:
                where = (answer.origin.file, answer.origin.sheet, answer.origin.cell, answer.origin.sha256)
                assert (fact["file"], fact["sheet"], fact["cell"], fact["sha256"]) == where
                seen += 1
    assert seen > 400


def test_the_table_opens_in_excel_and_nothing_in_it_is_a_formula(samples, programme_2011, tmp_path):
    code = cases.programme_unit(programme_2011, "经发局").code
    given = samples.answers[code]
    facts = {key: replace(answer, evidence="=cmd|' /C calc'!A0") for key, answer in given.facts.items()}
    hostile = cases.sample_assessment(programme_2011, **{code: replace(given, facts=facts)})
    path = tmp_path / "数据.csv"
    write_data(hostile, tmp_path / "数据.json")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == CSV_HEADS
    assert {len(row) for row in rows} == {len(CSV_HEADS)}
    assert any(cell == "'=cmd|' /C calc'!A0" for row in rows for cell in row)
    texts = [cell for row in rows[1:] for place, cell in enumerate(row) if place not in {6, 8}]
    assert not [cell for cell in texts if cell.startswith(("=", "+", "-", "@"))]


def test_of_very_many_units_only_what_each_came_to_is_told(samples, tmp_path, monkeypatch):
    monkeypatch.setattr(many_units, "POLICY", ManyUnits(every_value=20))
    write_json(samples, tmp_path / "数据.json")
    data = json.loads((tmp_path / "数据.json").read_text("utf-8"))
    assert faults(data, SCHEMA) == []
    assert data["complete"] is False
    assert all(unit["items"] == unit["facts"] == unit["tasks"] == [] for unit in data["units"])
    assert sum(unit["total"] is not None for unit in data["units"]) == len(samples.scores)


def test_the_manual_shows_the_schema():
    written = (Path(__file__).parents[2] / "docs" / "results-data.md").read_text("utf-8")
    assert written == schema_page(), "out of date: run make manual"


def test_the_data_say_how_a_unit_stands_in_its_group(tmp_path):
    """A fact on which units are compared has places from both ends, mean, greatest and least of the group."""
    assessment = cases.crowd(read_programme(cases.ROOT / "samples/programmes/2012.xlsx")[0], ["城关镇", "青山镇"], 5, 3)
    write_json(assessment, tmp_path / "数据.json")
    data = json.loads((tmp_path / "数据.json").read_text("utf-8"))
    assert faults(data, SCHEMA) == []
    seen = 0
    for unit in data["units"]:
        for fact in unit["facts"]:
            figures = assessment.answers[unit["code"]].figures.get(fact["id"])
            assert ("group" in fact) == (figures is not None)
            if figures is None:
                continue
            told = fact["group"]
            assert (told["given"], told["missing"]) == (figures.given, figures.missing)
            assert Decimal(str(told["mean"])) == figures.mean
            if told["place_from_greatest"] is not None:
                seen += 1
                assert told["place_from_greatest"] == figures.above + 1
                assert told["place_from_least"] == figures.below + 1
                assert told["least"] <= fact["value"] <= told["greatest"]
    assert seen > 10
