"""The answers that count: a verified value before a registered one, that before a self-reported one.

Source: scoring specification, "Missing, doubtful and verified values".
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from qz.engine.parallel.packed import laid_over
from qz.layout.verification_workbook import scored_tasks, verifiers_of
from qz.model.programme import Criterion, Programme, Scorecard, Unit
from qz.model.scores import Answers, Effect
from qz.model.stages import Stage, stage_of
from qz.model.values import SURE, Answer
from qz.model.verification import EntryKind, RegisterFact, VerifiedEntry, score_of
from qz.records import dataclass
from qz.rules.registry import KINDS
from qz.values.value_types import TYPES

_BLANK = Answer()


def merge(
    programme: Programme,
    reported: Mapping[str, Answers],
    entries: Iterable[VerifiedEntry],
    register_facts: Iterable[RegisterFact],
) -> Mapping[str, Answers]:
    """The answers that count for each unit that reported, by unit code.

    A register's count replaces the self-report, and a verified value replaces either; ``Answer.replaced`` has the value
    before. Scores given directly are added. Units that did not report are left out. Without entries and register facts
    the answers are unchanged.

    Args:
        programme: The year's programme.
        reported: What units reported, by unit code.
        entries: The verifiers' values that count: at most one for each subject.
        register_facts: The registers' counts: at most one for each unit and fact.
    """
    by_unit: dict[str, tuple[list[RegisterFact], list[VerifiedEntry]]] = {}
    for fact in register_facts:
        if fact.unit_code in reported and _has_fact(programme, fact.unit_code, fact.fact_id):
            by_unit.setdefault(fact.unit_code, ([], []))[0].append(fact)
    for entry in entries:
        if entry.unit_code in reported:
            by_unit.setdefault(entry.unit_code, ([], []))[1].append(entry)
    return laid_over(reported, ((code, _merged(reported[code], *both)) for code, both in by_unit.items()))


def _merged(answers: Answers, facts: Iterable[RegisterFact], entries: Iterable[VerifiedEntry]) -> Answers:
    """One unit's answers with these facts and entries."""
    for fact in facts:
        answers = _with_register(answers, fact)
    for entry in entries:
        answers = _with_entry(answers, entry)
    return answers


def _has_fact(programme: Programme, unit_code: str, fact_id: str) -> bool:
    card = programme.scorecard_of(programme.unit(unit_code))
    return card is not None and fact_id in card.facts


def _over(answers: Mapping[str, Answer], key: str, answer: Answer) -> Mapping[str, Answer]:
    before = answers.get(key, _BLANK)
    return MappingProxyType({**answers, key: replace(answer, evidence=before.evidence, replaced=before)})


def _with_register(answers: Answers, fact: RegisterFact) -> Answers:
    registered = Answer(fact.value, origin=fact.origin)
    return replace(answers, facts=_over(answers.facts, fact.fact_id, registered))


def _with_entry(answers: Answers, entry: VerifiedEntry) -> Answers:
    if entry.kind is EntryKind.CRITERION:
        scores = MappingProxyType({**answers.verified_scores, entry.key: score_of(entry)})
        return replace(answers, verified_scores=scores)
    verified = Answer(entry.value, entry.typed, origin=entry.origin)
    if entry.kind is EntryKind.TASK:
        return replace(answers, statuses=_over(answers.statuses, entry.key, verified))
    return replace(answers, facts=_over(answers.facts, entry.key, verified))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the verification is: by scorecard id, by verifier; ``waiting``: the units each verifier has to do."""

    stages: Mapping[str, Stage]
    verifiers: Mapping[str, Stage]
    waiting: Mapping[str, tuple[str, ...]]


def progress_of(programme: Programme, answers: Mapping[str, Answers]) -> Progress:
    """How far the verification is, counted in criteria × units that reported.

    A criterion is verified when a score was given for it directly, or when all its values but notes are verified or
    registered. A criterion scored by tasks is not counted for a unit without such tasks.
    """
    done, all_of, waiting = Counter[tuple[str, str]](), Counter[tuple[str, str]](), dict[str, dict[str, None]]()
    for unit in programme.units:
        card = programme.scorecard_of(unit)
        if card is None or unit.code not in answers:
            continue
        own_answers = answers[unit.code]
        for criterion in card.criteria:
            verified = is_verified(programme, card, unit, criterion, own_answers)
            if verified is None:
                continue
            place = card.scorecard_id, criterion.verifier
            all_of[place] += 1
            done[place] += verified
            if not verified:
                waiting.setdefault(criterion.verifier, {})[unit.code] = None

    def stage(part: int, name: str) -> Stage:
        places = [place for place in all_of if place[part] == name]
        return stage_of(sum(done[place] for place in places), sum(all_of[place] for place in places))

    return Progress(
        stages={card.scorecard_id: stage(0, card.scorecard_id) for card in programme.scorecards},
        verifiers={code: stage(1, code) for code in verifiers_of(programme)},
        waiting={code: tuple(units) for code, units in waiting.items()},
    )


def is_verified(
    programme: Programme, card: Scorecard, unit: Unit, criterion: Criterion, answers: Answers
) -> bool | None:
    """Whether the criterion's points were verified or registered; ``None`` where there is nothing to verify."""
    if criterion.criterion_id in answers.verified_scores and KINDS[criterion.kind].effect is not Effect.VETO:
        return True
    needs = KINDS[criterion.kind].needs
    if needs.by_hand:
        return False
    if needs.facts:
        fact_ids = [part for term in criterion.terms if term.fact_id for part in card.facts[term.fact_id].parts]
        facts = [fact_id for fact_id in fact_ids if not TYPES[card.facts[fact_id].value_type].is_note]
        values = [answers.facts.get(fact_id, _BLANK) for fact_id in facts]
    else:
        tasks = scored_tasks(programme, unit, criterion)
        values = [answers.statuses.get(task.task_id, _BLANK) for task in tasks]
    if not values:
        return None
    return all(value.origin is not None and value.origin.source in SURE for value in values)
