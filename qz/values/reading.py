"""What the reading of one cell gives: its value, the words typed, and the issues to be reported about it."""

import re
from collections.abc import Mapping
from typing import Final

from qz.model.values import Value
from qz.records import dataclass

_DATE: Final = re.compile(r"(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class ReadingIssue:
    """A finding in the making: its code and the words its sentence wants besides the input's own."""

    code: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says. ``typed`` as a person sees it; ``value`` is ``None`` when blank or invalid."""

    value: Value = None
    typed: str = ""
    invalid: bool = False
    issues: tuple[ReadingIssue, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing was typed."""
        return self.value is None and not self.invalid


BLANK: Final = Reading()


def wrong(code: str, typed: str, **words: str) -> Reading:
    """A cell that was filled in and has no value: what was typed, and the finding that says why."""
    return Reading(None, typed, invalid=True, issues=(ReadingIssue(code, words),))


def reads_as_typed(found: str, read: str) -> bool:
    """Whether the value is what was typed, word for word but for spaces around it; for dates, the same day."""
    day, other = _DATE.fullmatch(found.strip()), _DATE.fullmatch(read)
    return found.strip() == read or bool(day and other and [*map(int, day.groups())] == [*map(int, other.groups())])
