"""Made programmes: the real one of 2011 with as many towns as wanted, in memory and as a workbook."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Final

from benchmark.made_names import town_names
from qz.model.programme import Programme
from qz.model.task_table import GroupPhrase, Indicator, Task, Unit
from qz.programme.load import load_tables
from qz.programme.raw import RawValue
from qz.programme.read_programme import read_programme
from qz.programme.writing.write_programme import write_programme

ROOT: Final = Path(__file__).resolve().parents[2]
REAL: Final = ROOT / "templates" / "2011.xlsx"
TOWN: Final = "town"
"""The scorecard of the units there are many of."""
_LETTERS: Final = {"镇": "Z", "街道": "J"}
_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN: Final = ("建国", "志强", "丽华", "伟明", "晓燕", "国平", "永康", "爱民", "卫东", "立新", "秀芳", "海涛")


def real_programme() -> Programme:
    """The programme of 2011 as its workbook says it."""
    return read_programme(REAL)[0]


def made_programme(real: Programme, count: int) -> Programme:
    """The programme with ``count`` units: its own departments and towns, then made ones, in the towns' every role.

    Raises:
        ValueError: if there are fewer units than the real programme's.
    """
    more = count - len(real.units)
    if more < 0:
        raise ValueError(f"the real programme has {len(real.units)} units already")
    towns = tuple(_made_towns(real, more))
    old = [unit for unit in real.units if unit.scorecard_id == TOWN]
    targets = dict(real.unit_targets) | _made_targets(real, old, towns)
    facts = dict.fromkeys(fact for _, fact in targets)
    return replace(
        real,
        units=(*real.units, *towns),
        phrases=tuple(_widen_phrase(phrase, old, towns) for phrase in real.phrases),
        tasks=tuple(_widen_task(task, old, towns) for task in real.tasks),
        unit_targets=MappingProxyType(targets),
        district_targets=MappingProxyType(
            {fact: sum((t for (_, known), t in targets.items() if known == fact), Decimal(0)) for fact in facts}
        ),
    )


def _made_towns(real: Programme, count: int) -> Iterable[Unit]:
    taken = [word for unit in real.units for word in (unit.name, *unit.aliases)]
    for number, (name, kind) in enumerate(town_names(count, taken), start=1):
        stem = name.removesuffix(kind)
        office = ("人民政府", "政府") if kind == "镇" else ("办事处", "办")
        yield Unit(
            code=f"{_LETTERS[kind]}{number:05d}",
            name=name,
            aliases=(*(name + ending for ending in office), f"{real.particulars.district}{name}", stem),
            kind=kind,
            scorecard_id=TOWN,
            email=f"town{number:05d}@example.com",
            contact=_SURNAMES[number % len(_SURNAMES)] + _GIVEN[number // 7 % len(_GIVEN)],
            phone=f"0519-{83_300_000 + number}",
        )


def _made_targets(real: Programme, old: list[Unit], towns: Iterable[Unit]) -> dict[tuple[str, str], Decimal]:
    """Every made town's own targets, about as large as the real ones'."""
    random = Random("targets")
    ranges = {
        fact: (int(min(given)), int(max(given)))
        for fact in dict.fromkeys(fact for _, fact in real.unit_targets)
        if (given := [real.unit_targets[unit.code, fact] for unit in old if (unit.code, fact) in real.unit_targets])
    }
    return {
        (town.code, fact): Decimal(random.randint(low, high + 1))
        for town in towns
        for fact, (low, high) in ranges.items()
    }


def _widen_phrase(phrase: GroupPhrase, old: list[Unit], towns: Iterable[Unit]) -> GroupPhrase:
    """The phrase stands for made towns of every kind all of whose real ones it stands for."""
    kinds = _whole_kinds(phrase.unit_codes, old)
    return replace(phrase, unit_codes=(*phrase.unit_codes, *(town.code for town in towns if town.kind in kinds)))


def _widen_task(task: Task, old: list[Unit], towns: Iterable[Unit]) -> Task:
    leads, supports = _whole_kinds(task.leads, old), _whole_kinds(task.supports, old)
    return replace(
        task,
        leads=(*task.leads, *(town.code for town in towns if town.kind in leads)),
        supports=(*task.supports, *(town.code for town in towns if town.kind in supports)),
        indicators=tuple(_widen_indicator(one, old, towns) for one in task.indicators),
    )


def _widen_indicator(indicator: Indicator, old: list[Unit], towns: Iterable[Unit]) -> Indicator:
    """Made towns are part of a sum where all the real ones of their kind are: after the last of these."""
    units = indicator.sum_units
    kinds = _whole_kinds(units, old)
    if not kinds:
        return indicator
    last = 1 + max(units.index(unit.code) for unit in old if unit.kind in kinds)
    more = (town.code for town in towns if town.kind in kinds)
    return replace(indicator, sum_units=(*units[:last], *more, *units[last:]))


def _whole_kinds(codes: Iterable[str], old: list[Unit]) -> set[str]:
    there = set(codes)
    return {kind for kind in _LETTERS if {unit.code for unit in old if unit.kind == kind} <= there}


def write_made(made: Programme, path: Path) -> None:
    """Write a made programme as a workbook: the real one's tables with the made roster and targets."""
    raw, _ = load_tables(REAL)
    tables = raw.plain()
    labels = {card.scorecard_id: card.label for card in made.scorecards}
    names = {fact.fact_id: fact.label for card in made.scorecards for fact in card.facts.values()}
    tables["units"] = [_unit_row(unit, labels) for unit in made.units]
    rows: dict[str, dict[str, RawValue]] = {}
    for (code, fact), target in made.unit_targets.items():
        unit = made.unit(code).name
        rows.setdefault(unit, {"unit": unit})[names[fact]] = target
    district: dict[str, RawValue] = {names[fact]: target for fact, target in made.district_targets.items()}
    tables["unit_targets"] = [*rows.values(), {"unit": "全区", **district}]
    write_programme(path, tables)


def _unit_row(unit: Unit, labels: Mapping[str, str]) -> dict[str, RawValue]:
    return {
        "code": unit.code,
        "name": unit.name,
        "aliases": "、".join(unit.aliases),
        "kind": unit.kind,
        "scorecard_id": labels.get(unit.scorecard_id),
        "email": unit.email,
        "contact": unit.contact,
        "phone": unit.phone,
        "places": None if unit.places is None else Decimal(unit.places),
    }
