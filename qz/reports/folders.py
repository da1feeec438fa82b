"""A folder of results replaced whole or not at all, whatever interrupts it."""

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

_NEW = ".新结果-"
_OLD = ".旧结果-"


class ResultInUse(Exception):
    """A result is open in another program; the message is the sentence a clerk reads. Nothing was changed."""

    def __init__(self, path: Path, why: str = "") -> None:
        """Name the file."""
        super().__init__(f"结果文件“{path.name}”正在别的程序里打开，无法更新：请关闭它再运行；原有结果未改动。{why}")
        self.path = path


@dataclass(frozen=True, slots=True)
class Output:
    """A folder to be replaced. ``write`` fills a new one and returns its files' paths from the folder.

    A folder among those paths is replaced whole. What else lies in the old folder is kept, except ``former``: what
    another run may have written and this one did not.
    """

    folder: Path
    write: Callable[[Path], tuple[str, ...]]
    former: Collection[str] = ()


def replace_folder(
    folder: Path, write: Callable[[Path], tuple[str, ...]], former: Collection[str] = ()
) -> tuple[Path, ...]:
    """Replace one folder (``Output``), and return the paths of its files; see ``replace_folders``."""
    return replace_folders((Output(folder, write, former),))[0]


def replace_folders(outputs: Sequence[Output]) -> tuple[tuple[Path, ...], ...]:
    """Fill a new folder beside each, and only when all are full put them in their places; return their files' paths.

    They change places one after the other, in the order given, each in one step where the system can do that: at any
    moment it is whole, the old or the new. Elsewhere it takes two, and a run killed between them is set right at the
    next.

    Raises:
        ResultInUse: if a file to be replaced is open elsewhere; the old folders stand.
        OSError: if the disk refuses; the old folders stand.
    """
    wanted, outputs = outputs, [replace(each, folder=_behind_link(each.folder)) for each in outputs]
    for output in outputs:
        output.folder.parent.mkdir(parents=True, exist_ok=True)
        recover(output.folder)
    with ExitStack() as stack:
        filled: list[tuple[Output, Path, tuple[str, ...]]] = []
        for output in outputs:
            new = stack.enter_context(_beside(output.folder))
            filled.append((output, new, output.write(new)))
        for output, new, names in filled:
            for name in (*names, *output.former):
                check_free(output.folder / name)
            _keep_others(output.folder, new, {*output.former, *(name.split("/")[0] for name in names)})
        _exchange_all([(output.folder, new) for output, new, _ in filled])
    return tuple(
        tuple(given.folder / name for name in names) for given, (_, _, names) in zip(wanted, filled, strict=True)
    )


def _behind_link(folder: Path) -> Path:
    """The folder itself where a link stands for it: the link is the office's own, and stays."""
    return folder.resolve() if folder.is_symlink() else folder


def check_free(path: Path) -> None:
    """Raise ``ResultInUse`` if the file is open in a program that locks it or leaves its mark beside it."""
    for mark in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if mark.exists():
            raise ResultInUse(path, f"如果已经关闭，请删除同一文件夹里的“{mark.name}”。")
    if not path.is_file():
        return
    try:
        with path.open("r+b"):
            pass
    except PermissionError:
        raise ResultInUse(path) from None


def recover(folder: Path) -> None:
    """Put back what a run killed half-way moved aside, and clear what it left."""
    for old in sorted(folder.parent.glob(f"{_OLD}{folder.name}-*")):
        if not folder.exists():
            old.rename(folder)
        else:
            shutil.rmtree(old, ignore_errors=True)
    for new in folder.parent.glob(f"{_NEW}{folder.name}-*"):
        shutil.rmtree(new, ignore_errors=True)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    new = Path(tempfile.mkdtemp(prefix=f"{_NEW}{folder.name}-", dir=folder.parent))
    new.chmod(0o755)
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _keep_others(folder: Path, new: Path, ours: Collection[str]) -> None:
    """Take along what others put into the old folder."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.name in ours:
            continue
        if path.is_dir():
            shutil.copytree(path, new / path.name, symlinks=True)
        else:
            shutil.copy2(path, new / path.name, follow_symlinks=False)


def _exchange_all(pairs: Iterable[tuple[Path, Path]]) -> None:
    """Put every new folder in its place, or none."""
    done: list[tuple[Path, Path, Path]] = []
    try:
        for folder, new in pairs:
            done.append((folder, new, _exchange(folder, new)))
    except BaseException:
        for folder, new, old in reversed(done):
            if not (old == new and swap_at_once(folder, new)):
                folder.rename(new)
                if old != new:
                    old.rename(folder)
        raise
    for _, _, old in done:
        shutil.rmtree(old, ignore_errors=True)


def _exchange(folder: Path, new: Path) -> Path:
    """Put the new folder in its place; return where the old one is now (``new`` where there was none)."""
    if not folder.exists():
        new.rename(folder)
        return new
    if swap_at_once(folder, new):
        return new
    old = Path(tempfile.mkdtemp(prefix=f"{_OLD}{folder.name}-", dir=folder.parent))
    old.rmdir()
    try:
        folder.rename(old)
    except PermissionError:
        raise ResultInUse(_busy_file(folder)) from None
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    return old


def swap_at_once(one: Path, other: Path) -> bool:
    """Have two folders change places in one step; whether the system could (Linux and macOS, most file systems)."""
    call = {"linux": ("renameat2", 2), "darwin": ("renameatx_np", 2)}.get(sys.platform)
    if call is None or not (one.exists() and other.exists()):
        return False
    name, exchange = call
    function = getattr(ctypes.CDLL(None), name, None)
    here = -100 if sys.platform == "linux" else -2  # AT_FDCWD: paths are as the process sees them
    return function is not None and function(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0


def _busy_file(folder: Path) -> Path:
    """The file that keeps the folder from being moved, as far as can be told."""
    for path in sorted(folder.iterdir()):
        try:
            check_free(path)
        except ResultInUse as busy:
            return busy.path
    return folder
