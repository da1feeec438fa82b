"""The table of patterns by which a scoring clause becomes a rule; the first that fits is taken.

Each pattern is tried on one clause (条款) whose item is known. A pattern gives a kind of rule and the terms it counts;
what it cannot tell (which fact, in which words) is guessed from the clause and marked.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from qz.programme.check.numbers import find_targets
from qz.programme.importing.guessed_rule import AMOUNT, MEASURES, NUMBER, Clause, GuessedRule, GuessedTerm, number_of
from qz.programme.importing.measured_clauses import MEASURED, cap_of
from qz.programme.importing.placed_clauses import BY_PLACE, read_places
from qz.programme.raw import Percent, RawValue

_N: Final = NUMBER
_MEASURES: Final = MEASURES
_POINTS: Final = re.compile(rf"(?:得|计|共|为|各得|记)?{_N}分(?!钟)")
_EACH: Final = re.compile(
    rf"每?(?:项指标)?每?(少|低|降|下降|减少|低于)[^，。；、]{{0,4}}?{_N}({_MEASURES})[^，。；、]{{0,8}}?扣{_N}分"
)
_COUNTS: Final = "人次|案次|批次|户|批|宗|笔|份|" + MEASURES.replace("个百分点|百分点|", "").removesuffix("|%")
_EVERY: Final = re.compile(
    rf"(?:每|有|发生|发现|出现|查实|缺)[^，。；]{{0,12}}?{_N}({_COUNTS})[^，。；]{{0,12}}?扣{_N}分"
)
_EVERY_SHARE: Final = re.compile(rf"每[^，。；]{{0,12}}?{_N}(?:个?百分点|[%％])[^，。；]{{0,12}}?扣{_N}分")
_SHORT: Final = re.compile(rf"(?:每?缺|每?少)(?:开|报|召开|完成)?{_N}({_MEASURES})[^，。；]{{0,4}}?扣{_N}分")
_BY_EACH: Final = re.compile(rf"每(?:发现|发生|出现)?(?:{_COUNTS})[^，。；]{{0,6}}?扣{_N}分")
_BEYOND: Final = re.compile(
    r"酌情|视(?:情|面积)|从重|比例|折|[÷×±＝]|平均|均值|名次|排名|末位|最[多少高低]的|减|第一名|满分|标准分|基本分|倍|[–~～—-]\s*\d+(?:\.\d+)?分"
)
_DEDUCT: Final = re.compile(rf"扣{_N}分")
_BONUS: Final = re.compile(rf"([^，。；、,;]*?)加{_N}分")
_NOTHING: Final = re.compile(r"均?(?:不得分|得0分|不计分)|一票否决")
_ORDINAL: Final = re.compile(r"^(?:[①-⑳]|[一二三四五六七八九十]+、|[（(]\d+[)）]|\d+[)）．.、](?!\d))+")
_NOT_FIRST: Final = re.compile(r"^(?:对|凡)?(?:本\S{0,4}?)?(?:未(?!经|成年)|没有|无(?!故|正当|证|照))")
_NOT: Final = re.compile(r"未|没有|无|不(?!低于|少于|超过|大于|高于)")
_OWN_TARGET: Final = re.compile(r"完成.{0,20}(?:任务|目标)|(?:任务|目标).{0,6}完成")
_REACHED: Final = re.compile(r"达标|合格率|整改率|宣贯率|培训率|覆盖率|[≥≤]|不低于|不少于|达到|达\d")
_REGULAR: Final = re.compile(r"(?:正常|定期|按时)(?:召开|举行|开展)")
_DEGREE: Final = re.compile(r"^(?:积极|有效|大力|切实|深入|认真|扎实|不断|努力)|到边到位|情况较好")
_REQUIRED: Final = re.compile(rf"(?:至少|不少于|不低于)[^，。；]{{0,6}}?{_N}(?:次|个|条|篇)|(\d+)(?:次|条|篇|个)以上")
_RATE: Final = re.compile(r"[\u4e00-\u9fffA-Za-z0-9/“”]*?率")
_PERCENT: Final = re.compile(r"(\d+(?:\.\d+)?)[%％]")


def read_clause(clause: Clause) -> GuessedRule | None:
    """The rule of the first pattern that fits; ``None`` where none does.

    Other words of shares, ranks, bands or discretion than those of ``MEASURED`` are no pattern of the table: such a
    clause is left to the clerk.
    """
    if (placed := read_places(clause)) is not None:
        return placed
    for _, measure in MEASURED:
        if (measured := measure(clause)) is not None:
            return measured
    text, most = cap_of(clause.text)
    if _BEYOND.search(text):
        return None
    for pattern, read in _COUNTED:
        if (found := read(replace(clause, text=text))) is not None:
            rule = GuessedRule(pattern, *found)
            capped = rule.kind in _CAPPED and len(rule.terms) == 1
            return replace(rule, most=most) if capped else rule
    return None


def amounts_left(text: str, rule: GuessedRule) -> tuple[str, ...]:
    """The points a clause names that its guessed rule does not use, as they stand: a cap, another band."""
    used = [Decimal(0), rule.points, rule.least, rule.most]
    used += [number for term in rule.terms for number in (term.rate, term.points)]
    used += [number_of(found[1]) for term in rule.terms for found in AMOUNT.finditer(term.bands)]
    return tuple(found.group() for found in AMOUNT.finditer(text) if number_of(found[1]) not in used)


_Found = tuple[str, Decimal | None, tuple[GuessedTerm, ...], bool]


def _split(text: str) -> Iterator[str]:
    yield from (part for part in re.split(r"[，,；;。]", text) if part)


def _read_tasks(clause: Clause) -> _Found | None:
    found = re.search(rf"(?:少|未)完成{_N}项(?:任务)?扣{_N}分", clause.text)
    if not found or "任务" not in clause.text:
        return None
    return "任务未完成扣分", None, (GuessedTerm("", "", rate=number_of(found[2])),), False


def _read_veto(clause: Clause) -> _Found | None:
    if not _NOTHING.search(clause.text):
        return None
    if AMOUNT.search(_NOTHING.sub("", clause.text)):
        return None
    words = _NOTHING.sub("", clause.text).rstrip("的 ，。")
    parts = [part for part in re.split(r"或者?(?!地方)", words) if part]
    return "不得分", None, tuple(_incident(part) for part in parts), False


def _incident(words: str, rate: Decimal | None = None) -> GuessedTerm:
    """An incident: something not done (否), something that happened so many times, or whether it happened."""
    words = _ORDINAL.sub("", words)
    if done := _without_not(words):
        return GuessedTerm(done, "是否", rate=rate, trigger="否")
    if re.search(r"事故|伤亡|死亡", words) and not re.search(r"的.{0,4}事故|影响", words):
        return GuessedTerm(words, "计数", rate=rate)
    return GuessedTerm(words, "是否", rate=rate, trigger="是")


def _without_not(words: str) -> str:
    """What should have been done, of words that say only that it was not; else empty."""
    done = _NOT_FIRST.sub("", words)
    return "" if done == words or _NOT.search(done) else done


def _read_shortfall(clause: Clause) -> _Found | None:
    """完成…3分，每少1条扣1分: so many points, less for each step short of the target."""
    found = _EACH.search(clause.text)
    points = _POINTS.search(clause.text[: found.start()]) if found else None
    if not found or not points:
        return None
    rate, step, is_rate = number_of(found[4]), number_of(found[2]), "%" in found[3] or "百分点" in found[3]
    head = clause.text[: points.start()]
    names = _RATE.findall(head) if is_rate else []
    apart = "各得" in clause.text[points.start() : points.end()] and len(names) > 0
    size: RawValue = Percent(step / 100) if is_rate else step
    if not is_rate:
        names = [head.rstrip("，, ")]
    targets = _targets(clause.content, names or [head], is_rate=is_rate)
    terms = tuple(
        GuessedTerm(name, "比率" if is_rate else "计数", target, size, rate)
        for name, target in zip(names or [head], targets, strict=True)
    )
    return "每少扣分", number_of(points[1]), terms, apart


def _targets(content: str, names: list[str], *, is_rate: bool) -> list[RawValue]:
    """What the item's text asks of each name: 登记率100%; 4条以上; ``None`` where it says nothing."""
    if not is_rate:
        found = _REQUIRED.search(content)
        return [number_of(found[1] or found[2]) if found else None for _ in names]
    percents = [Percent(number_of(each) / 100) for each in _PERCENT.findall(content)]
    if len(percents) == len(names):
        return list(percents)
    only = percents[0] if len({each.value for each in percents}) == 1 else None
    return [only for _ in names]


