"""What a rule computes with: each term's fact as it counts, bounded and rounded exactly as the formulas do it.

The twin of ``qz.rules.formulas``: a bound, a rounding or a reading changed here changes there.

Source: scoring specification, "Fact types" and "Missing, doubtful and verified values".
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Final

from qz.model.choices import Comparator, FilledBy, PartialStep
from qz.model.scorecards import Fact, Term
from qz.model.values import BLANK_ANSWER, NOT_APPLICABLE, Answer, Value, round_score
from qz.records import dataclass
from qz.rules.rule_kind import RuleContext
from qz.values.value_types import NOTES, TYPES
from qz.words import NO, YES

__all__ = ["NO", "NOTES", "YES"]

ZERO: Final = Decimal(0)
_SIX: Final = Decimal("0.000001")
_EIGHT: Final = Decimal("0.00000001")


class OperandState(Enum):
    """Whether a term's fact can be counted with."""

    GIVEN = "given"
    NOT_APPLICABLE = "not applicable"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Operand:
    """One term with its fact's answer as it counts. ``number`` is 0, ``yes`` false and ``word`` empty unless given."""

    term: Term
    fact: Fact
    answer: Answer
    state: OperandState
    number: Decimal = ZERO
    yes: bool = False
    word: str = ""

    @property
    def given(self) -> bool:
        """Whether the fact holds a usable value."""
        return self.state is OperandState.GIVEN

    @property
    def missing(self) -> bool:
        """Whether it is blank or invalid."""
        return self.state is OperandState.MISSING

    @property
    def unshown_incident(self) -> bool:
        """Whether it is missing and would report an incident: a number, or a 是否 that is not set off by 否."""
        return self.missing and (not TYPES[self.fact.value_type].is_yes_no or self.term.trigger != NO)

    @property
    def excused(self) -> bool:
        """Whether it is 不适用 and that counts as met."""
        return self.state is OperandState.NOT_APPLICABLE


def usable_number(fact: Fact, value: Value, limit: Decimal | None = None) -> Decimal | None:
    """The number as it is compared, or ``None`` where the fact does not accept it."""
    if not isinstance(value, Decimal) or not value.is_finite():
        return None
    value_type = TYPES[fact.value_type]
    return None if value_type.fault(value, value_type.limits(fact, limit)) else value_type.compared(value)


def read_operand(context: RuleContext, term: Term, limit: Decimal | None = None) -> Operand:
    """The term's fact as it counts in this criterion."""
    fact = context.facts[term.fact_id]
    answer = context.answers.get(term.fact_id, BLANK_ANSWER)
    value = None if answer.invalid else answer.value
    if value is NOT_APPLICABLE:
        met = fact.allows_not_applicable and context.criterion.settings.not_applicable_met
        return Operand(term, fact, answer, OperandState.NOT_APPLICABLE if met else OperandState.MISSING)
    value_type = TYPES[fact.value_type]
    if value_type.is_yes_no and isinstance(value, bool):
        return Operand(term, fact, answer, OperandState.GIVEN, yes=value)
    if value_type.is_choice and isinstance(value, str) and value in fact.choices:
        return Operand(term, fact, answer, OperandState.GIVEN, word=value)
    if value_type.is_number:
        number = usable_number(fact, value, limit)
        if number is not None:
            return Operand(term, fact, answer, OperandState.GIVEN, number=number)
    return Operand(term, fact, answer, OperandState.MISSING)


def read_operands(context: RuleContext, limit: Decimal | None = None) -> tuple[Operand, ...]:
    """The criterion's terms that are scored, in order; notes, and what only stops it, are left out."""
    return tuple(
        read_operand(context, term, limit)
        for term in context.criterion.terms
        if term.fact_id and not term.stops and context.facts[term.fact_id].value_type not in NOTES
    )


def read_stops(context: RuleContext) -> tuple[Operand, ...]:
    """The criterion's terms that set it to zero when they hold, in order."""
    return tuple(read_operand(context, term) for term in context.criterion.terms if term.stops)


def waiting_of(context: RuleContext) -> tuple[Fact, ...]:
    """The criterion's scored facts that a verifier or the office fills in, and has not."""
    terms = (term.fact_id for term in context.criterion.terms if term.fact_id)
    facts = (context.facts[part] for fact_id in dict.fromkeys(terms) for part in context.facts[fact_id].parts)
    others = [fact for fact in facts if fact.filled_by is not FilledBy.UNIT and fact.value_type not in NOTES]
    return tuple(fact for fact in others if read_operand(context, Term(fact.fact_id)).missing)


