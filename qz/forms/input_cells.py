"""Writing an input cell: yellow and unlocked, named, with its prompt, its list or check, and the words of refusal."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from qz.forms.entries import Entry
from qz.forms.live import accepted
from qz.forms.marks import comment, marked
from qz.layout.accepts import describe_accepted, quoted
from qz.model.layout import InputSpec
from qz.model.values import ValueType
from qz.workbook.write.book import MAX_PROMPT, MAX_PROMPT_TITLE, Book, Sheet

_STYLES: Final = {
    ValueType.YES_NO: "body input center",
    ValueType.STATUS: "body input center",
    ValueType.COUNT: "body input center number",
    ValueType.GRADE: "body input center number",
    ValueType.NUMBER: "body input center number",
    ValueType.RATE: "body input center percent",
    ValueType.DATE: "body input center date",
    ValueType.TEXT: "body input left textual",
}
_MAX_ERROR: Final = 225
"""What Excel lets a person type for an error message; a longer one is said to damage the file."""
_EARLIEST: Final = dt.date(2000, 1, 1)


def input_style(spec: InputSpec) -> str:
    """The style of an input cell."""
    return _STYLES[spec.value_type]


def _shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def prompt(spec: InputSpec, notes: Sequence[str] = ()) -> str:
    """The prompt: what to enter, what counts, then ``notes`` (the clause, the reading) as far as they fit.

    A free text is told by what counts alone.
    """
    measured = spec.unit_of_measure and spec.value_type in {ValueType.COUNT, ValueType.NUMBER}
    unit = f"，单位：{spec.unit_of_measure}" if measured else ""
    first = "" if spec.value_type is ValueType.TEXT else f"填：{describe_accepted(spec)}{unit}。"
    text = "\n".join(part for part in (first, _sentence(spec.help)) if part)
    for note in map(_sentence, notes):
        if note and len(text) + 1 < MAX_PROMPT - 12:
            text = _shorten(f"{text}\n{note}", MAX_PROMPT)
    return _shorten(text, MAX_PROMPT)


def _sentence(text: str) -> str:
    return text if not text or text.endswith(("。", "！", "；")) else f"{text}。"


def refusal(spec: InputSpec) -> str:
    """What a spreadsheet program says when it refuses a value."""
    return _shorten(f"{quoted(spec.label)}应填{describe_accepted(spec)}。请改正后再填下一格。", _MAX_ERROR)


def _criterion(spec: InputSpec, ref: str) -> dict[str, Any]:
    """The part of a validation rule that decides; ``ref`` for a check that only a formula can say."""
    bounded = spec.minimum is not None and spec.maximum is not None
    if spec.choices:
        return {"validate": "list", "source": list(spec.choices)}
    if spec.value_type is ValueType.DATE:
        return {"validate": "date", "criteria": ">=", "value": _EARLIEST}
    if spec.value_type is ValueType.TEXT:
        return {"validate": "any"}
    native = {ValueType.COUNT: "integer", ValueType.RATE: "decimal", ValueType.NUMBER: "decimal"}
    if spec.allows_not_applicable or spec.step or spec.value_type not in native or spec.minimum is None:
        return {"validate": "custom", "value": f"={accepted(spec, ref)}"}
    rule: dict[str, Any] = {"validate": native[spec.value_type]}
    if bounded:
        return rule | {"criteria": "between", "minimum": _plain(spec.minimum), "maximum": _plain(spec.maximum)}
    return rule | {"criteria": ">=", "value": _plain(spec.minimum)}


def _plain(value: Decimal | None) -> float | int:
    number = value or Decimal(0)
    return int(number) if number == number.to_integral_value() else float(number)


def validation(entry: Entry, notes: Sequence[str] = ()) -> dict[str, Any]:
    """The whole validation rule of an input cell, as the writer takes it."""
    spec = entry.cell.spec
    shown = {"input_title": _shorten(spec.label, MAX_PROMPT_TITLE), "input_message": prompt(spec, notes)}
    if spec.value_type is not ValueType.TEXT:
        shown |= {"error_title": "请核对", "error_message": refusal(spec)}
    return _criterion(spec, entry.ref) | shown


def write_input(  # noqa: PLR0917 - place is the entry's, then the block it is merged over
    book: Book, sheet: Sheet, entry: Entry, notes: Sequence[str] = (), rows: int = 1, columns: int = 1
) -> None:
    """Write one input with its name, validation and mark, over a merged block where ``rows`` or ``columns`` say so."""
    cell = entry.cell
    style = marked(input_style(cell.spec), entry)
    last = (cell.row + rows - 1, cell.column + columns - 1)
    sheet.merge((cell.row, cell.column), last, "", style)
    sheet.value(cell.row, cell.column, entry.content, style)
    sheet.validate(cell.row, cell.column, validation(entry, notes))
    book.define(cell.name, cell.sheet, entry.ref)
    if entry.mark is not None:
        comment(book, sheet, entry, entry.mark)
