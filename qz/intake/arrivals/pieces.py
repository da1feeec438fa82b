"""What a container holds: one file of it, and how it is read when its turn comes."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from qz.intake.intake_records import Issue


@dataclass(frozen=True, slots=True)
class Piece:
    """One file inside a container. ``size``: bytes it takes at most. ``read`` gives them, or raises ``UnreadableFile``.

    ``name`` as the container has it; folders in it are left out of what is shown. ``hint``: what it is taken for where
    its bytes are neither a workbook nor a container (a picture of the mail's text, a signature); ``closed``: it is that
    whatever its bytes are, and is not read. ``came_at``: when its container says it came, naive local time of the
    office.
    """

    name: str
    size: int
    read: Callable[[], bytes]
    hint: Issue | None = None
    closed: bool = False
    came_at: dt.datetime | None = None
