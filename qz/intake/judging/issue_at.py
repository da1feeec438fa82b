"""Issues at the cell of an input."""

from qz.intake.intake_records import FoundInput, Issue
from qz.values.value_types import describe_accepted


def issue_at(code: str, entry: FoundInput, **words: str) -> Issue:
    """An issue at an input's cell; its words include the input's label and what it accepts."""
    spec = entry.input.spec
    given = {"label": spec.label, "accepted": describe_accepted(spec)} | words
    return Issue(code, given, entry.sheet, entry.cell, entry.input.name)
