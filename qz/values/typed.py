"""One strict reading of an input cell, from the raw cell and what its input accepts.

What has one sensible reading is read, and noted where it was not written as asked; what has none is a finding. Each
type reads its own (``qz.values.value_types``). Bounds and blanks are judged later, over all inputs together
(``qz.intake.judging.validate``). Source: hazards, "Cells".
"""

from collections.abc import Callable, Mapping
from typing import Final

from qz.findings import quote
from qz.model.layout import InputSpec
from qz.model.returns import LONG_TEXT_CELL, MAX_TEXT, PICTURE_CELL, CellState, RawCell
from qz.model.values import NOT_APPLICABLE, NotApplicable, Value
from qz.values.clean import apart, plain_text, tight
from qz.values.reading import BLANK, Reading, ReadingIssue, wrong
from qz.values.text_types import Text
from qz.values.value_types import TYPES

_TRAILING: Final = "。；;"
_NOT_APPLICABLE: Final = frozenset({NOT_APPLICABLE.value, "N/A", "NA"})


def read_value(cell: RawCell, spec: InputSpec, *, date1904: bool = False) -> Reading:
    """Read one input cell; never raises for anything a file can hold."""
    if cell.state is CellState.BLANK:
        return BLANK
    if cell.state in _UNUSABLE:
        return _UNUSABLE[cell.state](cell)
    value_type = TYPES[spec.value_type]
    if isinstance(value_type, Text):
        reading = value_type.read_cell(cell, date1904=date1904)
    elif cell.state is CellState.TEXT:
        reading = _read_words(cell.text, spec)
    elif cell.state is CellState.BOOLEAN:
        reading = value_type.read_boolean(value=cell.text == "1")
    elif cell.state is CellState.DATE:
        reading = value_type.read_day(cell.text)
    else:
        reading = value_type.read_number(cell, spec, date1904=date1904)
    if cell.formula and reading.value is not None:
        note = ReadingIssue("V21", {"read": value_type.show(reading.value)})
        return Reading(reading.value, reading.typed, issues=(*reading.issues, note))
    return reading


def _unreadable(cell: RawCell) -> Reading:
    if cell == LONG_TEXT_CELL:
        return wrong("V14", "", limit=str(MAX_TEXT))
    return wrong("V26", "") if cell == PICTURE_CELL else wrong("V13", "", detail=cell.text)


_UNUSABLE: Final[Mapping[CellState, Callable[[RawCell], Reading]]] = {
    CellState.ERROR: lambda cell: wrong("V10", quote(cell.text), found=cell.text),
    CellState.UNCOMPUTED: lambda _: wrong("V11", ""),
    CellState.UNREADABLE: _unreadable,
}


def _read_words(text: str, spec: InputSpec) -> Reading:
    """Text in a cell that wants a word of a list, a number or a date."""
    typed = plain_text(text)
    words = apart(text).rstrip(_TRAILING)
    if not tight(text):
        return BLANK
    if words.upper() in _NOT_APPLICABLE:
        value: Value = NOT_APPLICABLE if spec.allows_not_applicable else None
        fault = "V16"
    else:
        value, fault = TYPES[spec.value_type].read_words(words, spec)
    if value is None:
        return wrong(fault, typed, found=words if fault == "V08" else typed)
    return _noted(value, text, typed, spec)


def _noted(value: Value, text: str, typed: str, spec: InputSpec) -> Reading:
    shown = TYPES[spec.value_type].show(value)
    as_asked = text == shown and (isinstance(value, bool | NotApplicable) or TYPES[spec.value_type].is_choice)
    issues = () if as_asked else (ReadingIssue("V20", {"found": text, "read": shown}),)
    return Reading(value, typed, issues=issues)
