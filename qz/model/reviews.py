"""Applications for another look (复核申请): what units ask for, clause by clause, and how their verifiers answer.

Source: product specification, "Results"; the document's text, 三 3.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from qz.model.values import Origin


class ReviewState(StrEnum):
    """Where one row of an application stands.

    ``OPEN``: put before the verifier, who has not answered yet. ``LATE`` and ``HELD`` wait for the office to decide
    whether they are taken up; ``FAULTY`` for the unit to put them right; ``REPLACED`` by a later row of the same.
    """

    OPEN = "待答复"
    UPHELD = "维持"
    CHANGED = "改变"
    LATE = "逾期"
    HELD = "待确认"
    FAULTY = "待补正"
    REPLACED = "被替代"
    REFUSED = "不受理"


DECIDED: Final = frozenset({ReviewState.UPHELD, ReviewState.CHANGED})
"""States of an application that is answered."""
FOR_OFFICE: Final = frozenset({ReviewState.LATE, ReviewState.HELD})
"""States in which the office has to decide whether an application is taken up."""


@dataclass(frozen=True, slots=True)
class Application:
    """One row of an application: what one unit asks for of one clause, as it was typed.

    ``clause`` is what its list calls it (``2.3 质量工作专题会议次数``); ``key`` the key of the verifier's row that is
    asked about (``T02|fact:quality_meetings|criterion:2.3``) and ``criterion_id`` its clause's number, both ``""``
    where the clause is unknown. ``origin`` is where the row stands.
    """

    unit_code: str
    clause: str
    asked: str
    reason: str
    evidence: str
    applicant: str
    date: str
    origin: Origin
    key: str = ""
    criterion_id: str = ""

    @property
    def review_id(self) -> str:
        """What tells what is asked for from anything else that is: twelve hexadecimal digits, the same for a copy."""
        content = json.dumps([self.key, self.asked, self.reason, self.evidence], ensure_ascii=False)
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """The answer: what counts now in words, who says so, why, and where that stands."""

    second: str
    second_by: str
    reason: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Review:
    """One row of an application and where it stands. ``verifier``: who answers it, ``""`` for the office.

    ``first`` is what counted before the answer, in words, and ``first_by`` who gave it; ``outcome`` is there once it
    is decided. ``why`` says why it waits, or is not taken up.
    """

    application: Application
    state: ReviewState
    verifier: str = ""
    first: str = ""
    first_by: str = ""
    outcome: ReviewOutcome | None = None
    why: str = ""

    @property
    def unit_code(self) -> str:
        """The unit that applies."""
        return self.application.unit_code

    @property
    def is_put(self) -> bool:
        """Whether it is put before its verifier, answered or not."""
        return self.state is ReviewState.OPEN or self.state in DECIDED

    @property
    def words(self) -> str:
        """The state as a register says it: ``维持``, ``由1次改为3次``, ``逾期``."""
        if self.state is ReviewState.CHANGED and self.outcome:
            return f"由{self.first}改为{self.outcome.second}"
        return self.state.value


@dataclass(frozen=True, slots=True)
class Reviews:
    """Every row of every application received, in roster order and by clause."""

    rows: tuple[Review, ...] = ()

    @property
    def standing(self) -> tuple[Review, ...]:
        """The rows that stand: those that a later row of the same replaced are left out, and counted nowhere."""
        return tuple(row for row in self.rows if row.state is not ReviewState.REPLACED)

    @property
    def replaced(self) -> int:
        """How many rows a later one of the same replaced."""
        return self._count(ReviewState.REPLACED)

    @property
    def open(self) -> int:
        """How many rows wait for a verifier's answer."""
        return self._count(ReviewState.OPEN)

    @property
    def decided(self) -> int:
        """How many rows are answered."""
        return self._count(*DECIDED)

    @property
    def changed(self) -> int:
        """How many rows were answered by another value or score than the first."""
        return self._count(ReviewState.CHANGED)

    @property
    def waiting(self) -> int:
        """How many rows wait for the office to decide whether they are taken up: late, or in doubt."""
        return self._count(*FOR_OFFICE)

    @property
    def faulty(self) -> int:
        """How many rows the unit has to put right."""
        return self._count(ReviewState.FAULTY)

    @property
    def refused(self) -> int:
        """How many rows the office decided not to take up."""
        return self._count(ReviewState.REFUSED)

    def of(self, unit_code: str) -> Iterator[Review]:
        """The rows of one unit."""
        return (row for row in self.rows if row.unit_code == unit_code)

    def _count(self, *states: ReviewState) -> int:
        return sum(row.state in states for row in self.rows)
