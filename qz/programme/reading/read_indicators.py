"""Reads the indicators of tasks and main goals: what is counted, who reports it, and the target."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from typing import Final

from qz.model.choices import Comparator, IndicatorKind
from qz.model.place import Place
from qz.model.task_table import Indicator, MainGoal, NonTarget, SummedFact, Task
from qz.model.values import ValueType, show_percent
from qz.programme.faults import Collector
from qz.programme.raw import RawTable
from qz.programme.reading.references import CARDS_SHEET, FACTS_SHEET, Links
from qz.programme.reading.typed_records import Record, read_records
from qz.programme.reading.unit_names import NameTable
from qz.records import dataclass
from qz.values.value_types import TYPES
from qz.words import NO_INDICATOR, SET_ELSEWHERE, fold, squeeze

_ZERO: Final = Decimal(0)
_NEEDED: Final[Mapping[IndicatorKind, tuple[str, ...]]] = {
    IndicatorKind.TARGET: ("label", "comparator", "target", "value_type"),
    IndicatorKind.INCIDENT: ("label", "value_type"),
    IndicatorKind.AWARD: ("label", "value_type"),
}
"""What a row of each kind must say."""


@dataclass(frozen=True, slots=True)
class Work:
    """The tasks and main goals with their indicators, and the numbers that are no targets."""

    tasks: tuple[Task, ...]
    main_goals: tuple[MainGoal, ...]
    non_targets: tuple[NonTarget, ...]


@dataclass(slots=True)
class _Rows:
    """The rows of one task or goal: its indicators, and rows that only name an indicator of another."""

    indicators: list[Indicator] = field(default_factory=list)
    named: list[tuple[Record, str]] = field(default_factory=list)


def read_indicators(  # noqa: PLR0917 - what rows refer to
    table: RawTable | None,
    tasks: Sequence[Task],
    goals: Sequence[MainGoal],
    names: NameTable,
    links: Links,
    found: Collector,
) -> Work:
    """指标: the tasks and main goals with their indicators in order, and the numbers marked as no targets.

    ``links``: the facts to which sums may refer.
    """
    reader = _IndicatorReader(tasks, goals, names, links, found)
    for record in read_records(table, found):
        reader.add(record)
    done = [replace(task, indicators=tuple(reader.rows[task.task_id].indicators)) for task in tasks]
    return Work(tuple(done), tuple(reader.with_indicators(goal, done) for goal in goals), tuple(reader.non_targets))


class _IndicatorReader:
    """Collects rows by the task or goal they belong to."""

    def __init__(
        self, tasks: Sequence[Task], goals: Sequence[MainGoal], names: NameTable, links: Links, found: Collector
    ) -> None:
        self._leads = {task.task_id: task.leads for task in tasks}
        self._goals = {goal.goal_id for goal in goals}
        self._names, self._links, self._found = names, links, found
        self.rows = {where: _Rows() for where in (*self._leads, *self._goals)}
        self.non_targets: list[NonTarget] = []

    def add(self, record: Record) -> None:
        """Add one row."""
        where, kind = record.text("task_id"), record["kind"]
        if not where or kind is None:
            return
        if where not in self.rows:
            place = record.place("task_id")
            self._found.add("P08", place, head="任务", found=where, where="《责任分解表》和《主要目标》")
        elif kind == NO_INDICATOR:
            self.non_targets.append(NonTarget(where, record.text("quote"), record.place("quote")))
        elif record.text("same_as"):
            self._add_named(record, where)
        elif (indicator := self._indicator(record, where, kind)) is not None:
            self.rows[where].indicators.append(indicator)

    def _add_named(self, record: Record, where: str) -> None:
        """Add a row of a goal that only names an indicator of a task."""
        if where in self._goals:
            self.rows[where].named.append((record, record.text("same_as")))
        else:
            self._found.add("P38", record.place("same_as"), found=record.text("same_as"))

    def _indicator(self, record: Record, where: str, kind: IndicatorKind) -> Indicator | None:
        needed = [name for name in _NEEDED[kind] if record[name] is None]
        for name in needed:
            if name not in record.bad:
                help_text = record.table.spec.column(name).help.rstrip("。")
                self._found.add("P04", record.place(name), head=record.head(name), help=help_text)
        if needed or "quote" in record.bad:
            return None
        target = _target(record, kind, self._found)
        value_type: ValueType = record["value_type"]
        _check_range(record, target, value_type, self._found)
        sums = tuple(self._sums(record))
        return Indicator(
            indicator_id=f"{where}.{len(self.rows[where].indicators) + 1}",
            task_id=where,
            label=record.text("label"),
            comparator=_comparator(record, kind, self._found),
            target=target,
            unit_of_measure=record.text("unit_of_measure"),
            value_type=value_type,
            quote=record.text("quote").replace("\n", ""),
            minimum=record["minimum"],
            maximum=record["maximum"],
            sums=sums,
            kind=kind,
            in_text=where in self._goals,
            set_elsewhere=record["target"] == SET_ELSEWHERE and kind is not IndicatorKind.AWARD,
            reporters=self._reporters(record, where, asked=kind is not IndicatorKind.INCIDENT or not sums),
            sum_units=self._units(record, "sum_units"),
            formerly=record.text("formerly"),
            place=record.place("target"),
        )

    def _sums(self, record: Record) -> Iterator[SummedFact]:
        """The facts to be summed. Each is looked up on every scorecard named; at least one must have it."""
        texts = record.names("sums_scorecard_ids")
        cards = self._links.cards.find_all(record, "sums_scorecard_ids", texts, CARDS_SHEET, self._found)
        if texts and not cards:
            return
        for text in record.names("sums"):
            known = [(card, fact) for card in cards if (fact := self._links.facts_of(card).get(text)) is not None]
            yield from known
            place = record.place("sums")
            for summed in (self._links.known[card][fact_id] for card, fact_id in known):
                kind = TYPES[summed.value_type]
                what = "单位不填报的" if summed.is_derived else f"{kind.word}类"
                if summed.is_derived or (not kind.is_number and not kind.is_yes_no):
                    words = {"head": record.head("sums"), "fact": summed.label, "kind": what}
                    self._found.add("P48", place, found=text, **words)
            if not known:
                self._found.add("P08", place, head=record.head("sums"), found=text, where=FACTS_SHEET)

    def _units(self, record: Record, name: str) -> tuple[str, ...]:
        reading = self._names.read(record.text(name))
        for words in reading.unknown:
            self._found.add("P09", record.place(name), head=record.head(name), found=words)
        return reading.codes

    def _reporters(self, record: Record, where: str, *, asked: bool) -> tuple[str, ...]:
        named = self._units(record, "reporters")
        if named or where in self._leads:
            return named or self._leads[where]
        if asked and not record.text("reporters"):
            self._found.add("P39", record.place("reporters"), found=record.text("label"))
        return ()

    def with_indicators(self, goal: MainGoal, tasks: Sequence[Task]) -> MainGoal:
        """The goal with its own indicators, and with the ids of those of tasks that measure it."""
        rows, text = self.rows[goal.goal_id], squeeze(goal.text)
        known = [one for task in tasks for one in task.indicators]
        at = {one.indicator_id: text.find(squeeze(one.quote)) for one in rows.indicators}
        for one in known:
            if one.task_id in goal.task_ids and squeeze(one.quote) in text:
                at.setdefault(one.indicator_id, text.index(squeeze(one.quote)))
        for record, label in rows.named:
            same = [one for one in known if fold(one.label) == fold(label)]
            same = [one for one in same if one.task_id in goal.task_ids] or same
            if same:
                at[same[0].indicator_id] = text.find(squeeze(record.text("quote")))
            else:
                where = "《指标》里任务的指标名称"
                self._found.add("P08", record.place("same_as"), head="对应指标", found=label, where=where)
        return replace(goal, indicators=tuple(rows.indicators), counted_by=tuple(sorted(at, key=lambda each: at[each])))


def _target(record: Record, kind: IndicatorKind, found: Collector) -> Decimal | None:
    """The target of a row: ``None`` where another document sets it; 0 for an incident without a number."""
    target: Decimal | str | None = record["target"]
    if kind is IndicatorKind.AWARD:
        if target is not None:
            found.add("P67", record.place("target"), found=str(target))
        return None
    if target == SET_ELSEWHERE:
        return None
    return _ZERO if target is None and kind is IndicatorKind.INCIDENT else target  # type: ignore[return-value]


def _comparator(record: Record, kind: IndicatorKind, found: Collector) -> Comparator:
    given: Comparator | None = record["comparator"]
    if kind is not IndicatorKind.INCIDENT:
        return given or Comparator.AT_LEAST
    if given not in {None, Comparator.AT_MOST}:
        found.add("P40", record.place("comparator"), found=record.text("comparator"))
    return Comparator.AT_MOST


def _check_range(record: Record, target: Decimal | None, value_type: ValueType, found: Collector) -> None:
    most: Decimal | None = record["maximum"]
    check_rate(target, value_type, most, record.place("target"), found)
    low, high = record["minimum"], record["maximum"]
    if low is not None and high is not None and low > high:
        found.add("P24", record.place("minimum"), low=low, high=high)


def check_rate(
    number: Decimal | None, value_type: ValueType, most: Decimal | None, place: Place, found: Collector
) -> None:
    """Report a rate above 100 %, unless the programme sets a higher maximum itself. Rates are fractions of 1."""
    if number is not None and TYPES[value_type].is_fraction and number > max(Decimal(1), most or Decimal(1)):
        found.add("P14", place, found=show_percent(number) if number < 10 else f"{number}")
