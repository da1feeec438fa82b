"""One return of a unit that may count: where it came from, and what it says."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from qz.intake.intake_records import Arrival, Issue, Reported
from qz.model.trust import Decision, Doubt

SHOWN: Final = "%Y-%m-%d %H:%M"
"""How a time is shown in a reason."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One return of a unit: where it first came from, what it says, what a person decided about it.

    ``passed_on``: out of the office's own mailbox.
    Times are naive local time of the office.
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
    """A doubt as the finding it becomes."""
    return Issue(doubt.code, doubt.words)
