"""The names shown of files inside archives and mails, and numbers for those that stand twice."""

from itertools import count
from typing import Final

from qz.values.clean import plain_text

_LONGEST: Final = 120
"""Characters shown of the name of a file inside a container."""


def shown_name(name: str) -> str:
    """A piece's base name as it is shown: without control characters and line breaks, at most ``_LONGEST`` long."""
    base = plain_text(name.replace("\\", "/").rpartition("/")[2]).replace("\n", " ")
    if len(base) > _LONGEST:
        stem, dot, suffix = base.rpartition(".")
        base = f"{(stem if dot and len(suffix) < 8 else base)[: _LONGEST - 10]}……" + (
            f".{suffix}" if dot and len(suffix) < 8 else ""
        )
    return base or "无名文件"


def unused_name(name: str, seen: set[str]) -> str:
    """The name, with a number where it is in ``seen`` already; the result is added to ``seen``."""
    stem, dot, suffix = name.rpartition(".")
    numbered = name
    for number in count(2):
        if numbered not in seen:
            break
        numbered = f"{stem}（{number}）{dot}{suffix}" if dot else f"{name}（{number}）"
    seen.add(numbered)
    return numbered
