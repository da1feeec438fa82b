"""Programmes with more units of a kind than a year has, under names and with targets of every sort."""

import zipfile
from dataclasses import replace
from decimal import Decimal

import form_cases

from qz.cli.sent_forms import blank_score
from qz.forms.build import write_form
from qz.layout.form import build_plan
from qz.programme.read_programme import read_programme

ROOT = form_cases.ROOT
PROGRAMMES = ("templates/2011.xlsx", "templates/2010.xlsx", "samples/programmes/2009.xlsx")
LIKE = {"templates/2011.xlsx": "薛家镇", "templates/2010.xlsx": "薛家镇", "samples/programmes/2009.xlsx": "青山镇"}

PLAIN_NAMES = (
    *("新" * length + "镇" for length in (1, 2, 3, 5, 8, 13, 21, 29)),
    *("西夏墅镇", "西夏墅镇", "呼和浩特经济技术开发区", "Ward 7", "O'Brien", "ＡＢＣ镇", "é镇", "（城关）镇"),
    *("“老城”街道", "-1", "=1+1", "@镇", "{{ 单位 }}", "100.5分", "镇，乡", "𠮷野镇"),
)
ODD_NAMES = (
    *("合计", "牵头", "报送信息", "待填", "图例", "C5", "1"),  # what stands elsewhere in the workbook
    *('甲&乙"<镇>', "_x0041_镇", "#3镇", " 镇", "镇 ", "甲\n镇", "甲\x0b镇", "甲\u2028镇", "甲\ufffe镇", "　镇"),
    "很长的名称" * 12,
)


def read(path):
    return read_programme(ROOT / path)[0]


def grown(path, names, targets=lambda _: {}):
    """A year's programme with units of the names added, that do what one of its towns does.

    ``targets(place)`` changes those of the unit at that place: by fact id, ``None`` for no target at all.
    """
    programme = read(path)
    like = form_cases.unit_of(programme, LIKE[path])
    units = [replace(like, code=f"C{place}", name=name, kind="", email="") for place, name in enumerate(names)]
    own = dict(programme.unit_targets)
    for place, unit in enumerate(units):
        mine = dict(programme.targets_of(like)) | targets(place)
        own |= {(unit.code, fact_id): target for fact_id, target in mine.items() if target is not None}
    codes = tuple(unit.code for unit in units)

    def joined(group):
        return (*group, *codes) if like.code in group else group

    tasks = (replace(task, leads=joined(task.leads), supports=joined(task.supports)) for task in programme.tasks)
    return replace(programme, units=(*programme.units, *units), unit_targets=own, tasks=tuple(tasks))


def zoo_of(count):
    """Units that differ in their targets, scored by every kind of rule, but none by what the programme gives it.

    Forms with what is given are made one by one.
    """
    zoo = _without_given(form_cases.every_kind())
    units = tuple(replace(zoo.units[0], code=f"U{place}", name=f"{place}镇") for place in range(count))
    facts = sorted({fact_id for _, fact_id in zoo.unit_targets})
    targets = {
        (unit.code, fact_id): Decimal(place * step % 7) / (1 + place % 2)
        for place, unit in enumerate(units)
        for step, fact_id in enumerate(facts)
    }
    return replace(zoo, units=units, unit_targets=targets)


def _without_given(programme):
    card = programme.scorecards[0]
    gone = {fact.fact_id for fact in card.given}
    gone |= {fact.fact_id for fact in card.computed if gone.intersection(fact.parts)}
    facts = {fact_id: fact for fact_id, fact in card.facts.items() if fact_id not in gone}
    items = tuple(
        replace(item, criteria=tuple(one for one in item.criteria if not gone & {term.fact_id for term in one.terms}))
        for item in card.items
    )
    own = {key: target for key, target in programme.unit_targets.items() if key[1] in facts}
    return replace(programme, scorecards=(replace(card, facts=facts, items=items),), unit_targets=own)


def various(place):
    """Targets of 2011's facts in every shape."""
    shapes = (Decimal(0), None, Decimal("2.5"), Decimal(17), Decimal("1E+17"), Decimal("0.00001"), Decimal(123456))
    return {
        "provincial_brands": shapes[place % 7],
        "city_brands": shapes[place // 7 % 7],
        "inspectors": shapes[place % 7],
    }


def straightforward(programme, unit, path):
    """The unit's form, built by itself; returns the bytes."""
    write_form(build_plan(programme, unit), blank_score(programme, unit), path)
    return path.read_bytes()


def parts(path):
    """Every part of a package, inflated, in order."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return [
            (info.filename, info.date_time, info.external_attr, info.file_size, archive.read(info))
            for info in archive.infolist()
        ]
