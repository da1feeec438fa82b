"""xlsxwriter made safe: strings stay strings, warnings are errors, the bytes depend on the content alone."""

import copy
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final

from xlsxwriter.format import Format

from qz.engine.cells.cell_xml import Runs
from qz.engine.cells.fast_sheet import FastSheet
from qz.engine.cells.package_rows import FastWorkbook, write_package
from qz.model.manifest import EPOCH
from qz.workbook.write.cell_references import quote_sheet
from qz.workbook.write.look import properties_of
from qz.workbook.write.row_heights import Fit
from qz.workbook.write.sheet import Sheet, must

_PLAIN_NAME: Final = re.compile("[a-z]{4,40}[a-z0-9_]{,200}")
"""Names that every program takes and none mistakes for a cell's address."""
_OPTIONS: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": "宋体", "font_size": 10, "font_charset": 134},
}


class Book:
    """A workbook being written: ``with Book.create(path, title) as book``; nothing stays behind if the block fails."""

    def __init__(self, raw: FastWorkbook) -> None:
        """Wrap an open workbook."""
        self.raw = raw
        self._styles: dict[tuple[str, str], Format] = {}
        self.fit: Callable[[Sequence[float], float], Fit] = Fit
        """Measures the texts of a sheet with columns of the widths it is given."""

    @classmethod
    @contextmanager
    def create(cls, path: Path | BytesIO, title: str, *, author: str = "") -> Iterator["Book"]:
        """Write a workbook to ``path`` (a buffer: into it); its bytes depend on what is written alone.

        Raises:
            OSError: if the file cannot be written.
        """
        raw = FastWorkbook(copy.deepcopy(_OPTIONS))  # it empties what it is given
        raw.set_properties({"title": title, "author": author, "created": EPOCH})
        book = cls(raw)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                yield book
                for sheet in raw.worksheets():
                    sheet.check()
                raw.close()
                write_package(raw.parts, path, book.runs())
            finally:
                raw.fileclosed = True
                for sheet in raw.worksheets():
                    sheet.runs.close()

    def runs(self) -> dict[str, Runs]:
        """Rows written whole, by the name of their sheet's part."""
        numbered = enumerate(self.raw.worksheets(), start=1)
        return {f"xl/worksheets/sheet{number}.xml": sheet.runs for number, sheet in numbered if sheet.runs}

    def style(self, words: str, pattern: str = "") -> Format:
        """The format of a style's words, with a number format of its own where ``pattern`` gives one; made once."""
        form = self._styles.get((words, pattern))
        if form is None:
            own = {"num_format": pattern} if pattern else {}
            form = self._styles[words, pattern] = self.raw.put_format(properties_of(words) | own)
        return form

    @property
    def author(self) -> str:
        """Whose workbook it is."""
        return str(self.raw.doc_properties.get("author", ""))

    def set_property(self, name: str, value: str) -> None:
        """Store a property of the file under a name of our own."""
        must(self.raw.set_custom_property(name, value, "text"), name)

    def sheet(self, name: str) -> Sheet:
        """Add a worksheet with the grid hidden in print and shown on screen."""
        return Sheet(self, self.raw.add_worksheet(name, FastSheet))

    def define(self, name: str, sheet: str, cell: str) -> None:
        """Define a workbook-level name for one cell (absolute A1, ``$H$5``)."""
        reference = f"{quote_sheet(sheet)}!{cell}"
        if _PLAIN_NAME.fullmatch(name):
            self.raw.put_name(name, reference)
        else:
            must(self.raw.define_name(name, f"={reference}"), name)
