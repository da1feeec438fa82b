"""``qz import``: drafts a programme workbook from an official document, with every guess marked for the clerk."""

import argparse
from pathlib import Path

from qz.cli.assessment_folder import FIRST_YEAR, years
from qz.cli.console import say
from qz.cli.next_step import program, typed_for
from qz.cli.stop import Stop
from qz.programme.importing.document.read_document import DocumentFault, read_document
from qz.programme.importing.programme_draft import ProgrammeDraft, draft_programme
from qz.programme.importing.write_draft import write_draft

_LISTED = 10
USUAL = Path("templates")
"""Where the programmes of the usual commands lie; one elsewhere is named to them."""


def run(arguments: argparse.Namespace) -> None:
    """Read the document, write the draft, and print what was guessed and what could not be read."""
    source: Path = arguments.document
    try:
        draft = draft_programme(read_document(source), arguments.year or "")
    except DocumentFault as fault:
        raise Stop(str(fault)) from None
    if not draft.rows["tasks"] and "items" not in draft.rows:
        heads = "列标题里要有“工作目标、牵头部门”或“评分方法、标准分”"
        raise Stop(f"{source.name} 里没有找到责任分解表或评分细则（{heads}）。请核对是不是这份文件。")
    if not (draft.year.isdecimal() and len(draft.year) == 4):
        example = next(iter(years()), FIRST_YEAR)
        raise Stop(f"{source.name} 里没有写明年度，请加上 --year，如：qz import {source.name} --year {example}。")
    target: Path = arguments.output / f"{draft.year}.xlsx"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        marked = write_draft(draft, target)
    except FileExistsError:
        raise Stop(f"{target} 已经有了，没有改动它。要重新导入，请先把它改名或移走。") from None
    except OSError as error:
        raise Stop(f"{target} 写不进去（{error.strerror}）。请检查磁盘空间和权限后再运行。") from None
    _report(draft, source, target, marked)


def _report(draft: ProgrammeDraft, source: Path, target: Path, marked: int) -> None:
    counts = {key: len(rows) for key, rows in draft.rows.items()}
    say(
        f"已由 {source.name} 起好 {draft.year} 年的方案：{target}",
        f"任务 {counts['tasks']} 项，指标 {counts['indicators']} 行，评分表 {counts.get('scorecards', 0)} 张，"
        f"评分方法 {counts.get('criteria', 0)} 行，填报数据 {counts.get('facts', 0)} 项，单位 {counts['units']} 个。",
        f"有 {marked} 个单元格是按文件猜的，标了色，批注里写明出处，请逐个核对。",
    )
    if draft.unread:
        say(f"另有 {len(draft.unread)} 处没有读成规则，列在《读不成规则》里：")
        say(*(f"  {each.where}：{each.words}（{each.why}）" for each in draft.unread[:_LISTED]))
        if len(draft.unread) > _LISTED:
            say(f"  另外{len(draft.unread) - _LISTED}处见《读不成规则》。")
    check = typed_for("check", draft.year) if target.parent == USUAL else f"{program()} check --programme {target}"
    say(f"下一步：补上《单位》名册和联系方式，运行 {check}，按它列出的逐条改。")
