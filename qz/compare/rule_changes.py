"""Compares the scorecards of two years: items, clauses, settings and the units' own targets."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from qz.compare.differences import RuleChange, RuleWords
from qz.compare.likeness import best_pairs, likeness, plain
from qz.compare.roles import Roster
from qz.layout.print_columns import criterion_texts, item_texts
from qz.model.assessment_rules import Settings
from qz.model.programme import Programme
from qz.model.scorecards import Criterion, Fact, Item, Scorecard
from qz.model.values import show_number
from qz.rules.rule_summary import rule_summary, setting_words
from qz.rules.wording import total_caps
from qz.values.value_types import show_value
from qz.words import SETTINGS, STARTS

ITEM: Final = "考核内容"
CLAUSE: Final = "条款"
TARGET: Final = "单位目标"
SETTING: Final = "口径设置"
CARD: Final = "评分表"
_LEAST: Final = 0.5
"""The least similarity at which two clauses, or two items, are taken as the same one."""
_SAME_PLACE: Final = 0.15
"""Added to the similarity of the words where the numbers are equal."""


def compare_rules(old: Programme, new: Programme, roster: Roster) -> tuple[RuleChange, ...]:
    """All rules by which points are computed, unchanged or changed, in the new year's order; dropped ones come last.

    Empty where a year has no scorecards. Settings and units' own targets are listed only where they changed.
    """
    if not old.scorecards or not new.scorecards:
        return ()
    return (*_settings(old, new), *_cards(old, new, roster))


def _settings(old: Programme, new: Programme) -> Iterator[RuleChange]:
    for setting in (one for one in SETTINGS if not one.sentence):
        before, after = (setting_words(setting, getattr(one.settings, setting.field)) for one in (old, new))
        if before != after:
            yield RuleChange("", SETTING, RuleWords(setting.word, before), RuleWords(setting.word, after))


def _cards(old: Programme, new: Programme, roster: Roster) -> Iterator[RuleChange]:
    left = list(old.scorecards)
    for card in new.scorecards:
        same = [one for one in left if one.scorecard_id == card.scorecard_id]
        same = same or [one for one in left if plain(one.label) == plain(card.label)]
        if not same:
            yield RuleChange(card.label, CARD, None, _of_card(card))
            continue
        left.remove(same[0])
        yield from _card(old, same[0], new, card)
        yield from _targets(old, same[0], new, card, roster)
    for card in left:
        yield RuleChange(card.label, CARD, _of_card(card), None)


def _of_card(card: Scorecard) -> RuleWords:
    return RuleWords(card.frame.title or card.label, f"{len(card.items)}项，{show_number(card.nominal_total)}分")


def _card(old: Programme, before: Scorecard, new: Programme, after: Scorecard) -> Iterator[RuleChange]:
    """The items, each followed by its clauses; a clause is matched with any clause of the old scorecard."""
    items = dict(_paired(before.items, after.items))
    clauses = dict(_paired(before.criteria, after.criteria))
    olds, old_clauses = set(items.values()), set(clauses.values())
    then, now = (RuleWords("总分", total_caps(one.total_rule) or "不设上限") for one in (before, after))
    if then != now:
        yield RuleChange(after.label, CARD, then, now)
    for place, item in enumerate(after.items):
        was = _of_item(before, before.items[items[place]]) if place in items else None
        yield RuleChange(after.label, ITEM, was, _of_item(after, item))
        for where, criterion in enumerate(after.criteria):
            if criterion.item_number == item.number:
                was_clause = _of_clause(old, before, before.criteria[clauses[where]]) if where in clauses else None
                yield RuleChange(after.label, CLAUSE, was_clause, _of_clause(new, after, criterion))
    for place, item in enumerate(before.items):
        if place not in olds:
            yield RuleChange(after.label, ITEM, _of_item(before, item), None)
    for where, criterion in enumerate(before.criteria):
        if where not in old_clauses:
            yield RuleChange(after.label, CLAUSE, _of_clause(old, before, criterion), None)


Ruled = Sequence[Item] | Sequence[Criterion]


def _paired(old: Ruled, new: Ruled) -> Iterator[tuple[int, int]]:
    """Pairs of indices: of a new one, and of the old one that it was."""
    scores = [[_alike(one, other) for other in new] for one in old]
    for place, where in best_pairs(scores, _LEAST):
        yield where, place


def _alike(old: Item | Criterion, new: Item | Criterion) -> float:
    (number, words), (other, others) = _named(old), _named(new)
    return likeness(words, others) + _SAME_PLACE * (number == other)


def _named(one: Item | Criterion) -> tuple[str, str]:
    return (one.number, f"{one.label}{one.content}") if isinstance(one, Item) else (one.criterion_id, one.clause)


def _of_item(card: Scorecard, item: Item) -> RuleWords:
    cap = item.settings.deduct_cap
    capped = "" if cap is None else f"，最多扣{show_number(cap)}分"
    words = f"{show_number(item.standard)}分，{STARTS.word(item.starts_full)}{capped}"
    own = (f"{head}：{text}" for head, text in item_texts(card, item))
    return RuleWords(f"{item.number} {item.label}", "\n".join([words, *own]))


def _of_clause(programme: Programme, card: Scorecard, criterion: Criterion) -> RuleWords:
    facts = {fact_id: fact.label for card in programme.scorecards for fact_id, fact in card.facts.items()}
    names = "、".join(dict.fromkeys(facts[term.fact_id] for term in criterion.terms if term.fact_id in facts))
    parts = [rule_summary(programme, criterion), f"数据：{names}" if names else "", *_own(programme, criterion)]
    parts.append(f"口径：{criterion.reading}" if criterion.reading else "")
    parts += [f"{head}：{text}" for head, text in criterion_texts(card, criterion)]
    return RuleWords(f"{criterion.criterion_id} {criterion.clause}", "\n".join(filter(None, parts)))


def _own(programme: Programme, criterion: Criterion) -> Iterator[str]:
    """The clause's own settings that differ from the programme's, in words."""
    for setting in SETTINGS:
        mine = getattr(criterion.settings, setting.field)
        if mine not in {getattr(programme.settings, setting.field), getattr(Settings(), setting.field)}:
            yield f"{setting.word}：{setting_words(setting, mine)}"


def _targets(
    old: Programme, before: Scorecard, new: Programme, after: Scorecard, roster: Roster
) -> Iterator[RuleChange]:
    """The units' own targets that changed, for facts of both years; then the district's."""
    for fact_id, fact in after.facts.items():
        if fact_id not in before.facts:
            continue
        for pair in roster.pairs:
            was = old.unit_targets.get((pair.old.code, fact_id)) if pair.old else None
            now = new.unit_targets.get((pair.new.code, fact_id)) if pair.new else None
            yield from _target(after, fact, pair.name, was, now)
        was, now = old.district_targets.get(fact_id), new.district_targets.get(fact_id)
        yield from _target(after, fact, new.particulars.district, was, now)


def _target(card: Scorecard, fact: Fact, owner: str, was: Decimal | None, now: Decimal | None) -> Iterator[RuleChange]:
    def target_words(target: Decimal | None) -> RuleWords | None:
        words = show_value(target, fact.value_type, fact.unit_of_measure)
        return None if target is None else RuleWords(f"{owner}：{fact.label}", words)

    if was != now:
        yield RuleChange(card.label, TARGET, target_words(was), target_words(now))
