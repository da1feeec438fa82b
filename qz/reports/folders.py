"""Replaces folders of results completely or not at all, even when the program is interrupted."""

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from qz.records import dataclass

_NEW = ".新结果-"
_OLD = ".旧结果-"


class ResultInUse(Exception):
    """A result is open in another program; the message is the sentence for the clerk. Nothing was changed."""

    def __init__(self, path: Path, why: str = "") -> None:
        """``path``: the file; ``why``: more words for the sentence."""
        super().__init__(f"结果文件“{path.name}”正在别的程序里打开，无法更新：请关闭它再运行；原有结果未改动。{why}")
        self.path = path


@dataclass(frozen=True, slots=True)
class Output:
    """A folder to be replaced.

    ``write`` fills a new folder and returns the paths of what it wrote, relative to the folder; a folder among them is
    replaced as a whole. Other files of the old folder are kept, except ``former``: names that an earlier run may have
    written and this one did not. ``count``: how many files are to be written, where that is known.
    """

    folder: Path
    write: Callable[[Path], tuple[str, ...]]
    former: Collection[str] = ()
    count: int = 0


def replace_folders(outputs: Sequence[Output]) -> tuple[tuple[Path, ...], ...]:
    """Fill a new folder beside each old one; when all are complete, exchange them. Returns the paths of their files.

    Folders are exchanged one after the other, in the order given, each in one step where the system supports that, so
    that at any moment there is a complete folder. Elsewhere it takes two steps; where the program is interrupted
    between them, the next run repairs it.

    Raises:
        ResultInUse: A file to be replaced is open in another program; the old folders were not changed.
        OSError: The disk refuses; the old folders were not changed.
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
    """The folder to which a symbolic link leads, so that the link itself is not replaced."""
    return folder.resolve() if folder.is_symlink() else folder


def check_free(path: Path) -> None:
    """Raise ``ResultInUse`` if a program has locked the file, or has put a lock file beside it."""
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
    """Put back a folder that an interrupted run had moved aside, and remove what that run left."""
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
    """Copy into the new folder what is in the old one and is not ``ours``."""
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
    """Put every new folder in its place, or none of them."""
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
    """Exchange two folders in one step. Returns whether the system could do it (Linux, macOS; most file systems)."""
    call = {"linux": ("renameat2", 2), "darwin": ("renameatx_np", 2)}.get(sys.platform)
    if call is None or not (one.exists() and other.exists()):
        return False
    name, exchange = call
    function = getattr(ctypes.CDLL(None), name, None)
    here = -100 if sys.platform == "linux" else -2  # AT_FDCWD: paths are as the process sees them
    return function is not None and function(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0


def _busy_file(folder: Path) -> Path:
    """The open file that prevents the folder from being moved; the folder itself where none is found."""
    for path in sorted(folder.iterdir()):
        try:
            check_free(path)
        except ResultInUse as busy:
            return busy.path
    return folder
