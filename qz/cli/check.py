"""``qz check``: every error and warning about a programme workbook, before forms are sent out."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from qz.cli.assessment_folder import folder_of, identity_of, read_identity
from qz.cli.console import say
from qz.cli.next_step import typed
from qz.cli.output_folder import check_folder, why_not_written
from qz.cli.programme_file import CheckedProgramme, programme_path
from qz.cli.stop import Stop
from qz.model.finding import Finding
from qz.programme.check import check_workbook
from qz.programme.check.annotate import write_annotated
from qz.programme.check.listing import list_findings, shorten, where
from qz.programme.check.open_cells import open_cells
from qz.programme.check.run import in_order
from qz.programme.faults import PROGRAMME_CATALOGUE, ProgrammeFault, is_unopened
from qz.programme.writing.marked_book import open_to_mark

_OF_A_KIND: Final = 3
"""So many warnings of a kind are printed in full; the annotated copy has all of them."""


def _lines(findings: Sequence[Finding]) -> Iterator[str]:
    """What is printed: every error, the first warnings of each kind, and where the others of the kind are."""
    for shown, others in shorten(list_findings(findings), _OF_A_KIND):
        for one in shown:
            yield f"{one.finding.severity.value}  {one.sentence}"
        if others:
            title = PROGRAMME_CATALOGUE[others[0].code].title
            yield f"{others[0].severity.value}  “{title}”另有{len(others)}处：{where(others)}。逐条见批注本。"


def run(arguments: argparse.Namespace) -> None:
    """Print every finding and write the annotated copy. Raises ``Stop`` where the workbook cannot be opened."""
    path = programme_path(arguments)
    report = check_workbook(path)
    if is_unopened(report.findings):
        raise Stop("\n".join(finding.sentence for finding in report.findings))
    try:
        book = open_to_mark(path)
    except ProgrammeFault as fault:
        raise Stop("\n".join([*_lines(report.findings), *(finding.sentence for finding in fault.findings)])) from None
    alone = report
    report = replace(report, findings=in_order((*report.findings, *open_cells(book, path.name))))
    for line in _lines(report.findings):
        say(line)
    identity = identity_of(report.programme.particulars) if report.programme else read_identity(path)
    target = arguments.output / (folder_of(path, identity, arguments.output) if identity else path.stem)
    copy = target / f"考核方案检查-{path.stem}.xlsx"
    check_folder(target)
    try:
        target.mkdir(parents=True, exist_ok=True)
        write_annotated(book, report.findings, copy)
    except OSError as error:
        raise Stop(why_not_written(error, copy, "批注本")) from None
    if alone.programme and not alone.errors:
        CheckedProgramme(alone.programme, alone.read, alone.warnings).keep(path, arguments.output)
    say(f"{path}：错误 {len(report.errors)} 处，提醒 {len(report.warnings)} 处。批注本：{copy}")
    if report.errors:
        say(f"下一步：按批注本里标红的单元格改正方案，再运行 {typed('check', arguments)}；错误未改正时不能生成填报表。")
    else:
        say(f"下一步：核对提醒；没有问题即可运行 {typed('forms', arguments)}。")
