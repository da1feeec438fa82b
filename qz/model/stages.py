"""How far a year's assessment has come, in one order of words; every page's banner says one of them."""

from dataclasses import dataclass
from enum import StrEnum


class StageWord(StrEnum):
    """The stages in the order a year goes.

    ``TOLD``: units were told their results, and none has asked for another look yet. ``IN_REVIEW``: some have, and
    not all is answered, or the time to ask is not over. ``FINAL``: nothing changes any more.
    """

    SELF_REPORTED = "自评"
    UNDER_WAY = "核定中"
    VERIFIED = "核定"
    TOLD = "告知"
    IN_REVIEW = "复核中"
    FINAL = "定稿"


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a scorecard, or everything, has come.

    ``verified`` of ``total`` are criteria × units with a return. ``note`` says more of the stages after 核定.
    ``time_over``: whether the time to ask for another look is over.
    """

    word: str = StageWord.SELF_REPORTED
    verified: int = 0
    total: int = 0
    note: str = ""
    time_over: bool = False

    @property
    def words(self) -> str:
        """The stage as a heading says it: ``核定中（已核定126条，共328条）``, ``复核中（申请3条，已答复1条）``."""
        if self.word == StageWord.UNDER_WAY:
            return f"{self.word}（已核定{self.verified}条，共{self.total}条）"
        return f"{self.word}（{self.note}）" if self.note else str(self.word)

    @property
    def is_closed(self) -> bool:
        """Whether nobody is invited any more to ask for another look: the time is over, or it is 定稿."""
        return self.time_over or self.word == StageWord.FINAL

    @property
    def is_verified(self) -> bool:
        """Whether all of it is verified; it may be final without."""
        if self.word in {StageWord.SELF_REPORTED, StageWord.UNDER_WAY}:
            return False
        return self.word == StageWord.VERIFIED or 0 < self.verified == self.total

    @property
    def verification(self) -> str:
        """How far its verification alone has come: 自评, 核定中 or 核定."""
        known = (StageWord.SELF_REPORTED, StageWord.UNDER_WAY, StageWord.VERIFIED)
        return str(self.word if self.word in known else stage_of(self.verified, self.total).word)


def stage_of(verified: int, total: int) -> Stage:
    """The stage when so many of so many criteria are verified."""
    if not verified:
        return Stage(StageWord.SELF_REPORTED, 0, total)
    return Stage(StageWord.VERIFIED if verified == total else StageWord.UNDER_WAY, verified, total)


def overall_stage(stages: tuple[Stage, ...]) -> Stage:
    """The stages of several scorecards' verification as one."""
    return stage_of(sum(stage.verified for stage in stages), sum(stage.total for stage in stages))
