"""等次 as the document's text names them: 90分以上为优秀，80分以上为良好，60分以下为不合格."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from qz.programme.importing.clauses.guessed_rule import number_of
from qz.programme.importing.guesses.guess import GuessedRow
from qz.programme.raw import Percent, RawValue

_GRADE: Final = r"(优秀|良好|合格|基本合格|不合格|达标|不达标|[A-Da-d]级|[一二三四]等)"
_LEAST: Final = re.compile(
    rf"(\d+(?:\.\d+)?)分?(?:[（(]含\S{{0,4}}[）)])?(?:及)?以上(?:[^，。；、]{{0,6}}?)(?:评?定?为|的?是){_GRADE}"
)
_REST: Final = re.compile(rf"(\d+(?:\.\d+)?)分?以下(?:[^，。；、]{{0,6}}?)(?:评?定?为|的?是){_GRADE}")
_QUOTA: Final = re.compile(
    rf"{_GRADE}[^，。；、]{{0,10}}不(?:得)?(?:超过|多于)[^，。；、\d]{{0,12}}(\d+(?:\.\d+)?)(%|％|个|名)"
)


def guess_grades(paragraphs: Iterable[str], labels: Iterable[str]) -> Iterator[GuessedRow]:
    """The rows of 《等次》 for every scorecard, best first: of the first paragraph that names two grades or more."""
    paragraphs = tuple(paragraphs)
    quotas = _quotas(paragraphs)
    for paragraph in paragraphs:
        found = [(number_of(one[1]), one[2]) for one in _LEAST.finditer(paragraph)]
        least = [number for number, _ in found]
        rest = _REST.search(paragraph)
        if not found or len(found) + bool(rest) < 2 or least != sorted(set(least), reverse=True):
            continue
        source = f"请核：由“{paragraph[:60]}”猜。"
        for label in labels:
            for number, name in found:
                row = GuessedRow({"scorecard_id": label})
                row.guess("name", name, source)
                row.guess("least", number, source)
                if (quota := quotas.get(name)) is not None:
                    row.guess("quota", *quota)
                yield row
            if rest:
                row = GuessedRow({"scorecard_id": label})
                row.guess("name", rest[2], source)
                yield row
        return


def _quotas(paragraphs: Iterable[str]) -> dict[str, tuple[RawValue, str]]:
    """By grade, how many may have it at most, a number or a share, and what that is guessed from."""
    found: dict[str, tuple[RawValue, str]] = {}
    for paragraph in paragraphs:
        for one in _QUOTA.finditer(paragraph):
            number = number_of(one[2])
            share = Percent(number / 100) if one[3] in {"%", "％"} else number
            found.setdefault(one[1], (share, f"请核：由“{one[0]}”猜。"))
    return found
