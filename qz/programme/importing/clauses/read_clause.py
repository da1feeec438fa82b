"""How a scoring clause becomes rules: the longest run of its sentences that a pattern reads, then the next.

The patterns stand in ``rule_patterns.py``; cases of several points in ``graded_clauses.py``, places among all units in
``placed_clauses.py``. What none of them reads is left to the clerk.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from qz.programme.importing.clauses.clause_words import has_outcome, in_usual_words, split_parts
from qz.programme.importing.clauses.graded_clauses import read_bands, read_choice
from qz.programme.importing.clauses.guessed_rule import AMOUNT, Clause, GuessedRule, number_of
from qz.programme.importing.clauses.placed_clauses import BY_PLACE, read_places
from qz.programme.importing.clauses.rule_pattern import RulePattern, is_beyond
from qz.programme.importing.clauses.rule_patterns import (
    ACCRUALS,
    AGAINST_TARGETS,
    COUNTS,
    DISCRETION,
    ONCE,
    SHARES,
    TASKS,
    WHOLE_CARD,
)
from qz.records import dataclass

_Reader = Callable[[Clause], GuessedRule | None]


def _named(patterns: Sequence[RulePattern]) -> tuple[tuple[str, _Reader], ...]:
    return tuple((pattern.name, pattern.read) for pattern in patterns)


_READERS: Final[tuple[tuple[str, _Reader], ...]] = (
    (BY_PLACE, read_places),
    *_named(WHOLE_CARD),
    *_named(TASKS),
    *_named(AGAINST_TARGETS),
    *_named(ACCRUALS),
    *_named(SHARES),
    ("…以上得…分，…以上得…分", read_bands),
    *_named(DISCRETION),
    ("…得…分，…得…分（几种情形）", read_choice),
    *_named(COUNTS),
    *_named(ONCE),
)
"""Every pattern in the order tried, and how it is read."""
PATTERNS: Final = tuple(dict.fromkeys(name for name, _ in _READERS))
"""The names of all patterns, in the order tried."""

_ENDS: Final = ("；", "。", ";")
_BELOW: Final = re.compile(r"(?:低于|不足|少于|达不到|未达到?|不到|超过|高于)[^，；。]*不得分")
"""A bound below which nothing is earned: the rules before it are read without it, and it is left to the clerk."""
_SHORT: Final = re.compile("每[少低缺降减差]|每下降")
"""What is taken of the sentence before: by itself it is no rule."""
_MARKS: Final = "，；。,;"
_JOINED: Final = {
    ("加分", "加分"): "加分",
    ("超额加分", "加分"): "超额加分",
    ("每多得分", "每多得分"): "每多得分",
    ("扣分", "扣分"): "扣分",
    ("扣分", "否则扣分"): "扣分",
    ("否则扣分", "扣分"): "扣分",
    ("否则扣分", "否则扣分"): "否则扣分",
}
"""Kinds of rules of one clause that are one rule of several facts, and its kind."""
_POOL: Final = re.compile(
    r"[，；。（]?((?:同一|同类|同项|同)(?:事项|奖项|项目|内容|工作|表彰)?)[^，；。]{0,8}?"
    r"(?:按|取|就|以)最?高[^，；。）]*(?:不(?:重复|累计)[^，；。）]*)?）?|[，；。（]?(同一[^，；。]{0,4})不重复[^，；。）]*）?"
)
_Run = tuple[str, GuessedRule | None]
"""Words of a clause, and the rule they were read as."""


@dataclass(frozen=True, slots=True)
class ReadClause:
    """What a clause was read as: each rule with the sentences it was read from, and the sentences that became none."""

    rules: tuple[tuple[GuessedRule, str], ...]
    left: tuple[str, ...]


def read_clause(clause: Clause) -> ReadClause:
    """The rules of a clause as printed, in order."""
    sentences = list(_sentences(clause))
    rules = [found for each in sentences for found in each.rules]
    return ReadClause(tuple(_join(rules)), tuple(text for each in sentences for text in each.left))


def read_sentences(clause: Clause) -> Iterator[ReadClause]:
    """The same where nothing numbers the clauses: each sentence is one, but where several are one rule."""
    for each in _sentences(clause):
        yield ReadClause(tuple(_join(each.rules)), each.left)


def _without_pool(text: str) -> tuple[str, str]:
    """A clause without its words on the same thing counting once, and what is written in 并计 for them."""
    found = _POOL.search(text)
    return (text[: found.start()] + text[found.end() :], f"{found[1] or found[2]}取最高") if found else (text, "")


def _sentences(clause: Clause) -> Iterator[ReadClause]:
    """Each sentence, up to ； or 。, as it was read; of one that was read in part, nothing is kept."""
    runs: list[_Run] = []
    text, pool = _without_pool(clause.text)
    for words, rule in _read_runs(clause, split_parts(text)):
        runs.append((words, rule and replace(rule, pool=pool)))
        if words.endswith(_ENDS):
            yield _sentence(runs)
            runs = []
    if runs:
        yield _sentence(runs)


def _sentence(runs: Sequence[_Run]) -> ReadClause:
    rest = runs[-1][0].rstrip(_MARKS) if runs[-1][1] is None and _BELOW.match(runs[-1][0]) else ""
    whole = runs[:-1] if rest else runs
    broken = any(rule is None and _matters(words) for words, rule in whole)
    if broken or any(_SHORT.match(words) for words, _ in whole[1:]) or all(rule is None for _, rule in whole):
        return ReadClause((), ("".join(words for words, _ in runs).rstrip(_MARKS),))
    return ReadClause(tuple((rule, words) for words, rule in whole if rule is not None), (rest,) if rest else ())


def _matters(words: str) -> bool:
    """Whether sentences give or take points, or compare."""
    return has_outcome(words) or is_beyond(words)


def _read_runs(clause: Clause, parts: Sequence[str]) -> Iterator[_Run]:
    """The longest runs of a clause's parts that a pattern reads; what is only asked for goes before the next."""
    start, asked = 0, ""
    while start < len(parts):
        content = clause.content + asked
        for end in range(len(parts), start, -1):
            words = "".join(parts[start:end])
            if (rule := _read_whole(replace(clause, content=content, text=words))) is not None:
                yield asked + words, rule
                start, asked = end, ""
                break
        else:
            asked += parts[start]
            if has_outcome(parts[start]):
                yield asked, None
                asked = ""
            start += 1
    if asked:
        yield asked, None


