"""A unit's form as it was sent, read back: what a return's locked cells are held against."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from qz.cli.forms import blank_score
from qz.forms.build import write_form
from qz.layout.form import build_plan
from qz.model.programme import Programme, Unit
from qz.model.returns import RawWorkbook
from qz.workbook.reader import read_workbook


def sent_forms(programme: Programme) -> Callable[[Unit], RawWorkbook]:
    """What gives each unit's blank form, made once a unit; nothing stays on disk."""
    made: dict[str, RawWorkbook] = {}

    def blank(unit: Unit) -> RawWorkbook:
        if unit.code not in made:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "form.xlsx"
                write_form(build_plan(programme, unit), blank_score(programme, unit), path)
                made[unit.code] = read_workbook(path.read_bytes())
        return made[unit.code]

    return blank
