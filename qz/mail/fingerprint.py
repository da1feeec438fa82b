"""The ``matter`` of each kind of letter: a digest of what it is about, by which a letter is not drafted twice."""

import hashlib
import json
from collections.abc import Iterable, Sequence

from qz.model.assessment_rules import Particulars
from qz.model.finding import Finding, Severity
from qz.model.returns import ReceivedFile
from qz.model.reviews import Review
from qz.model.scores import UnitScore


def digest(*parts: object) -> str:
    """SHA-256 over the parts, written as JSON."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def form_fingerprint(form: bytes) -> str:
    """发表: the form's bytes, so that a form with other content gives another letter."""
    return hashlib.sha256(form).hexdigest()


def reminder_fingerprint(particulars: Particulars, *, overdue: bool, refused: Iterable[ReceivedFile]) -> str:
    """催报: the edition, the deadline, whether it has passed, and the files of the unit that could not be used.

    When only the number of days left changes, it is the same letter.
    """
    files = sorted(file.sha256 for file in refused)
    return digest(particulars.year, particulars.edition, particulars.deadline.isoformat(), overdue, files)


def correction_fingerprint(returned: ReceivedFile, findings: Iterable[Finding]) -> str:
    """补正: the return that counts and its errors, in any order.

    A new return gives a new letter, also where it has the same errors. Warnings (提醒) are left out, because they also
    depend on what other units report.
    """
    errors = [each for each in findings if each.severity is Severity.ERROR]
    return digest(returned.sha256, sorted([each.code, each.sheet, each.cell, each.sentence] for each in errors))


def receipt_fingerprint(returned: ReceivedFile) -> str:
    """回执: the return that counts, by its bytes."""
    return digest(returned.sha256)


def feedback_fingerprint(score: UnitScore, rank: int | None) -> str:
    """结果告知: the total, the points of every clause (分), and the rank where the 告知书 has it (else ``None``)."""
    lines = [[line.criterion_id, str(line.points)] for line in score.lines]
    return digest(str(score.total), rank, lines)


def review_fingerprint(reviews: Iterable[Review]) -> str:
    """复核答复: the unit's applications and the state of each, in any order."""
    return digest(sorted([each.application.review_id, each.words] for each in reviews))


def verification_fingerprint(returns: Iterable[tuple[str, str]], asked: Sequence[str]) -> str:
    """核定: the returns that the verifier is to verify, as (unit code, SHA-256), in any order.

    ``asked``: the applications that wait for the verifier's answer, by id, in any order. The bytes of the workbook are
    left out, because they change when the verifier's values are filled in.
    """
    return digest(sorted(returns), sorted(asked)) if asked else digest(sorted(returns))
