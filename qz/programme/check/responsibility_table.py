"""The responsibility table and the roster: who is named how, and what stands there twice."""

from collections import defaultdict
from collections.abc import Iterator

from qz.model.place import Place
from qz.model.programme import Programme
from qz.programme.faults import Collector
from qz.programme.raw import RawProgramme
from qz.programme.reading.typed_records import show_value
from qz.programme.reading.unit_names import NameTable
from qz.words import fold, squeeze


def place_beside(raw: RawProgramme, key: str, place: Place, field: str) -> Place:
    """The place of another field in the row a record was read from."""
    row = int("".join(char for char in place.cell if char.isdigit()))
    return raw.tables[key].place(row - 1, field)


def check_table(programme: Programme, raw: RawProgramme, found: Collector) -> None:
    """Names with blanks inside, the same category under two numbers, the same goal twice."""
    _check_blanks(programme, raw, found)
    _check_categories(programme, raw, found)
    seen: dict[str, str] = {}
    for task in programme.tasks:
        other = seen.setdefault(squeeze(task.goal), task.task_id)
        if other != task.task_id:
            found.add("P73", task.place, task=task.task_id, other=other)


def _check_blanks(programme: Programme, raw: RawProgramme, found: Collector) -> None:
    """A name is written without blanks: in the table, and wherever units are named."""
    names = NameTable.build(programme.units, programme.phrases)
    for field in ("lead", "support"):
        for place, text in _column(raw, "tasks", field):
            for words in names.read(text).spaced:
                found.add("P70", place, found=words)
    for unit in programme.units:
        if squeeze(unit.name) != unit.name:
            found.add("P70", unit.place, found=squeeze(unit.name))
    for place, text in _column(raw, "unit_targets", "unit"):
        if squeeze(text) != text.strip():
            found.add("P70", place, found=squeeze(text))


def _column(raw: RawProgramme, key: str, field: str) -> Iterator[tuple[Place, str]]:
    """The cells of a column, each with its place; none where the workbook lacks the sheet."""
    table = raw.tables.get(key)
    if table is not None:
        yield from ((table.place(row.row, field), show_value(row.values.get(field))) for row in table.rows)


def _check_categories(programme: Programme, raw: RawProgramme, found: Collector) -> None:
    numbers: dict[str, dict[str, Place]] = defaultdict(dict)
    for task in programme.tasks:
        if task.category:
            numbers[fold(task.category)].setdefault(task.number, task.place)
    for task in programme.tasks:
        places = numbers.get(fold(task.category), {})
        if len(places) > 1 and places.get(task.number) == task.place and task.number != next(iter(places)):
            place = place_beside(raw, "tasks", task.place, "category")
            found.add("P72", place, found=task.category, numbers="、".join(places))
