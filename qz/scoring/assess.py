"""From what was read to what it is worth: scores, rankings and where each unit stands."""

from collections.abc import Mapping

from qz.model.assessment import Assessment
from qz.model.findings import Severity
from qz.model.programme import Programme
from qz.model.returns import Intake, UnitState
from qz.model.scores import Answers, UnitScore
from qz.model.verification import Verification
from qz.scoring.engine import score_unit
from qz.scoring.ranking import rank_units


def score_answers(programme: Programme, answers: Mapping[str, Answers]) -> Mapping[str, UnitScore]:
    """The score of every unit that has a scorecard and answers, by unit code."""
    return {
        unit.code: score_unit(programme, unit, answers[unit.code])
        for unit in programme.units
        if unit.code in answers and programme.scorecard_of(unit) is not None
    }


def reported_answers(intake: Intake) -> Mapping[str, Answers]:
    """What units reported themselves, by unit code."""
    return {code: returned.answers for code, returned in intake.returns.items()}


def late_units(programme: Programme, intake: Intake) -> frozenset[str]:
    """Units whose counting return came after the deadline: by the mail's date, else by its saved time."""
    deadline = programme.particulars.deadline
    return frozenset(
        code
        for code, returned in intake.returns.items()
        if (when := returned.file.mailed_at or returned.file.saved_at) is not None and when > deadline
    )


def unit_states(programme: Programme, intake: Intake) -> Mapping[str, UnitState]:
    """合格 with a return that counts and no error in it, 待补正 with one, 未报送 with no return.

    What a verifier or the office's registers got wrong about a unit is not the unit's to mend.
    """
    in_error = {
        finding.unit_code
        for finding in intake.findings
        if finding.severity is Severity.ERROR
        and (returned := intake.returns.get(finding.unit_code)) is not None
        and finding.file == returned.file.path
    }
    states = {}
    for unit in programme.units:
        if unit.code not in intake.returns:
            states[unit.code] = UnitState.NOT_RECEIVED
        else:
            states[unit.code] = UnitState.TO_CORRECT if unit.code in in_error else UnitState.IN_ORDER
    return states


def assess(
    programme: Programme,
    intake: Intake,
    answers: Mapping[str, Answers] | None = None,
    verification: Verification | None = None,
) -> Assessment:
    """Score and rank everything an intake read.

    Args:
        programme: The year's programme.
        intake: What came back.
        answers: What counts for each unit that reported; by default what it reported itself.
        verification: What verifiers and registers said; by default nothing.
    """
    counting = reported_answers(intake) if answers is None else answers
    said = Verification() if verification is None else verification
    scores = score_answers(programme, counting)
    rankings = {card.scorecard_id: rank_units(programme, card, scores) for card in programme.scorecards}
    return Assessment(
        programme=programme,
        intake=intake,
        answers=counting,
        scores=scores,
        rankings=rankings,
        states=unit_states(programme, intake),
        late=late_units(programme, intake),
        stage=said.stage.word,
        verification=said,
    )
