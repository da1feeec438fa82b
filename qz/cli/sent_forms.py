"""A unit's form as it was sent, as it would be read back: what a return's locked cells are held against."""

from collections.abc import Callable

from qz.cli.forms import blank_score
from qz.forms.blank_forms import FormPress
from qz.model.programme import Programme, Unit
from qz.model.returns import RawWorkbook


def sent_forms(programme: Programme) -> Callable[[Unit], RawWorkbook]:
    """What gives each unit's blank form, without making a workbook; it pickles as the programme."""
    return FormPress(programme, blank_score).blank
