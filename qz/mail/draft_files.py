"""Files of the mail folder: they are written completely or not at all, under names that every system accepts."""

import os
import re
from pathlib import Path
from typing import Final

from qz.model.task_table import Unit

FEEDBACK_FOLDER: Final = "feedback"
"""The folder of the 告知书 in the year's output."""
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def write_whole(path: Path, content: bytes) -> None:
    """Write the file completely or not at all; a reader sees the old bytes or the new ones, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def safe_name(text: str) -> str:
    """The text as part of a file name: characters that Windows forbids become ``_``."""
    return _FORBIDDEN.sub("_", text).strip(" .") or "_"


def unit_workbook_name(unit: Unit) -> str:
    """The file name of a workbook for one unit: ``Z03-新桥镇.xlsx``."""
    return f"{safe_name(f'{unit.code}-{unit.name}')}.xlsx"
