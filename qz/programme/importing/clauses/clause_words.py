"""The words of scoring clauses: what documents write in several ways is written in one before a pattern is tried."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from qz.programme.importing.clauses.guessed_rule import AMOUNT, NUMBER, WHOLE

_N: Final = NUMBER
_SAME: Final = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (",", "，"),
        (";", "；"),
        (r"\(", "（"),
        (r"\)", "）"),
        ("％", "%"),
        (rf"({_N}%?)[≤<＜][^，；≤<＜\d]{{1,12}}[≤<＜]{_N}%?", r"\1以上"),
        (rf"({_N}(?:{WHOLE}|%|万元|元)?)(?:以上|（含）|[、至-])+{_N}(?:{WHOLE}|%|万元|元)?以下", r"\1以上"),
        (rf"({_N}%?)[-–—～~至]{_N}(%)(?:之间)?的?(?=，?[得计])", r"\1%以上"),
        ("%%", "%"),
        ("个?百分点", "%"),
        (r"[。；，]+$", ""),
        (r"^(?:[①-⑳⑴-⒇]|[一二三四五六七八九十]+、|（\d+）|\d+[)）．.、](?!\d))+", ""),
        (r"^(?:查看?|查阅|听取|实地|现场[查检]|抽查)[^，。；：不达每\d]{0,16}[，：]", ""),
        (rf"（(?:得|计|共|满分)?{_N}分）", r"，得\1分"),
        (rf"（(最[多高低少][^（）]*{_N}分|每[^（）]*{_N}分|[^（）]*扣{_N}分)）", r"，\1"),
        (r"（[^（）]*）", ""),
        (r"[，；]?(?:直至|直到|以)?(?:本项|该项)?[扣减]完(?:本项|该项)?(?:分值?|标准分)?(?:为止|止)", ""),
        (rf"[，；]?[扣减]完{_N}分为?止?", r"，最多扣\1分"),
        (rf"(?<![递增加])减{_N}分", r"扣\1分"),
        (rf"(?:各得|分别得|计|记|赋|评|给予?|可得){_N}分", r"得\1分"),
        (rf"(扣|加|得){_N}分/({WHOLE})", r"每\3\1\2分"),
        (rf"各(扣|加){_N}分", r"\1\2分"),
        (r"(?:最高|封顶|累计不超过|不超过)(?:加|扣|得)?(?=\d+(?:\.\d+)?分$)", "最多"),
        (r"最多(?:加|扣|得|计)(?=\d)", "最多"),
        (r"，+", "，"),
        (r"[。；，]+$", ""),
    )
)
"""Pattern and what is written instead, in this order."""
_FULL: Final = re.compile(r"[得计](?:满分|标准分|全分|基本分|该项分)")
_OUTCOME: Final = re.compile(r"不(?:予)?得分|不计分|否决|[得计加扣减]分|不得评|取消|等次|定为|满分|按比例")
_PARTS: Final = re.compile(r".+?(?:(?<=分)、|[，；。,;]+|$)")
_BRACKETS: Final = ("（(", "）)")


def in_usual_words(text: str, standard: Decimal | None) -> str:
    """A clause in the words that the patterns know; 得满分 is so many points where the standard score is known."""
    for pattern, words in _SAME:
        text = pattern.sub(words, text)
    if standard:
        text = _FULL.sub(f"得{standard.normalize():f}分", text)
    return text.strip("，；。、 ")


def has_outcome(text: str) -> bool:
    """Whether a sentence says what is given or taken; one that does not only says what is asked for."""
    return bool(AMOUNT.search(text) or _OUTCOME.search(text))


def split_parts(text: str) -> list[str]:
    """A clause's parts, each with the mark it ends with; an aside in brackets stays with its part."""
    return list(_parts(text))


def _parts(text: str) -> Iterator[str]:
    kept = ""
    for found in _PARTS.finditer(text):
        kept += found.group()
        opened, closed = (sum(kept.count(mark) for mark in marks) for marks in _BRACKETS)
        if opened <= closed:
            yield kept
            kept = ""
    if kept:
        yield kept
