"""The inputs of a form: which cells a unit fills in, what each accepts, and the keys of their rows and columns.

Each sheet with inputs has two hidden rulers, which move along with rows and columns. Column A has the key of every row
with inputs (``fact:<id>``, ``task:<id>``, ``indicator:<id>``, ``document:<id>``, ``nominee:<n>``,
``particular:<name>``). Row 1 has the ``InputKind`` of every column with inputs. A task's first indicator is in the row
of the task's own inputs, and the key of that row is the task's. An input is where the row with the key
``layout.row_keys[sheet][row]`` crosses the column with its kind.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from qz.layout.card_columns import CardColumns
from qz.layout.form_plan import (
    CARD_SHEET,
    NOMINEE_COLUMNS,
    NOMINEE_FIRST_ROW,
    NOMINEE_SHEET,
    PARTICULARS_COLUMNS,
    PARTICULARS_FIRST_ROW,
    PARTICULARS_SHEET,
    TASK_COLUMNS,
    TASK_SHEET,
    CardRow,
    FormPlan,
    GoalRow,
    TaskRow,
)
from qz.layout.inputs import (
    PARTICULARS,
    fact_evidence_spec,
    fact_spec,
    indicator_spec,
    input_name,
    insisted_particulars,
    nominee_specs,
    target_specs,
    task_specs,
)
from qz.model.layout import PERSONAL, InputCell, InputKind, InputSpec
from qz.model.nominations import MORE_ROWS, nominee_key, nominee_row
from qz.model.programme import Programme
from qz.model.scorecards import Criterion, Fact
from qz.model.values import ValueType
from qz.values.value_types import TYPES


def indicator_inputs(row: TaskRow | GoalRow) -> Iterator[InputCell]:
    """The inputs of an indicator's row: its value, and its target or the document that sets it."""
    indicator = row.indicator
    if indicator is None:
        return
    key, specs = indicator.indicator_id, target_specs(indicator)
    if row.document:
        spec = specs[InputKind.INDICATOR_DOCUMENT]
        yield _input(InputKind.INDICATOR_DOCUMENT, key, TASK_SHEET, row.row, spec)
        return
    if indicator.set_elsewhere:
        yield _input(InputKind.INDICATOR_TARGET, key, TASK_SHEET, row.row, specs[InputKind.INDICATOR_TARGET])
    yield _input(InputKind.INDICATOR, key, TASK_SHEET, row.row, indicator_spec(indicator))


def task_inputs(rows: tuple[TaskRow, ...]) -> Iterator[InputCell]:
    """The inputs beside the tasks: of their indicators, and on each task's first row of the task itself."""
    for row in rows:
        yield from indicator_inputs(row)
        if row.span:
            for kind, spec in task_specs(row.task).items():
                yield _input(kind, row.task.task_id, TASK_SHEET, row.row, spec)


def card_inputs(rows: tuple[CardRow, ...], columns: CardColumns) -> Iterator[InputCell]:
    """The inputs of 自评表: the facts that the unit fills in, each with the cell for its evidence."""
    first_use: dict[str, Criterion] = {}
    for row in rows:
        fact, criterion = row.line.fact, row.line.criterion
        if fact and criterion:
            first_use.setdefault(fact.fact_id, criterion)
        if fact is None or not row.line.asks or not fact.is_asked:
            continue
        used_by = first_use.get(fact.fact_id)
        yield _fact_input(InputKind.FACT, fact, (row.row, columns.fact), fact_spec(fact, used_by))
        if not TYPES[fact.value_type].is_note:
            spec = fact_evidence_spec(fact, used_by)
            yield _fact_input(InputKind.FACT_EVIDENCE, fact, (row.row, columns.evidence), spec)


def _fact_input(kind: InputKind, fact: Fact, at: tuple[int, int], spec: InputSpec) -> InputCell:
    return InputCell(input_name(kind, fact.fact_id), kind, fact.fact_id, CARD_SHEET, *at, spec)


