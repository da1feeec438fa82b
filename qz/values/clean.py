"""Typed text made plain: widths folded, invisible characters and white space gone, nothing else guessed."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final

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


_TIGHT: Final = _Table(_tight_char)
_PLAIN: Final = _Table(_plain_char)


@lru_cache(maxsize=8192)
def tight(text: str) -> str:
    """Text for strict patterns: widths folded, every space and invisible character removed."""
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).translate(_TIGHT)


def plain_text(text: str) -> str:
    """Free text as it is kept: lines kept, other control and format characters dropped, spaces trimmed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _LINES.sub("\n", _SPACES.sub(" ", lines.translate(_PLAIN))).strip()
