"""A folder of results replaced whole or not at all, whatever interrupts it."""

import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

_NEW = ".新结果-"
_OLD = ".旧结果-"


class ResultInUse(Exception):
    """A result is open in another program; the message is the sentence a clerk reads. Nothing was changed."""

    def __init__(self, path: Path, why: str = "") -> None:
        """Name the file."""
        super().__init__(f"结果文件“{path.name}”正在别的程序里打开，无法更新：请关闭它再运行；原有结果未改动。{why}")
        self.path = path


def replace_folder(
    folder: Path, write: Callable[[Path], tuple[str, ...]], former: Collection[str] = ()
) -> tuple[Path, ...]:
    """Have ``write`` fill a new folder beside ``folder``, then put it in its place; return the paths of its files.

    ``write`` returns its files' paths from the folder; a folder among them is replaced whole. What else lies in the old
    folder is kept, except ``former``: what another run may have written and this one did not. A run that was killed
    between the two renames is set right at the next.

    Raises:
        ResultInUse: if a file to be replaced is open elsewhere.
        OSError: if the disk refuses; the old folder stands.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    _recover(folder)
    with _beside(folder) as new:
        names = write(new)
        for name in names:
            check_free(folder / name)
        _keep_others(folder, new, {*former, *(name.split("/")[0] for name in names)})
        _exchange(folder, new)
    return tuple(folder / name for name in names)


def check_free(path: Path) -> None:
    """Raise ``ResultInUse`` if the file is open in a program that locks it or leaves its mark beside it."""
    for mark in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if mark.exists():
            raise ResultInUse(path, f"如果已经关闭，请删除同一文件夹里的“{mark.name}”。")
    if not path.exists():
        return
    try:
        with path.open("r+b"):
            pass
    except PermissionError:
        raise ResultInUse(path) from None


def _recover(folder: Path) -> None:
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


def _exchange(folder: Path, new: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
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
    shutil.rmtree(old, ignore_errors=True)


def _busy_file(folder: Path) -> Path:
    """The file that keeps the folder from being moved, as far as can be told."""
    for path in sorted(folder.iterdir()):
        try:
            check_free(path)
        except ResultInUse as busy:
            return busy.path
    return folder
