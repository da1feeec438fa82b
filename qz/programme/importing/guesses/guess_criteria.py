"""The rows of 评分方法 and 填报数据 for a clause's guessed rules."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from qz.programme.importing.clauses.fact_names import name_of
from qz.programme.importing.clauses.guessed_rule import GuessedRule, GuessedTerm
from qz.programme.importing.guesses.guess import GuessedRow
from qz.programme.importing.guesses.guessed_card import GuessedCard

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_OF_RULE: Final = ("points", "least", "most", "consequence", "pool")
_OF_TERM: Final = ("target", "step", "rate", "trigger", "once", "comparator", "bands")
_BLANK: Final = (None, "")
_BY_OWN_TARGETS: Final = frozenset({"完成目标得分", "超额加分", "按比例得分"})
_BY_A_TARGET: Final = frozenset({"每少扣分", "缺数扣分"})


def add_criteria(card: GuessedCard, item: str, criterion: str, rules: Sequence[tuple[GuessedRule, str]]) -> None:
    """Add the rules of one clause, each with its words: under one number, or with letters where they are several."""
    several = len(rules) > 1 or any(rule.apart for rule, _ in rules)
    letters = iter(_LETTERS)
    for rule, text in rules:
        name = ""
        for place, term in enumerate(rule.terms):
            first = place == 0 or rule.apart
            name = criterion + (next(letters) if several and first else "") if first else name
            row = card.add(
                "criteria", GuessedRow({"scorecard_id": card.label, "item_number": item, "criterion_id": name})
            )
            _fill_criterion(card, row, rule, term, text, first=first)


def _fill_criterion(
    card: GuessedCard, row: GuessedRow, rule: GuessedRule, term: GuessedTerm, text: str, *, first: bool
) -> None:
    source = f"请核：由“{text}”按“{rule.pattern}”猜。"
    if first:
        row.values["clause"] = text
        row.guess("kind", rule.kind, source)
        for field in _OF_RULE:
            if (value := getattr(rule, field)) not in _BLANK:
                row.guess(field, value, source)
    before = None if term.words else _before(card, row)
    if before is not None:
        row.guess("fact_id", before.values["fact_id"], source)
        term = replace(term, target=before.values.get("target") if term.target is None else term.target)
    elif term.value_type:
        row.guess("fact_id", _fact(card, str(row.values["criterion_id"]), term, text), source)
    for field in _OF_TERM:
        if (value := getattr(term, field)) not in _BLANK:
            row.guess(field, value, source)
    if rule.kind in _BY_OWN_TARGETS and term.target is None:
        card.facts[str(row.values["fact_id"])] = text
    if rule.kind in _BY_A_TARGET and term.target is None:
        row.guess("target", None, f"请改：“{text}”没有读出目标，请填目标值；各单位不同的留空，填在《单位目标》里。")


def _before(card: GuessedCard, row: GuessedRow) -> GuessedRow | None:
    """The row of the same clause that has a fact, for words that name none themselves (超额完成的每个加1分)."""
    clause = str(row.values["criterion_id"]).rstrip(_LETTERS)
    rows = (each for each in reversed(card.rows["criteria"]) if each.values.get("fact_id"))
    return next((each for each in rows if str(each.values["criterion_id"]).rstrip(_LETTERS) == clause), None)


def _fact(card: GuessedCard, criterion: str, term: GuessedTerm, text: str) -> str:
    """Add the term's fact to 填报数据, and give its label; one already there under that label is used again."""
    label = name_of(term.words) or card.items.get(criterion.rsplit(".", 1)[0], "") or name_of(text)
    known = {str(row.values["label"]): row for row in card.rows.get("facts", [])}
    if label in known and known[label].values["value_type"] == term.value_type:
        return label
    while label in known:
        label = f"{label}（{criterion}）"
    source = f"请核：由“{text}”猜，名称和提示要填报单位看得懂。"
    place = sum(str(row.values["fact_id"]).startswith(_code(criterion)) for row in known.values()) + 1
    row = card.add("facts", GuessedRow({"scorecard_id": card.label, "fact_id": f"{_code(criterion)}{place}"}))
    row.guess("label", label, source)
    row.guess("value_type", term.value_type, source)
    if term.value_type == "评分":
        for field, value in (("minimum", Decimal(0)), ("maximum", term.points), ("step", Decimal("0.5"))):
            row.guess(field, value, source)
    if unit := {"评分": "分", "比率": "%"}.get(term.value_type):
        row.guess("unit_of_measure", unit, source)
    if term.choices:
        row.guess("choices", term.choices, source)
    row.guess("help", f"按“{text}”如实填写。", source)
    return label


def _code(criterion: str) -> str:
    return re.sub(r"[^0-9a-z]+", "_", f"c_{criterion}_")
