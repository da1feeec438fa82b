"""Forms of 2011 and of programmes derived from it, blank and filled at random, for the tests of forms and layouts."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import small_programme
from typed_answers import TypedError, random_return, read_value

from qz.forms.build import write_form
from qz.forms.entries import NO_ANSWERS
from qz.layout.form import build_plan
from qz.model.layout import PERSONAL, InputKind
from qz.model.values import NOT_APPLICABLE, Answer, ValueType
from qz.programme.read_programme import read_programme
from qz.scoring.engine import score_unit

ROOT = Path(__file__).parents[2]
D = Decimal


def programme_2011():
    return read_programme(ROOT / "templates" / "2011.xlsx")[0]


def programme_2012():
    """A programme whose annex has columns of the document's own."""
    return read_programme(ROOT / "samples" / "programmes" / "2012.xlsx")[0]


def unit_of(programme, name):
    return next(unit for unit in programme.units if unit.name == name)


def every_kind():
    """A programme of every kind of rule in shapes 2011 does not use."""
    zoo = small_programme.with_settings(small_programme.zoo(), deduct_cap=D("6.5"))
    card = replace(zoo.scorecards[0], bonus_cap=D(5), total_cap=D(30))
    zoo = replace(zoo, scorecards=(card,))
    return replace(zoo, units=(zoo.units[0], replace(zoo.units[0], code="U02", name="乙镇")))


def commending(programme):
    """The same programme with two places for every unit that is scored."""
    units = tuple(replace(unit, places=None) for unit in programme.units)
    return replace(programme, units=units, scorecards=tuple(replace(card, places=2) for card in programme.scorecards))


def unscored(programme):
    """The same programme as a year without scorecards would be."""
    units = tuple(replace(unit, scorecard_id="") for unit in programme.units)
    return replace(programme, units=units, scorecards=(), unit_targets={}, district_targets={})


def made(programme, unit, path, answers=NO_ANSWERS):
    """Write the unit's form, scored by the engine; returns its plan."""
    plan = build_plan(programme, unit)
    score = score_unit(programme, unit, answers) if plan.scorecard else None
    write_form(plan, score, path, answers)
    return plan


def _value(random, spec):
    if random.random() < 0.2:
        return Answer()
    if spec.value_type is ValueType.RATE:
        return Answer(random.choice([D(random.randint(0, 10000)) / 10000, D(1), D("0.05"), NOT_APPLICABLE]))
    if spec.value_type in {ValueType.COUNT, ValueType.NUMBER}:
        return Answer(random.choice([D(0), D(1), D(30), D("0.45"), D(-1)]))
    if spec.value_type is ValueType.DATE:
        return random.choice([Answer("2011-11-30"), Answer(typed="11月底", invalid=True)])
    return Answer(random.choice(["王建国", "=1+1", "0519-85127000", "http://example.com", "@周", "长" * 90]))


def _fact(random, fact, typed):
    if isinstance(typed, TypedError):
        return Answer()
    answer = read_value(fact, typed)
    if isinstance(typed, str) and typed.lstrip("-").replace(".", "").isdigit():
        answer = read_value(fact, D(typed))  # a text of digits cannot be told from a number in an answer
    if answer.invalid:
        answer = replace(answer, typed=str(typed))
    return replace(answer, evidence=random.choice(["", "常新质办〔2011〕6号", "=cmd|' /C calc'!A0"]))


def random_answers(random, programme, unit):
    """A form filled in every section, with blanks, edges and nonsense."""
    card, plan = programme.scorecard_of(unit), build_plan(programme, unit)
    facts = {}
    if card:
        typed = random_return(random, programme, unit)
        asked = {fact_id: fact for fact_id, fact in card.facts.items() if fact.is_asked}
        facts = {fact_id: _fact(random, fact, typed.facts[fact_id]) for fact_id, fact in asked.items()}
    tables = {kind: {} for kind in InputKind}
    for cell in plan.layout.inputs:
        if cell.kind is InputKind.TASK_STATUS:
            answer = random.choice([Answer(True), Answer(False), Answer(), Answer(typed="完成", invalid=True)])
            tables[cell.kind][cell.key] = replace(answer, evidence=random.choice(["", "年度总结第二部分"]))
        elif cell.kind not in {InputKind.FACT, InputKind.FACT_EVIDENCE, InputKind.TASK_EVIDENCE}:
            tables[cell.kind][cell.key] = _value(random, cell.spec)
    return replace(
        NO_ANSWERS,
        facts=facts,
        statuses=tables[InputKind.TASK_STATUS],
        notes=tables[InputKind.TASK_NOTE],
        indicators=tables[InputKind.INDICATOR],
        particulars=tables[InputKind.PARTICULAR],
        nominations={key: said for kind in PERSONAL for key, said in tables[kind].items()},
    )


def filled(programme, names, folder, number, seed):
    """``number`` forms of the units by turns; returns (path, plan, answers) of each."""
    random = Random(seed)  # noqa: S311
    found = []
    for place in range(number):
        unit = unit_of(programme, names[place % len(names)])
        answers = random_answers(random, programme, unit)
        path = folder / f"{place:03}-{unit.name}.xlsx"
        found.append((path, made(programme, unit, path, answers), answers))
    return found


def blank(programme, name, path):
    """A blank form of the unit of that name: (path, plan, answers)."""
    return path, made(programme, unit_of(programme, name), path), NO_ANSWERS
