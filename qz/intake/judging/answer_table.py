"""The table on which returns are checked: one row for each input cell of each return."""

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
"""Columns and dtypes. Texts that are read one by one are of dtype object, which is quicker.

``reading``: the return's place in the sequence the table was built from; a unit may have several returns in it.
``name``: the input's defined name. ``kind``: an ``InputKind``. ``key``: the id of the fact, task or indicator, or the
particular's name. ``form_sheet``: the sheet of the layout. ``whole``, ``fraction``: whether the type of value is a
whole number or a rate. ``blank``: left blank; ``valid``: a value was read; neither: an invalid value, or an input whose
place is uncertain. ``claims``: the value is 是, 已完成 or above 0. ``number``: the value where it is a number (15
digits), else NaN; ``minimum``, ``maximum`` and ``step`` in the same unit, NaN for none. ``entry``: the ``FoundInput``
with the exact value and its place.
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
    """The table of all inputs of the given returns, in their order; for its columns see ``COLUMNS``."""
    rows = [
        _row(place, reading.unit_code, entry) for place, reading in enumerate(readings) for entry in reading.entries
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(COLUMNS)


def of_kind(frame: pd.DataFrame, *kinds: InputKind) -> pd.DataFrame:
    """The rows with these kinds of input."""
    return frame[frame["kind"].isin([kind.value for kind in kinds])]


def invalidate(frame: pd.DataFrame, cells: Collection[tuple[int, str]]) -> pd.DataFrame:
    """A copy in which these inputs (reading and defined name) are invalid: what was typed stays, the value goes."""
    if not cells:
        return frame
    pairs = zip(frame["reading"], frame["name"], strict=True)
    rows = pd.Series([pair in cells for pair in pairs], index=frame.index, dtype=bool)
    changed = frame.copy()
    changed.loc[rows, ["valid", "not_applicable", "claims"]] = False
    changed.loc[rows, "number"] = float("nan")
    changed["entry"] = [
        replace(entry, reading=replace(entry.reading, value=None, invalid=True)) if bad else entry
        for entry, bad in zip(frame["entry"], rows, strict=True)
    ]
    return changed
