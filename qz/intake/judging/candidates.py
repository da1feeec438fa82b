"""One return of a unit that may count: where it came from, and what was read from it."""

import datetime as dt
from typing import Final

from qz.intake.intake_records import Arrival, Issue, Reported
from qz.model.trust import Decision, Doubt
from qz.records import dataclass

SHOWN: Final = "%Y-%m-%d %H:%M"
"""How a time is shown in a reason."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One return of a unit: its arrival, what was read from it, and what a person decided about it.

    ``passed_on``: the office's own mailbox sent it. Times are naive local time of the office.
    """

    arrival: Arrival
    reported: Reported
    decision: Decision | None = None
    passed_on: bool = False

    @property
    def mailed_at(self) -> dt.datetime | None:
        """When it was mailed."""
        return self.arrival.envelope.mailed_at

    @property
    def saved_at(self) -> dt.datetime | None:
        """When the workbook was saved."""
        return self.reported.saved_at


def issue_of(doubt: Doubt) -> Issue:
    """The issue for a doubt."""
    return Issue(doubt.code, doubt.words)
