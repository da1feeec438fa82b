"""How much may be unpacked from one file of the returns folder."""

from typing import Final

from qz.records import dataclass
from qz.workbook.read.fault import UnreadableFile

MAX_DEPTH: Final = 10
"""How many archives and mails may lie inside one another."""
MAX_FILE: Final = 512 << 20
"""Bytes that one file in the folder may have."""
MAX_WORKBOOK: Final = 64 << 20
"""Bytes that one workbook may have."""
MAX_PIECES: Final = 20_000
"""How many files one container may hold, not counting files inside those."""
ALLOWANCE: Final = 64 << 20
"""Bytes that all workbooks in one archive or mail may have when unpacked, plus ``PER_BYTE`` for each of its bytes."""
PER_BYTE: Final = 30
_EACH: Final = 128 << 10
"""Bytes added to the size of each workbook when these are counted: even a small one takes time to read."""


@dataclass(slots=True)
class Budget:
    """How much may still be unpacked from one file of the folder, at all depths. ``work``: bytes of workbooks."""

    bytes: int = 2 << 30
    files: int = 50_000
    work: int = ALLOWANCE

    @classmethod
    def of(cls, size: int) -> "Budget":
        """The budget of a file of ``size`` bytes: the larger an archive is, the more returns it may hold."""
        return cls(work=ALLOWANCE + PER_BYTE * size)

    def spend(self, size: int) -> None:
        """Count one file that is about to be read. Raises ``UnreadableFile`` when the budget is spent."""
        self.bytes -= size
        self.files -= 1
        if self.bytes < 0 or self.files < 0:
            raise UnreadableFile("F09", detail="层层展开后超出限度")

    def spend_work(self, size: int) -> None:
        """Count one workbook of ``size`` bytes. Raises ``UnreadableFile`` when the budget is spent."""
        self.work -= size + _EACH
        if self.work < 0:
            raise UnreadableFile("F09", detail="同一个压缩包或邮件里的表合起来太大")
