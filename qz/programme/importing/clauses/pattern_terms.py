"""How the facts of a pattern are read from its slots: what is measured, what happens, what is graded."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from qz.programme.check.numbers import find_targets
from qz.programme.importing.clauses.fact_names import name_of
from qz.programme.importing.clauses.guessed_rule import NUMBER, WHOLE, Clause, GuessedTerm, number_of
from qz.programme.importing.clauses.happenings import SO_MANY, happening
from qz.programme.importing.clauses.rule_pattern import Terms, TermsOf, amount
from qz.programme.raw import Percent, RawValue

_REQUIRED: Final = re.compile(
    rf"(?:至少|不得?少于|不得?低于)[^，。；]{{0,6}}?{NUMBER}(?:{WHOLE})|(\d+)(?:{WHOLE})(?:（含）)?以上"
)
_PERCENT: Final = re.compile(r"(\d+(?:\.\d+)?)[%％]")
_RATE: Final = re.compile(r"[\u4e00-\u9fffA-Za-z0-9/“”]*?率")
_PERIOD: Final = re.compile(r"每(半年|季|月|周)度?(?=[^，。；]{0,10}$)")
_TIMES: Final = {"半年": 2, "季": 4, "月": 12, "周": 52}
_WHOLE: Final = re.compile(WHOLE)
_NO_DEED: Final = re.compile(
    rf"(?:其余|其他|否则|以[上下]|不足|最[多高少低]|(?:少于|低于|不到)?{NUMBER}(?:{WHOLE}|%|万)|$)"
)
_THE_REST: Final = re.compile(
    rf"(?:其余|其他|否则|不足|少于|低于|不到|{NUMBER}(?:{WHOLE}|%|[\u4e00-\u9fff]{{1,2}})?以下|$)"
)
_OR: Final = re.compile(r"或者?(?!地方)")


def plain(words: str) -> str:
    """A fact's words without the marks and particles at their ends."""
    return re.sub(r"(?:，?(?:全年|每年|年内))?[的，。；：、 ]*$", "", words).lstrip("，。；：、 ")


def measured(comparator: str = "", *, asked: bool = False, needed: bool = False, value_type: str = "") -> TermsOf:
    """A number, with the slots' target, step and rate.

    ``asked``: where the sentence sets no target, the item's text does; ``needed``: without a target this is no such
    clause.
    """

    def terms(found: re.Match[str], clause: Clause) -> Terms:
        slots = found.groupdict()
        words = re.sub("^未", "", plain(found["what"]))
        units = [unit for unit in (slots.get("target_unit"), slots.get("step_unit")) if unit]
        is_rate = any("%" in unit for unit in units)
        if is_rate and not all("%" in unit for unit in units):
            return ()
        target = _sized(amount(found, "target"), is_rate=is_rate)
        if target is None and asked:
            target = asked_for(clause.content, words, is_rate=is_rate)
        if (target is None and needed) or not (words or amount(found, "rate")):
            return ()
        words, times = _a_year(words)
        target = target * times if isinstance(target, Decimal) else target
        step = amount(found, "step") or (Decimal(1) if slots.get("step_unit") else None)
        countable = not units or all(_WHOLE.fullmatch(unit) for unit in units)
        kind = value_type or ("比率" if is_rate else "计数" if countable else "数值")
        rate = amount(found, "rate")
        term = GuessedTerm(words, kind, target, _sized(step, is_rate=is_rate), rate, comparator=comparator)
        return (term,)

    return terms


def _a_year(words: str) -> tuple[str, int]:
    """例会每季度 is so many a quarter: the words without the period, and how often it comes in a year."""
    found = _PERIOD.search(words)
    return (plain(words[: found.start()] + words[found.end() :]), _TIMES[found[1]]) if found else (words, 1)


def _sized(number: Decimal | None, *, is_rate: bool) -> RawValue:
    return None if number is None else Percent(number / 100) if is_rate else number


def asked_for(content: str, words: str, *, is_rate: bool) -> RawValue:
    """What the item's text asks of a fact: 每年至少召开两次, 登记率100%; ``None`` where it does not say."""
    if is_rate:
        percents = {number_of(each) for each in _PERCENT.findall(content)}
        return Percent(percents.pop() / 100) if len(percents) == 1 else None
    found = _REQUIRED.search(content)
    return number_of(found[1] or found[2]) if found and shares(words, content) else None


def shares(words: str, content: str) -> bool:
    """Whether the item's text speaks of what the clause counts: four characters in a row, or all there are."""
    size = min(4, len(words))
    return any(words[place : place + size] in content for place in range(len(words) - size + 1))


def single(terms_of: TermsOf) -> TermsOf:
    """A step of 1 goes without saying."""

    def terms(found: re.Match[str], clause: Clause) -> Terms:
        return tuple(replace(term, step=None if term.step == 1 else term.step) for term in terms_of(found, clause))

    return terms


