"""What Excel would "repair" in a workbook, found without Excel: ``lint(path)`` gives a line for every fault.

Used on every workbook this project writes. Checks the package (parts, relationships, well-formed XML), the workbook
(sheets and defined names), every sheet (order of elements, cells once and in order, values that are numbers, styles
that exist, merged ranges, validations, links, page breaks), formulas, shared strings and tables.
"""

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"

SHEET_ORDER = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
]
WORKBOOK_ORDER = [
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
]
FUNCTIONS = frozenset(
    [
        "ABS",
        "AND",
        "AVERAGE",
        "CHAR",
        "CHOOSE",
        "COLUMN",
        "COLUMNS",
        "CONCATENATE",
        "COUNT",
        "COUNTA",
        "COUNTBLANK",
        "COUNTIF",
        "COUNTIFS",
        "DATE",
        "EXACT",
        "FALSE",
        "FIND",
        "HLOOKUP",
        "HYPERLINK",
        "IF",
        "IFERROR",
        "INDEX",
        "INT",
        "ISBLANK",
        "ISERROR",
        "ISNA",
        "ISNUMBER",
        "ISTEXT",
        "LARGE",
        "LEFT",
        "LEN",
        "LOOKUP",
        "MATCH",
        "MAX",
        "MEDIAN",
        "MID",
        "MIN",
        "MOD",
        "N",
        "NA",
        "NOT",
        "OFFSET",
        "OR",
        "RANK",
        "REPT",
        "RIGHT",
        "ROUND",
        "ROUNDDOWN",
        "ROUNDUP",
        "ROW",
        "ROWS",
        "SEARCH",
        "SIGN",
        "SMALL",
        "SUBSTITUTE",
        "SUBTOTAL",
        "SUM",
        "SUMIF",
        "SUMIFS",
        "SUMPRODUCT",
        "T",
        "TEXT",
        "TRIM",
        "TRUE",
        "TRUNC",
        "VALUE",
        "VLOOKUP",
    ]
)
"""Functions that Excel 2010, WPS and LibreOffice share; another one is a fault until it is known to be shared."""

