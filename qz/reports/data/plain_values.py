"""Everything about a unit as plain values (dictionaries, lists, numbers, texts), for JSON and CSV."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from qz.layout import many_units
from qz.layout.print_columns import criterion_texts, item_texts
from qz.layout.review_words import review_state
from qz.model.assessment import Assessment
from qz.model.group_figures import GroupFigures
from qz.model.returns import UnitState
from qz.model.reviews import Review, ReviewOutcome
from qz.model.scorecards import Fact, Item, Scorecard
from qz.model.scores import ItemScore, RankRow, ScoreLine, Totals, UnitScore
from qz.model.task_table import Unit
from qz.model.values import BLANK_ANSWER, Answer, Origin, Value
from qz.reports.result_words import source_words
from qz.rules.clause_losses import clause_bonuses, clause_losses
from qz.rules.folding import fold
from qz.rules.operands import usable_number

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
        **applied(assessment, unit),
        "items": [_item(item, parts[item.number]) for item in (card.items if card else ()) if item.number in parts],
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


def _item(item: Item, part: ItemScore) -> Record:
    lost, added = clause_losses(item, part), clause_bonuses(item, part)
    counted = {one: {"lost": plain(lost[one]), "added": plain(added[one])} for one in lost}
    return {
        "number": part.number,
        "standard": plain(part.standard),
        "base": plain(part.base),
        "bonus": plain(part.bonus),
        "lost": plain(part.lost),
        "vetoed_by": list(part.vetoed_by),
        "criteria": [_criterion(line) | counted[line.criterion_id] for line in part.lines],
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
        "given_directly": None if verified is None else origin_record(verified.origin) | {"reason": verified.reason},
    }


def _facts(assessment: Assessment, unit: Unit, card: Scorecard | None) -> Iterator[Record]:
    answers = assessment.answers.get(unit.code)
    if card is None or answers is None:
        return
    for fact_id, fact in card.facts.items():
        answer = answers.facts.get(fact_id, BLANK_ANSWER)
        known = {"id": fact_id, "label": fact.label, "type": fact.value_type.value, "measure": fact.unit_of_measure}
        yield known | answer_record(answer) | _group(fact, answer, answers.figures.get(fact_id))


def _group(fact: Fact, answer: Answer, figures: GroupFigures | None) -> Record:
    """How the unit stands in its group by a fact on which units are compared; nothing for any other fact.

    The places count from the greatest and from the least number; a unit without a number that counts has none.
    """
    if figures is None:
        return {}
    placed = figures.given and not answer.invalid and usable_number(fact, answer.value) is not None
    known = bool(figures.given)
    return {
        "group": {
            "place_from_greatest": figures.above + 1 if placed else None,
            "place_from_least": figures.below + 1 if placed else None,
            "mean": plain(figures.mean) if known else None,
            "greatest": plain(figures.greatest) if known else None,
            "least": plain(figures.least) if known else None,
            "given": figures.given,
            "missing": figures.missing,
            "unverified": figures.unverified,
        }
    }


def _tasks(assessment: Assessment, unit: Unit) -> Iterator[Record]:
    answers = assessment.answers.get(unit.code)
    for task, role in assessment.programme.tasks_of(unit) if answers else ():
        status = answers.statuses.get(task.task_id, BLANK_ANSWER) if answers else BLANK_ANSWER
        note = answers.notes.get(task.task_id, BLANK_ANSWER) if answers else BLANK_ANSWER
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
    return own | {"basis": source_words(answer)} | origin_record(answer.origin)


def applied(assessment: Assessment, unit: Unit) -> Record:
    """Every row of the unit's applications for another look (复核) with its outcome; nothing where there is none."""
    rows = [_application(assessment, row) for row in assessment.reviews.of(unit.code)]
    return {"applications": rows} if rows else {}


def _application(assessment: Assessment, row: Review) -> Record:
    application = row.application
    return {
        "criterion": application.criterion_id,
        "clause": application.clause,
        "asked": application.asked,
        "reason": application.reason,
        "evidence": application.evidence,
        "applicant": application.applicant,
        "date": application.date,
        "state": row.state.value,
        "state_words": review_state(assessment.programme, row),
        "why": row.why,
        "first": row.first,
        "first_by": row.first_by,
        "answer": _answer(row.outcome),
        **_place(application.origin),
    }


def _answer(outcome: ReviewOutcome | None) -> Record | None:
    if outcome is None:
        return None
    return {
        "value": outcome.second,
        "given_by": outcome.second_by,
        "reason": outcome.reason,
        **_place(outcome.origin),
    }


def _place(origin: Origin) -> Record:
    return {"file": origin.file, "sheet": origin.sheet, "cell": origin.cell, "sha256": origin.sha256}


def origin_record(origin: Origin | None) -> Record:
    """Where something stands, who gave it and why; empty texts for ``None``."""
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
        "format": "qz-results/2",
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
                    | columns_record(item_texts(card, item))
                    for item in card.items
                ],
                **_criteria(card),
            }
            for card in programme.scorecards
        ],
    }


def columns_record(texts: Iterable[tuple[str, str]]) -> Record:
    """Texts of the document's own columns (考核方式, 责任单位) by head; nothing where there is none."""
    columns = dict(texts)
    return {"columns": columns} if columns else {}


def _criteria(card: Scorecard) -> Record:
    """The scorecard's criteria that have columns of the document's own; nothing where none has."""
    found = [{"id": one.criterion_id} | columns_record(criterion_texts(card, one)) for one in card.criteria]
    with_columns = [record for record in found if "columns" in record]
    return {"criteria": with_columns} if with_columns else {}
