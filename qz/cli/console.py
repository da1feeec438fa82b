"""What the terminal shows: a progress bar on long work, a short table at the end; plain lines elsewhere."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def progress(things: Iterable[T], total: int, label: str) -> Iterator[T]:
    """Yield ``things``, drawing a bar while somebody watches."""
    if not sys.stdout.isatty():
        yield from things
        return
    from rich.progress import track  # noqa: PLC0415 - slow to import, and only a terminal needs it

    yield from track(things, description=label, total=total, transient=True)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a short table, aligned by East Asian width."""
    if sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415 - as above
        from rich.table import Table  # noqa: PLC0415 - as above

        shown = Table(*heads, show_edge=False)
        for row in rows:
            shown.add_row(*row)
        Console().print(shown)
        return
    for row in rows:
        print("  " + "  ".join(f"{head} {cell}" for head, cell in zip(heads, row, strict=True)))


def say(*lines: str) -> None:
    """Print lines."""
    for line in lines:
        print(line)
