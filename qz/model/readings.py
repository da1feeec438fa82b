"""Other possible readings of the document (口径), and which units' results each would change."""

from decimal import Decimal

from qz.model.programme import Programme
from qz.model.scores import RankRow
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class OtherReading:
    """Another possible reading of a rule: what it is about, how it is read now, and how it could be read instead."""

    group: str
    subject: str
    now: str
    other: str
    programme: Programme
    denied_undone: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """What a reading changes for one unit: its row of the ranking now and under that reading."""

    unit_code: str
    before: RankRow
    after: RankRow

    @property
    def points(self) -> Decimal:
        """The total under the reading less the total now (分)."""
        if self.before.totals is None or self.after.totals is None:
            return Decimal(0)
        return self.after.totals.total - self.before.totals.total

    @property
    def moves(self) -> bool:
        """Whether the unit's total or rank changes."""
        return bool(self.points) or self.before.rank != self.after.rank


@dataclass(frozen=True, slots=True)
class Weighed:
    """A reading and the units whose results it changes, in roster order."""

    reading: OtherReading
    moves: tuple[Move, ...]
