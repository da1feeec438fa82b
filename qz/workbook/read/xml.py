"""XML of received workbooks: expat over bytes, no DTD ever, and the escapes spreadsheet programs use."""

import re
from collections.abc import Callable
from typing import Final
from xml.parsers import expat

from qz.workbook.read.fault import UnreadableFile

SEPARATOR: Final = " "
"""Between namespace and local name in the names handlers are given."""
MAIN_NAMESPACES: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
"""SpreadsheetML: transitional and strict."""

DECLARATION: Final = (
    r"""(?:<\?xml version=(?:"1\.0"|'1\.0')(?: encoding=(?:"[Uu][Tt][Ff]-8"|'[Uu][Tt][Ff]-8'))?"""
    r"""(?: standalone=(?:"yes"|'yes'|"no"|'no'))? ?\?>[ \t\r\n]*)?"""
)
"""A pattern of the XML declaration, or none, of parts in UTF-8."""

StartHandler = Callable[[str, dict[str, str]], None]

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


def main_name(local: str) -> frozenset[str]:
    """An element of SpreadsheetML as handlers see it, in either namespace."""
    return frozenset(f"{namespace}{SEPARATOR}{local}" for namespace in MAIN_NAMESPACES)


def local_name(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(SEPARATOR)[2]


def unescape(text: str) -> str:
    """Text with ``_x000D_`` and its like turned into the characters they stand for."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _refuse_doctype(*_: object) -> None:
    raise UnreadableFile("F11")


def new_parser() -> expat.XMLParserType:
    """A parser that knows namespaces and refuses any document type declaration."""
    parser = expat.ParserCreate(namespace_separator=SEPARATOR)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    return parser


def run_parser(parser: expat.XMLParserType, data: bytes, part: str) -> None:
    """Parse a whole part. Raises ``UnreadableFile`` where it is not well-formed."""
    try:
        parser.Parse(data, True)
    except expat.ExpatError as fault:
        raise UnreadableFile("F03", detail=f"{part}第{fault.lineno}行不合XML格式") from fault
    except (LookupError, UnicodeError, ValueError) as fault:
        raise UnreadableFile("F03", detail=f"{part}的文字编码不认识") from fault


def parse_elements(data: bytes, part: str, start: StartHandler) -> None:
    """Call ``start(name, attributes)`` for each element of a small part."""
    parser = new_parser()
    parser.StartElementHandler = start
    run_parser(parser, data, part)


def parse_texts(data: bytes, part: str, found: Callable[[str, dict[str, str], str], None]) -> None:
    """Call ``found(name, attributes, text)`` at the end of each element of a small part, with its own direct text."""
    parser = new_parser()
    stack: list[tuple[str, dict[str, str], list[str]]] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        stack.append((name, attributes, []))

    def end(_: str) -> None:
        name, attributes, pieces = stack.pop()
        found(name, attributes, "".join(pieces))

    def text(piece: str) -> None:
        if stack:
            stack[-1][2].append(piece)

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    run_parser(parser, data, part)
