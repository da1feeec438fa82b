"""A programme's blank forms, one by one or by the thousand: a unit's is made from its kind's where there are several.

A kind is built straightforwardly with stand-ins where its units' own words and numbers go, and any unit's form is put
together from the pieces of that; what cannot be made so for certain is built by itself. Either way the parts of the
workbook are the same bytes.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import RLock
from typing import Final

from qz.forms.build import note_form, write_form
from qz.forms.figures import BlankScore, Figures
from qz.forms.shown import shown_score
from qz.forms.standins import Texts, texts_of
from qz.forms.template import KindTemplates, Whole
from qz.forms.wording import only_names_the_unit
from qz.layout.form import FormPlanner
from qz.model.programme import Programme, Unit
from qz.model.returns import RawWorkbook

_FEW: Final = 3
"""Units of a kind from which on a template is less work than building each."""
_KEPT: Final = 64


class FormPress:
    """Makes the blank forms of a programme. Pickled, it is the programme and starts anew."""

    def __init__(self, programme: Programme, blank_score: BlankScore) -> None:
        """``blank_score`` must pickle where the press is to."""
        self.programme = programme
        self._blank_score = blank_score
        self._planner = FormPlanner(programme)
        self._lock = RLock()  # building a form changes how the process treats warnings
        self._kinds: dict[int, _Kind] = {}
        self._alone: Callable[[Unit], RawWorkbook] = lru_cache(_KEPT)(self._note_alone)

    def __reduce__(self) -> tuple[type["FormPress"], tuple[Programme, BlankScore]]:
        return FormPress, (self.programme, self._blank_score)

    def write(self, unit: Unit, path: Path) -> None:
        """Write the unit's form.

        Raises:
            WordingFault: if a text under ``templates/forms`` is missing or wrong.
            OSError: if the file cannot be written.
        """
        with self._lock:
            kind = self._kind(unit)
            own = kind.own(unit) if kind else None
            data = kind.templates.form(*own) if kind and own else None
            if data is None:
                write_form(self._planner.plan(unit), self._blank_score(self.programme, unit), path)
        if data is not None:
            path.write_bytes(data)

    def blank(self, unit: Unit) -> RawWorkbook:
        """The unit's form as reading it back would give it. Raises ``WordingFault``."""
        with self._lock:
            kind = self._kind(unit)
            own = kind.own(unit) if kind else None
            book = kind.templates.noted(*own) if kind and own else None
            return self._alone(unit) if book is None else book

    def _note_alone(self, unit: Unit) -> RawWorkbook:
        score = self._blank_score(self.programme, unit)
        return note_form(self._planner.plan(unit), None if score is None else shown_score(score))

    def _kind(self, unit: Unit) -> "_Kind | None":
        """What the unit's kind of form is made with; ``None`` where units are made by themselves."""
        key = id(self._planner.kind(unit))  # the planner keeps every kind
        if self._sizes[key] < _FEW:
            return None
        if key not in self._kinds:
            figures = Figures(self.programme, unit, self._blank_score)
            templates = KindTemplates(figures, self._planner.plan(unit))
            self._kinds[key] = _Kind(self._planner, figures, templates)
        return self._kinds[key]

    @cached_property
    def _sizes(self) -> Counter[int]:
        """How many units of each kind may share a template: none where the wording asks what a unit is called."""
        if not only_names_the_unit():
            return Counter()
        return Counter(id(self._planner.kind(unit)) for unit in self.programme.units)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of form: its units' numbers, and its templates."""

    planner: FormPlanner
    figures: Figures
    templates: KindTemplates

    def own(self, unit: Unit) -> tuple[Texts, Whole] | None:
        """What the unit puts into a template; ``None`` where that is not written as it is."""
        numbers = self.figures.of(unit)
        texts = texts_of(unit, self.planner.layout(unit).digest, numbers)
        return None if texts is None else (texts, self.figures.whole(numbers))
