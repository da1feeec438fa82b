"""Reads the formula of a computed fact as a clerk writes it: ``（签约额－上年签约额）÷上年签约额``."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from qz.model.formula import Formula, FormulaFact, FormulaMean, FormulaNumber, FormulaStep
from qz.words import fold

_SIGNS: Final = str.maketrans({"×": "*", "÷": "/", "−": "-", "–": "-", "—": "-"})
_NUMBER: Final = re.compile(r"(\d+(?:\.\d+)?)(%?)")
_MEANS: Final = ("平均", "平均值", "average")
TARGET_ENDING: Final = ".target"
LAST_YEAR_ENDING: Final = ".last_year"
_LAST_YEAR: Final = "上年"
_GIVEN: Final = {
    "本单位目标": TARGET_ENDING,
    "单位目标": TARGET_ENDING,
    "目标值": TARGET_ENDING,
    "目标": TARGET_ENDING,
    _LAST_YEAR: LAST_YEAR_ENDING,
    "上年值": LAST_YEAR_ENDING,
    "上年数": LAST_YEAR_ENDING,
    "去年": LAST_YEAR_ENDING,
}
"""What the programme gives of a fact, 目标（签约额）; its id is the fact's own with this ending."""


def is_last_year(head: str) -> bool:
    """Whether a head of 《单位目标》 is for values of the year before: 上年（签约额）."""
    return fold(head).startswith(f"{_LAST_YEAR}(") or head.endswith(LAST_YEAR_ENDING)


def read_formula(text: str, labels: Mapping[str, str]) -> Formula | None:
    """The formula; ``None`` where the text is ambiguous or not a formula. ``labels``: fact ids by label.

    A formula consists of labels of facts (the longest that fits is taken), ＋ － × ÷, brackets, numbers, percentages,
    and 平均（…，…）. 目标（…） and 上年（…） around a label are the unit's own target and the fact's value of the year
    before.
    """
    names = {fold(label): fact_id for label, fact_id in labels.items()}
    reader = _FormulaReader(fold(text).lstrip("=").translate(_SIGNS), names)
    formula = reader.sum()
    return formula if formula is not None and reader.at_end else None


class _FormulaReader:
    """Reads a folded text from left to right. Its methods return ``None`` where nothing fits."""

    def __init__(self, text: str, names: Mapping[str, str]) -> None:
        self._text = text
        self._names = names
        self._longest: Sequence[str] = sorted(names, key=len, reverse=True)
        self._place = 0

    @property
    def at_end(self) -> bool:
        """Whether the whole text was read."""
        return self._place == len(self._text)

    def _take(self, *words: str) -> str:
        found = next((word for word in words if self._text.startswith(word, self._place)), "")
        self._place += len(found)
        return found

    def sum(self) -> Formula | None:
        """A sum or difference of products."""
        left = self._product()
        while left is not None and (sign := self._take("+", "-")):
            right = self._product()
            left = None if right is None else FormulaStep(sign, left, right)
        return left

    def _product(self) -> Formula | None:
        left = self._part()
        while left is not None and (sign := self._take("*", "/")):
            right = self._part()
            left = None if right is None else FormulaStep(sign, left, right)
        return left

    def _part(self) -> Formula | None:
        if name := self._take(*self._longest):
            return FormulaFact(self._names[name])
        if given := self._take(*(f"{word}(" for word in _GIVEN)):
            name = self._take(*self._longest)
            whole = bool(name) and bool(self._take(")"))
            return FormulaFact(self._names[name] + _GIVEN[given[:-1]]) if whole else None
        if number := _NUMBER.match(self._text, self._place):
            self._place = number.end()
            return FormulaNumber(Decimal(number[1]) / (100 if number[2] else 1))
        if self._take(*(f"{word}(" for word in _MEANS)):
            parts = [self.sum()]
            while self._take(",", "、", ";"):
                parts.append(self.sum())
            known = tuple(part for part in parts if part is not None)
            return FormulaMean(known) if len(known) == len(parts) and self._take(")") else None
        if self._take("("):
            inner = self.sum()
            return inner if self._take(")") else None
        return None
