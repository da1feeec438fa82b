"""Patterns of clauses that give, add or take points by a unit's place among all: they are tried before all others."""

import re
from decimal import Decimal
from typing import Final

from qz.programme.importing.clauses.guessed_rule import NUMBER, Clause, GuessedRule, GuessedTerm, number_of

BY_PLACE: Final = "第一名…分，前几名加…分，末位扣…分"
"""What such a clause looks like."""
_N: Final = NUMBER
_RANKED: Final = r"(.*?)(?:排名|排序|名次)?(?:位列|名列|位居|列|居)?(?:全[省市县区镇])?"
_FIRST_ONES: Final = re.compile(
    rf"{_RANKED}前{_N}名?的?，?(?:分别|依次|各)?加((?:\d+(?:\.\d+)?分?[、，])*\d+(?:\.\d+)?)分"
)
_LAST_ONES: Final = re.compile(
    rf"{_RANKED}(?:末位|最后一名|倒数第一名?)的?，?扣{_N}分(?:[，、]倒数第二名?的?，?扣{_N}分)?"
)
_EACH_PLACE: Final = re.compile(
    rf"{_RANKED}第一名?的?，?得(?:满分)?{_N}分，(?:依次|以?后?每(?:退后|下降|降|后)一[名位])递?[减扣]{_N}分"
    rf"(?:，最[少低](?:得|计)?{_N}分)?"
)
_UNWANTED: Final = re.compile("信访|上访|事故|投诉|案件|发案|迟报|死亡|伤亡|违法|违规|火灾")


def read_places(clause: Clause) -> GuessedRule | None:
    """第一名得5分，依次减0.5分; 前三名分别加3、2、1分; 末位扣2分，倒数第二名扣1分."""
    return _read_first(clause.text) or _read_last(clause.text) or _read_each(clause.text)


def _read_first(text: str) -> GuessedRule | None:
    found = _FIRST_ONES.fullmatch(text)
    worths = [worth.removesuffix("分") for worth in re.split("[、，]", found[3])] if found else []
    if found is None or len(worths) not in {1, int(number_of(found[2]))}:
        return None
    places = [f"第{place}名{worth}分" for place, worth in enumerate(worths, 1)]
    bands = "、".join(places) if len(worths) > 1 else f"前{found[2]}名{worths[0]}分"
    return GuessedRule(BY_PLACE, "按名次加分", None, (_term(found[1], bands=bands),))


def _read_last(text: str) -> GuessedRule | None:
    found = _LAST_ONES.fullmatch(text)
    if found is None or (found[3] and number_of(found[3]) >= number_of(found[2])):
        return None
    bands = f"倒数第1名{found[2]}分、倒数第2名{found[3]}分" if found[3] else f"末位{found[2]}分"
    return GuessedRule(BY_PLACE, "按名次扣分", None, (_term(found[1], bands=bands),))


def _read_each(text: str) -> GuessedRule | None:
    found = _EACH_PLACE.fullmatch(text)
    if found is None:
        return None
    points, least = number_of(found[2]), number_of(found[4]) if found[4] else None
    if least is not None and least > points:
        return None
    return GuessedRule(BY_PLACE, "按名次得分", points, (_term(found[1], rate=number_of(found[3])),), least=least)


def _term(words: str, bands: str = "", rate: Decimal | None = None) -> GuessedTerm:
    """The number that units are placed by; of what nobody wants, the least is the best."""
    unwanted = _UNWANTED.search(words) and not words.endswith(("率", "度"))
    return GuessedTerm(words, "数值", bands=bands, rate=rate, comparator="≤" if unwanted else "")
