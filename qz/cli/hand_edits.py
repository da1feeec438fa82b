"""Workbooks that a person filled in or changed in the output folder: they are renamed before a new one is written."""

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

from qz.cli.stop import Stop
from qz.reports.folders import Output
from qz.workbook.read.package import OFFICE_LIMITS, Package
from qz.workbook.read.xlsx.read_xlsx import UnreadableFile, read_workbook
from qz.workbook.read.xlsx.small_parts import read_saved

_PROPERTIES: Final = "docProps/core.xml"
_WRITTEN = dt.datetime(2001, 1, 1)  # noqa: DTZ001 - workbook times are naive
"""This program writes workbooks with a fixed earlier time; a workbook with a later time was saved by a person."""


FILLED_IN: Final = "在此填写的"
CHANGED: Final = "手工改过的"
"""Added to the name of a renamed file: a form filled in in the output folder, or a result changed by hand."""


def is_filled_in(path: Path, known: Collection[str] = ()) -> bool:
    """Whether a person saved the workbook after it was written.

    ``known``: digests of the files received; a workbook among them counts as not filled in here.
    """
    if not path.is_file():
        return False
    data = path.read_bytes()
    if known and hashlib.sha256(data).hexdigest() in known:
        return False
    try:
        # Where it is usually kept, first: of some thousand workbooks not every sheet need be read.
        saved_at = read_saved(Package(data, OFFICE_LIMITS), (_PROPERTIES,))
        saved_at = saved_at or read_workbook(data, OFFICE_LIMITS).saved_at
    except UnreadableFile:
        return True
    return saved_at is not None and saved_at > _WRITTEN


def keep_filled_in(
    output: Output, names: Iterable[str], known: Collection[str] = (), mark: str = FILLED_IN
) -> tuple[Output, tuple[Path, ...]]:
    """The output with a copy of each file of ``names`` that a person filled in, and the paths of the copies.

    A copy lies in the output's folder; of a file below it the name begins with that of its own folder.
    """
    filled = [path for name in names if is_filled_in(path := output.folder / name, known)]
    names_kept = ["-".join(path.relative_to(output.folder).parts) for path in filled]
    kept = [unused_name(output.folder / name, mark) for name in names_kept]

    def write(folder: Path) -> tuple[str, ...]:
        written = output.write(folder)
        for old, new in zip(filled, kept, strict=True):
            (folder / new.name).write_bytes(old.read_bytes())
        return (*written, *(path.name for path in kept))

    return replace(output, write=write), tuple(kept)


def unused_name(path: Path, mark: str = FILLED_IN) -> Path:
    """A path beside the workbook, with ``mark`` in its name, that does not exist yet."""
    names = (path.with_name(f"{path.stem}（{mark}{number or ''}）{path.suffix}") for number in count())
    return next(name for name in names if not name.exists())


def put_in_place(part: Path, path: Path) -> tuple[str, ...]:
    """Move the new workbook ``part`` to ``path``; one that somebody changed there is renamed first.

    Returns:
        A sentence for the clerk, if it was renamed.

    Raises:
        OSError: The disk refuses, or one of the files is open in another program.
    """
    if not is_filled_in(path):
        part.replace(path)
        return ()
    kept = unused_name(path, CHANGED)
    path.replace(kept)
    part.replace(path)
    return (changed_words((kept,)),)


def write_in_place(path: Path, write: Callable[[Path], object]) -> tuple[str, ...]:
    """Write one workbook completely or not at all; returns the sentence of ``put_in_place``.

    Raises:
        Stop: It cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(part)
        return put_in_place(part, path)
    except PermissionError:
        raise Stop(f"{path} 写不进去。如果正在 Excel 或 WPS 里打开着，请关闭后再运行。") from None
    except OSError as error:
        raise Stop(f"{path} 写不进去（{error.strerror}）。请检查磁盘空间后再运行。") from None
    finally:
        part.unlink(missing_ok=True)


def changed_words(kept: Iterable[Path]) -> str:
    """The sentence for the clerk about results that were changed by hand."""
    return f"有人手工改过的，原样另存为：{'、'.join(map(str, kept))}；原来的名字下是这次新写的，请对照。"
