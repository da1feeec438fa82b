"""Pieces of Excel formula over the cells facts are typed in: the twin of ``qz.rules.operands``.

A cell may hold anything: a number out of range, text, an error value, nothing. Every piece made here gives a number or
a truth value whatever is typed, with functions that Excel 2007, WPS and LibreOffice share: ``IF``, ``IFERROR``,
``ABS``, ``AND``, ``OR``, ``NOT``, ``ISNUMBER``, ``ROUND``, ``ROUNDUP``, ``INT``, ``MIN``, ``MAX`` and, for notes,
``TRIM`` and ``SUBSTITUTE``. ``IFERROR`` stands outside every ``AND``, since all of an ``AND`` is worked out even when
its first part is false. Where TRUE is typed for a number, Excel and WPS see no number, and LibreOffice sees 1.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from qz.model.choices import Comparator, FilledBy, PartialStep
from qz.model.scorecards import Criterion, Fact, Term
from qz.records import dataclass
from qz.rules.operands import round_points
from qz.rules.rule_kind import CellRefs
from qz.values.expressions import both, either, is_blank, literal, text
from qz.values.value_types import NOTES, TYPES
from qz.words import NO, NOT_APPLICABLE_WORD, YES

__all__ = ["both", "either", "literal", "text"]

NOT_APPLICABLE_TEXT = text(NOT_APPLICABLE_WORD)


def plus(parts: Iterable[str]) -> str:
    """The sum of expressions; ``0`` for none."""
    kept = list(parts)
    return "+".join(kept) if kept else "0"


def times(rate: Decimal, amount: str) -> str:
    """``rate`` × ``amount``, plain where the rate is 1."""
    return amount if rate == 1 else f"{literal(rate)}*{amount}"


def as_points(expression: str, *factors: Decimal | None, whole: bool) -> str:
    """The expression rounded as points, or as it is where whole numbers cannot give a fraction."""
    if whole and all(factor is None or factor == factor.to_integral_value() for factor in factors):
        return expression
    return f"ROUND(ROUND({expression},8),2)"


def points_literal(points: Decimal | None) -> str:
    """The criterion's points as a formula writes them."""
    return literal(round_points(points or Decimal(0)))


@dataclass(frozen=True, slots=True)
class FactCell:
    """One term's fact and the cell it is typed in. ``excuses``: 不适用 is an answer, and counts as met."""

    term: Term
    fact: Fact
    cell: str
    excuses: bool
    limit: Decimal | None = None

    @property
    def numeric(self) -> bool:
        """Whether the fact is a number."""
        return TYPES[self.fact.value_type].is_number

    @property
    def whole(self) -> bool:
        """Whether the fact is always a whole number."""
        return TYPES[self.fact.value_type].is_whole

    @property
    def value(self) -> str:
        """The number as it is compared; good only where ``valid`` holds."""
        return TYPES[self.fact.value_type].in_cell(self.cell)

    def valid(self, *, above: Decimal | None = None) -> list[str]:
        """The conditions under which the cell holds a usable answer, 不适用 apart.

        ``above``: another condition asks for more than this, so that a lower bound up to it is left out.
        """
        value_type = TYPES[self.fact.value_type]
        return value_type.conditions(value_type.limits(self.fact, self.limit), self.cell, above=above)

    def shows(self, conditions: list[str]) -> list[str]:
        """The conditions of ``valid``, or 不适用 where that counts as met; an error value stays an error."""
        if not self.excuses:
            return conditions
        return [f"IF({self.cell}={NOT_APPLICABLE_TEXT},TRUE,{both(conditions)})"]

    def choose(self, conditions: list[str], then: str, otherwise: str, excused: str = "0") -> str:
        """``then`` where all conditions hold, ``excused`` for 不适用, ``otherwise`` for whatever else is typed."""
        inner = f"IF({both(conditions)},{then},{otherwise})"
        if self.excuses and excused != otherwise:
            inner = f"IF({self.cell}={NOT_APPLICABLE_TEXT},{excused},{inner})"
        return f"IFERROR({inner},{otherwise})"

    def missing(self) -> str:
        """TRUE while the cell holds no usable answer."""
        if self.numeric or self.excuses or TYPES[self.fact.value_type].is_choice:
            return f"NOT(IFERROR({both(self.shows(self.valid()))},FALSE))"
        return f"IFERROR(AND({self.cell}<>{text(YES)},{self.cell}<>{text(NO)}),TRUE)"

    def positive(self) -> str:
        """TRUE where the cell holds 是, or a usable number above 0."""
        if not self.numeric:
            return f"IFERROR({self.cell}={text(YES)},FALSE)"
        return f"IFERROR({both([*self.valid(above=Decimal(0)), f'{self.value}>0'])},FALSE)"


def fact_cell(
    criterion: Criterion, term: Term, facts: Mapping[str, Fact], refs: CellRefs, limit: Decimal | None = None
) -> FactCell:
    """The cell of a term's fact, with the criterion's reading of 不适用."""
    fact = facts[term.fact_id]
    excuses = fact.allows_not_applicable and criterion.settings.not_applicable_met
    return FactCell(term, fact, refs.fact(term.fact_id), excuses, limit)


def fact_cells(
    criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs, limit: Decimal | None = None
) -> tuple[FactCell, ...]:
    """The cells of the criterion's scored terms, in order; notes, and what only stops it, are left out."""
    return tuple(
        fact_cell(criterion, term, facts, refs, limit)
        for term in criterion.terms
        if term.fact_id and not term.stops and facts[term.fact_id].value_type not in NOTES
    )


