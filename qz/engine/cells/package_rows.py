"""Writes the library's workbook to its file, with the rows that were stored outside the library in their places."""

import zipfile
from collections.abc import Mapping
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.packager import Packager

from qz.engine.cells.cell_xml import MARK, Runs

_LEVEL: Final = 2
"""Compression level (1–9): three times as fast for table rows as the usual level, files a little larger."""
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The time that every part bears."""


class FastWorkbook(xlsxwriter.Workbook):  # type: ignore[misc] # the library is not typed throughout
    """A workbook of the library whose closing leaves its parts in ``parts`` and packs none of them."""

    def __init__(self, options: dict[str, Any]) -> None:
        """``options``: as the library takes them."""
        super().__init__(BytesIO(), {**options, "in_memory": True})
        self.parts: dict[str, StringIO | BytesIO] = {}

    def _get_packager(self) -> Packager:
        """The library's own method, whose packager gives it nothing to pack."""
        return _PartsOnly(self.parts)


class _PartsOnly(Packager):  # type: ignore[misc] # the library is not typed throughout
    """Makes the parts of a workbook."""

    def __init__(self, parts: dict[str, StringIO | BytesIO]) -> None:
        super().__init__()
        self._parts = parts

    def _create_package(self) -> list[tuple[object, str, bool]]:
        self._parts.update((name, part) for part, name, _ in super()._create_package())
        return []


def write_package(parts: Mapping[str, StringIO | BytesIO], path: Path | BytesIO, rows: Mapping[str, Runs]) -> None:
    """Write a package of ``parts`` by name to ``path``.

    Args:
        parts: Each part's text or bytes.
        path: The file, or the buffer.
        rows: The rows of a sheet by the name of its part, which has a ``MARK`` for each block of them.

    Raises:
        OSError: if the file cannot be written.
    """
    level = _LEVEL if rows else None
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as package:
        for name, part in parts.items():
            text = part.getvalue()
            whole = text.encode() if isinstance(text, str) else text
            if not rows:
                info = zipfile.ZipInfo(name, _FIRST_DAY)
                info.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(info, whole)
                continue
            first, *rest = whole.split(MARK.encode()) if name in rows else (whole,)
            # By name alone a member is opened with the package's level and no time of its own: bytes are repeatable.
            with package.open(name, "w") as member:
                member.write(first)
                for block, after in zip(rows[name].blocks() if rest else (), rest, strict=True):
                    member.writelines(block)
                    member.write(after)
