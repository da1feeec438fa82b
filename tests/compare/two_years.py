"""Small programmes written as tables, for comparing."""

import datetime as dt
from decimal import Decimal
from types import MappingProxyType

from qz.model.assessment_rules import Particulars, Settings
from qz.model.choices import Comparator
from qz.model.programme import Programme
from qz.model.scorecards import AnnexFrame, Scorecard
from qz.model.scores import ItemScore, RankRow, UnitScore
from qz.model.task_table import GroupPhrase, Indicator, Task, Unit
from qz.model.values import ValueType

FRAME = AnnexFrame("", "", ())


def unit(code, name, *aliases, kind="部门", card=""):
    return Unit(code, name, aliases, kind, card)


def indicator(task_id, place, label, target, measure="只", comparator="≥"):  # noqa: PLR0917 - a table's row
    rate = target.endswith("%")
    value = Decimal(target.rstrip("%")) / (100 if rate else 1)
    kind = ValueType.RATE if rate else ValueType.NUMBER
    return Indicator(
        f"{task_id}.{place}", task_id, label, Comparator(comparator), value, "%" if rate else measure, kind
    )


def task(task_id, category, subcategory, goal, leads="", supports="", indicators=()):  # noqa: PLR0917 - a table's row
    """``leads`` and ``supports`` are unit codes with blanks between; indicators as ``indicator`` takes them."""
    made = tuple(indicator(task_id, place, *one) for place, one in enumerate(indicators, 1))
    number = task_id.split(".")[0]
    return Task(
        task_id, number, category, subcategory, goal, "", "", tuple(leads.split()), tuple(supports.split()), made
    )


def card(card_id, label):
    return Scorecard(card_id, label, FRAME, "", f"{label}排名", False, Decimal(100), (), MappingProxyType({}))


def programme(year, units, tasks=(), phrases=(), cards=()):
    particulars = Particulars(
        year,
        "某区",
        "质量工作",
        f"{year}年意见",
        f"〔{year}〕1号",
        None,
        "1",
        dt.datetime(year, 12, 15),  # noqa: DTZ001 - naive local time of the office
        "办公室",
        "",
        "",
        "",
    )
    named = tuple(GroupPhrase(phrase, tuple(codes.split())) for phrase, codes in phrases)
    nothing = MappingProxyType({})
    return Programme(
        particulars, tuple(units), named, FRAME, tuple(tasks), (), (), tuple(cards), nothing, nothing, Settings(), ()
    )


def score(code, card_id, base, bonus):
    item = ItemScore("1", Decimal(100), base, bonus, (), blocked=False, lines=())
    return UnitScore(code, card_id, (item,))


def ranking(card_id, *rows):
    """Rows of (unit code, rank, base, bonus)."""
    return tuple(
        RankRow(
            rank,
            code,
            None if rank is None else score(code, card_id, Decimal(base), Decimal(bonus)).totals,
        )
        for code, rank, base, bonus in rows
    )
