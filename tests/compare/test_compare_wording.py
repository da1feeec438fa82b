"""Which words changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qz.compare.changed_words import changed_words, one_line


def show(old, new):
    left, right = changed_words(old, new)
    return (
        "".join(f"[-{part.text}-]" if part.changed else part.text for part in left),
        "".join(f"[+{part.text}+]" if part.changed else part.text for part in right),
    )


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("新创名牌3只", "新创名牌13只", ("新创名牌[-3-]只", "新创名牌[+13+]只")),
        ("合格率达90%，", "合格率达 90%、", ("合格率达90%[-，-]", "合格率达 90%[+、+]")),
        ("不超过0.45;新增", "不超过0.45；新增", ("不超过0.45;新增", "不超过0.45；新增")),
        ("食品抽检平均合格率", "食品实物抽检平均合格率", ("食品抽检平均合格率", "食品[+实物+]抽检平均合格率")),
        (
            "江苏名牌产品3只、常州市名牌5只",
            "江苏名牌产品4只（含扩牌）、常州市名牌产品8只",
            ("江苏名牌产品[-3只-]、常州市名牌[-5-]只", "江苏名牌产品[+4只（含扩牌）+]、常州市名牌[+产品8+]只"),
        ),
        ("", "新写", ("", "[+新写+]")),
        ("一样", "一样", ("一样", "一样")),
    ],
)
def test_whole_figures_and_no_confetti(old, new, shown):
    assert show(old, new) == shown


def test_a_line_break_of_the_printed_column_is_no_word():
    assert one_line("服务\n 标准化 \n") == "服务标准化"


texts = st.text("质量名牌 3只，。;；5%", max_size=30)


@given(texts, texts)
def test_the_segments_give_the_texts_back(old, new):
    left, right = changed_words(old, new)
    assert "".join(part.text for part in left) == old.strip()
    assert "".join(part.text for part in right) == new.strip()


@given(texts)
def test_a_text_is_unchanged_against_itself(text):
    assert not any(part.changed for side in changed_words(text, text) for part in side)
