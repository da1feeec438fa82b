"""What one collect came to in words, unit by unit, for the next to be held against."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from qz.engine.parallel.packed import PackedMapping
from qz.findings import quote
from qz.layout.inputs import clause_of
from qz.model.assessment import Assessment
from qz.model.programme import Programme, Unit
from qz.model.values import Answer, Source, ValueType, show_number
from qz.reports.result_words import source_words, state_words, totals_of
from qz.reports.rules_page import rules_of
from qz.values.value_types import show_value

RULES, FILES, STATES, DATA, SCORES, RANKS = "方案", "收件", "状态", "数据", "得分", "名次"
KINDS: Final = (RULES, FILES, STATES, DATA, SCORES, RANKS)
"""What is compared, in the order it is told."""
Key = tuple[str, str]
"""What an item of a unit is about: kind, and a file's digest, a fact's id …"""


@dataclass(frozen=True, slots=True)
class SnapshotItem:
    """One thing as it stood: what is said of it, and of that what is compared (``""``: all of it).

    A value confirmed by a verifier is said with its source and has not changed. ``label``: what it is, ``""`` where
    that is the same for every unit (``ChangeLog.labels``).
    """

    words: str
    value: str = ""
    label: str = ""

    @property
    def compared(self) -> str:
        """What makes it the same or another."""
        return self.value or self.words


Items = Mapping[Key, SnapshotItem]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that became another. ``when``: the collect that saw it. ``unit``: a name. ``""``: it was not there."""

    when: str
    kind: str
    unit: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeLog:
    """One collect's items, packed by unit code, and the changes seen by it and those before it, newest first.

    ``labels`` are what items are called that bear no label, by the second part of their key. ``fresh`` counts by kind
    the changes it saw itself, of which ``changes`` may not hold all; ``since`` is the collect it was held against,
    ``""`` for none. ``number`` counts the collects that found something new, this one with them.
    """

    when: str
    items: Mapping[str, Items]
    labels: Mapping[str, str]
    changes: tuple[Change, ...] = ()
    fresh: Mapping[str, int] = field(default_factory=dict)
    since: str = ""
    number: int = 1


def show_moment(moment: dt.datetime) -> str:
    """A local time to the minute."""
    return moment.strftime("%Y-%m-%d %H:%M")


def take_items(assessment: Assessment) -> Mapping[str, Items]:
    """Everything the next collect is held against, by unit code: files, states, values that count, totals, ranks.

    Files of no unit come last.
    """
    return PackedMapping.of(_taken(assessment))


def _taken(assessment: Assessment) -> Iterator[tuple[str, Items]]:
    files, totals = _files(assessment), totals_of(assessment)
    ranks = {row.unit_code: row.rank for rows in assessment.rankings.values() for row in rows}
    for unit in assessment.programme.units:
        total, rank = totals.get(unit.code), ranks.get(unit.code)
        items = files.pop(unit.code, {})
        items[STATES, ""] = SnapshotItem(state_words(assessment, unit, total))
        items.update(_values(assessment, unit))
        if total is not None:
            items[SCORES, ""] = SnapshotItem(f"{show_number(total.total)}分")
        if rank is not None:
            items[RANKS, ""] = SnapshotItem(f"第{rank}名")
        yield unit.code, items
    rules = {(RULES, rule.key): SnapshotItem(rule.words, label=rule.label) for rule in rules_of(assessment.programme)}
    yield "", {**rules, **files.pop("", {})}
    yield from files.items()


def _files(assessment: Assessment) -> dict[str, dict[Key, SnapshotItem]]:
    files: defaultdict[str, dict[Key, SnapshotItem]] = defaultdict(dict)
    seen: Counter[str] = Counter()
    for file in sorted(assessment.intake.received, key=lambda one: (one.sha256, one.path)):
        seen[file.sha256] += 1
        number = "" if seen[file.sha256] == 1 else f"#{seen[file.sha256]}"
        key = file.sha256 + number if file.sha256 else file.path
        files[file.unit_code][FILES, key] = SnapshotItem(file.verdict.value, label=file.path)
    return files


def _values(assessment: Assessment, unit: Unit) -> Iterator[tuple[Key, SnapshotItem]]:
    answers, card = assessment.answers.get(unit.code), assessment.programme.scorecard_of(unit)
    if answers is None:
        return
    for fact_id, fact in card.facts.items() if card else ():
        answer = answers.facts.get(fact_id, Answer())
        yield (DATA, f"fact {fact_id}"), _item(answer, fact.value_type, fact.unit_of_measure)
    for task, _ in assessment.programme.tasks_of(unit):
        status = answers.statuses.get(task.task_id)
        if status is not None:
            yield (DATA, f"task {task.task_id}"), _item(status, ValueType.STATUS)
    for indicator in assessment.programme.asked_of(unit):
        actual = answers.indicators.get(indicator.indicator_id)
        if actual is not None:
            key = (DATA, f"indicator {indicator.indicator_id}")
            yield key, _item(actual, indicator.value_type, indicator.unit_of_measure)
    for criterion_id, given in answers.verified_scores.items():
        yield (DATA, f"criterion {criterion_id}"), SnapshotItem(f"{show_number(given.points)}分")


def labels_of(programme: Programme) -> Mapping[str, str]:
    """What is the same for every unit is called, by the second part of an item's key and for the others by kind."""
    labels = {STATES: "状态", SCORES: "总分", RANKS: "名次"}
    for card in programme.scorecards:
        labels |= {f"fact {fact_id}": fact.label for fact_id, fact in card.facts.items()}
        labels |= {f"criterion {one.criterion_id}": f"条款{one.criterion_id}核定分" for one in card.criteria}
    for task in programme.tasks:
        labels[f"task {task.task_id}"] = f"任务{task.task_id}完成情况"
    for one in programme.indicators.values():
        labels[f"indicator {one.indicator_id}"] = f"{clause_of(one)}：{one.label}"
    return labels


def _item(answer: Answer, value_type: ValueType, unit_of_measure: str = "") -> SnapshotItem:
    """A value with who stands behind it where that is not the unit: ``3次``, ``2次（核定）``, ``未填``."""
    source = source_words(answer)
    if answer.value is None:
        return SnapshotItem(f"“{quote(answer.typed)}”（{source}）" if answer.typed else source)
    value = quote(show_value(answer.value, value_type, unit_of_measure))
    own = answer.origin is None or answer.origin.source is Source.SELF
    return SnapshotItem(value if own else f"{value}（{source}）", value)
