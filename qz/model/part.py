"""Cuts an assessment into parts for some of its units, small enough to be sent to other processes.

A part contains everything that is written about its units, and nothing else.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Final, TypeVar

from qz.engine.kept.kept_texts import digest_of
from qz.engine.kept.kept_values import KeptMapping
from qz.engine.parallel.batches import batches
from qz.engine.parallel.packed import PackedMapping, some_of
from qz.engine.parallel.packed_runs import ByUnit, OfUnit, PackedSequence, UnitMark
from qz.model.assessment import Assessment
from qz.model.choices import Role
from qz.model.programme import Programme
from qz.model.returns import Intake
from qz.model.reviews import Reviews
from qz.model.task_table import Indicator, Task, Unit
from qz.model.verification import Verification

T = TypeVar("T")
_TOGETHER: Final = 256
"""So many values of a sequence are one piece of a digest."""


class Parts:
    """Cuts parts out of one assessment. Everything is sorted by unit once, beforehand."""

    def __init__(self, assessment: Assessment) -> None:
        """Sort what the assessment holds by unit."""
        self._whole = assessment
        verification = assessment.verification
        self._findings = ByUnit(assessment.intake.findings)
        self._evidence = ByUnit(assessment.intake.evidence)
        self._entries = ByUnit(verification.entries)
        self._pending = ByUnit(verification.pending)
        self._registered = ByUnit(verification.register_facts)
        self._answered = ByUnit(verification.answers)
        self._reviews = ByUnit(assessment.reviews.rows)
        self._contradictions = ByUnit(assessment.contradictions)
        self._places = {unit.code: place for place, unit in enumerate(assessment.programme.units)}
        self._ranked = {row.unit_code: (card, row) for card, rows in assessment.rankings.items() for row in rows}

    def of(self, units: Sequence[Unit]) -> Assessment:
        """The part of the assessment for these units. Their ranks are those among all units.

        The roster also contains the verifiers. Received files, drafts and sums are left out.
        """
        whole, codes = self._whole, [unit.code for unit in units]
        rankings = {
            card: tuple(
                self._ranked[code][1] for code in codes if code in self._ranked and self._ranked[code][0] == card
            )
            for card in whole.rankings
        }
        return replace(
            whole,
            programme=self._programme_of(units),
            intake=self._intake_of(codes),
            answers=some_of(whole.answers, codes),
            scores=some_of(whole.scores, codes),
            rankings=rankings,
            states=some_of(whole.states, codes),
            late=whole.late.intersection(codes),
            verification=self._verification_of(codes),
            letters=(),
            reviews=Reviews(_all(self._reviews, codes)),
            sums={},
            contradictions=_all(self._contradictions, codes),
            effects={},
        )

    def _intake_of(self, codes: Sequence[str]) -> Intake:
        intake = self._whole.intake
        return replace(
            intake,
            received=(),
            returns=some_of(intake.returns, codes),
            answers=some_of(intake.answers, codes),
            findings=_all(self._findings, codes),
            workbooks={},
            held={},
            waiting=some_of(intake.waiting, codes),
            evidence=_all(self._evidence, codes),
        )

    def _verification_of(self, codes: Sequence[str]) -> Verification:
        verification = self._whole.verification
        return replace(
            verification,
            entries=_all(self._entries, codes),
            pending=_all(self._pending, codes),
            register_facts=_all(self._registered, codes),
            self_scores=some_of(verification.self_scores, codes),
            files=(),
            answers=_all(self._answered, codes),
        )

    def _programme_of(self, units: Sequence[Unit]) -> Programme:
        """The programme for these units: they and the verifiers are its roster; only their targets and tasks."""
        programme = self._whole.programme
        verifiers = {criterion.verifier for card in programme.scorecards for criterion in card.criteria}
        codes = verifiers.intersection(self._places).union(unit.code for unit in units)
        roles: dict[str, dict[Role, list[str]]] = {}
        for unit in units:
            for task, role in programme.tasks_of(unit):
                roles.setdefault(task.task_id, {}).setdefault(role, []).append(unit.code)
        asked: dict[str, list[str]] = {}
        for unit in units:
            for indicator in programme.asked_of(unit):
                asked.setdefault(indicator.indicator_id, []).append(unit.code)
        targets = {
            (unit.code, fact_id): target for unit in units for fact_id, target in programme.targets_of(unit).items()
        }
        return replace(
            programme,
            units=tuple(programme.unit(code) for code in sorted(codes, key=self._places.__getitem__)),
            tasks=tuple(_task_of(task, roles.get(task.task_id, {}), asked) for task in programme.tasks),
            main_goals=tuple(
                replace(goal, indicators=_asked_of(goal.indicators, asked)) for goal in programme.main_goals
            ),
            unit_targets=targets,
        )


def assessment_digest(assessment: Assessment) -> str:
    """A digest of everything an assessment holds, except its programme and the drafts made: the same for the same."""
    total = hashlib.sha256()
    for field in fields(assessment):
        if field.name not in {"programme", "letters"}:
            total.update(value_digest(getattr(assessment, field.name)).encode())
    return total.hexdigest()


def value_digest(value: object) -> str:
    """A digest of something an assessment holds; a value that was kept has that of the value it was made from.

    It is taken piece by piece, so that the text of all of it never stands in memory. A packed sequence remembers its
    own.
    """
    if isinstance(value, KeptMapping | PackedSequence) and value.digest:
        return value.digest
    total = hashlib.sha256()
    for piece in _pieces(value):
        text = repr(piece).encode("utf-8", "surrogatepass")
        total.update(len(text).to_bytes(8, "big") + text)
    digest = total.hexdigest()
    if isinstance(value, PackedSequence):
        value.digest = digest
    return digest


def _pieces(value: object) -> Iterator[object]:
    """A value's small pieces in their order, each to be written as text by itself; how many there are comes first."""
    if isinstance(value, frozenset):
        yield sorted(value)
    elif isinstance(value, tuple | PackedSequence):
        yield len(value)
        of_units = value and hasattr(value[0], "unit_code")
        yield from unit_marks(value) if of_units else map(_columns, batches(value, _TOGETHER))
    elif isinstance(value, Mapping) and not isinstance(value, PackedMapping):
        yield len(value)
        yield from value.items()
    elif isinstance(value, Intake | Verification | Reviews):
        for field in fields(value):
            yield value_digest(getattr(value, field.name))
    else:
        yield value


