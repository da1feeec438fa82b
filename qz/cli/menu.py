"""``qz menu``: a menu of the year's steps, for people who do not type commands."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from qz.cli.assessment_folder import FOLDERS, years
from qz.cli.console import say
from qz.cli.next_step import IN_MENU
from qz.cli.stop import Stop
from qz.records import dataclass

Run = Callable[[Sequence[str]], int]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the menu: the key to type, its text, and its command. ``asks``: questions asked first."""

    key: str
    label: str
    words: tuple[str, ...]
    asks: tuple[str, ...] = ()


YEAR: Final = "{year}"
STEPS: Final = (
    Step("1", "用样例把全过程走一遍，看看结果是什么样子", ("demo", "--year", YEAR)),
    Step("2", "检查考核方案：哪一格有什么问题、怎么改", ("check", "--year", YEAR)),
    Step("3", "生成每个单位的填报表", ("forms", "--year", YEAR)),
    Step("4", "拟好该发的邮件草稿：发表、催报、补正、回执、核定、结果告知、复核答复", ("mail", "--year", YEAR)),
    Step("5", "把草稿经本办公室的邮箱发出（先列出再问）", ("send", "--year", YEAR)),
    Step("6", "从本办公室的邮箱收下新邮件", ("fetch", "--year", YEAR)),
    Step("7", "读取报回的文件，计分、排名", ("collect", "--year", YEAR)),
    Step(
        "8",
        "一个单位为什么得这个分",
        ("explain", "--year", YEAR),
        ("单位名称：", "条款号（如 6.2，不写则说明总分）："),
    ),
    Step("9", "与上一年对比", ("compare", "--year", YEAR)),
    Step("10", "由上一年的方案起一份新年度的", ("new",), ("新的年度（四位数字）：",)),
    Step("11", "把结束的一年归档成一个文件", ("archive", "--year", YEAR)),
    Step("12", "核对一份归档：是否完整，重新计分是否相同", ("archive", "--year", YEAR, "--check"), ("归档文件：",)),
    Step("13", "测算换一种口径会改变谁的分数和名次", ("sensitivity", "--year", YEAR)),
    Step("14", "由正式文件（Word 等）起一份方案", ("import",), ("文件：",)),
    Step("15", "重新拟邮件草稿，已拟过的也重拟", ("mail", "--year", YEAR, "--again")),
    Step("16", "发邮件，上次不能确定是否发出的也重发", ("send", "--year", YEAR, "--unsure")),
)
_LEAVE: Final = "0"
_CHANGE: Final = "n"


def menu_text(year: str) -> str:
    """The text of the menu."""
    lines = [f"  {step.key:>2}  {step.label}" for step in STEPS]
    return "\n".join(
        [
            "",
            f"考核工具　{year}年度",
            *lines,
            f"  {_CHANGE:>2}  换一个年度（现有：{'、'.join(years())}）",
            f"  {_LEAVE:>2}  退出",
        ]
    )


def words_of(step: Step, year: str, answers: Sequence[str]) -> list[str]:
    """The command of a step: its words, then the answers that are not blank."""
    return [word.replace(YEAR, year) for word in step.words] + [each for each in answers if each]


def run_words(words: Sequence[str]) -> int:
    """Run one command; returns its exit status."""
    from qz.cli.main import main  # noqa: PLC0415 - it imports this module's package

    if words[0] == "demo":
        return subprocess.run([sys.executable, "scripts/demo.py", *words[1:]], check=False).returncode  # noqa: S603
    return main(words)


def show_menu(year: str, ask: Callable[[str], str], run_step: Run) -> None:
    """Show the menu and run what is chosen, again and again until the person leaves.

    Args:
        year: The year to begin with.
        ask: Shows a prompt and gives the line typed; raises ``EOFError`` at the end of input.
        run_step: Runs one command.
    """
    steps = {step.key: step for step in STEPS}
    while True:
        say(menu_text(year))
        chosen = ask("请输入序号，按回车键：").strip().casefold()
        if chosen == _LEAVE:
            return
        if chosen == _CHANGE:
            wanted = ask("年度：").strip()
            if wanted in years():
                year = wanted
            else:
                say(f"没有 {wanted} 年度的考核方案。")
            continue
        step = steps.get(chosen)
        if step is None:
            say(f"没有“{chosen}”这一项，请输入左边的序号。")
            continue
        answers = [ask(question).strip() for question in step.asks]
        if step.asks and not answers[0]:
            say("没有输入，回到菜单。")
            continue
        say("")
        run_step(words_of(step, year, answers))
        ask("按回车键回到菜单。")


def run(arguments: argparse.Namespace) -> None:
    """Show the menu until the person leaves it."""
    found = years()
    if not found:
        raise Stop(f"没有找到考核方案：{Path.cwd() / FOLDERS[0]} 里一份也没有。请在项目文件夹里运行。")
    os.environ[IN_MENU] = "1"
    try:
        show_menu(arguments.year if arguments.year in found else found[0], input, run_words)
    except EOFError:
        say("")
    finally:
        del os.environ[IN_MENU]
