"""The files that came as evidence, by claim, for results that link to them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from qz.model.assessment import Assessment
from qz.model.returns import Evidence
from qz.records import dataclass

EVIDENCE_NAME: Final = "佐证材料.xlsx"
"""The result that lists all of them."""
_LONGEST: Final = 250
"""Characters that a path in a workbook's link may have."""
EVIDENCE_FOLDER: Final = "evidence"
"""Below the year's output: copies of what came in archives and mails."""
EVIDENCE_SHEET: Final = "材料"
EVIDENCE_TOP: Final = 2
"""The row of the heads of that sheet; number 1 is in the row below it."""


@dataclass(frozen=True, slots=True)
class Proofs:
    """The files that came for one claim."""

    files: tuple[Evidence, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files."""
        return tuple(one.file.path.rpartition("/")[2] for one in self.files)

    @property
    def link(self) -> str:
        """The target of a link to them, relative to a folder of the year's output; ``""`` where there is none.

        It is the file, where there is one; else the first row of 佐证材料.xlsx that lists them (after ``#``).
        """
        laid = [one for one in self.files if one.number] if self.files else []
        if not laid:
            return ""
        if len(laid) == 1 and 0 < len(laid[0].place) <= _LONGEST:
            return laid[0].place
        return f"../results/{EVIDENCE_NAME}#{EVIDENCE_SHEET}!A{EVIDENCE_TOP + 1 + min(one.number for one in laid)}"


class Received:
    """The files that came, by unit and by subject."""

    def __init__(self, evidence: Iterable[Evidence]) -> None:
        """``evidence``: all that came."""
        self._files: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
        for one in evidence:
            for key in one.keys:
                self._files[one.unit_code, key].append(one)

    def of(self, unit_code: str, *keys: str) -> Proofs:
        """The files of a unit for any of these subjects: ``fact_<id>``, ``item_<number>``, ``task_<id>``."""
        if not self._files:
            return NO_PROOFS
        files = [one for key in keys for one in self._files.get((unit_code, key), ())]
        return Proofs(tuple({one.file.path: one for one in files}.values()))


NO_PROOFS: Final = Proofs(())


def in_order(assessment: Assessment) -> list[Evidence]:
    """The evidence in the order of the list: by unit; the signed copy first, evidence without a clause last."""
    order = {unit.code: place for place, unit in enumerate(assessment.programme.units)}

    def place(one: Evidence) -> tuple[object, ...]:
        return order[one.unit_code], not one.is_signed_copy, not one.keys, one.labels, one.file.path

    return sorted(assessment.intake.evidence, key=place)
