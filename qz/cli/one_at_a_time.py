"""Lets only one command at a time work on the record of letters, so that no letter is sent twice."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from qz.cli.stop import Stop


def hold(stream: IO[bytes]) -> None:
    """Lock the file until it is closed. Raises ``OSError`` where another process has locked it."""
    if os.name == "nt":
        import msvcrt  # noqa: PLC0415 - of Windows alone

        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    else:
        import fcntl  # noqa: PLC0415 - not of Windows

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Keep other such commands off this folder while the block runs; nothing is locked where it does not exist yet.

    Raises:
        Stop: Another command is at work there.
    """
    if not folder.is_dir():
        yield
        return
    with (folder / ".正在收发").open("ab") as stream:
        try:
            hold(stream)
        except OSError:
            raise Stop("另一个窗口正在拟稿、发信或收信，请等它结束后再运行。") from None
        yield
