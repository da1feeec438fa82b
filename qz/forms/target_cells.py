"""Writes the column of targets on 自评表; where there is no target, what kind of answer is expected."""

from decimal import Decimal
from typing import Final

from qz.forms.card_rows import Card
from qz.layout.form_plan import CardRow
from qz.layout.inputs import fact_spec
from qz.model.choices import Comparator
from qz.model.scorecards import Fact
from qz.rules.registry import KINDS
from qz.values.value_types import TYPES, describe_answer, show_target
from qz.workbook.write.cell_references import absolute

_BOX: Final = "body box center"


def number_format(target: Decimal, unit: str, comparator: Comparator = Comparator.AT_LEAST) -> str:
    """The number format that shows a target with its comparator and unit of measure: ``"≥"0"只"``."""
    digits = "0" if target == target.to_integral_value() else "General"
    words = unit.replace('"', '"\\""')  # a quotation mark is written escaped, outside of the quoted text
    sign = f'"{comparator.value}"'
    return f'{sign}{digits}"{words}"' if unit else f"{sign}{digits}"


def write_target(card: Card, row: CardRow) -> None:
    """Write a fixed target as words, the unit's own as a number for formulas, else what kind of answer is expected."""
    line, page = row.line, card.page
    if line.fact is None or line.fact.given:
        page.put(row.row, card.at.target, "—", f"{_BOX} quiet")
        return
    needs = KINDS[line.criterion.kind].needs if line.criterion else None
    if line.term and line.term.stops:
        needs = None
    if needs and needs.target and line.term and line.term.target is not None:
        page.put(
            row.row,
            card.at.target,
            show_target(line.term.target, line.term.comparator, line.fact.value_type, line.fact.unit_of_measure),
            _BOX,
        )
    elif line.term and line.term.against is not None:
        page.put(row.row, card.at.target, f"{line.term.comparator}本组{line.term.against}", f"{_BOX} quiet")
    elif needs and needs.unit_target and line.term and not TYPES[line.fact.value_type].is_note:
        _write_own(card, row, line.fact, line.term.comparator)
    else:
        page.put(row.row, card.at.target, describe_answer(fact_spec(line.fact, line.criterion)), f"{_BOX} quiet")


def _write_own(card: Card, row: CardRow, fact: Fact, comparator: Comparator) -> None:
    target = card.unit_targets.get(fact.fact_id, Decimal(0))
    if TYPES[fact.value_type].is_fraction:
        card.page.sheet.number(row.row, card.at.target, target, _BOX, f'"{comparator.value}"0.00%')
    else:
        pattern = number_format(target, fact.unit_of_measure, comparator)
        card.page.sheet.number(row.row, card.at.target, target, _BOX, pattern)
    card.target_cells.setdefault(fact.fact_id, absolute(row.row, card.at.target))
