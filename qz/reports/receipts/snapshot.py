"""The state of every unit after a collect, in words, with which the next collect is compared."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Final

from qz.findings import quote
from qz.layout.inputs import clause_of
from qz.layout.review_words import review_state
from qz.model.assessment import Assessment
from qz.model.programme import Programme
from qz.model.task_table import Unit
from qz.model.values import BLANK_ANSWER, Answer, Source, ValueType, show_number
from qz.records import dataclass
from qz.reports.receipts.item_lines import ItemLines, Items, Key, SnapshotItem
from qz.reports.result_words import source_words, state_words, totals_of
from qz.reports.rules_page import rules_of
from qz.values.value_types import show_value

RULES, FILES, STATES, DATA, REVIEWS, SCORES, RANKS = "方案", "收件", "状态", "数据", "复核", "得分", "名次"
KINDS: Final = (RULES, FILES, STATES, DATA, REVIEWS, SCORES, RANKS)
"""The kinds of items, in the order in which changes are listed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``when``: the collect that found it. ``unit``: its name. ``before``, ``after``: may be ``""``."""

    when: str
    kind: str
    unit: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeLog:
    """One collect's items, and the changes found by it and by earlier collects.

    ``when``: the time of the collect. ``items``: by unit code, packed. ``labels``: those of items without a label of
    their own, by the second part of the key. ``changes``: newest first. ``fresh``: how many changes this collect found,
    by kind; ``changes`` may not hold all of them. ``since``: the time of the collect it was compared with, ``""`` for
    none. ``number``: how many collects found something new, this one included.
    """

    when: str
    items: ItemLines
    labels: Mapping[str, str]
    changes: tuple[Change, ...] = ()
    fresh: Mapping[str, int] = field(default_factory=dict)
    since: str = ""
    number: int = 1


def show_moment(moment: dt.datetime) -> str:
    """A local time to the minute."""
    return moment.strftime("%Y-%m-%d %H:%M")


def take_items(assessment: Assessment) -> ItemLines:
    """The items of every unit that is asked for something, by unit code: files, state, values that count, total, rank.

    Files without a unit come last.
    """
    return ItemLines.of(_taken(assessment))


def _taken(assessment: Assessment) -> Iterator[tuple[str, Items]]:
    files, totals = _files(assessment), totals_of(assessment)
    ranks = {row.unit_code: row.rank for rows in assessment.rankings.values() for row in rows}
    for unit in assessment.programme.asked_units:
        total, rank = totals.get(unit.code), ranks.get(unit.code)
        items = files.pop(unit.code, {})
        items[STATES, ""] = SnapshotItem(state_words(assessment, unit, total))
        items.update(_values(assessment, unit))
        items.update(_reviews(assessment, unit))
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
        answer = answers.facts.get(fact_id, BLANK_ANSWER)
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


def _reviews(assessment: Assessment, unit: Unit) -> Iterator[tuple[Key, SnapshotItem]]:
    """Where each row of the unit's applications stands, with who answered it."""
    for review in assessment.reviews.of(unit.code):
        application, outcome = review.application, review.outcome
        by = f"（{outcome.second_by}：{quote(outcome.reason)}）" if outcome else ""
        words = review_state(assessment.programme, review) + by
        label = f"{application.clause}：申请计为{quote(application.asked)}"
        yield (REVIEWS, f"{application.review_id} {application.origin.sha256[:12]}"), SnapshotItem(words, label=label)


def labels_of(programme: Programme) -> Mapping[str, str]:
    """The labels of items that are the same for all units, by the second part of an item's key, or by its kind."""
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
    """A value, with its source where that is not the unit's report: ``3次``, ``2次（核定）``, ``未填``."""
    source = source_words(answer)
    if answer.value is None:
        return SnapshotItem(f"“{quote(answer.typed)}”（{source}）" if answer.typed else source)
    value = quote(show_value(answer.value, value_type, unit_of_measure))
    own = answer.origin is None or answer.origin.source is Source.SELF
    return SnapshotItem(value if own else f"{value}（{source}）", value)
