"""Returns that count, held together: validated as one table, each with its answers and all that was found in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from qz.intake.answers import build_answers
from qz.intake.cross import between_facts, between_tasks, between_units
from qz.intake.frame import build_frame, invalidate
from qz.intake.log import Log
from qz.intake.records import Entry, Issue
from qz.intake.resolve import SHOWN, Candidate
from qz.intake.spellings import Spellings
from qz.intake.validate import UnitIssue, doubtful, missing, not_applicable, out_of_bounds, unproved
from qz.model.programme import Programme
from qz.model.returns import Return, Verdict


def count_returns(
    programme: Programme, spellings: Spellings, counted: Sequence[Candidate], log: Log
) -> Mapping[str, Return]:
    """Validate the returns that count, one a unit, and make each its ``Return``; by unit code, in the order given."""
    if not counted:
        return {}
    issues: dict[str, list[Issue]] = {each.reading.unit_code: list(each.reading.issues) for each in counted}
    frame = build_frame(candidate.reading for candidate in counted)
    broken = list(out_of_bounds(frame))
    frame = invalidate(frame, {(code, issue.key) for code, issue in broken})
    checks: tuple[Iterable[UnitIssue], ...] = (
        broken,
        missing(frame),
        doubtful(frame),
        not_applicable(frame),
        unproved(frame),
        between_facts(programme, frame),
        between_tasks(programme, frame),
        between_units(programme, frame),
    )
    for check in checks:
        for code, issue in check:
            issues[code].append(issue)
    entries: Mapping[str, list[Entry]] = {str(code): list(rows) for code, rows in frame.groupby("unit_code")["entry"]}
    returns = {}
    for candidate in counted:
        code = candidate.reading.unit_code
        noted = [*issues[code], *_about_file(programme, spellings, candidate)]
        returns[code] = _count(programme, candidate, entries[code], noted, log)
    return returns


def _count(programme: Programme, candidate: Candidate, entries: list[Entry], issues: list[Issue], log: Log) -> Return:
    arrival, code = candidate.arrival, candidate.reading.unit_code
    file = log.receive_form(candidate, Verdict.COUNTED, f"计入{programme.unit(code).name}")
    findings = tuple(sorted(log.find(issue, arrival.path, code) for issue in issues))
    answers = build_answers(entries, arrival.path, arrival.sha256)
    return Return(code, file, answers, findings, candidate.reading.self_total)


def _about_file(programme: Programme, spellings: Spellings, candidate: Candidate) -> Iterator[Issue]:
    """What its name, its sender and its time say of a return that counts."""
    unit = programme.unit(candidate.reading.unit_code)
    arrival, deadline = candidate.arrival, programme.particulars.deadline
    named = list(spellings.mentioned(arrival.path.rpartition("/")[2]))
    if named and unit not in named:
        yield Issue("I09", {"found": "、".join(other.name for other in named), "unit": unit.name})
    known = {other.email.casefold() for other in programme.units if other.email}
    sender = arrival.envelope.sender
    if sender and known and sender.casefold() not in known:
        yield Issue("I14", {"sender": sender})
    when = candidate.mailed_at or candidate.saved_at
    if when is None:
        yield Issue("I12")
    elif when > deadline:
        basis = "邮件日期" if candidate.mailed_at else "文件保存时间"
        yield Issue("I11", {"basis": basis, "when": when.strftime(SHOWN), "deadline": deadline.strftime(SHOWN)})
