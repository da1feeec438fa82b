"""Lets only one collect of a year run at a time, and refuses paths that cannot be an output folder."""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qz.cli.one_at_a_time import hold
from qz.cli.stop import Stop


@contextmanager
def only_one(year: Path) -> Iterator[None]:
    """Lock a year's output for this process. Raises ``Stop`` where another process has locked it.

    The lock is a file in the system's folder for temporary files; it ends with the process in any case.
    """
    name = hashlib.sha256(os.fsencode(year.resolve())).hexdigest()[:24]
    try:
        lock = (Path(tempfile.gettempdir()) / f"qz-{name}.lock").open("a+b")
    except OSError:  # another person's file, or no such folder: then nothing is locked
        yield
        return
    with lock:
        try:
            hold(lock)
        except OSError:
            raise Stop(f"另一个窗口正在往 {year} 里写结果，请等它结束后再运行；原有结果未改动。") from None
        yield


def check_folder(folder: Path) -> None:
    """Raise ``Stop`` where a folder cannot be made: a file is in its place, or its path is too long."""
    try:
        blocking = next((each for each in (folder, *folder.parents) if each.exists() and not each.is_dir()), None)
    except OSError as error:
        raise Stop(why_not_written(error, folder)) from None
    if blocking is not None:
        raise Stop(f"{blocking} 是一个文件，不是文件夹，要写的没有地方放：请把它移走或改名后再运行。")


def why_not_written(error: OSError, target: Path, what: str = "结果") -> str:
    """The sentence for the clerk where ``what`` could not be written; old results were not changed."""
    place, left = error.filename or target, "；原有结果未改动" if what == "结果" else ""
    if error.errno == errno.ENAMETOOLONG:
        return f"文件夹或文件的名字太长，{what}写不进去：请改短单位名称或文件夹的路径后再运行{left}。"
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{place} 是一个文件，不是文件夹，{what}没有地方放：请把它移走或改名后再运行{left}。"
    return f"{what}写不进 {place}：请检查磁盘空间和权限，关闭正在打开的文件后再运行{left}。"
