"""The blank forms of a programme of very many units: a unit's is put together from its kind's template.

One form of a kind is built with placeholders for its units' own words and numbers; every unit's form is put together
from its pieces. A form that might differ is built by itself. Either way the workbook's parts are the same bytes.
"""

from collections import Counter
from functools import cached_property
from typing import Final

from qz.engine.forms.blank_scores import BlankScores
from qz.engine.forms.form_template import KindTemplates, Whole
from qz.engine.forms.placeholders import Texts, texts_of
from qz.forms.blank_forms import BlankForms, BlankScore
from qz.forms.form_wording import only_names_the_unit
from qz.layout.form import FormKind, FormPlanner, form_kind
from qz.model.programme import Programme
from qz.model.returns import RawWorkbook
from qz.model.task_table import Unit
from qz.records import dataclass

_FEW: Final = 3
"""Units of a kind from which on a template is less work than building each."""
_MOST: Final = 200
"""Kinds that have a template, the largest ones: each takes up to a megabyte."""


class TemplateForms(BlankForms):
    """Makes the blank forms of a programme, those of a kind from one template."""

    def __init__(self, programme: Programme, blank_score: BlankScore) -> None:
        """As ``BlankForms``; no template is made before a unit asks for it."""
        super().__init__(programme, blank_score)
        self._kinds: dict[FormKind, _Kind] = {}

    def build(self, unit: Unit) -> bytes:
        """The unit's form. Raises ``FormWordingFault``."""
        with self.lock:
            kind = self._kind(unit)
            own = kind.own(unit) if kind else None
            data = kind.templates.form(*own) if kind and own else None
        return super().build(unit) if data is None else data

    def as_read(self, unit: Unit) -> RawWorkbook:
        """The unit's form as reading it back gives it. Raises ``FormWordingFault``."""
        with self.lock:
            kind = self._kind(unit)
            own = kind.own(unit) if kind else None
            book = kind.templates.as_read(*own) if kind and own else None
        return super().as_read(unit) if book is None else book

    def _kind(self, unit: Unit) -> "_Kind | None":
        """What the unit's kind of form is made with; ``None`` where units are made by themselves."""
        kind = form_kind(self.programme, unit)
        if kind not in self._shared:
            return None
        if kind not in self._kinds:
            scores = BlankScores(self.programme, unit, self.blank_score, self._aimed)
            self._kinds[kind] = _Kind(self.planner, scores, KindTemplates(scores, self.planner.plan(unit)))
        return self._kinds[kind]

    @cached_property
    def _shared(self) -> frozenset[FormKind]:
        """The kinds whose units share a template: none where the wording asks what a unit is called.

        Nor one whose formulas take what the programme gives each unit, which may be nothing.
        """
        if not only_names_the_unit():
            return frozenset()
        giving = {card.scorecard_id for card in self.programme.scorecards if card.given}
        units = (unit for unit in self.programme.asked_units if unit.scorecard_id not in giving)
        sizes = Counter(form_kind(self.programme, unit) for unit in units)
        return frozenset(kind for kind, size in sizes.most_common(_MOST) if size >= _FEW)

    @cached_property
    def _aimed(self) -> frozenset[str]:
        """The facts for which some unit has a target of its own."""
        return frozenset(fact_id for _, fact_id in self.programme.unit_targets)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of form: its units' numbers, and its templates."""

    planner: FormPlanner
    scores: BlankScores
    templates: KindTemplates

    def own(self, unit: Unit) -> tuple[Texts, Whole] | None:
        """What the unit puts into a template; ``None`` where that is not written as it is."""
        numbers = self.scores.of(unit)
        texts = texts_of(unit, self.planner.layout(unit), self.planner.programme.key, numbers)
        return None if texts is None else (texts, self.scores.whole(numbers))
