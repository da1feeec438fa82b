"""The blank forms of a programme: how they are made, and each as it was sent, with which returns are compared."""

from typing import TYPE_CHECKING

from qz.model.programme import Programme, Unit
from qz.model.returns import RawWorkbook
from qz.model.scores import UnitScore
from qz.scoring.engine import score_unit

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


class SentForms:
    """Gives each unit's blank form, read back. It is pickled as the programme."""

    def __init__(self, programme: Programme) -> None:
        """Nothing is imported or made before the first form is asked for."""
        self._programme = programme
        self._forms: BlankForms | None = None

    def __reduce__(self) -> tuple[type["SentForms"], tuple[Programme]]:
        return SentForms, (self._programme,)

    def __call__(self, unit: Unit) -> RawWorkbook:
        """The unit's blank form, read back. Raises ``FormWordingFault``."""
        if self._forms is None:
            self._forms = blank_forms(self._programme)
        return self._forms.as_read(unit)


def sent_forms(programme: Programme) -> SentForms:
    """Gives each unit's blank form, read back."""
    return SentForms(programme)
