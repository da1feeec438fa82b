"""Scores and ranks what was read, and finds the state of each unit."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from itertools import chain
from typing import Final

from qz.engine.parallel.batches import batches, run_in_order
from qz.engine.parallel.packed import PackedMapping, are_few, held_each, laid_over, some_of
from qz.engine.parallel.packed_file import PackedFile
from qz.engine.parallel.packed_runs import sort_packed
from qz.engine.parallel.shared import Shared
from qz.model.assessment import Assessment
from qz.model.finding import Severity
from qz.model.programme import Programme
from qz.model.returns import Intake, UnitState
from qz.model.scores import Answers, UnitScore
from qz.model.unit_sums import Contradiction, Sum
from qz.model.verification import RegisterFact, Verification
from qz.rules.computed import with_computed
from qz.scoring.awards import Awards
from qz.scoring.compare_units import with_figures
from qz.scoring.contradictions import as_denied, contradiction_findings, find_contradictions, sum_facts
from qz.scoring.engine import score_unit
from qz.scoring.rank import rank_units

_TOGETHER: Final = 200
"""So many units are scored as one task."""


def _score(task: tuple[Shared[Programme], Mapping[str, Answers]]) -> list[tuple[str, bytes]]:
    programme, answers = task
    scores = _score_each(programme.value, answers, answers)
    return [(code, score.packed) for code, score in held_each(scores, _made_of(answers))]


def _score_each(
    programme: Programme, answers: Mapping[str, Answers], codes: Iterable[str]
) -> Iterator[tuple[str, UnitScore]]:
    """The score of each of these units."""
    for some in batches(codes, _TOGETHER):
        awards = Awards()
        yield from ((code, score_unit(programme, programme.unit(code), answers[code], awards)) for code in some)


def _made_of(answers: Mapping[str, Answers]) -> Callable[[str], bytes] | None:
    """The mark of a unit's score: that of its answers; ``None`` where those have none."""
    return answers.mark_of if isinstance(answers, PackedMapping) else None


def score_answers(
    programme: Programme, answers: Mapping[str, Answers], executor: Executor | None = None
) -> Mapping[str, UnitScore]:
    """The score of every unit that has a scorecard and answers, by unit code, in roster order; packed.

    Args:
        programme: The year's programme.
        answers: By unit code.
        executor: Scores more than a few units, ``_TOGETHER`` at a time; ``None``: this process.
    """
    codes = (unit.code for unit in programme.units if unit.code in answers and programme.scorecard_of(unit))
    if executor is None or are_few(answers):
        return PackedMapping.of(_score_each(programme, answers, codes), _made_of(answers))
    with Shared.lend(programme) as shared:
        tasks = ((shared, some_of(answers, some)) for some in batches(codes, _TOGETHER))
        return PackedMapping(PackedFile(chain.from_iterable(run_in_order(_score, tasks, executor))))


def late_units(programme: Programme, intake: Intake) -> frozenset[str]:
    """The units whose return that counts came after the deadline: by mail date, else by time of saving."""
    deadline = programme.particulars.deadline
    return frozenset(
        code
        for code, returned in intake.returns.items()
        if (when := returned.file.mailed_at or returned.file.saved_at) is not None and when > deadline
    )


def unit_states(programme: Programme, intake: Intake) -> Mapping[str, UnitState]:
    """The state of each unit that is asked for something, by its code.

    With a return that counts: 合格, or 待补正 where it has an error. Without one: 待确认 where a return is in
    doubt, else 未报送. Errors in 核定表 and registers do not matter here, as the unit cannot correct them.
    """
    in_error = {
        finding.unit_code
        for finding in intake.findings
        if finding.severity is Severity.ERROR
        and (returned := intake.returns.get(finding.unit_code)) is not None
        and finding.file == returned.file.path
    }
    held = intake.held_units
    states = {}
    for unit in programme.asked_units:
        if unit.code not in intake.returns:
            states[unit.code] = UnitState.HELD if unit.code in held else UnitState.NOT_RECEIVED
        else:
            states[unit.code] = UnitState.TO_CORRECT if unit.code in in_error else UnitState.IN_ORDER
    return states


def assess(
    programme: Programme,
    intake: Intake,
    answers: Mapping[str, Answers] | None = None,
    verification: Verification | None = None,
    executor: Executor | None = None,
    *,
    sums: Mapping[str, Sum] | None = None,
) -> Assessment:
    """Score and rank everything an intake read.

    Args:
        programme: The year's programme.
        intake: What came back.
        answers: What counts for each unit that reported; by default what it reported itself.
        verification: What verifiers and registers gave; by default nothing.
        executor: Who scores (``score_answers``).
        sums: The indicators' sums, where the caller has them already (``sum_facts``).
    """
    counting = intake.answers if answers is None else answers
    verified = Verification() if verification is None else verification
    if sums is None:
        sums = sum_facts(programme, counting, verified.register_facts)
    contradictions = find_contradictions(programme, counting, sums)
    counting = _scored(programme, counting, contradictions)
    findings = chain(intake.findings, contradiction_findings(programme, contradictions))
    intake = replace(intake, findings=sort_packed(findings))
    scores = _scores(programme, intake.answers, counting, verified.self_scores, executor)
    held = intake.held_units
    rankings = {card.scorecard_id: rank_units(programme, card, scores, held) for card in programme.scorecards}
    return Assessment(
        programme=programme,
        intake=intake,
        answers=_computed(programme, counting),
        scores=scores,
        rankings=rankings,
        states=unit_states(programme, intake),
        late=late_units(programme, intake),
        stage=verified.stage.word,
        verification=verified,
        sums=sums,
        contradictions=contradictions,
    )


def scored_answers(
    programme: Programme, answers: Mapping[str, Answers], register_facts: Iterable[RegisterFact]
) -> Mapping[str, Answers]:
    """What is scored of the answers that count, by unit code.

    Where the programme says so, a 已完成 that facts contradict is 未完成, unless a verifier confirmed it. Each unit's
    answers also say how it stands in its group.
    """
    sums = sum_facts(programme, answers, register_facts)
    return _scored(programme, answers, find_contradictions(programme, answers, sums))


def _scored(
    programme: Programme, answers: Mapping[str, Answers], contradictions: Iterable[Contradiction]
) -> Mapping[str, Answers]:
    if not programme.settings.denied_is_done:
        answers = as_denied(answers, contradictions)
    return with_figures(programme, answers)


def _computed(programme: Programme, counting: Mapping[str, Answers]) -> Mapping[str, Answers]:
    """What counts, with the facts that are computed from others."""
    if not any(card.computed for card in programme.scorecards):
        return counting
    known = ((unit, programme.scorecard_of(unit)) for unit in programme.units if unit.code in counting)
    made = ((unit.code, with_computed(card, counting[unit.code], programme.targets_of(unit))) for unit, card in known)
    return laid_over(counting, made)


def _scores(
    programme: Programme,
    reported: Mapping[str, Answers],
    counting: Mapping[str, Answers],
    self_scores: Mapping[str, UnitScore],
    executor: Executor | None,
) -> Mapping[str, UnitScore]:
    """The scores of what counts; where that is what was reported, the score of the self-report as it is."""
    if not (isinstance(reported, PackedMapping) and isinstance(counting, PackedMapping) and self_scores):
        return score_answers(programme, counting, executor)
    changed = (code for code in counting if code not in reported or reported.mark_of(code) != counting.mark_of(code))
    return laid_over(self_scores, score_answers(programme, counting.some(changed), executor))
