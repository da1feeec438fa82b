"""Which stage a year has come to after 核定: by what units were told, what they asked for, and the time to ask."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from qz.model.assessment import Assessment
from qz.model.letters import MailKind, MailRecord
from qz.model.reviews import Reviews
from qz.model.stages import Stage, StageWord


def year_stages(
    assessment: Assessment, letters: Collection[MailRecord], now: dt.datetime | None
) -> Mapping[str, Stage]:
    """The stage of each scorecard by its id, and of everything by ``""``.

    A unit is told once its 结果告知 is drafted, or it has asked for another look; one without a mailbox is told on
    paper. 定稿 is of everything at once: every scorecard told, all that was asked answered, the time to ask over, and
    nothing held or provisional; or the programme says why it is final all the same.

    Args:
        assessment: What the collect came to.
        letters: The drafts made so far.
        now: The office's naive local time; ``None``: not known, so that nothing is over.
    """
    verified, reason = assessment.verification.stages, assessment.programme.settings.final_reason
    everything = assessment.verification.stage if verified else Stage(assessment.stage)
    if reason:
        return {key: _at(each, StageWord.FINAL, reason) for key, each in {**verified, "": everything}.items()}
    if assessment.programme.particulars.appeal_by is None or not verified:
        return {**verified, "": everything}
    informed = {one.unit_code for one in letters if one.kind is MailKind.FEEDBACK}
    informed |= {row.unit_code for row in assessment.reviews.rows}
    review = _Review(assessment, informed, now)
    verified = {key: replace(each, time_over=review.is_over) for key, each in verified.items()}
    everything = replace(everything, time_over=review.is_over)
    later = {key: review.stage((key,), each) for key, each in verified.items()}
    later[""] = review.stage(tuple(verified), everything)
    if later[""].word in {StageWord.TOLD, StageWord.IN_REVIEW} and review.is_over and not review.left:
        faulty = assessment.reviews.faulty
        asked = "申请都已办结" if assessment.reviews.standing else "没有申请"
        asked = f"{faulty}条申请填写有误、到期没有补正，其余都已办结" if faulty else asked
        final = f"复核期满，{asked}，得分不再变动"
        return {key: _at(each, StageWord.FINAL, final) for key, each in later.items()}
    return later


def _at(stage: Stage, word: str, note: str) -> Stage:
    return replace(stage, word=word, note=note)


@dataclass(frozen=True)
class _Review:
    """How far another look has come. ``informed``: the units known to have been told their results, by code."""

    assessment: Assessment
    informed: Collection[str]
    now: dt.datetime | None

    @property
    def is_over(self) -> bool:
        """Whether the time to ask is over."""
        return self.now is not None and self.assessment.programme.particulars.is_appeal_over(self.now)

    @property
    def left(self) -> str:
        """What keeps a year whose time to ask is over from being final, in words."""
        return "、".join(_open_points(self.assessment))

    def stage(self, cards: tuple[str, ...], verified: Stage) -> Stage:
        """The stage of some scorecards together, as far as 复核中."""
        if not verified.is_verified or not all(map(self._is_informed, cards)):
            return verified
        left = f"复核期已满，还有{self.left}" if self.is_over and self.left else ""
        codes = {unit.code for card_id in cards for unit in self.assessment.units_of(card_id)}
        reviews = Reviews(tuple(row for row in self.assessment.reviews.standing if row.unit_code in codes))
        if reviews.rows:
            refused = f"，不受理{reviews.refused}条" if reviews.refused else ""
            counts = f"申请{len(reviews.rows)}条，已答复{reviews.decided}条{refused}"
            return _at(verified, StageWord.IN_REVIEW, "；".join(filter(None, (counts, left))))
        by = self.assessment.programme.particulars.appeal_by
        until = f"复核截止{by.year}年{by.month}月{by.day}日{by:%H:%M}" if by and not self.is_over else "复核期已满"
        return _at(verified, StageWord.TOLD, left or until)

    def _is_informed(self, card_id: str) -> bool:
        """Whether nobody of the scorecard is to be told its result now; one without a mailbox is told on paper."""
        assessment = self.assessment
        whole = {
            row.unit_code
            for row in assessment.rankings.get(card_id, ())
            if row.totals is not None and not row.totals.provisional
        }
        whole -= assessment.intake.held_units
        units = assessment.units_of(card_id)
        return all(unit.code in self.informed for unit in units if unit.code in whole and unit.email)


def _open_points(assessment: Assessment) -> Iterator[str]:
    reviews = assessment.reviews
    if reviews.open:
        yield f"{reviews.open}条申请待答复"
    if reviews.waiting:
        yield f"{reviews.waiting}条申请待办公室定"
    rows = [row for ranking in assessment.rankings.values() for row in ranking]
    if provisional := sum(row.totals is not None and row.totals.provisional for row in rows):
        yield f"{provisional}个单位得分暂计"
    if held := len(assessment.intake.held_units):
        yield f"{held}个单位有文件待确认"
