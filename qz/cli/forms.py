"""``qz forms``: a return form for every unit of the programme."""

import argparse
from pathlib import Path

from qz.cli.console import announce, progress, say
from qz.cli.programme import load_checked_programme
from qz.cli.stop import Stop
from qz.forms.build import write_form
from qz.forms.wording import WordingFault
from qz.layout.form import build_plan
from qz.layout.registers import FILE_NAME
from qz.model.programme import Programme, Unit
from qz.model.scores import Answers, UnitScore
from qz.registers.write import write_registers
from qz.reports.swap import ResultInUse, replace_folder
from qz.scoring.engine import score_unit

_NOTHING = Answers({}, {}, {}, {}, {}, {})


def blank_score(programme: Programme, unit: Unit) -> UnitScore | None:
    """What the unit's form shows before anything is filled in; ``None`` for a unit that is not scored."""
    return score_unit(programme, unit, _NOTHING) if programme.scorecard_of(unit) else None


def write_forms(programme: Programme, directory: Path) -> tuple[Path, ...]:
    """Write every unit's form into ``directory`` as ``<code>-<unit>.xlsx``."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for unit in progress(programme.units, len(programme.units), "生成填报表", lambda unit: unit.name):
        path = directory / f"{unit.code}-{unit.name}.xlsx"
        write_form(build_plan(programme, unit), blank_score(programme, unit), path)
        paths.append(path)
    return tuple(paths)


def run(arguments: argparse.Namespace) -> None:
    """Write the forms and say what to do with them."""
    programme = load_checked_programme(arguments)
    year = arguments.output / str(programme.particulars.year)
    directory, registers = year / "forms", year / FILE_NAME
    announce(f"生成 {len(programme.units)} 份填报表……")
    try:
        paths = replace_folder(directory, lambda folder: tuple(path.name for path in write_forms(programme, folder)))
        # The registers are the office's own and filled in through the year: never written over.
        made = not registers.exists() and write_registers(programme, registers)
    except (WordingFault, ResultInUse) as fault:
        raise Stop(str(fault)) from None
    except OSError as error:
        raise Stop(
            f"填报表写不进 {error.filename or directory}：请关闭正在打开的文件，检查磁盘空间后再运行。"
        ) from None
    deadline = programme.particulars.deadline
    say(f"已生成 {len(paths)} 份填报表：{directory}")
    if made:
        say(f"已生成办公室用的台账：{registers}（随到随登，收表时放进 returns/{programme.particulars.year}/）")
    say(
        f"下一步：发给各单位（make mail 可生成邮件草稿），{deadline.year}年{deadline.month}月{deadline.day}日截止；"
        f"报回的文件放进 returns/{programme.particulars.year}/，再运行 make collect。",
    )
