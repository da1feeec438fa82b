"""Whether a criterion's points rest on verified values, or still on what the unit reported itself.

Source: scoring specification, "Missing, doubtful and verified values".
"""

from qz.model.programme import Programme
from qz.model.scorecards import Criterion, Scorecard
from qz.model.scores import Answers, Effect
from qz.model.task_table import Unit
from qz.model.values import BLANK_ANSWER, SURE
from qz.rules.registry import KINDS
from qz.values.value_types import TYPES


def is_verified(
    programme: Programme, card: Scorecard, unit: Unit, criterion: Criterion, answers: Answers
) -> bool | None:
    """Whether a unit's points of the criterion were verified or registered; ``None`` where there is nothing to verify.

    They are where a verifier gave the score directly (a veto is verified by its fact only), or where all values but
    notes are verified or registered. A task that facts deny is not: a verifier may still confirm it.
    """
    if criterion.criterion_id in answers.verified_scores and KINDS[criterion.kind].effect is not Effect.VETO:
        return True
    needs = KINDS[criterion.kind].needs
    if needs.by_hand:
        return False
    if needs.facts:
        fact_ids = [part for term in criterion.terms if term.fact_id for part in card.facts[term.fact_id].parts]
        facts = [fact_id for fact_id in fact_ids if not TYPES[card.facts[fact_id].value_type].is_note]
        values = [answers.facts.get(fact_id, BLANK_ANSWER) for fact_id in facts]
    else:
        tasks = programme.scored_tasks(unit, criterion)
        values = [answers.statuses.get(task.task_id, BLANK_ANSWER) for task in tasks]
    if not values:
        return None
    return all(value.origin is not None and value.origin.source in SURE for value in values)
