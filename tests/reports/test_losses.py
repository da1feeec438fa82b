"""失分明细 adds up to 失分, whatever was answered: nothing is lost twice, nothing beyond an item's points."""

from decimal import Decimal

import pytest
import report_cases as cases

from qz.model.scores import Award, Effect, ItemScore, ScoreLine, VerifiedScore
from qz.reports.losses import clauses_of_unit, deduction_words


@pytest.fixture(scope="module")
def crowds(programme_2011):
    """Twenty towns and twenty departments filled at random."""
    return [
        cases.crowd(programme_2011, names, 10, seed)
        for names, seed in ((["孟河镇", "河海街道"], 3), (["质监分局", "科技局"], 4))
    ]


def test_what_a_unit_lost_adds_up(crowds):
    seen, used_up = 0, 0
    for assessment in crowds:
        for card in assessment.programme.scorecards:
            for unit in assessment.units_of(card.scorecard_id):
                score = assessment.scores.get(unit.code)
                if score is not None:
                    assert sum((loss.points for loss in clauses_of_unit(card, score)), Decimal(0)) == score.lost
                    seen += 1
                    used_up += sum("扣完" in loss.why for loss in clauses_of_unit(card, score))
    assert seen > 30
    assert used_up > 0


def test_the_samples_add_up(samples):
    card = next(card for card in samples.programme.scorecards if card.scorecard_id == "town")
    for unit in samples.units_of("town"):
        if unit.code in samples.scores:
            losses = clauses_of_unit(card, samples.scores[unit.code])
            assert sum((loss.points for loss in losses), Decimal(0)) == samples.scores[unit.code].lost


def test_a_department_without_honours_lost_nothing_by_that(samples):
    """Item 6 of Annex 3 holds bonus only: its 5 points are nobody's to lose."""
    for unit in samples.units_of("department"):
        score = samples.scores.get(unit.code)
        if score is not None:
            assert score.items[5].bonus_only
            assert score.items[5].lost == 0
            assert score.lost == sum((item.standard - item.base for item in score.items[:5]), Decimal(0))


@pytest.mark.parametrize(
    ("effect", "points", "words"),
    [
        (Effect.DEDUCT, "-2", "5.2核定-2分：查实一起"),
        (Effect.DEDUCT, "0", ""),
        (Effect.EARN, "3", "5.2核定3分：查实一起"),
        (Effect.EARN, "0", "5.2核定0分：查实一起"),
    ],
)
def test_a_score_a_verifier_gave_is_a_reason_unless_nothing_was_deducted(effect, points, words):
    given = VerifiedScore(Decimal(points), "查实一起")
    line = ScoreLine("5.2", effect, Award(Decimal(-1), reasons=("缺一次扣1分",)), given)
    item = ItemScore("5", Decimal(10), Decimal(8), Decimal(0), (), blocked=False, lines=(line,))
    assert deduction_words(item) == words