def closed_cells(plan: FormPlan) -> Iterator[tuple[Fact, InputCell]]:
    """The cells of facts that the unit does not fill in, as if they were inputs."""
    for row in plan.card_rows:
        if plan.card and (fact := row.line.fact) is not None and row.line.asks and not fact.is_asked:
            spec = fact_spec(fact, row.line.criterion)
            yield fact, _fact_input(InputKind.FACT, fact, (row.row, plan.card.fact), spec)


def particular_inputs(programme: Programme) -> Iterator[InputCell]:
    """The inputs of 报送信息."""
    insisted = insisted_particulars(programme)
    for place, (name, known) in enumerate(PARTICULARS):
        spec = replace(known, help=f"{known.help}；没有填的要退回补正") if name in insisted else known
        if spec.value_type is ValueType.DATE:
            spec = replace(spec, example=f"{programme.particulars.year}-11-30")
        yield _input(InputKind.PARTICULAR, name, PARTICULARS_SHEET, PARTICULARS_FIRST_ROW + place, spec)


def nominee_inputs(places: int) -> Iterator[InputCell]:
    """The inputs of 表彰推荐: the unit's places and a few more rows; none where it has no places."""
    parts = {InputKind.NOMINEE: "", InputKind.NOMINEE_POST: "post", InputKind.NOMINEE_MERITS: "merits"}
    for number in range(1, places + MORE_ROWS + 1) if places else ():
        for kind, spec in nominee_specs(number).items():
            yield _input(kind, nominee_key(number, parts[kind]), NOMINEE_SHEET, NOMINEE_FIRST_ROW + number - 1, spec)


_COLUMNS: Final[Mapping[str, Mapping[InputKind, int]]] = MappingProxyType(
    {TASK_SHEET: TASK_COLUMNS, NOMINEE_SHEET: NOMINEE_COLUMNS, PARTICULARS_SHEET: PARTICULARS_COLUMNS}
)
"""The columns of inputs of the sheets on which they are the same for every unit."""


def input_columns(card: CardColumns | None, places: int) -> Mapping[str, Mapping[InputKind, int]]:
    """The column of each kind of input, by sheet in the form's order."""
    columns = {TASK_SHEET: _COLUMNS[TASK_SHEET]}
    if card is not None:
        facts = {InputKind.FACT: card.fact, InputKind.FACT_EVIDENCE: card.evidence}
        columns[CARD_SHEET] = MappingProxyType(facts)
    if places:
        columns[NOMINEE_SHEET] = _COLUMNS[NOMINEE_SHEET]
    return MappingProxyType({**columns, PARTICULARS_SHEET: _COLUMNS[PARTICULARS_SHEET]})


def _input(kind: InputKind, key: str, sheet: str, row: int, spec: InputSpec) -> InputCell:
    return InputCell(input_name(kind, key), kind, key, sheet, row, _COLUMNS[sheet][kind], spec)


_KEY_WORDS: Final = {
    InputKind.FACT: "fact",
    InputKind.FACT_EVIDENCE: "fact",
    InputKind.TASK_STATUS: "task",
    InputKind.TASK_NOTE: "task",
    InputKind.TASK_EVIDENCE: "task",
    InputKind.INDICATOR: "indicator",
    InputKind.INDICATOR_TARGET: "indicator",
    InputKind.INDICATOR_DOCUMENT: "document",
    InputKind.PARTICULAR: "particular",
}


def row_keys(inputs: tuple[InputCell, ...]) -> Mapping[str, Mapping[int, str]]:
    """The row keys by sheet and row. A task and its first indicator share a row; its key is the task's."""
    keys: dict[str, dict[int, str]] = {}
    for cell in inputs:
        rows = keys.setdefault(cell.sheet, {})
        if _KEY_WORDS.get(cell.kind) == "indicator":
            rows.setdefault(cell.row, f"indicator:{cell.key}")
        elif cell.kind in PERSONAL:
            rows[cell.row] = f"nominee:{nominee_row(cell.key)}"
        else:
            rows[cell.row] = f"{_KEY_WORDS[cell.kind]}:{cell.key}"
    return MappingProxyType({sheet: MappingProxyType(rows) for sheet, rows in keys.items()})
