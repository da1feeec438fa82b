"""The people whom units nominate for commendation (表彰推荐), each with the reasons against it."""

from collections import Counter
from collections.abc import Iterator, Mapping

from qz.model.assessment import Assessment
from qz.model.assessment_rules import BulletinThresholds
from qz.model.nominations import Nominee, nominees_of
from qz.model.programme import Programme
from qz.model.task_table import Unit
from qz.records import dataclass
from qz.reports.bulletin.named_units import bars_of, faults_of
from qz.reports.result_words import is_held
from qz.words import squeeze


@dataclass(frozen=True, slots=True)
class JudgedNominee:
    """A nominee, its unit, and the reasons against it: sentences without a full stop; none where there is no reason."""

    nominee: Nominee
    unit: Unit
    against: tuple[str, ...]


def are_nominated(programme: Programme) -> bool:
    """Whether units of the programme may nominate people."""
    return any(programme.places_of(unit) for unit in programme.units)


def judge_nominees(assessment: Assessment) -> tuple[JudgedNominee, ...]:
    """All nominees in roster order and the order of the forms, each with the reasons against it.

    Source: the document's text, 三 3 (individuals are commended).
    """
    programme = assessment.programme
    if not are_nominated(programme):
        return ()
    placed = [unit for unit in programme.units if programme.places_of(unit) and unit.code in assessment.answers]
    named = {unit.code: tuple(nominees_of(unit.code, assessment.answers[unit.code])) for unit in placed}
    homes: dict[str, list[str]] = {}
    for unit in placed:
        for name in dict.fromkeys(squeeze(one.name) for one in named[unit.code] if one.name):
            homes.setdefault(name, []).append(unit.name)
    judged = []
    for unit in placed:
        of_unit, mine = tuple(_against_unit(assessment, unit)), named[unit.code]
        own = _against_each(mine, programme.places_of(unit), homes, unit)
        judged += [JudgedNominee(one, unit, (*own[one.number], *of_unit)) for one in mine]
    return tuple(judged)


def _against_each(
    nominees: tuple[Nominee, ...], places: int, homes: Mapping[str, list[str]], unit: Unit
) -> Mapping[int, tuple[str, ...]]:
    """The reasons against single nominees, by row: more than the places, named twice, incomplete."""
    count = Counter(squeeze(one.name) for one in nominees if one.name)
    found: dict[int, tuple[str, ...]] = {}
    for place, one in enumerate(nominees, start=1):
        notes = [f"超出名额（{places}人）"] if place > places else []
        notes += [f"本单位推荐了{count[squeeze(one.name)]}次"] if count[squeeze(one.name)] > 1 else []
        notes += [f"没有写{'、'.join(one.missing)}"] if one.missing else []
        others = [name for name in homes.get(squeeze(one.name), ()) if name != unit.name]
        notes += [f"与{'、'.join(others)}推荐的人选同名"] if others else []
        found[one.number] = tuple(notes)
    return found


def _against_unit(assessment: Assessment, unit: Unit) -> Iterator[str]:
    """The reasons against all nominees of a unit: those against the unit itself, or that it is criticised."""
    card = assessment.programme.scorecard_of(unit)
    if card is None or unit.code not in assessment.scores:
        if is_held(assessment, unit):
            yield "单位有报来的文件待确认"
        return
    limits = next((one for one in assessment.programme.bulletin if one.scorecard_id == card.scorecard_id), None)
    limits = limits or BulletinThresholds(card.scorecard_id)
    for words in bars_of(assessment, card, limits, unit.code):
        yield f"单位{words}"
    row = next(row for row in assessment.rankings[card.scorecard_id] if row.unit_code == unit.code)
    faults = "；".join(faults_of(assessment, card, limits, row))
    if faults:
        yield f"单位列入通报批评：{faults}"
