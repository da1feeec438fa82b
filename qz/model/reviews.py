"""Applications for a review (复核申请): what a unit asks for, clause by clause, and the verifiers' answers.

Source: product specification, "Results"; the document's text, 三 3.
"""

import hashlib
import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from qz.model.values import Origin
from qz.records import dataclass


class ReviewState(StrEnum):
    """The state of one row of an application.

    ``OPEN``: with its verifier, who has not answered yet. ``LATE``, ``HELD``: the office has to decide whether it is
    accepted. ``FAULTY``: the unit has to correct it. ``REPLACED``: a later row about the same clause replaced it.
    ``WITHDRAWN``: the unit took its application back before it was answered.
    """

    OPEN = "待答复"
    UPHELD = "维持"
    CHANGED = "改变"
    LATE = "逾期"
    HELD = "待确认"
    FAULTY = "待补正"
    REPLACED = "被替代"
    REFUSED = "不受理"
    WITHDRAWN = "已撤回"


DECIDED: Final = frozenset({ReviewState.UPHELD, ReviewState.CHANGED})
"""States of an application that is answered."""
WITHDRAW: Final = "撤回"
"""What a unit writes in place of a value to take its application back."""
FOR_OFFICE: Final = frozenset({ReviewState.LATE, ReviewState.HELD})
"""States in which the office has to decide whether an application is taken up."""


@dataclass(frozen=True, slots=True)
class Application:
    """One row of an application as it was typed: what a unit asks for in one clause.

    ``clause``: the line of the form's list of clauses (``2.3 质量工作专题会议次数``). ``key``: the key of the row in
    the 核定表 (``T02|fact:quality_meetings|criterion:2.3``); ``criterion_id``: its clause; both ``""`` where the clause
    is unknown. ``origin``: the place of the row, ``asked_cell`` the cell of ``asked`` in it.
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
    asked_cell: str = ""

    @property
    def withdraws(self) -> bool:
        """Whether it takes back an earlier application about the same clause."""
        return "".join(self.asked.split()) == WITHDRAW

    @property
    def review_id(self) -> str:
        """Twelve hexadecimal digits that identify what is asked for; a copy of the row has the same."""
        content = json.dumps([self.key, self.asked, self.reason, self.evidence], ensure_ascii=False)
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """The answer to an application: what counts now (in words), who decided it, why, and where that is written."""

    second: str
    second_by: str
    reason: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Review:
    """One row of an application and its state. ``verifier``: the code of the unit that answers; ``""`` for the office.

    ``first``: what counted before the answer, in words; ``first_by``: who decided that. ``outcome``: set once it is
    answered. ``why``: why it waits or is not accepted. ``takes_back``: of a withdrawal, the ``review_id`` of each
    earlier row about the clause, the latest first. ``asks_same``: it asks for what counted before the
    answer.
    """

    application: Application
    state: ReviewState
    verifier: str = ""
    first: str = ""
    first_by: str = ""
    outcome: ReviewOutcome | None = None
    why: str = ""
    takes_back: tuple[str, ...] = ()
    asks_same: bool = False

    @property
    def unit_code(self) -> str:
        """The unit that applies."""
        return self.application.unit_code

    @property
    def is_put(self) -> bool:
        """Whether it was given to its verifier, answered or not."""
        return self.state is ReviewState.OPEN or self.state in DECIDED

    @property
    def words(self) -> str:
        """The state as the register shows it: ``维持``, ``由1次改为3次``, ``逾期``."""
        if self.state is ReviewState.CHANGED and self.outcome:
            return f"由{self.first}改为{self.outcome.second}"
        return self.state.value


@dataclass(frozen=True, slots=True)
class Reviews:
    """All rows of all applications received, in roster order, then by clause."""

    rows: tuple[Review, ...] = ()

    @property
    def standing(self) -> tuple[Review, ...]:
        """The rows without those replaced by a later row; only these are counted anywhere."""
        return tuple(row for row in self.rows if row.state is not ReviewState.REPLACED)

    @property
    def replaced(self) -> int:
        """How many rows were replaced by a later row about the same clause."""
        return self._count(ReviewState.REPLACED)

    @property
    def open(self) -> int:
        """How many rows wait for the verifier's answer."""
        return self._count(ReviewState.OPEN)

    @property
    def decided(self) -> int:
        """How many rows are answered."""
        return self._count(*DECIDED)

    @property
    def changed(self) -> int:
        """How many rows were answered with another value or score than before."""
        return self._count(ReviewState.CHANGED)

    @property
    def waiting(self) -> int:
        """How many rows wait for the office's decision, because they came late or are in doubt."""
        return self._count(*FOR_OFFICE)

    @property
    def faulty(self) -> int:
        """How many rows the unit has to correct."""
        return self._count(ReviewState.FAULTY)

    @property
    def refused(self) -> int:
        """How many rows the office decided not to accept."""
        return self._count(ReviewState.REFUSED)

    @property
    def withdrawn(self) -> int:
        """How many rows their unit took back."""
        return self._count(ReviewState.WITHDRAWN)

    def of(self, unit_code: str) -> Iterator[Review]:
        """The rows of one unit."""
        return (row for row in self.rows if row.unit_code == unit_code)

    def _count(self, *states: ReviewState) -> int:
        return sum(row.state in states for row in self.rows)
