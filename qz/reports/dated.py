"""The date of a result, for its footer: received until when, at which collect, and how far it is verified."""

import datetime as dt
from collections.abc import Iterator

from qz.model.assessment import Assessment, Collected
from qz.model.returns import ReceivedFile, Verdict
from qz.model.scorecards import Scorecard
from qz.values.dates import show_day


def received_until(assessment: Assessment) -> dt.datetime | None:
    """The latest time (mailed, else saved) of all files that count: returns, 核定表, registers."""
    times = [when for file in _counted(assessment) if (when := file.mailed_at or file.saved_at)]
    return max(times, default=None)


def _counted(assessment: Assessment) -> Iterator[ReceivedFile]:
    for file in (*assessment.intake.received, *assessment.verification.files):
        if file.verdict is Verdict.COUNTED:
            yield file


def collected_at(assessment: Assessment, number: int) -> Collected:
    """The date of the results of the ``number``-th collect that found something new."""
    return Collected(number, received_until(assessment))


def dated_words(assessment: Assessment, scorecard: Scorecard | None = None) -> str:
    """``收件截至2011年12月1日17:20　第2次汇总　自评``; what is not known is left out."""
    collected = assessment.collected
    parts = []
    if collected.until is not None:
        until = collected.until
        parts.append(f"收件截至{show_day(until)}{until:%H:%M}")
    if collected.number:
        parts.append(f"第{collected.number}次汇总")
    stage = assessment.stage_of(scorecard.scorecard_id if scorecard else "")
    return "　".join([*parts, f"阶段：{stage.word}"])
