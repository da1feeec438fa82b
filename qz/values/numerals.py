"""Numbers as people write them in words or digits: read where there is one reading, else not at all."""

import re
from decimal import Decimal
from typing import Final

DIGITS: Final = "零一二三四五六七八九"
"""Each digit as it is written, at its own place."""
_FORMAL: Final = "〇壹贰叁肆伍陆柒捌玖"
_DIGITS: Final = {char: value for digits in (DIGITS, _FORMAL) for value, char in enumerate(digits)} | {"○": 0, "两": 2}
_D: Final = f"[{DIGITS[1:]}{_FORMAL[1:]}]"
_HIGH: Final = f"[两{DIGITS[1:]}{_FORMAL[1:]}]"
CHARACTERS: Final = f"{''.join(_DIGITS)}十百千拾佰仟"
"""Every character of a numeral."""
ORDINAL: Final = f"[{DIGITS[1:]}十]"
"""A character of a number below 100 as chapters, items and days are counted, as a pattern."""
_CHINESE: Final = re.compile(
    rf"(?:(?P<thousands>{_HIGH})[千仟])?(?P<gap1>零)?(?:(?P<hundreds>{_HIGH})[百佰])?(?P<gap2>零)?"
    rf"(?:(?P<tens>{_D})?(?P<ten>[十拾]))?(?P<gap3>零)?(?P<ones>{_D})?"
)
_WRITTEN: Final = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.[0-9]{1,15})?")

MEASURES: Final = (
    "次",
    "个",
    "家",
    "只",
    "件",
    "项",
    "人",
    "起",
    "篇",
    "场",
    "份",
    "户",
    "条",
    "名",
    "处",
    "批",
    "期",
    "例",
)
"""Measure words that a count may carry; none changes the number."""


def read_written(text: str) -> Decimal | None:
    """A plain decimal number, thousands set off or not; ``None`` for anything else. ``text`` is tight."""
    return Decimal(text.replace(",", "")) if _WRITTEN.fullmatch(text) else None


def _places(found: re.Match[str]) -> tuple[int, int, int, int]:
    thousands, hundreds, tens, ones = (found[name] for name in ("thousands", "hundreds", "tens", "ones"))
    ten = _DIGITS[tens] if tens else 1 if found["ten"] else 0
    return (
        _DIGITS[thousands] if thousands else 0,
        _DIGITS[hundreds] if hundreds else 0,
        ten,
        _DIGITS[ones] if ones else 0,
    )


def read_chinese(text: str) -> Decimal | None:
    """A Chinese numeral below ten thousand in its full form (十二, 一百零五, 两千); ``None`` for 一百二, 三四, 若干."""
    if text in {"零", "〇", "○"}:
        return Decimal(0)
    if text == "两":
        return Decimal(2)
    found = _CHINESE.fullmatch(text)
    if not text or not found:
        return None
    number = sum(place * unit for place, unit in zip(_places(found), (1000, 100, 10, 1), strict=True))
    return Decimal(number) if number and write_chinese(number) == _canonical(text) else None


def _canonical(text: str) -> str:
    words = "".join(DIGITS[_DIGITS[char]] if char in _DIGITS else char for char in text)
    words = words.replace("仟", "千").replace("佰", "百").replace("拾", "十")
    return words[1:] if words.startswith("一十") else words


def write_chinese(number: int) -> str:
    """A whole number from 1 to 9999 as its full Chinese numeral."""
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return words[1:] if words.startswith("一十") else words


def read_percent(text: str) -> Decimal | None:
    """``92.5%`` or 百分之九十二点五 as a fraction of 1; ``None`` for anything else. ``text`` is tight."""
    if text.endswith("%"):
        number = read_written(text[:-1])
        return None if number is None else number / 100
    if text.startswith("百分之"):
        whole, point, rest = text.removeprefix("百分之").partition("点")
        number = Decimal(100) if whole == "百" else read_chinese(whole)
        if number is None or (point and not (rest and all(char in _DIGITS for char in rest))):
            return None
        digits = "".join(str(_DIGITS[char]) for char in rest)
        return Decimal(f"{number}.{digits or 0}") / 100
    return None


def spell_digits(digits: str, zero: str) -> str:
    """ASCII digits written one by one: 二〇一一."""
    return "".join(zero if digit == "0" else DIGITS[int(digit)] for digit in digits)


def read_digits(text: str) -> str | None:
    """Digits written one by one (二〇一一) as ASCII digits; ``None`` where another character stands among them."""
    return "".join(str(_DIGITS[char]) for char in text) if text and all(char in _DIGITS for char in text) else None
