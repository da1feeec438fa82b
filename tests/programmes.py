"""Programme workbooks for tests, made from tables a person can read (``tests/programme/*.md``).

``read_tables`` gives the tables as the programme writer takes them; change them as plain rows and ``write`` them:

    tables = second_tables()
    row(tables, "units", name="上游乡")["email"] = "a@example.org"
    path = write(tables, tmp_path)
"""

import shutil
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from qz.model.layout import cell_name
from qz.model.place import Place
from qz.programme.faults import Collector
from qz.programme.raw import Percent, RawProgramme, RawRow, RawTable
from qz.programme.sheets.programme_sheets import SHEETS, CellKind
from qz.programme.writing.write_programme import HEAD_ROW, write_programme
from qz.words import fold

TABLES = Path(__file__).parent / "programme"
ROOT = TABLES.parents[1]


def beside_its_key(folder):
    """A command's words for a copy of the programme of 2011, with the key of its samples beside it."""
    shutil.copy(ROOT / "samples" / "2011.key", folder)
    return ["--programme", str(shutil.copy(ROOT / "templates" / "2011.xlsx", folder))]


def read_tables(text):
    """Tables by sheet key, of markdown: ``## 单位``, then a table with the schema's heads (``*``: the one without)."""
    tables = {}
    spec, heads = None, None
    for line in text.splitlines():
        if line.startswith("## "):
            spec = next(spec for spec in SHEETS if spec.title == line[3:].strip())
            tables[spec.key], heads = [], None
        elif line.startswith("|") and spec and not line.startswith("|---"):
            cells = [cell.strip().replace("<br>", "\n") for cell in line.strip().strip("|").split("|")]
            if heads is None:
                heads = [_column(spec, cell) for cell in cells]
            else:
                assert len(cells) == len(heads), line
                tables[spec.key].append(
                    {field: _value(kind, cell) for (field, kind), cell in zip(heads, cells, strict=True)}
                )
    return tables


def _column(spec, head):
    for column in spec.columns:
        if (head == "*" and not column.head) or fold(column.head) == fold(head):
            return column.field, column.kind
    assert spec.open_columns, head
    return head, CellKind.AMOUNT


def _value(kind, cell):
    if not cell:
        return None
    if kind in {CellKind.AMOUNT, CellKind.WHOLE, CellKind.ANY}:
        try:
            return Percent(Decimal(cell[:-1]) / 100) if cell.endswith("%") else Decimal(cell)
        except InvalidOperation:
            return cell
    return cell


def row(tables, key, /, **wanted):
    """The one row of a table with these values."""
    found = [row for row in tables[key] if all(row.get(name) == value for name, value in wanted.items())]
    assert len(found) == 1, (key, wanted, len(found))
    return found[0]


def dropping(key, /, **wanted):
    """A mutation: a table without some rows."""

    def change(tables):
        tables[key] = [r for r in tables[key] if any(r.get(name) != value for name, value in wanted.items())]

    return change


def both(*changes):
    """A mutation: several."""

    def change(tables):
        for one in changes:
            one(tables)

    return change


def raw_of(tables):
    """The raw programme a workbook written from the tables would read as, without the workbook."""
    found = Collector("programme.xlsx")
    raw = {}
    for spec in SHEETS:
        rows = tables.get(spec.key, ())
        names = dict.fromkeys([*(column.field for column in spec.columns), *(name for row in rows for name in row)])
        columns = {name: place for place, name in enumerate(names)}
        for name in list(columns)[len(spec.columns) :]:
            if not spec.open_columns:
                found.add("P31", Place(spec.title, cell_name(HEAD_ROW, columns[name])), head=name)
        filled = [(HEAD_ROW + 1 + place, {name: row.get(name) for name in columns}) for place, row in enumerate(rows)]
        kept = tuple(RawRow(place, values) for place, values in filled if any(v is not None for v in values.values()))
        raw[spec.key] = RawTable(spec, spec.title, HEAD_ROW, columns, kept)
    return RawProgramme("programme.xlsx", "", raw), found


def write(tables, folder, name="programme.xlsx"):
    """The tables as a workbook in ``folder``."""
    path = Path(folder) / name
    write_programme(path, tables)
    return path


def second_tables():
    """The second programme's tables, fresh to change."""
    return {key: [dict(row) for row in rows] for key, rows in _second().items()}


@cache
def _second():
    return read_tables((TABLES / "second.md").read_text("utf-8"))


def second_programme_path(tmp_path):
    """The second programme's workbook: other units, kinds, scorecards, items and texts than 2011's."""
    return write(second_tables(), tmp_path, "second.xlsx")
