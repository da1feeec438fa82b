"""``qz``: parses the command line and runs the command.

A command's module is imported only when it runs, so that help is shown at once.
"""

import argparse
import errno
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from qz import __version__
from qz.cli.assessment_folder import FIRST_YEAR, USUAL_OUTPUT, usual_year, years
from qz.cli.garbage import look_seldom
from qz.cli.programme_file import read_year
from qz.cli.stop import Stop
from qz.workbook.read.memo import MEMORY

_COMMANDS = {
    "check": ("qz.cli.check", "检查考核方案工作簿：哪一格有什么问题、怎么改", "qz check --year {year}"),
    "forms": ("qz.cli.forms", "生成每个单位的填报表", "qz forms --year {year}"),
    "collect": (
        "qz.cli.collect",
        "读取报回的表，校验、计分、排名",
        "qz collect --year {year} --returns returns/{year}",
    ),
    "explain": ("qz.cli.explain", "说明一个单位为什么得这个分：算法、数据、出处、谁核定的", "qz explain 单位名称 6.2"),
    "mail": (
        "qz.cli.mail",
        "拟好该发的邮件草稿：发表、催报、补正、回执、核定、结果告知、复核答复",
        "qz mail --year {year}",
    ),
    "send": ("qz.cli.send", "把拟好的邮件草稿经本办公室的邮箱发出，先列出再发", "qz send --year {year}"),
    "fetch": ("qz.cli.fetch", "从本办公室的邮箱收下新邮件，放进报回文件夹", "qz fetch --year {year}"),
    "menu": ("qz.cli.menu", "列出一年里的各步，输入序号就做", "qz menu"),
    "compare": ("qz.cli.compare", "对比两个年度的任务、指标、责任单位和结果", "qz compare {before} {year}"),
    "sensitivity": ("qz.cli.sensitivity", "测算换一种口径会改变谁的分数和名次", "qz sensitivity --year {year}"),
    "archive": ("qz.cli.archive", "把结束的一年归成一个可以核对的文件，或核对归档", "qz archive --year {year}"),
    "new": ("qz.cli.new", "由上一年的考核方案起一份新年度的", "qz new {next} --from {year}"),
    "import": (
        "qz.cli.import_document",
        "由正式文件（Word 或文本）起一份考核方案",
        "qz import 文件.docx",
    ),
}


_COMPLAINTS = (
    (r"invalid choice: '([^']*)' \(choose from (.*)\)", "没有“{0}”这个命令，可用的有 {1}"),
    (r"unrecognized arguments: (.*)", "不认识“{0}”"),
    (r"arguments are required: (.*)", "没有写明{0}"),
    (r"argument (\S+): expected one argument", "{0} 后面没有写内容"),
)


class _Parser(argparse.ArgumentParser):
    """A parser with Chinese messages."""

    def __init__(self, **options: str) -> None:
        super().__init__(**options, add_help=False, formatter_class=_Formatter)  # type: ignore[arg-type]
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示本说明")

    def error(self, message: str) -> NoReturn:
        for pattern, sentence in _COMPLAINTS:
            if found := re.search(pattern, message):
                raise Stop(f"{sentence.format(*found.groups())}。运行 {self.prog} --help 查看用法。")
        raise Stop(f"命令写法有误（{message}）。运行 {self.prog} --help 查看用法。")


class _Formatter(argparse.HelpFormatter):
    def _format_usage(self, usage, actions, groups, prefix):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return super()._format_usage(usage, actions, groups, prefix or "用法：")


def _add_shared(command: argparse.ArgumentParser, name: str) -> None:
    command.add_argument(
        "--year",
        type=read_year,
        default=usual_year(),
        metavar="年度",
        help=f"年度，对应 templates/<年度>.xlsx（默认最新的一份：{usual_year()}）",
    )
    if name != "compare":
        command.add_argument("--programme", type=Path, metavar="文件", help="考核方案工作簿，代替 --year")
    command.add_argument(
        "--output", type=Path, default=USUAL_OUTPUT, metavar="文件夹", help="结果放在哪里（默认 output）"
    )


def _add_advice(command: argparse.ArgumentParser) -> None:
    """``--no-advice``, for the demo: it prints its own advice, as its folders are not the office's."""
    command.add_argument("--no-advice", dest="advice", action="store_false", help=argparse.SUPPRESS)


def _add_compare(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "years", nargs="*", type=read_year, metavar="年度", help="前一年度和后一年度（默认 --year 的上一年和 --year）"
    )
    returns = "其中每个年度一个子文件夹，放该年度报回的文件（默认 returns）"
    command.add_argument("--returns", type=Path, default=Path("returns"), metavar="文件夹", help=returns)


