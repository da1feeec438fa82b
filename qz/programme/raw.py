"""A programme workbook as tables of plain values: not checked, references not resolved."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from qz.model.layout import cell_name
from qz.model.place import Place
from qz.programme.sheets.columns import SheetSpec
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class Percent:
    """A number in a cell with a percent format. ``value``: a fraction of 1."""

    value: Decimal


RawValue = str | Decimal | Percent | bool | dt.datetime | None
"""A cell's content; blank is ``None``."""

PlainTables = Mapping[str, Sequence[Mapping[str, RawValue]]]
"""Tables by sheet key: rows of field → value. Keys that are no field of the schema are columns of their own."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: its row number (zero-based) and its values by field."""

    row: int
    values: Mapping[str, RawValue]


@dataclass(frozen=True, slots=True)
class RawTable:
    """One sheet as read. ``columns``: zero-based, by field or unknown head. ``sheet``: its name in the file."""

    spec: SheetSpec
    sheet: str
    head_row: int
    columns: Mapping[str, int]
    rows: tuple[RawRow, ...]

    def place(self, row: int, name: str) -> Place:
        """The cell of a field in a row; the row's first cell where the field has no column."""
        return Place(self.sheet, cell_name(row, self.columns.get(name, min(self.columns.values(), default=0))))

    def head_place(self, name: str) -> Place:
        """The cell of a column's head."""
        return self.place(self.head_row, name)

    @property
    def extra_columns(self) -> tuple[str, ...]:
        """Heads that are not in the schema, in column order."""
        known = {column.field for column in self.spec.columns}
        return tuple(sorted((name for name in self.columns if name not in known), key=self.columns.__getitem__))


@dataclass(frozen=True, slots=True)
class RawProgramme:
    """The tables of a programme workbook by sheet key, and the names of sheets that are not in the schema."""

    path: str
    digest: str
    tables: Mapping[str, RawTable]
    unknown_sheets: tuple[str, ...] = ()

    def plain(self) -> dict[str, list[dict[str, RawValue]]]:
        """The tables as plain rows by sheet key, which the writer accepts."""
        return {key: [dict(row.values) for row in table.rows] for key, table in self.tables.items()}
