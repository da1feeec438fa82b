"""A fast parser for sheets as common programs write them: cells met in other files are not parsed again.

Why it reads exactly what the strict parser reads:

- Everything between ``<sheetData>`` and ``</sheetData>`` is tokens, one beside the other: rows' tags, empty cells, and
  whole cells with an address. A byte that belongs to none of them ends the attempt.
- A cell is its address and its body. No body holds another cell's tag, a comment or the like, so it is well-formed by
  itself or not at all, and says the same in any sheet: the strict parser reads it where it is met first.
- The part without those cells goes through expat, so it is well-formed and its tags are balanced. SpreadsheetML is its
  default namespace and declared once, and no cell stands outside the rows.

Anything else is left to the strict parser. ``CellMaker`` makes the cells for both.
"""

import re
from collections.abc import Collection, Mapping
from typing import Final
from xml.parsers import expat

from qz.model.returns import CellState, RawCell
from qz.workbook.read.cell_values import CellMaker
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.memo import MEMORY, Memo, remembering
from qz.workbook.read.package import DEFAULT_LIMITS
from qz.workbook.read.xlsx.sheet_part import SheetReader
from qz.workbook.read.xlsx.small_parts import column_index
from qz.workbook.read.xml import DECLARATION, MAIN_NAMESPACES, new_parser

_BEGIN: Final = b"<sheetData>"
_END: Final = b"</sheetData>"
_CUT: Final = b"<cut/>"
_HEAD: Final = re.compile(rf"{DECLARATION}(<worksheet [^<>]*>)".encode())
_RULES: Final = re.compile(rb"<(?:mergeCells|conditionalFormatting|dataValidations)[ >]")
_RULES_END: Final = (b"</dataValidations>", b"</conditionalFormatting>", b"</mergeCells>")
"""The longest part of a form outside its rows, the same for all units of a kind: checked once."""
_NOT_AROUND: Final = re.compile(rb"<(?:[!?]|c[\s/>])")
_NOT_WITHIN: Final = re.compile(rb"<[!?]")
_SPACE: Final = r"[ \t\n]*+"
_ROW: Final = r"</?row(?: [^<>]*+)?>"
_NOTHING: Final = r'<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"(?: [^<>/]*+)?(?:/>|></c>)'
_TOKEN: Final = re.compile(
    (
        rf"((?:{_SPACE}(?:{_NOTHING}|{_ROW}))*+{_SPACE})(?:"
        r'<c r="([A-Z]{1,2}[1-9][0-9]{0,5})"'
        r'(?:(?: s="[0-9]{1,6}")? t="s"><v>([0-9]{1,9})</v>|((?:[^<]++|<(?!/?c[\s/>]))*+))</c>'
        r"|\Z|([\s\S]+))"
    ).encode()
)
"""A gap, and after it a cell's address and the number of its shared string or else its body, or the end.

The last group takes all of what is neither.
"""
_TEXT: Final = r"(?:[^<>&\x00-\x08\x0a-\x1f\xef]++|\xef(?!\xbf[\xbe\xbf]))*+"
_PLAIN: Final = re.compile(
    (
        r'(?: s="([0-9]{1,6})")?(?: t="(n|str|inlineStr)")?>'
        rf'(<f>{_TEXT}</f>)?(?:<v>({_TEXT})</v>|<is><t(?: xml:space="preserve")?>({_TEXT})</t></is>)'
    ).encode("latin-1")
)
"""The usual body: style, type, formula, and a text without anything that XML treats in a way of its own."""
_ALONE: Final = f'<worksheet xmlns="{MAIN_NAMESPACES[0]}"><sheetData><row>'.encode(), b"</row></sheetData></worksheet>"

Parsed = tuple[str, str, str, bool]
"""Type, style, text, and whether there is a formula."""
_EMPTY: Final[Parsed] = ("n", "0", "", False)
_PLACES: Final[Memo[bytes, tuple[int, int]]] = MEMORY.memo()
_BODIES: Final[Memo[bytes, Parsed]] = MEMORY.memo()


class _Unusual(Exception):
    """Something that the strict parser is to judge."""


def read_plain_sheet(data: bytes, maker: CellMaker, budget: int) -> dict[tuple[int, int], RawCell] | None:
    """The cells of a sheet's part, exactly as the strict parser reads them; ``None`` where that parser is to read it.

    ``budget`` is how many more cells the workbook may hold.
    """
    begin = data.find(_BEGIN)
    end = data.find(_END, begin)
    if begin < 0 or end < 0:
        return None
    tokens = _TOKEN.findall(data[begin + len(_BEGIN) : end])
    if any(token[-1] for token in tokens[-2:]):  # the very last is empty, where the rows end
        return None
    gaps = b"".join([token[0] for token in tokens])
    try:
        if not _frame_holds(data[:begin], data[end + len(_END) :], gaps):
            return None
        cells = _cells(tokens, maker)
    except _Unusual:
        return None
    return cells if len(cells) <= budget else None


