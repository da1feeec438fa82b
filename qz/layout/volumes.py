"""Many units are cut into volumes by their places in a list that does not change through the year."""

from collections.abc import Iterator, Sequence

from qz.model.programme import Unit

MANY = 100
"""Of more units than these no one finds his way in one workbook, and programs open it slowly."""
VOLUME = 50
"""Units to one volume."""


def cut(units: Sequence[Unit], *, many: int = MANY, volume: int = VOLUME) -> Iterator[tuple[str, tuple[Unit, ...]]]:
    """The units as volumes, each with its span (``0051-0100``); where they are not many, one without a span."""
    if len(units) <= many:
        yield "", tuple(units)
        return
    width = len(str(len(units)))
    for first in range(0, len(units), volume):
        some = tuple(units[first : first + volume])
        yield f"{first + 1:0{width}}-{first + len(some):0{width}}", some
