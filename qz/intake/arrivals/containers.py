"""Every kind of file that holds others, one entry each: what it is called, and how it is opened.

``sniff`` recognises it and gives its ``Format``; the gate opens what has an entry here, within its bounds, and lists
each piece once. A new kind is a row in ``sniff``, a ``Format``, and an entry here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from qz.intake.arrivals.archives import open_archive
from qz.intake.arrivals.mails import open_mail, split_mailbox
from qz.intake.arrivals.pieces import Piece
from qz.intake.intake_records import Format


@dataclass(frozen=True, slots=True)
class Container:
    """A kind of container. ``open`` lists what one holds without reading it, or raises ``UnreadableFile``."""

    word: str
    open: Callable[[bytes], Iterable[Piece]]


CONTAINERS: Final[Mapping[Format, Container]] = MappingProxyType(
    {
        Format.ZIP: Container("压缩包", open_archive),
        Format.MAIL: Container("邮件", open_mail),
        Format.MAILBOX: Container("邮箱", split_mailbox),
    }
)
