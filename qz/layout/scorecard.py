"""The rows of a scorecard, as the form and the results lay them out: items, their criteria, the facts each needs."""

from collections.abc import Iterator
from dataclasses import dataclass

from qz.model.programme import Criterion, Fact, Item, Scorecard, Term


@dataclass(frozen=True, slots=True)
class ScorecardRow:
    """One row: a criterion's fact, or the criterion alone where it has no fact.

    ``index`` counts from 0. ``item_span``/``criterion_span`` are row counts on the block's first row and 0 below it.
    ``asks``: the fact is filled in here; further uses of it refer to this row. Facts no criterion uses close the list
    with ``item`` and ``criterion`` ``None``.
    """

    index: int
    item: Item | None
    criterion: Criterion | None
    term: Term | None
    fact: Fact | None
    item_span: int
    criterion_span: int
    asks: bool


def _pairs(scorecard: Scorecard) -> Iterator[tuple[Item | None, Criterion | None, Term | None]]:
    used: set[str] = set()
    for item in scorecard.items:
        for criterion in item.criteria:
            used.update(term.fact_id for term in criterion.terms)
            for term in criterion.terms or (None,):
                yield item, criterion, term
    for fact_id in scorecard.facts:
        if fact_id not in used:
            yield None, None, Term(fact_id)


def _span(criterion: Criterion) -> int:
    """Rows a criterion takes."""
    return max(1, len(criterion.terms))


def scorecard_rows(scorecard: Scorecard) -> tuple[ScorecardRow, ...]:
    """All rows of the scorecard in printed order."""
    pairs = list(_pairs(scorecard))
    rows: list[ScorecardRow] = []
    asked: set[str] = set()
    for index, (item, criterion, term) in enumerate(pairs):
        before = pairs[index - 1] if index else (None, None, None)
        item_span = sum(map(_span, item.criteria)) if item and before[0] is not item else 0
        opens = criterion is not None and before[1] is not criterion
        criterion_span = _span(criterion) if criterion and opens else 0
        fact = scorecard.facts[term.fact_id] if term and term.fact_id else None
        asks = fact is not None and fact.fact_id not in asked
        if fact:
            asked.add(fact.fact_id)
        rows.append(ScorecardRow(index, item, criterion, term, fact, item_span, criterion_span, asks))
    return tuple(rows)
