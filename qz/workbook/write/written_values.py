"""Values as a workbook's file holds them: texts, numbers, and formulas with the values they have."""

import re
from decimal import Decimal
from typing import Any, Final

from qz.engine.cells.cell_xml import BLANK, formula_body, number_body, text_body
from qz.model.returns import MAX_TEXT

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")

Cached = Decimal | float | str | bool
"""A formula's cached value."""
Value = Decimal | float | str | None
"""What a cell holds: a number, a text, or nothing."""


def cached_value(value: Cached) -> Any:
    """A formula's value as the library is given it; ``str`` of it is what the file holds."""
    if isinstance(value, Decimal):
        number = float(value)
        return int(number) if number.is_integer() else number
    return clean_text(value) if isinstance(value, str) else value


def cell_body(value: Value, expression: str) -> str:
    """A cell of a whole row: a number, a text, a blank, or a formula with its value."""
    if expression:
        return formula_body(expression, cached_value("" if value is None else value))
    if value is None or value == "":
        return BLANK
    return text_body(clean_text(value)) if isinstance(value, str) else number_body(float(value))


def clean_text(text: str) -> str:
    """Text as a workbook can hold it: no control characters or lone surrogates, at most 32,767 of them."""
    return text if text.isprintable() and len(text) <= MAX_TEXT else _FORBIDDEN.sub("", text)[:MAX_TEXT]


def number_text(number: float) -> str:
    """A number as a cell of the file holds it."""
    return f"{number:.16G}"
