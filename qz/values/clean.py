"""Typed text made plain: widths folded, invisible characters and white space gone, nothing else guessed."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_FOLDED: Final = frozenset({"<wide>", "<narrow>", "<noBreak>", "<small>"})
_SPACES: Final = re.compile(r"[ \t]+")
_LINES: Final = re.compile(r" ?\n ?")


def fold_char(char: str) -> str:
    """A full-width, half-width or small form as the plain character; anything else (², ①, ½) as it is."""
    tag = unicodedata.decomposition(char).partition(" ")[0]
    return unicodedata.normalize("NFKC", char) if tag in _FOLDED else char


@lru_cache(maxsize=8192)
def tight(text: str) -> str:
    """Text for strict patterns: widths folded, every space and invisible character removed."""
    folded = text if text.isascii() else "".join(map(fold_char, unicodedata.normalize("NFC", text)))
    return "".join(char for char in folded if not char.isspace() and unicodedata.category(char) not in {"Cf", "Cc"})


def plain_text(text: str) -> str:
    """Free text as it is kept: lines kept, other control and format characters dropped, spaces trimmed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(_plain_char(char) for char in lines)
    return _LINES.sub("\n", _SPACES.sub(" ", kept)).strip()


def _plain_char(char: str) -> str:
    if char == "\n" or " " <= char <= "~":
        return char
    if char.isspace():
        return " "
    return "" if unicodedata.category(char) in {"Cf", "Cc", "Cs", "Co", "Cn"} else char
