"""The numbers of a Chinese text with their measures, and the targets the text sets with them."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from qz.model.values import show_number
from qz.records import dataclass
from qz.words import CLAUSE_ENDS

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_ENUMERATOR: Final = re.compile(r"\s*(?:\d+\s*[．、]|\d+\.(?!\d)|[（(]\d+[）)])\s*")
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?=年)")
_LONG_MEASURES: Final = (
    "个百分点", "平方公里", "平方米", "立方米", "百分点", "公里", "千米", "厘米", "毫米", "公顷", "千克",
    "万亩", "万元", "亿元", "万人", "万吨", "人次", "场次",
)  # fmt: skip
_MEASURE: Final = re.compile("|".join((*_LONG_MEASURES, r"[%％‰]", r"[\u4e00-\u9fff]")))
_LIST_ENDS: Final = ("率", "数", "量", "值")
_RELATIONS: Final = re.compile(
    r"(达到|达|提高到|不超过|不低于|不少于|不高于|控制在|以上|以下|以内|为|≥|≤|>|<|=)+$|^(以上|以下|以内)"
)


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number in a text: where it stands (``end`` without the measure), its value, and the measure behind it."""

    start: int
    end: int
    value: Decimal
    measure: str

    @property
    def shown(self) -> str:
        """Number and measure as a sentence quotes them: ``12件``."""
        return f"{show_number(self.value)}{self.measure}"


@dataclass(frozen=True, slots=True)
class Target:
    """What a clause sets a number for: ``subject`` is the words without it, ``words`` those with it."""

    subject: str
    number: PrintedNumber
    words: str
    clause: str


def start_of_text(text: str) -> int:
    """Where the text begins after its enumerator (``1．``, ``5.``, ``（2）``)."""
    found = _ENUMERATOR.match(text)
    return found.end() if found else 0


def find_numbers(text: str) -> tuple[PrintedNumber, ...]:
    """All numbers of a text but its enumerator and years; a number inside a word (ISO9001) is a number too."""
    years = {found.start() for found in _YEAR.finditer(text)}
    numbers = []
    for found in _NUMBER.finditer(text, start_of_text(text)):
        if found.start() not in years:
            measure = _MEASURE.match(text, found.end())
            word = measure.group().replace("％", "%") if measure else ""
            numbers.append(PrintedNumber(found.start(), found.end(), Decimal(found.group()), word))
    return tuple(numbers)


def find_spans(text: str, quotes: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Where the quotes stand in the text, every occurrence."""
    return tuple(
        (found.start(), found.end()) for quote in quotes if quote for found in re.finditer(re.escape(quote), text)
    )


def outside(numbers: Sequence[PrintedNumber], spans: Sequence[tuple[int, int]]) -> tuple[PrintedNumber, ...]:
    """The numbers that stand in none of the spans."""
    return tuple(
        number for number in numbers if not any(start <= number.start and number.end <= end for start, end in spans)
    )


def split_clauses(text: str) -> tuple[str, ...]:
    """The text's clauses, its enumerator left out."""
    return tuple(clause for part in CLAUSE_ENDS.split(text[start_of_text(text) :]) if (clause := part.strip()))


def find_targets(text: str, skip: Iterable[str] = ()) -> tuple[Target, ...]:
    """The targets a text sets: one a number, and one for each of a list that shares it (甲率、乙率达到100%).

    Numbers inside ``skip`` (quotes marked as no target) are none.
    """
    skip = tuple(skip)
    targets: list[Target] = []
    for clause in split_clauses(text):
        names: list[str] = []
        for segment in clause.split("、"):
            if not _bare_numbers(segment, skip):
                names.append(segment)
                continue
            if not all(name.endswith(_LIST_ENDS) for name in names):
                names = ["、".join([*names, segment])]
            else:
                names.append(segment)
            targets += _targets_of(names, clause, skip)
            names = []
    return tuple(targets)


def _bare_numbers(words: str, skip: Iterable[str]) -> tuple[PrintedNumber, ...]:
    return outside(find_numbers(f"。{words}"), find_spans(f"。{words}", skip))


def _targets_of(names: Sequence[str], clause: str, skip: Iterable[str]) -> list[Target]:
    """The targets of a list whose last words hold the number or numbers; the names before share the first of them."""
    *listed, last = names
    numbers = _bare_numbers(last, skip)
    targets = [Target(name, numbers[0], f"{name}{numbers[0].shown}", clause) for name in listed]
    return targets + [Target(_subject(f"。{last}", number)[1:], number, last, clause) for number in numbers]


def _subject(words: str, number: PrintedNumber) -> str:
    """The words without the number, its measure, and how it is held against the actual value."""
    before = _RELATIONS.sub("", words[: number.start])
    return before + _RELATIONS.sub("", words[number.end :].removeprefix(number.measure))
