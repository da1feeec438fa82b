"""Where computed results are stored for the next run, and everything they depend on besides the files received."""

import hashlib
import os
import platform
import sysconfig
from functools import cache
from pathlib import Path
from typing import Final

from qz.cli.office_key import key_path, read_key
from qz.engine.kept.kept_texts import KeptTexts, digest_of
from qz.model.programme import Programme

FOLDER: Final = "缓存-可删除"
"""The folder under ``output/<year>/``; it may be deleted, the next run only takes longer."""
_HOUSE: Final = Path(__file__).resolve().parents[1]
_FORGOTTEN: Final = 30 * 24 * 3600
"""Seconds after which an entry that was not used is deleted."""


def kept_for(programme: Programme, year: Path, key: bytes | None = None) -> KeptTexts:
    """The store for results that depend on this programme, in the year's output folder.

    ``key``: the office's, which signs them; by default that with which the programme's seals are checked.
    """
    signed = hashlib.sha256(programme.key).hexdigest() if programme.key else ""
    depends = digest_of(_program(), programme.digest, programme.path, signed)
    return KeptTexts(year / FOLDER, depends, programme.key if key is None else key)


def kept_programmes(path: Path, output: Path) -> KeptTexts:
    """The store for programmes as they were read. Its folder has the workbook's name, as the year is not known yet."""
    return KeptTexts(output / path.stem / FOLDER, digest_of(_program()), read_key(key_path(path)))


def forget_old(kept: KeptTexts, now: float) -> None:
    """Delete entries that were not used for a month. ``now``: seconds since 1970."""
    kept.prune(now - _FORGOTTEN)


@cache
def _program() -> str:
    """A digest of this program: its own files, its texts, and the versions of the libraries it uses."""
    files = sorted([*_HOUSE.rglob("*.py"), *(_HOUSE.parent / "templates" / "forms").rglob("*")])
    own = (part for path in files if path.is_file() for part in (path.name, path.read_bytes()))
    libraries = sorted(name for name in os.listdir(sysconfig.get_path("purelib")) if name.endswith(".dist-info"))  # noqa: PTH208
    return digest_of(platform.python_version(), platform.machine(), *libraries, *own)
