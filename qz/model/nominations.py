"""The people a unit nominates for commendation (表彰推荐), entered in rows of its form with name, post and merits."""

from collections.abc import Iterator
from typing import Final

from qz.model.scores import Answers
from qz.model.values import BLANK_ANSWER
from qz.records import dataclass

MORE_ROWS: Final = 2
"""Rows of a form beyond the unit's places, so that one too many is seen and reported."""


def nominee_key(number: int, part: str) -> str:
    """The key of an input in row ``number``: ``1`` for the name, ``1.post`` and ``1.merits`` for the others."""
    return f"{number}.{part}" if part else str(number)


def nominee_row(key: str) -> int:
    """The row number in an input's key."""
    return int(key.partition(".")[0])


@dataclass(frozen=True, slots=True)
class Nominee:
    """One person nominated by a unit. ``number``: the row of the form, from 1. Parts left blank are ``""``."""

    unit_code: str
    number: int
    name: str
    post: str
    merits: str

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts that were left blank, in Chinese words."""
        parts = (("姓名", self.name), ("职务", self.post), ("主要事迹", self.merits))
        return tuple(word for word, text in parts if not text)


def nominees_of(unit_code: str, answers: Answers) -> Iterator[Nominee]:
    """The people a unit nominates, in the order of the form. Blank rows are skipped."""
    numbers = sorted({nominee_row(key) for key in answers.nominations})
    for number in numbers:
        texts = [_text(answers, nominee_key(number, part)) for part in ("", "post", "merits")]
        if any(texts):
            yield Nominee(unit_code, number, *texts)


def _text(answers: Answers, key: str) -> str:
    answer = answers.nominations.get(key, BLANK_ANSWER)
    return answer.value if isinstance(answer.value, str) else ""
