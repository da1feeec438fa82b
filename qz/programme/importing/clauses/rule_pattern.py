"""A pattern of the table by which a scoring clause becomes a rule: a sentence with slots, and what its facts are."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from typing import Final

from qz.programme.importing.clauses.guessed_rule import (
    AMOUNT,
    NUMBER,
    WHOLE,
    Clause,
    GuessedRule,
    GuessedTerm,
    number_of,
)
from qz.records import dataclass

_UNIT: Final = f"{WHOLE}|万美元|亿美元|万元|亿元|元|公里|万亩|亩|吨|小时|学时|课时|平方米|岁|分钟|‰|%"
_ANY_UNIT: Final = rf"{_UNIT}|[\u4e00-\u9fff]{{0,3}}?"
_SLOTS: Final = {
    "何事": r"(?P<what>[^。]*?)",
    "何数": r"(?P<what>[^。，；]*?)",
    "反面": r"(?P<reverse>[^，；。]*?)",
    "目标": rf"(?P<target>{NUMBER})(?P<target_unit>{_UNIT})",
    "目标数": rf"(?P<target>{NUMBER})(?P<target_unit>{_ANY_UNIT})",
    "一步": rf"(?P<step>{NUMBER})?(?P<step_unit>{_UNIT})",
    "一步数": rf"(?P<step>{NUMBER})?(?P<step_unit>{_ANY_UNIT})",
    "一个": rf"(?:[1一])?(?P<step_unit>{WHOLE})",
    "每一个": rf"(?:(?:每|有|新增)+[1一]?|[1一])(?:{WHOLE})",
    "几个": rf"(?:{NUMBER})(?P<step_unit>{WHOLE})",
    "分值": rf"(?P<points>{NUMBER})",
    "每分": rf"(?P<rate>{NUMBER})",
    "最多": rf"(?P<most>{NUMBER})",
    "最少": rf"(?P<least>{NUMBER})",
    "至多": rf"(?:，最多(?P<most>{NUMBER})分)?",
    "达到": r"(?:达到?|(?:全年)?(?:不得?低于|不得?少于|至少)|应?为|应达|在|≥|要求)*",
    "不超过": r"(?:不得?超过|控制在|不得?高于|不得?多于|≤)",
    "每少": (
        r"(?:每(?:项指标)?(?:缺少|缺|少|低于|低|降低|降|下降|减少|漏|差)|缺少?|少|低)"
        r"[\u4e00-\u9fff]{0,2}?"
    ),
    "每多": r"每(?:超过|超出|超|多|增加|增|高出|高|上升|提高|新增)(?:完成|建成)?",
    "的": r"的?，?",
    "又": r"[，；。](?:[^，；。\d]{0,10}?)",
    "些": r"[^，。；\d]{0,8}?",
    "什么": r"[^，。；]{0,20}?",
    "不得": r"(?:本项|该项|此项|均|一律|则|予以)*(?:不予?得分|不计分|得0分|得零分|为0分)",
}
"""What a pattern's 〔slots〕 stand for: those that are kept under a name, then words of one meaning."""
_SLOT: Final = re.compile(r"〔(\w+?)〕")
_BEYOND: Final = re.compile(
    r"酌情|视(?:情|面积)|从重|比例|折|[÷×±＝=]|平均|均值|名次|排名|末位|最[多少高低]的|第一名|满分|标准分|基本分|倍|依次"
    r"|\d%?[≤<＜]|\d分?[–~～—-]\s*\d+(?:\.\d+)?分|不得分"
)
"""Words of shares, ranks, bands and discretion: a fact's own words have none of them."""
_PLACE: Final = re.compile(r"第[一二三四五\d]+[、名少多]|前[一二三四五六七八九十\d]+名|最[多少高低]的")

Terms = tuple[GuessedTerm, ...]
TermsOf = Callable[[re.Match[str], Clause], Terms]
"""What a pattern's facts are; none where the words are not of this pattern after all."""


@dataclass(frozen=True)
class RulePattern:
    """One pattern: its ``sentence`` with 〔slots〕, the kind of rule it is, and how its facts are read.

    ``of_item``: the points are the item's standard score. ``free``: the words beside the slots may be of shares, ranks
    and points. ``apart``: each fact is a criterion of its own with the same points.
    """

    name: str
    kind: str
    sentence: str
    terms: TermsOf
    consequence: str = ""
    of_item: bool = False
    free: bool = False

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The sentence as a regular expression for the whole of a clause."""
        return re.compile(_SLOT.sub(lambda slot: _SLOTS[slot[1]], self.sentence))

    def read(self, clause: Clause) -> GuessedRule | None:
        """The rule of a clause in usual words; ``None`` where the clause is not of this pattern."""
        found = self.expression.fullmatch(clause.text)
        if found is None or not (self.free or _is_plain(found)):
            return None
        terms = self.terms(found, clause)
        points = clause.standard if self.of_item else amount(found, "points")
        least, most = amount(found, "least"), amount(found, "most")
        if not terms or (self.of_item and not points) or (least and most and least >= most):
            return None
        apart = len(terms) > 1 and "各得" in clause.printed
        return GuessedRule(self.name, self.kind, points, terms, apart, least, most, self.consequence)


def _is_plain(found: re.Match[str]) -> bool:
    """Whether a fact's words give and take no points themselves, nor is the clause of a share or rank."""
    words = found.groupdict().get("what") or ""
    return not AMOUNT.search(words) and not is_beyond(words) and not _PLACE.search(found.string)


def is_beyond(words: str) -> bool:
    """Whether words are of shares, ranks, bands or discretion."""
    return bool(_BEYOND.search(words))


def amount(found: re.Match[str], slot: str) -> Decimal | None:
    """The number in a slot; ``None`` where the pattern has no such slot, or nothing stands in it."""
    text = found.groupdict().get(slot)
    return number_of(text) if text else None
