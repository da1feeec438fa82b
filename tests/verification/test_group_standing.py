"""The others' numbers, as an explanation of points that compare units lists them."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

from small_programme import UNIT, criterion, fact, item, placed, programme, term

from qz.model.scores import Answers
from qz.model.values import Answer
from qz.scoring.compare_units import with_figures
from qz.verification.group_standing import GroupStandings


def told(*numbers, comparator="≥", own=0):
    """The line for one unit of many; ``None``: it did not report."""
    units = [replace(UNIT, code=f"U{at}", name=f"{at}镇") for at, _ in enumerate(numbers)]
    facts = [fact("cases", "count", "案件", "起"), fact("other", "count")]
    terms = (placed("cases", "第1名3分", comparator), term("other", rate=1))
    one = criterion("1.1", "by_place", terms[0], points=3)
    made = programme(facts, [item("1", 3, one, criterion("1.2", "bonus", terms[1]))], units=tuple(units))
    answers = {
        f"U{at}": Answers({"cases": Answer(Decimal(number))}, {}, {}, {}, {}, {})
        for at, number in enumerate(numbers)
        if number is not None
    }
    known = SimpleNamespace(programme=made, answers=with_figures(made, answers))
    card = made.scorecards[0]
    assert list(GroupStandings(known).lines(card, units[own], card.criteria[1])) == []
    (line,) = GroupStandings(known).lines(card, units[own], one)
    return line.strip()


def test_all_of_a_small_group_are_named_with_their_places():
    assert told(5, 9, None, 5) == (
        "本组各单位的案件（平均6.333333起）：第1名1镇（9起），第2名0镇（5起），第2名3镇（5起）；没有数据的：2镇"
    )
    assert told(5, 9, comparator="≤") == "本组各单位的案件（平均7起）：第1名0镇（5起），第2名1镇（9起）"
    assert told(None, None) == "本组各单位的案件：都没有；没有数据的：0镇、1镇"


def test_of_a_great_one_the_first_the_last_and_those_beside():
    line = told(*range(100, 0, -1), own=50)
    assert line.split("：")[1] == (
        "第1名0镇（100起），第2名1镇（99起），第3名2镇（98起），…，第49名48镇（52起），第50名49镇（51起），"
        "第51名50镇（50起），第52名51镇（49起），第53名52镇（48起），…，第100名99镇（1起）"
    )
