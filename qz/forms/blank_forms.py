"""A programme's blank forms, each built by itself: as a workbook, or read back.

``qz.engine.forms.template_forms`` makes the same forms more quickly for very many units of one kind.
"""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from threading import RLock
from typing import Self

from qz.forms.build import write_form
from qz.layout.form import FormPlanner
from qz.model.programme import Programme
from qz.model.returns import RawWorkbook
from qz.model.scores import UnitScore
from qz.model.task_table import Unit
from qz.workbook.read.xlsx.read_xlsx import read_workbook

BlankScore = Callable[[Programme, Unit], UnitScore | None]
"""Gives the score of a unit without any answers; ``None`` for a unit that is not scored."""


class BlankForms:
    """Makes the blank forms of a programme. It is pickled as the programme, without what was made so far."""

    def __init__(self, programme: Programme, blank_score: BlankScore) -> None:
        """``blank_score`` must pickle where this object is to be pickled."""
        self.programme = programme
        self.blank_score = blank_score
        self.planner = FormPlanner(programme)
        self.lock = RLock()  # building a form changes how the process treats warnings

    def __reduce__(self) -> tuple[type[Self], tuple[Programme, BlankScore]]:
        return type(self), (self.programme, self.blank_score)

    def build(self, unit: Unit) -> bytes:
        """The bytes of the unit's form. Raises ``FormWordingFault`` where a text of the form is missing or wrong."""
        made = BytesIO()
        with self.lock:
            write_form(self.planner.plan(unit), self.blank_score(self.programme, unit), made)
        return made.getvalue()

    def as_read(self, unit: Unit) -> RawWorkbook:
        """The unit's form, read back. Raises ``FormWordingFault``."""
        return read_workbook(self.build(unit))

    def write(self, unit: Unit, path: Path) -> None:
        """Write the unit's form. Raises ``FormWordingFault``; ``OSError`` if the file cannot be written."""
        path.write_bytes(self.build(unit))
