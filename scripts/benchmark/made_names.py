"""Names of made towns: as Chinese towns are called, each its own, many of them inside one another."""

from collections.abc import Collection
from random import Random
from typing import Final

_FIRST: Final = "安白宝长朝崇春大丹德东芳丰福高古官光桂河红洪湖花华怀黄惠吉建江金锦靖井景九开兰乐荔临灵柳龙罗马梅明南"
_SECOND: Final = "坝堡畈港岗沟关湖集涧江界井坑口兰岭龙炉泉沙山石水潭塘田亭头湾围溪峡祥兴秀盐阳洋崖营园源岳云寨洲竹庄"
_BEFORE: Final = "东西南北上下前后新老大小中内外"
_KINDS: Final = (*("镇",) * 5, "街道")
_FRONTS: Final = (0, 0, 0, 1, 1, 1, 1, 2)
"""How many characters stand before the two that most places are called by."""


def town_names(count: int, taken: Collection[str] = ()) -> list[tuple[str, str]]:
    """So many names, each with its kind (镇 or 街道): three to six characters, no two of one stem.

    Fewer are the first of more. ``taken``: names and their short forms that are borne already.
    """
    random = Random("towns")
    seen = set(taken)
    found: list[tuple[str, str]] = []
    while len(found) < count:
        front = "".join(random.sample(_BEFORE, random.choice(_FRONTS)))
        stem = front + random.choice(_FIRST) + random.choice(_SECOND)
        kind = random.choice(_KINDS)
        if not {stem, f"{stem}镇", f"{stem}街道"} & seen:
            seen.add(stem)
            found.append((stem + kind, kind))
    return found
