"""Printing: in a terminal with progress bars and aligned tables, elsewhere as plain lines."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from qz.workbook.write.text_room import text_columns

if TYPE_CHECKING:
    from rich.progress import Progress

T = TypeVar("T")


def progress(things: Iterable[T], total: int, label: str, name_of: Callable[[T], str] = lambda _: "") -> Iterator[T]:
    """Yield ``things``; in a terminal, with a progress bar.

    Args:
        things: What is worked through.
        total: How many are expected; where more come, the total grows.
        label: What is being done, shown before the bar.
        name_of: The name shown for the one being worked on.
    """
    if not sys.stdout.isatty():
        yield from things
        return
    with _bar() as bar:
        task = bar.add_task(label, total=total, now="")
        for place, thing in enumerate(things):
            bar.update(task, completed=place, total=max(total, place + 1), now=_short(name_of(thing)), refresh=True)
            yield thing


class FilesBar:
    """Shows how many files of how many are written; nothing where nobody watches."""

    def __init__(self, bar: "Progress | None" = None, label: str = "") -> None:
        """``bar`` draws it, ``label`` before it; ``None``: it shows nothing."""
        self._bar = bar
        self._task = bar.add_task(label, total=None, now="") if bar else None

    def expect(self, total: int) -> None:
        """So many files will be written."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, total=total)

    def done(self, name: str) -> None:
        """That file is written."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=1, now=_short(name), refresh=True)


@contextmanager
def writing(label: str) -> Iterator[FilesBar]:
    """Draw a bar of files as they are written, while somebody watches."""
    if not sys.stdout.isatty():
        yield FilesBar()
        return
    with _bar() as bar:
        yield FilesBar(bar, label)


def _bar() -> "Progress":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415 - slow, for a tty only

    now = TextColumn("{task.fields[now]}", markup=False)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(bar_width=30), MofNCompleteColumn(), now)
    return Progress(*columns, transient=True)


@contextmanager
def working(label: str) -> Iterator[None]:
    """In a terminal, show ``label`` while the block runs."""
    if not sys.stdout.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, and only a terminal needs it

    with Console().status(f"{label}……"):
        yield


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a short table: aligned in a terminal; elsewhere one line for each row, each value after its head."""
    if sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415 - as above
        from rich.markup import escape  # noqa: PLC0415 - as above
        from rich.table import Table  # noqa: PLC0415 - as above

        shown = Table(*heads, show_edge=False)
        for row in rows:
            shown.add_row(*map(escape, row))
        Console().print(shown)
        return
    for row in rows:
        print("  " + "  ".join(f"{head} {cell}" for head, cell in zip(heads, row, strict=True)))


def announce(line: str) -> None:
    """Print a line where no progress bar is shown."""
    if not sys.stdout.isatty():
        say(line)


def say(*lines: str) -> None:
    """Print lines."""
    for line in lines:
        print(line, flush=True)


def _short(text: str, most: int = 30) -> str:
    """The text; where it is wider than ``most`` columns, its beginning is cut off."""
    while text_columns(text) > most:
        text = f"…{text[2:]}" if text.startswith("…") else f"…{text[1:]}"
    return text
