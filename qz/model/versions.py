"""Decides which of several versions counts: returns of a unit, 核定表 of a verifier, 台账 of the office.

The latest counts: by mail date where all were mailed, else by time of saving. Where that does not decide, a person
does, and none counts until then. A version in doubt or without a date never replaces one that is neither.

Source: product specification, "Intake" and "Trust".
"""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from qz.model.returns import ReceivedFile, Verdict
from qz.model.trust import Decision, Doubt
from qz.records import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Version(Generic[T]):
    """One version of something. Two versions with equal ``content`` count as the same; ``sha256`` is the file's.

    Times are naive local time of the office.
    """

    what: T
    path: str
    content: Hashable
    mailed_at: dt.datetime | None = None
    saved_at: dt.datetime | None = None
    doubt: Doubt | None = None
    decision: Decision | None = None
    sha256: str = ""

    @property
    def when(self) -> dt.datetime | None:
        """When it came: the mail's date, else the time of saving; ``None`` where neither is known."""
        return self.mailed_at or self.saved_at

    @property
    def adopted(self) -> bool:
        """Whether a person decided that it counts."""
        return self.decision is not None and self.decision.adopted


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """The versions, by what becomes of them.

    ``same``: same content as ``counted``. ``tied``: a person has to choose between them; none counts until then.
    ``doubtful`` and ``undated`` wait for a person as well. ``rejected``: a person decided against them.
    """

    counted: Version[T] | None = None
    same: tuple[Version[T], ...] = ()
    superseded: tuple[Version[T], ...] = ()
    tied: tuple[Version[T], ...] = ()
    doubtful: tuple[Version[T], ...] = ()
    undated: tuple[Version[T], ...] = ()
    rejected: tuple[Version[T], ...] = ()


def choose(versions: Sequence[Version[T]]) -> Choice[T]:
    """Decide which of these versions counts. Their order does not matter."""
    ordered = sorted(versions, key=lambda version: version.path)
    rejected = [version for version in ordered if version.decision is not None and not version.adopted]
    left = [version for version in ordered if not _is_in(version, rejected)]
    good = [version for version in left if version.adopted or version.doubt is None]
    dated = [version for version in good if version.adopted or version.when is not None]
    chosen = [version.decision for version in dated if version.adopted and version.decision]
    dated += [each for each in good if not _is_in(each, dated) and any(one.passes_over(each.sha256) for one in chosen)]
    pool = _since_decided(dated) or dated or good
    last = latest_of(pool)
    counted = last[0] if last and len({version.content for version in last}) == 1 else None
    tied = last if counted is None else []
    same = [version for version in left if counted and version is not counted and version.content == counted.content]
    rest = [version for version in left if not _is_in(version, [counted, *same, *tied])]
    return Choice(
        counted,
        tuple(same),
        tuple(version for version in rest if _is_in(version, dated or good)),
        tuple(tied),
        tuple(version for version in rest if not _is_in(version, good)),
        tuple(version for version in rest if _is_in(version, good) and not _is_in(version, dated or good)),
        tuple(rejected),
    )


def _is_in(version: Version[T], versions: Sequence[Version[T] | None]) -> bool:
    return any(version is other for other in versions)


def _since_decided(versions: Sequence[Version[T]]) -> list[Version[T]]:
    """The versions that a person adopted, or those that came after that decision; ``[]`` without a decision."""
    adopted = [version for version in versions if version.adopted]
    times = [version.decision.decided_at for version in adopted if version.decision]
    known = [time for time in times if time is not None]
    last = max(known) if known and len(known) == len(times) else None
    newer = [version for version in versions if last and not version.adopted and version.when and version.when > last]
    return newer if adopted and newer else adopted


class Dated(Protocol):
    """Something received: its path, and when it was mailed and saved (naive local time of the office)."""

    @property
    def path(self) -> str:
        """The path in the returns folder."""

    @property
    def mailed_at(self) -> dt.datetime | None:
        """When it was mailed."""

    @property
    def saved_at(self) -> dt.datetime | None:
        """When the workbook was saved."""


D = TypeVar("D", bound=Dated)


def latest_of(versions: Iterable[D]) -> list[D]:
    """The latest of several versions: by mail date where all were mailed, then by time of saving. Sorted by path.

    Several where that does not decide. Source: product specification, "Intake".
    """
    last = sorted(versions, key=lambda version: version.path)
    if all(version.mailed_at for version in last):
        last = _last_by(last, lambda version: version.mailed_at)
    return _last_by(last, lambda version: version.saved_at)


def _last_by(versions: list[D], when: Callable[[D], dt.datetime | None]) -> list[D]:
    """The versions with the latest time; all of them where one has no time."""
    times = [when(version) for version in versions]
    known = [time for time in times if time is not None]
    if not known or len(known) < len(times):
        return versions
    return [version for version, time in zip(versions, times, strict=True) if time == max(known)]


def version_of(file: ReceivedFile, what: T, content: Hashable) -> Version[T]:
    """A received file as a version, with ``content`` by which it is compared with others."""
    return Version(what, file.path, content, file.mailed_at, file.saved_at, file.doubt, file.decision, file.sha256)


def settled_versions(choice: Choice[T], counts: str, same: str) -> Iterator[tuple[Version[T], tuple[Verdict, str]]]:
    """The versions that do not wait for a person, each with its verdict and the reason for it.

    The reason is ``""`` where a version was only replaced by a later one. ``counts``: the reason of the version that
    counts; ``same``: a pattern for its duplicates, with ``{other}`` for its path.
    """
    counted = choice.counted
    if counted is not None:
        words = f"{counts}；{counted.decision.words}" if counted.decision else counts
        yield counted, (Verdict.COUNTED, words)
    for version in choice.same:
        yield version, (Verdict.DUPLICATE, same.format(other=counted.path if counted else ""))
    for version in choice.superseded:
        decided = counted.decision if counted is not None and counted.adopted else None
        yield version, (Verdict.SUPERSEDED, f"采用“{counted.path}”：{decided.words}" if counted and decided else "")
    for version in choice.rejected:
        yield version, (Verdict.REFUSED, version.decision.words if version.decision else "")
