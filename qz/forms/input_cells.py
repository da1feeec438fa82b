"""Writes an input cell: yellow and unlocked, with a defined name, a prompt, a list or check, and an error message."""

from collections.abc import Sequence
from typing import Any, Final

from qz.forms.entries import Entry
from qz.forms.form_page import FormPage
from qz.forms.marks import comment, marked
from qz.model.layout import InputSpec
from qz.values.value_types import TYPES, describe_accepted
from qz.words import quoted
from qz.workbook.write.sheet import MAX_PROMPT, MAX_PROMPT_TITLE

_MAX_ERROR: Final = 225
"""Characters of the longest error message in Excel, which reports a file with a longer one as damaged."""


def input_style(spec: InputSpec) -> str:
    """The style of an input cell."""
    return f"body input {TYPES[spec.value_type].look}"


def _shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def prompt(spec: InputSpec, notes: Sequence[str] = ()) -> str:
    """The prompt: what to enter, the input's help, then ``notes`` (the clause, its reading) as far as they fit.

    For a free text it begins with the help.
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
    """The error message that a spreadsheet program shows when it refuses a value."""
    return _shorten(f"{quoted(spec.label)}应填{describe_accepted(spec)}。请改正后再填下一格。", _MAX_ERROR)


def validation(entry: Entry, notes: Sequence[str] = ()) -> dict[str, Any]:
    """The whole data validation of an input cell, in the form that ``Sheet.validate`` takes."""
    spec = entry.cell.spec
    value_type = TYPES[spec.value_type]
    shown = {"input_title": _shorten(spec.label, MAX_PROMPT_TITLE), "input_message": prompt(spec, notes)}
    if not value_type.takes_anything:
        shown |= {"error_title": "请核对", "error_message": refusal(spec)}
    return value_type.check(spec, entry.ref) | shown


def write_input(page: FormPage, entry: Entry, notes: Sequence[str] = (), rows: int = 1, columns: int = 1) -> None:
    """Write one input with its name, validation and mark; over a merged block of so many ``rows`` and ``columns``."""
    cell, sheet, made = entry.cell, page.sheet, page.plan.validations
    style = marked(input_style(cell.spec), entry)
    last = (cell.row + rows - 1, cell.column + columns - 1)
    sheet.merge((cell.row, cell.column), last, "", style)
    sheet.value(cell.row, cell.column, entry.content, style)
    if cell.name not in made:
        made[cell.name] = sheet.validation(cell.row, cell.column, validation(entry, notes))
    sheet.add_validation(made[cell.name])
    page.book.define(cell.name, cell.sheet, entry.ref)
    if entry.mark is not None:
        comment(page.book, sheet, entry, entry.mark)
