"""Many cases in one workbook, a row a case: what was typed, targets, task statuses, verified scores, every formula."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import small_programme
import xlsxwriter
from recalculated import Values
from typed_answers import TypedReturn, read_typed, write_typed
from xlsxwriter.worksheet import Worksheet

from qz.model.layout import column_name
from qz.model.programme import Programme
from qz.model.scorecards import Scorecard
from qz.model.scores import Answers, Effect, UnitScore
from qz.model.task_table import Unit
from qz.model.values import exact_decimal
from qz.rules.compared import compared_on, mean_formula
from qz.rules.computed import NOT_GIVEN, computed_formula, given_answer
from qz.rules.criterion_points import criterion_formula
from qz.rules.item import item_formulas
from qz.rules.rule_kind import GroupCells
from qz.values.expressions import both
from qz.values.value_types import TYPES


@dataclass(frozen=True)
class Case:
    """One unit's return under one programme."""

    programme: Programme
    unit: Unit
    typed: TypedReturn

    def answers(self) -> Answers:
        """What the engine is given."""
        return read_typed(self.programme.scorecard_of(self.unit), self.typed)


def scores_of(cases: Sequence[Case]) -> list[UnitScore]:
    """What the engine says of each case. They are one group: each is compared with all the others."""
    return small_programme.group_scores(cases[0].programme, [(case.unit, case.answers()) for case in cases])


class RowRefs:
    """Where each row keeps its facts, targets and statuses; ``ROW`` stands for the row's number.

    ``rows``: how many rows there are, all of one group.
    """

    def __init__(self, columns: Mapping[str, int], statuses: int, rows: int = 0) -> None:
        self._columns = columns
        self._statuses = statuses
        self._rows = rows

    def cell(self, key: str) -> str:
        return f"${column_name(self._columns[key])}${ROW}"

    def fact(self, fact_id: str) -> str:
        return self.cell(f"fact {fact_id}")

    def unit_target(self, fact_id: str) -> str:
        return self.cell(f"target {fact_id}")

    def group(self, fact_id: str) -> GroupCells:
        letter = column_name(self._columns[f"compared {fact_id}"])
        numbers = f"${letter}$1:${letter}${self._rows}"
        return GroupCells(
            self.cell(f"compared {fact_id}"), numbers, mean_formula(numbers), f"MAX({numbers})", f"MIN({numbers})"
        )

    def tasks_scored(self) -> str:
        return str(self._statuses)

    def tasks_done(self) -> str:
        if not self._statuses:
            return "0"
        return f'COUNTIF({self.cell("status 0")}:{self.cell(f"status {self._statuses - 1}")},"已完成")'

    def tasks_missing(self) -> str:
        return f"({self._statuses}-{self.tasks_done()})"


ROW = "第"


