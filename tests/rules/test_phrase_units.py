"""In 失分用语 the ``{n}`` of a rate bears its unit, once, on the form as in the reasons."""

from decimal import Decimal as Dec

import pytest
from small_programme import UNIT, criterion, fact, item, programme, term

from qz.forms.lost_terms import longest_words
from qz.model.scores import Answers
from qz.model.values import Answer
from qz.scoring.engine import score_unit


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("合格率低{n}", "合格率低5个百分点"),
        ("合格率低{n}个百分点", "合格率低5个百分点"),
        ("合格率低 {n} 百分点", "合格率低 5 百分点"),
        ("合格率低{n}%", "合格率低5%"),
        ("合格率只有{v}", "合格率只有85%"),
    ],
)
def test_a_gap_between_rates_is_told_in_percentage_points(phrase, reason):
    rate = term("rate", target="0.9", step="0.01", rate=1, phrase=phrase)
    made = programme([fact("rate", "rate", "合格率")], [item("1", 10, criterion("1.1", "shortfall", rate, points=10))])
    told = Answers({"rate": Answer(Dec("0.85"))}, {}, {}, {}, {}, {})
    (line,) = score_unit(made, UNIT, told).items[0].lines
    assert line.award.reasons == (f"{reason}，少得5分",)
    (card,) = made.scorecards
    longest = longest_words(rate, card.facts["rate"], alone=True)
    assert longest.count("百分点") == ("百分点" in reason)


def test_a_rate_that_is_counted_itself_is_told_in_percent():
    rate = term("rate", "≤", step="0.1", rate=1, phrase="差错率{n}")
    made = programme(
        [fact("rate", "rate", "差错率")], [item("1", 10, criterion("1.1", "deduct", rate), starts_full=True)]
    )
    told = Answers({"rate": Answer(Dec("0.35"))}, {}, {}, {}, {}, {})
    (line,) = score_unit(made, UNIT, told).items[0].lines
    assert line.award.reasons == ("差错率35%，扣3分",)
