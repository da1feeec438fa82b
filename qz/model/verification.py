"""What stands behind a claim: what verifiers and the office's registers say, and how far the verification has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from qz.model.returns import ReceivedFile
from qz.model.scores import UnitScore, VerifiedScore
from qz.model.stages import Stage, overall_stage
from qz.model.values import Answer, Origin, Value


class EntryKind(StrEnum):
    """What a verifier's entry replaces: a fact, a task's status, or the points of a criterion."""

    FACT = "fact"
    TASK = "task"
    CRITERION = "criterion"


@dataclass(frozen=True, slots=True)
class VerifiedEntry:
    """One thing a verifier wrote: the value of a fact or task, or the points of a criterion (分, as a number).

    ``seen`` is the self-report the row showed when it was verified (for a criterion: its self-score), ``None`` where
    the row no longer shows one that can be read. ``origin`` carries who gave it and why; ``verifier`` is the unit
    answerable, ``""`` for the office. ``review`` is the application it answers (``Application.review_id``), ``""`` for
    a first decision; ``typed`` is ``UPHELD`` where the first one stands.
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
        """What it is about, the first decision and the answer to an application apart."""
        return (*self.subject, self.review)

    @property
    def subject(self) -> tuple[str, EntryKind, str]:
        """What it is about: unit, kind and key."""
        return self.unit_code, self.kind, self.key

    @property
    def is_own(self) -> bool:
        """Whether the unit verified itself."""
        return self.verifier == self.unit_code


@dataclass(frozen=True, slots=True)
class RegisterFact:
    """What a register counts for one unit: the fact's value and where its first row stands."""

    unit_code: str
    fact_id: str
    value: Value
    origin: Origin


UPHELD: Final = "维持"
"""The word by which a verifier keeps the first decision."""


@dataclass(frozen=True, slots=True)
class Verification:
    """All that verifiers and registers said in one collect.

    ``entries`` count; ``pending`` were read and do not (no reason given, or at odds with another) and are offered
    again. ``stages`` by scorecard id, ``verifiers`` by who verifies (a unit's code, ``""`` for the office), and
    ``waiting`` the units of which a verifier still has something to verify, by the same. ``self_scores`` are the
    scores of the self-reports alone, by unit code. ``files`` are the workbooks received with the verdict each got.
    ``answers`` are the verifiers' answers to applications (``qz.model.reviews``), which stand over ``entries``.
    """

    entries: tuple[VerifiedEntry, ...] = ()
    pending: tuple[VerifiedEntry, ...] = ()
    register_facts: tuple[RegisterFact, ...] = ()
    stages: Mapping[str, Stage] = field(default_factory=lambda: MappingProxyType({}))
    self_scores: Mapping[str, UnitScore] = field(default_factory=lambda: MappingProxyType({}))
    files: tuple[ReceivedFile, ...] = ()
    verifiers: Mapping[str, Stage] = field(default_factory=lambda: MappingProxyType({}))
    waiting: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    answers: tuple[VerifiedEntry, ...] = ()

    @property
    def stage(self) -> Stage:
        """The stage of everything together."""
        return overall_stage(tuple(self.stages.values()))


def score_of(entry: VerifiedEntry) -> VerifiedScore:
    """A criterion's entry as the engine takes it; ``TypeError`` for any other entry."""
    if entry.kind is not EntryKind.CRITERION or not isinstance(entry.value, Decimal):
        raise TypeError(entry.kind)
    return VerifiedScore(entry.value, entry.origin.reason, entry.origin.given_by, entry.origin)
