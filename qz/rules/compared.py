"""Criteria that compare a unit with its group: by place, or against the group's mean, greatest or least number.

Their points are known only when all units' answers are: until then they wait, and move no points. While a unit of the
group has no number, or one that nobody verified, they may still change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from qz.model.choices import GroupFigure
from qz.model.group_figures import GroupFigures
from qz.model.scorecards import Criterion, Scorecard, Term
from qz.rules.registry import KINDS
from qz.rules.rule_kind import CellRefs, GroupCells, RuleContext
from qz.values.expressions import either, text
from qz.words import NOT_APPLICABLE_WORD

TO_COMPARE: Final = "待统计"
"""What stands for points that wait until units are compared."""


def compared_facts(criterion: Criterion) -> tuple[str, ...]:
    """The facts by which the criterion compares units, by id; none for a criterion of one unit's own answers."""
    places = KINDS[criterion.kind].needs.places
    terms = (term for term in criterion.terms if term.fact_id and not term.stops)
    return tuple(term.fact_id for term in terms if places or term.against is not None)


def compared_on(scorecard: Scorecard) -> tuple[str, ...]:
    """The facts by which the scorecard's units are compared, by id, in the order of its criteria."""
    return tuple(dict.fromkeys(fact_id for one in scorecard.criteria for fact_id in compared_facts(one)))


def left_out_words(scorecard: Scorecard) -> str:
    """What a self-score leaves out, until units are compared: ``3.1、3.2待统计，不在内``; blank where nothing is."""
    clauses = [one.criterion_id for one in scorecard.criteria if compared_facts(one)]
    return f"{'、'.join(clauses)}{TO_COMPARE}，不在内" if clauses else ""


def waits_for_group(context: RuleContext) -> bool:
    """Whether units are not compared yet, or none of the group has a number, and somebody may still give one."""
    figures = (context.figures.get(fact_id) for fact_id in compared_facts(context.criterion))
    return any(each is None or (not each.given and each.missing > 0) for each in figures)


def nobody_compares(context: RuleContext) -> bool:
    """Whether all units of the group answered 不适用, so that there is nobody to be compared with."""
    figures = [context.figures.get(fact_id) for fact_id in compared_facts(context.criterion)]
    return any(each is not None and not each.given and not each.missing for each in figures)


def waiting_for_group(criterion: Criterion, refs: CellRefs) -> str:
    """TRUE while none of the group has a number; ``TRUE`` where units are not compared, ``""`` for other criteria."""
    cells = [refs.group(fact_id) for fact_id in compared_facts(criterion)]
    if not cells:
        return ""
    if any(each is None for each in cells):
        return "TRUE"
    none = [f"AND(COUNT({each.numbers})=0,NOT({_all_excused(each)}))" for each in cells if each is not None]
    return either(none)


def nobody_compares_formula(criterion: Criterion, refs: CellRefs) -> str:
    """The twin of ``nobody_compares``; ``""`` for a criterion that compares nothing, or not yet."""
    cells = [refs.group(fact_id) for fact_id in compared_facts(criterion)]
    return either(_all_excused(each) for each in cells if each is not None) if all(cells) and cells else ""


def _all_excused(cells: GroupCells) -> str:
    return f"COUNTIF({cells.numbers},{text(f'<>{NOT_APPLICABLE_WORD}')})=0"


def with_group_targets(context: RuleContext) -> RuleContext:
    """The context with the group's figures as the targets of the terms that are held against them."""
    if all(term.against is None for term in context.criterion.terms):
        return context
    terms = tuple(_aimed(term, context.figures) for term in context.criterion.terms)
    return replace(context, criterion=replace(context.criterion, terms=terms))


def _aimed(term: Term, figures: Mapping[str, GroupFigures]) -> Term:
    if term.against is None:
        return term
    return replace(term, target=figures[term.fact_id].figure(term.against))


def with_group_cells(criterion: Criterion, refs: CellRefs) -> CellRefs:
    """The same for formulas: the group's figures stand where a unit's own targets would."""
    against = {term.fact_id: term.against for term in criterion.terms if term.against is not None}
    return _GroupTargets(refs, against) if against else refs


class _GroupTargets:
    """``CellRefs`` whose targets are the group's figures."""

    def __init__(self, refs: CellRefs, against: Mapping[str, GroupFigure]) -> None:
        self._refs = refs
        self._against = against

    def fact(self, fact_id: str) -> str:
        return self._refs.fact(fact_id)

    def unit_target(self, fact_id: str) -> str:
        cells = self._refs.group(fact_id)
        if fact_id not in self._against or cells is None:
            return self._refs.unit_target(fact_id)
        return figure_cell(cells, self._against[fact_id])

    def group(self, fact_id: str) -> GroupCells | None:
        return self._refs.group(fact_id)

    def tasks_scored(self) -> str:
        return self._refs.tasks_scored()

    def tasks_done(self) -> str:
        return self._refs.tasks_done()

    def tasks_missing(self) -> str:
        return self._refs.tasks_missing()


def figure_cell(cells: GroupCells, wanted: GroupFigure) -> str:
    """Where the mean, the greatest or the least number of the group stands."""
    found = {GroupFigure.MEAN: cells.mean, GroupFigure.GREATEST: cells.greatest, GroupFigure.LEAST: cells.least}
    return found[wanted]


def mean_formula(numbers: str) -> str:
    """The mean of a range as ``GroupFigures`` has it; an error where the range holds no number."""
    return f"ROUND(ROUND(AVERAGE({numbers}),10),6)"


def tentative_words(context: RuleContext) -> str:
    """Why the points may still change by what others report: ``本组还有2个单位没有数据``; blank where they may not."""
    figures = [context.figures[fact_id] for fact_id in compared_facts(context.criterion)]
    missing = max((each.missing for each in figures), default=0)
    unverified = max((each.unverified for each in figures), default=0)
    return "、".join(_tentative(missing, unverified))


def _tentative(missing: int, unverified: int) -> Iterator[str]:
    if missing:
        yield f"{missing}个单位没有数据"
    if unverified:
        yield f"{unverified}个单位的数据未核定"
