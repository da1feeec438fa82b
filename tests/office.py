"""Workbooks opened, recalculated from scratch and saved by LibreOffice, many files in one process.

``office`` is the fixture: a session's LibreOffice with a throw-away profile that recalculates everything on loading,
follows no link and runs no macro. It is started once and stays (``office_bridge.py``), for a start takes longer than
most conversions. Where LibreOffice is absent the test is skipped with a reason; with ``QZ_OFFICE=required`` in the
environment it fails instead. Mark such tests ``@pytest.mark.office``.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import pytest

TESTS = Path(__file__).parent
PYTHON = "/usr/bin/python3"
"""The Python that has LibreOffice's bridge."""
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
    """LibreOffice, headless, with a profile of its own under ``profile``; started when it is first needed."""

    def __init__(self, profile: Path) -> None:
        self.profile = profile
        self._bridge: subprocess.Popen[str] | None = None
        (profile / "user").mkdir(parents=True, exist_ok=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_profile_settings(), "utf-8")

    def convert(self, files: Sequence[Path], folder: Path, to: str = "xlsx", seconds: float = 900) -> list[Path]:
        """Each file opened, recalculated and saved into ``folder``; the new files in the order given.

        Args:
            files: Workbooks with different stems, none of them empty; documents too where they become ``pdf``.
            folder: Where to write; made if need be, other than the files' own.
            to: ``xlsx``, ``xls``, ``ods`` or ``pdf``.
            seconds: How long all of it may take.

        Raises:
            OfficeFault: if a file is empty, two share a stem, or one was not written.
        """
        stems = [file.stem for file in files]
        if len(set(stems)) != len(stems):
            raise OfficeFault("two files share a stem")
        if any(file.stat().st_size == 0 for file in files):
            raise OfficeFault("an empty file would become an empty workbook")
        folder.mkdir(parents=True, exist_ok=True)
        written = [folder / f"{stem}.{to}" for stem in stems]
        for path in written:
            path.unlink(missing_ok=True)
        pairs = [(str(one.absolute()), str(new.absolute())) for one, new in zip(files, written, strict=True)]
        faults = self._order(pairs, seconds)
        missing = [path.name for path in written if not path.is_file() or path.stat().st_size == 0]
        if missing or faults:
            raise OfficeFault(f"not written: {missing}; {faults}")
        return written

    def values(self, files: Sequence[Path]) -> list[dict[str, list[list[object]]]]:
        """The values of each workbook as recalculated: rows by the sheet's name, as ``office_bridge`` gives them.

        Raises:
            OfficeFault: if a file does not open.
        """
        written = [self.profile / f"{place}.json" for place in range(len(files))]
        faults = self._order([(str(one.absolute()), str(new)) for one, new in zip(files, written, strict=True)], 900)
        if faults:
            raise OfficeFault(f"no values: {faults}")
        return [json.loads(path.read_text("utf-8")) for path in written]

    def _order(self, pairs: list[tuple[str, str]], seconds: float) -> list[str]:
        """What was not done of an order, in words."""
        if self._bridge is None:
            self._bridge = subprocess.Popen(
                [PYTHON, str(TESTS / "office_bridge.py"), str(self.profile)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                start_new_session=True,
                env=os.environ | {"PYTHONPATH": str(TESTS.parent / "scripts")},
            )
        bridge = self._bridge
        assert bridge.stdin
        assert bridge.stdout
        watch = threading.Timer(seconds, os.killpg, (bridge.pid, signal.SIGKILL))
        watch.start()
        try:
            print(json.dumps(pairs), file=bridge.stdin, flush=True)
            answer = bridge.stdout.readline()
        finally:
            watch.cancel()
        if not answer:
            self._kill()
            return [f"LibreOffice did not answer within {seconds} seconds, or ended"]
        faults: list[str] = json.loads(answer)
        return faults

    def _kill(self) -> None:
        """End it and all it started; the next order starts another."""
        bridge, self._bridge = self._bridge, None
        if bridge is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(bridge.pid, signal.SIGKILL)
            bridge.communicate()

    def close(self) -> None:
        """Let it end."""
        if self._bridge is not None:
            try:
                self._bridge.communicate(timeout=30)
                self._bridge = None
            except subprocess.TimeoutExpired:
                self._kill()


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
    """The LibreOffice program where its bridge is there too, or ``None``."""
    program = shutil.which("soffice")
    bridge = program and subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return program if bridge and bridge.returncode == 0 else None


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A session's LibreOffice; skips where there is none, fails where it is required."""
    if find_office() is None:
        go_without(os.environ.get("QZ_OFFICE"))
    office = Office(tmp_path_factory.mktemp("office-profile"))
    yield office
    office.close()
