"""Which letters are due, and what each is about; their text is written elsewhere."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from types import MappingProxyType

from qz.findings import is_for_unit
from qz.layout.form_plan import reading_order
from qz.mail.fingerprint import (
    correction_fingerprint,
    feedback_fingerprint,
    form_fingerprint,
    receipt_fingerprint,
    reminder_fingerprint,
    review_fingerprint,
    verification_fingerprint,
)
from qz.model.assessment import Assessment
from qz.model.finding import Finding, Severity
from qz.model.letters import Attachment, MailKind
from qz.model.programme import Programme
from qz.model.returns import ReceivedFile, UnitState, Verdict
from qz.model.reviews import Review, ReviewState
from qz.model.stages import StageWord
from qz.model.task_table import Unit
from qz.records import dataclass


def _none() -> Mapping[str, Attachment]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Enclosures:
    """The workbooks to be attached to letters, by unit code (``verification`` by the verifier's)."""

    forms: Mapping[str, Attachment] = field(default_factory=_none)
    corrections: Mapping[str, Attachment] = field(default_factory=_none)
    verification: Mapping[str, Attachment] = field(default_factory=_none)
    feedback: Mapping[str, Attachment] = field(default_factory=_none)


@dataclass(frozen=True, slots=True)
class Due:
    """One letter that is due.

    ``fingerprint``: a digest of what the letter is about; of letters with the same kind, unit and fingerprint only the
    first is drafted.
    ``days``: days to the deadline, or since it where ``overdue``. ``returned``: the return that counts; ``late``: it
    came after the deadline. ``refused``: files of the unit that could not be used. ``awaiting``: of how many units the
    verifier still has something to verify; ``asked``: how many applications wait for the verifier's answer.
    ``reviews``: the unit's applications, answered or not. ``closed``: units may no longer ask for another look.
    """

    kind: MailKind
    unit: Unit
    fingerprint: str
    attachments: tuple[Attachment, ...] = ()
    days: int = 0
    overdue: bool = False
    late: bool = False
    returned: ReceivedFile | None = None
    findings: tuple[Finding, ...] = ()
    refused: tuple[ReceivedFile, ...] = ()
    awaiting: int = 0
    asked: int = 0
    reviews: tuple[Review, ...] = ()
    closed: bool = False


def due_forms(programme: Programme, forms: Mapping[str, Attachment]) -> tuple[Due, ...]:
    """发表 to every unit that is asked for something and has a form."""
    return tuple(
        Due(MailKind.FORM, unit, form_fingerprint(forms[unit.code].content), (forms[unit.code],))
        for unit in programme.asked_units
        if unit.code in forms
    )


def due_after_collect(assessment: Assessment, today: dt.date, enclosures: Enclosures) -> tuple[Due, ...]:
    """The letters due after a collect.

    催报 to units without a return, 补正 to units with errors, 回执 to units in order, 核定 to verifiers with work left,
    结果告知 to units with a 告知书, 复核答复 to units that applied for another look. A unit whose return came late gets
    no 催报; its 补正 or 回执 says that it was late. A unit whose only errors are for the office or a verifier gets a
    回执.
    """
    to_units = _due_to_units(assessment, today, enclosures)
    to_verifiers = _due_to_verifiers(assessment, enclosures)
    return (
        *to_units,
        *to_verifiers,
        *_due_feedback(assessment, today, enclosures.feedback),
        *_due_reviews(assessment, today),
    )


def _due_feedback(assessment: Assessment, today: dt.date, feedback: Mapping[str, Attachment]) -> Iterator[Due]:
    ranks = {row.unit_code: row.rank for rows in assessment.rankings.values() for row in rows}
    for unit in assessment.programme.units:
        if unit.code in feedback and unit.code in assessment.scores:
            rank = ranks[unit.code] if assessment.programme.particulars.tells_rank else None
            fingerprint = feedback_fingerprint(assessment.scores[unit.code], rank)
            closed = _is_closed(assessment, unit, today)
            yield Due(MailKind.FEEDBACK, unit, fingerprint, (feedback[unit.code],), closed=closed)


def _is_closed(assessment: Assessment, unit: Unit, today: dt.date) -> bool:
    """Whether the unit may no longer ask for another look on that day."""
    over = assessment.programme.particulars.is_appeal_over(dt.datetime.combine(today, dt.time()))
    return over or assessment.stage_of(unit.scorecard_id).word == StageWord.FINAL


def informed_too_late(assessment: Assessment, dues: Iterable[Due]) -> tuple[Unit, ...]:
    """The units that are told their results for the first time when they may no longer ask for another look.

    None where the programme says why it is final all the same.
    """
    if assessment.programme.settings.final_reason:
        return ()
    informed = {one.unit_code for one in assessment.letters if one.kind is MailKind.FEEDBACK}
    first = (due for due in dues if due.kind is MailKind.FEEDBACK and due.unit.code not in informed)
    return tuple(due.unit for due in first if due.closed)


def _due_reviews(assessment: Assessment, today: dt.date) -> Iterator[Due]:
    """A receipt for a unit's applications; one more letter each time the state of one of them changes."""
    for unit in assessment.programme.units:
        rows = tuple(row for row in assessment.reviews.standing if row.unit_code == unit.code)
        if rows:
            fingerprint, closed = review_fingerprint(rows), _is_closed(assessment, unit, today)
            yield Due(MailKind.REVIEW, unit, fingerprint, reviews=rows, closed=closed)


def _due_to_units(assessment: Assessment, today: dt.date, enclosures: Enclosures) -> Iterator[Due]:
    waiting = {unit.code for unit in undecided_units(assessment)}
    findings_of: dict[str, list[Finding]] = {}
    for finding in filter(is_for_unit, assessment.intake.findings):
        findings_of.setdefault(finding.unit_code, []).append(finding)
    refused: dict[str, list[ReceivedFile]] = {}
    for file in assessment.intake.received:
        if file.verdict is Verdict.REFUSED:
            refused.setdefault(file.unit_code, []).append(file)
    for unit in assessment.programme.asked_units:
        if unit.code in waiting:
            continue
        findings = _in_order(findings_of.get(unit.code, ()))
        if assessment.states[unit.code] is UnitState.NOT_RECEIVED:
            yield _reminder(assessment, unit, today, enclosures.forms, tuple(refused.get(unit.code, ())))
        elif any(each.severity is Severity.ERROR for each in findings):
            yield _correction(assessment, unit, findings, enclosures.corrections)
        else:
            yield _receipt(assessment, unit, findings)


def undecided_units(assessment: Assessment) -> tuple[Unit, ...]:
    """Units whose returns all wait for the clerk's decision: no letter to them is due."""
    return tuple(unit for unit in assessment.programme.asked_units if assessment.states[unit.code] is UnitState.HELD)


def _enclosed(attachments: Mapping[str, Attachment], code: str) -> tuple[Attachment, ...]:
    return (attachments[code],) if code in attachments else ()


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, errors first, in the order of the form."""
    return tuple(sorted(findings, key=lambda each: (each.severity is not Severity.ERROR, reading_order(each))))


def _reminder(
    assessment: Assessment,
    unit: Unit,
    today: dt.date,
    forms: Mapping[str, Attachment],
    refused: tuple[ReceivedFile, ...],
) -> Due:
    particulars = assessment.programme.particulars
    left = (particulars.deadline.date() - today).days
    return Due(
        MailKind.REMINDER,
        unit,
        reminder_fingerprint(particulars, overdue=left < 0, refused=refused),
        _enclosed(forms, unit.code),
        days=abs(left),
        overdue=left < 0,
        refused=refused,
    )


def _correction(
    assessment: Assessment, unit: Unit, findings: tuple[Finding, ...], corrections: Mapping[str, Attachment]
) -> Due:
    returned = assessment.intake.returns[unit.code].file
    return Due(
        MailKind.CORRECTION,
        unit,
        correction_fingerprint(returned, findings),
        _enclosed(corrections, unit.code),
        late=unit.code in assessment.late,
        returned=returned,
        findings=findings,
    )


def _receipt(assessment: Assessment, unit: Unit, findings: tuple[Finding, ...]) -> Due:
    returned = assessment.intake.returns[unit.code].file
    return Due(
        MailKind.RECEIPT,
        unit,
        receipt_fingerprint(returned),
        late=unit.code in assessment.late,
        returned=returned,
        findings=findings,
    )


def _due_to_verifiers(assessment: Assessment, enclosures: Enclosures) -> Iterator[Due]:
    programme = assessment.programme
    for verifier in programme.units:
        waiting = assessment.verification.waiting.get(verifier.code, ())
        asked = [row for row in assessment.reviews.rows if row.verifier == verifier.code]
        asked = [row for row in asked if row.state is ReviewState.OPEN]
        if verifier.code not in enclosures.verification or not (waiting or asked):
            continue
        cards = {
            card.scorecard_id
            for card in programme.scorecards
            if any(criterion.verifier == verifier.code for criterion in card.criteria)
        }
        returns = [
            (unit.code, assessment.intake.returns[unit.code].file.sha256)
            for unit in programme.units
            if unit.scorecard_id in cards and unit.code in assessment.intake.returns
        ]
        yield Due(
            MailKind.VERIFICATION,
            verifier,
            verification_fingerprint(returns, [row.application.review_id for row in asked]),
            (enclosures.verification[verifier.code],),
            awaiting=len(waiting),
            asked=len(asked),
        )
