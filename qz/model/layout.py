"""Where each cell of a form lies: what the writer writes and the reader reads is this one object."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache, cached_property
from types import MappingProxyType
from typing import Final

from qz.model.values import ValueType


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
    """Zero-based column as letters: 0 is A, 26 is AA. ``ValueError`` for what is left of A."""
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
    """What one input accepts: the one definition behind dropdown, prompt, check and help.

    Bounds in the value's own unit (rates: fractions of 1). ``choices`` is the dropdown's words, empty for free input.
    ``incident``: 是 says that something happened which should not have.
    ``example``: an answer as it may look.
    ``may_be_tiny``: a rate under 1 % is nothing to ask about, for the target is no higher.
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
    """One input cell: its defined name, what it is for, and where it lies (zero-based row and column)."""

    name: str
    kind: InputKind
    key: str
    sheet: str
    row: int
    column: int
    spec: InputSpec

    @property
    def cell(self) -> str:
        """Its A1 address."""
        return cell_name(self.row, self.column)


@dataclass(frozen=True)
class FormGrid:
    """What the forms of one kind share: the sheets in order and the inputs in reading order.

    ``row_keys`` maps a sheet to ``{row: key}``: the hidden first column's words, one a row with inputs, that travel
    with the row.
    ``columns`` maps a sheet to ``{input kind: column}``.
    """

    sheets: tuple[str, ...]
    inputs: tuple[InputCell, ...]
    row_keys: Mapping[str, Mapping[int, str]]
    columns: Mapping[str, Mapping[InputKind, int]]

    @cached_property
    def by_name(self) -> Mapping[str, InputCell]:
        """Inputs by defined name."""
        return MappingProxyType({cell.name: cell for cell in self.inputs})

    @cached_property
    def meaning(self) -> str:
        """What decides a return's meaning: the inputs, their places and what they accept, as the digest takes it."""
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
    """A unit's form: the grid of its kind, and whose it is."""

    year: int
    programme_id: str
    edition: str
    unit_code: str
    unit_name: str
    grid: FormGrid

    @property
    def sheets(self) -> tuple[str, ...]:
        """Its sheets in order."""
        return self.grid.sheets

    @property
    def inputs(self) -> tuple[InputCell, ...]:
        """Its inputs in reading order."""
        return self.grid.inputs

    @property
    def row_keys(self) -> Mapping[str, Mapping[int, str]]:
        """By sheet, the keys in the hidden first column by row."""
        return self.grid.row_keys

    @property
    def columns(self) -> Mapping[str, Mapping[InputKind, int]]:
        """By sheet, the column of each kind of input."""
        return self.grid.columns

    @property
    def digest(self) -> str:
        """SHA-256 over what decides a return's meaning: programme, edition and unit, and ``FormGrid.meaning``."""
        whose = json.dumps([self.programme_id, self.edition, self.unit_code], ensure_ascii=False)
        return hashlib.sha256(f"{whose[:-1]}, {self.grid.meaning}]".encode()).hexdigest()

    def by_name(self) -> Mapping[str, InputCell]:
        """Inputs by defined name."""
        return self.grid.by_name
