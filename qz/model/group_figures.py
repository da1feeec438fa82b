"""How a unit compares with its group by one fact: its place, and the group's mean, greatest and least number."""

from decimal import Decimal

from qz.model.choices import GroupFigure
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """A unit's comparison with its group by one fact. A group is all units of one scorecard with the same 分组.

    ``given``: how many units of the group have a number that counts. ``above`` and ``below``: how many of these numbers
    are greater and smaller than this unit's (both 0 for a unit without a number, which has no place). ``mean`` (six
    decimal places), ``greatest`` and ``least`` are of these numbers; 0 where there are none. ``missing``: how many
    units have no number yet, without those that answered 不适用. ``unverified``: how many numbers are self-reports
    only. While ``missing`` or ``unverified`` is not 0, places may still change.
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
        """The group's mean, greatest or least number."""
        figures = {
            GroupFigure.MEAN: self.mean,
            GroupFigure.GREATEST: self.greatest,
            GroupFigure.LEAST: self.least,
        }
        return figures[wanted]
