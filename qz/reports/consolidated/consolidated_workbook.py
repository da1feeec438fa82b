"""A scorecard's consolidated workbook: 汇总, one sheet for each unit, and 数据来源.

The sheets of very many units are divided among several workbooks, the volumes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path

from qz.evidence.received import Received
from qz.layout import many_units
from qz.model.assessment import Assessment, Collected
from qz.model.part import Parts
from qz.model.scorecards import Scorecard
from qz.model.task_table import Unit
from qz.records import dataclass
from qz.reports.consolidated.group_sheet import GROUP_SHEET, GroupPlan, plan_groups, write_groups
from qz.reports.consolidated.sources import SOURCE_SHEET, plan_sources, write_sources
from qz.reports.consolidated.summary_sheet import SummarySheet, linked_row, plain_row
from qz.reports.consolidated.unit_formulas import SharedFormulas
from qz.reports.consolidated.unit_frame import SUMMARY_SHEET
from qz.reports.consolidated.unit_plan import UnitPlan
from qz.reports.consolidated.unit_sheet import UnitSheet
from qz.reports.consolidated.verified_sheet import (
    CHANGES_SHEET,
    COMPARISON_SHEET,
    has_comparison,
    write_changes,
    write_comparison,
)
from qz.reports.grid import jump
from qz.reports.result_words import counts_words, report_title
from qz.reports.rules_page import write_rules
from qz.rules.compared import compared_on
from qz.workbook.write.alike_pages import AlikePages
from qz.workbook.write.book import Book
from qz.workbook.write.cell_references import safe_sheet_name
from qz.workbook.write.table import Cell

Writer = Callable[[Assessment, Path], None]


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """Where a unit's sheet is: the workbook's path relative to the results folder, and the sheet's name."""

    book: str
    sheet: str

    def link(self, text: str) -> Cell:
        """A link to the sheet, for a workbook in the results folder."""
        return jump(self.sheet, "A1", text, book=self.book)


def unit_places(assessment: Assessment, scorecard: Scorecard) -> Mapping[str, UnitPlace]:
    """Where each unit's sheet is, by unit code, in roster order."""
    return {
        code: UnitPlace(book, name)
        for book, units in _volumes(assessment, scorecard)
        for code, name in _sheet_names(units).items()
    }


def _sheet_names(units: Sequence[Unit]) -> Mapping[str, str]:
    """The name of each unit's sheet in its workbook, by unit code."""
    taken = {SUMMARY_SHEET, SOURCE_SHEET, COMPARISON_SHEET, CHANGES_SHEET, GROUP_SHEET}
    names: dict[str, str] = {}
    for unit in units:
        names[unit.code] = safe_sheet_name(unit.name, lambda wanted: wanted.casefold() in taken)
        taken.add(names[unit.code].casefold())
    return names


def _volumes(assessment: Assessment, scorecard: Scorecard) -> Iterator[tuple[str, tuple[Unit, ...]]]:
    for span, units in many_units.POLICY.volumes(assessment.units_of(scorecard.scorecard_id)):
        yield f"{volumes_folder(scorecard)}/{span}.xlsx" if span else f"{scorecard.summary_name}.xlsx", units


def volumes_folder(scorecard: Scorecard) -> str:
    """The name of the folder for the volumes of unit sheets."""
    return f"{scorecard.summary_name}-单位表"


