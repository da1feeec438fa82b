"""What each criterion cost its item (分), and why, in words for leaders."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from qz.model.scorecards import Criterion, Item, Scorecard
from qz.model.scores import Effect, ItemScore, ScoreLine, UnitScore
from qz.model.values import show_number
from qz.records import dataclass
from qz.rules import wording
from qz.rules.clause_losses import clause_dues, in_turn, lost_by_rule, stops_item
from qz.rules.registry import KINDS

_MAIN: Final = 3
"""Items named where it is said by which a unit lost most."""


@dataclass(frozen=True, slots=True)
class Loss:
    """The points that one criterion cost its item (分, ≥ 0), and why.

    A unit's losses add up to its 失分 (see ``qz.rules.clause_losses``). ``why`` says where a criterion costs less than
    its own rule takes. ``is_listed``: whether it stands in lists of losses, see ``losses_of_item``.
    """

    item: Item
    criterion: Criterion
    line: ScoreLine
    points: Decimal
    why: str
    is_listed: bool

    @property
    def vetoes(self) -> bool:
        """Whether the whole item is lost because a veto applies."""
        return self.line.award.vetoes and self.line.verified is None

    @property
    def consequence(self) -> str:
        """Its consequence for the whole scorecard, in words; ``""`` where it only affects its item."""
        return self.line.award.consequence.value if self.line.award.consequence else ""


def why(criterion: Criterion, line: ScoreLine) -> str:
    """Why the criterion has its points; ``""`` where nothing is lost, gained, missing or verified."""
    if line.verified is not None:
        by = f"（{line.verified.given_by}）" if line.verified.given_by else ""
        return f"直接核定{show_number(line.verified.points)}分{by}：{line.verified.reason}"
    if line.award.waits:
        return explain_shortly(criterion, line)
    words = "；".join(line.award.reasons)
    if not words and (line.effect is Effect.BONUS and (line.points or line.award.missing)):
        words = explain_shortly(criterion, line)
    if not words and lost_points_shown(criterion, line):
        words = explain_shortly(criterion, line)
    return f"{words}（{line.mark}）" if line.mark and words else words or line.mark


def lost_points_shown(criterion: Criterion, line: ScoreLine) -> bool:
    """Whether the criterion earned less than it could."""
    return line.effect is Effect.EARN and line.points < (criterion.points or Decimal(0))


def explain_shortly(criterion: Criterion, line: ScoreLine) -> str:
    """The rule's explanation without the clause at its beginning and the full stop at its end."""
    head = wording.sentence(criterion, result="").removesuffix("。")
    return line.award.explanation.removeprefix(head).removesuffix("。")


def clauses_of_item(item: Item, score: ItemScore) -> tuple[Loss, ...]:
    """What each criterion cost, in printed order; 0 for one that cost nothing. Together they are the item's 失分."""
    criteria = {criterion.criterion_id: criterion for criterion in item.criteria}
    dues = clause_dues(item, score)
    counted = in_turn(dues, score.lost)
    stopping = [line.criterion_id for line in score.lines if stops_item(item, line)]
    found = []
    for line in score.lines:
        criterion, points = criteria[line.criterion_id], counted[line.criterion_id]
        less, takes = "", lost_by_rule(criterion, item, line)
        if takes != 0:
            others = [] if line.criterion_id in stopping else stopping
            less = _less_words(item, score, points, dues[line.criterion_id], others)
        costs = line.criterion_id in stopping if stopping else takes > 0
        listed = costs or line.award.consequence is not None
        found.append(Loss(item, criterion, line, points, why(criterion, line) + less, listed))
    return tuple(found)


def losses_of_item(item: Item, score: ItemScore) -> tuple[Loss, ...]:
    """The item's losses in printed order; where one criterion takes the whole item, only that one.

    Consequences for the whole scorecard are among them, whatever they cost the item.
    """
    return tuple(loss for loss in clauses_of_item(item, score) if loss.is_listed)


def _less_words(item: Item, score: ItemScore, points: Decimal, due: Decimal, others: Sequence[str]) -> str:
    """Why a criterion costs less than its own rule takes, where nothing else says so; ``""`` where it does not.

    ``points``: what it costs. ``due``: what it takes together with others, however much is left of the item.
    ``others``: the criteria that take the whole item, where it is not among them.
    """
    if others:
        stopped = "不得分" if score.vetoed_by else "暂不得分"
        return f"（本项因{'、'.join(others)}{stopped}，这一条不再计失分）"
    if points >= due or score.base:
        return ""
    if points == 0:
        return f"（该项{show_number(item.standard)}分已经扣完）"
    return f"（按规定应扣{show_number(due)}分，该项扣完为止）"


def clauses_of_unit(scorecard: Scorecard, score: UnitScore) -> tuple[Loss, ...]:
    """What each criterion cost a unit, in printed order; 0 for one that cost nothing."""
    return tuple(loss for pair in zip(scorecard.items, score.items, strict=True) for loss in clauses_of_item(*pair))


def deduction_words(score: ItemScore) -> str:
    """The 扣分原因 of an item: the reasons of its rules, and of scores that a verifier gave directly."""
    parts: list[str] = []
    for line in score.lines:
        if line.verified is not None:
            if line.verified.points != 0 or line.effect is Effect.EARN:
                parts.append(f"{line.criterion_id}核定{show_number(line.verified.points)}分：{line.verified.reason}")
        else:
            parts.extend(line.award.reasons)
    return "；".join(parts)


def main_losses(scorecard: Scorecard, score: UnitScore) -> str:
    """The items in which a unit lost most: ``打假10（不得分）；宣传2``; ``""`` where nothing was lost.

    Consequences for the whole scorecard come first: ``一票否决（总分为0）``.
    """
    pairs = [(item, part) for item, part in zip(scorecard.items, score.items, strict=True) if part.lost > 0]
    pairs.sort(key=lambda pair: -pair[1].lost)
    lost = [f"{item.label}{show_number(part.lost)}{'（不得分）' if part.vetoed_by else ''}" for item, part in pairs]
    whole = [f"一票否决（{word}）" for word in dict.fromkeys(line.award.denial for line in score.consequences)]
    return "；".join([*whole, *lost[:_MAIN]])


def holds_bonus_only(item: Item) -> bool:
    """Whether an item has only bonus to win, so that it has no 失分."""
    return not item.starts_full and all(KINDS[one.kind].effect is Effect.BONUS for one in item.criteria)


def item_head(item: Item) -> str:
    """An item's number, label and standard score as a head: ``2⏎名牌战略⏎（15）``."""
    standard = "加分" if holds_bonus_only(item) else show_number(item.standard)
    return f"{item.number}\n{item.label}\n（{standard}）"


def item_words(part: ItemScore) -> str:
    """An item's 标准分得分 and bonus: ``9＋1``; ``＋3`` where it has only bonus."""
    plus = f"＋{show_number(part.bonus)}" if part.bonus else ""
    return (plus or "—") if part.bonus_only else f"{show_number(part.base)}{plus}"
