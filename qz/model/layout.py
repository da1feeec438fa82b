"""The layout of a form: where each input cell is and what it accepts. The writer and the reader use the same object."""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache, cached_property
from types import MappingProxyType
from typing import Final

from qz.model.values import ValueType
from qz.records import dataclass


class InputKind(StrEnum):
    """What an input cell is for."""

    FACT = "fact"
    FACT_EVIDENCE = "fact_evidence"
    TASK_STATUS = "task_status"
    TASK_NOTE = "task_note"
    TASK_EVIDENCE = "task_evidence"
    INDICATOR = "indicator"
    INDICATOR_TARGET = "indicator_target"
    INDICATOR_DOCUMENT = "indicator_document"
    NOMINEE = "nominee"
    NOMINEE_POST = "nominee_post"
    NOMINEE_MERITS = "nominee_merits"
    PARTICULAR = "particular"


MARKED_AS: Final = MappingProxyType({InputKind.INDICATOR_DOCUMENT: InputKind.INDICATOR_TARGET})
"""Kinds that stand in another's column, and go by its mark."""


ANSWER_TABLES: Final = MappingProxyType(
    {
        InputKind.FACT: "facts",
        InputKind.TASK_STATUS: "statuses",
        InputKind.TASK_NOTE: "notes",
        InputKind.INDICATOR: "indicators",
        InputKind.INDICATOR_TARGET: "targets",
        InputKind.NOMINEE: "nominations",
        InputKind.NOMINEE_POST: "nominations",
        InputKind.NOMINEE_MERITS: "nominations",
        InputKind.PARTICULAR: "particulars",
    }
)
"""The field of ``Answers`` that holds what an input of the kind says."""
PERSONAL: Final = frozenset({InputKind.NOMINEE, InputKind.NOMINEE_POST, InputKind.NOMINEE_MERITS})
"""Kinds of input about a person: what was typed there is quoted in no finding."""
EVIDENCE_OF: Final = MappingProxyType(
    {
        InputKind.FACT_EVIDENCE: InputKind.FACT,
        InputKind.TASK_EVIDENCE: InputKind.TASK_STATUS,
        InputKind.INDICATOR_DOCUMENT: InputKind.INDICATOR_TARGET,
    }
)
"""Kinds of input that are the evidence of an answer, and that answer's kind."""


@cache
def column_name(column: int) -> str:
    """A zero-based column as letters: 0 is A, 26 is AA. Raises ``ValueError`` for a negative number."""
    if column < 0:
        raise ValueError(f"column {column}")
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Zero-based row and column as an A1 address."""
    return f"{column_name(column)}{row + 1}"


@dataclass(frozen=True, slots=True)
class InputSpec:
    """What an input accepts. Its list, prompt, checks and help are all made from this definition.

    Bounds and ``step`` are in the value's own unit (rates: fractions of 1). ``choices``: the words of the list; ``()``
    for free input. ``incident``: the answer 是 means that something happened which should not have. ``example``: a
    possible answer. ``may_be_tiny``: rates below 1 % are not questioned, because the target is no higher.
    """

    value_type: ValueType
    label: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    step: Decimal | None = None
    choices: tuple[str, ...] = ()
    allows_not_applicable: bool = False
    required: bool = True
    help: str = ""
    clause: str = ""
    unit_of_measure: str = ""
    incident: bool = False
    may_be_tiny: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class InputCell:
    """One input cell: its defined name and kind, the id of what it is for, its zero-based row and column."""

    name: str
    kind: InputKind
    key: str
    sheet: str
    row: int
    column: int
    spec: InputSpec

    @property
    def cell(self) -> str:
        """The A1 address."""
        return cell_name(self.row, self.column)


@dataclass(frozen=True)
class FormGrid:
    """What all forms of one kind have in common: the sheets in order, and the inputs in reading order.

    ``row_keys``, by sheet: the keys in the hidden first column, by row number; a key moves along with its row.
    ``columns``, by sheet: the column of each kind of input. Rows and columns are zero-based.
    """

    sheets: tuple[str, ...]
    inputs: tuple[InputCell, ...]
    row_keys: Mapping[str, Mapping[int, str]]
    columns: Mapping[str, Mapping[InputKind, int]]

    @cached_property
    def by_name(self) -> Mapping[str, InputCell]:
        """The inputs by defined name."""
        return MappingProxyType({cell.name: cell for cell in self.inputs})

    @cached_property
    def meaning(self) -> str:
        """The names, places and accepted values of all inputs as text: they decide how a return is understood."""
        parts = [
            [
                cell.name,
                cell.sheet,
                cell.row,
                cell.column,
                cell.spec.value_type,
                str(cell.spec.minimum),
                str(cell.spec.maximum),
                *(cell.spec.choices if cell.spec.value_type is ValueType.CHOICE else ()),
            ]
            for cell in self.inputs
        ]
        return json.dumps(parts, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class FormLayout:
    """The layout of one unit's form: the grid of its kind, and the programme, edition and unit it is for."""

    year: int
    programme_id: str
    edition: str
    unit_code: str
    unit_name: str
    grid: FormGrid

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheets in order."""
        return self.grid.sheets

    @property
    def inputs(self) -> tuple[InputCell, ...]:
        """The inputs in reading order."""
        return self.grid.inputs

    @property
    def row_keys(self) -> Mapping[str, Mapping[int, str]]:
        """By sheet, the keys in the hidden first column by row number."""
        return self.grid.row_keys

    @property
    def columns(self) -> Mapping[str, Mapping[InputKind, int]]:
        """By sheet, the column of each kind of input."""
        return self.grid.columns

    @property
    def digest(self) -> str:
        """SHA-256 over programme, edition, unit and ``FormGrid.meaning``: forms with the same digest are read alike."""
        whose = json.dumps([self.programme_id, self.edition, self.unit_code], ensure_ascii=False)
        return hashlib.sha256(f"{whose[:-1]}, {self.grid.meaning}]".encode()).hexdigest()

    def by_name(self) -> Mapping[str, InputCell]:
        """The inputs by defined name."""
        return self.grid.by_name
