"""Where what the commands came to is kept, and all of what that depends on besides the files received."""

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
"""The folder under ``output/<year>/``; whoever deletes it loses nothing but time."""
_HOUSE: Final = Path(__file__).resolve().parents[1]
_FORGOTTEN: Final = 30 * 24 * 3600
"""Seconds after which what nobody asked for is thrown away."""


def kept_for(programme: Programme, year: Path) -> KeptTexts:
    """Where what depends on this programme is kept, below the year's output folder; signed with the office's key."""
    signed = hashlib.sha256(programme.key).hexdigest() if programme.key else ""
    depends = digest_of(_program(), programme.digest, programme.path, signed)
    return KeptTexts(year / FOLDER, depends, programme.key)


def kept_programmes(path: Path, output: Path) -> KeptTexts:
    """Where programmes read are kept: before it is read, the workbook's own name is all that is known of its year."""
    return KeptTexts(output / path.stem / FOLDER, digest_of(_program()), read_key(key_path(path)))


def forget_old(kept: KeptTexts, now: float) -> None:
    """Throw away what has not been asked for in a month. ``now``: seconds since 1970."""
    kept.prune(now - _FORGOTTEN)


@cache
def _program() -> str:
    """A digest of the program as it runs: its own files, its texts, and the versions of all it uses."""
    files = sorted([*_HOUSE.rglob("*.py"), *(_HOUSE.parent / "templates" / "forms").rglob("*")])
    own = (part for path in files if path.is_file() for part in (path.name, path.read_bytes()))
    libraries = sorted(name for name in os.listdir(sysconfig.get_path("purelib")) if name.endswith(".dist-info"))  # noqa: PTH208
    return digest_of(platform.python_version(), platform.machine(), *libraries, *own)
