"""Clauses that give points by bands or by options: a row of cases, each with its points."""

import re
from decimal import Decimal
from typing import Final

from qz.programme.importing.clauses.guessed_rule import NUMBER, WHOLE, Clause, GuessedRule, GuessedTerm, number_of

_UNIT: Final = rf"(?:{WHOLE}|%|[\u4e00-\u9fff]{{1,2}}?)"
_REACHED: Final = r"(?:完成率?|达到?|为|在|≥)*"
_BAND: Final = re.compile(
    rf"(?P<head>.*?){_REACHED}(?P<below>不超过|不高于|≤)?(?P<bound>{NUMBER})(?P<unit>{_UNIT})(?:及|（含）)?"
    rf"(?P<way>以上|以下|以内)?[^，；\d]{{0,10}}?的?得?(?P<points>{NUMBER})分"
)
_ALL: Final = re.compile(rf"(?:全面|全部)?完成(?P<head>.*?)的?得?(?P<points>{NUMBER})分")
_REST: Final = re.compile(
    rf"(?:其余|其他|否则|没有|未.*|达不到|以下|(?:少于|低于|不足|不到)?(?P<bound>{NUMBER})?(?:{_UNIT})?(?:以下)?.*?)的?"
    rf"(?:一律|均|，)?(?:不得分|得?0分|得?(?P<points>{NUMBER})分)"
)
_BOUND: Final = re.compile(rf"(?:不足|少于|低于|不超过)?{NUMBER}(?:{_UNIT})(?:$|以)")
_OPTION: Final = re.compile(rf"([^，；,;＝=每扣加]+?)的?得?{NUMBER}分")
_OPTION_NOTHING: Final = re.compile(r"([^，；,;＝=]+?)的?(?:不得分|得?0分)")
_GRADES: Final = frozenset(
    [
        "优秀",
        "良好",
        "合格",
        "基本合格",
        "不合格",
        "一般",
        "较好",
        "较差",
        "好",
        "优",
        "良",
        "中",
        "差",
        "达标",
        "不达标",
    ]
)


def read_bands(clause: Clause) -> GuessedRule | None:
    """80%以上得5分，60%以上得3分: the best band's points, from (or up to) so much; the rest earn less."""
    parts = re.split("[，；]", re.sub("的?，(?=得)", "", clause.text))
    found = [_BAND.fullmatch(part) or _ALL.fullmatch(part) for part in parts]
    rest = _REST.fullmatch(parts[-1]) if len(parts) > 2 and not (found[-1] and found[-1]["points"] != "0") else None
    bands = found[:-1] if rest else found
    if len(bands) < 2 or not all(bands) or any(re.search(r"第|前|末|最", part) for part in parts):
        return None
    return _banded([band.groupdict() for band in bands if band], rest, clause.content)


def _banded(bands: list[dict[str, str | None]], rest: re.Match[str] | None, content: str) -> GuessedRule | None:
    """The rule of bands as they stand, best first; none where they are no steps of one thing."""
    first, *others = [(band["head"] or "").rstrip("的，, ") for band in bands]
    less = bool(bands[0].get("below")) or bands[0].get("way") in {"以下", "以内"}
    bounds = [number_of(band.get("bound") or "100") for band in bands]
    points = [number_of(band["points"] or "") for band in bands]
    share = any("%" in (band.get("unit") or "%") for band in bands)
    falling = bounds == sorted(set(bounds), reverse=not less) and points == sorted(set(points), reverse=True)
    head = f"{first}完成率" if "unit" not in bands[0] else first or content
    if any(others) or not head or not falling or (rest and rest["bound"] and number_of(rest["bound"]) != bounds[-1]):
        return None
    way, sign = "以下" if less else "以上", "%" if share else ""
    words = [f"{bound}{sign}{way}{value}分" for bound, value in zip(bounds, points, strict=True)]
    words.append(f"其余{rest['points']}分" if rest and rest["points"] else "其余不得分")
    whole = all(re.fullmatch(WHOLE, band.get("unit") or "") for band in bands)
    kind = "比率" if share else "计数" if whole else "数值"
    term = GuessedTerm(head, kind, bands="、".join(words))
    return GuessedRule("…以上得…分，…以上得…分", "分档得分", points[0], (term,))


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
    if any(re.search(r"最|第[一二三四五\d]|前[一二三四五\d]", name) or _BOUND.match(name) for name in names):
        return None
    if len(earned) < 2 or (points[-1] and not _are_cases(names)):
        return None
    if not falling or len(set(names)) < len(names) or any("、" in name for name in names):
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
