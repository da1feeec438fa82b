"""Which units the bulletin commends and criticises, which are not commended though high enough, and why."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from qz.model.assessment import Assessment
from qz.model.assessment_rules import BulletinThresholds
from qz.model.returns import UnitState
from qz.model.scorecards import Criterion, Scorecard
from qz.model.scores import Answers, RankRow
from qz.model.values import counted, show_number
from qz.records import dataclass
from qz.reports.losses import Loss, clauses_of_unit, losses_of_item
from qz.reports.result_words import is_held, missing_labels, tentative_clauses
from qz.rules.verified_clause import is_verified
from qz.rules.wording import show_amount
from qz.values.value_types import TYPES

_NAMED = 3
"""How many missing values a reason names."""


@dataclass(frozen=True, slots=True)
class NamedUnits:
    """The rows of a ranking that the bulletin names, in the ranking's order, with reasons.

    ``passed_over``: high enough to be commended, but barred by a reason.
    """

    commended: tuple[RankRow, ...]
    passed_over: tuple[tuple[RankRow, str], ...]
    criticised: tuple[tuple[RankRow, str], ...]


def name_units(
    assessment: Assessment, card: Scorecard, limits: BulletinThresholds, rows: Sequence[RankRow]
) -> NamedUnits:
    """Which rows of a ranking are named, by the programme's thresholds.

    Source: the document's text, 三 3 (严格督查考核).
    """
    blamed = {row.unit_code: "；".join(faults_of(assessment, card, limits, row)) for row in rows}
    high = [row for row in rows if _is_high(limits, row)]
    held = {row.unit_code: "；".join(bars_of(assessment, card, limits, row.unit_code)) for row in high}
    return NamedUnits(
        tuple(row for row in high if not held[row.unit_code] and not blamed[row.unit_code]),
        tuple(
            (row, held[row.unit_code] or "列入通报批评") for row in high if held[row.unit_code] or blamed[row.unit_code]
        ),
        tuple((row, blamed[row.unit_code]) for row in rows if blamed[row.unit_code]),
    )


def _is_high(limits: BulletinThresholds, row: RankRow) -> bool:
    if row.totals is None or row.rank is None or (limits.commend_ranks is None and limits.commend_total is None):
        return False
    high = limits.commend_ranks is None or row.rank <= limits.commend_ranks
    return high and (limits.commend_total is None or row.totals.total >= limits.commend_total)


def bars_of(assessment: Assessment, card: Scorecard, limits: BulletinThresholds, code: str) -> Iterator[str]:
    """The reasons why a unit is not commended, however high its rank."""
    score = assessment.scores[code]
    if limits.vetoed_barred or score.consequences:
        for loss in clauses_of_unit(card, score):
            if loss.consequence or (loss.vetoes and limits.vetoed_barred):
                yield f"{loss.why}（{loss.item.label}第{loss.criterion.criterion_id}条）"
    if limits.provisional_barred and score.provisional:
        missing = missing_labels(assessment.programme, card, score)
        if missing:
            yield f"得分为暂计，缺{'、'.join(missing[:_NAMED])}" + ("等" if len(missing) > _NAMED else "")
        if clauses := tentative_clauses(score):
            yield f"{'、'.join(clauses)}与本组各单位比较，还有单位没有数据或者没有核定，得分为暂计"
    if limits.provisional_barred and is_held(assessment, assessment.programme.unit(code)):
        yield f"另有报来的文件{UnitState.HELD}"
    if limits.provisional_barred if limits.unverified_barred is None else limits.unverified_barred:
        yield from unverified_words(assessment, card, code)


def unverified_words(assessment: Assessment, card: Scorecard, code: str) -> Iterator[str]:
    """A sentence on which of a unit's clauses are not verified; nothing where all are."""
    unit, answers = assessment.programme.unit(code), assessment.answers[code]
    known = [(one.criterion_id, is_verified(assessment.programme, card, unit, one, answers)) for one in card.criteria]
    left = [criterion_id for criterion_id, verified in known if verified is False]
    if left and not any(verified for _, verified in known):
        yield "得分为自报，尚未核定"
    elif left:
        yield f"尚未核定完（{'、'.join(left[:_NAMED])}{'等' if len(left) > _NAMED else ''}条）"


