"""``qz forms``: writes a return form for every unit that the programme asks for something."""

import argparse
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from qz.cli.console import announce, progress, say
from qz.cli.hand_edits import keep_filled_in
from qz.cli.kept_results import kept_for
from qz.cli.next_step import typed
from qz.cli.office_key import issuing_key
from qz.cli.output_folder import check_folder, why_not_written
from qz.cli.programme_file import load_checked_programme, programme_path
from qz.cli.sent_forms import FORMS_FOLDER, WrittenForms, blank_forms
from qz.cli.stop import Stop
from qz.cli.workers import workers
from qz.forms.all_forms import form_name, write_forms
from qz.forms.form_wording import FormWordingFault
from qz.layout.register_workbook import FILE_NAME
from qz.model.programme import Programme
from qz.registers.write_register import write_registers
from qz.reports.folders import Output, ResultInUse, replace_folders
from qz.values.dates import show_day

_PER_FILE: Final = 25
"""So many forms are written in the time in which one file is read; ``workers`` counts in files."""


def _shown(paths: Iterable[Path], total: int) -> Iterable[Path]:
    return progress(paths, total, "生成填报表", lambda path: path.stem)


def run(arguments: argparse.Namespace) -> None:
    """Write the forms and print what to do with them."""
    checked = load_checked_programme(arguments)
    programme = checked.programme
    year = arguments.output / programme.home
    directory, registers = year / FORMS_FOLDER, year / FILE_NAME
    check_folder(directory)
    programme = replace(programme, key=issuing_key(programme, programme_path(arguments), directory))
    announce(f"生成 {len(programme.asked_units)} 份填报表……")

    def write(folder: Path) -> tuple[str, ...]:
        count = len(programme.asked_units)
        with workers(count // _PER_FILE) as executor:
            paths = write_forms(blank_forms(programme), folder, executor, partial(_shown, total=count))
        return tuple(path.name for path in paths)

    names = [form_name(unit) for unit in programme.units]
    former = [form_name(unit) for unit in programme.units if not programme.is_asked(unit)]
    try:
        output, kept = keep_filled_in(Output(directory, write, former), names)
        (paths,) = replace_folders([output])
        # The registers are the office's own and filled in through the year: never written over.
        made = not registers.exists() and write_registers(programme, registers)
    except (FormWordingFault, ResultInUse) as fault:
        raise Stop(str(fault)) from None
    except OSError as error:
        raise Stop(why_not_written(error, directory, "填报表")) from None
    checked.keep(programme_path(arguments), arguments.output)
    WrittenForms(directory, kept_for(programme, year)).note(programme)
    say(f"已生成 {len(paths) - len(kept)} 份填报表：{directory}")
    if kept:
        say(f"有人在这里直接填了表，已另存一份，请移到收件文件夹：{'、'.join(map(str, kept))}")
    if made:
        say(f"已生成办公室用的台账：{registers}")
    if arguments.advice:
        _say_next(arguments, programme, registers_made=made)


def _say_next(arguments: argparse.Namespace, programme: Programme, *, registers_made: bool) -> None:
    """Print what to do with the forms."""
    deadline = programme.particulars.deadline
    say(
        f"下一步：发给各单位（运行 {typed('mail', arguments)} 可拟好邮件草稿），{show_day(deadline)}截止；"
        f"报回的文件放进 returns/{programme.home}/，再运行 {typed('collect', arguments)}。"
        + ("台账随到随登，收表时也放进去。" if registers_made else "")
    )
