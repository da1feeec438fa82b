"""Everything about a unit as plain values (dictionaries, lists, numbers, texts), for JSON and CSV."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from qz.layout import many_units
from qz.model.assessment import Assessment
from qz.model.programme import Scorecard, Unit
from qz.model.returns import UnitState
from qz.model.scores import ItemScore, RankRow, ScoreLine, Totals, UnitScore
from qz.model.values import Answer, Origin, Value
from qz.reports.result_words import source_words
from qz.rules.folding import fold

Record = dict[str, Any]


def plain(value: Value | dt.date) -> Any:
    """A value for JSON: a number (rates as fractions of 1), true or false, a text (不适用), or ``None``."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if value is None or isinstance(value, bool):
        return value
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def unit_records(assessment: Assessment) -> Iterator[Record]:
    """The record of every unit that is asked for something, in roster order, made one at a time."""
    rows = {row.unit_code: row for ranking in assessment.rankings.values() for row in ranking}
    for unit in assessment.programme.asked_units:
        yield _unit(assessment, unit, rows.get(unit.code), whole=is_complete(assessment))


def is_complete(assessment: Assessment) -> bool:
    """Whether all values are given; of very many units only the totals are."""
    return len(assessment.programme.units) <= many_units.POLICY.every_value


def _unit(assessment: Assessment, unit: Unit, row: RankRow | None, *, whole: bool) -> Record:
    """One unit: its state, rank and totals; where ``whole``, also its items, criteria, facts, tasks and indicators."""
    card = assessment.programme.scorecard_of(unit) if whole else None
    totals, score = (row.totals if row else None), assessment.scores.get(unit.code) if whole else None
    parts = {item.number: item for item in score.items} if score else {}
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "scorecard": unit.scorecard_id,
        "state": assessment.states.get(unit.code, UnitState.NOT_RECEIVED).value,
        "late": unit.code in assessment.late,
        "rank": row.rank if row else None,
        "provisional": bool(totals and totals.provisional),
        "total": plain(totals.total) if totals else None,
        "base": plain(totals.base) if totals else None,
        "bonus": plain(totals.bonus) if totals else None,
        "lost": plain(totals.lost) if totals else None,
        **_standing(row, score),
        **_composite(assessment, unit),
        **_folded(assessment.programme.scorecard_of(unit), totals),
        "items": [_item(parts[item.number]) for item in (card.items if card else ()) if item.number in parts],
        "facts": list(_facts(assessment, unit, card)),
        "tasks": list(_tasks(assessment, unit)) if whole else [],
        "indicators": list(_indicators(assessment, unit)) if whole else [],
    }


def _standing(row: RankRow | None, score: UnitScore | None) -> Record:
    """The unit's group, grade, and consequences for its whole scorecard; each only where there is one."""
    record: Record = {}
    if row and row.group:
        record["group"] = row.group
    if row and row.grade:
        record["grade"] = row.grade
    if score and score.consequences:
        record["consequences"] = [line.award.denial for line in score.consequences]
    return record


def _folded(card: Scorecard | None, totals: Totals | None) -> Record:
    """What the total counts for in a larger assessment (折算分), where the scorecard has that."""
    if card is None or card.folding is None or totals is None:
        return {}
    return {"folded": plain(fold(card, card.folding, totals))}


def _composite(assessment: Assessment, unit: Unit) -> Record:
    """The unit's composite score with its parts, where the programme has one."""
    row = next((row for row in assessment.composites.get(unit.scorecard_id, ()) if row.unit_code == unit.code), None)
    if row is None:
        return {}
    parts = [
        {"name": one.part.name, "state": one.state.value, "score": plain(one.score), "counted": plain(one.counted)}
        for one in row.parts
    ]
    total = {"total": plain(row.total), "rank": row.rank, "provisional": row.provisional}
    return {"composite": {**total, "parts": parts}}


