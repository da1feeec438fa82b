"""Formulas a clerk can read, of functions every spreadsheet program has, within every program's limits."""

import re
from decimal import Decimal as Dec

import pytest
import small_programme
from small_programme import criterion, fact, term

from qz.model.scorecards import Criterion
from qz.rules.criterion_points import criterion_formula
from qz.rules.item import item_formulas
from qz.rules.registry import KINDS
from qz.rules.rule_kind import GroupCells

SHARED = {
    *(
        "ABS",
        "AND",
        "COUNT",
        "COUNTIF",
        "IF",
        "IFERROR",
        "INT",
        "ISNUMBER",
        "MAX",
        "MIN",
        "NOT",
        "OR",
        "RANK",
        "ROUND",
        "ROUNDUP",
    ),
    *("SUBSTITUTE", "TRIM", "FALSE", "TRUE"),
}


class Refs:
    """Every fact in column H, every target in column I, by the order they are asked for."""

    def __init__(self):
        self._rows = {}

    def fact(self, fact_id):
        return f"$H${self._rows.setdefault(fact_id, len(self._rows) + 1)}"

    def unit_target(self, fact_id):
        return f"$I${self._rows.setdefault(fact_id, len(self._rows) + 1)}"

    def group(self, fact_id):
        cell = self.fact(fact_id)
        return GroupCells(cell.replace("H", "K"), "$K$1:$K$9", "$L$1", "$L$2", "$L$3")

    def tasks_scored(self):
        return "5"

    def tasks_done(self):
        return 'COUNTIF($D$1:$D$5,"已完成")'

    def tasks_missing(self):
        return "COUNTBLANK($D$1:$D$5)"


FACTS = {
    one.fact_id: one
    for one in (
        fact("plan", "yes_no"),
        fact("meetings", "count"),
        fact("rate", "rate"),
        fact("share", "rate", allows_not_applicable=True),
        fact("mark", "grade", maximum=Dec(5)),
    )
}
WRITTEN = [
    (criterion("1", "if_yes", term("plan"), points=2), 'IFERROR(IF($H$1="是",2,0),0)'),
    (
        criterion("1", "threshold", term("meetings", target=2), points=2),
        "IFERROR(IF(AND(ISNUMBER($H$1),$H$1=ROUND($H$1,0),$H$1>=2),2,0),0)",
    ),
    (
        criterion("1", "threshold", term("share", target="0.9"), points=5),
        'IFERROR(IF(IF($H$1="不适用",TRUE,AND(ISNUMBER($H$1),ROUND($H$1,6)<=1,ROUND($H$1,6)>=0.9)),5,0),0)',
    ),
    (
        criterion("1", "unit_target", term("meetings"), points=5),
        "IFERROR(IF(AND(ISNUMBER($H$1),$H$1>=0,$H$1=ROUND($H$1,0),$H$1>=$I$1),5,0),0)",
    ),
    (
        criterion("1", "shortfall", term("rate", target=1, step="0.01", rate=1), points=2),
        (
            "MAX(0,2-IFERROR(IF(AND(ISNUMBER($H$1),ROUND($H$1,6)>=0,ROUND($H$1,6)<=1),"
            "MAX(0,INT(ROUND((1-ROUND($H$1,6))/0.01,6))),100),100))"
        ),
    ),
    (
        criterion("1", "shortfall", term("meetings", target=4, step=1, rate=1), points=3),
        "MAX(0,3-IFERROR(IF(AND(ISNUMBER($H$1),$H$1>=0,$H$1=ROUND($H$1,0)),MAX(0,4-$H$1),4),4))",
    ),
    (  # a count is beyond a target that is not whole by a number that is not
        criterion("1", "surplus_bonus", term("meetings", target="2.5", step=1, rate=2)),
        (
            "ROUND(ROUND(IFERROR(IF(AND(ISNUMBER($H$1),$H$1>=0,$H$1=ROUND($H$1,0)),"
            "2*MAX(0,INT(ROUND(MAX(0,$H$1-2.5),6))),0),0),8),2)"
        ),
    ),
    (
        criterion("1", "grade", term("mark"), points=5),
        "IFERROR(IF(AND(ISNUMBER($H$1),$H$1>=0,$H$1<=5,ROUND($H$1/0.5,6)=ROUND($H$1/0.5,0)),ROUND($H$1,2),0),0)",
    ),
    (
        criterion("1", "bonus", term("meetings", rate=2)),
        "IFERROR(IF(AND(ISNUMBER($H$1),$H$1=ROUND($H$1,0),$H$1>0),2*$H$1,0),0)",
    ),
    (
        criterion("1", "deduct", term("meetings", rate=2)),
        "IFERROR(IF(AND(ISNUMBER($H$1),$H$1=ROUND($H$1,0),$H$1>0),-2*$H$1,0),0)",
    ),
    (criterion("1", "deduct", term("plan", rate=5)), 'IFERROR(IF($H$1="是",-5,0),0)'),
    (criterion("1", "deduct_if_no", term("plan", rate=5)), 'IFERROR(IF($H$1="是",0,-5),-5)'),
    (
        criterion("1", "deduct_missing", term("meetings", target=2, rate=5)),
        "IFERROR(IF(AND(ISNUMBER($H$1),$H$1>=0,$H$1=ROUND($H$1,0)),5*MIN(0,$H$1-2),-10),-10)",
    ),
    (criterion("1", "veto", term("plan", trigger="否")), 'IFERROR($H$1<>"是",TRUE)'),
    (
        criterion("1", "veto", term("meetings")),
        "IFERROR(AND(ISNUMBER($H$1),$H$1=ROUND($H$1,0),$H$1>=1),FALSE)",
    ),
    (criterion("1", "tasks", points=3), '3*(COUNTIF($D$1:$D$5,"已完成")-5)'),
]


