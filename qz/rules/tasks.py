"""任务未完成扣分: points off for each of the unit's tasks that is not 已完成; with none completed the item may be 0."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.rules import formulas, wording
from qz.rules.operands import round_points
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind


def task_key(task_id: str) -> str:
    """The key of a task's missing status, as its input cell is named: ``1.2`` is ``task_1_2_status``."""
    return f"task_{task_id.replace('.', '_')}_status"


class Tasks(RuleKind):
    """−rate for each scored task not 已完成; a setting says whether the item is 0 when none of several was completed.

    A task without status is 未完成. Which roles are scored is a setting. The rate stands with the criterion's term.
    """

    kind = "tasks"
    label = "任务未完成扣分"
    effect = Effect.DEDUCT
    needs = Needs(rate=True, facts=False, settings=("scored_roles", "none_done_vetoes", "veto_takes_bonus"))
    summary = "本单位计分的任务每少完成一项扣一定分值；“全未完成不得分”填“是”的，一项都没有完成时该项不得分。"

    def award(self, context: RuleContext) -> Award:
        """Source: scoring specification, "Departments", criterion 4.1."""
        rate = task_rate(context.criterion)
        undone = [mark for mark in context.tasks if not mark.done]
        listed = "、".join(mark.task_id for mark in undone)
        points = round_points(-rate * len(undone))
        none_done = context.criterion.settings.none_done_vetoes and 0 < len(undone) == len(context.tasks)
        template = context.criterion.terms[0].phrase if context.criterion.terms else ""
        phrase = wording.fill(template, str(len(undone)), listed) if template else f"未完成任务{listed}"
        reason = f"{phrase}（一项都没有完成），不得分" if none_done else wording.loss(phrase, points)
        return Award(
            points,
            vetoes=none_done,
            missing=tuple(task_key(mark.task_id) for mark in context.tasks if mark.done is None),
            reasons=(reason,) if undone else (),
            explanation=wording.sentence(
                context.criterion, *_parts(context, listed), result=_result(points, none_done=none_done)
            ),
        )

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The loss as a number ≤ 0."""
        del facts
        rate = task_rate(criterion)
        # Done − scored, not minus (scored − done): the latter is minus zero in some programs.
        lost = formulas.times(rate, f"({refs.tasks_done()}-{refs.tasks_scored()})")
        return formulas.as_points(lost, rate, whole=True)

    def veto_formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str | None:
        """TRUE when there are scored tasks and none is done; ``None`` where that does not take the item."""
        del facts
        if not criterion.settings.none_done_vetoes:
            return None
        return f"AND({refs.tasks_scored()}>0,{refs.tasks_done()}=0)"


def task_rate(criterion: Criterion) -> Decimal:
    """Points off for each task (分): the first term's rate, else the criterion's points."""
    for term in criterion.terms:
        if term.rate is not None:
            return term.rate
    return criterion.points or Decimal(0)


def _parts(context: RuleContext, listed: str) -> list[str]:
    roles = "、".join(context.criterion.settings.scored_roles)
    if not context.tasks:
        return [f"无{roles}任务"]
    done = sum(1 for mark in context.tasks if mark.done)
    parts = [f"{roles}任务{len(context.tasks)}项，完成{done}项"]
    if listed:
        rate = wording.points(task_rate(context.criterion))
        parts.append(f"未完成{listed}共{len(context.tasks) - done}项，每项扣{rate}")
    silent = "、".join(mark.task_id for mark in context.tasks if mark.done is None)
    return [*parts, f"其中{silent}未填报完成情况，按未完成计"] if silent else parts


def _result(points: Decimal, *, none_done: bool) -> str:
    if none_done:
        return "一项都没有完成，本项不得分"
    return wording.deducted(points)
