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

from qz.forms.blank_scores import BlankScore, Figures
from qz.forms.build import note_form, write_form
from qz.forms.form_template import KindTemplates, Whole
from qz.forms.form_wording import only_names_the_unit
from qz.forms.placeholders import Texts, texts_of
from qz.forms.shown import shown_score
from qz.layout.form import FormKind, FormPlanner, form_kind
from qz.model.programme import Programme, Unit
from qz.model.returns import RawWorkbook

_FEW: Final = 3
"""Units of a kind from which on a template is less work than building each."""
_MOST: Final = 200
"""Kinds that have a template, the largest ones: each takes up to a megabyte."""
_KEPT: Final = 64
"""Forms kept that were noted by themselves."""


class FormPress:
    """Makes the blank forms of a programme. Pickled, it is the programme and starts anew."""

    def __init__(self, programme: Programme, blank_score: BlankScore) -> None:
        """``blank_score`` must pickle where the press is to."""
        self.programme = programme
        self._blank_score = blank_score
        self._planner = FormPlanner(programme)
        self._lock = RLock()  # building a form changes how the process treats warnings
        self._kinds: dict[FormKind, _Kind] = {}
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
        kind = form_kind(self.programme, unit)
        if kind not in self._shared:
            return None
        if kind not in self._kinds:
            figures = Figures(self.programme, unit, self._blank_score, self._aimed)
            self._kinds[kind] = _Kind(self._planner, figures, KindTemplates(figures, self._planner.plan(unit)))
        return self._kinds[kind]

    @cached_property
    def _shared(self) -> frozenset[FormKind]:
        """The kinds whose units share a template: none where the wording asks what a unit is called."""
        if not only_names_the_unit():
            return frozenset()
        sizes = Counter(form_kind(self.programme, unit) for unit in self.programme.units)
        return frozenset(kind for kind, size in sizes.most_common(_MOST) if size >= _FEW)

    @cached_property
    def _aimed(self) -> frozenset[str]:
        """The facts for which some unit has a target of its own."""
        return frozenset(fact_id for _, fact_id in self.programme.unit_targets)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of form: its units' numbers, and its templates."""

    planner: FormPlanner
    figures: Figures
    templates: KindTemplates

    def own(self, unit: Unit) -> tuple[Texts, Whole] | None:
        """What the unit puts into a template; ``None`` where that is not written as it is."""
        numbers = self.figures.of(unit)
        texts = texts_of(unit, self.planner.layout(unit), self.planner.programme.key, numbers)
        return None if texts is None else (texts, self.figures.whole(numbers))