@pytest.mark.parametrize(("one", "formula"), WRITTEN, ids=[one.kind for one, _ in WRITTEN])
def test_a_formula_is_short_and_readable(one, formula):
    assert KINDS[one.kind].formula(one, FACTS, Refs()) == formula


def test_a_verified_score_stands_before_the_rule():
    one = criterion("1", "if_yes", term("plan"), points=2)
    assert criterion_formula(one, FACTS, Refs(), "$K$9") == 'IF(ISNUMBER($K$9),$K$9,IFERROR(IF($H$1="是",2,0),0))'
    veto = criterion("1", "veto", term("plan"))
    assert criterion_formula(veto, FACTS, Refs(), "$K$9") == 'IFERROR($H$1="是",FALSE)'


def test_an_item_from_its_criteria_s_cells():
    item = small_programme.item(
        "6",
        10,
        criterion("6.1", "if_yes", term("plan"), points=5),
        criterion("6.2", "deduct", term("meetings", rate=2)),
        criterion("6.3", "bonus", term("meetings", rate=1)),
        criterion("6.4", "veto", term("plan")),
    )
    found = item_formulas(item, FACTS, Refs(), {one.criterion_id: f"$K${row}" for row, one in enumerate(item.criteria)})
    assert found.base == "IF($K$3,0,ROUND(MIN(10,MAX(0,$K$0+$K$1)),2))"
    assert found.bonus == "IF($K$3,0,ROUND($K$2,2))"


def every_formula(programme):
    for card in programme.scorecards:
        for one in card.criteria:
            for formula in (
                criterion_formula(one, card.facts, Refs(), "$K$999"),
                KINDS[one.kind].blocked_formula(one, card.facts, Refs()),
                KINDS[one.kind].veto_formula(one, card.facts, Refs()),
            ):
                if formula is not None:
                    yield formula
        for item in card.items:
            found = item_formulas(item, card.facts, Refs(), {}, {one.criterion_id: "$K$999" for one in item.criteria})
            yield from (found.base, found.bonus)


def depth(formula):
    level = deepest = 0
    for character in formula:
        level += {"(": 1, ")": -1}.get(character, 0)
        deepest = max(deepest, level)
    assert level == 0
    return deepest


@pytest.mark.parametrize("which", ["2011", "zoo"])
def test_every_formula_keeps_to_shared_functions_and_limits(which, request):
    programme = small_programme.zoo() if which == "zoo" else request.getfixturevalue("programme_2011")
    found = list(every_formula(programme))
    assert len(found) > 30
    for formula in found:
        assert set(re.findall(r"[A-Z]+(?=\()", formula)) <= SHARED
        assert len(formula) < 8000
        assert depth(formula) < 30


def test_thirty_facts_fit_in_one_criterion():
    terms = tuple(term("share", target="0.92") for _ in range(30))
    many = Criterion("1.1", "1", "", "threshold", Dec(5), terms)
    assert len(KINDS["threshold"].formula(many, FACTS, Refs())) < 8192
    many = criterion("1.1", "deduct", *(term("share", rate="0.125") for _ in range(30)))
    assert len(KINDS["deduct"].formula(many, FACTS, Refs())) < 8192
