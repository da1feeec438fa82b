"""Addresses as a roster holds them."""

import re

_SEPARATORS = re.compile(r"[\s;；,，、]+")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def split_addresses(text: str) -> tuple[str, ...]:
    """The addresses in a roster's cell, several separated by any usual mark; ``()`` for an empty cell.

    Raises:
        ValueError: one of them is no address; the message is that part.
    """
    parts = tuple(part for part in _SEPARATORS.split(text.strip()) if part)
    for part in parts:
        if not _ADDRESS.fullmatch(part):
            raise ValueError(part)
    return tuple(dict.fromkeys(parts))


def office_address(text: str) -> str:
    """The office's address to write from: the first of its cell, ``""`` where there is none or it is no address."""
    try:
        return next(iter(split_addresses(text)), "")
    except ValueError:
        return ""


def find_addresses(text: str) -> tuple[str, ...]:
    """The addresses in a roster's cell; parts that are none are passed over."""
    return tuple(dict.fromkeys(part for part in _SEPARATORS.split(text.strip()) if _ADDRESS.fullmatch(part)))
