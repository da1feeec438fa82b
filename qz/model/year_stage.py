"""Decides the stage of a year after 核定: by the results sent to units, their applications, and the time to apply."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from qz.model.assessment import Assessment
from qz.model.letters import MailKind, MailRecord
from qz.model.reviews import Reviews
from qz.model.stages import Stage, StageWord
from qz.records import dataclass


def year_stages(
    assessment: Assessment, letters: Collection[MailRecord], now: dt.datetime | None
) -> Mapping[str, Stage]:
    """The stage of each scorecard by its id, and of the whole assessment under ``""``.

    A unit is informed once its 结果告知 is drafted, or once it has applied for a review; units without a mailbox are
    informed on paper. 定稿 applies to the whole assessment: every scorecard informed, every application answered, the
    time to apply over, nothing in doubt or provisional; or the programme gives a reason why it is final.

    Args:
        assessment: The result of the collect.
        letters: The drafts made so far.
        now: The office's naive local time; ``None``: not known, and no time is over.
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
    """How far the reviews are. ``informed``: the codes of units that are known to have been sent their results."""

    assessment: Assessment
    informed: Collection[str]
    now: dt.datetime | None

    @property
    def is_over(self) -> bool:
        """Whether the time to apply for a review is over."""
        return self.now is not None and self.assessment.programme.particulars.is_appeal_over(self.now)

    @property
    def left(self) -> str:
        """What still prevents 定稿 after the time to apply, in words; ``""`` for nothing."""
        return "、".join(_open_points(self.assessment))

    def stage(self, cards: tuple[str, ...], verified: Stage) -> Stage:
        """The common stage of these scorecards, up to 复核中; ``verified`` is their stage of verification."""
        if not verified.is_verified or not all(map(self._is_informed, cards)):
            return verified
        left = f"复核期已满，还有{self.left}" if self.is_over and self.left else ""
        codes = {unit.code for card_id in cards for unit in self.assessment.units_of(card_id)}
        reviews = Reviews(tuple(row for row in self.assessment.reviews.standing if row.unit_code in codes))
        if reviews.rows:
            refused = f"，不受理{reviews.refused}条" if reviews.refused else ""
            taken_back = f"，撤回{reviews.withdrawn}条" if reviews.withdrawn else ""
            counts = f"{self._whose(cards)}申请{len(reviews.rows)}条，已答复{reviews.decided}条{refused}{taken_back}"
            return _at(verified, StageWord.IN_REVIEW, "；".join(filter(None, (counts, left))))
        by = self.assessment.programme.particulars.appeal_by
        until = f"复核截止{by.year}年{by.month}月{by.day}日{by:%H:%M}" if by and not self.is_over else "复核期已满"
        return _at(verified, StageWord.TOLD, left or until)

    def _whose(self, cards: tuple[str, ...]) -> str:
        """The label of the one scorecard whose applications are counted; ``""`` where all of them are."""
        labels = {card.scorecard_id: card.label for card in self.assessment.programme.scorecards}
        return labels[cards[0]] if len(cards) == 1 < len(labels) else ""

    def _is_informed(self, card_id: str) -> bool:
        """Whether all units of the scorecard were sent their results; those without a mailbox are not counted."""
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
