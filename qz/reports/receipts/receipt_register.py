"""收件登记.xlsx: every unit's state, every file with its verdict, and every finding."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from qz.layout import many_units
from qz.layout.form_plan import reading_order
from qz.model.assessment import Assessment
from qz.model.finding import Finding, Severity
from qz.model.layout import cell_name
from qz.model.returns import ReceivedFile, UnitState, Verdict
from qz.model.task_table import Unit
from qz.reports.dated import dated_words
from qz.reports.grid import jump, jump_to_row
from qz.reports.receipts.changes import write_changes
from qz.reports.receipts.counts import (
    LATE,
    UnitCounts,
    received_files,
    write_counts,
)
from qz.reports.receipts.letters_sheet import write_letters
from qz.reports.receipts.register_columns import (
    FILE_SHEET,
    FINDING_SHEET,
    UNIT_SHEET,
    FileAt,
    FindingAt,
    UnitAt,
)
from qz.reports.receipts.reviews_sheet import write_reviews_sheet
from qz.reports.receipts.snapshot import ChangeLog
from qz.reports.report_page import Listing, write_listing
from qz.reports.result_words import KEYLESS, report_title, stage_words
from qz.reports.rules_page import write_rules
from qz.words import OFFICE_WORDS
from qz.workbook.write.book import Book
from qz.workbook.write.page import Page
from qz.workbook.write.page_breaks import NARROW
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, Content, write_table

REGISTER_NAME: Final = "收件登记.xlsx"
_NOTHING: Final = "没有。"
_FINDINGS_FROM: Final = 3
"""The row of the first finding."""

_STATE_STYLES: Final = {
    UnitState.IN_ORDER: "good",
    UnitState.TO_CORRECT: "warn",
    UnitState.NOT_RECEIVED: "bad",
    UnitState.HELD: "warn",
}

_VERDICT_STYLES: Final = {
    Verdict.COUNTED: "good",
    Verdict.REFUSED: "bad",
    Verdict.DUPLICATE: "",
    Verdict.SUPERSEDED: "",
    Verdict.SKIPPED: "quiet",
    Verdict.HELD: "warn",
    Verdict.EVIDENCE: "good",
}


def write_register(assessment: Assessment, path: Path, log: ChangeLog | None = None) -> None:
    """Write 收件登记.xlsx to ``path``. ``log``: what changed since the last collect; ``None``: without that sheet.

    Source: product specification, "Results".
    """
    programme = assessment.programme
    with Book.create(path, report_title(programme, "收件登记"), author=programme.particulars.office) as book:
        findings = sorted_findings(assessment)
        _write_units(book.sheet(UNIT_SHEET), assessment, findings)
        _write_files(book.sheet(FILE_SHEET), assessment)
        _write_findings(book.sheet(FINDING_SHEET), assessment, findings)
        if assessment.reviews.rows:
            write_reviews_sheet(book, assessment)
        if assessment.letters:
            write_letters(book, assessment)
        write_rules(book, assessment)
        if log is not None:
            write_changes(book, assessment, log)


def show_time(moment: dt.datetime | None) -> str:
    """A local time to the minute; ``""`` for ``None``."""
    return moment.strftime("%Y-%m-%d %H:%M") if moment else ""


def _write_units(sheet: Sheet, assessment: Assessment, findings: Sequence[Finding]) -> None:
    programme = assessment.programme
    deadline = f"报送截止：{show_time(programme.particulars.deadline)}　阶段：{stage_words(assessment)}"
    lines = [
        deadline,
        "点单位名称看它的问题；表内自评分是填报表自己算出的总分，只作比较，不用于计分。",
        *_progress_lines(assessment),
    ]
    held = sum(file.verdict is Verdict.HELD for file in received_files(assessment))
    if held:
        lines.append(
            f"有{held}个文件待确认，没有计入：请打开《收件确认》逐件定下采用或不采用，存盘后放进收件文件夹，再运行。"
        )
    if assessment.key_missing:
        lines.append(KEYLESS)
    page = Page(sheet, [column.width for column in UnitAt.heads()])
    top = page.title(report_title(programme, "收件登记"), lines)
    head = top + 5
    first, last = head + 1, head + max(1, len(programme.asked_units))
    write_counts(page, assessment, top, (first, last))
    links, counts = _finding_links(assessment, findings), UnitCounts.of(assessment)
    rows = (
        _unit_row(assessment, unit, links.get(unit.code, unit.name), head + 1 + place, counts)
        for place, unit in enumerate(programme.asked_units)
    )
    end = write_table(sheet, head, UnitAt.heads(), rows)
    page.freeze_above_left(head + 1, 2)
    page.finish_around(PrintSetup(repeat=(head, head), margins=NARROW, footer=dated_words(assessment)))
    sheet.numbers_as_text(end, len(UnitAt))


def _progress_lines(assessment: Assessment) -> tuple[str, ...]:
    """How far each verifier is, counted in criteria × units: ``质监分局 258／500``; empty where nobody verifies."""
    programme = assessment.programme
    progress = [
        f"{programme.unit(code).name if code else OFFICE_WORDS[0]} {stage.verified}／{stage.total}"
        for code, stage in assessment.verification.verifiers.items()
        if stage.total
    ]
    return (f"核定进度（已核定条数／应核定条数）：{'、'.join(progress)}",) if progress else ()


def _finding_links(assessment: Assessment, findings: Sequence[Finding]) -> Mapping[str, Cell]:
    """A link to each unit's first finding, by unit code; right also after sorting, except for very many units."""
    names = {unit.code: unit.name for unit in assessment.programme.units}
    links: dict[str, Cell] = {}
    live = many_units.POLICY.is_live(len(names))
    for row, finding in enumerate(findings[: many_units.POLICY.sheet_rows], start=_FINDINGS_FROM):
        name = names.get(finding.unit_code)
        if name and finding.unit_code not in links:
            fixed = jump(FINDING_SHEET, cell_name(row, FindingAt.UNIT), name)
            links[finding.unit_code] = jump_to_row(FINDING_SHEET, FindingAt.UNIT, name, name) if live else fixed
    return links


