"""Which of a unit's returns counts: the latest by mail date, else by saved time; where that does not decide, none."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qz.intake.intake_records import Arrival, Reported
from qz.model.versions import latest_of

SHOWN: Final = "%Y-%m-%d %H:%M"
"""How a time is shown in a reason."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One return of a unit: where it first came from, and what it says. Times are naive local time of the office."""

    arrival: Arrival
    reported: Reported

    @property
    def path(self) -> str:
        """Its path inside the returns folder."""
        return self.arrival.path

    @property
    def mailed_at(self) -> dt.datetime | None:
        """When it was mailed."""
        return self.arrival.envelope.mailed_at

    @property
    def saved_at(self) -> dt.datetime | None:
        """When the workbook was saved."""
        return self.reported.saved_at

    @property
    def content(self) -> str:
        """A digest of what it answers, to tell two returns that say the same."""
        return self.reported.content


@dataclass(frozen=True, slots=True)
class Resolution:
    """What became of a unit's returns. ``counted`` is ``None`` when ``undecided`` ones could not be told apart."""

    counted: Candidate | None
    same: tuple[Candidate, ...] = ()
    superseded: tuple[Candidate, ...] = ()
    undecided: tuple[Candidate, ...] = ()


def resolve(candidates: Sequence[Candidate]) -> Resolution:
    """Decide among one unit's returns; their order does not matter. Source: product specification, "Intake"."""
    last = latest_of(candidates)
    ordered = sorted(candidates, key=lambda candidate: candidate.path)
    superseded = tuple(candidate for candidate in ordered if candidate not in last)
    if len({candidate.content for candidate in last}) == 1:
        return Resolution(last[0], last[1:], superseded)
    return Resolution(None, (), superseded, last)
