"""Writes the library's workbook to its file, with the rows that were stored outside the library in their places."""

import copy
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager

from qz.engine.cells.cell_xml import MARK, Runs, shared_text

_LEVEL: Final = 2
"""Compression level (1–9): two to three times as fast as the usual level, and files a tenth larger."""
_TEXTS: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
)
"""The beginning of the table of texts."""


class FastWorkbook(xlsxwriter.Workbook):  # type: ignore[misc] # the library is not typed throughout
    """A workbook of the library whose closing leaves its parts in ``parts`` and packs none of them."""

    def __init__(self, options: dict[str, Any]) -> None:
        """``options``: as the library takes them."""
        super().__init__(BytesIO(), {**options, "in_memory": True})
        self.parts: dict[str, StringIO | BytesIO] = {}

    def put_format(self, properties: Mapping[str, Any]) -> Format:
        """A new format with these properties, as ``add_format`` gives it."""
        form = copy.copy(_format(tuple({**self.default_format_properties, **properties}.items())))
        form.xf_format_indices, form.dxf_format_indices = self.xf_format_indices, self.dxf_format_indices
        self.formats.append(form)
        return form

    def put_name(self, name: str, reference: str) -> None:
        """Define a name of the whole workbook that Excel takes; the library would search it for what Excel does not."""
        self.defined_names.append([name, -1, reference, False])

    def _get_packager(self) -> Packager:
        """The library's own method, whose packager gives it nothing to pack."""
        return _PartsOnly(self.parts)


@lru_cache(maxsize=256)
def _format(properties: tuple[tuple[str, Any], ...]) -> Format:
    """A format of no workbook, to be copied, with the key by which the library tells formats apart."""
    form = Format(dict(properties))
    form._get_format_key()  # noqa: SLF001 - it stays with the format and its copies
    return form


class _PartsOnly(Packager):  # type: ignore[misc] # the library is not typed throughout
    """Makes the parts of a workbook."""

    def __init__(self, parts: dict[str, StringIO | BytesIO]) -> None:
        super().__init__()
        self._parts = parts

    def _write_shared_strings_file(self) -> None:
        """The library's own method, without its searches of every text for what no clean text has."""
        table = self.workbook.str_table
        if table.count:
            texts = "".join(map(shared_text, table.string_array))
            counts = f'count="{table.count}" uniqueCount="{table.unique_count}"'
            self._filename("xl/sharedStrings.xml").write(f"{_TEXTS} {counts}>{texts}</sst>")

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
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package:
        for name, part in parts.items():
            text = part.getvalue()
            whole = text.encode() if isinstance(text, str) else text
            first, *rest = whole.split(MARK.encode()) if name in rows else (whole,)
            # By name alone a member is opened with the package's level and no time of its own: bytes are repeatable.
            with package.open(name, "w") as member:
                member.write(first)
                for block, after in zip(rows[name].blocks() if rest else (), rest, strict=True):
                    member.writelines(block)
                    member.write(after)
