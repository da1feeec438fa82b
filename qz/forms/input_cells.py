"""Writing an input cell: yellow and unlocked, named, with its prompt, its list or check, and the words of refusal."""

from collections.abc import Sequence
from typing import Any, Final

from qz.forms.entries import Entry
from qz.forms.marks import comment, marked
from qz.model.layout import InputSpec
from qz.values.value_types import TYPES, describe_accepted
from qz.words import quoted
from qz.workbook.write.book import MAX_PROMPT, MAX_PROMPT_TITLE, Book, Sheet

_MAX_ERROR: Final = 225
"""The longest error message Excel takes, in characters; it calls a file with a longer one damaged."""


def input_style(spec: InputSpec) -> str:
    """The style of an input cell."""
    return f"body input {TYPES[spec.value_type].look}"


def _shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def prompt(spec: InputSpec, notes: Sequence[str] = ()) -> str:
    """The prompt: what to enter, what counts, then ``notes`` (the clause, the reading) as far as they fit.

    For a free text it only says what counts.
    """
    value_type = TYPES[spec.value_type]
    measured = spec.unit_of_measure and value_type.takes_unit
    unit = f"，单位：{spec.unit_of_measure}" if measured else ""
    first = "" if value_type.takes_anything else f"填：{describe_accepted(spec)}{unit}。"
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


def validation(entry: Entry, notes: Sequence[str] = ()) -> dict[str, Any]:
    """The whole validation rule of an input cell, as the writer takes it."""
    spec = entry.cell.spec
    value_type = TYPES[spec.value_type]
    shown = {"input_title": _shorten(spec.label, MAX_PROMPT_TITLE), "input_message": prompt(spec, notes)}
    if not value_type.takes_anything:
        shown |= {"error_title": "请核对", "error_message": refusal(spec)}
    return value_type.check(spec, entry.ref) | shown


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
