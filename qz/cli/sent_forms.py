"""The blank forms of a programme: how they are made, and each as it was sent, with which returns are compared."""

import hashlib
import json
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qz.engine.kept.kept_texts import KeptTexts
from qz.layout.form import form_kind
from qz.model.programme import Programme
from qz.model.returns import RawWorkbook
from qz.model.scores import UnitScore
from qz.model.task_table import Unit
from qz.records import dataclass
from qz.scoring.engine import score_unit
from qz.workbook.read.xlsx.read_xlsx import read_workbook

if TYPE_CHECKING:
    from qz.forms.blank_forms import BlankForms


def blank_score(programme: Programme, unit: Unit) -> UnitScore | None:
    """The score that the unit's form shows before anything is filled in; ``None`` for a unit that is not scored."""
    from qz.forms.entries import NO_ANSWERS  # noqa: PLC0415 - what writes is slow to import

    return score_unit(programme, unit, NO_ANSWERS) if programme.scorecard_of(unit) else None


def blank_forms(programme: Programme) -> "BlankForms":
    """Makes the programme's forms, quickly also for very many units. It is pickled as the programme."""
    from qz.engine.forms.template_forms import TemplateForms  # noqa: PLC0415 - as above

    return TemplateForms(programme, blank_score)


FORMS_FOLDER: Final = "forms"
"""Below the year's output."""
_KIND: Final = "forms as they were written"
_FEW: Final = 40
"""Units of a kind up to which reading their forms from the folder takes less time than making the kind's template."""


@dataclass(frozen=True)
class WrittenForms:
    """The folder that forms were written into; ``kept`` stores their digests, by which unchanged forms are known."""

    folder: Path
    kept: KeptTexts

    def note(self, programme: Programme) -> None:
        """Store the digests of the forms now in the folder, for kinds of form with few units."""
        sizes = Counter(form_kind(programme, unit) for unit in programme.asked_units)
        few = (unit for unit in programme.asked_units if sizes[form_kind(programme, unit)] <= _FEW)
        found = {unit.code: _digest(self._path(unit)) for unit in few}
        self.kept.put(json.dumps(found), _KIND)

    def find(self, unit: Unit) -> bytes | None:
        """The bytes of the unit's form, where it is in the folder and unchanged."""
        noted = self._noted.get(unit.code)
        if noted is None:
            return None
        try:
            data = self._path(unit).read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == noted else None

    def _path(self, unit: Unit) -> Path:
        from qz.forms.all_forms import form_name  # noqa: PLC0415 - as above

        return self.folder / form_name(unit)

    @cached_property
    def _noted(self) -> dict[str, str]:
        text = self.kept.get(_KIND)
        return dict(json.loads(text)) if text else {}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class SentForms:
    """Gives each unit's blank form, read back. It is pickled without the forms made so far."""

    def __init__(self, programme: Programme, written: WrittenForms | None = None) -> None:
        """Nothing is imported or made before the first form is asked for. ``written``: where forms may lie."""
        self._programme = programme
        self._written = written
        self._forms: BlankForms | None = None

    def __reduce__(self) -> tuple[type["SentForms"], tuple[Programme, WrittenForms | None]]:
        return SentForms, (self._programme, self._written)

    def __call__(self, unit: Unit) -> RawWorkbook:
        """The unit's form. Raises ``FormWordingFault``."""
        data = self._written.find(unit) if self._written else None
        if data is not None:
            return read_workbook(data)
        if self._forms is None:
            self._forms = blank_forms(self._programme)
        return self._forms.as_read(unit)