def _item(part: ItemScore) -> Record:
    return {
        "number": part.number,
        "standard": plain(part.standard),
        "base": plain(part.base),
        "bonus": plain(part.bonus),
        "lost": plain(part.lost),
        "vetoed_by": list(part.vetoed_by),
        "criteria": [_criterion(line) for line in part.lines],
    }


def _criterion(line: ScoreLine) -> Record:
    verified = line.verified
    return {
        "id": line.criterion_id,
        "effect": line.effect.value,
        "points": plain(line.points),
        "vetoes": line.award.vetoes and verified is None,
        "provisional": line.provisional,
        "reasons": list(line.award.reasons),
        "given_directly": None if verified is None else _origin(verified.origin) | {"reason": verified.reason},
    }


def _facts(assessment: Assessment, unit: Unit, card: Scorecard | None) -> Iterator[Record]:
    answers = assessment.answers.get(unit.code)
    for fact_id, fact in card.facts.items() if card and answers else ():
        answer = answers.facts.get(fact_id, Answer()) if answers else Answer()
        known = {"id": fact_id, "label": fact.label, "type": fact.value_type.value, "measure": fact.unit_of_measure}
        yield known | answer_record(answer)


def _tasks(assessment: Assessment, unit: Unit) -> Iterator[Record]:
    answers = assessment.answers.get(unit.code)
    for task, role in assessment.programme.tasks_of(unit) if answers else ():
        status = answers.statuses.get(task.task_id, Answer()) if answers else Answer()
        note = answers.notes.get(task.task_id, Answer()) if answers else Answer()
        yield {"id": task.task_id, "role": role.value, "note": plain(note.value)} | answer_record(status)


def _indicators(assessment: Assessment, unit: Unit) -> Iterator[Record]:
    answers = assessment.answers.get(unit.code)
    for task in assessment.programme.tasks if answers else ():
        for indicator in task.indicators:
            answer = answers.indicators.get(indicator.indicator_id) if answers else None
            if answer is not None:
                known = {"id": indicator.indicator_id, "task": task.task_id, "label": indicator.label}
                yield known | {"measure": indicator.unit_of_measure} | answer_record(answer)


def answer_record(answer: Answer) -> Record:
    """A value that counts, the self-report that it replaced, and its origin."""
    first = answer
    while first.replaced is not None:
        first = first.replaced
    reported = None if first is answer else plain(first.value)
    own = {"value": plain(answer.value), "typed": answer.typed, "reported": reported, "evidence": answer.evidence}
    return own | {"basis": source_words(answer)} | _origin(answer.origin)


def _origin(origin: Origin | None) -> Record:
    if origin is None:
        return dict.fromkeys(("given_by", "reason", "file", "sheet", "cell", "sha256"), "")
    return {
        "given_by": origin.given_by,
        "reason": origin.reason,
        "file": origin.file,
        "sheet": origin.sheet,
        "cell": origin.cell,
        "sha256": origin.sha256,
    }


def head_record(assessment: Assessment) -> Mapping[str, Any]:
    """The record before the units: programme, collect, how far verified, and the scorecards."""
    programme, collected = assessment.programme, assessment.collected
    particulars = programme.particulars
    return {
        "format": "qz-results/1",
        "complete": is_complete(assessment),
        "programme": {
            "year": particulars.year,
            "district": particulars.district,
            "name": particulars.name,
            "document_number": particulars.document_number,
            "edition": particulars.edition,
        },
        "collected": {
            "number": collected.number,
            "until": collected.until.isoformat() if collected.until else None,
            "stage": assessment.stage_of().word,
        },
        "scorecards": [
            {
                "id": card.scorecard_id,
                "label": card.label,
                "standard": plain(card.standard),
                "items": [
                    {"number": item.number, "label": item.label, "standard": plain(item.standard)}
                    for item in card.items
                ],
            }
            for card in programme.scorecards
        ],
    }
