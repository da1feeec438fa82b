"""A sheet as the common writers write it, read by one pattern; anything unusual is left to the strict parser.

That nothing is missed, and nothing read that is not there, is held piece by piece:

- Everything between ``<sheetData>`` and ``</sheetData>`` is tokens, one beside the other: rows' tags, empty cells, and
  cells of one formula and one value at most, each whole. A character that fits none of them ends the attempt.
- The part without those cells goes through expat, so it is well-formed, its tags are balanced, no attribute is given
  twice; what stands around the rows is checked once for all files that share it.
- SpreadsheetML is the default namespace and declared once; there is no DTD, comment, CDATA section or instruction, no
  cell outside the rows; the bytes are UTF-8, and no character or reference is one that XML forbids.

What a cell then comes to is said by ``CellMaker``, as it is for the strict parser.
"""

import re
from typing import Final
from xml.parsers import expat

from qz.model.returns import CellState, RawCell
from qz.workbook.reader_cells import RUNS, CellMaker
from qz.workbook.reader_fault import UnreadableFile
from qz.workbook.reader_kept import Kept, remembering
from qz.workbook.reader_package import DEFAULT_LIMITS
from qz.workbook.reader_parts import column_index
from qz.workbook.reader_sheet import SheetReader
from qz.workbook.reader_xml import DECLARATION, MAIN_NAMESPACES, new_parser

LARGEST: Final = 4 << 20
"""Bytes of a part that is read this way; the tokens of a larger one would take too much memory at once."""
_BEGIN: Final = b"<sheetData>"
_END: Final = b"</sheetData>"
_HEAD: Final = re.compile(rf"{DECLARATION}(<worksheet [^<>]*>)".encode())
_CELL_TAG: Final = re.compile(rb"<c[\s/>]")
_SPACE: Final = r"[ \t\n]*+"
_TEXT: Final = r"[^<>\x00-\x08\x0b-\x1f]*+"
_ROW: Final = r"</?row(?: [^<>]*+)?>"
_NOTHING: Final = r'<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"(?: [^<>/]*+)?(?:/>|></c>)'
_TOKEN: Final = re.compile(
    rf"((?:{_SPACE}(?:{_NOTHING}|{_ROW}))*+{_SPACE})"
    r'(?:<c r="([A-Z]{1,2}[1-9][0-9]{0,5})"((?:[^<]++|<(?!/c>))*+)</c>|\Z|([\s\S]+))'
)
"""A gap, and the address and body of the cell after it, or the end; the last group takes all of what is neither."""
_ATTRIBUTES: Final = r'(?: [A-Za-z][A-Za-z0-9]*+="[^"<>&\x00-\x1f]*+")*+'
_KEEP: Final = r'(?: xml:space="preserve")?'
_RUNS: Final = r"(?:<(?!/?(?:is|c)[\s/>])[^<>]*+>|[^<>\x00-\x08\x0b-\x1f]++)*+"
_BODY: Final = re.compile(
    rf"({_ATTRIBUTES})>{_SPACE}(?:<(f{_ATTRIBUTES})(?:/>|>({_TEXT})</f>){_SPACE})?"
    rf"(?:<v{_KEEP}>({_TEXT})</v>{_SPACE}|<v/>{_SPACE}"
    rf"|<is>{_SPACE}(?:<t{_KEEP}>({_TEXT})</t>{_SPACE}</is>|({_RUNS})</is>){_SPACE})?"
)
"""What a cell holds after its address: other attributes, at most one formula, at most one value."""
_ATTRIBUTE: Final = re.compile(r' ([A-Za-z0-9]+)="([^"]*)"')
_REFERENCE: Final = re.compile("&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ALONE: Final = (
    f'<worksheet xmlns="{MAIN_NAMESPACES[0]}"><sheetData><row><c r="A1" t="inlineStr"><is>',
    "</is></c></row></sheetData></worksheet>",
)
Body = tuple[int, tuple[str, str, str, bool]]
"""The number of a shared string, or -1; and type, style, text, and whether there is a formula."""
_PLACES: Final[Kept[str, tuple[int, int]]] = Kept()
_BODIES: Final[Kept[str, Body]] = Kept()


class _Unusual(Exception):
    """Something that the strict parser is to judge."""


def read_plain_sheet(data: bytes, maker: CellMaker, budget: int) -> dict[tuple[int, int], RawCell] | None:
    """The cells of a sheet's part, exactly as the strict parser reads them; ``None`` where that parser is to read it.

    ``budget`` is how many more cells the workbook may hold.
    """
    begin = data.find(_BEGIN)
    end = data.find(_END, begin)
    if begin < 0 or end < 0 or len(data) > LARGEST:
        return None
    try:
        region = data[begin + len(_BEGIN) : end].decode()
        tokens = _TOKEN.findall(region)
        gaps = "".join([token[0] for token in tokens])
        rest = any(token[-1] for token in tokens[-2:])  # before the empty token at the very end
        if rest or "\ufffe" in region or "\uffff" in region or not _holds(data, begin, end, gaps):
            return None
        cells = _cells(tokens, maker)
    except (_Unusual, UnicodeDecodeError):
        return None
    return cells if len(cells) <= budget else None