def unit_marks(values: Iterable[OfUnit]) -> tuple[UnitMark, ...]:
    """The mark of each run of neighbours about one unit, in order. A packed sequence remembers its own."""
    if isinstance(values, PackedSequence) and values.marks is not None:
        return values.marks
    runs = ((code, tuple(run)) for code, run in groupby(values, key=attrgetter("unit_code")))
    marks = tuple((code, len(run), digest_of(repr(_columns(run)))) for code, run in runs)
    if isinstance(values, PackedSequence):
        values.marks = marks
    return marks


def _columns(values: Sequence[object]) -> object:
    """Values beside one another; those of one class of records field by field, which is written in half the time."""
    there = [value for value in values if value is not None]
    kinds = set(map(type, there))
    kind = kinds.pop() if len(kinds) == 1 else object
    if is_dataclass(kind):
        blanks = tuple(place for place, value in enumerate(values) if value is None)
        columns = (map(attrgetter(field.name), there) for field in fields(kind))
        return kind.__qualname__, len(values), blanks, [_columns(tuple(column)) for column in columns]
    if issubclass(kind, StrEnum) and len(there) == len(values):
        return (kind.__qualname__, *map(str, there))
    return values


def _all(sorted_: Mapping[str, tuple[T, ...]], codes: Iterable[str]) -> tuple[T, ...]:
    return tuple(item for code in codes for item in sorted_.get(code, ()))


def _task_of(task: Task, codes: Mapping[Role, Sequence[str]], asked: Mapping[str, Sequence[str]]) -> Task:
    leads, supports = tuple(codes.get(Role.LEAD, ())), tuple(codes.get(Role.SUPPORT, ()))
    return replace(task, leads=leads, supports=supports, indicators=_asked_of(task.indicators, asked))


def _asked_of(indicators: Iterable[Indicator], asked: Mapping[str, Sequence[str]]) -> tuple[Indicator, ...]:
    """The indicators, each with those of its reporters that are in this part."""
    return tuple(replace(one, reporters=tuple(asked.get(one.indicator_id, ()))) for one in indicators)