def _read_surplus(clause: Clause) -> _Found | None:
    if not re.search(r"除完成|超额|超过(?:任务|目标)|超出", clause.text) or not _BONUS.search(clause.text):
        return None
    return "超额加分", None, tuple(_bonus_terms(clause.text)), False


def _read_bonus(clause: Clause) -> _Found | None:
    if not _BONUS.search(clause.text):
        return None
    return "加分", None, tuple(_bonus_terms(clause.text)), False


def _bonus_terms(text: str) -> Iterator[GuessedTerm]:
    for words, rate in _BONUS.findall(text):
        if words.endswith(("最多", "最高", "不超过")):
            continue
        name = re.sub(
            rf"^(?:每|有|新增|经核实有)*{_N}(?:{_MEASURES})|(?:有|的)?(?:每|一)?{_N}(?:{_MEASURES})(?:并.*)?$|的?每项$",
            "",
            words,
        )
        yield GuessedTerm(name or words or text, "计数", rate=number_of(rate))


def _read_missing(clause: Clause) -> _Found | None:
    """缺一次扣5分, where the item's text or the clause itself says how many there should be."""
    found = _SHORT.search(clause.text)
    words = clause.text[: found.start()] if found else ""
    own = _REQUIRED.search(words)
    required = own or _REQUIRED.search(clause.content)
    if not found or not required or not (own or _shares(words, clause.content)):
        return None
    words = re.sub(r"^未", "", (words[: own.start()] if own else words).rstrip("的，,"))
    term = GuessedTerm(words, "计数", number_of(required[1] or required[2]), rate=number_of(found[3]))
    return "缺数扣分", None, (term,), False


