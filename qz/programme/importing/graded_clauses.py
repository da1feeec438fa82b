"""Clauses that give points by bands or by options: a row of cases, each with its points."""

import re
from decimal import Decimal
from itertools import pairwise
from typing import Final

from qz.programme.importing.guessed_rule import MEASURES, NUMBER, Clause, GuessedRule, GuessedTerm, number_of

_UNIT: Final = rf"(?:{MEASURES}|[\u4e00-\u9fff]{{0,2}}?)"
_ABOVE: Final = rf"{NUMBER}({_UNIT})(?:及|（含）)?以上"
_BELOW: Final = rf"(?:{NUMBER}({_UNIT})(?:及|（含）)?以[下内]|不超过{NUMBER}({_UNIT}))"
_REST: Final = re.compile(r"[，；,;]?(?:其余|以下|少于[^，。；]*|否则|达不到的?)(?:的)?(?:一律|均)?(?:不得分|得?0分)$")
_BANDS: Final = {
    "以上": re.compile(rf"[，；,;]?{_ABOVE}(?:的)?(?:，)?(?:得|计|记)?{NUMBER}分"),
    "以下": re.compile(rf"[，；,;]?{_BELOW}(?:的)?(?:，)?(?:得|计|记)?{NUMBER}分"),
}
_REST_EARNS: Final = re.compile(rf"[，；,;]?(?:其余|其他)(?:的)?(?:得|计|记)?{NUMBER}分$")
_OPTION: Final = re.compile(rf"([^，；,;\d＝=每扣加]+?)(?:的)?(?:得|计|记)?{NUMBER}分$")
_OPTION_NOTHING: Final = re.compile(r"([^，；,;\d＝=]+?)(?:的)?(?:不得分|得?0分)$")

_GRADES: Final = frozenset(
    [
        "优秀",
        "良好",
        "合格",
        "基本合格",
        "不合格",
        "一般",
        "较差",
        "好",
        "较好",
        "优",
        "良",
        "中",
        "差",
        "达标",
        "不达标",
    ]
)


def read_bands(clause: Clause) -> GuessedRule | None:
    """80%以上得5分，60%以上得3分: the best band's points, from (or up to) so much."""
    for way, pattern in _BANDS.items():
        found = list(pattern.finditer(clause.text))
        if len(found) < 2:
            continue
        head = clause.text[: found[0].start()]
        rest = clause.text[found[-1].end() :].rstrip("。；;")
        between = "".join(clause.text[one.end() : two.start()] for one, two in pairwise(found))
        other = _REST_EARNS.match(rest)
        if between or (rest and not _REST.match(rest) and not other):
            return None
        bands = [_band(*filter(None, one.groups())) for one in found]
        points = [points for *_, points in bands]
        shares = {"%" in unit for _, unit, _ in bands}
        if points != sorted(points, reverse=True) or len(shares) > 1:
            return None
        words = [f"{number}{'%' if '%' in unit else ''}{way}{value}分" for number, unit, value in bands]
        words.append(f"其余{other[1]}分" if other else "其余不得分")
        whole = all(number.isdigit() for number, *_ in bands) and bool(
            re.search(MEASURES, "".join(u for _, u, _ in bands))
        )
        kind = "比率" if True in shares else "计数" if whole else "数值"
        term = GuessedTerm(head.rstrip("的，, "), kind, bands="、".join(words))
        return GuessedRule("…以上得…分，…以上得…分", "分档得分", points[0], (term,)) if term.words else None
    return None


def _band(number: str, *more: str) -> tuple[str, str, Decimal]:
    """A band's bound, its unit of measure (often none), and its points."""
    return str(number_of(number)), more[0] if len(more) > 1 else "", number_of(more[-1])


def read_choice(clause: Clause) -> GuessedRule | None:
    """甲得1分，乙得0.5分，丙不得分: each part a case of its own with its points."""
    parts = [
        part
        for part in re.split(r"[，；,;、](?=[^，；,;、]*分$|[^，；,;、]*分[，；,;、])", clause.text.rstrip("。"))
        if part
    ]
    options: list[tuple[str, Decimal]] = []
    for part in parts:
        found = _OPTION.fullmatch(part)
        nothing = _OPTION_NOTHING.fullmatch(part)
        if nothing:
            options.append((nothing[1], Decimal(0)))
        elif found:
            options.append((found[1], number_of(found[2])))
        else:
            return None
    names = [name.rstrip("的，, ") for name, _ in options]
    points = [value for _, value in options]
    earned = [value for value in points if value]
    falling = points == sorted(points, reverse=True) and len(set(points)) == len(points)
    if any(re.search(r"最|第[一二三四五\d]|前[一二三四五\d]", name) for name in names):
        return None
    if points[-1] and not _are_cases(names):
        return None
    if len(earned) < 2 or not falling or len(set(names)) < len(names) or any("、" in name for name in names):
        return None
    bands = "、".join(
        f"{name}{value}分" if value else f"{name}不得分" for name, value in zip(names, points, strict=True)
    )
    label = f"{_common(names) or names[0]}情况"
    term = GuessedTerm(label, "选项", bands=bands, choices="、".join(names))
    return GuessedRule("…得…分，…得…分（几种情形）", "选项得分", points[0], (term,))


def _are_cases(names: list[str]) -> bool:
    """Whether parts are cases of one thing (全部公开, 部分公开; 优秀, 良好), not things that each earn points."""
    pairs = [{name[place : place + 2] for place in range(len(name) - 1)} for name in names]
    return all(name in _GRADES for name in names) or bool(set.intersection(*pairs))


def _common(names: list[str]) -> str:
    """The words with which all names begin."""
    place = 0
    while all(place < len(name) for name in names) and len({name[place] for name in names}) == 1:
        place += 1
    return names[0][:place] if place > 1 else ""
