"""What was read from a register workbook: its registers, with the events that count."""

from collections.abc import Mapping
from decimal import Decimal

from qz.layout.register_workbook import COMPLETE, OPEN, RegisterSheet
from qz.model.finding import Finding
from qz.model.returns import ReceivedFile
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """One row that counts.

    ``words``: its words by the heads of the columns with categories. ``row``: zero-based. ``note``: 事项 with 文号:
    ``区质量振兴先进集体（常新政发〔2011〕2号）``.
    """

    unit_code: str
    quantity: Decimal
    words: Mapping[str, str]
    row: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """One register as read.

    ``sheet``: the sheet's name. ``head``: the cell of the head 单位. ``status``: the word in its cell (``OPEN`` …).
    ``doubtful``: units with a faulty row, whose counts are not known.
    """

    register: RegisterSheet
    sheet: str
    head: str
    unit_column: int
    status: str
    events: tuple[Event, ...]
    doubtful: frozenset[str]

    @property
    def counts(self) -> bool:
        """Whether its counts replace the self-reports: it is 已登记完毕, or 登记中 and has any event."""
        return self.status == COMPLETE or (self.status == OPEN and bool(self.events))


@dataclass(frozen=True, slots=True)
class RegisterReading:
    """What was read from one workbook. ``tables`` is ``None`` for a refused workbook."""

    file: ReceivedFile
    tables: tuple[RegisterTable, ...] | None
    findings: tuple[Finding, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether nothing was filled in: no event, no other mark, no finding."""
        return self.tables is not None and not (
            self.findings or any(table.events or table.status != OPEN for table in self.tables)
        )
