"""Reads a received ``.ods`` or ``.fods`` workbook: all cells that are not blank, with errors, formats and names.

Repeated rows and columns are counted; they are repeated in the result only where they are not blank.

Source: OpenDocument 1.2, part 1.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from qz.model.returns import LONG_TEXT_CELL, MAX_TEXT, MOST_MERGED, Area, CellState, RawCell, RawSheet, RawWorkbook
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.ods_moments import days_of_date, days_of_time
from qz.workbook.read.package import DEFAULT_LIMITS, FileLimits, Package
from qz.workbook.read.xlsx.small_parts import read_time, single_cell
from qz.workbook.read.xml import SEPARATOR, local_name, new_parser, parse_texts, run_parser

_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE: Final = f"{_OASIS}table:1.0{SEPARATOR}"
_OFFICE: Final = f"{_OASIS}office:1.0{SEPARATOR}"
_TEXT: Final = f"{_OASIS}text:1.0{SEPARATOR}"
_STYLE: Final = f"{_OASIS}style:1.0{SEPARATOR}"
_NUMBER: Final = f"{_OASIS}datastyle:1.0{SEPARATOR}"
_ASIDE: Final = frozenset({f"{_OFFICE}annotation", f"{_OASIS}drawing:1.0{SEPARATOR}object"})
"""Elements in a cell that do not belong to its text: comments, embedded documents with tables of their own."""
_CONTENT: Final = "/content.xml"
_UNREAD: Final = {
    "宏": re.compile("basic/.+"),
    "嵌入的文件": re.compile(r"object [^/]+(?:/content\.xml)?"),
    "图片": re.compile("pictures/.+"),
}
"""What nobody reads here, and how the members it lies in are called, folded."""
_ERROR: Final = re.compile(r"#(?:DIV/0!|REF!|VALUE!|NAME\?|NUM!|N/A|NULL!)|(?:Err|错误|錯誤):\s?\d{3}")
_PLAIN: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_FORMATS: Final = {"percentage-style": "0%", "date-style": "yyyy-mm-dd", "time-style": "h:mm:ss"}
_TRUTHS: Final = {"TRUE": True, "FALSE": False, "真": True, "假": False}
"""What a logical value shows: LibreOffice stores it as a number with a format."""
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384
_ZERO: Final = "1899-12-30"
_ZERO_1904: Final = "1904-01-01"


def read_ods(data: bytes, limits: FileLimits = DEFAULT_LIMITS) -> RawWorkbook:
    """Read a whole workbook. Its saved time is the saver's own local time.

    Raises:
        UnreadableFile: damaged, protected by a password, a DTD, or too many cells.
    """
    package = Package(data, limits)
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise UnreadableFile("F06")
    if "encrypted-package" in package:
        raise UnreadableFile("F06")
    if "content.xml" not in package:
        raise UnreadableFile("F03", detail="缺少工作簿部分")
    meta = package.read("meta.xml") if "meta.xml" in package else b""
    return _workbook(package.read("content.xml"), meta, tuple(_unread(package)), limits)


def _unread(package: Package) -> Iterator[str]:
    """What is there and not read."""
    for words, folder in _UNREAD.items():
        if any(folder.fullmatch(name) and not _is_chart(package, name) for name in package.names):
            yield words


def _is_chart(package: Package, name: str) -> bool:
    """Whether an embedded document is a chart of the workbook's own figures."""
    return name.endswith(_CONTENT) and b":chart>" in package.read(name)


def read_flat_ods(data: bytes) -> RawWorkbook:
    """Read a workbook written as one XML document. Raises as ``read_ods``."""
    return _workbook(data, data, (), DEFAULT_LIMITS)


def _workbook(body: bytes, meta: bytes, notes: tuple[str, ...], limits: FileLimits) -> RawWorkbook:
    content = _Content(limits)
    content.read(body)
    titles = {sheet.name for sheet in content.sheets}
    names = {name: place for name, place in content.names.items() if place[0] in titles}
    times, properties = _read_meta(meta)
    return RawWorkbook(
        sheets=tuple(content.sheets),
        names=names,
        saved_at=read_time(times.get("date", "")) or read_time(times.get("creation-date", "")),
        properties=properties,
        notes=notes,
        date1904=content.zero == _ZERO_1904,
        saved_locally=True,
    )