class PlainSheet(Worksheet):
    """A sheet that writes formulas as they are: in none is a function that a workbook names otherwise."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 - the library's
        return formula.removeprefix("=")


def write_cases(path: Path, sheets: Mapping[str, Sequence[Case]], inlined: int = 0) -> None:
    """A sheet for each list of cases, all of one programme and scorecard.

    The first ``inlined`` cases of a sheet have every item a second time, written out over the facts alone.
    """
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    for name, cases in sheets.items():
        sheet = book.add_worksheet(name, PlainSheet)
        columns = _columns(cases[0].programme.scorecard_of(cases[0].unit))
        formulas: dict[int, dict[str, str]] = {}
        for row, case in enumerate(cases):
            scored = _scored_tasks(case)
            if len(scored) not in formulas:
                formulas[len(scored)] = _formulas(case, columns, len(scored), len(cases))
            _write_inputs(sheet, row, case, columns, scored)
            for key, formula in formulas[len(scored)].items():
                if row < inlined or not key.startswith(("base2", "bonus2")):
                    text = "=" + formula.replace(ROW, str(row + 1))
                    assert sheet.write_formula(row, columns[key], text, None, "未算") == 0
    book.close()


def _columns(card: Scorecard) -> dict[str, int]:
    keys = [f"fact {fact_id}" for fact_id in card.facts]
    keys += [f"target {fact_id}" for fact_id in card.facts]
    keys += [f"compared {fact_id}" for fact_id in compared_on(card)]
    keys += [f"status {place}" for place in range(20)]
    keys += [f"{what} {criterion.criterion_id}" for what in ("verified", "points") for criterion in card.criteria]
    keys += [f"{what} {item.number}" for what in ("base", "bonus", "base2", "bonus2") for item in card.items]
    return {key: column for column, key in enumerate(keys)}


def _formulas(case: Case, columns: Mapping[str, int], statuses: int, rows: int) -> dict[str, str]:
    card = case.programme.scorecard_of(case.unit)
    refs = RowRefs(columns, statuses, rows)
    verified = {one.criterion_id: refs.cell(f"verified {one.criterion_id}") for one in card.criteria}
    points = {one.criterion_id: refs.cell(f"points {one.criterion_id}") for one in card.criteria}
    found = {}
    for fact_id in compared_on(card):
        value_type, cell = TYPES[card.facts[fact_id].value_type], refs.fact(fact_id)
        valid = both(value_type.conditions(value_type.limits(card.facts[fact_id]), cell))
        number = f'IF({valid},{value_type.in_cell(cell)},"没有")'
        if card.facts[fact_id].allows_not_applicable:
            number = f'IF({cell}="不适用","不适用",{number})'
        found[f"compared {fact_id}"] = f'IFERROR({number},"没有")'
    for one in card.criteria:
        found[f"points {one.criterion_id}"] = criterion_formula(one, card.facts, refs, verified[one.criterion_id])
    for item in card.items:
        for suffix, cells in (("", points), ("2", {})):
            made = item_formulas(item, card.facts, refs, cells, verified)
            found |= {f"base{suffix} {item.number}": made.base, f"bonus{suffix} {item.number}": made.bonus}
    assert max(map(len, found.values())) < 8000
    return found


def _scored_tasks(case: Case) -> list[str]:
    card = case.programme.scorecard_of(case.unit)
    roles = next((one.settings.scored_roles for one in card.criteria if one.kind == "tasks"), ())
    return [task.task_id for task, role in case.programme.tasks_of(case.unit) if role in roles]


def _write_inputs(sheet: Worksheet, row: int, case: Case, columns: Mapping[str, int], scored: Sequence[str]) -> None:
    card = case.programme.scorecard_of(case.unit)
    for fact in card.computed:
        formula = computed_formula(fact, card.facts, RowRefs(columns, 0)).replace(ROW, str(row + 1))
        assert sheet.write_formula(row, columns[f"fact {fact.fact_id}"], "=" + formula, None, "未算") == 0
    for fact_id, value in case.typed.facts.items():
        write_typed(sheet, row, columns[f"fact {fact_id}"], value)
    targets = case.programme.targets_of(case.unit)
    for fact in card.given:
        write_typed(sheet, row, columns[f"fact {fact.fact_id}"], given_answer(fact, targets).value or NOT_GIVEN)
    for fact_id, target in targets.items():
        sheet.write_number(row, columns[f"target {fact_id}"], float(target))
    for place, task_id in enumerate(scored):
        write_typed(sheet, row, columns[f"status {place}"], case.typed.statuses.get(task_id))
    for criterion_id, points in case.typed.verified.items():
        sheet.write_number(row, columns[f"verified {criterion_id}"], float(points))


def differences(again: Values, sheets: Mapping[str, Sequence[Case]], inlined: int = 0) -> list[str]:
    """Where the recalculated workbook says other than the engine, to the last digit."""
    found = []
    for name, cases in sheets.items():
        columns = _columns(cases[0].programme.scorecard_of(cases[0].unit))
        compared = 0
        for place, (score, row) in enumerate(zip(scores_of(cases), again[name], strict=False)):
            compared += 1
            for key, expected in _expected(score, inlined=place < inlined).items():
                if not _same(row[columns[key]], expected):
                    found.append(
                        f"{name}!{column_name(columns[key])}{place + 1} {key}: {row[columns[key]]!r}, not {expected}"
                    )
        assert compared == len(cases), f"{name} came back with {compared} rows of {len(cases)}"
    return found


def _expected(score: UnitScore, *, inlined: bool) -> dict[str, Decimal | bool]:
    expected: dict[str, Decimal | bool] = {}
    for item in score.items:
        for line in item.lines:
            key = f"points {line.criterion_id}"
            expected[key] = bool(line.award.denial) if line.effect is Effect.VETO else line.points
        for suffix in ("", "2") if inlined else ("",):
            expected[f"base{suffix} {item.number}"] = item.base
            expected[f"bonus{suffix} {item.number}"] = item.bonus
    return expected


def _same(found: object, expected: object) -> bool:
    return isinstance(found, float) and exact_decimal(found) == expected
