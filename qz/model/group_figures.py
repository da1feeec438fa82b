"""What the units of one group reported of one fact, and how one of them stands among them."""

from dataclasses import dataclass
from decimal import Decimal

from qz.model.programme import GroupFigure
from qz.model.values import Packable


@dataclass(frozen=True, slots=True)
class GroupFigures(Packable):
    """One unit's standing in its group by one fact. Units of one scorecard and one 分组 are a group.

    ``given`` units of the group have a number that counts: ``above`` of them a greater one than this unit, ``below`` a
    smaller one (both 0 for a unit without a number, which has no place). ``mean`` (six decimal places), ``greatest``
    and ``least`` are of those numbers, 0 where there is none. ``missing`` units have no number yet, one that answered
    不适用 apart; of ``unverified`` the number is the unit's own word. While there are any, places may still change.
    """

    given: int = 0
    above: int = 0
    below: int = 0
    mean: Decimal = Decimal(0)
    greatest: Decimal = Decimal(0)
    least: Decimal = Decimal(0)
    missing: int = 0
    unverified: int = 0

    def figure(self, wanted: GroupFigure) -> Decimal:
        """The mean, the greatest or the least number of the group."""
        figures = {
            GroupFigure.MEAN: self.mean,
            GroupFigure.GREATEST: self.greatest,
            GroupFigure.LEAST: self.least,
        }
        return figures[wanted]
