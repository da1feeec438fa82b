"""Marks on cells of a return that is sent back to its unit to be corrected."""

from qz.model.finding import Severity
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on an input cell: how serious it is, and the text of its comment."""

    severity: Severity
    text: str
