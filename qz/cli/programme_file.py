"""Finds and reads the programme a command works on."""

import argparse
import hashlib
import unicodedata
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from qz.cli.assessment_folder import FOLDERS, folder_of, identity_of
from qz.cli.console import say
from qz.cli.kept_results import kept_programmes
from qz.cli.last_collect import recall_returns
from qz.cli.next_step import typed, typed_for
from qz.cli.office_key import returns_key
from qz.cli.stop import Stop
from qz.engine.kept.codec import Codec
from qz.engine.kept.kept_texts import KeptTexts
from qz.model.finding import Finding
from qz.model.programme import Programme
from qz.records import dataclass

_KIND: Final = "a programme workbook"
_CHECKED: Final = "a programme workbook held against itself"


def read_year(text: str) -> str:
    """A year as people write it (``２０１１``, ``2011年``, ``2011年度``) in ASCII digits; any other text unchanged."""
    bare = unicodedata.normalize("NFKC", text).strip().removesuffix("度").removesuffix("年").strip()
    return bare if bare.isdecimal() and bare.isascii() else text


def programme_path(arguments: argparse.Namespace) -> Path:
    """``--programme``, else the year's workbook in ``templates`` or the samples; raises ``Stop`` if there is none."""
    found = (path for folder in FOLDERS if (path := folder / f"{arguments.year}.xlsx").is_file())
    chosen: Path = arguments.programme or next(found, FOLDERS[0] / f"{arguments.year}.xlsx")
    if not chosen.is_file():
        raise Stop(f"没有找到考核方案 {chosen}。{_advice(arguments)}")
    return chosen


def _advice(arguments: argparse.Namespace) -> str:
    """A sentence with the years there are, and how to make a new one."""
    if arguments.programme:
        return "请核对 --programme 后面的文件名。"
    years = sorted({path.stem for folder in FOLDERS for path in folder.glob("[0-9][0-9][0-9][0-9]*.xlsx")})
    if not years:
        return f"这里没有 {FOLDERS[0]} 文件夹或其中没有方案：请在项目文件夹里运行，或用 --programme 指明方案工作簿。"
    there = f"现有的年度：{'、'.join(years)}。"
    wanted = arguments.year if str(arguments.year).isdecimal() and len(str(arguments.year)) == 4 else "年度"
    return f"{there}要起一份新的，运行 {typed_for('new', wanted)}。"


def load_programme(arguments: argparse.Namespace) -> Programme:
    """Read the programme. Raises ``Stop`` with its errors, if it has any."""
    path = programme_path(arguments)
    programme, findings = _read(path, kept_programmes(path, arguments.output), arguments)
    if findings:
        say(f"考核方案有 {len(findings)} 处提醒，运行 {typed('check', arguments)} 查看。")
    programme = replace(programme, folder=folder_of(path, identity_of(programme.particulars), arguments.output))
    recall_returns(arguments, programme.home)
    return replace(programme, key=returns_key(arguments, path, programme.home)[1])


def _read(path: Path, kept: KeptTexts, arguments: argparse.Namespace) -> tuple[Programme, tuple[Finding, ...]]:
    """The programme and its warnings; taken from the store where the same workbook was read before."""
    known: tuple[Programme, tuple[Finding, ...]] | None = _known(kept, _KIND, path)
    if known is not None:
        return known
    from qz.programme.faults import ProgrammeFault  # noqa: PLC0415 - what reads one is slow to import
    from qz.programme.read_programme import read_programme  # noqa: PLC0415 - as above

    try:
        programme, findings = read_programme(path)
    except ProgrammeFault as fault:
        raise _refusal(path, fault.findings, typed("check", arguments)) from None
    _keep(kept, _KIND, path, programme.digest, (programme, findings))
    return programme, findings


@dataclass(frozen=True, slots=True)
class CheckedProgramme:
    """A programme without errors. ``read`` are the warnings of reading it, ``doubts`` those of all checks."""

    programme: Programme
    read: tuple[Finding, ...]
    doubts: tuple[Finding, ...]

    def keep(self, path: Path, output: Path) -> None:
        """Store it for later commands, signed with the key that is beside the workbook now."""
        kept, bare = kept_programmes(path, output), replace(self.programme, folder="", key=b"")
        _keep(kept, _KIND, path, bare.digest, (bare, self.read))
        _keep(kept, _CHECKED, path, bare.digest, (bare, self.read, self.doubts))


def load_checked_programme(arguments: argparse.Namespace) -> CheckedProgramme:
    """Read the programme and check it, before forms are sent out. Raises ``Stop`` where it has errors."""
    path = programme_path(arguments)
    checked = _checked(path, kept_programmes(path, arguments.output), arguments)
    if checked.doubts:
        say(f"考核方案有 {len(checked.doubts)} 处提醒，运行 {typed('check', arguments)} 查看。")
    folder = folder_of(path, identity_of(checked.programme.particulars), arguments.output)
    return replace(checked, programme=replace(checked.programme, folder=folder))


def _checked(path: Path, kept: KeptTexts, arguments: argparse.Namespace) -> CheckedProgramme:
    """The programme with its warnings; taken from the store where the same workbook was checked before."""
    known = _known(kept, _CHECKED, path)
    if known is not None:
        return CheckedProgramme(*known)
    from qz.programme.check import check_workbook  # noqa: PLC0415 - what reads one is slow to import

    report = check_workbook(path)
    if report.programme is None or report.errors:
        raise _refusal(path, report.errors, typed("check", arguments))
    return CheckedProgramme(report.programme, report.read, report.warnings)


def _known(kept: KeptTexts, kind: str, path: Path) -> Any:
    """What ``_keep`` stored for the workbook as it is now, mappings read-only; ``None`` where nothing was."""
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
    text = kept.get(kind, str(path), digest)
    if text is not None:
        with suppress(ValueError):
            return _codec().read(text)
    return None


def _keep(kept: KeptTexts, kind: str, path: Path, digest: str, came_to: tuple[object, ...]) -> None:
    if kept.folder.parent.is_dir():  # commands that write nothing make no folder
        with suppress(TypeError):  # it holds something that cannot be stored
            kept.put(_codec().write(came_to), kind, str(path), digest)


def _codec() -> Codec:
    return Codec.of(tuple[Programme, Finding])


def _refusal(path: Path, errors: tuple[Finding, ...], check: str) -> Stop:
    from qz.programme.faults import is_unopened  # noqa: PLC0415 - what reads one is slow to import

    copy = "" if is_unopened(errors) else f"（{check} 有批注本）"
    head = f"考核方案 {path} 有 {len(errors)} 处错误，改正后再运行{copy}："
    return Stop("\n".join([head, *(f"  {finding.sentence}" for finding in errors)]))
