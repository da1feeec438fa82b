"""Workbooks opened, recalculated from scratch and saved by LibreOffice, many files in one process.

``office`` is the fixture: a session's LibreOffice with a throw-away profile that recalculates everything on loading,
follows no link and runs no macro. Where LibreOffice is absent the test is skipped with a reason; with
``QZ_OFFICE=required`` in the environment it fails instead. Mark such tests ``@pytest.mark.office``.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest

_SETTINGS = [
    ("/org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode", "0"),
    ("/org.openoffice.Office.Calc/Formula/Load", "ODFRecalcMode", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
]


class OfficeFault(Exception):
    """LibreOffice did not write what it was asked for."""


class Office:
    """LibreOffice, headless, with a profile of its own under ``profile``."""

    def __init__(self, program: str, profile: Path) -> None:
        self.program = program
        self.profile = profile
        (profile / "user").mkdir(parents=True, exist_ok=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_profile_settings(), "utf-8")

    def convert(self, files: Sequence[Path], folder: Path, to: str = "xlsx", seconds: float = 300) -> list[Path]:
        """Each file opened, recalculated and saved into ``folder``; the new files in the order given.

        Args:
            files: Workbooks with different stems, none of them empty.
            folder: Where to write; made if need be, other than the files' own.
            to: ``xlsx``, ``xls``, ``ods``, ``pdf`` or ``csv``, or as LibreOffice's ``--convert-to`` takes it.
            seconds: How long all of it may take.

        Raises:
            OfficeFault: if a file is empty, two share a stem, or one was not written (the program returns 0 anyway).
        """
        stems = [file.stem for file in files]
        if len(set(stems)) != len(stems):
            raise OfficeFault("two files share a stem")
        if any(file.stat().st_size == 0 for file in files):
            raise OfficeFault("an empty file would become an empty workbook")
        folder.mkdir(parents=True, exist_ok=True)
        suffix = to.split(":", 1)[0]
        written = [folder / f"{stem}.{suffix}" for stem in stems]
        for path in written:
            path.unlink(missing_ok=True)
        outcome = subprocess.run(
            [
                self.program,
                "--headless",
                "--norestore",
                f"-env:UserInstallation={self.profile.as_uri()}",
                "--convert-to",
                to,
                "--outdir",
                str(folder),
                *map(str, files),
            ],
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        missing = [path.name for path in written if not path.is_file() or path.stat().st_size == 0]
        if missing:
            raise OfficeFault(f"not written: {missing}; {outcome.stdout}{outcome.stderr}")
        return written


def _profile_settings() -> str:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry"'
        f' xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>'
    )


def go_without(required: str | None) -> NoReturn:
    """Skip the test with the reason, or fail it where LibreOffice is ``required``."""
    reason = "LibreOffice is not installed: formulas were not recalculated by a second program"
    if required == "required":
        pytest.fail(reason)
    pytest.skip(reason)


def find_office() -> str | None:
    """The LibreOffice program, or ``None``."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A session's LibreOffice; skips where there is none, fails where it is required."""
    program = find_office()
    if program is None:
        go_without(os.environ.get("QZ_OFFICE"))
    return Office(program, tmp_path_factory.mktemp("office-profile"))
