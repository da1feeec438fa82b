"""The look of every workbook: type by the habits of official documents, colours that hold in greyscale, print set-up.

A style is named by words (``"body center input"``), each of which adds properties; later words win.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from qz.records import dataclass

TITLE_FONT: Final = "方正小标宋简体"
HEAD_FONT: Final = "黑体"
BODY_FONT: Final = "仿宋"

BODY_SIZE: Final = 10
HEAD_SIZE: Final = 10
TITLE_SIZE: Final = 18

INPUT_FILL: Final = "#FFF2A8"
HEAD_FILL: Final = "#DCE3EA"
ITEM_FILL: Final = "#F1F4F7"
GOOD_FILL: Final = "#DDEFD9"
BAD_FILL: Final = "#F3B8AE"
WARN_FILL: Final = "#FBE3B5"
LINK_COLOUR: Final = "#1F4E9E"
BAD_COLOUR: Final = "#A61B0F"
QUIET_COLOUR: Final = "#595959"
LINE_COLOUR: Final = "#7F7F7F"

_CHINESE: Final = {"font_charset": 134}

PARTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "body": {
        "font_name": BODY_FONT,
        "font_size": BODY_SIZE,
        "font_family": 3,
        "valign": "vcenter",
        "text_wrap": True,
        **_CHINESE,
    },
    "title": {
        "font_name": TITLE_FONT,
        "font_size": TITLE_SIZE,
        "font_family": 1,
        "align": "center",
        "valign": "vcenter",
        **_CHINESE,
    },
    "subtitle": {"font_name": HEAD_FONT, "font_size": 12, "font_family": 3, "valign": "vcenter", **_CHINESE},
    "head": {
        "font_name": HEAD_FONT,
        "font_size": HEAD_SIZE,
        "font_family": 3,
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
        "bg_color": HEAD_FILL,
        "border": 1,
        "border_color": LINE_COLOUR,
        **_CHINESE,
    },
    "box": {"border": 1, "border_color": LINE_COLOUR},
    "center": {"align": "center"},
    "left": {"align": "left"},
    "indent": {"align": "left", "indent": 1},
    "right": {"align": "right"},
    "top": {"valign": "top"},
    "bold": {"bold": True},
    "black": {"font_name": HEAD_FONT},
    "large": {"font_size": 12},
    "small": {"font_size": 9},
    "quiet": {"font_color": QUIET_COLOUR},
    "input": {"bg_color": INPUT_FILL, "locked": False, "border": 1, "border_color": LINE_COLOUR},
    "yellow": {"bg_color": INPUT_FILL, "border": 1, "border_color": LINE_COLOUR},
    "open": {"locked": False},
    "item": {"bg_color": ITEM_FILL},
    "good": {"bg_color": GOOD_FILL},
    "bad": {"bg_color": BAD_FILL},
    "warn": {"bg_color": WARN_FILL},
    "red": {"font_color": BAD_COLOUR},
    "link": {"font_color": LINK_COLOUR, "underline": 1},
    "at_least_percent": {"num_format": '"≥"0.00%'},
    "at_most_percent": {"num_format": '"≤"0.00%'},
    "equal_percent": {"num_format": '"="0.00%'},
    "percent": {"num_format": "0.00%"},
    "percent0": {"num_format": "0%"},
    "percent1": {"num_format": "0.0%"},
    "percent3": {"num_format": "0.000%"},
    "percent4": {"num_format": "0.0000%"},
    "at_least": {"num_format": '"≥"General'},
    "at_most": {"num_format": '"≤"General'},
    "equal": {"num_format": '"="General'},
    "signed_percent": {"num_format": "+0.0#%;-0.0#%;0%"},
    "signed": {"num_format": "+General;-General;0"},
    "signed_no_zero": {"num_format": "+General;-General;;@"},
    "no_zero": {"num_format": "General;-General;;@"},
    "as_to_fill": {"num_format": '"待填";"待填";"待填"', "font_color": QUIET_COLOUR},
    "as_to_compare": {"num_format": '"待统计";"待统计";"待统计"', "font_color": QUIET_COLOUR},
    "as_wrong": {"num_format": '"填写有误";"填写有误";"填写有误"', "bg_color": BAD_FILL},
    "provisional": {"num_format": 'General"※"'},
    "plus": {"num_format": '"＋"General;-General;"—"'},
    "plain": {"underline": 0},
    "highest": {"bg_color": GOOD_FILL, "bold": True, "num_format": '"▲"General'},
    "lowest": {"bg_color": BAD_FILL, "italic": True, "num_format": '"▽"General'},
    "tiny": {"font_size": 8},
    "huge": {"font_size": 14},
    "lines_above": {"top": 1, "top_color": LINE_COLOUR},
    "number": {"num_format": "General"},
    "integer": {"num_format": "0"},
    "score": {"num_format": "General", "align": "center"},
    "textual": {"num_format": "@"},
    "date": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
    "struck": {"font_strikeout": True, "font_color": "#7F1D12"},
    "put_in": {"bold": True, "underline": 1, "font_color": "#0B3D7A"},
    "nowrap": {"text_wrap": False},
    "shrink": {"text_wrap": False, "shrink": True},
}

FOOTER: Final = '&C&"宋体,Regular"&9第 &P 页，共 &N 页'


def properties_of(style: str) -> dict[str, Any]:
    """The writer's properties for a style's words; ``KeyError`` names an unknown word."""
    merged: dict[str, Any] = {}
    for word in style.split():
        merged.update(PARTS[word] if ":" not in word else _with_bonus(word))
    return merged


def _with_bonus(word: str) -> Mapping[str, Any]:
    """``plus:1.5`` shows a number with that bonus behind it: 9＋1.5."""
    name, _, bonus = word.partition(":")
    if name != "plus":
        raise KeyError(word)
    return {"num_format": f'General"＋{bonus}"'}


@dataclass(frozen=True, slots=True)
class TextSetting:
    """How a style sets its text: its type size in points, whether long lines are broken, and its steps of indent."""

    size: float
    wraps: bool
    indent: int


@cache
def text_setting(style: str) -> TextSetting:
    """How a style sets its text; ``KeyError`` names an unknown word."""
    properties = properties_of(style)
    size, wraps, indent = (properties.get(name) for name in ("font_size", "text_wrap", "indent"))
    return TextSetting(float(size or BODY_SIZE), bool(wraps), int(indent or 0))
