"""Commands that keep the record of letters run one at a time, or a letter might go out twice."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from qz.cli.stop import Stop


def hold(stream: IO[bytes]) -> None:
    """Hold the file until it is closed, by the process's end at the latest. Raises ``OSError`` if another does."""
    if os.name == "nt":
        import msvcrt  # noqa: PLC0415 - of Windows alone

        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    else:
        import fcntl  # noqa: PLC0415 - not of Windows

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Keep other such commands off this folder while the block runs; a folder that is not there yet has no record.

    Raises:
        Stop: another one is at work there.
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