def _shares(words: str, content: str) -> bool:
    """Whether the item's text, before its number, speaks of what the clause counts."""
    return any(words[place : place + 4] in content for place in range(max(0, len(words) - 3)))


def _read_deduct(clause: Clause) -> _Found | None:
    """…扣2分: for each time, once, or where something is not done; the first part of the clause says which."""
    if not _DEDUCT.search(clause.text) or _EVERY_SHARE.search(clause.text):
        return None
    parts = [part for part in _split_deductions(clause.text) if _DEDUCT.search(part)]
    terms = tuple(_deduction(part) for part in parts)
    if all(term.trigger == "否" for term in terms):
        return "否则扣分", None, tuple(GuessedTerm(term.words, "是否", rate=term.rate) for term in terms), False
    return "扣分", None, terms if len(terms) == 1 else tuple(replace(term, once="") for term in terms), False


def _split_deductions(text: str) -> Iterator[str]:
    """The parts of a clause, a condition kept with the deduction after it (按时参加会议，缺一次扣5分)."""
    kept = ""
    for part in _split(text):
        kept += part
        if _DEDUCT.search(part):
            yield kept
            kept = ""


def _deduction(text: str) -> GuessedTerm:
    found = _EVERY.search(text) or _SHORT.search(text) or _BY_EACH.search(text)
    amount = _DEDUCT.search(text)
    rate = number_of(amount[1]) if amount else Decimal(0)
    words = _ORDINAL.sub("", _DEDUCT.sub("", text).rstrip("的，, "))
    if found:
        return GuessedTerm(words, "计数", rate=rate)
    if re.search(r"未.*(?:上报|报告)$", words) and "事故" in words:
        return GuessedTerm(words, "计数", rate=rate)
    if done := _without_not(words):
        return GuessedTerm(done, "是否", rate=rate, trigger="否")
    return GuessedTerm(words, "是否", rate=rate, trigger="是", once="是")


