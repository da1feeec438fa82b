"""Writes the 核定表: one workbook for each verifier, one row for each self-report, to be confirmed or corrected."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from qz.engine.kept.kept_files import FileToWrite, Former
from qz.layout import many_units
from qz.layout.verification_row import COLUMN_OF, COLUMNS, VerificationColumn, points_spec
from qz.layout.verification_workbook import (
    FIRST_ROW,
    GUIDE_SHEET,
    HEAD_ROW,
    KEY_COLUMN,
    MARKER_ROW,
    VerificationLayout,
    VerificationSheet,
    build_verification,
    verifiers_of,
)
from qz.model.assessment import Assessment, Collected
from qz.model.layout import column_name
from qz.model.manifest import Key
from qz.model.part import Parts, assessment_digest
from qz.records import dataclass
from qz.rules.registry import EFFECTS
from qz.verification.cells import (
    PERSON_PROMPT,
    REASON_PROMPT,
    points_rule,
    ref,
    value_rule,
)
from qz.verification.guide_for_verifiers import GuidePlan, write_guide
from qz.verification.review_sheet import REVIEW_SHEET, review_rows, write_reviews
from qz.verification.row_cells import RowCells
from qz.verification.sealed_rows import digest_of_rows, rows_written
from qz.verification.workbook_rows import (
    DONE_WORD,
    MOVED,
    NO_REASON,
    UNCLEAR,
    FilledTable,
    RowContent,
    RowMaker,
    fill_table,
)
from qz.workbook.manifest_sheet import write_manifest
from qz.workbook.seal import sealed
from qz.workbook.write.book import Book
from qz.workbook.write.page import WORKING_ZOOM, Page
from qz.workbook.write.page_breaks import NARROW
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.row_template import RowTemplates
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import TableColumn

C = VerificationColumn
_NARROWER: Final = {C.ITEM: 12, C.CLAUSE: 33, C.SUBJECT: 17, C.EVIDENCE: 19, C.REASON: 24}
"""Columns that are narrower than in the layout, so that the print is large enough to read."""
_WIDTHS: Final = tuple(_NARROWER.get(kind, width) for kind, _, width in COLUMNS)
_TABLE: Final = tuple(TableColumn(head, width, "") for (_, head, _), width in zip(COLUMNS, _WIDTHS, strict=True))
_LEAST: Final = 20.0
_LAST: Final = len(COLUMNS) - 1
_HOW: Final = (
    "黄色格可填：与自报一致的填“属实”，不一致的填核定值并写核定理由。"
    "表头可按单位、考核内容、办理情况筛选。说明见第一张表。"
)


def layouts_of(assessment: Assessment) -> tuple[VerificationLayout, ...]:
    """The workbooks of an assessment: one for each verifier with something to verify; for very many units, volumes.

    A volume is for a fixed part of the roster, and so for the same units the whole year.
    """
    programme, returns = assessment.programme, assessment.intake.returns
    scored = [unit for unit in programme.units if unit.scorecard_id]
    volumes = [
        (span, [unit for unit in some if unit.code in returns]) for span, some in many_units.POLICY.volumes(scored)
    ]
    layouts = (
        build_verification(programme, verifier, units, EFFECTS, span)
        for verifier in verifiers_of(programme)
        for span, units in volumes
    )
    return tuple(layout for layout in layouts if layout.has_rows)


def write_verification(
    assessment: Assessment, layout: VerificationLayout, path: Path, maker: RowMaker | None = None
) -> None:
    """Write one verifier's workbook; the same arguments give the same bytes.

    It shows the self-reports. What was verified before is filled in, also where it does not count yet. ``maker``: makes
    the rows of several workbooks about the same units.

    Raises:
        OSError: The file cannot be written.

    Source: product specification, "Results" (核定表).
    """
    particulars, maker = assessment.programme.particulars, maker or RowMaker(assessment, layout.units)
    name = f"{layout.verifier_name} {layout.volume}".strip()
    title = f"{particulars.year}年{particulars.district}{particulars.name}核定表（{name}）"
    with Book.create(path, title, author=particulars.office) as book:
        guide = book.sheet(GUIDE_SHEET)
        tables = [fill_table(table, maker) for table in layout.sheets]
        reviews = review_rows(assessment, layout, maker)
        plan = GuidePlan(layout, tables, asked=len(reviews))
        if reviews:
            write_reviews(book.sheet(REVIEW_SHEET), layout, reviews)
        for filled in tables:
            _write_table(book.sheet(filled.table.name), layout, filled, plan)
        write_guide(book, guide, plan)
        shown = [(each.key, each) for table in tables for each in table.contents]
        rows = digest_of_rows(rows_written([*shown, *((each.key, each.content) for each in reviews)]))
        write_manifest(book, sealed({**layout.manifest, Key.ROWS: rows}, assessment.programme.key))


def write_verifications(
    assessment: Assessment, directory: Path, executor: Executor | None = None, former: Former | None = None
) -> tuple[Path, ...]:
    """Write every workbook (``核定表-质监分局.xlsx``) into ``directory``. Returns their paths in the verifiers' order.

    ``executor``: does the writing; ``None``: this process. ``former``: the folder of the last run, from which files
    that would be the same are taken.
    """
    layouts = layouts_of(assessment)
    if layouts:
        directory.mkdir(parents=True, exist_ok=True)
    jobs = _jobs(assessment, layouts, directory)
    for _ in (former or Former(directory)).write(_write_volume, jobs, directory, executor):
        pass
    return tuple(directory / layout.file_name for layout in layouts)


@dataclass(frozen=True, slots=True)
class _Volume:
    """The workbooks about the same units, one for each verifier. ``part``: the assessment of these units."""

    part: Assessment
    layouts: Sequence[VerificationLayout]
    directory: Path


def _jobs(
    assessment: Assessment, layouts: Iterable[VerificationLayout], directory: Path
) -> Iterator[FileToWrite[_Volume]]:
    """The workbooks about the same part of the roster are written together, as they show the same self-reports."""
    parts, spans = Parts(assessment), dict[str, list[VerificationLayout]]()
    for layout in layouts:
        spans.setdefault(layout.volume, []).append(layout)
    for volume, some in spans.items():
        own = _shown(parts.of(some[0].units))
        part = own if volume else _shown(assessment)
        depends = assessment_digest(own) + repr((volume, some[0].units, [layout.verifier for layout in some]))
        task = _Volume(part, [replace(layout, programme=part.programme) for layout in some], directory)
        first, *others = [layout.file_name for layout in some]
        yield FileToWrite(first, depends, task, tuple(others))


def _shown(assessment: Assessment) -> Assessment:
    """The assessment without everything that no 核定表 shows: what counts, scores, ranks, others' progress.

    So a workbook stays the same, and is not written again, until self-reports or verified values of its units change.
    """
    verification = replace(assessment.verification, stages={}, verifiers={}, waiting={})
    return replace(
        assessment,
        answers={},
        scores={},
        rankings={},
        states={},
        late=frozenset(),
        stage="",
        verification=verification,
        collected=Collected(),
        composites={},
        stages={},
    )


def _write_volume(volume: _Volume) -> None:
    maker = RowMaker(volume.part, volume.layouts[0].units)
    for layout in volume.layouts:
        write_verification(volume.part, layout, volume.directory / layout.file_name, maker)


def _write_table(sheet: Sheet, layout: VerificationLayout, filled: FilledTable, plan: GuidePlan) -> None:
    table, contents = filled.table, filled.contents
    page = Page(sheet, _WIDTHS, _LEAST)
    for place, (kind, head, _) in enumerate(COLUMNS):
        sheet.text(MARKER_ROW, place, kind.value, "body small quiet nowrap")
        if head:
            page.put(HEAD_ROW, place, head, "head")
    of = f"，{layout.volume}" if layout.volume else ""
    title = f"{layout.programme.particulars.year}年{table.scorecard.label}考核核定表（{layout.verifier_name}核定{of}）"
    page.across(1, (1, _LAST), title, "title")
    page.across(2, (1, _LAST), _HOW, "body left")
    score_rows = {each.group: each.row.row for each in contents if each.row.key.kind is None}
    cells = RowCells(RowTemplates(sheet, _TABLE, least=_LEAST))
    for content, state in zip(contents, filled.states, strict=True):
        key = content.row.key
        score_row = None if key.kind is None or key.criterion_id else score_rows.get(content.group)
        cells.write(content, state, score_row, plan.rest_cell(content))
    _validate(sheet, contents)
    page.least_of(MARKER_ROW, 0)
    _finish(page, layout, table)


def _validate(sheet: Sheet, contents: Iterable[RowContent]) -> None:
    """Set one validation for all rows of a fact, task or criterion, so that large workbooks open quickly.

    Its formula refers to the first row; spreadsheet programs shift it for the others.
    """
    values: dict[tuple[str, str], list[RowContent]] = {}
    points: dict[str, list[RowContent]] = {}
    for content in contents:
        key = content.row.key
        if key.kind:
            values.setdefault((key.kind, key.subject), []).append(content)
        if key.criterion_id:
            points.setdefault(key.criterion_id, []).append(content)
    for rows in values.values():
        _validate_rows(sheet, C.VALUE, rows, value_rule(rows[0].row))
    for rows in points.values():
        criterion = rows[0].row.criterion
        spec = points_spec(criterion, EFFECTS[criterion.kind]) if criterion else None
        if spec is not None and criterion is not None:
            first = ref(rows[0].row.row, C.POINTS)
            _validate_rows(sheet, C.POINTS, rows, points_rule(criterion, spec, first))


def _validate_rows(
    sheet: Sheet, column: VerificationColumn, contents: Sequence[RowContent], rule: dict[str, Any]
) -> None:
    letter, first = column_name(COLUMN_OF[column]), contents[0].row.row
    cells = " ".join(f"{letter}{content.row.row + 1}" for content in contents)
    sheet.validate(first, COLUMN_OF[column], rule | {"multi_range": cells})


def _finish(page: Page, layout: VerificationLayout, table: VerificationSheet) -> None:
    """Set prompts, colours of states, filter, frozen heads, printing and protection."""
    sheet, last = page.sheet, table.last_row
    for column, prompt in ((C.REASON, REASON_PROMPT), (C.PERSON, PERSON_PROMPT)):
        sheet.validate(FIRST_ROW, COLUMN_OF[column], dict(prompt), (last, COLUMN_OF[column]))
    status = COLUMN_OF[C.STATUS]
    for word, style in ((NO_REASON, "bad"), (UNCLEAR, "bad"), (MOVED, "warn"), (DONE_WORD, "good")):
        sheet.mark((FIRST_ROW, status), (last, status), {"type": "cell", "criteria": "==", "value": f'"{word}"'}, style)
    sheet.filter_buttons(HEAD_ROW, last, len(COLUMNS), first=KEY_COLUMN)  # a sort takes the keys along
    page.freeze_above_left(FIRST_ROW, COLUMN_OF[C.CLAUSE], WORKING_ZOOM)
    sheet.numbers_as_text(last, _LAST)
    particulars = layout.programme.particulars
    header = f"{particulars.document_number}　{layout.verifier_name}核定　第{particulars.edition}版"
    page.finish(
        FIRST_ROW, PrintSetup(repeat=(HEAD_ROW, HEAD_ROW), header=header, margins=NARROW, area=(1, 0, last, _LAST))
    )
    sheet.protect(sortable=True)
