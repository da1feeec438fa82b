"""The stages of a year's assessment in their order, from 自评 to 定稿; the banner of every page names one."""

from enum import StrEnum

from qz.records import dataclass


class StageWord(StrEnum):
    """The stages, in the order of a year.

    ``TOLD``: units were sent their results, and none has applied for a review yet. ``IN_REVIEW``: some have applied; an
    answer is missing, or the time to apply is not over. ``FINAL``: nothing changes any more.
    """

    SELF_REPORTED = "自评"
    UNDER_WAY = "核定中"
    VERIFIED = "核定"
    TOLD = "告知"
    IN_REVIEW = "复核中"
    FINAL = "定稿"


@dataclass(frozen=True, slots=True)
class Stage:
    """The stage of a scorecard, or of the whole assessment.

    ``verified`` of ``total`` criteria are verified, counted for each unit with a return; where ``total`` is 0, no
    counts are shown. ``note``: more about a stage after 核定, in words. ``time_over``: the time to apply for a review
    is over.
    """

    word: str = StageWord.SELF_REPORTED
    verified: int = 0
    total: int = 0
    note: str = ""
    time_over: bool = False

    @property
    def words(self) -> str:
        """The stage as headings show it: ``核定中（已核定126条，共328条）``, ``复核中（申请3条，已答复1条）``."""
        if self.word == StageWord.UNDER_WAY and self.total:
            return f"{self.word}（已核定{self.verified}条，共{self.total}条）"
        return f"{self.word}（{self.note}）" if self.note else str(self.word)

    @property
    def is_closed(self) -> bool:
        """Whether units are no longer invited to apply for a review: the time is over, or it is 定稿."""
        return self.time_over or self.word == StageWord.FINAL

    @property
    def is_verified(self) -> bool:
        """Whether everything is verified. 定稿 does not require that."""
        if self.word in {StageWord.SELF_REPORTED, StageWord.UNDER_WAY}:
            return False
        return self.word == StageWord.VERIFIED or 0 < self.verified == self.total

    @property
    def verification(self) -> str:
        """How far the verification is: 自评, 核定中 or 核定, without the later stages."""
        known = (StageWord.SELF_REPORTED, StageWord.UNDER_WAY, StageWord.VERIFIED)
        return str(self.word if self.word in known else stage_of(self.verified, self.total).word)


def stage_of(verified: int, total: int) -> Stage:
    """The stage when ``verified`` of ``total`` criteria are verified."""
    if not verified:
        return Stage(StageWord.SELF_REPORTED, 0, total)
    return Stage(StageWord.VERIFIED if verified == total else StageWord.UNDER_WAY, verified, total)


def overall_stage(stages: tuple[Stage, ...]) -> Stage:
    """The common verification stage of several scorecards."""
    return stage_of(sum(stage.verified for stage in stages), sum(stage.total for stage in stages))
