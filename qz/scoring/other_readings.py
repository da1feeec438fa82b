"""Computes, for each setting that could be otherwise, which units' points and ranks would change.

A reading is the programme with one change; all units are scored and ranked again by it, from the same answers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from qz.model.assessment import Assessment
from qz.model.assessment_rules import Settings
from qz.model.programme import Programme
from qz.model.readings import Move, OtherReading, Weighed
from qz.model.scorecards import Criterion, Scorecard, Term
from qz.model.scores import RankRow
from qz.scoring.assess import score_answers
from qz.scoring.contradictions import as_denied
from qz.scoring.rank import rank_units
from qz.values.value_types import TYPES
from qz.words import SETTINGS, SettingWord

SETTING: Final = "参数"
KIND: Final = "计分方式"
_CAPS: Final = (Decimal(5), Decimal(10))
"""Caps on an item's bonus (分) that are tried where the programme has none."""
_ALL_OR_NOTHING, _BY_STEPS = "threshold", "shortfall"
_KINDS: Final = {_ALL_OR_NOTHING: "达标得分", _BY_STEPS: "每少扣分"}
_PERCENT: Final = Decimal("0.01")


def readings(programme: Programme) -> Iterator[OtherReading]:
    """Every setting with each other value; then each 达标得分 as 每少扣分, and each 每少扣分 as 达标得分."""
    for setting in SETTINGS:
        yield from _of_setting(programme, setting)
    for card in programme.scorecards:
        for criterion in card.criteria:
            known = all(term.target is not None for term in criterion.terms)
            if criterion.kind in _KINDS and criterion.points is not None and known:
                yield _other_kind(programme, card, criterion)


def _of_setting(programme: Programme, setting: SettingWord) -> Iterator[OtherReading]:
    now = getattr(programme.settings, setting.field)
    if setting.sentence or (setting.quiet and now == getattr(Settings(), setting.field)):
        return
    if setting.vocabulary is None:
        values: dict[str, Any] = {f"{cap}分": cap for cap in _CAPS if cap != now}
        if now is not None:
            values[setting.default] = None
        word = setting.default if now is None else f"{now}分"
    else:
        values = {word: value for word, value in setting.vocabulary.words.items() if value != now}
        word = setting.show(now)
    for other, value in values.items():
        changed = _with_setting(programme, setting.field, value)
        denied = setting.field == "denied_is_done" and value is False
        yield OtherReading(SETTING, setting.word, word, other, changed, denied)


def _with_setting(programme: Programme, field: str, value: object) -> Programme:
    """The programme with a setting changed, also for items and criteria that do not set it themselves."""
    now = getattr(programme.settings, field)

    def turned(settings: Settings) -> Settings:
        return replace(settings, **{field: value}) if getattr(settings, field) == now else settings  # type: ignore[arg-type]

    cards = tuple(
        replace(
            card,
            settings=turned(card.settings),
            items=tuple(
                replace(
                    item,
                    settings=turned(item.settings),
                    criteria=tuple(replace(one, settings=turned(one.settings)) for one in item.criteria),
                )
                for item in card.items
            ),
        )
        for card in programme.scorecards
    )
    return replace(programme, settings=turned(programme.settings), scorecards=cards)


def _other_kind(programme: Programme, card: Scorecard, criterion: Criterion) -> OtherReading:
    """The criterion with 每少扣分 (1 point for each 1 or 1 percent) in place of 达标得分, or the other way round."""
    kind = _BY_STEPS if criterion.kind == _ALL_OR_NOTHING else _ALL_OR_NOTHING
    terms = tuple(_stepped(card, term) if kind == _BY_STEPS else term for term in criterion.terms)
    changed = replace(criterion, kind=kind, terms=terms)
    items = tuple(
        replace(item, criteria=tuple(changed if one is criterion else one for one in item.criteria))
        for item in card.items
    )
    cards = tuple(replace(card, items=items) if one is card else one for one in programme.scorecards)
    how = "（每差1个百分点或1个扣1分）" if kind == _BY_STEPS else ""
    subject = f"{card.label}{criterion.criterion_id} {criterion.clause}"
    return OtherReading(
        KIND, subject, _KINDS[criterion.kind], f"{_KINDS[kind]}{how}", replace(programme, scorecards=cards)
    )


def _stepped(card: Scorecard, term: Term) -> Term:
    fraction = TYPES[card.facts[term.fact_id].value_type].is_fraction
    return replace(term, step=_PERCENT if fraction else Decimal(1), rate=Decimal(1))


def weigh(assessment: Assessment) -> tuple[Weighed, ...]:
    """Score and rank all units by every other reading of the programme."""
    base = {row.unit_code: row for rows in assessment.rankings.values() for row in rows}
    return tuple(_weigh(assessment, base, reading) for reading in readings(assessment.programme))


def _weigh(assessment: Assessment, base: Mapping[str, RankRow], reading: OtherReading) -> Weighed:
    programme, answers = reading.programme, assessment.answers
    if reading.denied_undone:
        answers = as_denied(answers, assessment.contradictions)
    scores = score_answers(programme, answers)
    held = assessment.intake.held_units
    ranked = {row.unit_code: row for card in programme.scorecards for row in rank_units(programme, card, scores, held)}
    moves = (Move(code, row, ranked[code]) for code, row in base.items())
    return Weighed(reading, tuple(move for move in moves if move.moves))