def missing_notes(context: RuleContext) -> tuple[str, ...]:
    """The criterion's notes that the unit's answers call for and that are blank."""
    missing = []
    for term in context.criterion.terms:
        fact = context.facts[term.fact_id] if term.fact_id else None
        if fact is None or fact.value_type not in NOTES or not fact.required_when:
            continue
        answer = context.answers.get(term.fact_id, BLANK_ANSWER)
        written = not answer.invalid and answer.value is not None and str(answer.value).strip() != ""
        if not written and any(_calls_for_note(context, fact_id) for fact_id in fact.required_when):
            missing.append(term.fact_id)
    return tuple(missing)


def _calls_for_note(context: RuleContext, fact_id: str) -> bool:
    operand = read_operand(context, Term(fact_id))
    return operand.yes or operand.number > 0


def missing_of(operands: tuple[Operand, ...], notes: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The fact ids still missing, each once, in order."""
    return tuple(dict.fromkeys([*(operand.fact.fact_id for operand in operands if operand.missing), *notes]))


def unit_target(context: RuleContext, term: Term) -> Decimal:
    """This unit's own target for the term's fact; 0 where the programme sets none."""
    return context.unit_targets.get(term.fact_id, ZERO)


def target_of(context: RuleContext, term: Term) -> Decimal:
    """The term's fixed target, or this unit's own where it has none."""
    return unit_target(context, term) if term.target is None else term.target


def meets_unit_target(context: RuleContext, operand: Operand) -> bool:
    """Whether the fact meets its target, this unit's own unless one is fixed; a missing value never does.

    Whether 0 meets a target of 0 is a setting, looked at only where the comparator is ≥.
    Source: scoring specification, "Kinds of rule", ``unit_target``.
    """
    if not operand.given:
        return operand.excused
    target, comparator = target_of(context, operand.term), operand.term.comparator
    own = operand.term.target is None
    if own and target == 0 and comparator is Comparator.AT_LEAST and not context.criterion.settings.zero_target_met:
        target = Decimal(1)
    return comparator.holds(operand.number, target)


def gap_of(context: RuleContext, operand: Operand) -> Decimal:
    """How far the number is below a target of ≥, above one of ≤, or away from one of =; never below 0."""
    distance = target_of(context, operand.term) - operand.number
    if operand.term.comparator is Comparator.EQUAL:
        return abs(distance)
    return max(ZERO, -distance if operand.term.comparator is Comparator.AT_MOST else distance)


def surplus_of(context: RuleContext, operand: Operand) -> Decimal:
    """How far the number is above a target of ≥, or below one of ≤; never below 0."""
    distance = operand.number - target_of(context, operand.term)
    return max(ZERO, -distance if operand.term.comparator is Comparator.AT_MOST else distance)


def amount_of(context: RuleContext, operand: Operand, number: Decimal) -> Decimal:
    """How often a rate of points is taken for ``number`` (≥ 0): for each whole, or for each step where there is one."""
    if operand.term.step is None:
        return number
    return count_steps(number, operand.term.step, context.criterion.settings.partial_step)


def step_size(term: Term, fact: Fact) -> Decimal:
    """The width of one step below a target: the term's, else one percentage point or one whole."""
    if term.step:
        return term.step
    return Decimal("0.01") if TYPES[fact.value_type].is_fraction else Decimal(1)


def count_steps(gap: Decimal, step: Decimal, partial: PartialStep) -> Decimal:
    """How many steps a gap (target − value) counts as; none where there is no gap.

    Source: scoring specification, "Kinds of rule", ``shortfall``; how a fraction of a step counts is a setting.
    """
    if gap <= 0:
        return ZERO
    steps = (gap / step).quantize(_SIX, ROUND_HALF_UP)
    if partial is PartialStep.PROPORTIONAL:
        return steps
    return steps.to_integral_value(ROUND_FLOOR if partial is PartialStep.FREE else ROUND_CEILING)


def round_points(value: Decimal) -> Decimal:
    """Points rounded to eight places, then to 0.01, as the formulas round them."""
    return round_score(value.quantize(_EIGHT, ROUND_HALF_UP)) + ZERO


def rate_of(term: Term) -> Decimal:
    """The term's points each (分); 0 where the programme gives none."""
    return ZERO if term.rate is None else term.rate