def from_nothing(terms_of: TermsOf) -> TermsOf:
    """Counted from 0 on where the sentence names no target."""

    def terms(found: re.Match[str], clause: Clause) -> Terms:
        return tuple(
            replace(term, target=term.target or (Percent(Decimal(0)) if term.value_type == "比率" else Decimal(0)))
            for term in terms_of(found, clause)
        )

    return terms


def of_full(target: RawValue, terms_of: TermsOf) -> TermsOf:
    """A share of what all of it would be: 100%, or 100 marks."""

    def terms(found: re.Match[str], clause: Clause) -> Terms:
        return tuple(replace(term, target=target) for term in terms_of(found, clause))

    return terms


def none_of_it(found: re.Match[str], _clause: Clause) -> Terms:
    """What must not happen at all: each time costs so much of the points."""
    words = plain(found.string[found.end("points") + 1 : found.start("rate") - 1])
    full = words if name_of(words) else f"{plain(found['what'])}，{words}"
    return (GuessedTerm(full, "计数", Decimal(0), Decimal(1), amount(found, "rate"), comparator="≤"),)


def each_rate(found: re.Match[str], clause: Clause) -> Terms:
    """Rates that a clause names together (甲率、乙率和丙率), with the targets of the item's text."""
    words = plain(found["what"])
    names = _RATE.findall(words) if "step" in found.groupdict() else []
    percents = [Percent(number_of(each) / 100) for each in _PERCENT.findall(clause.content)]
    if names:
        if len(names) < 2 or len(percents) not in {1, len(names)}:
            return ()
        step, rate = Percent((amount(found, "step") or Decimal(1)) / 100), amount(found, "rate")
        targets = percents if len(percents) == len(names) else percents * len(names)
        return tuple(GuessedTerm(n, "比率", t, step, rate) for n, t in zip(names, targets, strict=True))
    names = [words] if len(percents) == 1 else _rate_names(clause.content, len(percents), words)
    return tuple(GuessedTerm(n, "比率", t) for n, t in zip(names, percents, strict=True))


def _rate_names(content: str, count: int, words: str) -> list[str]:
    """What each percentage of the item's text is of; where that is not clear, the clause's words with numbers."""
    names = [target.subject for target in find_targets(content) if target.number.measure == "%"]
    if len(names) == count == len(set(names)):
        return names
    return [f"{words}（{place}）" for place in range(1, count + 1)]


def counted(found: re.Match[str], _clause: Clause) -> Terms:
    """So many times, each worth the same; the words are those of one time."""
    words = plain(found.string[: found.start("rate") - 1])
    return (GuessedTerm(words, "计数", rate=amount(found, "rate")),) if words else ()


def happened(found: re.Match[str], _clause: Clause) -> Terms:
    """Things done or not, or that happened; 甲或乙 are two."""
    parts = [words for part in _OR.split(found["what"]) if (words := plain(part))]
    if any(_THE_REST.match(words) for words in parts):
        return ()
    return tuple(_without_number(replace(happening(words), rate=amount(found, "rate"))) for words in parts)


def _without_number(term: GuessedTerm) -> GuessedTerm:
    return replace(term, words=plain(SO_MANY.sub("", term.words)) or term.words) if term.target else term


def undone(found: re.Match[str], _clause: Clause) -> Terms:
    """Something that was not done, which costs points."""
    term = happening(plain(found["what"]))
    return (replace(term, trigger="", rate=amount(found, "rate")),) if term.trigger == "否" else ()


def once(found: re.Match[str], _clause: Clause) -> Terms:
    """Something that happened, which costs points once; an accident each time."""
    term = happening(plain(found["what"]))
    rate = amount(found, "rate")
    return (replace(term, rate=rate, target=None, once="是" if term.trigger == "是" else ""),) if term.words else ()


def answered(found: re.Match[str], _clause: Clause) -> Terms:
    """Something done or not, which earns points; a reverse that the clause names must be that of the same thing."""
    words = plain(found["what"])
    reverse = re.sub(r"^(?:否则|未能?|没有|不|无|逾期)", "", plain(found.groupdict().get("reverse") or ""))
    same = sum(char in words for char in reverse) >= 0.6 * len(reverse)
    return (GuessedTerm(words, "是否"),) if same and not _NO_DEED.match(words) else ()


def graded(found: re.Match[str], clause: Clause) -> Terms:
    """Something done to a degree, which a verifier grades."""
    return (GuessedTerm(plain(found["what"]), "评分", points=amount(found, "points") or clause.standard),)


def bonus(found: re.Match[str], _clause: Clause) -> Terms:
    """Something that earns a bonus each time."""
    words = plain(found["what"])
    return (GuessedTerm(words, "计数", rate=amount(found, "rate")),) if words else ()


def nothing(found: re.Match[str], _clause: Clause) -> Terms:
    """No fact: tasks are counted, or a verifier says how many points."""
    return (GuessedTerm("", "", rate=amount(found, "rate")),)
