"""Gives a container to the child process and turns its answer into pieces."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import Final

from qz.intake.arrivals.pieces import Piece
from qz.intake.arrivals.unpack.pieces_within import Within, unpack
from qz.intake.intake_records import Format, Issue
from qz.workbook.read.fault import UnreadableFile

SECONDS: Final = 60
"""Seconds of processor time a container may take; by the clock twice as many."""
_AT_LEAST: Final = 10
_A_SECOND: Final = 1 << 16
"""For each so many bytes the container gets a second more than ``_AT_LEAST``, up to ``SECONDS``.

A tiny file that takes long to unpack was made to do harm.
"""
MEMORY: Final = 2 << 30
"""Bytes of address space a container may take."""
_TOO_MUCH: Final = {"what": "要占用过多内存或时间才能打开的文件", "how": "请把里面的文件取出来，直接报送"}
MOST: Final = 256 << 20
"""Bytes that a container opened here may have."""


def open_apart(kind: Format, data: bytes) -> Iterator[Piece]:
    """The files inside a container, opened in a child process with limited time and memory.

    Raises:
        UnreadableFile: It is damaged, protected by a password, in a variant no library opens, or beyond the limits.
    """
    if len(data) > MOST:
        raise UnreadableFile("F09", detail=f"这个文件有{len(data) >> 20}MB")
    seconds = min(SECONDS, _AT_LEAST + len(data) // _A_SECOND)
    command = [sys.executable, "-m", "qz.intake.arrivals.unpack.child", kind.value, str(seconds), str(MEMORY)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=2 * seconds, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as fault:
        raise UnreadableFile("F08", **_TOO_MUCH) from fault
    if done.returncode != 0:
        raise UnreadableFile("F08", **_TOO_MUCH)
    files = unpack(done.stdout)
    if len(files) == 1 and files[0].code and not files[0].name:
        raise UnreadableFile(files[0].code, **files[0].words)
    yield from map(_piece, files)


def _piece(file: Within) -> Piece:
    hint = Issue("F16") if file.is_link else None
    return Piece(file.name, len(file.data), partial(_read, file), hint, closed=file.is_link)


def _read(file: Within) -> bytes:
    if file.code:
        raise UnreadableFile(file.code, **file.words)
    return file.data
