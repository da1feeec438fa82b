"""Of several versions of one thing the latest counts: one rule for returns, verifiers' workbooks and registers."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar


class Version(Protocol):
    """Something that came in: where it lies, and when it was mailed and saved (naive local time of the office)."""

    @property
    def path(self) -> str:
        """Its path inside the returns folder."""

    @property
    def mailed_at(self) -> dt.datetime | None:
        """When it was mailed."""

    @property
    def saved_at(self) -> dt.datetime | None:
        """When the workbook was saved."""


T = TypeVar("T", bound=Version)


def latest_of(versions: Iterable[T]) -> tuple[T, ...]:
    """The latest of several versions, by path: by mail date where all were mailed, then by saved time.

    More than one where that does not decide. Source: product specification, "Intake".
    """
    last = sorted(versions, key=lambda version: version.path)
    if all(version.mailed_at for version in last):
        last = _last_by(last, lambda version: version.mailed_at)
    return tuple(_last_by(last, lambda version: version.saved_at))


def _last_by(versions: list[T], when: Callable[[T], dt.datetime | None]) -> list[T]:
    """Those of the latest time; all of them where one has no time."""
    times = [when(version) for version in versions]
    known = [time for time in times if time is not None]
    if len(known) < len(times):
        return versions
    return [version for version in versions if when(version) == max(known)]
