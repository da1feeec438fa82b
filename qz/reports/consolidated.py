"""A scorecard's consolidated workbook: 汇总, a sheet a unit, and 数据来源; the sheets of many units go into volumes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from qz.model.assessment import Assessment
from qz.model.programme import Scorecard, Unit
from qz.reports.grid import (
    jump,
)
from qz.reports.sources import SOURCE_SHEET, plan_sources, write_sources
from qz.reports.summary_sheet import SummarySheet, linked_row, plain_row
from qz.reports.unit_frame import SUMMARY_SHEET
from qz.reports.unit_plan import UnitPlan, plan_rows, unit_columns
from qz.reports.unit_sheet import UnitSheet
from qz.reports.verified_sheet import (
    CHANGES_SHEET,
    COMPARISON_SHEET,
    has_comparison,
    write_changes,
    write_comparison,
)
from qz.reports.words import report_title
from qz.workbook.writer import Book, safe_sheet_name

MANY: Final = 100
"""Of more units than these no one finds a sheet by its tab, and programs open the workbook slowly."""
VOLUME: Final = 50
"""Units whose sheets one volume holds."""

Writer = Callable[[Assessment, Path], None]
Ranks = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """Where a unit's sheet is: the workbook's path from the results folder, and the sheet's name."""

    book: str
    sheet: str


def unit_places(assessment: Assessment, scorecard: Scorecard) -> Mapping[str, UnitPlace]:
    """Where each unit's sheet is, by unit code, in roster order."""
    return {
        code: UnitPlace(book, name)
        for book, units in _volumes(assessment, scorecard)
        for code, name in _sheet_names(units).items()
    }


def _sheet_names(units: Sequence[Unit]) -> Mapping[str, str]:
    """The name of each unit's sheet in its workbook, by unit code."""
    taken = {SUMMARY_SHEET, SOURCE_SHEET, COMPARISON_SHEET, CHANGES_SHEET}
    names: dict[str, str] = {}
    for unit in units:
        names[unit.code] = safe_sheet_name(unit.name, lambda wanted: wanted.casefold() in taken)
        taken.add(names[unit.code].casefold())
    return names


def _volumes(assessment: Assessment, scorecard: Scorecard) -> Iterator[tuple[str, tuple[Unit, ...]]]:
    units = assessment.units_of(scorecard.scorecard_id)
    if len(units) <= MANY:
        yield f"{scorecard.summary_name}.xlsx", units
        return
    width = len(str(len(units)))
    for first in range(0, len(units), VOLUME):
        some = units[first : first + VOLUME]
        span = f"{first + 1:0{width}}-{first + len(some):0{width}}"
        yield f"{volumes_folder(scorecard)}/{span}.xlsx", some


def volumes_folder(scorecard: Scorecard) -> str:
    """The folder the volumes of unit sheets lie in, where there are any."""
    return f"{scorecard.summary_name}-单位表"


def consolidated_writers(scorecard: Scorecard, assessment: Assessment) -> dict[str, Writer]:
    """The scorecard's workbooks by path from the results folder, each with what writes it."""
    name = f"{scorecard.summary_name}.xlsx"
    ranks = {row.unit_code: row.rank for row in assessment.rankings[scorecard.scorecard_id]}
    volumes = list(_volumes(assessment, scorecard))
    if [book for book, _ in volumes] == [name]:
        return {name: partial(_write_volume, scorecard, volumes[0][1], ranks, whole=True)}
    writers: dict[str, Writer] = {name: partial(_write_overview, scorecard, ranks)}
    return writers | {book: partial(_write_volume, scorecard, units, ranks, whole=False) for book, units in volumes}


def _write_volume(
    scorecard: Scorecard, units: Sequence[Unit], ranks: Ranks, assessment: Assessment, path: Path, *, whole: bool
) -> None:
    """Write 汇总, the sheets and the sources of these units. ``whole``: they are all there are, and 汇总 ranks them.

    Source: product specification, "Results" (镇街道考核汇总, 部门考评汇总).
    """
    plans = plan_units(assessment, scorecard, units, ranks)
    sources = plan_sources(plans)
    above = f"本册{len(units)}个单位；名次是全部单位中的名次，见上一级文件夹的《{scorecard.summary_name}》。"
    notes = () if whole else (above,)
    with _create(path, assessment, scorecard) as book:
        rows = [linked_row(plan, ranks=whole) for plan in plans]
        SummarySheet(book.sheet(SUMMARY_SHEET), assessment, scorecard, rows, len(plans), notes).write()
        for plan in plans:
            UnitSheet(book.sheet(plan.sheet), plan, assessment, sources).write()
        write_sources(book.sheet(SOURCE_SHEET), assessment, scorecard, sources)
        if has_comparison(assessment, scorecard):
            write_comparison(book.sheet(COMPARISON_SHEET), assessment, plans)
            write_changes(book.sheet(CHANGES_SHEET), assessment, scorecard)


def _write_overview(scorecard: Scorecard, ranks: Ranks, assessment: Assessment, path: Path) -> None:
    """Write 汇总 alone, for more units than one workbook serves; names lead to the volumes beside it."""
    places = unit_places(assessment, scorecard)
    rows = (
        plain_row(
            unit,
            assessment.scores.get(unit.code),
            ranks[unit.code],
            jump(places[unit.code].sheet, "A1", unit.name, book=places[unit.code].book),
        )
        for unit in assessment.units_of(scorecard.scorecard_id)
    )
    folder = f"文件夹“{volumes_folder(scorecard)}”"
    note = f"单位超过{MANY}个，各单位的评分表和数据来源分册放在{folder}里，每册{VOLUME}个单位。"
    with _create(path, assessment, scorecard) as book:
        SummarySheet(book.sheet(SUMMARY_SHEET), assessment, scorecard, rows, len(places), (note,)).write()


def _create(path: Path, assessment: Assessment, scorecard: Scorecard) -> AbstractContextManager[Book]:
    title = report_title(assessment.programme, scorecard.summary_name)
    return Book.create(path, title, author=assessment.programme.particulars.office)


def plan_units(
    assessment: Assessment, scorecard: Scorecard, units: Sequence[Unit], ranks: Ranks
) -> tuple[UnitPlan, ...]:
    """Where everything lies on the sheet of each of these units; ``ranks`` among all units, by code."""
    head_row = 3 + len(scorecard.frame.paragraphs)
    names = _sheet_names(units)
    plans = []
    for unit in units:
        score = assessment.scores.get(unit.code)
        plans.append(
            UnitPlan(
                programme=assessment.programme,
                scorecard=scorecard,
                unit=unit,
                sheet=names[unit.code],
                columns=unit_columns(scorecard),
                head_row=head_row,
                rows=plan_rows(assessment.programme, scorecard, unit, head_row + 1),
                score=score,
                rank=ranks[unit.code],
                answers=assessment.answers.get(unit.code) if score else None,
            )
        )
    return tuple(plans)
