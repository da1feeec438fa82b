"""Clauses of public assessment documents: each is written, is found no fault with, and comes to what it says."""

import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from programmes import raw_of
from small_programme import group_scores
from typed_answers import TypedReturn, read_typed

from qz.model.choices import FilledBy
from qz.model.composite import OtherScores
from qz.model.finding import Severity
from qz.model.scores import Effect, VerifiedScore
from qz.programme.check.run import check_tables
from qz.programme.guide.guide_tables import tables_of
from qz.programme.raw import Percent
from qz.programme.read_programme import build_programme
from qz.programme.reading.typed_records import read_amount
from qz.programme.sheets.columns import CellKind
from qz.programme.sheets.programme_sheets import sheet_spec
from qz.rules.grading import earned, limits_of
from qz.rules.registry import LABELS
from qz.scoring.compose import compose
from qz.scoring.engine import score_unit
from qz.scoring.rank import rank_units

CLAUSES = tomllib.loads((Path(__file__).parent / "clauses.toml").read_text("utf-8"))["clause"]
CARD = "示例评分表"
_GIVEN = {"目标": "{}", "上年": "上年（{}）"}


def amount(text):
    number = read_amount(text)
    return Percent(number) if text.endswith("%") else number


def columns(text):
    """``分值=5；目标值=4``."""
    return dict(part.split("=", 1) for part in text.strip().split("；")) if text.strip() else {}


def fill(row, key, texts):
    known = {column.head: column for column in sheet_spec(key).columns}
    for head, text in texts.items():
        row[known[head].field] = amount(text) if known[head].kind is CellKind.AMOUNT else text
    return row


def tables(clause):
    made = tables_of([]) | {"unit_targets": [{"unit": "示例单位"}]}
    for place, line in enumerate(clause.get("facts", ()), start=1):
        words, _, more = line.partition(" | ")
        label, value_type, *unit = words.split("，")
        others = columns(more)
        for name in [name for name in _GIVEN if name in others]:
            made["unit_targets"][0][_GIVEN[name].format(label)] = amount(others.pop(name))
        row = {"scorecard_id": CARD, "fact_id": f"f{place}", "label": label, "value_type": value_type, "help": "填。"}
        made["facts"].append(fill(row | {"unit_of_measure": "".join(unit)}, "facts", others))
    full, points = clause.get("start") == "满", Decimal(0)
    for place, line in enumerate(clause["rules"], start=1):
        kind, rest = line.split(" | ", 1) if " | " in line else (line, "")
        for row_number, part in enumerate(rest.split(" && ")):
            *stops, label, more = part.split("|") if part.count("|") else (part, "")
            row = {"scorecard_id": CARD, "item_number": "1", "criterion_id": f"c{place}"}
            row |= {"clause": line, "kind": kind} if not row_number else {}
            row |= {"kind": stops[0].strip()} if stops else {}
            row |= {"fact_id": label.strip()} if label.strip() else {}
            made["criteria"].append(fill(row, "criteria", columns(more)))
            points += read_amount(columns(more).get("分值", "0"))
    standard = Decimal(clause.get("standard", 20 if full else points))
    item = {"scorecard_id": CARD, "number": "1", "label": "项", "content": "项", "method": "；".join(clause["rules"])}
    item |= {"standard": standard, "starts_full": "满分起评" if full else "零分起评"}
    made["items"] = [item | {"overrides": clause.get("settings")}]
    made["scorecards"][0]["nominal_total"] = standard
    for line in clause.get("grades", ()):
        name, least = line.split("，")
        made["grades"].append({"scorecard_id": CARD, "name": name, "least": Decimal(least) if least else None})
    for line in clause.get("composite", ()):
        name, sources, weight = line.split("，")
        row = {"scorecard_id": CARD, "name": name, "sources": sources or None, "weight": amount(weight)}
        made.setdefault("composite", []).append(row)
    return made


def typed(text):
    if text.endswith("%"):
        return Decimal(text[:-1]) / 100
    return Decimal(text) if text.lstrip("-")[:1].isdigit() else text


def answered(programme, answer):
    """What the unit, the office and verifiers say: values of what is filled in, then the last rule's points."""
    card = programme.scorecards[0]
    asked = [fact_id for fact_id, fact in card.facts.items() if not fact.is_derived]
    said = answer.split("，") if answer else []
    direct = said.pop() if said and said[-1].startswith("核定") else ""
    answers = read_typed(card, TypedReturn(dict(zip(asked, map(typed, said), strict=True)), {}, {}))
    if direct:
        given = VerifiedScore(Decimal(direct.removeprefix("核定")), "理由", "办公室", None)
        answers = replace(answers, verified_scores={card.criteria[-1].criterion_id: given})
    return answers


def outcome(clause, programme, answer):
    unit, card = programme.units[0], programme.scorecards[0]
    score = score_unit(programme, unit, answered(programme, answer))
    if clause.get("composite"):
        others = {name: OtherScores({unit.name: Decimal(total)}) for name, total in clause["others"].items()}
        rankings = {card.scorecard_id: rank_units(programme, card, {unit.code: score}, frozenset())}
        return compose(programme, rankings, others)[card.scorecard_id][0].total
    if clause.get("grades"):
        grades = programme.grades_of(card.scorecard_id)
        return grades[max(earned(grades, score.total), limits_of(score, grades).best)].name
    return score.total


def ranks(programme, groups, answers):
    """Each unit's rank in its group."""
    units = [replace(programme.units[0], code=f"G{place}", group=group) for place, group in enumerate(groups)]
    several, card = replace(programme, units=tuple(units)), programme.scorecards[0]
    pairs = zip(units, answers, strict=True)
    scores = {unit.code: score_unit(programme, unit, answered(programme, each)) for unit, each in pairs}
    found = {row.unit_code: row.rank for row in rank_units(several, card, scores)}
    return [found[unit.code] for unit in units]


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause["id"])
def test_a_clause_is_written_and_comes_to_what_it_says(clause):
    raw, found = raw_of(tables(clause))
    programme = build_programme(raw, found)
    bad = [one.sentence for one in check_tables(*raw_of(tables(clause))).findings if one.severity is Severity.ERROR]
    assert bad == []
    for line in clause.get("tried", ()):
        answer, wanted = line.split(" → ")
        result = outcome(clause, programme, answer)
        assert result == (Decimal(wanted) if wanted.lstrip("-")[0].isdigit() else wanted), line
    for line in clause.get("units", ()):
        answers, wanted = (part.split("／") for part in line.split(" → "))
        told = [(programme.units[0], answered(programme, each)) for each in answers]
        assert [score.total for score in group_scores(programme, told)] == list(map(Decimal, wanted)), line
    for line in clause.get("ranks", ()):
        answers, wanted = (part.split("／") for part in line.split(" → "))
        assert ranks(programme, clause["groups"], answers) == list(map(int, wanted)), line
    assert sum(len(clause.get(name, ())) for name in ("tried", "units", "ranks")) >= 1


def test_most_of_the_clauses_are_tried():
    ids = [one for clause in CLAUSES for one in clause["id"].split("、")]
    assert len(ids) == len(set(ids))
    assert len([one for one in ids if not one.startswith("自拟")]) >= 75
    assert len([one for one in ids if one.startswith("自拟")]) >= 22
    assert {FilledBy.OFFICE, FilledBy.PROGRAMME} <= {one for one in FilledBy if any(one in str(c) for c in CLAUSES)}
    assert {LABELS[line.split(" | ")[0]].effect for clause in CLAUSES for line in clause["rules"]} == set(Effect)
