"""The smallest parts of an Excel formula: numbers and words as it writes them, and conditions joined."""

from collections.abc import Iterable
from decimal import Decimal

from qz.model.values import show_number


def literal(value: Decimal) -> str:
    """A number as a formula writes it."""
    return show_number(value)


def text(word: str) -> str:
    """A word as a formula writes it."""
    return '"' + word.replace('"', '""') + '"'


def is_blank(ref: str) -> str:
    """A condition that holds where a cell holds nothing, or nothing but blanks; an error value where the cell does."""
    return f'TRIM(SUBSTITUTE({ref},"　",""))=""'


def both(parts: Iterable[str]) -> str:
    """A condition that holds where all conditions do; ``TRUE`` for none."""
    kept = list(dict.fromkeys(parts))
    if not kept:
        return "TRUE"
    return kept[0] if len(kept) == 1 else f"AND({','.join(kept)})"


def either(parts: Iterable[str]) -> str:
    """A condition that holds where at least one does; ``FALSE`` for none."""
    kept = list(dict.fromkeys(parts))
    if not kept:
        return "FALSE"
    return kept[0] if len(kept) == 1 else f"OR({','.join(kept)})"
