"""Compares the self-scores that forms show with the computed ones; the forms' own are never used."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Final

from qz.findings import make_finding
from qz.layout.inputs import input_name
from qz.model.finding import Finding
from qz.model.layout import InputKind
from qz.model.programme import Programme
from qz.model.returns import Intake, Return
from qz.model.scores import Answers, UnitScore
from qz.model.values import Answer, show_number
from qz.scoring.engine import score_unit

_CLOSE: Final = Decimal("0.005")
"""分 by which a stored total may miss the score it shows."""
_READ_OTHERWISE: Final = frozenset({"V20"})
"""Readings the engine makes and the form's formulas do not."""
_INCOMPARABLE: Final = frozenset({"I13", "L04", "L05", "L06", "L07", "L09", "L12"})
"""Findings after which the form's formulas and the engine need not see the same."""


def differing_self_scores(
    programme: Programme, intake: Intake, self_scores: Mapping[str, UnitScore]
) -> tuple[Finding, ...]:
    """A reminder for each return whose own total differs from the engine's for the same answers.

    A form's live formulas follow the engine's rules, so they differ only where somebody changed them, or where the
    program that saved the form did not recalculate it. What the engine reads and a formula cannot (``９２％`` as text)
    is no difference: a total of either reading is taken.

    Args:
        programme: The year's programme.
        intake: What came back.
        self_scores: The engine's scores of the self-reports, by unit code.

    Source: hazards, promise 4.
    """
    return tuple(
        make_finding(
            "C09",
            file=returned.file.path,
            unit_code=code,
            found=returned.self_total,
            wanted=show_number(self_scores[code].total),
        )
        for code, returned in intake.returns.items()
        if code in self_scores and not _agrees(programme, returned, intake.answers, self_scores)
    )


def _agrees(
    programme: Programme, returned: Return, answers: Mapping[str, Answers], self_scores: Mapping[str, UnitScore]
) -> bool:
    try:
        claimed = Decimal(returned.self_total)
    except InvalidOperation:
        return True
    if not claimed.is_finite() or any(code in _INCOMPARABLE for code, _ in returned.noticed):
        return True
    if abs(claimed - self_scores[returned.unit_code].total) < _CLOSE:
        return True
    unread = {key for code, key in returned.noticed if code in _READ_OTHERWISE}
    if not unread:
        return False
    shown_answers = _as_the_form_sees(answers[returned.unit_code], unread)
    shown = score_unit(programme, programme.unit(returned.unit_code), shown_answers)
    return abs(claimed - shown.total) < _CLOSE


def _as_the_form_sees(answers: Answers, unread: Collection[str]) -> Answers:
    return replace(
        answers,
        facts=dict(_without(answers.facts, InputKind.FACT, unread)),
        statuses=dict(_without(answers.statuses, InputKind.TASK_STATUS, unread)),
    )


def _without(table: Mapping[str, Answer], kind: InputKind, unread: Collection[str]) -> Iterator[tuple[str, Answer]]:
    for key, answer in table.items():
        yield key, replace(answer, value=None, invalid=True) if input_name(kind, key) in unread else answer
