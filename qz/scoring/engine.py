"""One unit's score from what it answered, clause by clause."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.choices import Role
from qz.model.programme import Programme
from qz.model.scorecards import Criterion, Fact, Scorecard
from qz.model.scores import Answers, ScoreLine, UnitScore, VerifiedScore
from qz.model.task_table import Task, Unit
from qz.model.values import round_score
from qz.rules.computed import with_computed
from qz.rules.criterion_points import accepts_verified, criterion_award
from qz.rules.item import combine_item
from qz.rules.registry import KINDS
from qz.rules.rule_kind import RuleContext, TaskMark
from qz.scoring.awards import Awards


def score_unit(programme: Programme, unit: Unit, answers: Answers, awards: Awards | None = None) -> UnitScore:
    """The unit's score with every criterion's points and reasons.

    A verified score outside its criterion's limits is not counted: the rule's points stand. ``awards``: those given so
    far to units scored with this one, which are not worked out again; ``None``: every award is worked out.

    Raises:
        ValueError: if no scorecard of the programme is the unit's.

    Source: scoring specification, whole; settings are the criteria's and items' own, as the programme resolved them.
    """
    scorecard = programme.scorecard_of(unit)
    if scorecard is None:
        raise ValueError(f"{unit.name} is not scored by any scorecard")
    targets = programme.targets_of(unit)
    known = with_computed(scorecard, answers, targets)
    scorer = _Scorer(scorecard, targets, programme.tasks_of(unit), known, awards)
    items = tuple(
        combine_item(item, [scorer.line(criterion) for criterion in item.criteria]) for item in scorecard.items
    )
    return UnitScore(unit.code, scorecard.scorecard_id, items, scorecard.total_rule)


class _Scorer:
    """One unit's answers, held against one criterion after another."""

    def __init__(
        self,
        scorecard: Scorecard,
        targets: Mapping[str, Decimal],
        tasks: tuple[tuple[Task, Role], ...],
        answers: Answers,
        awards: Awards | None,
    ) -> None:
        self._facts: Mapping[str, Fact] = scorecard.facts
        self._targets = targets
        self._tasks = tasks
        self._answers = answers
        self._award = criterion_award if awards is None else awards.of(scorecard).award

    def line(self, criterion: Criterion) -> ScoreLine:
        """The criterion's outcome."""
        kind = KINDS[criterion.kind]
        known = self._answers
        context = RuleContext(criterion, self._facts, known.facts, self._targets, self._marks(criterion), known.figures)
        return ScoreLine(criterion.criterion_id, kind.effect, self._award(context), self._verified(criterion))

    def _marks(self, criterion: Criterion) -> tuple[TaskMark, ...]:
        if not KINDS[criterion.kind].needs.tasks:
            return ()
        marks = []
        for task, role in self._tasks:
            if role in criterion.settings.scored_roles:
                answer = self._answers.statuses.get(task.task_id)
                value = None if answer is None or answer.invalid else answer.value
                marks.append(TaskMark(task.task_id, value if isinstance(value, bool) else None))
        return tuple(marks)

    def _verified(self, criterion: Criterion) -> VerifiedScore | None:
        verified = self._answers.verified_scores.get(criterion.criterion_id)
        if verified is None or not accepts_verified(criterion, verified.points):
            return None
        return VerifiedScore(round_score(verified.points), verified.reason, verified.given_by, verified.origin)