def _read_meta(data: bytes) -> tuple[Mapping[str, str], Mapping[str, str]]:
    times: dict[str, str] = {}
    properties: dict[str, str] = {}

    def found(name: str, attributes: dict[str, str], text: str) -> None:
        local = local_name(name)
        if local == "user-defined":
            key = next((value for word, value in attributes.items() if local_name(word) == "name"), "")
            properties.setdefault(key, text)
        elif local in {"date", "creation-date"}:
            times.setdefault(local, text[:26])

    if data:
        parse_texts(data, "meta.xml", found)
    return times, properties


class _Content:
    """Reads ``content.xml``."""

    def __init__(self, limits: FileLimits) -> None:
        self.sheets: list[RawSheet] = []
        self.names: dict[str, tuple[str, int, int]] = {}
        self.zero = _ZERO
        self._limits = limits
        self._budget = limits.cells
        self._parser = new_parser()
        self._data_styles: dict[str, str] = {}
        self._cell_formats: dict[str, str] = {}
        self._hidden_tables: set[str] = set()
        self._style = ("", "")
        self._table: tuple[str, bool] | None = None
        self._cells: dict[tuple[int, int], RawCell] = {}
        self._row = self._column = 0
        self._row_repeat = 1
        self._row_cells: list[tuple[int, int, RawCell]] = []
        self._row_hidden = False
        self._hidden_rows: set[int] = set()
        self._merged: list[Area] = []
        self._attributes: dict[str, str] | None = None
        self._lines: list[str] = []
        self._aside = 0

    def read(self, data: bytes) -> None:
        """Parse it all."""
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        run_parser(self._parser, data, "content.xml")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._aside or name in _ASIDE:
            self._aside += name in _ASIDE
        elif name.startswith(_TABLE):
            self._start_table(name.removeprefix(_TABLE), attributes)
        elif name.startswith(_TEXT) and self._attributes is not None:
            self._start_text(name.removeprefix(_TEXT), attributes)
        elif name.startswith((_STYLE, _NUMBER)):
            self._start_style(name, attributes)

    def _start_style(self, name: str, attributes: dict[str, str]) -> None:
        local = local_name(name)
        own = attributes.get(f"{_STYLE}name", "")
        if local in _FORMATS:
            self._data_styles[own] = _FORMATS[local]
        elif local == "style":
            self._style = (own, attributes.get(f"{_STYLE}family", ""))
            data_style = attributes.get(f"{_STYLE}data-style-name", "")
            self._cell_formats[own] = self._data_styles.get(data_style, "General")
        elif local == "table-properties" and attributes.get(f"{_TABLE}display") == "false":
            self._hidden_tables.add(self._style[0])

    def _start_table(self, local: str, attributes: dict[str, str]) -> None:
        if local == "table":
            style = attributes.get(f"{_TABLE}style-name", "")
            self._table = (attributes.get(f"{_TABLE}name", ""), style in self._hidden_tables)
            self._cells = {}
            self._hidden_rows, self._merged = set(), []
            self._row = 0
        elif local == "table-row":
            self._row_repeat = _count(attributes.get(f"{_TABLE}number-rows-repeated", "1"))
            self._row_cells = []
            self._row_hidden = attributes.get(f"{_TABLE}visibility", "visible") != "visible"
            self._column = 0
        elif local in {"table-cell", "covered-table-cell"}:
            self._attributes = attributes
            self._lines = []
        elif local == "named-range" and self._table is None:
            place = single_cell(attributes.get(f"{_TABLE}cell-range-address", ""))
            if place:
                self.names[attributes.get(f"{_TABLE}name", "")] = place
        elif local == "null-date":
            self.zero = attributes.get(f"{_TABLE}date-value", _ZERO)

    def _start_text(self, local: str, attributes: dict[str, str]) -> None:
        if local == "p":
            self._lines.append("")
            self._parser.CharacterDataHandler = self._characters
        elif self._lines and local == "s":
            self._lines[-1] += " " * min(_count(attributes.get(f"{_TEXT}c", "1")), MAX_TEXT)
        elif self._lines and local in {"tab", "line-break"}:
            self._lines[-1] += "\t" if local == "tab" else "\n"

    def _characters(self, text: str) -> None:
        self._lines[-1] += text

    def _end(self, name: str) -> None:
        if self._aside or name in _ASIDE:
            self._aside -= name in _ASIDE
        elif name == f"{_TEXT}p":
            self._parser.CharacterDataHandler = None
        elif name in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            self._end_cell()
        elif name == f"{_TABLE}table-row":
            self._end_row()
        elif name == f"{_TABLE}table" and self._table is not None:
            self.sheets.append(self._sheet(*self._table))
            self._table = None

    def _sheet(self, name: str, hidden: bool) -> RawSheet:  # noqa: FBT001 - as the table's record has it
        return RawSheet(name, self._cells, hidden, tuple(self._merged), frozenset(self._hidden_rows))

    def _end_cell(self) -> None:
        attributes, self._attributes = self._attributes or {}, None
        down, right = (_count(attributes.get(f"{_TABLE}number-{what}-spanned", "1")) for what in ("rows", "columns"))
        if (down > 1 or right > 1) and len(self._merged) < MOST_MERGED:
            self._merged.append((self._row, self._column, self._row + down - 1, self._column + right - 1))
        repeat = _count(attributes.get(f"{_TABLE}number-columns-repeated", "1"))
        cell = self._make(attributes, "\n".join(self._lines))
        if cell is not None:
            self._row_cells.append((self._column, repeat, cell))
        self._column += repeat

    def _end_row(self) -> None:
        held = sum(repeat for _, repeat, _ in self._row_cells)
        self._budget -= held * self._row_repeat
        if self._budget < 0:
            raise UnreadableFile("F10", limit=str(self._limits.cells))
        if held and (self._row + self._row_repeat > _MAX_ROW or self._column > _MAX_COLUMN):
            raise UnreadableFile("F03", detail="单元格地址有误")
        if held:
            if self._row_hidden:
                self._hidden_rows.update(range(self._row, self._row + self._row_repeat))
            for row in range(self._row, self._row + self._row_repeat):
                for column, repeat, cell in self._row_cells:
                    self._cells.update(((row, column + place), cell) for place in range(repeat))
        self._row += self._row_repeat

    def _make(self, attributes: dict[str, str], text: str) -> RawCell | None:
        """The cell just ended; ``None`` for one that holds nothing."""
        kind = attributes.get(f"{_OFFICE}value-type", "")
        formula = f"{_TABLE}formula" in attributes
        is_error = any(local_name(key) == "value-type" and value == "error" for key, value in attributes.items())
        if is_error or (formula and _ERROR.fullmatch(text)):
            return RawCell(CellState.ERROR, text, "", formula)
        if kind == "boolean" or (kind == "float" and text.upper() in _TRUTHS):
            true = _TRUTHS.get(text.upper(), attributes.get(f"{_OFFICE}boolean-value") == "true")
            return RawCell(CellState.BOOLEAN, "1" if true else "0", "", formula)
        if kind in {"float", "percentage", "currency"}:
            return self._number(attributes, kind, formula=formula)
        if kind in {"date", "time"}:
            return self._moment(attributes.get(f"{_OFFICE}{kind}-value", ""), kind, formula=formula)
        if formula and not kind and not text:
            return RawCell(CellState.UNCOMPUTED, "", "", True)
        return self._string(text or attributes.get(f"{_OFFICE}string-value", ""), formula=formula)

    def _string(self, text: str, *, formula: bool) -> RawCell | None:
        if not text and not formula:
            return None
        if len(text) > MAX_TEXT:
            return LONG_TEXT_CELL
        return RawCell(CellState.TEXT, text, "", formula)

    def _number(self, attributes: dict[str, str], kind: str, *, formula: bool) -> RawCell:
        text = attributes.get(f"{_OFFICE}value", "").strip()
        if len(text) > 64 or not _PLAIN.fullmatch(text):
            return RawCell(CellState.UNREADABLE, "数值写法有误")
        known = self._cell_formats.get(attributes.get(f"{_TABLE}style-name", ""), "General")
        return RawCell(CellState.NUMBER, text, "0%" if kind == "percentage" else known, formula)

    def _moment(self, text: str, kind: str, *, formula: bool) -> RawCell:
        """A date or time as the day number it is."""
        days = days_of_time(text) if kind == "time" else days_of_date(text, self.zero)
        if days is None:
            return RawCell(CellState.UNREADABLE, "日期写法有误")
        return RawCell(CellState.NUMBER, f"{days:f}", "h:mm:ss" if kind == "time" else "yyyy-mm-dd", formula)


def _count(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1
