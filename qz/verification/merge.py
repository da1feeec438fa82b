"""The answers that count: a verified value before a registered one, that before a self-reported one.

Source: scoring specification, "Missing, doubtful and verified values".
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from qz.engine.kept.kept_texts import digest_of
from qz.engine.parallel.packed import laid_over, mark_of
from qz.engine.parallel.packed_runs import ByUnit
from qz.layout.verification_workbook import verifiers_of
from qz.model.part import unit_marks
from qz.model.programme import Programme
from qz.model.scores import Answers
from qz.model.stages import Stage, stage_of
from qz.model.task_table import Unit
from qz.model.values import BLANK_ANSWER, Answer
from qz.model.verification import EntryKind, RegisterFact, VerifiedEntry, score_of
from qz.records import dataclass
from qz.rules.verified_clause import is_verified

SeeUnit = Callable[[Unit, Answers | None], object]
"""Is given a unit and the answers that count for it, ``None`` where it did not report."""


def merge(
    programme: Programme,
    reported: Mapping[str, Answers],
    entries: Sequence[VerifiedEntry],
    register_facts: Sequence[RegisterFact],
    see: Sequence[SeeUnit] = (),
) -> Mapping[str, Answers]:
    """The answers that count for each unit that reported, by unit code.

    A register's count replaces the self-report, and a verified value replaces either; ``Answer.replaced`` has the value
    before. Scores given directly are added. Units that did not report are left out. Without entries and register facts
    the answers are unchanged.

    Args:
        programme: The year's programme.
        reported: What units reported, by unit code.
        entries: The verifiers' values that count: at most one for each subject.
        register_facts: The registers' counts: at most one for each unit and fact.
        see: Each is given every unit of the roster, in its order, with the answers that count; ``None`` where it did
            not report. So what is counted over all units needs no further look at each.
    """
    registered = ByUnit(
        fact
        for fact in register_facts
        if fact.unit_code in reported and _has_fact(programme, fact.unit_code, fact.fact_id)
    )
    verified = ByUnit(entries)

    def merged() -> Iterator[tuple[str, Answers]]:
        for unit in programme.units if registered or verified or see else ():
            changed = unit.code in registered or unit.code in verified
            answers = reported[unit.code] if unit.code in reported and (changed or see) else None
            if answers is not None and changed:
                answers = _merged(answers, registered.get(unit.code, ()), verified.get(unit.code, ()))
                yield unit.code, answers
            for each in see:
                each(unit, answers)

    replacing = cache(lambda: _marks(entries, register_facts))

    def mark(code: str) -> bytes:
        return bytes.fromhex(digest_of(mark_of(reported, code), *replacing()[code]))

    return laid_over(reported, merged(), mark)


def _marks(*replacing: Sequence[VerifiedEntry | RegisterFact]) -> Mapping[str, Sequence[str]]:
    """Digests of what replaces values of each unit, by its code."""
    found: dict[str, list[str]] = {}
    for place, values in enumerate(replacing):
        for code, _, mark in unit_marks(values):
            found.setdefault(code, []).append(f"{place} {mark}")
    return found


def _merged(answers: Answers, register_facts: Iterable[RegisterFact], entries: Iterable[VerifiedEntry]) -> Answers:
    """One unit's answers with these facts and entries."""
    facts, statuses, scores = dict(answers.facts), dict(answers.statuses), dict(answers.verified_scores)
    for fact in register_facts:
        _replace(facts, fact.fact_id, Answer(fact.value, origin=fact.origin))
    for entry in entries:
        if entry.kind is EntryKind.CRITERION:
            scores[entry.key] = score_of(entry)
        else:
            table = statuses if entry.kind is EntryKind.TASK else facts
            _replace(table, entry.key, Answer(entry.value, entry.typed, origin=entry.origin))
    return replace(
        answers,
        facts=MappingProxyType(facts),
        statuses=MappingProxyType(statuses),
        verified_scores=MappingProxyType(scores),
    )


def _has_fact(programme: Programme, unit_code: str, fact_id: str) -> bool:
    card = programme.scorecard_of(programme.unit(unit_code))
    return card is not None and fact_id in card.facts


def _replace(table: dict[str, Answer], key: str, answer: Answer) -> None:
    """Put an answer in the place of another, whose evidence stays."""
    before = table.get(key, BLANK_ANSWER)
    table[key] = replace(answer, evidence=before.evidence, replaced=before)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the verification is: by scorecard id, by verifier; ``waiting``: the units each verifier has to do."""

    stages: Mapping[str, Stage]
    verifiers: Mapping[str, Stage]
    waiting: Mapping[str, tuple[str, ...]]


class ProgressCount:
    """Counts how far the verification is, unit by unit, in criteria × units that reported.

    A criterion scored by tasks is not counted for a unit without such tasks.
    """

    def __init__(self, programme: Programme) -> None:
        """No unit is counted."""
        self._programme = programme
        self._done = Counter[tuple[str, str]]()
        self._all = Counter[tuple[str, str]]()
        self._waiting: dict[str, dict[str, None]] = {}

    def add(self, unit: Unit, answers: Answers | None) -> None:
        """Count a unit with the answers that count; ``None``: it did not report."""
        card = self._programme.scorecard_of(unit)
        if card is None or answers is None:
            return
        for criterion in card.criteria:
            verified = is_verified(self._programme, card, unit, criterion, answers)
            if verified is None:
                continue
            place = card.scorecard_id, criterion.verifier
            self._all[place] += 1
            self._done[place] += verified
            if not verified:
                self._waiting.setdefault(criterion.verifier, {})[unit.code] = None

    @property
    def progress(self) -> Progress:
        """The progress of the units counted."""
        programme = self._programme
        return Progress(
            stages={card.scorecard_id: self._stage(0, card.scorecard_id) for card in programme.scorecards},
            verifiers={code: self._stage(1, code) for code in verifiers_of(programme)},
            waiting={code: tuple(units) for code, units in self._waiting.items()},
        )

    def _stage(self, part: int, name: str) -> Stage:
        places = [place for place in self._all if place[part] == name]
        return stage_of(sum(self._done[place] for place in places), sum(self._all[place] for place in places))
