"""The groups of items on 自评表 (一级指标): a cell each, with a subtotal that has the self-score once it is known."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from qz.forms.card_rows import Card
from qz.forms.form_page import TO_DO
from qz.forms.live import Live
from qz.forms.shown import ShownScore
from qz.layout.card_columns import FIRST
from qz.layout.form_plan import CardRow
from qz.layout.print_columns import ItemGroup, item_groups
from qz.rules.compared import TO_COMPARE, compared_facts
from qz.rules.formulas import text
from qz.rules.registry import KINDS
from qz.rules.subtotals import group_formula, group_words
from qz.workbook.write.cell_references import absolute

_STYLE: Final = "body box center top"
"""At the top, so that the words stand on the first of several pages."""
_VERB: Final = "自评"
_LEFT_OUT: Final = f"，{TO_COMPARE}的不在内"


def write_groups(card: Card, score: ShownScore) -> None:
    """Write every group of every group column."""
    starts = {row.line.item.number: row for row in card.plan.card_rows if row.line.item and row.line.item_span}
    for place, column in enumerate(card.at.printed, FIRST):
        for group in item_groups(card.scorecard, column) if column.is_group else ():
            rows = [starts[item.number] for item in group.items if item.number in starts]
            if rows:
                _write(card, place, group, rows, score)


def _write(card: Card, place: int, group: ItemGroup, rows: Sequence[CardRow], score: ShownScore) -> None:
    first, span = rows[0].row, sum(row.line.item_span for row in rows)
    words = group_words(group)
    tail = _LEFT_OUT if any(compared_facts(one) for item in group.items for one in item.criteria) else ""
    made = group_formula(group, _VERB, [absolute(row.row, card.at.score) for row in rows], tail)
    waits = _waits(card, group, first, first + span - 1)
    if not made or waits is None:
        card.page.put(first, place, words, _STYLE, rows=span)
        return
    total = sum((score.items[item.number].score for item in group.items), Decimal(0))
    known = group_words(group, _VERB, total, tail)
    quoted = "&CHAR(10)&".join(map(text, words.split("\n")))
    live = Live(f"IF({waits.expression}>0,{quoted},{made})", known if waits.value == 0 else words)
    card.page.live(first, place, live, _STYLE, rows=span, longest=max(known, words, key=len))


def _waits(card: Card, group: ItemGroup, first: int, last: int) -> Live | None:
    """How much of the group is still to be filled in; ``None`` where the unit fills in nothing that must be."""
    cells = [cell for cell in card.plan.layout.inputs if cell.sheet == card.section.sheet and first <= cell.row <= last]
    if not any(cell.spec.required for cell in cells):
        return None
    area = f"{absolute(first, card.at.state)}:{absolute(last, card.at.state)}"
    counts = [f"COUNTIF({area},{code:d})" for code in TO_DO]
    missing = sum(state in TO_DO for (row, _), state in card.section.states.items() if first <= row <= last)
    for criterion in (one for item in group.items for one in item.criteria if KINDS[one.kind].needs.tasks):
        counts.append(card.refs(criterion).tasks_missing())
        missing += sum(mark.done is None for mark in card.marks(criterion))
    return Live("+".join(counts), Decimal(missing))
