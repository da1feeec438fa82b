"""The rows of a scorecard, as the form and the results lay them out: items, their criteria, the facts each needs."""

from collections import Counter
from collections.abc import Iterator

from qz.model.programme import Criterion, Fact, Item, Scorecard, Term
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class ScorecardRow:
    """One row: a criterion's fact, or the criterion alone where it has no fact.

    ``index`` counts from 0. ``item_span``/``criterion_span`` are row counts on the block's first row and 0 below it.
    ``term`` is ``None`` too for a fact that only a computed one is made of.
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


def _lines(scorecard: Scorecard, criterion: Criterion) -> Iterator[tuple[Term | None, str]]:
    """A criterion's rows: its terms with their facts; before a computed fact, without term, those it is made of."""
    for term in criterion.terms:
        fact = scorecard.facts.get(term.fact_id)
        if fact is not None and fact.formula is not None:
            yield from ((None, part) for part in fact.parts)
        yield term, term.fact_id
    if not criterion.terms:
        yield None, ""


def _pairs(scorecard: Scorecard) -> Iterator[tuple[Item | None, Criterion | None, Term | None, str]]:
    used: set[str] = set()
    for item in scorecard.items:
        for criterion in item.criteria:
            for term, fact_id in _lines(scorecard, criterion):
                used.add(fact_id)
                yield item, criterion, term, fact_id
    for fact_id in scorecard.facts:
        if fact_id not in used:
            yield None, None, Term(fact_id), fact_id


def scorecard_rows(scorecard: Scorecard) -> tuple[ScorecardRow, ...]:
    """All rows of the scorecard in printed order."""
    pairs = list(_pairs(scorecard))
    spans = Counter(criterion.criterion_id for _, criterion, _, _ in pairs if criterion)
    rows: list[ScorecardRow] = []
    asked: set[str] = set()
    for index, (item, criterion, term, fact_id) in enumerate(pairs):
        before = pairs[index - 1] if index else (None, None, None, "")
        opens_item = item is not None and before[0] is not item
        item_span = sum(spans[one.criterion_id] for one in item.criteria) if item and opens_item else 0
        opens = criterion is not None and before[1] is not criterion
        criterion_span = spans[criterion.criterion_id] if criterion and opens else 0
        fact = scorecard.facts[fact_id] if fact_id else None
        asks = fact is not None and fact.fact_id not in asked
        if fact:
            asked.add(fact.fact_id)
        rows.append(ScorecardRow(index, item, criterion, term, fact, item_span, criterion_span, asks))
    return tuple(rows)
