"""What one collect came to in words, kept on a hidden sheet of the register for the next to be held against."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qz.findings import quote
from qz.layout.form import programme_id
from qz.model.assessment import Assessment
from qz.model.programme import Programme, Unit
from qz.model.returns import RawSheet
from qz.model.values import Answer, Source, ValueType, show_number
from qz.reports.words import show_value, source_words, state_words, totals_of
from qz.workbook.reader import UnreadableFile, read_workbook
from qz.workbook.writer import Book

STORE_SHEET: Final = "_上次"
FILES, STATES, DATA, SCORES, RANKS = "收件", "状态", "数据", "得分", "名次"
KINDS: Final = (FILES, STATES, DATA, SCORES, RANKS)
"""What is compared, in the order it is told."""
MAX_CHANGES: Final = 5000
_FORMAT: Final = ("qz_snapshot", "1")
_ITEM, _CHANGE = "item", "change"
Key = tuple[str, str, str]
"""What an item is about: kind, unit code, and a file's digest, a fact's id …"""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing as it stood: what it is, what is said of it, and of that what is compared (``""``: all of it).

    A value confirmed by a verifier is said with its source and has not changed.
    """

    label: str
    words: str
    value: str = ""

    @property
    def compared(self) -> str:
        """What makes it the same or another."""
        return self.value or self.words


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
class Log:
    """One collect's items and the changes seen by it and those before it, newest first.

    ``fresh`` is how many of them it saw itself; ``since`` is the collect it was held against, ``""`` for none.
    """

    when: str
    items: Mapping[Key, Item]
    changes: tuple[Change, ...] = ()
    fresh: int = 0
    since: str = ""


def show_moment(moment: dt.datetime) -> str:
    """A local time to the minute."""
    return moment.strftime("%Y-%m-%d %H:%M")


def take_items(assessment: Assessment) -> dict[Key, Item]:
    """Everything the next collect is held against: files, states, values that count, totals, ranks."""
    items: dict[Key, Item] = {}
    seen: Counter[str] = Counter()
    for file in sorted(assessment.intake.received, key=lambda one: (one.sha256, one.path)):
        seen[file.sha256] += 1
        number = "" if seen[file.sha256] == 1 else f"#{seen[file.sha256]}"
        key = file.sha256 + number if file.sha256 else file.path
        items[FILES, file.unit_code, key] = Item(file.path, file.verdict.value)
    totals = totals_of(assessment)
    for unit in assessment.programme.units:
        total = totals.get(unit.code)
        items[STATES, unit.code, ""] = Item("状态", state_words(assessment, unit, total))
        items.update(dict(_values(assessment, unit)))
        if total is not None:
            items[SCORES, unit.code, ""] = Item("总分", f"{show_number(total.total)}分")
    for rows in assessment.rankings.values():
        for row in rows:
            if row.rank is not None:
                items[RANKS, row.unit_code, ""] = Item("名次", f"第{row.rank}名")
    return items


def _values(assessment: Assessment, unit: Unit) -> Iterator[tuple[Key, Item]]:
    answers, card = assessment.answers.get(unit.code), assessment.programme.scorecard_of(unit)
    if answers is None:
        return
    for fact_id, fact in card.facts.items() if card else ():
        answer = answers.facts.get(fact_id, Answer())
        yield (
            (DATA, unit.code, f"fact {fact_id}"),
            _item(fact.label, answer, fact.value_type, fact.unit_of_measure),
        )
    for task, _ in assessment.programme.tasks_of(unit):
        status = answers.statuses.get(task.task_id)
        if status is not None:
            item = _item(f"任务{task.task_id}完成情况", status, ValueType.STATUS)
            yield (DATA, unit.code, f"task {task.task_id}"), item
        for indicator in task.indicators:
            actual = answers.indicators.get(indicator.indicator_id)
            if actual is not None:
                key = (DATA, unit.code, f"indicator {indicator.indicator_id}")
                label = f"任务{task.task_id}：{indicator.label}"
                yield key, _item(label, actual, indicator.value_type, indicator.unit_of_measure)
    for criterion_id, given in answers.verified_scores.items():
        words = f"{show_number(given.points)}分"
        yield (DATA, unit.code, f"criterion {criterion_id}"), Item(f"条款{criterion_id}核定分", words)


def _item(label: str, answer: Answer, value_type: ValueType, unit_of_measure: str = "") -> Item:
    """A value with who stands behind it where that is not the unit: ``3次``, ``2次（核定）``, ``未填``."""
    source = source_words(answer)
    if answer.value is None:
        return Item(label, f"“{quote(answer.typed)}”（{source}）" if answer.typed else source)
    value = quote(show_value(answer.value, value_type, unit_of_measure))
    own = answer.origin is None or answer.origin.source is Source.SELF
    return Item(label, value if own else f"{value}（{source}）", value)


def write_log(book: Book, log: Log, programme: Programme) -> None:
    """Write the hidden sheet that ``read_log`` reads; every cell a text."""
    sheet = book.sheet(STORE_SHEET)
    rows: list[tuple[str, ...]] = [(*_FORMAT, programme_id(programme), log.when)]
    rows += [(_ITEM, *key, item.label, item.words, item.value) for key, item in log.items.items()]
    rows += [(_CHANGE, each.when, each.kind, each.unit, each.label, each.before, each.after) for each in log.changes]
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            sheet.text(row, column, text, "body nowrap")
    sheet.raw.very_hidden()
    sheet.protect()


def read_log(register: Path, programme: Programme) -> Log | None:
    """What the last collect left in its register; ``None`` where there is none, or none of this programme's.

    A register that somebody deleted, damaged or replaced makes the next collect a first one; no result hangs on it.
    """
    try:
        sheet = read_workbook(register.read_bytes()).sheet(STORE_SHEET)
    except (OSError, UnreadableFile):
        return None
    rows = _rows(sheet) if sheet else []
    if not rows or tuple(rows[0][:3]) != (*_FORMAT, programme_id(programme)):
        return None
    items = {(row[1], row[2], row[3]): Item(*row[4:7]) for row in rows if row[0] == _ITEM}
    changes = tuple(Change(row[1], row[2], row[3], row[4], row[5], row[6]) for row in rows if row[0] == _CHANGE)
    return Log(rows[0][3], items, changes)


def _rows(sheet: RawSheet) -> list[list[str]]:
    last = max((row for row, _ in sheet.cells), default=-1)
    return [[sheet.at(row, column).text for column in range(7)] for row in range(min(last + 1, 100_000))]
