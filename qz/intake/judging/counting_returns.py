"""Makes the ``Return`` of each return that counts, with what was noticed about it, also beside others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from qz.engine.parallel.packed import unpack
from qz.intake.intake_records import Issue
from qz.intake.judging.across_units import between_units
from qz.intake.judging.candidates import SHOWN, Candidate
from qz.intake.judging.notices import worth_telling
from qz.intake.log import Log
from qz.intake.reading.spellings import Spellings
from qz.model.mailboxes import Mailboxes
from qz.model.programme import Programme
from qz.model.returns import Return, Verdict


def count_returns(
    programme: Programme, spellings: Spellings, mailboxes: Mailboxes, counted: Sequence[Candidate], log: Log
) -> Mapping[str, Return]:
    """The ``Return`` of each candidate (one for each unit) by unit code, in the order given; findings go to ``log``."""
    apart = _Apart(programme, spellings, mailboxes)
    figures = {candidate.reported.unit_code: candidate.reported.figures for candidate in counted}
    beside: dict[str, list[Issue]] = {}
    for code, issue in between_units(programme, figures):
        beside.setdefault(code, []).append(issue)
    returns = {}
    for candidate in counted:
        code = candidate.reported.unit_code
        alone: tuple[Issue, ...] = unpack(candidate.reported.issues)
        issues = [*alone, *apart.about_file(candidate), *beside.get(code, ())]
        returns[code] = _count(programme, candidate, issues, log)
    return returns


def _count(programme: Programme, candidate: Candidate, issues: Iterable[Issue], log: Log) -> Return:
    arrival, code = candidate.arrival, candidate.reported.unit_code
    words = f"计入{programme.unit(code).name}"
    if candidate.decision:
        words += f"；{candidate.decision.words}"
    file = log.receive_form(candidate, Verdict.COUNTED, words)
    issues = tuple(issues)
    for issue in worth_telling(issues):
        log.find(issue, arrival.path, code)
    noticed = tuple(sorted({(issue.code, issue.key) for issue in issues}))
    return Return(code, file, noticed, candidate.reported.self_total)


class _Apart:
    """Checks a counted return's file name, sender and time."""

    def __init__(self, programme: Programme, spellings: Spellings, mailboxes: Mailboxes) -> None:
        self._programme = programme
        self._spellings = spellings
        self._mailboxes = mailboxes

    def about_file(self, candidate: Candidate) -> Iterator[Issue]:
        """I09: named after another unit; I14: an unknown sender; I12: without a time; I11: after the deadline."""
        unit = self._programme.unit(candidate.reported.unit_code)
        arrival, deadline = candidate.arrival, self._programme.particulars.deadline
        named = list(self._spellings.mentioned(arrival.path.rpartition("/")[2]))
        if named and unit not in named:
            yield Issue("I09", {"found": "、".join(other.name for other in named), "unit": unit.name})
        sender = arrival.envelope.sender
        known = self._mailboxes.is_office(sender) or bool(self._mailboxes.units_of(sender))
        if sender and self._mailboxes.has_units and not known:
            yield Issue("I14", {"sender": sender})
        when = candidate.mailed_at or candidate.saved_at
        if when is None:
            yield Issue("I12")
        elif when > deadline:
            basis = "邮件日期" if candidate.mailed_at else "文件保存时间"
            yield Issue("I11", {"basis": basis, "when": when.strftime(SHOWN), "deadline": deadline.strftime(SHOWN)})
