"""The state of an assessment after one collect: everything the reports are made from."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import field

from qz.model.composite import CompositeRow
from qz.model.letters import MailRecord
from qz.model.programme import Programme
from qz.model.returns import Intake, UnitState
from qz.model.reviews import Reviews
from qz.model.scores import Answers, RankRow, UnitScore
from qz.model.stages import Stage, StageWord
from qz.model.task_table import Unit
from qz.model.unit_sums import Contradiction, Sum
from qz.model.verification import Verification
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class Collected:
    """Which collect an assessment comes from.

    ``number`` counts the collects that found something new, so the same folder read again has the same number; 0: not
    known. ``until``: when the last thing that counts was received (naive local time of the office).
    """

    number: int = 0
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """The outcome of one collect.

    ``answers`` and ``scores``, by unit code, are those of units with a return that counts. ``answers`` are the values
    that count: the verified one, else the registered one, else the self-reported one (``intake.returns`` has the
    self-reports). ``rankings``, by scorecard id, has every unit of the scorecard. ``stage`` is 自评, 核定中 or 核定 for
    the whole assessment; ``stages`` has the stage of each scorecard by its id, and under ``""`` that of the whole (read
    them by ``stage_of``). ``letters``: the drafts made so far. ``sums``, by indicator id: what units report of an
    indicator, added up. ``contradictions``: statuses 已完成 that facts contradict. ``effects``, by path: what would
    change if a file that waits for a person's decision counted, in words. ``key_missing``: there was no key to check
    seals with. ``composites``, by scorecard id: the rankings by composite score, where the programme has them.
    ``reviews``: the units' applications for a review, with the answers.
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
    contradictions: Sequence[Contradiction] = ()
    effects: Mapping[str, str] = field(default_factory=dict)
    key_missing: bool = False
    composites: Mapping[str, tuple[CompositeRow, ...]] = field(default_factory=dict)
    reviews: Reviews = field(default_factory=Reviews)
    stages: Mapping[str, Stage] = field(default_factory=dict)

    def stage_of(self, scorecard_id: str = "") -> Stage:
        """The stage of a scorecard; without an id, or for an unknown one, that of the whole assessment."""
        known = self.stages or self.verification.stages
        stage = known.get(scorecard_id) if scorecard_id in known else self.stages.get("")
        if stage is None:
            stage = self.verification.stage if self.verification.stages else Stage(self.stage)
        return stage

    @property
    def is_draft(self) -> bool:
        """Whether papers about it are still drafts.

        They are drafts until 定稿; where the programme does not send units their results, until 核定.
        """
        last = StageWord.VERIFIED if self.programme.particulars.appeal_by is None else StageWord.FINAL
        return self.stage_of().word not in {last, StageWord.FINAL}

    def units_of(self, scorecard_id: str) -> tuple[Unit, ...]:
        """The roster's units scored by that scorecard, in roster order."""
        return tuple(unit for unit in self.programme.units if unit.scorecard_id == scorecard_id)
