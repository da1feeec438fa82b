"""The shared strings of a workbook; an item that another file had is not parsed again."""

import re
from typing import Final

from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.memo import MEMORY, Memo, remembering
from qz.workbook.read.xml import DECLARATION, MAIN_NAMESPACES, main_name, new_parser, run_parser, unescape

_ROOT: Final = re.compile(
    (
        rf'{DECLARATION}<sst xmlns="{re.escape(MAIN_NAMESPACES[0])}"(?: count="[0-9]+"(?: uniqueCount="[0-9]+")?'
        r'| uniqueCount="[0-9]+"(?: count="[0-9]+")?)?>[ \t\r\n]*<si>'
    ).encode()
)
_BETWEEN: Final = re.compile(rb"</si>[ \t\r\n]*<si>")
_LAST: Final = re.compile(rb"</si>[ \t\r\n]*</sst>[ \t\r\n]*")
_NOT_WITHIN: Final = re.compile(rb"<(?:[!?]|/?si)")
"""What no item may hold: a comment or the like, and an item's tags."""
_ALONE: Final = f'<sst xmlns="{MAIN_NAMESPACES[0]}"><si>'.encode()
_LOOK: Final = re.compile(rb"<rPr>((?:[^<]++|<(?!/?(?:rPr|r|t)[\s/>]))*+)</rPr>")
"""How a run looks, of which there is much, and little that is not alike."""
_NO_LOOK: Final = b"<rPr/>"
_ITEMS: Final[Memo[bytes, str]] = MEMORY.memo()
"""The string of an item, by what stands between its tags."""
_ITEM, _RUN, _TEXT, _PHONETIC = range(4)
_ELEMENTS: Final = {name: kind for kind, local in enumerate(("si", "r", "t", "rPh")) for name in main_name(local)}


def read_strings(data: bytes, *, strict: bool) -> tuple[str | None, ...]:
    """The shared strings in order, runs joined, phonetic runs dropped; ``None`` for one that holds two texts.

    ``strict``: read the whole table at once, even where its items could be told apart first.
    """
    items = None if strict else _items(data)
    strings = None if items is None else _look_up(items)
    return _parse(data) if strings is None else strings


def _look_up(items: list[bytes]) -> tuple[str, ...] | None:
    """The string of each item; ``None`` where one is not in order.

    Items that hold no tag of an item are well-formed together only if each is by itself, and mean the same in any table
    of this root.
    """
    strings = list(map(_ITEMS.get, items))
    if None in strings:
        new = list(dict.fromkeys(item for item, string in zip(items, strings, strict=True) if string is None))
        if any(map(_NOT_WITHIN.search, new)):
            return None
        try:
            read = _parse(_table(b"</si><si>".join([_LOOK.sub(_without_look, item) for item in new])))
        except UnreadableFile:
            return None
        found = dict(zip(new, read, strict=True))
        strings = [found[item] if string is None else string for item, string in zip(items, strings, strict=True)]
        for item, string in found.items():
            if string is not None:
                _ITEMS.keep(item, string, len(item))
    whole = tuple([string for string in strings if string is not None])
    return whole if len(whole) == len(items) else None


def _table(items: bytes) -> bytes:
    return b"".join((_ALONE, items, b"</si></sst>"))


def _without_look(found: re.Match[bytes]) -> bytes:
    """An empty element in the place of how a run looks, where that is in order and holds no text."""
    return _NO_LOOK if _is_look(found[0], "sharedStrings.xml") else found[0]


@remembering
def _is_look(look: bytes, _: str) -> bool:
    try:
        return _parse(_table(look)) == ("",)
    except UnreadableFile:
        return False


def _items(data: bytes) -> list[bytes] | None:
    """What stands between the tags of each item; ``None`` where the table is not as common writers write it.

    Apart from declaration, root and white space there is nothing but items.
    """
    begin, end = _ROOT.match(data), data.rfind(b"</si>")
    if not begin or end < begin.end() or not _LAST.fullmatch(data, end):
        return None
    between = _BETWEEN.search(data, begin.end())
    return data[begin.end() : end].split(between[0]) if between else [data[begin.end() : end]]


def _parse(data: bytes) -> tuple[str | None, ...]:
    """The strings of a whole table. Raises ``UnreadableFile``: not well-formed, a DTD."""
    strings: list[str | None] = []
    pieces: list[str] = []
    parser = new_parser()
    depth = [0]
    here = [0, 0]  # texts of the run, or of the item outside runs; the most of any

    def start(name: str, _: dict[str, str]) -> None:
        kind = _ELEMENTS.get(name)
        if kind == _TEXT:
            parser.CharacterDataHandler = None if depth[0] else pieces.append
            here[0] += not depth[0]
            here[1] = max(here)
        elif kind == _RUN:
            here[0] = 0
        elif kind == _ITEM:
            pieces.clear()
            here[:] = 0, 0
        elif kind == _PHONETIC:
            depth[0] += 1

    def end(name: str) -> None:
        kind = _ELEMENTS.get(name)
        if kind == _TEXT:
            parser.CharacterDataHandler = None
        elif kind == _ITEM:
            strings.append(unescape("".join(pieces)) if here[1] <= 1 else None)
        elif kind == _PHONETIC:
            depth[0] -= 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    run_parser(parser, data, "sharedStrings.xml")
    return tuple(strings)