def _unit_row(assessment: Assessment, unit: Unit, name: Content, row: int, counts: UnitCounts) -> list[Content]:
    errors = counts.errors.get(unit.code, 0)
    state = assessment.states.get(unit.code, UnitState.NOT_RECEIVED)
    returned = assessment.intake.returns.get(unit.code)
    late = Cell(LATE, "warn") if unit.code in assessment.late else Cell("")
    file = returned.file if returned else None
    claimed = _number(returned.self_total) if returned else None
    total = totals.total if (totals := counts.totals.get(unit.code)) else None
    gap: Content = None
    if claimed is not None and total is not None:
        ours, theirs = cell_name(row, UnitAt.TOTAL), cell_name(row, UnitAt.CLAIMED)
        gap = Cell(total - claimed, "red bold" if total != claimed else "", f"ROUND({ours}-{theirs},2)")
    return [
        unit.code,
        name,
        Cell(state.value, _STATE_STYLES[state]),
        late,
        Cell(UnitState.HELD.value, "warn") if unit.code in counts.held else "",
        counts.files.get(unit.code, 0),
        Cell(errors, "red bold" if errors else ""),
        counts.warnings.get(unit.code, 0),
        claimed if claimed is not None or returned is None else returned.self_total,
        total,
        gap,
        file.path if file else "",
        show_time(file.saved_at) if file else "",
        show_time(file.mailed_at) if file else "",
        unit.contact,
        unit.phone,
        "有" if unit.code in counts.signed else "无",
        counts.proofs.get(unit.code, 0),
    ]


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _write_files(sheet: Sheet, assessment: Assessment) -> None:
    names = {unit.code: unit.name for unit in assessment.programme.units}
    received = received_files(assessment)
    most = _cut_words(len(received), "个文件")
    lines = (
        f"收到{len(received)}个文件，一个文件一行；压缩包、邮件里的文件写作“外层/里层”。只有“采用”的文件计分。{most}",
    )
    listing = Listing("收到的文件", lines, FileAt.heads(), 3, FileAt.SIZE, NARROW, when_empty=_NOTHING)
    rows = (
        _file_row(number, file, names) for number, file in enumerate(received[: many_units.POLICY.sheet_rows], start=1)
    )
    write_listing(sheet, assessment, listing, rows)


def _cut_words(count: int, what: str) -> str:
    """A sentence where not everything is listed; ``""`` otherwise. ``what``: the measure word."""
    most = many_units.POLICY.sheet_rows
    return f"太多了，本表只列前{most}{what}。" if count > most else ""


def _file_row(number: int, file: ReceivedFile, names: Mapping[str, str]) -> list[Content]:
    return [
        number,
        file.path,
        Cell(file.verdict.value, _VERDICT_STYLES[file.verdict]),
        file.reason,
        names.get(file.unit_code, file.unit_code),
        file.kind,
        show_time(file.saved_at),
        show_time(file.mailed_at),
        file.sender,
        file.size,
        file.sha256,
    ]


def sorted_findings(assessment: Assessment) -> list[Finding]:
    """All findings: errors first, then by unit in roster order, then in the order of the form."""
    order = {unit.code: place for place, unit in enumerate(assessment.programme.units)}
    return sorted(
        assessment.intake.findings,
        key=lambda one: (
            one.severity is not Severity.ERROR,
            order.get(one.unit_code, len(order)),
            one.file,
            reading_order(one),
        ),
    )


def _write_findings(sheet: Sheet, assessment: Assessment, findings: Sequence[Finding]) -> None:
    names = {unit.code: unit.name for unit in assessment.programme.units}
    how = "错误在前、提醒在后。可按单位、程度、文件筛选。“错误”须改正后重新报送；“提醒”请核对。"
    lines = (f"共{len(findings)}处，{how}{_cut_words(len(findings), '处')}",)
    listing = Listing("收件问题", lines, FindingAt.heads(), frozen=2, margins=NARROW, when_empty=_NOTHING)
    rows = (
        _finding_row(number, one, names) for number, one in enumerate(findings[: many_units.POLICY.sheet_rows], start=1)
    )
    write_listing(sheet, assessment, listing, rows)


def _finding_row(number: int, finding: Finding, names: Mapping[str, str]) -> list[Content]:
    return [
        number,
        names.get(finding.unit_code, finding.unit_code),
        Cell(finding.severity.value, "bad" if finding.severity is Severity.ERROR else "warn"),
        finding.file,
        finding.sheet,
        finding.cell,
        finding.sentence,
        finding.code,
    ]
