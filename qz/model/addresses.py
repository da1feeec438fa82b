"""Mail addresses as they are written in the cells of a roster."""

import re

_SEPARATORS = re.compile(r"[\s;；,，、]+")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def split_addresses(text: str) -> tuple[str, ...]:
    """The addresses in a cell of the roster, which may be separated by any usual mark; ``()`` for an empty cell.

    Raises:
        ValueError: A part of the cell is not an address; the message is that part.
    """
    parts = tuple(part for part in _SEPARATORS.split(text.strip()) if part)
    for part in parts:
        if not _ADDRESS.fullmatch(part):
            raise ValueError(part)
    return tuple(dict.fromkeys(parts))


def office_address(text: str) -> str:
    """The office's own address: the first in its cell; ``""`` where the cell is empty or has no valid address."""
    try:
        return next(iter(split_addresses(text)), "")
    except ValueError:
        return ""


def find_addresses(text: str) -> tuple[str, ...]:
    """The addresses in a cell of the roster; parts that are not addresses are ignored."""
    return tuple(dict.fromkeys(part for part in _SEPARATORS.split(text.strip()) if _ADDRESS.fullmatch(part)))
