"""What the programme lays down of a clause, on one line: its kind of rule, its numbers, and who verifies."""

from collections.abc import Iterator
from decimal import Decimal

from qz.model.choices import Comparator
from qz.model.programme import Programme
from qz.model.scorecards import Criterion, Fact, Term
from qz.model.values import show_number
from qz.rules.registry import KINDS
from qz.rules.stops import stop_words
from qz.values.value_types import show_target, show_value
from qz.words import UNCAPPED, SettingWord


def setting_words(setting: SettingWord, value: object) -> str:
    """A setting's value as the programme workbook writes it."""
    if setting.listed or (setting.quiet and setting.vocabulary):
        return setting.show(value)
    if setting.vocabulary is not None:
        return setting.vocabulary.word(value)
    return UNCAPPED if value is None else show_number(value) if isinstance(value, Decimal) else str(value)


def rule_summary(programme: Programme, criterion: Criterion) -> str:
    """The kind of rule with its numbers and who verifies: ``达标得分，5分，目标≥92%；核定：办公室``."""
    parts = [KINDS[criterion.kind].label]
    if criterion.points is not None:
        parts.append(f"{show_number(criterion.points)}分")
    facts = {fact_id: fact for card in programme.scorecards for fact_id, fact in card.facts.items()}
    for term in (term for term in criterion.terms if not term.stops):
        fact = facts.get(term.fact_id)
        parts += [f"{fact.label}＝{fact.formula_words}"] if fact is not None and fact.formula is not None else []
        parts += _term_words(criterion, term, fact)
    parts += [f"最少{show_number(criterion.floor)}分"] if criterion.floor is not None else []
    parts += [words] if (words := stop_words(criterion, facts)) else []
    parts += ["只计一次"] if criterion.once else []
    parts += [] if criterion.least is None else [f"最少{show_number(criterion.least)}分"]
    parts += (
        []
        if criterion.most is None
        else [f"最多{show_number(criterion.most)}分{'（本项标准分）' if criterion.most_of_item else ''}"]
    )
    parts += [] if criterion.pool is None else [criterion.pool.words]
    parts += [criterion.consequence.value] if criterion.consequence is not None else []
    unit = programme.find_unit(criterion.verifier)
    return f"{'，'.join(parts)}；核定：{unit.name if unit else '办公室'}"


def _term_words(criterion: Criterion, term: Term, fact: Fact | None) -> Iterator[str]:
    """What a clause asks of one fact, and what it pays or takes for it."""
    if fact is None:
        return

    def show(number: Decimal) -> str:
        return show_value(number, fact.value_type, fact.unit_of_measure)

    if term.target is not None:
        yield f"目标{show_target(term.target, term.comparator, fact.value_type, fact.unit_of_measure)}"
    if term.against is not None:
        yield f"与本组{term.against.value}比（{term.comparator.value}）"
    if term.trigger:
        yield f"填“{term.trigger}”时"
    if term.step is not None:
        yield f"每{show(term.step)}"
    if KINDS[criterion.kind].needs.places:
        yield from _place_words(criterion, term)
        return
    if term.rate is not None:
        yield f"计{show_number(term.rate)}分"
    for band in term.bands:
        bound = f"{band.comparator.value}{show(band.bound)}" if band.bound is not None else band.words or "其余"
        yield f"{bound}得{show_number(band.points)}分"


def _place_words(criterion: Criterion, term: Term) -> Iterator[str]:
    """What places are worth."""
    yield "小的在前" if term.comparator is Comparator.AT_MOST else "大的在前"
    if term.rate is not None:
        yield f"每退后一名减{show_number(term.rate)}分"
    word = KINDS[criterion.kind].effect.value[0]
    for band in term.bands:
        yield f"{band.words}{word}{show_number(band.points)}分"
