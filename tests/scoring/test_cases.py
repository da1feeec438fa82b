"""The scoring cases: each clause of both 2011 scorecards and each edge, with the arithmetic a clerk can read."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
import small_programme
from typed_answers import ERRORS, TypedReturn, full_marks, read_typed

from qz.model.assessment_rules import Settings
from qz.model.choices import PartialStep, Role
from qz.scoring.engine import score_unit

FOLDER = Path(__file__).parent / "cases"
KEYS = {
    "name",
    "clause",
    "unit",
    "start",
    "facts",
    "statuses",
    "verified",
    "settings",
    "criterion",
    "points",
    "line",
    "vetoes",
    "missing",
    "provisional",
    "reasons",
    "explanation",
    "item",
    "bonus",
    "total",
    "arithmetic",
}
WORDS = {"partial_step": PartialStep, "bonus_cap": Decimal, "deduct_cap": Decimal}


def load_cases():
    for path in sorted(FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        for case in table["case"]:
            yield pytest.param(
                {"unit": table["unit"], **case}, id=f"{path.stem}-{case.get('criterion', '')}-{case['name']}"
            )


CASES = list(load_cases())


def typed_value(text):
    """``55%``, ``3``, ``'92`` (text), ``#N/A`` and blank as a cell holds them."""
    if text == "":
        return None
    for error in ERRORS:
        if text == error.shown:
            return error
    if text.startswith("'"):
        return text[1:]
    if re.fullmatch(r"-?\d+(\.\d+)?%", text):
        return Decimal(text[:-1]) / 100
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def settings_of(case):
    changes = dict(case.get("settings", {}))
    if "scored_roles" in changes:
        changes["scored_roles"] = tuple(map(Role, changes["scored_roles"]))
    return {name: WORDS[name](value) if name in WORDS else value for name, value in changes.items()}


def typed_return(case, programme, unit):
    best = full_marks(programme, unit)
    if case.get("start") == "空白":
        return TypedReturn(dict.fromkeys(best.facts), dict.fromkeys(best.statuses))
    assert case.get("facts", {}).keys() <= best.facts.keys()
    statuses = dict(best.statuses)
    typed = dict(case.get("statuses", {}))
    if "*" in typed:
        statuses = dict.fromkeys(statuses, typed.pop("*"))
    assert typed.keys() <= statuses.keys()
    return TypedReturn(
        {**best.facts, **{fact_id: typed_value(text) for fact_id, text in case.get("facts", {}).items()}},
        {**statuses, **{task_id: text or None for task_id, text in typed.items()}},
        {criterion_id: Decimal(text) for criterion_id, text in case.get("verified", {}).items()},
    )


def score_case(case, programme):
    programme = small_programme.with_settings(programme, **settings_of(case))
    unit = next(unit for unit in programme.units if unit.name == case["unit"])
    answers = read_typed(programme.scorecard_of(unit), typed_return(case, programme, unit))
    return score_unit(programme, unit, answers)


@pytest.mark.parametrize("case", CASES)
def test_case(case, programme_2011):
    assert case.keys() <= KEYS
    score = score_case(case, programme_2011)
    found = {"total": score.total}
    if "criterion" in case:
        item = next(one for one in score.items for line in one.lines if line.criterion_id == case["criterion"])
        line = next(line for line in item.lines if line.criterion_id == case["criterion"])
        assert line.award.explanation.startswith(case["criterion"])
        assert line.award.explanation.endswith("。")
        found |= {"points": line.award.points, "line": line.points, "item": item.score, "bonus": item.bonus}
        found |= {"vetoes": line.award.vetoes, "missing": list(line.award.missing), "provisional": line.provisional}
        found |= {"reasons": list(line.award.reasons)}
        assert case.get("explanation", "") in line.award.explanation
    for key in found.keys() & case.keys():
        wanted = Decimal(case[key]) if isinstance(case[key], str) else case[key]
        assert found[key] == wanted, f"{key}: {found}"


@pytest.mark.parametrize("case", [case for case in CASES if "arithmetic" in case.values[0]])
def test_the_arithmetic_written_out_is_right(case):
    left, right = case["arithmetic"].split(" = ")
    assert re.fullmatch(r"(?:[0-9. ()+*/,-]|max|min)+", left)
    exact = re.sub(r"\d+(\.\d+)?", lambda number: f"Decimal('{number[0]}')", left)
    value = eval(exact, {"Decimal": Decimal, "max": max, "min": min})  # noqa: S307
    assert value == Decimal(right)
    assert right in {case.get(key) for key in ("points", "line", "item", "bonus", "total")}


ELSEWHERE = {"tie_break", "total_places", "denied_is_done", "provisional_ranked", "reviewer_required", "final_reason"}
"""Settings that are not one criterion's: see test_ranking, test_contradictions."""


def test_every_clause_and_setting_has_a_case(programme_2011):
    cases = [param.values[0] for param in CASES]
    for card in programme_2011.scorecards:
        names = {unit.name for unit in programme_2011.units if unit.scorecard_id == card.scorecard_id}
        covered = {case.get("criterion") for case in cases if case["unit"] in names}
        assert [one.criterion_id for one in card.criteria if one.criterion_id not in covered] == []
    settings = {name for case in cases for name in case.get("settings", {})}
    assert settings == set(Settings.__dataclass_fields__) - ELSEWHERE
