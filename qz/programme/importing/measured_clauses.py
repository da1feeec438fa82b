"""Patterns of clauses that give points by bands, options, proportion or discretion, or concern the whole scorecard.

They are tried before the others (``clauses.py``), and read a clause whole or not at all.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Final

from qz.programme.importing.guessed_rule import AMOUNT, MEASURES, NUMBER, Clause, GuessedRule, GuessedTerm, number_of
from qz.programme.raw import Percent

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
_RANGE: Final = re.compile(rf"(?:酌情|视情\w{{0,4}})?(扣|加){NUMBER}分?(?:[-–—～~至到]){NUMBER}分$")
_UP_TO: Final = re.compile(rf"酌情(扣|加)分[，,]?(?:最[多高]|不超过)(?:扣|加)?{NUMBER}分$")
_FORMULA: Final = re.compile(
    rf"^(?:本项)?得分[＝=]([^÷/×*]+?)[÷/](?:本单位|年度|全年)?目标\w{{0,3}}[×*]{NUMBER}(?:分)?(?:[，,]最[高多]{NUMBER}分)?$"
)
_BY_SHARE: Final = re.compile(rf"按(?:实际)?完成(?:的)?比例(?:得分|计分)(?:[（(，,]?(?:满分|共|计)?{NUMBER}分[）)]?)$")
_BEYOND: Final = re.compile(
    rf"^(.*?)(?:不超过|控制在|不高于)(?:本单位)?{NUMBER}({MEASURES})?(?:以内|之内)?"
    rf"(?:(?:的)?得{NUMBER}分)?[，,]每(?:超过?|多|高出?|增加?){NUMBER}({MEASURES})扣{NUMBER}分$"
)
_SHORT_RATE: Final = re.compile(
    rf"^(.*?)(?:不低于|不少于|达到|达|为)?{NUMBER}%(?:以上)?[，,]每(?:少|低|降低?){NUMBER}(%|个百分点|百分点)扣{NUMBER}分(?:[，,]扣完.*)?$"
)
_SURPLUS: Final = re.compile(
    rf"^(.*?)超过{NUMBER}([\u4e00-\u9fff]{{1,3}}?|%)的?[，,]每(?:超过?|多|增加?|高)?(?:{NUMBER})?([\u4e00-\u9fff]{{1,3}}?|%)加{NUMBER}分$"
)
_CONSEQUENCES: Final = (
    (re.compile(r"总分(?:为|计|记)(?:0|零)分?|实行一票否决|一票否决"), "总分为0"),
    (re.compile(r"(?:不得|不能)(?:评优|评为优秀|评先)|取消(?:当年|年度)?评(?:优|先)(?:评先)?资格"), "不得评优"),
    (re.compile(r"(?:降低?|下降)一个?(?:等次|档次|档)"), "降一档"),
    (re.compile(r"(?:直接)?(?:定|评|判)(?:定)?为(?:不合格|不达标|末档|[Dd]级)"), "定为末档"),
)
_COUNTED: Final = re.compile(rf"{NUMBER}(?:{MEASURES})(?:及)?以上")


def _read_bands(clause: Clause) -> GuessedRule | None:
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


def _read_choice(clause: Clause) -> GuessedRule | None:
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
    if len(earned) < 2 or not falling or len(set(names)) < len(names) or any("、" in name for name in names):
        return None
    bands = "、".join(
        f"{name}{value}分" if value else f"{name}不得分" for name, value in zip(names, points, strict=True)
    )
    label = f"{_common(names) or names[0]}情况"
    term = GuessedTerm(label, "选项", bands=bands, choices="、".join(names))
    return GuessedRule("…得…分，…得…分（几种情形）", "选项得分", points[0], (term,))


def _common(names: list[str]) -> str:
    """The words with which all names begin."""
    place = 0
    while all(place < len(name) for name in names) and len({name[place] for name in names}) == 1:
        place += 1
    return names[0][:place] if place > 1 else ""


def _read_discretion(clause: Clause) -> GuessedRule | None:
    """扣0.5–2分, 酌情加分最多3分: a verifier says how many."""
    text = clause.text.rstrip("。")
    ranged, up_to = _RANGE.search(text), _UP_TO.search(text)
    found = ranged or up_to
    if found is None or len(AMOUNT.findall(text)) > 2:
        return None
    kind = "酌情扣分" if found[1] == "扣" else "酌情加分"
    least, most = (number_of(ranged[2]), number_of(ranged[3])) if ranged else (None, number_of(found[2]))
    if least is not None and least >= most:
        return None
    return GuessedRule("…扣（加）…至…分", kind, None, (GuessedTerm("", ""),), least=least, most=most)


def _read_proportion(clause: Clause) -> GuessedRule | None:
    """得分＝签约额÷目标×50: so many points for the unit's own target, in proportion."""
    text = clause.text.rstrip("。")
    if found := _FORMULA.match(text):
        points, words = number_of(found[2]), re.sub(r"^(?:当年|本年|全年|实际)", "", found[1])
        if found[3] and number_of(found[3]) != points:
            return None
    elif found := _BY_SHARE.search(text):
        points, words = number_of(found[1]), text[: found.start()].rstrip("的，, ")
        words = re.sub(r"^未?完成", "", words)
    else:
        return None
    return (
        GuessedRule("得分＝…÷目标×…，按完成比例得分", "按比例得分", points, (GuessedTerm(words, "数值"),))
        if words
        else None
    )


