"""Which of a unit's returns counts: the latest by mail date, else by saved time; where that does not decide, none."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from qz.intake.intake_records import Arrival, Reported

SHOWN: Final = "%Y-%m-%d %H:%M"
"""How a time is shown in a reason."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One return of a unit: where it first came from, and what it says. Times are naive local time of the office."""

    arrival: Arrival
    reported: Reported

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


def _latest(candidates: Sequence[Candidate], when: Callable[[Candidate], dt.datetime | None]) -> list[Candidate]:
    """Those of the latest time; all of them where one has no time."""
    times = [when(candidate) for candidate in candidates]
    known = [time for time in times if time is not None]
    if len(known) < len(times):
        return list(candidates)
    last = max(known)
    return [candidate for candidate, time in zip(candidates, times, strict=True) if time == last]


def resolve(candidates: Sequence[Candidate]) -> Resolution:
    """Decide among one unit's returns; their order does not matter. Source: product specification, "Intake"."""
    ordered = sorted(candidates, key=lambda candidate: candidate.arrival.path)
    by_mail = all(candidate.mailed_at for candidate in ordered)
    last = _latest(ordered, lambda candidate: candidate.mailed_at) if by_mail else ordered
    last = _latest(last, lambda candidate: candidate.saved_at)
    superseded = tuple(candidate for candidate in ordered if candidate not in last)
    if len({candidate.content for candidate in last}) == 1:
        return Resolution(last[0], tuple(last[1:]), superseded)
    return Resolution(None, (), superseded, tuple(last))