def faults_of(assessment: Assessment, card: Scorecard, limits: BulletinThresholds, row: RankRow) -> Iterator[str]:
    """The reasons why a unit is criticised: a criterion that cost points, a fact at its threshold, a low total."""
    if row.totals is None:
        return
    for loss in _criticised(assessment, card, limits, row.unit_code):
        watched = _watched(loss.criterion, limits)
        if not watched or _reaches(watched, assessment.answers[row.unit_code]):
            yield f"{loss.why}（{loss.item.label}第{loss.criterion.criterion_id}条）"
    if free := _free_facts(card, limits):
        yield from reached_facts(card, free, assessment.answers[row.unit_code])
    if limits.criticise_total is not None and row.totals.total < limits.criticise_total:
        yield f"总分{show_number(row.totals.total)}分，低于{show_number(limits.criticise_total)}分"


def _criticised(assessment: Assessment, card: Scorecard, limits: BulletinThresholds, code: str) -> Iterator[Loss]:
    """A unit's losses by the criteria for which units are criticised, in printed order."""
    named = set(limits.criticise_criteria)
    where = [place for place, item in enumerate(card.items) if any(one.criterion_id in named for one in item.criteria)]
    items = assessment.scores[code].items if where else ()
    for place in where:
        for loss in losses_of_item(card.items[place], items[place]):
            if loss.criterion.criterion_id in named:
                yield loss


def reached_facts(card: Scorecard, watched: Mapping[str, Decimal], answers: Answers) -> Iterator[str]:
    """The facts at or above their threshold, each with its value: ``重大质量事故起数1起``."""
    for fact_id, least in watched.items():
        if _reaches({fact_id: least}, answers):
            fact = card.facts[fact_id]
            yield f"{fact.label}{TYPES[fact.value_type].show(answers.facts[fact_id].value, fact.unit_of_measure)}"


def _watched(criterion: Criterion, limits: BulletinThresholds) -> Mapping[str, Decimal]:
    """The thresholds of a criterion's facts, by fact id; where none has one, all its facts count."""
    facts = limits.criticise_facts
    return {term.fact_id: facts[term.fact_id] for term in criterion.terms if term.fact_id in facts}


def _free_facts(card: Scorecard, limits: BulletinThresholds) -> Mapping[str, Decimal]:
    """The thresholds of facts that are a reason by themselves, not only for a criterion that is named."""
    named = [one for one in card.criteria if one.criterion_id in limits.criticise_criteria]
    bound = {fact_id for one in named for fact_id in _watched(one, limits)}
    return {fact_id: least for fact_id, least in limits.criticise_facts.items() if fact_id not in bound}


def _reaches(watched: Mapping[str, Decimal], answers: Answers) -> bool:
    values = [
        (counted(answers.facts[fact_id].value), least) for fact_id, least in watched.items() if fact_id in answers.facts
    ]
    return any(value is not None and value >= least for value, least in values)


def commend_rule(limits: BulletinThresholds) -> str:
    """The condition in words: ``排名前3名、总分不低于90分``; ``""`` where no unit is to be commended."""
    parts = [] if limits.commend_ranks is None else [f"排名前{limits.commend_ranks}名"]
    return "、".join(parts + _total_rule("总分不低于", limits.commend_total))


def criticise_rule(card: Scorecard, limits: BulletinThresholds) -> str:
    """The condition in words: ``总分低于60分，或者有“重大质量事故起数”情形``; ``""`` where there is none."""
    named = [one for one in card.criteria if one.criterion_id in limits.criticise_criteria]
    words = [_named_words(card, limits, one) for one in named]
    words += [_fact_words(card, fact_id, least) for fact_id, least in _free_facts(card, limits).items()]
    cases = [f"有{'、'.join(words)}情形"] if words else []
    return "，或者".join(_total_rule("总分低于", limits.criticise_total) + cases)


def _named_words(card: Scorecard, limits: BulletinThresholds, criterion: Criterion) -> str:
    watched = _watched(criterion, limits)
    return "、".join(_fact_words(card, *one) for one in watched.items()) or f"“{criterion.clause}”"


def threshold_words(card: Scorecard, watched: Mapping[str, Decimal]) -> str:
    """Thresholds in words: ``有“重大质量事故起数”、“特种设备事故起数”达到2起情形``; ``""`` for none."""
    words = "、".join(_fact_words(card, fact_id, least) for fact_id, least in watched.items())
    return f"有{words}情形" if words else ""


def _fact_words(card: Scorecard, fact_id: str, least: Decimal) -> str:
    """``“特种设备事故起数”达到2起``, ``“不合格率”达到10%``."""
    fact = card.facts[fact_id]
    reached = TYPES[fact.value_type].is_fraction or least != 1
    return f"“{fact.label}”达到{show_amount(fact, least)}" if reached else f"“{fact.label}”"


def _total_rule(words: str, total: Decimal | None) -> list[str]:
    return [] if total is None else [f"{words}{show_number(total)}分"]
