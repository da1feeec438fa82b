"""Which units get their 告知书: those of which no value is missing, in doubt or unverified."""

from qz.model.assessment import Assessment
from qz.model.scorecards import Scorecard
from qz.model.task_table import Unit
from qz.reports.bulletin.named_units import unverified_words
from qz.reports.result_words import is_provisional, totals_of


def units_with_feedback(assessment: Assessment) -> tuple[tuple[Unit, Scorecard], ...]:
    """The units that get a 告知书 now, each with its scorecard, in roster order.

    None where the programme has no 复核截止时间.
    """
    programme = assessment.programme
    if programme.particulars.appeal_by is None:
        return ()
    totals = totals_of(assessment)
    complete = [
        unit
        for unit in programme.units
        if unit.code in totals and not is_provisional(assessment, unit, totals[unit.code])
    ]
    scored = [(unit, programme.scorecard_of(unit)) for unit in complete]
    return tuple(
        (unit, card)
        for unit, card in scored
        if card is not None and not any(unverified_words(assessment, card, unit.code))
    )
