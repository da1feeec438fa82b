"""How formulas and links write sheets and cells."""

from collections.abc import Callable

from qz.model.layout import column_name


def quote_sheet(name: str) -> str:
    """A sheet's name as formulas and links write it."""
    return "'" + name.replace("'", "''") + "'"


def absolute(row: int, column: int) -> str:
    """Zero-based row and column as an absolute A1 reference: ``$H$5``."""
    return f"${column_name(column)}${row + 1}"


def safe_sheet_name(name: str, taken: Callable[[str], bool] = lambda _: False) -> str:
    r"""A name a worksheet may bear: at most 31 characters, none of ``[]:*?/\``, not taken yet."""
    base = "".join("_" if char in "[]:*?/\\" else char for char in name).strip("'")[:31] or "表"
    candidate, number = base, 2
    while taken(candidate):
        tail = f"({number})"
        candidate, number = base[: 31 - len(tail)] + tail, number + 1
    return candidate
