"""Reads 并计: criteria of an item that are counted together, as a clerk writes it beside each of them."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from qz.model.scorecards import Criterion, Pool
from qz.model.scores import Effect
from qz.programme.faults import Collector
from qz.programme.reading.typed_records import Record
from qz.rules.registry import KINDS
from qz.values.clean import tight

_BEST: Final = re.compile(
    r"(?:取|按|只计|计)(?:其中)?(?:最高|最多|最大)(?:的|分|级别|一项|一条|计|加分|扣分|算)*$|就高$"
)
_UP_TO: Final = re.compile(r"(?:最多|最高|不超过|不高于|封顶)(?:加|扣|计)?([0-9]+(?:\.[0-9]+)?)分$")
_PICKS: Final = re.compile(r"(?:取|按|只计)(?:其中)?(?:最高|最多|最大)")
"""Words for the greatest alone, which do not go with so many points at most: 取最高5分."""


_OPPOSITE: Final = {Effect.BONUS: "扣", Effect.DEDUCT: "加"}
"""What the words of a pool of this effect do not say: 最多扣5分 of bonuses."""


def read_pool(record: Record, found: Collector) -> Pool | None:
    """The pool in a cell 并计: ``同一奖项取最高``, ``科技奖励最多5分``. A text that cannot be read is a finding."""
    text = tight(record.text("pool"))
    if not text:
        return None
    up_to = _UP_TO.search(text)
    unclear = up_to is not None and (_PICKS.search(text) is not None or not Decimal(up_to[1]))
    if unclear or (up_to is None and not _BEST.search(text)):
        found.add("P41", record.place("pool"), found=text, why="看不懂")
        return None
    return Pool(text, Decimal(up_to[1]) if up_to else None)


def check_pools(records: Sequence[tuple[Record, Criterion]], found: Collector) -> None:
    """Check that each pool has at least two criteria, all of one item, and all adding or all deducting."""
    pools: dict[tuple[str, str], list[tuple[Record, Criterion]]] = {}
    for record, criterion in records:
        if criterion.pool is not None and KINDS[criterion.kind].effect in {Effect.BONUS, Effect.DEDUCT}:
            pools.setdefault((criterion.item_number, criterion.pool.words), []).append((record, criterion))
    for (_, words), members in pools.items():
        if len(members) < 2 or len({KINDS[criterion.kind].effect for _, criterion in members}) > 1:
            why = "同一项考核内容里要有两条以上写同样的话，并且都是加分或者都是扣分"
            found.add("P41", members[0][0].place("pool"), found=words, why=why)
        elif (wrong := _OPPOSITE[KINDS[members[0][1].kind].effect]) and re.search(rf"{wrong}\d|{wrong}分", words):
            effect = KINDS[members[0][1].kind].effect.value
            found.add("P41", members[0][0].place("pool"), found=words, why=f"这几条是{effect}的，写的却是“{wrong}”")
