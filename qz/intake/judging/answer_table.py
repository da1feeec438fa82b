"""The one flat table the intake is validated on: a row an input cell, over all returns that count."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Final

import pandas as pd

from qz.intake.intake_records import FormReading, FoundInput
from qz.model.layout import InputKind
from qz.model.values import NotApplicable
from qz.values.value_types import TYPES

COLUMNS: Final = {
    "reading": "int64",
    "unit_code": "object",
    "name": "object",
    "kind": "str",
    "key": "object",
    "form_sheet": "str",
    "whole": "bool",
    "fraction": "bool",
    "required": "bool",
    "blank": "bool",
    "valid": "bool",
    "not_applicable": "bool",
    "claims": "bool",
    "number": "float64",
    "minimum": "float64",
    "maximum": "float64",
    "step": "float64",
    "entry": "object",
}
"""Columns and dtypes; texts that are gone through one by one are objects, which is quicker.

``reading``: the return's place in the sequence the table was built from; two may be one unit's.
``kind``: an ``InputKind``; ``key``: fact, task or indicator id, or particular's name; ``form_sheet``: the sheet of the
layout. ``whole`` and ``fraction``: what the type of value is. ``blank``, ``valid`` (a value was read) or neither
(invalid, or not found for certain). ``claims``: the value is 是, 已完成 or above 0. ``number``: the value where it is
one, exact as far as 15 digits tell doubles apart, else NaN; bounds in the same unit, NaN for none.
``entry``: the ``FoundInput`` itself, with the exact value and its place.
"""


def _float(value: Decimal | None) -> float:
    return float("nan") if value is None else float(value)


def _row(place: int, unit_code: str, entry: FoundInput) -> tuple[object, ...]:
    spec, value = entry.input.spec, entry.reading.value
    number = value if isinstance(value, Decimal) else None
    value_type = TYPES[spec.value_type]
    return (
        place,
        unit_code,
        entry.input.name,
        entry.input.kind.value,
        entry.input.key,
        entry.input.sheet,
        value_type.is_whole,
        value_type.is_fraction,
        spec.required,
        entry.reading.blank,
        value is not None,
        isinstance(value, NotApplicable),
        value is True or (number is not None and number > 0),
        _float(number),
        _float(spec.minimum),
        _float(spec.maximum),
        _float(spec.step),
        entry,
    )


def build_frame(readings: Iterable[FormReading]) -> pd.DataFrame:
    """The table of all entries of the given returns, in their order; ``COLUMNS`` says what it holds."""
    rows = [
        _row(place, reading.unit_code, entry) for place, reading in enumerate(readings) for entry in reading.entries
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(COLUMNS)


def of_kind(frame: pd.DataFrame, *kinds: InputKind) -> pd.DataFrame:
    """The rows of some kinds of input."""
    return frame[frame["kind"].isin([kind.value for kind in kinds])]


def invalidate(frame: pd.DataFrame, cells: Collection[tuple[int, str]]) -> pd.DataFrame:
    """The table with some inputs (reading and defined name) turned invalid: what was typed stays, its value goes."""
    if not cells:
        return frame
    pairs = zip(frame["reading"], frame["name"], strict=True)
    rows = pd.Series([pair in cells for pair in pairs], index=frame.index, dtype=bool)
    kept = frame.copy()
    kept.loc[rows, ["valid", "not_applicable", "claims"]] = False
    kept.loc[rows, "number"] = float("nan")
    kept["entry"] = [
        replace(entry, reading=replace(entry.reading, value=None, invalid=True)) if bad else entry
        for entry, bad in zip(frame["entry"], rows, strict=True)
    ]
    return kept
