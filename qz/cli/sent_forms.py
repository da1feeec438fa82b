"""The forms that go out: what makes them, and each as it was sent, which a return's locked cells are held against."""

from typing import TYPE_CHECKING

from qz.model.programme import Programme, Unit
from qz.model.returns import RawWorkbook
from qz.model.scores import UnitScore
from qz.scoring.engine import score_unit

if TYPE_CHECKING:
    from qz.forms.blank_forms import BlankForms


def blank_score(programme: Programme, unit: Unit) -> UnitScore | None:
    """What the unit's form shows before anything is filled in; ``None`` for a unit that is not scored."""
    from qz.forms.entries import NO_ANSWERS  # noqa: PLC0415 - what writes is slow to import

    return score_unit(programme, unit, NO_ANSWERS) if programme.scorecard_of(unit) else None


def blank_forms(programme: Programme) -> "BlankForms":
    """What makes the programme's forms, however many units it has; it pickles as the programme."""
    from qz.engine.forms.template_forms import TemplateForms  # noqa: PLC0415 - as above

    return TemplateForms(programme, blank_score)


class SentForms:
    """Gives each unit's blank form as it is read back; it pickles as the programme."""

    def __init__(self, programme: Programme) -> None:
        """Nothing is imported or made before a form is asked for: who knows every return already needs none."""
        self._programme = programme
        self._forms: BlankForms | None = None

    def __reduce__(self) -> tuple[type["SentForms"], tuple[Programme]]:
        return SentForms, (self._programme,)

    def __call__(self, unit: Unit) -> RawWorkbook:
        """The unit's form. Raises ``FormWordingFault``."""
        if self._forms is None:
            self._forms = blank_forms(self._programme)
        return self._forms.as_read(unit)


def sent_forms(programme: Programme) -> SentForms:
    """What gives each unit's blank form as it is read back."""
    return SentForms(programme)
