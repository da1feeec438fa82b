"""Leaves out notices about a return that say nothing new, for they would bury the errors."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from typing import Final

from qz.findings import CATALOGUE
from qz.intake.intake_records import Issue
from qz.model.finding import Severity, cell_order
from qz.values.reading import reads_as_typed

_READ_AS: Final = "V20"
_OF_ONE_CELL: Final = "V"
"""With this letter begin the codes of findings about one value."""


def worth_telling(issues: Iterable[Issue]) -> list[Issue]:
    """The issues of one return that a person needs to look at.

    Left out: a note that a value was read as it was typed (``98.7%`` as text, a space after it, 2011年12月1日), and a
    notice about a cell that has an error. Cells of a sheet that were read as the same value (无, ／ as 0) share one
    issue.
    """
    issues = list(issues)
    wrong = {issue.key for issue in issues if issue.key and _severity(issue) is Severity.ERROR}
    worth = [issue for issue in issues if not (_is_notice(issue) and (issue.key in wrong or _is_read_as_typed(issue)))]
    readings = sorted((issue for issue in worth if issue.code == _READ_AS), key=_order)
    runs = [_as_one(list(run)) for _, run in groupby(readings, key=lambda issue: _order(issue)[:2])]
    return [*(issue for issue in worth if issue.code != _READ_AS), *runs]


def _severity(issue: Issue) -> Severity:
    return issue.severity or CATALOGUE[issue.code].severity


def _is_notice(issue: Issue) -> bool:
    return issue.code.startswith(_OF_ONE_CELL) and _severity(issue) is Severity.WARNING


def _is_read_as_typed(issue: Issue) -> bool:
    """Whether the value read is what was typed."""
    return issue.code == _READ_AS and reads_as_typed(issue.words["found"], issue.words["read"])


def _order(issue: Issue) -> tuple[str, str, tuple[int, int, str]]:
    return issue.sheet, issue.words["read"], cell_order(issue.cell)


def _as_one(run: list[Issue]) -> Issue:
    """The first issue of a run, with the number of cells and what was typed in them."""
    first = run[0]
    if len(run) == 1:
        return first
    found = "”、“".join(dict.fromkeys(issue.words["found"].strip() for issue in run))
    return replace(first, words={**first.words, "label": f"{first.words['label']}等{len(run)}格", "found": found})
