"""The definition of the programme workbook: its sheets in order, with columns, words and notes.

Reading, writing, checking and the manual all use ``SHEETS``.
"""

from typing import Final

from qz.programme.sheets.columns import CellKind, Column, KeyRow, SheetSpec
from qz.programme.sheets.sheets_facts import CHECKS, FACTS, UNIT_TARGETS
from qz.programme.sheets.sheets_results import COMPOSITE, GRADES
from qz.programme.sheets.sheets_roster import BULLETIN, FRAMES, PARAMETERS, PARTICULARS, PHRASES, UNITS
from qz.programme.sheets.sheets_scores import CRITERIA, ITEMS, SCORECARDS
from qz.programme.sheets.sheets_tasks import INDICATORS, MAIN_GOALS, TASKS

__all__ = ["CONTENTS_TITLE", "SHEETS", "UNREAD_TITLE", "CellKind", "Column", "KeyRow", "SheetSpec", "sheet_spec"]

CONTENTS_TITLE: Final = "目录"
"""The generated first sheet: what each sheet holds, and how each kind of rule is computed. Not read."""
UNREAD_TITLE: Final = "读不成规则"
"""What an import could not read from the official document, for the clerk to work off. Not read."""

SHEETS: Final[tuple[SheetSpec, ...]] = (
    PARTICULARS,
    UNITS,
    PHRASES,
    TASKS,
    INDICATORS,
    MAIN_GOALS,
    SCORECARDS,
    ITEMS,
    CRITERIA,
    FACTS,
    CHECKS,
    UNIT_TARGETS,
    PARAMETERS,
    GRADES,
    COMPOSITE,
    BULLETIN,
    FRAMES,
)


def sheet_spec(key: str) -> SheetSpec:
    """The sheet with that key. Raises ``KeyError`` for an unknown key."""
    for spec in SHEETS:
        if spec.key == key:
            return spec
    raise KeyError(key)
