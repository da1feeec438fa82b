"""佐证材料.xlsx: all evidence that came, with its clause and its file; and evidence that was named but did not come."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from qz.evidence.evidence_subjects import named_evidence, subjects_of
from qz.evidence.received import EVIDENCE_SHEET, in_order
from qz.layout import many_units
from qz.model.assessment import Assessment
from qz.model.returns import Evidence
from qz.reports.receipts.receipt_register import show_time
from qz.reports.report_page import Listing, write_listing
from qz.reports.result_words import report_title
from qz.reports.rules_page import write_rules
from qz.workbook.write.book import Book
from qz.workbook.write.page_breaks import NARROW
from qz.workbook.write.table import Cell, Content, NamedColumns, TableColumn, opens

_UNMATCHED: Final = "未对应"
_SIGNED: Final = "报送表盖章件"
_NOTHING: Final = "没有。"


class _At(NamedColumns):
    """Columns of the sheet 材料; the last one is not printed."""

    NUMBER = "序号", 6, "body box center"
    UNIT = "单位", 13, "body box center"
    CLAUSE = "条款或任务", 32
    FILE = "材料（点开）", 34
    WHAT = "是什么", 11, "body box center"
    FROM = "来自（外层文件）", 36
    MAILED = "邮件时间", 17, "body box center"
    SIZE = "大小（字节）", 11, "body box right integer"
    DIGEST = "SHA-256", 68, "body box small nowrap"


_MISSING_COLUMNS: Final = (
    TableColumn("序号", 6, "body box center"),
    TableColumn("单位", 13, "body box center"),
    TableColumn("条款或任务", 44),
    TableColumn("填报表里写的佐证材料", 60),
)


def write_evidence(assessment: Assessment, path: Path) -> None:
    """Write 佐证材料.xlsx to ``path``, with links to the files."""
    programme = assessment.programme
    names = {unit.code: unit.name for unit in programme.units}
    evidence = in_order(assessment)
    matched = sum(bool(one.keys) or one.is_signed_copy for one in evidence)
    how = "对应依据文件名、文件夹名上的条款号，或填报表佐证材料一栏里写的名称；看不出的不猜。"
    lines = (f"共{len(evidence)}份，对应到条款的（含盖章件）{matched}份，未对应{len(evidence) - matched}份。{how}",)
    with Book.create(path, report_title(programme, "佐证材料"), author=programme.particulars.office) as book:
        listing = Listing("佐证材料", lines, _At.heads(), 2, _At.DIGEST, NARROW, when_empty=_NOTHING)
        rows = (_row(number, one, names) for number, one in enumerate(evidence, start=1))
        write_listing(book.sheet(EVIDENCE_SHEET), assessment, listing, rows)
        missing = list(_named_and_missing(assessment))
        lines = (f"送来佐证材料的单位在填报表里写了材料名称、没有见到文件的，共{len(missing)}处。",)
        listing = Listing("佐证材料未到", lines, _MISSING_COLUMNS, 2, margins=NARROW, when_empty=_NOTHING)
        shown = missing[: many_units.POLICY.sheet_rows]
        write_listing(book.sheet("未到"), assessment, listing, ([n, *row] for n, row in enumerate(shown, start=1)))
        write_rules(book, assessment)


def _row(number: int, one: Evidence, names: Mapping[str, str]) -> list[Content]:
    outer, _, name = one.file.path.rpartition("/")
    clause = _SIGNED if one.is_signed_copy else "、".join(one.labels)
    return [
        number,
        names[one.file.unit_code],
        Cell(clause) if clause else Cell(_UNMATCHED, "warn"),
        opens(one.place, name),
        one.what,
        outer,
        show_time(one.file.mailed_at),
        one.file.size,
        one.file.sha256,
    ]


def _named_and_missing(assessment: Assessment) -> Iterator[list[Content]]:
    """For units that sent any evidence: unit, claim and typed text, where evidence is named but no file matches."""
    proved: dict[str, set[str]] = {}
    for one in assessment.intake.evidence:
        proved.setdefault(one.file.unit_code, set()).update(one.keys)
    for unit in assessment.programme.units:
        answers = assessment.intake.answers.get(unit.code) if proved.get(unit.code) else None
        for subject in subjects_of(assessment.programme, unit) if answers is not None else ():
            typed = named_evidence(subject, answers) if answers is not None else ""
            if typed and not subject.is_proved_by(proved[unit.code]):
                yield [unit.name, subject.label, typed]
