"""What a unit's 告知书 shows besides its own answers and score: its place, its stage, and its reviews."""

from collections import Counter
from collections.abc import Iterator

from qz.layout.review_words import review_sentence
from qz.model.assessment import Assessment
from qz.model.assessment_rules import Particulars
from qz.model.reviews import Reviews
from qz.model.scorecards import Scorecard
from qz.model.stages import Stage, StageWord
from qz.model.task_table import Unit
from qz.records import dataclass
from qz.reports.dated import dated_words
from qz.reports.result_words import stage_words
from qz.values.dates import show_moment


@dataclass(frozen=True, slots=True)
class Notice:
    """All that a 告知书 shows that is neither in the programme nor in its unit's answers and score.

    ``place``: rank and grade, as the sentence on the total goes on; ``""`` where the unit is told neither. ``stage``:
    of the unit's scorecard, in words. ``closed``: the sentence on why it can no longer apply for a review; ``""`` while
    it can. ``reviews``: its applications, a sentence each. ``dated``: the words of the footer.
    """

    unit: Unit
    place: str
    stage: str
    closed: str
    reviews: tuple[str, ...]
    dated: str

    @property
    def told(self) -> str:
        """All of it that the unit is told. The footer adds only at which collect, so it is left out."""
        return repr((self.place, self.stage, self.closed, self.reviews))


class Notices:
    """Makes the notices of one assessment. Its ranks and applications are sorted by unit once, beforehand."""

    def __init__(self, assessment: Assessment) -> None:
        """Sort what the notices show by unit."""
        self._assessment = assessment
        self._rows = {row.unit_code: row for rows in assessment.rankings.values() for row in rows}
        self._groups = Counter((card, row.group) for card, rows in assessment.rankings.items() for row in rows)
        self._reviews: dict[str, Reviews] = {}
        for row in assessment.reviews.standing:
            before = self._reviews.get(row.unit_code, Reviews())
            self._reviews[row.unit_code] = Reviews((*before.rows, row))

    def of(self, unit: Unit, card: Scorecard) -> Notice:
        """The notice of one ranked unit."""
        assessment, stage = self._assessment, self._assessment.stage_of(card.scorecard_id)
        programme, reviews = assessment.programme, self._reviews.get(unit.code, Reviews())
        return Notice(
            unit=unit,
            place="".join(self._place(unit, card)),
            stage=_stage_words(assessment, card, reviews),
            closed=_closed_words(programme.particulars, stage) if stage.is_closed else "",
            reviews=tuple(review_sentence(programme, row) for row in reviews.rows),
            dated=dated_words(assessment, card),
        )

    def _place(self, unit: Unit, card: Scorecard) -> Iterator[str]:
        """``，在9个镇街道单位中列第1名``, ``，等次良好``; the rank is the one in the unit's group."""
        row = self._rows[unit.code]
        if row.rank is not None and self._assessment.programme.particulars.tells_rank:
            among = self._groups[card.scorecard_id, row.group]
            yield f"，在{among}个{row.group or card.label}单位中列第{row.rank}名"
        if row.grade:
            yield f"，等次{row.grade}"


def _stage_words(assessment: Assessment, card: Scorecard, reviews: Reviews) -> str:
    """The scorecard's stage; where other pages count all its units' clauses or applications, only the unit's own.

    A unit is told its result once all its clauses are verified.
    """
    stage = assessment.stage_of(card.scorecard_id)
    if stage.word == StageWord.UNDER_WAY:
        return f"{stage.word}（本单位各条均已核定）"
    if stage.word == StageWord.IN_REVIEW:
        own = f"申请{len(reviews.rows)}条，已答复{reviews.decided}条" if reviews.rows else "没有申请"
        return f"{stage.word}（本单位{own}）"
    return stage_words(assessment, card)


def _closed_words(particulars: Particulars, stage: Stage) -> str:
    """The sentence that explains why units can no longer apply for a review."""
    if stage.time_over and particulars.appeal_by is not None:
        return f"提出复核申请的时间已在{show_moment(particulars.appeal_by)}截止。"
    return "考核结果已经定稿，不再提出复核申请。"
