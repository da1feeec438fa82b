"""Links between sheets of the results, and references for formulas."""

from typing import Final

from qz.model.layout import cell_name, column_name
from qz.values.expressions import text
from qz.workbook.write.cell_references import quote_sheet
from qz.workbook.write.table import Cell

LINE_HEIGHT: Final = 20.0


def there(sheet: str, cell: str) -> str:
    """A reference to a cell of another sheet: ``'孟河镇'!$E$8``."""
    return f"{quote_sheet(sheet)}!{cell}"


def jump(sheet: str, cell: str, words: str, style: str = "link", *, book: str = "") -> Cell:
    """A link to a cell of this workbook, or of ``book`` in the same folder.

    It is a formula, so that it moves along when rows are sorted.
    """
    target = f"{book}#{there(sheet, cell)}"
    return Cell(words, style, f"HYPERLINK({text(target)},{text(words)})")


def whole_column(sheet: str, column: int) -> str:
    """A reference to a column of another sheet: ``'问题'!$C:$C``."""
    letter = column_name(column)
    return there(sheet, f"${letter}:${letter}")


def jump_to_row(sheet: str, column: int, key: str | int, words: str, style: str = "link") -> Cell:
    """A link to the row of another sheet with ``key`` in ``column``; it is right also after that sheet was sorted."""
    wanted = str(key) if isinstance(key, int) else text(key)
    area = whole_column(sheet, column)
    place = text(f"#{quote_sheet(sheet)}!{column_name(column)}")
    return Cell(words, style, f"HYPERLINK({place}&MATCH({wanted},{area},0),{text(words)})")


def column_range(column: int, first: int, last: int) -> str:
    """Rows ``first`` to ``last`` of a column as an absolute range: ``$D$6:$D$14``."""
    return f"{dollars(cell_name(first, column))}:{dollars(cell_name(last, column))}"


def row_range(row: int, first: int, last: int) -> str:
    """Columns ``first`` to ``last`` of a row as an absolute range: ``$C$6:$L$6``."""
    return f"{dollars(cell_name(row, first))}:{dollars(cell_name(row, last))}"


def dollars(cell: str) -> str:
    """An A1 address made absolute: ``D6`` is ``$D$6``."""
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"
