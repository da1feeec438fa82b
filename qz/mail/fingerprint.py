"""What "the same thing" is: the digest by which a letter is known to have gone out already."""

import hashlib
import json
from collections.abc import Iterable

from qz.model.finding import Finding, Severity
from qz.model.programme import Particulars
from qz.model.returns import ReceivedFile
from qz.model.scores import UnitScore


def digest(*parts: object) -> str:
    """SHA-256 over the parts, written as JSON."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def form_matter(form: bytes) -> str:
    """发表: the form's bytes. A form made anew with other content is another thing; the same form is not."""
    return hashlib.sha256(form).hexdigest()


def reminder_matter(particulars: Particulars, *, overdue: bool, refused: Iterable[ReceivedFile]) -> str:
    """催报: the round (edition, deadline, before or after it) and the files of the unit that could not be used.

    Another number of days left is the same thing. The deadline passing, a new deadline, a new edition of the forms, or
    another unusable file make it another.
    """
    files = sorted(file.sha256 for file in refused)
    return digest(particulars.year, particulars.edition, particulars.deadline.isoformat(), overdue, files)


def correction_matter(returned: ReceivedFile, findings: Iterable[Finding]) -> str:
    """补正: the return that counts and its errors, in any order.

    A new return deserves a new answer even where it repeats the old errors. Findings that only inform (提醒) come and
    go with what other units report, and do not make it another thing.
    """
    errors = [each for each in findings if each.severity is Severity.ERROR]
    return digest(returned.sha256, sorted([each.code, each.sheet, each.cell, each.sentence] for each in errors))


def receipt_matter(returned: ReceivedFile) -> str:
    """回执: the return that counts, by its bytes."""
    return digest(returned.sha256)


def feedback_matter(score: UnitScore, rank: int | None) -> str:
    """结果告知: the points of every clause, and the rank where units are told it (else ``None``)."""
    lines = [[line.criterion_id, str(line.points)] for item in score.items for line in item.lines]
    return digest(str(score.total), rank, lines)


def verification_matter(returns: Iterable[tuple[str, str]]) -> str:
    """核定: the returns the verifier is to look at, as (unit code, SHA-256), in any order.

    The workbook's own bytes do not count: they change when the verifier's values come back and are filled in.
    """
    return digest(sorted(returns))
