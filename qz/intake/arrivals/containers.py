"""Every kind of file that holds other files, one entry each: what it is called, and how it is opened.

``sniff`` recognises the kind and gives its ``Format``; ``gate`` opens each format that has an entry here, within
limits, and lists every file inside. To add a kind: a ``Format``, a row by which ``sniff`` recognises it, an entry here.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from qz.intake.arrivals.archives import open_archive
from qz.intake.arrivals.mails import open_mail, split_mailbox
from qz.intake.arrivals.pieces import Piece
from qz.intake.arrivals.unpack.open_apart import open_apart
from qz.intake.intake_records import Format
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class Container:
    """A kind of container. ``open`` lists the files inside without reading them, or raises ``UnreadableFile``."""

    word: str
    open: Callable[[bytes], Iterable[Piece]]


CONTAINERS: Final[Mapping[Format, Container]] = MappingProxyType(
    {
        Format.ZIP: Container("压缩包", open_archive),
        Format.MAIL: Container("邮件", open_mail),
        Format.MAILBOX: Container("邮箱", split_mailbox),
        Format.RAR: Container("RAR 压缩包", partial(open_apart, Format.RAR)),
        Format.SEVEN: Container("7z 压缩包", partial(open_apart, Format.SEVEN)),
        Format.TAR: Container("tar 压缩包", partial(open_apart, Format.TAR)),
        Format.PACKED: Container("压缩文件", partial(open_apart, Format.PACKED)),
        Format.TNEF: Container("邮件附件包 winmail.dat", partial(open_apart, Format.TNEF)),
        Format.MSG: Container("Outlook 邮件（.msg）", partial(open_apart, Format.MSG)),
        Format.SMIME: Container("签名的邮件（S/MIME）", partial(open_apart, Format.SMIME)),
    }
)