def _frame_holds(head: bytes, tail: bytes, gaps: bytes) -> bool:
    """Whether a part without its cells is in order; ``gaps`` is what is between the cells.

    In order is: well-formed, one default namespace throughout, and no cell before or after the rows.
    """
    found = _HEAD.match(head)
    if not found:
        return False
    root, close = found[1], b"</worksheet>"
    rules, others = _apart(tail)
    frame = head + _BEGIN + _END + others
    around = not _NOT_AROUND.search(frame, found.start(1)) and _is_well_formed(frame)
    return around and _is_well_formed(root + gaps + close) and _rules_hold(rules, root.decode())


def _apart(tail: bytes) -> tuple[bytes, bytes]:
    """What follows the rows, in two: the rules that units share, and the rest with a mark in their place."""
    first = _RULES.search(tail)
    last = max([0, *(place + len(end) for end in _RULES_END if (place := tail.rfind(end)) > 0)])
    if not first or last <= first.start():
        return b"", tail
    return tail[first.start() : last], tail[: first.start()] + _CUT + tail[last:]


@remembering
def _rules_hold(rules: bytes, root: str) -> bool:
    return not _NOT_AROUND.search(rules) and _is_well_formed(b"".join((root.encode(), rules, b"</worksheet>")))


def _is_well_formed(document: bytes) -> bool:
    """Whether expat reads it, and SpreadsheetML is the default namespace of all of it and has no other name."""
    spaces: list[tuple[str | None, str]] = []
    parser = new_parser()
    parser.StartNamespaceDeclHandler = lambda prefix, uri: spaces.append((prefix, uri))
    try:
        parser.Parse(document, True)
    except expat.ExpatError:
        return False
    main = [prefix for prefix, uri in spaces if uri in MAIN_NAMESPACES]
    return main == [None] and sum(prefix is None for prefix, _ in spaces) == 1


def _cells(tokens: list[tuple[bytes, ...]], maker: CellMaker) -> dict[tuple[int, int], RawCell]:
    """The cells of the tokens. Raises ``_Unusual``."""
    cells: dict[tuple[int, int], RawCell] = {}
    held = 0
    places, shared, known = _PLACES, maker.shared, maker.known
    count = len(shared)
    _learn({token[3] for token in tokens} - known.keys() - {b""}, maker)
    for _, address, number, body, _ in tokens:
        if body:
            cell = known[body]
        elif number:
            index = int(number)
            cell = shared[index] if index < count else maker.make("s", "0", number.decode(), False)
        else:
            continue
        if cell is not None:
            cells[places.get(address) or _place(address)] = cell
            held += 1
    if held != len(cells):
        raise _Unusual
    return cells


def _place(address: bytes) -> tuple[int, int]:
    text = address.decode()
    letters = text.rstrip("0123456789")
    return _PLACES.keep(address, (int(text[len(letters) :]) - 1, column_index(letters)), len(address))


def _learn(bodies: Collection[bytes], maker: CellMaker) -> None:
    """Make the cells of bodies that the workbook did not have before. Raises ``_Unusual``."""
    new = [body for body in bodies if body not in _BODIES]
    plain = {body: _parse_plain(found) for body in new if (found := _PLAIN.fullmatch(body))}
    learned = {**plain, **_parse_strictly([body for body in new if body not in plain])}
    for body in bodies:
        parsed = learned.get(body) or _BODIES[body]
        maker.known[body] = maker.make(*parsed)
    for body, parsed in learned.items():
        _BODIES.keep(body, parsed, len(body))


def _parse_plain(found: re.Match[bytes]) -> Parsed:
    """What a body says that has nothing but a value, perhaps of a formula. Raises ``_Unusual``."""
    style, kind, formula, value, inline = found.groups()
    try:
        found[0].decode()
    except UnicodeDecodeError:
        raise _Unusual from None
    text = inline if value is None else value
    return (kind or b"n").decode(), (style or b"0").decode(), text.decode(), formula is not None


def _parse_strictly(new: list[bytes]) -> Mapping[bytes, Parsed]:
    """What bodies say: the strict parser reads them side by side. Raises ``_Unusual``."""
    if any(map(_NOT_WITHIN.search, new)):
        raise _Unusual
    made: list[Parsed] = []

    def note(kind: str, style: str, text: str, formula: bool) -> RawCell:  # noqa: FBT001 - as ``CellMaker.make``
        made.append((kind, style, text, formula))
        return RawCell(CellState.NUMBER, str(len(made) - 1))

    rows = b"".join([b'<c r="A%d"%b</c>' % (place, body) for place, body in enumerate(new, start=1)])
    try:
        cells = SheetReader(note, DEFAULT_LIMITS, len(new)).read(rows.join(_ALONE), "")
    except UnreadableFile:
        raise _Unusual from None
    if any(cell.state is not CellState.NUMBER for cell in cells.values()):
        raise _Unusual
    return {body: made[int(cells[place, 0].text)] if (place, 0) in cells else _EMPTY for place, body in enumerate(new)}