def _read_excess(clause: Clause) -> GuessedRule | None:
    """不超过5件，每超1件扣2分: for each step beyond the target."""
    found = _BEYOND.match(clause.text.rstrip("。"))
    if found is None:
        return None
    head, target, unit, points, step, step_unit, rate = found.groups()
    is_rate = "%" in step_unit or "百分点" in step_unit
    if is_rate is not ("%" in (unit or "")):
        return None
    size = Percent(number_of(step) / 100) if is_rate else number_of(step)
    aim = Percent(number_of(target) / 100) if is_rate else number_of(target)
    kind = "每少扣分" if points else "缺数扣分"
    single = not points and not is_rate and number_of(step) == 1
    term = GuessedTerm(
        head.rstrip("的，, "),
        "比率" if is_rate else "计数",
        aim,
        None if single else size,
        number_of(rate),
        comparator="≤",
    )
    return (
        GuessedRule("不超过…，每超…扣…分", kind, number_of(points) if points else None, (term,)) if term.words else None
    )


def _read_short_rate(clause: Clause) -> GuessedRule | None:
    """登记率100%，每低1个百分点扣1分, without points of its own: what it is short of the target is deducted."""
    found = _SHORT_RATE.match(clause.text.rstrip("。"))
    if found is None or not found[1] or AMOUNT.search(found[1]):
        return None
    target, step = Percent(number_of(found[2]) / 100), Percent(number_of(found[3]) / 100)
    term = GuessedTerm(found[1].rstrip("的，, "), "比率", target, step, number_of(found[5]))
    return GuessedRule("…%，每低…个百分点扣…分", "缺数扣分", None, (term,))


def _read_surplus(clause: Clause) -> GuessedRule | None:
    """超过25亿元的，每亿元加0.2分: beyond a fixed target."""
    text, most = cap_of(clause.text.rstrip("。"))
    found = _SURPLUS.match(text)
    if found is None or (found[3] == "%") is not (found[5] == "%"):
        return None
    is_rate = found[3] == "%"
    target, step = number_of(found[2]), number_of(found[4]) if found[4] else Decimal(1)
    term = GuessedTerm(
        found[1].rstrip("的，, ") or "完成数",
        "比率" if is_rate else "数值",
        Percent(target / 100) if is_rate else target,
        Percent(step / 100) if is_rate else None if step == 1 else step,
        number_of(found[6]),
    )
    return GuessedRule("超过…的，每…加…分", "超额加分", None, (term,), most=most)


def _read_consequence(clause: Clause) -> GuessedRule | None:
    """一票否决, 不得评优, 降一个等次: what becomes of the whole scorecard."""
    text = clause.text.rstrip("。")
    for pattern, word in _CONSEQUENCES:
        if (found := pattern.search(text)) is None:
            continue
        if AMOUNT.search(pattern.sub("", text)):
            return None
        words = re.sub(
            r"[，,]?(?:的|，)*(?:实行|年度考核|考评结果|考核结果)?$", "", text[: found.start()].rstrip("的，, ")
        )
        counted = _COUNTED.search(words)
        denied = re.match(r"未|没有|不", words)
        target = number_of(counted[1]) if counted else None
        value_type = "计数" if counted or re.search(r"发生|死亡|事故|事件", words) else "是否"
        label = re.sub(r"^(?:未|没有|不)", "", words) if denied else _COUNTED.sub("", words)
        is_count = value_type == "计数" and not denied
        term = GuessedTerm(
            label.rstrip("的，, "),
            "计数" if is_count else "是否",
            target if is_count else None,
            trigger="" if is_count else "否" if denied else "是",
        )
        return GuessedRule("一票否决，不得评优，降一档", "一票否决", None, (term,), consequence=word) if label else None
    return None


MEASURED: Final[tuple[tuple[str, Callable[[Clause], GuessedRule | None]], ...]] = (
    ("一票否决，不得评优，降一档", _read_consequence),
    ("不超过…，每超…扣…分", _read_excess),
    ("…%，每低…个百分点扣…分", _read_short_rate),
    ("超过…的，每…加…分", _read_surplus),
    ("得分＝…÷目标×…，按完成比例得分", _read_proportion),
    ("…以上得…分，…以上得…分", _read_bands),
    ("…扣（加）…至…分", _read_discretion),
    ("…得…分，…得…分（几种情形）", _read_choice),
)
"""What such a clause may look like, in the order tried, and how it is read."""

_CAP: Final = re.compile(rf"[，,（(]?(?:最[多高]|不超过|累计不超过|封顶)(?:加|扣|计|得)?{NUMBER}分[）)]?$")


def cap_of(text: str) -> tuple[str, Decimal | None]:
    """A clause without the cap at its end (最多加3分), and the cap."""
    found = _CAP.search(text.rstrip("。"))
    return (text[: found.start()], number_of(found[1])) if found else (text, None)