def _add_new(command: argparse.ArgumentParser) -> None:
    command.add_argument("year", type=read_year, nargs="?", metavar="年度", help="新的年度（默认最新的一份的下一年）")
    command.add_argument(
        "--from", dest="source", type=read_year, metavar="年度", help="照哪一年的方案，或方案工作簿（默认上一年）"
    )
    command.add_argument("--blank", action="store_true", help="起一份空白的：表头、列表、参数，每种计分方式一行示例")
    target = "新方案放在哪里（默认 templates）"
    command.add_argument("--output", type=Path, default=Path("templates"), metavar="文件夹", help=target)


def _add_import(command: argparse.ArgumentParser) -> None:
    command.add_argument("document", type=Path, metavar="文件", help="正式文件：.docx、.txt 或 .xlsx")
    command.add_argument("--year", metavar="年度", help="考核年度（默认照文件标题）")
    target = "新方案放在哪里（默认 templates）"
    command.add_argument("--output", type=Path, default=Path("templates"), metavar="文件夹", help=target)


def _add_archive(command: argparse.ArgumentParser) -> None:
    checked = "核对这个归档：是否完整、有什么出入，重新计分是否相同"
    command.add_argument("--check", type=Path, metavar="归档", help=checked)
    key = "核对封签用的密钥（默认 templates/<年度>.key，没有就只核对是否完整）"
    command.add_argument("--key", type=Path, metavar="文件", help=key)


def _add_explain(command: argparse.ArgumentParser) -> None:
    command.add_argument("unit", metavar="单位", help="单位名称")
    what = "条款号（6.2）、考核内容（第6项）、任务（任务4.1）或填报数据的名称；不写则说明总分"
    command.add_argument("subject", nargs="*", metavar="条款", help=what)


_AS_OF = {"mail": "按哪一天计算离截止还有几天", "collect": "按哪一天看复核截止时间过了没有"}
"""Commands that compare today with a time of the programme: the help of their ``--today``."""
_OWN_OPTIONS = {"new": _add_new, "import": _add_import}
"""Options of commands that make a programme and read none."""
_MORE_OPTIONS = {"compare": _add_compare, "explain": _add_explain, "archive": _add_archive}
"""Options that a command has besides the usual ones."""


def _example(words: str, year: int) -> str:
    """A command as an example, with the year of the newest programme."""
    return "例：" + words.format(year=year, before=year - 1, next=year + 1)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="qz", description="目标责任考核：发表、收表、计分、排名")
    parser.add_argument("--version", action="version", version=f"qz {__version__}", help="显示版本")
    commands = parser.add_subparsers(dest="command", metavar="命令", title="命令", required=True)
    example_year = int(next(iter(years()), FIRST_YEAR))
    for name, (_, summary, example) in _COMMANDS.items():
        command = commands.add_parser(
            name,
            prog=f"qz {name}",
            help=summary,
            description=summary,
            epilog=_example(example, example_year),
        )
        if name in _OWN_OPTIONS:
            _OWN_OPTIONS[name](command)
            continue
        _add_shared(command, name)
        command.set_defaults(recalls=name in {"explain", "mail", "sensitivity", "archive"})
        if name in {"collect", "explain", "mail", "fetch", "sensitivity", "archive"}:
            usual = "returns/<年度>" if name in {"collect", "fetch"} else "最近一次汇总所读的，没有则为 returns/<年度>"
            returns = f"各单位报回的文件所在文件夹（默认 {usual}）"
            command.add_argument("--returns", type=Path, metavar="文件夹", help=returns)
        if name in {"forms", "collect", "mail"}:
            _add_advice(command)
        if name in _AS_OF:
            day = f"{_AS_OF[name]}，如 {example_year}-12-10（默认今天）"
            command.add_argument("--today", metavar="日期", help=day)
        if name == "mail":
            command.add_argument("--again", action="store_true", help="已拟过的也重新拟稿（默认同一事由不重复）")
        if name in {"send", "fetch"}:
            command.add_argument("--password", action="store_true", help="重新输入密码，不用系统密码库里存的")
        if name == "send":
            command.add_argument("--yes", action="store_true", help="列出后不再询问，直接发")
            command.add_argument("--unsure", action="store_true", help="上次断开、不能确定是否发出的也重发")
        if name in _MORE_OPTIONS:
            _MORE_OPTIONS[name](command)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Exit status: 0 results were written; 2 nothing could be written (one sentence on stderr)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    look_seldom()
    try:
        arguments = _parser().parse_args(argv)
        import_module(_COMMANDS[arguments.command][0]).run(arguments)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 2
    except BrokenPipeError:  # the program that reads the output has ended
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - closed by the process's end
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            print(f"文件夹或文件的名字太长，系统不收：{error.filename}。请改短后再运行。", file=sys.stderr)
        elif error.errno == errno.ENOSPC:
            print("磁盘空间不够，没有做完，原有结果未改动。请腾出空间后再运行。", file=sys.stderr)
        else:
            raise
        return 2
    except KeyboardInterrupt:
        print("已中断，原有结果未改动。", file=sys.stderr)
        return 130
    finally:
        MEMORY.forget()
    return 0
