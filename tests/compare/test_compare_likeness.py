"""How alike texts are, and the best pairs of two lists."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from qz.compare.likeness import best_pairs, likeness

matrices = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 8).map(lambda number: number / 8), min_size=width, max_size=width),
        min_size=1,
        max_size=4,
    )
)


def test_white_space_and_punctuation_are_no_difference():
    assert likeness("质监分局，药监分局", "质监分局、\n药监分局 。") == 1.0


def test_nothing_in_common():
    assert likeness("名牌", "安全") == 0.0


@given(st.text("质量名牌安全", max_size=12), st.text("质量名牌安全", max_size=12))
def test_likeness_is_the_same_both_ways(one, other):
    assert likeness(one, other) == likeness(other, one)


def test_a_good_pair_gives_way_where_all_together_are_better():
    # greedily (0, 0) first: 0.9 + 0 = 0.9; together 0.8 + 0.85 = 1.65
    assert best_pairs([[0.9, 0.8], [0.85, 0.1]], 0.45) == ((0, 1), (1, 0))


def test_pairs_below_the_least_are_none():
    assert best_pairs([[0.44, 0.9], [0.44, 0.44]], 0.45) == ((0, 1),)


def test_nothing_to_pair():
    assert best_pairs([], 0.45) == ()
    assert best_pairs([[], []], 0.45) == ()


@given(matrices)
def test_the_sum_is_the_greatest_there_is(scores):
    least = 0.25
    gain = [[score if score >= least else 0.0 for score in row] for row in scores]
    size = max(len(gain), len(gain[0]))
    square = [row + [0.0] * (size - len(row)) for row in gain] + [[0.0] * size] * (size - len(gain))
    best = max(sum(square[row][column] for row, column in enumerate(order)) for order in permutations(range(size)))
    pairs = best_pairs(scores, least)
    assert sum(scores[row][column] for row, column in pairs) == best
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
