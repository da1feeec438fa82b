"""``qz new``: makes a new year's programme workbook from last year's, or a blank one."""

import argparse
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from qz.cli.assessment_folder import FIRST_YEAR, years
from qz.cli.console import say
from qz.cli.next_step import typed_for
from qz.cli.programme_file import programme_path
from qz.cli.stop import Stop
from qz.programme.faults import ProgrammeFault
from qz.programme.writing.blank_programme import write_blank
from qz.programme.writing.renew import EditMark, renew_programme

_NEXT = (
    "《责任分解表》《主要目标》：换成新文件的内容（可从 Word 整表粘贴）；",
    "《指标》：逐个改成新目标里的数；",
    "《考核内容》《评分方法》《填报数据》：评分细则有变化的逐条改；",
    "《单位》《单位目标》：核对名单，改各单位的目标；",
)


T = TypeVar("T")

_NAMED: Final = re.compile(r"^(\d{4}(?=-)|.*)")
"""The part of a workbook's name that the new year replaces; the rest of ``2011-食品安全`` stays."""


def _source(arguments: argparse.Namespace, year: int) -> Path:
    given: str = arguments.source or str(year - 1)
    path = Path(given) if given.lower().endswith(".xlsx") else None
    return programme_path(argparse.Namespace(year=given, programme=path))


def _new_year(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) == 4):
        example = int(next(iter(years()), FIRST_YEAR))
        raise Stop(f"“{text}”不是年度，请写四位数字，如：qz new {example + 1} --from {example}。")
    return int(text)


def _say_marks(marks: tuple[EditMark, ...]) -> None:
    sheets = Counter(mark.place.sheet for mark in marks)
    places = "、".join(f"《{sheet}》{count}处" for sheet, count in sheets.items())
    say(f"有 {len(marks)} 个单元格标了色，批注里写明要改什么：{places}。")


_BLANK_NEXT: Final = (
    "《基本信息》：填齐年度、名称、截止时间、联系方式；《单位》：写上被考核单位；",
    "《评分表》《考核内容》：照文件填写；《评分方法》《填报数据》：照示例改成自己的条款，用不上的示例整行删去；",
    "每句评分方法用哪种计分方式，见 docs/programme.md 第六章；",
)


def _begin_blank(arguments: argparse.Namespace, usual: str) -> None:
    """Write a blank programme and print what to fill in; a name may follow the year (``2012-食品安全``)."""
    name = arguments.year or usual
    year, target = _new_year(name[:4]), arguments.output / f"{name}.xlsx"
    marked = _written(target, lambda: write_blank(target, year))
    say(f"已起好 {year} 年的空白方案：{target}", f"有 {marked} 个单元格标了色，批注里写明要改什么。")
    say("接着要填：", *(f"  {line}" for line in _BLANK_NEXT))
    say(f"填的时候随时运行 {typed_for('check', name)}，它列出还要办的事；没有错误后再发填报表。")


def _written(target: Path, write: Callable[[], T]) -> T:
    """The result of ``write``. Raises ``Stop`` where the workbook exists already or cannot be written."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return write()
    except FileExistsError:
        raise Stop(f"{target} 已经有了，没有改动它。要重新起一份，请先把它改名或移走。") from None
    except OSError as error:
        raise Stop(f"{target} 写不进去（{error.strerror}）。请检查磁盘空间和权限后再运行。") from None


def run(arguments: argparse.Namespace) -> None:
    """Copy last year's workbook (or write a blank one), mark what to edit, and print what to do next."""
    usual = str(int(next(iter(years()), FIRST_YEAR)) + 1)
    if arguments.blank:
        _begin_blank(arguments, usual)
        return
    year = _new_year(arguments.year or usual)
    source = _source(arguments, year)
    target: Path = arguments.output / f"{year}{_NAMED.sub('', source.stem)}.xlsx"
    try:
        marks = _written(target, lambda: renew_programme(source, target, year))
    except ProgrammeFault as fault:
        reasons = [f"  {finding.sentence}" for finding in fault.findings]
        raise Stop("\n".join([f"{source} 不能作为新方案的底本：", *reasons])) from None
    say(f"已由 {source} 起好 {year} 年的方案：{target}")
    _say_marks(marks)
    say("接着要改：", *(f"  {line}" for line in _NEXT))
    say(f"改完运行 {typed_for('check', target.stem)}，没有错误后再发填报表。")