def _holds(data: bytes, begin: int, end: int, gaps: str) -> bool:
    """Whether the part is well-formed and means what it seems to, its cells apart; ``gaps`` is what is between them."""
    head, tail = data[:begin], data[end + len(_END) :]
    root = _frame_holds(head + _BEGIN + _END + tail, begin)
    return bool(root) and "xmlns" not in gaps and _declared(root + gaps.encode() + b"</worksheet>") is not None


@remembering
def _frame_holds(frame: bytes, begin: int) -> bytes:
    """The root's tag, if a part without its rows is in order; else nothing. The rows begin at ``begin``.

    In order is: well-formed, one default namespace throughout, from the root on, and no cell.
    """
    found = _HEAD.match(frame, 0, begin)
    if not found or b"<?" in frame[1:] or b"<!" in frame or _CELL_TAG.search(frame):
        return b""
    root = found[1]
    for document in (frame, root + b"</worksheet>"):
        declared = _declared(document) or []
        main = [prefix for prefix, uri in declared if uri in MAIN_NAMESPACES]
        if main != [None] or sum(prefix is None for prefix, _ in declared) != 1:
            return b""
    return root


def _declared(document: bytes) -> list[tuple[str | None, str]] | None:
    """The namespaces a document declares; ``None`` where it is not well-formed."""
    spaces: list[tuple[str | None, str]] = []
    parser = new_parser()
    parser.StartNamespaceDeclHandler = lambda prefix, uri: spaces.append((prefix, uri))
    try:
        parser.Parse(document, True)
    except expat.ExpatError:
        return None
    return spaces


def _cells(tokens: list[tuple[str, ...]], maker: CellMaker) -> dict[tuple[int, int], RawCell]:
    """The cells of the tokens. Raises ``_Unusual``."""
    cells: dict[tuple[int, int], RawCell] = {}
    held = 0
    places, bodies, shared, known = _PLACES, _BODIES, maker.shared, maker.known
    count = len(shared)
    for _, address, body, _ in tokens:
        if not address:
            continue
        index, key = bodies.get(body) or _body(body)
        if 0 <= index < count:
            cell = shared[index]
        elif key in known:
            cell = known[key]
        else:
            cell = known[key] = maker.make(*key)
        if cell is not None:
            cells[places.get(address) or _place(address)] = cell
            held += 1
    if held != len(cells):
        raise _Unusual
    return cells


def _place(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    return _PLACES.keep(address, (int(address[len(letters) :]) - 1, column_index(letters)))


def _body(body: str) -> Body:
    """What a cell's body says; the same in any workbook. Raises ``_Unusual``."""
    found = _BODY.fullmatch(body)
    if not found:
        raise _Unusual
    attributes, formula, computed, value, inline, rich = found.groups("")
    named = _named(attributes)
    if formula:
        _named(formula[1:])
        _plain(computed)
    kind, text = named.get("t", "n"), _plain(value or inline)
    if rich:
        if kind not in {"inlineStr", "str"}:
            raise _Unusual
        kind, text = RUNS, _joined(rich)
    index = int(text) if kind == "s" and not formula and text.isascii() and text.isdigit() and len(text) < 10 else -1
    return _BODIES.keep(body, (index, (kind, named.get("s", "0"), text, bool(formula))))


def _named(attributes: str) -> dict[str, str]:
    """Attributes by name. Raises ``_Unusual`` where one is given twice, or is a namespace."""
    pairs = _ATTRIBUTE.findall(attributes)
    named = dict(pairs)
    if len(named) != len(pairs) or named.keys() & {"r", "xmlns"}:
        raise _Unusual
    return named


def _joined(rich: str) -> str:
    """The text of runs within a cell, as the strict parser reads it. Raises ``_Unusual``."""
    try:
        cells = SheetReader(CellMaker((), (), LARGEST), DEFAULT_LIMITS, 1).read(rich.join(_ALONE).encode(), "")
    except UnreadableFile:
        raise _Unusual from None
    cell = cells.get((0, 0), RawCell(CellState.TEXT))
    if len(cells) > 1 or cell.state is not CellState.TEXT or cell.formula:
        raise _Unusual
    return cell.text


def _plain(text: str) -> str:
    """A text with its references resolved. Raises ``_Unusual`` where one is not plain."""
    if "&" not in text:
        return text
    plain, count = _REFERENCE.subn(_character, text)
    if count != text.count("&"):
        raise _Unusual
    return plain


def _character(found: re.Match[str]) -> str:
    """The character of a reference. Raises ``_Unusual`` for one that XML forbids."""
    named, decimal, hexadecimal = found.groups()
    if named:
        return _NAMED[named]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if code in {9, 10, 13} or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000:
        return chr(code)
    raise _Unusual
