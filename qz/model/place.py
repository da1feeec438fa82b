"""The cell of the programme workbook that a record was read from, which findings about it name."""

from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a workbook: sheet name and A1 address."""

    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return f"《{self.sheet}》{self.cell}"
