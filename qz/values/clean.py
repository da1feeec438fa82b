"""Typed text made plain: widths folded, invisible characters and white space gone, nothing else guessed."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from qz.model.returns import CellState, RawCell
from qz.values.numerals import CHARACTERS

_FOLDED: Final = frozenset({"<wide>", "<narrow>", "<noBreak>", "<small>"})
_SPACES: Final = re.compile(r"[ \t]+")
_LINES: Final = re.compile(r" ?\n ?")
_KEPT: Final = 16_384
"""Characters a table remembers."""


class _Table(dict[int, str]):
    """What each character becomes, for ``str.translate``; worked out as characters are met."""

    def __init__(self, become: Callable[[str], str]) -> None:
        super().__init__()
        self._become = become

    def __missing__(self, code: int) -> str:
        text = self._become(chr(code))
        if len(self) < _KEPT:
            self[code] = text
        return text


def fold_char(char: str) -> str:
    """A full-width, half-width or small form as the plain character; anything else (², ①, ½) as it is."""
    tag = unicodedata.decomposition(char).partition(" ")[0]
    return unicodedata.normalize("NFKC", char) if tag in _FOLDED else char


def _tight_char(char: str) -> str:
    kept = (each for each in fold_char(char) if not each.isspace() and unicodedata.category(each) not in {"Cf", "Cc"})
    return "".join(kept)


def _plain_char(char: str) -> str:
    if char == "\n" or " " <= char <= "~":
        return char
    if char.isspace():
        return " "
    return "" if unicodedata.category(char) in {"Cf", "Cc", "Cs", "Co", "Cn"} else char


def _apart_char(char: str) -> str:
    kept = ""
    for each in fold_char(char):
        parts = each.isspace() or unicodedata.category(each) == "Cc" or each in _PARTING
        hidden = unicodedata.category(each) == "Cf" and each not in _TELLING
        kept += " " if parts else "" if hidden else each
    return kept


_LISTED: Final = re.compile("[,;，；、。]")
_PARTING: Final = frozenset("\u00ad\u200b\u200c\u180e")
"""Invisible characters at which a line or a word may end: soft hyphen, zero width space and non-joiner."""
_TELLING: Final = frozenset("\u202d\u202e\u2061\u2062\u2063\u2064")
"""Invisible characters that change what digits say: they turn them round, or stand for a comma or a plus."""
_NUMERAL: Final = rf"[0-9.,+\-点{CHARACTERS}]"
_GAP: Final = re.compile(rf"(?<={_NUMERAL}) +(?={_NUMERAL})|( +)")
_APART: Final = _Table(_apart_char)
_TIGHT: Final = _Table(_tight_char)
_PLAIN: Final = _Table(_plain_char)


def tight(text: str) -> str:
    """Text for strict patterns: widths folded, every space and invisible character removed."""
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).translate(_TIGHT)


def says_nothing(cell: RawCell) -> bool:
    """Whether a cell is empty or has only blanks."""
    return cell.state is CellState.BLANK or (cell.state is CellState.TEXT and not tight(cell.text))


def same_words(left: str, right: str) -> bool:
    """Whether two texts name the same things, whatever their widths, spaces, punctuation and order."""
    return _named(left) == _named(right)


def _named(text: str) -> frozenset[str]:
    """What a text lists, as letters and digits alone."""
    pieces = ("".join(filter(str.isalnum, piece)) for piece in _LISTED.split(tight(text.replace("\n", "；"))))
    return frozenset(piece for piece in pieces if piece)


def apart(text: str) -> str:
    """As ``tight``, but a gap between two digits stays as one space.

    So ``1`` above ``2`` in one cell is not read as 12.
    """
    spread = (text if text.isascii() else unicodedata.normalize("NFC", text)).translate(_APART).strip(" ")
    return _GAP.sub(lambda found: "" if found[1] else " ", spread)


def plain_text(text: str) -> str:
    """Free text as it is kept: lines kept, other control and format characters dropped, spaces trimmed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _LINES.sub("\n", _SPACES.sub(" ", lines.translate(_PLAIN))).strip()
