"""The rows of a scorecard, as forms and results show them: its items, their criteria, and the facts of each."""

from collections import Counter
from collections.abc import Iterator

from qz.model.scorecards import Criterion, Fact, Item, Scorecard, Term
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class ScorecardRow:
    """One row: a fact of a criterion, or a criterion without facts.

    ``index``: from 0. ``item_span`` and ``criterion_span``: the number of rows of the item and of the criterion, on
    their first row; 0 on the others. ``term``: ``None`` for a criterion without facts, and for a fact that is only part
    of a computed one. ``asks``: the fact is filled in here; later rows with the fact refer to this one. Facts that no
    criterion uses come last; their ``item`` and ``criterion`` are ``None``.
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
    """The rows of a criterion: its terms with their facts. Before a computed fact come its parts, without a term."""
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
    """All rows of the scorecard, in printed order."""
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