def consolidated_writer(scorecard: Scorecard, assessment: Assessment) -> tuple[str, Writer]:
    """The name of the scorecard's workbook and the function that writes it; with volumes, it has 汇总 only."""
    name = f"{scorecard.summary_name}.xlsx"
    volumes = list(_volumes(assessment, scorecard))
    if [book for book, _ in volumes] == [name]:
        return name, partial(_write_units, scorecard, volumes[0][1])
    return name, partial(_write_overview, scorecard)


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume of unit sheets to be written. ``part``: the assessment of its units, see ``_of_its_own``."""

    path: Path
    part: Assessment
    scorecard: Scorecard
    units: tuple[Unit, ...]


def volume_names(assessment: Assessment, scorecard: Scorecard) -> list[str]:
    """The paths of the volumes relative to the results folder; none where one workbook is enough."""
    if len(assessment.units_of(scorecard.scorecard_id)) <= many_units.POLICY.one_workbook:
        return []
    return [book for book, _ in _volumes(assessment, scorecard)]


def volumes_of(assessment: Assessment, folder: Path) -> Iterator[Volume]:
    """The volumes of all scorecards, to be written below ``folder``, made one at a time."""
    parts: Parts | None = None
    for scorecard in assessment.programme.scorecards:
        if volume_names(assessment, scorecard):
            parts = parts or Parts(assessment)
            for book, units in _volumes(assessment, scorecard):
                yield Volume(folder / book, _of_its_own(parts.of(units)), scorecard, units)


def _of_its_own(part: Assessment) -> Assessment:
    """The part without what every other unit's return changes: ranks, the collect's number, how much is verified.

    So a volume is the same, and is taken over, until something of its own units changes.
    """
    stages = part.stages or part.verification.stages
    return replace(
        part,
        rankings={card: tuple(replace(row, rank=None) for row in rows) for card, rows in part.rankings.items()},
        verification=replace(part.verification, stages={}, verifiers={}, waiting={}),
        collected=Collected(),
        stages={
            name: replace(stage, verified=min(stage.verified, 1), total=0, note="") for name, stage in stages.items()
        },
        composites={},
    )


def write_volume(volume: Volume) -> None:
    """Write one volume: 汇总, the unit sheets and 数据来源 of its units."""
    note = f"名次、应评和已评的单位数、收件截至时间见上一级文件夹的《{volume.scorecard.summary_name}》。"
    if compared_on(volume.scorecard):
        note += "按名次、平均值计分的条款要与全部单位比较，得分是算定的数，不随本册重算。"
    counts = f"本册{len(volume.units)}个单位"
    _write_sheets(volume.scorecard, volume.units, volume.part, volume.path, counts, (note,))


def _write_units(scorecard: Scorecard, units: Sequence[Unit], assessment: Assessment, path: Path) -> None:
    """Write 汇总, the unit sheets and 数据来源 of all units.

    Source: product specification, "Results" (镇街道考核汇总, 部门考评汇总).
    """
    _write_sheets(scorecard, units, assessment, path, counts_words(assessment, scorecard))


def _write_sheets(  # noqa: PLR0917 - whose, whereto, and what is said above them
    scorecard: Scorecard,
    units: Sequence[Unit],
    assessment: Assessment,
    path: Path,
    counts: str,
    notes: Sequence[str] = (),
) -> None:
    """Write a workbook of unit sheets. ``notes``: for a volume; without, it has all units, and 汇总 ranks them."""
    groups = None if notes else plan_groups(scorecard, units)
    plans = plan_units(assessment, scorecard, units, groups, shows_rank=not notes)
    sources = plan_sources(plans, Received(assessment.intake.evidence))
    with _create(path, assessment, scorecard) as book:
        rows = [linked_row(plan) for plan in plans]
        SummarySheet(book.sheet(SUMMARY_SHEET), assessment, scorecard, rows, len(plans), (counts, *notes)).write()
        pages = AlikePages()
        for plan in plans:
            page = pages.page(book.sheet(plan.sheet), plan.columns.widths, least=18)
            UnitSheet(page, plan, assessment, sources).write()
        if groups is not None:
            write_groups(book.sheet(GROUP_SHEET), assessment, plans, groups)
        write_sources(book.sheet(SOURCE_SHEET), assessment, scorecard, sources)
        if has_comparison(assessment, scorecard):
            write_comparison(book.sheet(COMPARISON_SHEET), assessment, plans)
            write_changes(book.sheet(CHANGES_SHEET), assessment, plans)
        write_rules(book, assessment)


def _write_overview(scorecard: Scorecard, assessment: Assessment, path: Path) -> None:
    """Write 汇总 only, for more units than one workbook can hold; names are links to the volumes."""
    places = unit_places(assessment, scorecard)
    ranked = {row.unit_code: row for row in assessment.rankings[scorecard.scorecard_id]}
    rows = (
        plain_row(unit, assessment.scores.get(unit.code), ranked[unit.code], places[unit.code].link(unit.name))
        for unit in assessment.units_of(scorecard.scorecard_id)
    )
    counts = counts_words(assessment, scorecard)
    folder = f"文件夹“{volumes_folder(scorecard)}”"
    policy = many_units.POLICY
    note = f"单位超过{policy.one_workbook}个，各单位的评分表和数据来源分册放在{folder}里，每册{policy.volume}个单位。"
    with _create(path, assessment, scorecard) as book:
        SummarySheet(book.sheet(SUMMARY_SHEET), assessment, scorecard, rows, len(places), (counts, note)).write()
        write_rules(book, assessment)


def _create(path: Path, assessment: Assessment, scorecard: Scorecard) -> AbstractContextManager[Book]:
    title = report_title(assessment.programme, scorecard.summary_name)
    return Book.create(path, title, author=assessment.programme.particulars.office)


def _ranks(assessment: Assessment, scorecard: Scorecard) -> Mapping[str, int | None]:
    return {row.unit_code: row.rank for row in assessment.rankings[scorecard.scorecard_id]}


def plan_units(
    assessment: Assessment,
    scorecard: Scorecard,
    units: Sequence[Unit],
    groups: GroupPlan | None = None,
    *,
    shows_rank: bool = True,
) -> tuple[UnitPlan, ...]:
    """The plan of each unit's sheet. ``groups``: where their groups' numbers lie. ``shows_rank``: see ``UnitPlan``."""
    programme, names, ranks = assessment.programme, _sheet_names(units), _ranks(assessment, scorecard)
    formulas = SharedFormulas(programme, scorecard)
    plans = []
    for unit in units:
        score, group = assessment.scores.get(unit.code), groups.cells(unit) if groups else None
        its_own = formulas.of(unit, group)
        plans.append(
            UnitPlan(
                programme=programme,
                unit=unit,
                sheet=names[unit.code],
                layout=its_own.layout,
                formulas=its_own,
                score=score,
                rank=ranks[unit.code],
                answers=assessment.answers.get(unit.code) if score else None,
                group=group,
                shows_rank=shows_rank,
            )
        )
    return tuple(plans)
