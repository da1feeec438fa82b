"""What scorecards are built from, and what their rows have in common."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from qz.model.assessment_rules import Settings
from qz.model.scorecards import AnnexFrame, Fact, FactCheck
from qz.programme.faults import Collector
from qz.programme.raw import RawTable
from qz.programme.reading.references import Links
from qz.programme.reading.typed_records import Record
from qz.programme.reading.unit_names import NameTable
from qz.records import dataclass

Key = tuple[str, str]
"""A scorecard's id and an item number or criterion id."""


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """What scorecards are built from: their sheets, and facts (by scorecard and id) and other records read before."""

    cards: Sequence[Record]
    items: RawTable | None
    criteria: RawTable | None
    facts: Mapping[str, Mapping[str, Fact]]
    checks: Sequence[FactCheck]
    frames: Mapping[str, AnnexFrame]
    settings: Settings
    names: NameTable
    links: Links


def check_positive(record: Record, name: str, found: Collector) -> None:
    """Report a number that is 0 or less; a blank is none."""
    number: Decimal | None = record[name]
    if number is not None and number <= 0:
        found.add("P23", record.place(name), found=record.head(name), why="", otherwise="")
