"""A guess: a value for a cell of the programme workbook, and the words of the document it rests on."""

from dataclasses import field

from qz.programme.raw import RawValue
from qz.records import dataclass


@dataclass(slots=True)
class GuessedRow:
    """One row of a sheet. ``values`` by field; ``sources``: for each guessed field what its comment says."""

    values: dict[str, RawValue]
    sources: dict[str, str] = field(default_factory=dict)

    def guess(self, name: str, value: RawValue, source: str) -> None:
        """Set a field to a guess, with what it rests on."""
        self.values[name] = value
        self.sources[name] = source


@dataclass(frozen=True, slots=True)
class Unread:
    """A clause that became no rule, or a number that became no indicator: where it stands, its words, and why."""

    where: str
    words: str
    why: str
