"""Compares statuses with facts: a task is not 已完成 where an incident happened or a number missed its target."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from qz.engine.parallel.packed import laid_over
from qz.engine.parallel.packed_runs import Packing
from qz.findings import make_finding
from qz.layout.denials import denial_words, fact_words
from qz.layout.inputs import input_name
from qz.model.choices import IndicatorKind
from qz.model.finding import Finding
from qz.model.layout import InputKind
from qz.model.programme import Programme
from qz.model.scorecards import Fact
from qz.model.scores import Answers
from qz.model.task_table import Indicator, Task, Unit
from qz.model.unit_sums import Contradiction, CountedFact, Sum
from qz.model.values import BLANK_ANSWER, Answer, Origin, Source, counted, round_rate
from qz.model.verification import RegisterFact


def sum_facts(
    programme: Programme, answers: Mapping[str, Answers], register_facts: Iterable[RegisterFact]
) -> Mapping[str, Sum]:
    """Every indicator's facts summed over units, by indicator id, in one pass.

    A unit without a return adds what the registers count for it. Source: scoring specification, "Words" (指标).
    """
    count = SumCount(programme, register_facts)
    for unit in programme.units if count.adds else ():
        count.add(unit, answers.get(unit.code))
    return count.sums


class SumCount:
    """Sums every indicator's facts, unit by unit in roster order (see ``sum_facts``)."""

    def __init__(self, programme: Programme, register_facts: Iterable[RegisterFact]) -> None:
        """No unit is counted."""
        self._adders = [_Adder(each) for each in programme.indicators.values() if each.sums]
        self._facts = {
            (card.scorecard_id, fact_id): fact for card in programme.scorecards for fact_id, fact in card.facts.items()
        }
        self._registered: dict[str, dict[str, Answer]] = {}
        for one in register_facts if self._adders else ():
            self._registered.setdefault(one.unit_code, {})[one.fact_id] = Answer(one.value, origin=one.origin)

    @property
    def adds(self) -> bool:
        """Whether the programme has anything to sum."""
        return bool(self._adders)

    def add(self, unit: Unit, answers: Answers | None) -> None:
        """Add a unit's facts; without a return (``None``) what the registers count for it."""
        table = answers.facts if answers else self._registered.get(unit.code, {})
        for adder in self._adders:
            adder.add(unit, table, self._facts)

    @property
    def sums(self) -> Mapping[str, Sum]:
        """The sums of the units counted, by indicator id."""
        return {adder.indicator.indicator_id: adder.sum for adder in self._adders}


class _Adder:
    """Adds up one indicator's facts."""

    def __init__(self, indicator: Indicator) -> None:
        self.indicator = indicator
        self._total = Decimal(0)
        self._units = self._counted = 0
        self._parts = Packing[CountedFact]()

    def add(self, unit: Unit, table: Mapping[str, Answer], facts: Mapping[tuple[str, str], Fact]) -> None:
        """Add a unit's facts, if it is asked any of them."""
        fact_ids = self.indicator.summed_of(unit)
        if not fact_ids:
            return
        self._units += 1
        given = [(fact_id, answer) for fact_id in fact_ids if (answer := table.get(fact_id)) is not None]
        values = [(fact_id, answer, value) for fact_id, answer in given if (value := counted(answer.value)) is not None]
        self._counted += bool(values)
        for fact_id, answer, value in values:
            self._total += value
            if value > 0:
                fact = facts[unit.scorecard_id, fact_id]
                about = unit.code, unit.name, fact_id, fact.label, fact.unit_of_measure
                self._parts.add([CountedFact(*about, value, isinstance(answer.value, bool), answer.origin)])

    @property
    def sum(self) -> Sum:
        """The sum."""
        return Sum(self._total, self._units, self._counted, self._parts.sequence())


def target_of(indicator: Indicator, answers: Answers | None) -> Decimal | None:
    """The target that applies: the programme's, or the one that the unit reports from another document."""
    if not indicator.set_elsewhere:
        return indicator.target
    given = answers.targets.get(indicator.indicator_id, BLANK_ANSWER).value if answers else None
    return given if isinstance(given, Decimal) else None


def find_contradictions(
    programme: Programme, answers: Mapping[str, Answers], sums: Mapping[str, Sum]
) -> tuple[Contradiction, ...]:
    """Every 已完成 that a fact contradicts, by task, then by lead in the table's order."""
    tasks = [task for task in programme.tasks if task.indicators]
    answers_of = {code: answers.get(code) for code in dict.fromkeys(code for task in tasks for code in task.leads)}
    return tuple(
        found
        for task in tasks
        for code in task.leads
        if (lead_answers := answers_of[code]) is not None
        for found in _of_lead(task, code, lead_answers, sums)
    )


def _of_lead(task: Task, code: str, answers: Answers, sums: Mapping[str, Sum]) -> Iterator[Contradiction]:
    status = answers.statuses.get(task.task_id, BLANK_ANSWER)
    if status.value is not True:
        return
    for one in task.indicators:
        target = target_of(one, answers)
        if one.is_asked:
            figure = answers.indicators.get(one.indicator_id, BLANK_ANSWER) if code in one.reporters else BLANK_ANSWER
            if isinstance(figure.value, Decimal) and _misses(one, figure.value, target):
                yield Contradiction(task, code, status, one, figure.value, target or Decimal(0), figure)
        elif (total := sums[one.indicator_id].value) is not None and _misses(one, total, target):
            facts = sums[one.indicator_id].parts
            yield Contradiction(task, code, status, one, total, target or Decimal(0), facts=facts)


def _misses(indicator: Indicator, actual: Decimal, target: Decimal | None) -> bool:
    if target is None or indicator.kind is IndicatorKind.AWARD:
        return False
    return not indicator.comparator.holds(round_rate(actual), round_rate(target))


def as_denied(answers: Mapping[str, Answers], found: Iterable[Contradiction]) -> Mapping[str, Answers]:
    """The answers, with 未完成 for every contradicted 已完成 but those that a verifier confirmed."""
    denied: dict[str, list[Contradiction]] = {}
    for one in found:
        if one.status.origin is None or one.status.origin.source is not Source.VERIFIED:
            denied.setdefault(one.unit_code, []).append(one)
    return laid_over(answers, ((code, _denied(answers[code], some)) for code, some in denied.items()))


def _denied(answers: Answers, found: Iterable[Contradiction]) -> Answers:
    statuses = dict(answers.statuses)
    for one in found:
        before = one.status.origin or Origin("", "", "")
        origin = replace(before, source=Source.FACTS, reason=denial_words(one))
        statuses[one.task.task_id] = replace(one.status, value=False, origin=origin, replaced=one.status)
    return replace(answers, statuses=MappingProxyType(statuses))


def contradiction_findings(programme: Programme, found: Iterable[Contradiction]) -> Iterator[Finding]:
    """A warning with both cells for each 已完成 that other units' facts contradict; intake checks the unit's own."""
    for one in found:
        if one.facts and one.status.origin is not None:
            origin = one.status.origin
            yield make_finding(
                "C14",
                file=origin.file,
                sheet=origin.sheet,
                cell=origin.cell,
                unit_code=one.unit_code,
                key=input_name(InputKind.TASK_STATUS, one.task.task_id),
                unit=programme.unit(one.unit_code).name,
                task=one.task.task_id,
                what=denial_words(one),
                facts=fact_words(one.facts),
            )
