"""Other ways to read the document, and whom each would move."""

from dataclasses import dataclass
from decimal import Decimal

from qz.model.programme import Programme
from qz.model.scores import RankRow


@dataclass(frozen=True, slots=True)
class OtherReading:
    """One other way to read the document: what it is about, how it is read now, and how it could be."""

    group: str
    subject: str
    now: str
    other: str
    programme: Programme
    denied_undone: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """What a reading does to one unit: its total and rank now and then."""

    unit_code: str
    before: RankRow
    after: RankRow

    @property
    def points(self) -> Decimal:
        """分: then less now."""
        if self.before.totals is None or self.after.totals is None:
            return Decimal(0)
        return self.after.totals.total - self.before.totals.total

    @property
    def moves(self) -> bool:
        """Whether anything changes for the unit."""
        return bool(self.points) or self.before.rank != self.after.rank


@dataclass(frozen=True, slots=True)
class Weighed:
    """A reading and the units it moves, in roster order."""

    reading: OtherReading
    moves: tuple[Move, ...]
