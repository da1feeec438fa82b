"""The forms that go out: what makes them, and each as it was sent, which a return's locked cells are held against."""

from collections.abc import Callable

from qz.engine.forms.template_forms import TemplateForms
from qz.forms.blank_forms import BlankForms
from qz.forms.entries import NO_ANSWERS
from qz.model.programme import Programme, Unit
from qz.model.returns import RawWorkbook
from qz.model.scores import UnitScore
from qz.scoring.engine import score_unit


def blank_score(programme: Programme, unit: Unit) -> UnitScore | None:
    """What the unit's form shows before anything is filled in; ``None`` for a unit that is not scored."""
    return score_unit(programme, unit, NO_ANSWERS) if programme.scorecard_of(unit) else None


def blank_forms(programme: Programme) -> BlankForms:
    """What makes the programme's forms, however many units it has; it pickles as the programme."""
    return TemplateForms(programme, blank_score)


def sent_forms(programme: Programme) -> Callable[[Unit], RawWorkbook]:
    """What gives each unit's blank form as it is read back; it pickles as the programme."""
    return blank_forms(programme).as_read
