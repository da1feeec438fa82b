"""All that one collect knows, as the reports are given it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from qz.model.composite import CompositeRow
from qz.model.letters import MailRecord
from qz.model.programme import Programme, Unit
from qz.model.returns import Intake, UnitState
from qz.model.reviews import Reviews
from qz.model.scores import Answers, RankRow, UnitScore
from qz.model.stages import Stage, StageWord
from qz.model.unit_sums import Contradiction, Sum
from qz.model.verification import Verification


@dataclass(frozen=True, slots=True)
class Collected:
    """Which collect an assessment is of: its number (0: not known), and until when what counts was received.

    The number is that of collects that found something new, so that the same folder read again is the same collect.
    ``until`` is naive local time of the office.
    """

    number: int = 0
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """One collect's outcome. ``answers`` and ``scores`` hold only units whose return counted, by unit code.

    ``answers`` hold what counts: verified over registered over self-reported, which ``intake.returns`` keep.
    ``rankings`` by scorecard id, every unit of the scorecard in it. ``stage`` is 自评, 核定中 or 核定, for everything
    together; ``stages`` is how far each scorecard has come, by its id, and everything, by ``""`` (see ``stage_of``).
    ``letters``: the drafts made so far.
    ``sums`` are what units report of one indicator, added up, by indicator id; ``contradictions`` the statuses 已完成
    that facts deny.
    ``effects``: what each file that waits for a person would change, in words, by path. ``key_missing``: there was no
    key to hold seals against. ``composites`` by scorecard id: the rankings by composite score, where there are any.
    ``reviews``: what units apply to have looked at again, and the answers.
    """

    programme: Programme
    intake: Intake
    answers: Mapping[str, Answers]
    scores: Mapping[str, UnitScore]
    rankings: Mapping[str, tuple[RankRow, ...]]
    states: Mapping[str, UnitState]
    late: frozenset[str]
    stage: str = "自评"
    verification: Verification = field(default_factory=Verification)
    letters: tuple[MailRecord, ...] = ()
    collected: Collected = Collected()
    sums: Mapping[str, Sum] = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()
    effects: Mapping[str, str] = field(default_factory=dict)
    key_missing: bool = False
    composites: Mapping[str, tuple[CompositeRow, ...]] = field(default_factory=dict)
    reviews: Reviews = field(default_factory=Reviews)
    stages: Mapping[str, Stage] = field(default_factory=dict)

    def stage_of(self, scorecard_id: str = "") -> Stage:
        """How far a scorecard has come; everything, where none is named or known."""
        known = self.stages or self.verification.stages
        stage = known.get(scorecard_id) if scorecard_id in known else self.stages.get("")
        if stage is None:
            stage = self.verification.stage if self.verification.stages else Stage(self.stage)
        return stage

    @property
    def is_draft(self) -> bool:
        """Whether papers about it are drafts still.

        They are none from 定稿 on; where the programme does not tell units their results, from 核定 on.
        """
        last = StageWord.VERIFIED if self.programme.particulars.appeal_by is None else StageWord.FINAL
        return self.stage_of().word not in {last, StageWord.FINAL}

    def units_of(self, scorecard_id: str) -> tuple[Unit, ...]:
        """The roster's units scored by that scorecard, in roster order."""
        return tuple(unit for unit in self.programme.units if unit.scorecard_id == scorecard_id)
