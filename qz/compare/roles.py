"""Matches the units of two rosters, by name and alias and never by code, and finds changes of their roles."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from qz.compare.differences import RoleChange, UnitChange, UnitPair
from qz.model.choices import Role
from qz.model.programme import Programme
from qz.model.task_table import GroupPhrase, Task, Unit
from qz.records import dataclass
from qz.words import fold


@dataclass(frozen=True, slots=True)
class Roster:
    """Both rosters as pairs; ``of_old`` and ``of_new``: each pair by its code in the old and in the new year."""

    pairs: tuple[UnitPair, ...]
    of_old: Mapping[str, UnitPair]
    of_new: Mapping[str, UnitPair]


def match_units(old: Sequence[Unit], new: Sequence[Unit]) -> Roster:
    """Every unit of both years, in one pair each; equal names are matched before names that are an alias.

    In the new roster's order, then units that are no longer listed, in the old roster's order.
    """
    partner: dict[str, Unit] = {}
    free = {unit.code: unit for unit in old}
    for names_of in (_name, _names):
        bearers: dict[str, list[int]] = defaultdict(list)
        for place, unit in enumerate(old):
            for name in names_of(unit):
                bearers[name].append(place)
        for unit in new:
            places = (place for name in names_of(unit) for place in bearers.get(name, ()) if old[place].code in free)
            found = min(places, default=None) if unit.code not in partner else None
            if found is not None:
                partner[unit.code] = free.pop(old[found].code)
    pairs = (
        *(UnitPair(partner.get(unit.code), unit) for unit in new),
        *(UnitPair(unit, None) for unit in free.values()),
    )
    return Roster(
        pairs,
        {pair.old.code: pair for pair in pairs if pair.old is not None},
        {pair.new.code: pair for pair in pairs if pair.new is not None},
    )


def _name(unit: Unit) -> frozenset[str]:
    return frozenset({fold(unit.name)})


def _names(unit: Unit) -> frozenset[str]:
    return frozenset(fold(name) for name in (unit.name, *unit.aliases))


def role_changes(roster: Roster, old: Sequence[Task], new: Sequence[Task]) -> tuple[RoleChange, ...]:
    """The changes of each unit's role between matched tasks, in roster order.

    Where a task was split, equal roles are paired first: a unit that led it and leads one of its parts has lost
    nothing; another role in another part is gained; the same role in another part is neither gained nor lost.
    """
    changes: list[RoleChange] = []
    for pair in roster.pairs:
        before = _parts(old, pair.old)
        after = _parts(new, pair.new)
        kept: dict[Role, tuple[Task, Task]] = {}
        for role in Role:
            while (one := _first(before, role)) is not None and (other := _first(after, role)) is not None:
                before.remove(one)
                after.remove(other)
                kept[role] = one[0], other[0]
        for one, other in zip(before, after, strict=False):
            changes.append(RoleChange(pair, one[0], other[0], one[1], other[1]))
        shared = min(len(before), len(after))
        for task, role in before[shared:]:
            stays = role in kept
            changes.append(RoleChange(pair, task, kept[role][1] if stays else None, role, role if stays else None))
        for task, role in after[shared:]:
            stays = role in kept
            changes.append(RoleChange(pair, kept[role][0] if stays else None, task, role if stays else None, role))
    return tuple(changes)


def _parts(tasks: Iterable[Task], unit: Unit | None) -> list[tuple[Task, Role]]:
    if unit is None:
        return []
    parts = ((task, task.role_of(unit.code)) for task in tasks)
    return [(task, role) for task, role in parts if role is not None]


def _first(parts: Sequence[tuple[Task, Role]], role: Role) -> tuple[Task, Role] | None:
    return next((part for part in parts if part[1] is role), None)


def unit_changes(
    old: Programme, new: Programme, roster: Roster, changes: Iterable[RoleChange]
) -> tuple[UnitChange, ...]:
    """The changes of every unit, in the roster's order. ``changes``: of all tasks, also new and dropped ones."""
    changes = tuple(changes)
    views = []
    for pair in roster.pairs:
        before, after = _count(old, pair.old), _count(new, pair.new)
        own = tuple(change for change in changes if change.unit is pair)
        views.append(
            UnitChange(pair, before[Role.LEAD], after[Role.LEAD], before[Role.SUPPORT], after[Role.SUPPORT], own)
        )
    return tuple(views)


def _count(programme: Programme, unit: Unit | None) -> Mapping[Role, int]:
    roles = [role for _, role in programme.tasks_of(unit)] if unit is not None else []
    return {role: roles.count(role) for role in Role}


def name_units(units: Sequence[Unit], programme: Programme, printed: str = "") -> tuple[str, ...]:
    """The units' names in order; a whole group of them is named by the programme's phrase for it (各镇、街道).

    Of several phrases for the same units, one that stands in the ``printed`` text is preferred.
    """
    left = {unit.code for unit in units}
    named: dict[str, str] = {}
    for phrase in sorted(programme.phrases, key=lambda phrase: _preference(phrase, printed)):
        codes = set(phrase.unit_codes)
        if len(codes) > 1 and codes <= left:
            left -= codes
            named[next(unit.code for unit in units if unit.code in codes)] = phrase.phrase
    named |= {unit.code: unit.name for unit in units if unit.code in left}
    return tuple(named[unit.code] for unit in units if unit.code in named)


def _preference(phrase: GroupPhrase, printed: str) -> tuple[bool, int]:
    return fold(phrase.phrase) not in fold(printed), -len(phrase.unit_codes)
