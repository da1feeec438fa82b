"""A file inside a container, which is read only when it is needed."""

import datetime as dt
from collections.abc import Callable

from qz.intake.intake_records import Issue
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """One file inside a container.

    ``name``: as the container has it, folders included. ``size``: bytes at most. ``read`` gives its bytes, or raises
    ``UnreadableFile``. ``hint``: the issue given where it is neither a workbook nor a container (a picture of the
    mail's text, a signature). ``closed``: it is not read, and ``hint`` is given. ``came_at``: when it came according to
    its container, naive local time of the office.
    """

    name: str
    size: int
    read: Callable[[], bytes]
    hint: Issue | None = None
    closed: bool = False
    came_at: dt.datetime | None = None