_CELL = re.compile(r"^([A-Z]{1,3})([1-9]\d{0,6})$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NUMBER = re.compile(r"^-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$")
_NAME = re.compile(r"^[^\W\d][\w.]*$|^_[\w.]+$")
_LOOKS_LIKE_CELL = re.compile(r"^([A-Za-z]{1,3}\d+|[RrCc]|[Rr]\d*[Cc]\d*)$")
_ERRORS = frozenset(["#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"])


def undated_parts(path: Path) -> dict[str, str]:
    """The text of a workbook's parts, without the time and number of the collect in its pages' footers."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    return {name: re.sub("收件截至[^　]+　第[0-9]+次汇总　", "", part) for name, part in parts.items()}


def lint(path: Path) -> list[str]:
    """Every fault found in the workbook, ``part: what``; an empty list for a clean one."""
    with zipfile.ZipFile(path) as package:
        return list(_Package(package).faults())


def lint_document(path: Path) -> list[str]:
    """The checks of the package alone: for a .docx."""
    with zipfile.ZipFile(path) as package:
        return list(_Package(package).package_faults())


def column_number(letters: str) -> int:
    """A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell_place(cell: str) -> tuple[int, int] | None:
    """Row and column of an A1 address, from 1; ``None`` if it is none of a sheet's."""
    found = _CELL.match(cell)
    if not found:
        return None
    row, column = int(found[2]), column_number(found[1])
    return (row, column) if row <= 1_048_576 and column <= 16_384 else None


def area_of(reference: str) -> tuple[int, int, int, int] | None:
    """Top, left, bottom, right of ``A1`` or ``A1:B2``."""
    first, _, last = reference.replace("$", "").partition(":")
    start, end = cell_place(first), cell_place(last or first)
    if start is None or end is None or start[0] > end[0] or start[1] > end[1]:
        return None
    return (*start, *end)


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def overlaps(
    areas: list[tuple[int, int, int, int]],
) -> list[tuple[tuple[int, int, int, int], tuple[int, int, int, int]]]:
    """Pairs of areas that share a cell."""
    ordered = sorted(areas)
    found = []
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other[0] > one[2]:
                break
            if _overlap(one, other):
                found.append((one, other))
    return found


class _Package:
    def __init__(self, package: zipfile.ZipFile) -> None:
        self.names = [info.filename for info in package.infolist()]
        self.parts = {name: package.read(name) for name in dict.fromkeys(self.names)}
        self.trees: dict[str, ET.Element] = {}

    def faults(self) -> Iterator[str]:
        yield from self.package_faults()
        if "xl/workbook.xml" not in self.trees:
            yield "xl/workbook.xml: missing or not read"
            return
        strings = self._strings()
        yield from self._string_faults(strings)
        yield from self._workbook_faults()
        formats, differences = self._styles()
        yield from self._style_faults()
        for name, part in self._sheets():
            if part not in self.trees:
                yield f"{name}: its part {part} is missing"
                continue
            sheet = _Sheet(name, self.trees[part], self._sheet_names())
            yield from (f"{name}: {fault}" for fault in sheet.faults(len(strings), formats, differences))
        yield from self._table_faults()

    def package_faults(self) -> Iterator[str]:
        for name, count in Counter(self.names).items():
            if count > 1:
                yield f"{name}: {count} times in the package"
        for name, data in self.parts.items():
            if not name.endswith((".xml", ".rels", ".vml")):
                continue
            if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
                yield f"{name}: has a document type"
                continue
            try:
                self.trees[name] = ET.fromstring(data)  # noqa: S314 - no document type, own files
            except ET.ParseError as error:
                yield f"{name}: {error}"
        yield from self._type_faults()
        yield from self._relation_faults()
        yield from self._property_faults()

    def _type_faults(self) -> Iterator[str]:
        types = self.trees.get("[Content_Types].xml")
        if types is None:
            yield "[Content_Types].xml: missing"
            return
        defaults = {node.get("Extension", "").lower() for node in types.iter(f"{TYPES}Default")}
        overrides = [node.get("PartName", "") for node in types.iter(f"{TYPES}Override")]
        for part, count in Counter(overrides).items():
            if count > 1 or part.lstrip("/") not in self.parts:
                yield f"[Content_Types].xml: {part} {count} times, or no such part"
        for name in self.parts:
            if (
                f"/{name}" not in overrides
                and name.rpartition(".")[2].lower() not in defaults
                and name != "[Content_Types].xml"
            ):
                yield f"{name}: has no content type"

    def _relation_faults(self) -> Iterator[str]:
        for name, tree in self.trees.items():
            if not name.endswith(".rels"):
                continue
            folder = posixpath.dirname(posixpath.dirname(name))
            for node in tree.iter(f"{PACKAGE}Relationship"):
                target = node.get("Target", "")
                if node.get("TargetMode") == "External":
                    continue
                part = (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                )
                if part not in self.parts:
                    yield f"{name}: points to {part}, which is not there"

    def _property_faults(self) -> Iterator[str]:
        custom = self.trees.get("docProps/custom.xml")
        for name, count in Counter(node.get("name", "") for node in (() if custom is None else custom)).items():
            if count > 1 or not name:
                yield f"docProps/custom.xml: property {name!r} {count} times"

    def _related(self, part: str) -> dict[str, str]:
        folder, name = posixpath.split(part)
        tree = self.trees.get(f"{folder}/_rels/{name}.rels")
        if tree is None:
            return {}
        return {
            node.get("Id", ""): posixpath.normpath(posixpath.join(folder, node.get("Target", "")))
            for node in tree.iter(f"{PACKAGE}Relationship")
            if node.get("TargetMode") != "External"
        }

    def _sheet_nodes(self) -> list[ET.Element]:
        return list(self.trees["xl/workbook.xml"].iter(f"{MAIN}sheet"))

    def _sheet_names(self) -> list[str]:
        return [node.get("name", "") for node in self._sheet_nodes()]

    def _sheets(self) -> list[tuple[str, str]]:
        related = self._related("xl/workbook.xml")
        return [(node.get("name", ""), related.get(node.get(f"{REL}id", ""), "?")) for node in self._sheet_nodes()]

    def _strings(self) -> list[ET.Element]:
        tree = self.trees.get("xl/sharedStrings.xml")
        return [] if tree is None else list(tree.iter(f"{MAIN}si"))

    def _string_faults(self, strings: list[ET.Element]) -> Iterator[str]:
        for place, node in enumerate(strings):
            text = "".join(part.text or "" for part in node.iter(f"{MAIN}t"))
            if len(text) > 32_767 or _CONTROL.search(text):
                yield f"shared string {place}: {len(text)} characters, or a control character"

    def _styles(self) -> tuple[int, int]:
        tree = self.trees.get("xl/styles.xml")
        if tree is None:
            return 1, 0
        formats, differences = tree.find(f"{MAIN}cellXfs"), tree.find(f"{MAIN}dxfs")
        return len(formats if formats is not None else ()), len(differences if differences is not None else ())

    def _style_faults(self) -> Iterator[str]:
        tree = self.trees.get("xl/styles.xml")
        if tree is None:
            return
        for node in tree.iter(f"{MAIN}numFmt"):
            if len(node.get("formatCode", "")) > 255 or not node.get("formatCode"):
                yield f"styles: number format {node.get('numFmtId')} is empty or over 255 characters"
        sizes = {
            kind: len(found)
            for kind in ("fonts", "fills", "borders")
            if (found := tree.find(f"{MAIN}{kind}")) is not None
        }
        formats = tree.find(f"{MAIN}cellXfs")
        for node in formats if formats is not None else ():
            for kind, size in sizes.items():
                if int(node.get(f"{kind[:-1]}Id", "0")) >= size:
                    yield f"styles: a cell format names {kind[:-1]} {node.get(f'{kind[:-1]}Id')} of {size}"

    def _workbook_faults(self) -> Iterator[str]:
        tree = self.trees["xl/workbook.xml"]
        yield from (f"workbook: {fault}" for fault in _order_faults(tree, WORKBOOK_ORDER))
        names = self._sheet_names()
        for name, count in Counter(name.casefold() for name in names).items():
            if count > 1:
                yield f"workbook: {count} sheets named {name}"
        for name in names:
            if not 1 <= len(name) <= 31 or re.search(r"[\[\]:*?/\\]", name) or name[0] == "'" or name[-1] == "'":
                yield f"workbook: bad sheet name {name!r}"
        if all(node.get("state", "visible") != "visible" for node in self._sheet_nodes()):
            yield "workbook: no sheet is visible"
        yield from self._name_faults(tree, names)

    def _name_faults(self, tree: ET.Element, sheets: list[str]) -> Iterator[str]:
        seen: Counter[tuple[str, str]] = Counter()
        for node in tree.iter(f"{MAIN}definedName"):
            name, text = node.get("name", ""), node.text or ""
            seen[name.casefold(), node.get("localSheetId", "")] += 1
            plain = name.removeprefix("_xlnm.")
            if len(name) > 255 or not _NAME.match(plain) or _LOOKS_LIKE_CELL.match(plain):
                yield f"defined name {name!r}: Excel does not accept it"
            if "#REF!" in text or not text:
                yield f"defined name {name}: refers to {text!r}"
            for sheet in _sheets_named_in(text):
                if sheet not in sheets:
                    yield f"defined name {name}: refers to sheet {sheet!r}, which is not there"
        for (name, _), count in seen.items():
            if count > 1:
                yield f"defined name {name}: {count} times"

    def _table_faults(self) -> Iterator[str]:
        names: Counter[str] = Counter()
        defined = {node.get("name", "").casefold() for node in self.trees["xl/workbook.xml"].iter(f"{MAIN}definedName")}
        for part, tree in self.trees.items():
            if tree.tag != f"{MAIN}table":
                continue
            name = tree.get("displayName", "")
            names[name.casefold()] += 1
            columns = [node.get("name", "") for node in tree.iter(f"{MAIN}tableColumn")]
            area = area_of(tree.get("ref", ""))
            if not _NAME.match(name) or name.casefold() in defined:
                yield f"{part}: table name {name!r} is bad or a defined name's"
            if len({column.casefold() for column in columns}) != len(columns) or not all(columns):
                yield f"{part}: table columns empty or twice: {columns}"
            if area is None or area[3] - area[1] + 1 != len(columns):
                yield f"{part}: table area {tree.get('ref')} for {len(columns)} columns"
        yield from (f"table {name}: {count} times" for name, count in names.items() if count > 1)


def _order_faults(tree: ET.Element, order: list[str]) -> Iterator[str]:
    places = [order.index(tag) for node in tree if (tag := node.tag.rpartition("}")[2]) in order]
    if places != sorted(places):
        yield f"elements out of order: {[order[place] for place in places]}"


def _sheets_named_in(formula: str) -> set[str]:
    bare = re.sub(r'"(?:[^"]|"")*"', '""', formula)
    quoted = {name.replace("''", "'") for name in re.findall(r"'((?:[^']|'')+)'!", bare)}
    return quoted | set(re.findall(r"(?<![\w.'])([^\W\d][\w.]*)!", re.sub(r"'(?:[^']|'')+'!", "", bare)))


def formula_faults(formula: str, sheets: list[str]) -> Iterator[str]:
    """What is wrong with a formula as a file holds it (no leading ``=``)."""
    if formula.startswith("=") or len(formula) > 8_192:
        yield f"formula begins with = or has {len(formula)} characters"
    bare = re.sub(r"'(?:[^']|'')+'!", "", re.sub(r'"(?:[^"]|"")*"', '""', formula))
    if bare.count('"') % 2 or bare.count("(") != bare.count(")"):
        yield f"formula with unbalanced quotes or parentheses: {formula[:120]}"
    depth = deepest = 0
    for char in bare:
        depth += (char == "(") - (char == ")")
        deepest = max(deepest, depth)
    if deepest > 64:
        yield f"formula nested {deepest} deep: {formula[:120]}"
    if any(len(text) > 255 + 2 for text in re.findall(r'"(?:[^"]|"")*"', formula)):
        yield f"formula with a text over 255 characters: {formula[:120]}"
    for name in re.findall(r"([A-Za-z_][\w.]*)\(", bare):
        if name.upper() not in FUNCTIONS:
            yield f"function {name} is not one that all programs share"
    for sheet in _sheets_named_in(formula) - set(sheets):
        yield f"formula names sheet {sheet!r}, which is not there"


class _Sheet:
    def __init__(self, name: str, tree: ET.Element, sheets: list[str]) -> None:
        self.name, self.tree, self.sheets = name, tree, sheets

    def faults(self, strings: int, formats: int, differences: int) -> Iterator[str]:
        yield from _order_faults(self.tree, SHEET_ORDER)
        yield from self._row_faults(strings, formats)
        yield from self._column_faults(formats)
        yield from self._merge_faults()
        yield from self._validation_faults()
        yield from self._conditional_faults(differences)
        yield from self._link_faults()
        yield from self._page_faults()

    def _row_faults(self, strings: int, formats: int) -> Iterator[str]:
        last_row = 0
        for row in self.tree.iter(f"{MAIN}row"):
            number = int(row.get("r", "0"))
            if number <= last_row:
                yield f"row {number} after row {last_row}"
            if float(row.get("ht", "0")) > 409.5:
                yield f"row {number}: height {row.get('ht')}"
            last_row, last_column = number, 0
            for cell in row.iter(f"{MAIN}c"):
                place = cell_place(cell.get("r", ""))
                if place is None or place[0] != number or place[1] <= last_column:
                    yield f"cell {cell.get('r')} in row {number} after column {last_column}"
                else:
                    last_column = place[1]
                if int(cell.get("s", "0")) >= formats:
                    yield f"{cell.get('r')}: style {cell.get('s')} of {formats}"
                yield from (f"{cell.get('r')}: {fault}" for fault in self._cell_faults(cell, strings))

    def _cell_faults(self, cell: ET.Element, strings: int) -> Iterator[str]:
        kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v")
        formula = cell.find(f"{MAIN}f")
        if formula is not None:
            yield from formula_faults(formula.text or "", self.sheets)
            if value is None:
                yield "formula without a cached value"
            if formula.get("t") or cell.get("cm"):
                yield "array, shared or dynamic formula"
        if value is None:
            return
        if kind == "n" and not _NUMBER.match(value):
            yield f"{value!r} is no number"
        if kind == "s" and not 0 <= int(value) < strings:
            yield f"shared string {value} of {strings}"
        if kind == "b" and value not in {"0", "1"}:
            yield f"{value!r} is no truth value"
        if kind == "e" and value not in _ERRORS:
            yield f"{value!r} is no error value"
        if kind == "str" and (len(value) > 32_767 or _CONTROL.search(value)):
            yield "a text too long or with a control character"

    def _column_faults(self, formats: int) -> Iterator[str]:
        last = 0
        for node in self.tree.iter(f"{MAIN}col"):
            first, end = int(node.get("min", "0")), int(node.get("max", "0"))
            if (
                first <= last
                or end < first
                or float(node.get("width", "0")) > 255
                or int(node.get("style", "0")) >= formats
            ):
                yield f"columns {first} to {end}: overlap, width {node.get('width')} or style {node.get('style')}"
            last = end

    def _merge_faults(self) -> Iterator[str]:
        areas = [area_of(node.get("ref", "")) for node in self.tree.iter(f"{MAIN}mergeCell")]
        known = [area for area in areas if area is not None]
        if len(known) != len(areas) or any(area[:2] == area[2:] for area in known):
            yield "a merged range that is none, or of one cell"
        yield from (f"merged ranges overlap: {one} {other}" for one, other in overlaps(known))
        node = self.tree.find(f"{MAIN}mergeCells")
        if node is not None and int(node.get("count", len(areas))) != len(areas):
            yield "merged ranges counted wrongly"
        held = {area[:2] for area in known}
        for cell in self.tree.iter(f"{MAIN}c"):
            place = cell_place(cell.get("r", ""))
            if place and place not in held and len(cell) and any(_overlap((*place, *place), area) for area in known):
                yield f"{cell.get('r')}: a value hidden under a merged range"

    def _validation_faults(self) -> Iterator[str]:
        areas = []
        nodes = list(self.tree.iter(f"{MAIN}dataValidation"))
        for node in nodes:
            where = node.get("sqref", "")
            for reference in where.split():
                area = area_of(reference)
                if area is None:
                    yield f"validation of {reference!r}"
                else:
                    areas.append(area)
            for key, limit in (("promptTitle", 32), ("errorTitle", 32), ("prompt", 255), ("error", 225)):
                if len(node.get(key, "")) > limit:
                    yield f"validation of {where}: {key} has {len(node.get(key, ''))} characters"
            yield from (f"validation of {where}: {fault}" for fault in self._criterion_faults(node))
        yield from (f"validations overlap: {one} {other}" for one, other in overlaps(areas))
        holder = self.tree.find(f"{MAIN}dataValidations")
        if holder is not None and int(holder.get("count", "0")) != len(nodes):
            yield "validations counted wrongly"

    def _criterion_faults(self, node: ET.Element) -> Iterator[str]:
        formulas = [node.findtext(f"{MAIN}formula1") or "", node.findtext(f"{MAIN}formula2") or ""]
        for formula in filter(None, formulas):
            if len(formula) > 255 + 2 * formula.startswith('"'):
                yield f"{len(formula)} characters"
            yield from formula_faults(formula, self.sheets)
        if node.get("type", "none") != "none" and not formulas[0]:
            yield "a rule without a formula"
        if node.get("type") == "list" and formulas[0].startswith('"') and not formulas[0].strip('"'):
            yield "an empty list"

    def _conditional_faults(self, differences: int) -> Iterator[str]:
        priorities: Counter[str] = Counter()
        for node in self.tree.iter(f"{MAIN}conditionalFormatting"):
            if any(area_of(reference) is None for reference in node.get("sqref", "").split()):
                yield f"conditional format of {node.get('sqref')!r}"
            for rule in node.iter(f"{MAIN}cfRule"):
                priorities[rule.get("priority", "")] += 1
                if rule.get("dxfId") is not None and int(rule.get("dxfId", "0")) >= differences:
                    yield f"conditional format of {node.get('sqref')}: format {rule.get('dxfId')} of {differences}"
                for formula in rule.iter(f"{MAIN}formula"):
                    yield from formula_faults(formula.text or "", self.sheets)
        yield from (f"conditional priority {value} {count} times" for value, count in priorities.items() if count > 1)

    def _link_faults(self) -> Iterator[str]:
        places: Counter[str] = Counter()
        for node in self.tree.iter(f"{MAIN}hyperlink"):
            places[node.get("ref", "")] += 1
            location = node.get("location", "")
            if len(location) > 2_079 or len(node.get("tooltip", "")) > 255:
                yield f"link at {node.get('ref')}: too long"
            for sheet in _sheets_named_in(location) - set(self.sheets):
                yield f"link at {node.get('ref')}: to sheet {sheet!r}, which is not there"
        if sum(places.values()) > 65_530:
            yield "over 65,530 links"
        yield from (f"link at {place}: {count} times" for place, count in places.items() if count > 1)

    def _page_faults(self) -> Iterator[str]:
        for kind in ("rowBreaks", "colBreaks"):
            node = self.tree.find(f"{MAIN}{kind}")
            breaks = [] if node is None else [int(each.get("id", "0")) for each in node]
            if node is not None and (int(node.get("count", "0")) != len(breaks) or breaks != sorted(set(breaks))):
                yield f"{kind}: {breaks}"
            if len(breaks) > 1_023:
                yield f"{kind}: {len(breaks)} of them"
        for node in self.tree.iter():
            if node.tag.rpartition("}")[2] in {"oddHeader", "oddFooter"} and len(node.text or "") > 255:
                yield "header or footer over 255 characters"
