"""A guessed rule: what a scoring clause becomes, and the numbers in its words."""

import re
from decimal import Decimal
from typing import Final

from qz.programme.raw import RawValue
from qz.records import dataclass
from qz.values.numerals import read_chinese, read_written

NUMBER: Final = r"(\d+(?:\.\d+)?|[一二两三四五六七八九十]+)"
MEASURES: Final = "个百分点|百分点|个|次|起|件|条|项|只|家|人|篇|例|天|名|处|%"
WHOLE: Final = (
    "人次|案次|批次|个|次|起|件|条|项|只|家|人|篇|例|天|名|处|户|批|宗|笔|份|期|场|座|所|台|辆|块|环节|方面|类|村|种"
)
"""Measures of what is counted in whole numbers."""
AMOUNT: Final = re.compile(rf"{NUMBER}分(?!钟|局|管|类|级|组|解|工|析|别|之|为(?!止))")


@dataclass(frozen=True, slots=True)
class GuessedTerm:
    """What one term of a rule counts: words for its fact, the fact's type (是否, 计数 …), and the term's numbers.

    ``bands``: the cell 分档; ``choices``: the fact's options.
    """

    words: str
    value_type: str
    target: RawValue = None
    step: RawValue = None
    rate: Decimal | None = None
    trigger: str = ""
    once: str = ""
    points: Decimal | None = None
    comparator: str = ""
    bands: str = ""
    choices: str = ""


@dataclass(frozen=True, slots=True)
class GuessedRule:
    """A guessed rule: the pattern's name, the kind's Chinese name, points, and terms.

    ``apart``: each term is a criterion of its own with its own points (8.2a, 8.2b). ``least`` and ``most``: what the
    clause comes to at least and at most. ``consequence``: the word of 一票否决 for what becomes of the scorecard.
    ``pool``: what is written in 并计.
    """

    pattern: str
    kind: str
    points: Decimal | None
    terms: tuple[GuessedTerm, ...]
    apart: bool = False
    least: Decimal | None = None
    most: Decimal | None = None
    consequence: str = ""
    pool: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause with its item.

    ``content``: the words of 考核内容 and of what the clause asks for; ``text``: the clause, as printed or (before a
    pattern) in usual words; ``standard``: the item's standard score, if it is known; ``printed``: the clause itself.
    """

    content: str
    text: str
    standard: Decimal | None = None
    printed: str = ""


def number_of(text: str) -> Decimal:
    """A number in digits or Chinese words."""
    found = read_written(text)
    found = read_chinese(text) if found is None else found
    return Decimal(0) if found is None else found
