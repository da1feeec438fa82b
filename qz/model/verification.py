"""Verified and registered values, from verifiers and the office's registers (台账), and how far verification is."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from qz.model.returns import ReceivedFile
from qz.model.scores import UnitScore, VerifiedScore
from qz.model.stages import Stage, overall_stage
from qz.model.values import Answer, Origin, Value
from qz.records import dataclass


class EntryKind(StrEnum):
    """What a verifier's entry replaces: a fact, a task's status, or the points of a criterion."""

    FACT = "fact"
    TASK = "task"
    CRITERION = "criterion"


@dataclass(frozen=True, slots=True)
class VerifiedEntry:
    """One entry of a verifier: the value of a fact or task, or the points of a criterion (分).

    ``seen``: the self-report shown in the row when it was verified (for a criterion, its self-score); ``None`` where it
    cannot be read any more. ``origin``: also who signed it, and why. ``verifier``: the code of the unit that is
    answerable; ``""`` for the office. ``review``: the application it answers (``Application.review_id``); ``""`` for a
    first decision. ``typed`` is ``UPHELD`` where the first decision stays.
    """

    unit_code: str
    kind: EntryKind
    key: str
    value: Value
    typed: str
    verifier: str
    origin: Origin
    seen: Answer | None = None
    review: str = ""

    @property
    def place(self) -> tuple[str, EntryKind, str, str]:
        """What it is about, with the application it answers: a first decision and an answer have different places."""
        return (*self.subject, self.review)

    @property
    def subject(self) -> tuple[str, EntryKind, str]:
        """What it is about: unit code, kind and key."""
        return self.unit_code, self.kind, self.key

    @property
    def is_own(self) -> bool:
        """Whether the unit verified its own value."""
        return self.verifier == self.unit_code


@dataclass(frozen=True, slots=True)
class RegisterFact:
    """A fact's value as a register counts it for one unit. ``origin``: the first of the rows counted."""

    unit_code: str
    fact_id: str
    value: Value
    origin: Origin


UPHELD: Final = "维持"
"""The word by which a verifier keeps the first decision."""


@dataclass(frozen=True, slots=True)
class Verification:
    """Everything that verifiers and registers gave in one collect.

    ``entries`` count. ``pending`` were read but do not count (no reason, or verifiers differ); they are shown again in
    the next 核定表. ``stages``, by scorecard id. ``verifiers``: the stage of each verifier by its code (``""``: the
    office); ``waiting``, by the same: the units that it has not finished. ``self_scores``, by unit code: the scores of
    the self-reports alone. ``files``: the workbooks received, with their verdicts. ``answers``: the verifiers' answers
    to applications (``qz.model.reviews``), which replace ``entries``.
    """

    entries: Sequence[VerifiedEntry] = ()
    pending: Sequence[VerifiedEntry] = ()
    register_facts: Sequence[RegisterFact] = ()
    stages: Mapping[str, Stage] = field(default_factory=lambda: MappingProxyType({}))
    self_scores: Mapping[str, UnitScore] = field(default_factory=lambda: MappingProxyType({}))
    files: tuple[ReceivedFile, ...] = ()
    verifiers: Mapping[str, Stage] = field(default_factory=lambda: MappingProxyType({}))
    waiting: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    answers: Sequence[VerifiedEntry] = ()

    @property
    def stage(self) -> Stage:
        """The stage of the whole assessment."""
        return overall_stage(tuple(self.stages.values()))


def score_of(entry: VerifiedEntry) -> VerifiedScore:
    """A criterion's entry as a score for the engine. Raises ``TypeError`` for an entry of another kind."""
    if entry.kind is not EntryKind.CRITERION or not isinstance(entry.value, Decimal):
        raise TypeError(entry.kind)
    return VerifiedScore(entry.value, entry.origin.reason, entry.origin.given_by, entry.origin)
