"""One scorecard being guessed: its rows by sheet, what could not be read, and the facts it already has."""

from dataclasses import field

from qz.programme.importing.guesses.guess import GuessedRow, Unread
from qz.records import dataclass


@dataclass(slots=True)
class GuessedCard:
    """One scorecard's rows by sheet key, what could not be read, and the kinds of unit it scores.

    ``facts``: the facts with targets of the units' own, with the clause they come from; ``items``: by number, what
    each item is about.
    """

    label: str
    kinds: tuple[str, ...]
    rows: dict[str, list[GuessedRow]] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)

    def add(self, sheet: str, row: GuessedRow) -> GuessedRow:
        """Add a row to a sheet."""
        self.rows.setdefault(sheet, []).append(row)
        return row
