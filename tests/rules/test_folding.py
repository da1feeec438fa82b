"""折算: what a result counts in a larger assessment, as a number, as a formula and in words."""

from dataclasses import replace
from decimal import Decimal

import pytest
from programmes import row, second_tables, write
from small_programme import zoo

from qz.model.scorecards import Folding
from qz.model.scores import Totals
from qz.programme.faults import ProgrammeFault
from qz.programme.read_programme import read_programme
from qz.rules.folding import fold, fold_formula, folding_words


def totals(base, bonus):
    return Totals(Decimal(base), Decimal(bonus), Decimal(100 - base), Decimal(base + bonus))


CAPPED, BASE = Folding(Decimal(20)), Folding(Decimal("7.5"), of_base=True, capped=False)
CARD = replace(zoo().scorecards[0], nominal_total=Decimal(100))


@pytest.mark.parametrize(
    ("folding", "totals", "points", "formula", "words"),
    [
        # 总分 88 of 100 at 20: 88 ÷ 100 × 20 = 17.6
        (CAPPED, totals(85, 3), "17.6", "MIN(ROUND(C4*20/100,2),20)", "折算分＝总分÷100×20，不超过20分"),
        # 总分 104 at 20 is 20.8, capped at 20
        (CAPPED, totals(96, 8), "20", "MIN(ROUND(C4*20/100,2),20)", "折算分＝总分÷100×20，不超过20分"),
        # not capped: 20.8
        (replace(CAPPED, capped=False), totals(96, 8), "20.8", "ROUND(C4*20/100,2)", "折算分＝总分÷100×20"),
        # the standard score alone: 85 ÷ 100 × 7.5 = 6.375, half away from zero
        (BASE, totals(85, 3), "6.38", "ROUND(D4*7.5/100,2)", "折算分＝标准分得分÷100×7.5"),
    ],
)  # fmt: skip
def test_a_result_is_folded_in_proportion(folding, totals, points, formula, words):
    assert fold(CARD, folding, totals) == Decimal(points)
    assert fold_formula(CARD, folding, "C4", "D4") == formula
    assert folding_words(CARD, folding) == words


def programme(tmp_path, **cells):
    tables = second_tables()
    card = tables["scorecards"][0]
    row(tables, "scorecards", label=card["label"]).update(cells)
    return read_programme(write(tables, tmp_path))


def test_the_programme_says_how(tmp_path):
    read, found = programme(tmp_path, folded_points=Decimal(20), folded_from="标准分得分", folded_capped="否")
    assert not [one for one in found if one.code in {"P04", "P05", "P06"}]
    assert read.scorecards[0].folding == Folding(Decimal(20), of_base=True, capped=False)
    assert read.scorecards[1].folding is None


@pytest.mark.parametrize(
    ("cells", "code", "words"),
    [
        ({"folded_points": Decimal(0)}, "P05", "“折算满分”填的是“0”"),
        ({"folded_capped": "否"}, "P04", "填了“折算封顶”就要填"),
        ({"folded_points": Decimal(20), "folded_from": "名次"}, "P06", "总分、标准分得分"),
    ],
)
def test_what_cannot_be_folded_is_refused(tmp_path, cells, code, words):
    with pytest.raises(ProgrammeFault) as fault:
        programme(tmp_path, **cells)
    assert any(one.code == code and words in one.sentence for one in fault.value.findings)
