"""The words of ``qz explain`` for values, for what a criterion came to, and for an item."""

from collections.abc import Iterator
from typing import Final

from qz.layout.rest_cells import REST
from qz.layout.row_words import show_words
from qz.layout.verification_row import CONFIRMED
from qz.model.scorecards import Criterion, Item
from qz.model.scores import Effect, ItemScore, ScoreLine, UnitScore
from qz.model.values import Answer, Source, ValueType, show_number
from qz.rules.clause_losses import clause_bonuses, clause_losses, lost_by_rule
from qz.rules.computed import NOT_GIVEN, UNCOMPUTED
from qz.rules.registry import KINDS
from qz.rules.wording import discretion

_LESS: Final = "因并计、封顶、本项已经扣完或不得分，计到这些"


def source_of(answer: Answer) -> str:
    """Who says so: 自报, 核定; how, where a verifier confirmed it by a word."""
    source = (answer.origin.source if answer.origin else Source.SELF).value
    confirmed = answer.typed in {CONFIRMED, REST} and source == Source.VERIFIED
    return f"{source}：{answer.typed}" if confirmed else source


def shown_value(answer: Answer, value_type: ValueType, unit_of_measure: str) -> str:
    """The value in words; what was typed where it is invalid."""
    if answer.typed in {UNCOMPUTED, NOT_GIVEN} and answer.value is None and answer.invalid:
        return answer.typed
    if answer.value is None and answer.invalid:
        return f"填写无效“{answer.typed}”"
    return show_words(answer.value, value_type, unit_of_measure)


def item_score(score: UnitScore, item: Item) -> ItemScore:
    """The item's part of a unit's score."""
    return next(found for found in score.items if found.number == item.number)


def explanation_of(line: ScoreLine) -> str:
    """Why the line has the points that count: the score given directly where there is one, else the rule's words."""
    if line.verified is not None:
        by = f"（{line.verified.given_by}）" if line.verified.given_by else ""
        return f"直接核定{show_number(line.verified.points)}分{by}：{line.verified.reason}"
    return line.award.explanation or "无说明"


def rule_words(criterion: Criterion, line: ScoreLine) -> str:
    """What the rule says beside a score given directly; of a rule that leaves it to the verifier, what it allows."""
    kind = KINDS[criterion.kind]
    if kind.needs.by_hand:
        return f"规定：由核定单位{discretion(criterion, kind.effect)}，按核定分计"
    if line.award.waits:
        return "按规则还算不出，按核定分计"
    return f"按规则本应：{show_number(line.award.points)}分。{line.award.explanation}"


def counted_words(criterion: Criterion, item: Item, found: ItemScore, line: ScoreLine) -> Iterator[str]:
    """What the criterion counts for in its item, where caps or other criteria leave less than its own rule gives."""
    lost, due = clause_losses(item, found)[line.criterion_id], lost_by_rule(criterion, item, line)
    if lost < due:
        yield f"计入失分：{show_number(lost)}分（本条应失{show_number(due)}分，{_LESS}）"
    elif lost:
        yield f"计入失分：{show_number(lost)}分"
    added = clause_bonuses(item, found)[line.criterion_id]
    if line.effect is Effect.BONUS and added < line.points:
        yield f"计入加分：{show_number(added)}分（本条应加{show_number(line.points)}分，{_LESS}）"


def points_words(criterion: Criterion, line: ScoreLine) -> str:
    """The criterion's points in words: ``条款6.2 得5分``, ``条款6.5 不得分``."""
    name = f"条款{criterion.criterion_id}"
    amount = show_number(abs(line.points))
    if line.effect is Effect.VETO:
        wanted = criterion.consequence.value if criterion.consequence else line.effect.value
        return f"{name} {'触发' if line.award.denial else '没有触发'}{wanted}"
    words = {Effect.EARN: f"得{amount}分", Effect.BONUS: f"加{amount}分", Effect.DEDUCT: f"扣{amount}分"}
    if not line.points and line.effect is not Effect.EARN:
        words = {Effect.BONUS: "不加分", Effect.DEDUCT: "不扣分"}
    given = "（核定分）" if line.verified is not None else ""
    vetoed = "，本项不得分" if line.award.vetoes and line.verified is None else ""
    return f"{name} {words[line.effect]}{given}{vetoed}"


def item_line(item: Item, found: ItemScore) -> str:
    """An item's score in words: ``2 名牌战略：12分（标准分15，得10，加2）``."""
    standard = "只能加分" if found.bonus_only else f"标准分{show_number(found.standard)}"
    parts = [f"{item.number} {item.label}：{show_number(found.score)}分（{standard}"]
    if found.bonus and not found.bonus_only:
        parts.append(f"，得{show_number(found.base)}，加{show_number(found.bonus)}")
    parts.append("）")
    if found.vetoed_by:
        parts.append(f"，因条款{'、'.join(found.vetoed_by)}不得分")
    elif found.blocked:
        parts.append("，有应填的数据没有填，暂不得分")
    return "".join(parts)
