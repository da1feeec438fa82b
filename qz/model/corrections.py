"""What is marked in a return that goes back to its unit to be put right."""

from dataclasses import dataclass

from qz.model.finding import Severity


@dataclass(frozen=True, slots=True)
class Mark:
    """One input cell in question: how grave it is, and the words of its comment."""

    severity: Severity
    text: str