def stop_cells(criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> tuple[FactCell, ...]:
    """The cells of the criterion's terms that set it to zero when they hold, in order."""
    return tuple(fact_cell(criterion, term, facts, refs) for term in criterion.terms if term.stops)


def incident_missing_formula(criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str | None:
    """TRUE while one of the criterion's incidents is missing; ``None`` where it has none."""
    return unshown_formula(fact_cells(criterion, facts, refs))


def unshown_formula(cells: Iterable[FactCell]) -> str | None:
    """TRUE while one of the cells lacks an incident; ``None`` where none of them reports one."""
    parts = [cell.missing() for cell in cells if cell.numeric or cell.term.trigger != NO]
    return either(parts) if parts else None


def waiting_formula(criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str | None:
    """TRUE while a fact that a verifier or the office fills in is missing; ``None`` where there is none."""
    cells = (*fact_cells(criterion, facts, refs), *stop_cells(criterion, facts, refs))
    ids = dict.fromkeys(part for cell in cells for part in cell.fact.parts)
    others = [part for part in ids if facts[part].filled_by is not FilledBy.UNIT]
    parts = [fact_cell(criterion, Term(part), facts, refs).missing() for part in others]
    return either(parts) if parts else None


def target_formula(term: Term, refs: CellRefs) -> str:
    """The term's fixed target, or the cell of this unit's own where it has none."""
    return refs.unit_target(term.fact_id) if term.target is None else literal(term.target)


def target_conditions(cell: FactCell, comparator: Comparator, target: Decimal) -> list[str]:
    """The conditions under which the cell holds a usable number that meets a fixed target."""
    above = target if comparator is Comparator.AT_LEAST else None
    return [*cell.valid(above=above), f"{cell.value}{comparator.sign}{literal(target)}"]


def unit_target_conditions(cell: FactCell, target: str, *, zero_target_met: bool) -> list[str]:
    """The same for this unit's own target (a cell or a literal number)."""
    comparator = cell.term.comparator
    if comparator is Comparator.AT_LEAST and not zero_target_met:
        target = f"IF({target}=0,1,{target})"
    return [*cell.valid(), f"{cell.value}{comparator.sign}{target}"]


def signed_gap(comparator: Comparator, target: str, value: str) -> str:
    """How far ``value`` is on the wrong side of ``target``; may be below 0 where it is on the right one."""
    if comparator is Comparator.EQUAL:
        return f"ABS({target}-{value})"
    return f"{value}-{target}" if comparator is Comparator.AT_MOST else f"{target}-{value}"


def signed_surplus(comparator: Comparator, target: str, value: str) -> str:
    """How far ``value`` is beyond ``target`` (≥ or ≤); below 0 where it is short of it."""
    return f"{target}-{value}" if comparator is Comparator.AT_MOST else f"{value}-{target}"


def amount_formula(cell: FactCell, number: str, partial: PartialStep, *, from_target: bool = False) -> str:
    """How often a rate of points is taken for ``number``: for each whole, or for each step where the term has one.

    ``from_target``: the number is a distance from the term's target, which need not be whole where a count is.
    """
    step = cell.term.step
    if step is None:
        return number
    target = cell.term.target
    integral = not from_target or (target is not None and target == target.to_integral_value())
    return steps_formula(number, step, partial, whole=cell.whole and integral and step == step.to_integral_value())


def counted_whole(cell: FactCell, partial: PartialStep) -> bool:
    """Whether ``amount_formula`` always gives whole numbers for whole counts."""
    if cell.term.step is not None:
        return partial is not PartialStep.PROPORTIONAL
    return cell.whole


def steps_formula(gap: str, step: Decimal, partial: PartialStep, *, whole: bool) -> str:
    """How many steps a gap counts as; none where it is negative. ``whole``: the gap is always a whole number."""
    if whole and step == 1:
        return f"MAX(0,{gap})"
    steps = f"ROUND({gap if step == 1 else f'({gap})/{literal(step)}'},6)"
    if partial is PartialStep.FREE:
        steps = f"INT({steps})"
    elif partial is PartialStep.WHOLE:
        steps = f"ROUNDUP({steps},0)"
    return f"MAX(0,{steps})"


def blank_note_formula(criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str | None:
    """TRUE while a note the criterion requires is blank; ``None`` where it asks for none.

    Where every scored fact calls for the note, only the note is looked at: while no fact calls for it there is no bonus
    to hold back.
    """
    scored = {term.fact_id for term in criterion.terms if term.fact_id and facts[term.fact_id].value_type not in NOTES}
    parts = []
    for term in criterion.terms:
        fact = facts.get(term.fact_id)
        if fact is None or fact.value_type not in NOTES or not fact.required_when:
            continue
        cell = refs.fact(term.fact_id)
        blank = f"IFERROR({is_blank(cell)},TRUE)"
        if scored <= set(fact.required_when):
            parts.append(blank)
            continue
        called = either(fact_cell(criterion, Term(fact_id), facts, refs).positive() for fact_id in fact.required_when)
        parts.append(f"AND({blank},{called})")
    return either(parts) if parts else None


def unit_targets_met(criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> list[str]:
    """The conditions under which every fact reaches this unit's own target; an error value stays an error."""
    return [
        condition
        for cell in fact_cells(criterion, facts, refs)
        for condition in cell.shows(
            unit_target_conditions(
                cell,
                target_formula(cell.term, refs),
                zero_target_met=criterion.settings.zero_target_met or not cell.term.own_target,
            )
        )
    ]
