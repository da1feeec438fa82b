"""The numbers in which blank forms of one kind differ: the units' own targets, and what these make of the score."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import Final

from qz.forms.blank_forms import BlankScore
from qz.forms.shown import ShownItem, ShownScore, shown_score
from qz.model.programme import Programme
from qz.model.scorecards import Item, Scorecard
from qz.model.scores import PLAIN_TOTAL, ScoreLine, card_bonus, card_total
from qz.model.task_table import Unit
from qz.records import dataclass
from qz.rules.item import combine_item

_ZERO: Final = Decimal(0)
_Targets = tuple[Decimal | None, ...]


@dataclass(slots=True)
class _Part:
    """An item with facts that have targets of the units' own: those facts, and which of them each criterion uses.

    ``made``: what targets make of the item: the points of those criteria, then its base, bonus and score.
    """

    item: Item
    facts: tuple[str, ...]
    clauses: Mapping[str, tuple[str, ...]]
    made: dict[_Targets, tuple[Decimal, ...]] = field(default_factory=dict)


class BlankScores:
    """The numbers of the blank forms of one kind, unit by unit.

    A criterion's points depend only on the targets of its facts, an item's score only on its criteria's points. So the
    engine is asked once for each criterion and set of targets, and each item is combined once for them.
    """

    def __init__(self, programme: Programme, unit: Unit, blank_score: BlankScore, aimed: frozenset[str]) -> None:
        """For forms of ``unit``'s kind. ``aimed``: the facts for which some unit has a target of its own."""
        self._programme = programme
        self._blank_score = blank_score
        score = blank_score(programme, unit)
        self._shown = None if score is None else shown_score(score)
        self._zeroed, self._rule = (score.zeroed, score.rule) if score else (False, PLAIN_TOTAL)
        scorecard = programme.scorecard_of(unit)
        facts = scorecard.facts if scorecard else ()
        self.facts: tuple[str, ...] = tuple(fact_id for fact_id in facts if fact_id in aimed)
        """The facts of the scorecard that may have a target of a unit's own."""
        self._parts = _parts(scorecard, aimed) if scorecard and score else ()
        self._lines: dict[tuple[str, _Targets], ScoreLine] = {}

    @property
    def count(self) -> int:
        """How many numbers there are after the targets."""
        return sum(len(part.clauses) + 3 for part in self._parts) + (3 if self._parts else 0)

    def of(self, unit: Unit) -> tuple[Decimal, ...]:
        """The unit's numbers: its targets, then what ``shown`` takes."""
        targets = self._programme.targets_of(unit)
        numbers = [targets.get(fact_id, _ZERO) for fact_id in self.facts]
        if not self._parts or self._shown is None:
            return tuple(numbers)
        base, bonus = self._shown.base, sum((item.bonus for item in self._shown.items.values()), _ZERO)
        for part in self._parts:
            mine = tuple(map(targets.get, part.facts))
            made = part.made.get(mine)
            if made is None:
                made = part.made[mine] = self._make(part, targets, unit)
            numbers += made
            was = self._shown.items[part.item.number]
            base += made[-3] - was.base
            bonus += made[-2] - was.bonus
        bonus = card_bonus(bonus, self._rule)
        return (*numbers, base, bonus, card_total(base, bonus, self._rule, zeroed=self._zeroed))

    def whole(self, numbers: Sequence[Decimal]) -> tuple[bool, ...]:
        """Which of the targets among a unit's numbers are whole ones: they are shown by another format."""
        return tuple(number == number.to_integral_value() for number in numbers[: len(self.facts)])

    def shown(self, numbers: Sequence[Decimal]) -> ShownScore | None:
        """The score a form shows, from its numbers after the targets."""
        if self._shown is None or not self._parts:
            return self._shown
        left = iter(numbers)
        points, items = dict(self._shown.points), dict(self._shown.items)
        for part in self._parts:
            points |= {criterion_id: next(left) for criterion_id in part.clauses}
            items[part.item.number] = ShownItem(next(left), next(left), next(left))
        return ShownScore(points, items, next(left), next(left), next(left))

    def _make(self, part: _Part, targets: Mapping[str, Decimal], unit: Unit) -> tuple[Decimal, ...]:
        lines = [self._line(part, criterion.criterion_id, targets, unit) for criterion in part.item.criteria]
        score = combine_item(part.item, lines)
        points = [line.award.points for line in lines if line.criterion_id in part.clauses]
        return (*points, score.base, score.bonus, score.score)

    def _line(self, part: _Part, criterion_id: str, targets: Mapping[str, Decimal], unit: Unit) -> ScoreLine:
        """What the engine makes of a criterion with these targets; asked of the unit, all its criteria are noted."""
        key = criterion_id, tuple(map(targets.get, part.clauses.get(criterion_id, ())))
        if key not in self._lines:
            score = self._blank_score(self._programme, unit)
            clauses = {each: facts for other in self._parts for each, facts in other.clauses.items()}
            for line in score.lines if score else ():
                mine = tuple(map(targets.get, clauses.get(line.criterion_id, ())))
                self._lines.setdefault((line.criterion_id, mine), line)
        return self._lines[key]


def _parts(scorecard: Scorecard, aimed: frozenset[str]) -> tuple[_Part, ...]:
    found = []
    for item in scorecard.items:
        uses = {
            criterion.criterion_id: tuple(dict.fromkeys(t.fact_id for t in criterion.terms if t.fact_id in aimed))
            for criterion in item.criteria
        }
        clauses = {criterion_id: facts for criterion_id, facts in uses.items() if facts}
        if clauses:
            facts = tuple(dict.fromkeys(fact_id for used in clauses.values() for fact_id in used))
            found.append(_Part(item, facts, clauses))
    return tuple(found)
