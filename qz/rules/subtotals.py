"""The subtotal under the name of a group of items (一级指标): what its items are worth, and what they came to."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from qz.layout.print_columns import ItemGroup
from qz.model.values import round_score, show_number
from qz.values.expressions import text

_POINTS: Final = re.compile(r"(\d+(?:\.\d+)?)分")
_LONGEST: Final = 250
"""Characters a text in a formula may have (Excel's limit is 255)."""


def group_words(group: ItemGroup, verb: str = "", score: Decimal | None = None, tail: str = "") -> str:
    """The group's words; below, where it has several items, its subtotal, with the score and ``tail`` where given."""
    return "\n".join(part for part in (group.words, _subtotal(group, verb, score, tail)) if part)


def group_formula(group: ItemGroup, verb: str, scores: Sequence[str], tail: str = "") -> str:
    """The same as an Excel formula over the cells of the items' scores; blank where there is nothing to add."""
    lines = group.words.split("\n")
    if not has_subtotal(group) or max(map(len, lines)) > _LONGEST:
        return ""
    worth = _worth(group)
    start = f"{worth}，{verb}" if worth else verb
    words = "&CHAR(10)&".join(map(text, [*lines, start]))
    return f"{words}&ROUND({'+'.join(scores)},2)&{text(f'分{tail}')}"


def has_subtotal(group: ItemGroup) -> bool:
    """Whether there is something to add: a named group of several items."""
    return len(group.items) > 1 and bool(group.words)


def worth_of(group: ItemGroup) -> Decimal:
    """What the group's items are worth together (分)."""
    return sum((item.standard for item in group.items), Decimal(0))


def points_named(words: str) -> tuple[Decimal, ...]:
    """The points that words name (组织领导（40分））."""
    return tuple(Decimal(number) for number in _POINTS.findall(words))


def _worth(group: ItemGroup) -> str:
    """小计40分, unless the group's words say so already."""
    worth = worth_of(group)
    return "" if worth in points_named(group.words) else f"小计{show_number(worth)}分"


def _subtotal(group: ItemGroup, verb: str, score: Decimal | None, tail: str) -> str:
    if not has_subtotal(group):
        return ""
    made = f"{verb}{show_number(round_score(score))}分{tail}" if score is not None else ""
    return "，".join(part for part in (_worth(group), made) if part)