def _points_of(clause: Clause) -> tuple[Decimal, str] | None:
    found = list(_POINTS.finditer(clause.text))
    if (
        len(AMOUNT.findall(clause.text)) != 1
        or not found
        or "扣" in clause.text
        or "加" in clause.text[: found[-1].end()][-6:]
    ):
        return None
    words = (clause.text[: found[-1].start()] + clause.text[found[-1].end() :]).rstrip("得的，。； ")
    return number_of(found[-1][1]), words


def _read_own_target(clause: Clause) -> _Found | None:
    read = _points_of(clause)
    if read is None or not _OWN_TARGET.search(read[1]):
        return None
    return "完成目标得分", read[0], (GuessedTerm(read[1], "计数"),), False


def _read_threshold(clause: Clause) -> _Found | None:
    read = _points_of(clause)
    if read is None:
        return None
    points, words = read
    if _REGULAR.search(words) and (required := _REQUIRED.search(clause.content)):
        return "达标得分", points, (GuessedTerm(words, "计数", number_of(required[1] or required[2])),), False
    if not _REACHED.search(words):
        return None
    percents = [
        Percent(number_of(each) / 100) for each in _PERCENT.findall(clause.text) or _PERCENT.findall(clause.content)
    ]
    if not percents:
        return None
    names = [words] if len(percents) == 1 else _rate_names(clause, len(percents), words)
    terms = tuple(GuessedTerm(name, "比率", percent) for name, percent in zip(names, percents, strict=True))
    return "达标得分", points, terms, False


def _rate_names(clause: Clause, count: int, words: str) -> list[str]:
    """What each percentage of the item's text is of; where that cannot be told, the clause's words numbered."""
    names = [target.subject for target in find_targets(clause.content) if target.number.measure == "%"]
    if len(names) == count == len(set(names)):
        return names
    return [f"{words}（{place}）" for place in range(1, count + 1)]


def _read_grade(clause: Clause) -> _Found | None:
    read = _points_of(clause)
    if read is None or not _DEGREE.search(read[1]):
        return None
    return "评分", read[0], (GuessedTerm(read[1], "评分", points=read[0]),), False


def _read_if_yes(clause: Clause) -> _Found | None:
    read = _points_of(clause)
    return None if read is None or not read[1] else ("是则得分", read[0], (GuessedTerm(read[1], "是否"),), False)


_COUNTED: Final[tuple[tuple[str, Callable[[Clause], _Found | None]], ...]] = (
    ("少完成一项扣…分（任务）", _read_tasks),
    ("每少…扣…分，有分值", _read_shortfall),
    ("除完成任务外…加…分", _read_surplus),
    ("…加…分", _read_bonus),
    ("缺一次扣…分，考核内容写明次数", _read_missing),
    ("…扣…分", _read_deduct),
    ("…不得分", _read_veto),
    ("完成…任务…分", _read_own_target),
    ("…达标…分，正常召开…分", _read_threshold),
    ("积极…分，有效…分", _read_grade),
    ("…分", _read_if_yes),
)
"""What a clause that counts something may look like, in the order tried, and how it is read."""
PATTERNS: Final = (BY_PLACE, *(name for name, _ in (*MEASURED, *_COUNTED)))
"""The names of all patterns, in the order tried."""
_CAPPED: Final = frozenset({"加分", "超额加分", "扣分", "缺数扣分", "否则扣分"})
"""Kinds of which a clause may say how much they come to at most."""
