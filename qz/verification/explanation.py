"""Explains a unit's points in sentences: which value counts, who gave it, where, when and why, and its points."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from qz.model.assessment import Assessment
from qz.model.scorecards import Criterion, Scorecard
from qz.model.task_table import Unit
from qz.verification.unit_explainer import TASK_WORD, NothingToExplain, UnitExplainer
from qz.verification.value_lines import PointSources
from qz.words import fold


def find_unit(assessment: Assessment, text: str) -> Unit:
    """The unit with this name, alias or code.

    Raises:
        NothingToExplain: No unit has it.
    """
    for unit in assessment.programme.units:
        if fold(text) in {fold(name) for name in (unit.name, unit.code, *unit.aliases)}:
            return unit
    names = "、".join(unit.name for unit in assessment.programme.units)
    raise NothingToExplain(f"单位名册里没有“{text}”，有：{names}。")


def explain(assessment: Assessment, unit: Unit, subject: str = "") -> tuple[str, ...]:
    """The explanation of a unit's points, line by line.

    Args:
        assessment: The result of a collect.
        unit: The unit.
        subject: A criterion (``6.2``), an item (``第6项``), a task (``任务4.1``), a fact's id or name; ``""``: the
            total.

    Raises:
        NothingToExplain: The unit has no such subject.
    """
    sources = PointSources.of(assessment, unit)
    explainer = UnitExplainer(assessment, unit, sources, assessment.answers.get(unit.code))
    if subject and fold(subject).startswith(TASK_WORD):
        return tuple(explainer.task(fold(subject).removeprefix(TASK_WORD)))
    card, score = assessment.programme.scorecard_of(unit), assessment.scores.get(unit.code)
    if card is None:
        tasks = assessment.programme.tasks_of(unit)
        others = f"；可以查任务，如“{TASK_WORD}{tasks[0][0].task_id}”" if tasks else "，也没有任务"
        raise NothingToExplain(f"{unit.name}不计分{others}。")
    if score is None:
        raise NothingToExplain(f"{unit.name}没有采用的报送表，没有得分。")
    return tuple(explainer.scored(card, score, fold(subject)))


class Point(NamedTuple):
    """A unit's points (分) for one criterion (``None``: its total), and their explanation, line by line."""

    unit: Unit
    criterion: Criterion | None
    points: Decimal
    lines: tuple[str, ...]


def explain_all(assessment: Assessment, card: Scorecard, *, totals_only: bool = False) -> Iterator[Point]:
    """The explanations of every unit of a scorecard that has a score: of its total, then of its criteria."""
    known = PointSources.of(assessment)
    for unit in assessment.units_of(card.scorecard_id):
        score = assessment.scores.get(unit.code)
        if score is None:
            continue
        explainer = UnitExplainer(assessment, unit, known, assessment.answers.get(unit.code))
        yield Point(unit, None, score.total, tuple(explainer.scored(card, score, "")))
        points = {line.criterion_id: line.points for line in score.lines}
        for criterion in () if totals_only else card.criteria:
            lines = tuple(explainer.scored(card, score, fold(criterion.criterion_id)))
            yield Point(unit, criterion, points[criterion.criterion_id], lines)