def _read_whole(clause: Clause) -> GuessedRule | None:
    """The rule of the first pattern that fits all the words."""
    usual = in_usual_words(clause.text, clause.standard)
    for _, read in _READERS:
        if (rule := read(replace(clause, text=usual, printed=clause.text))) is not None:
            return rule
    return None


def _join(found: Sequence[tuple[GuessedRule, str]]) -> Iterator[tuple[GuessedRule, str]]:
    """Rules of one clause, those that are one rule of several facts put together."""
    kept: tuple[GuessedRule, str] | None = None
    for rule, words in found:
        kind = _JOINED.get((kept[0].kind, rule.kind)) if kept else None
        if kept and kind and kept[0].most == rule.most and not rule.pool:
            kept = (_both(kept[0], rule, kind), kept[1] + words)
            continue
        if kept:
            yield kept[0], kept[1].rstrip(_MARKS)
        kept = rule, words
    if kept:
        yield kept[0], kept[1].rstrip(_MARKS)


def _both(one: GuessedRule, other: GuessedRule, kind: str) -> GuessedRule:
    terms = [
        replace(term, trigger="否" if rule.kind == "否则扣分" and kind == "扣分" else term.trigger, once="")
        for rule in (one, other)
        for term in rule.terms
    ]
    return replace(one, kind=kind, terms=tuple(terms), points=other.points)


def amounts_left(text: str, rules: Sequence[GuessedRule], standard: Decimal | None = None) -> tuple[str, ...]:
    """The points a clause names that its guessed rules do not use, as they stand: a cap, another band.

    ``standard``: the item's own points, which a clause may name.
    """
    used = [Decimal(0)] if standard is None else [Decimal(0), standard]
    for rule in rules:
        used += [each for each in (rule.points, rule.least, rule.most) if each is not None]
        used += [each for term in rule.terms for each in (term.rate, term.points) if each is not None]
        used += [number_of(found[1]) for term in rule.terms for found in AMOUNT.finditer(term.bands)]
    return tuple(found.group() for found in AMOUNT.finditer(text) if number_of(found[1]) not in used)
