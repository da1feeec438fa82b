"""Writes the library's workbook to its file, and inserts the rows that were stored outside the library."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

from qz.engine.cells.cell_xml import MARK, Runs

_LEVEL: Final = 2
"""Compression level (1–9): three times as fast for table rows as the usual level, files a little larger."""


def write_package(made: BytesIO, path: Path | BytesIO, rows: Mapping[str, Runs]) -> None:
    """Write a package to ``path``; ``rows`` by the name of the sheet's part, which has a ``MARK`` for each block.

    Raises:
        OSError: if the file cannot be written.
    """
    if not rows:
        if isinstance(path, BytesIO):
            path.write(made.getbuffer())
        else:
            path.write_bytes(made.getbuffer())
        return
    with (
        zipfile.ZipFile(made) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package,
    ):
        for name in source.namelist():
            first, *rest = source.read(name).split(MARK.encode()) if name in rows else (source.read(name),)
            # By name alone a member is opened with the package's level and no time of its own: bytes are repeatable.
            with package.open(name, "w") as part:
                part.write(first)
                for block, after in zip(rows[name].blocks() if rest else (), rest, strict=True):
                    part.writelines(block)
                    part.write(after)
