"""The intake as a whole: a folder of whatever came back in, answers, verdicts and findings out."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qz.engine.kept.store import Kept
from qz.engine.work.batches import batches, run_in_order
from qz.engine.work.packed import PackedMapping
from qz.engine.work.shared import Shared
from qz.intake.arrivals.gate import list_files
from qz.intake.intake_records import Arrival, Issue
from qz.intake.judging.counting_returns import count_returns
from qz.intake.judging.resolve import SHOWN, Candidate, Resolution, resolve
from qz.intake.log import Log
from qz.intake.reading.examine import Batch, Examined, Rules, examine, rescue
from qz.intake.reading.one_file import BlankOf, Content, LayoutOf
from qz.intake.reading.spellings import Spellings
from qz.model.programme import Programme, Unit
from qz.model.returns import Intake, RawWorkbook, Verdict

_NEVER: Final = dt.datetime.fromisoformat("9999-12-31")
_OURS: Final = "本办公室自己发出的邮件里的附件，不作报回；确要计入的，请把文件直接放进收件文件夹"

BATCH: Final = 150
"""Entries of the folder examined as one task."""
_BLANK: Final = "空白表，没有填写任何内容；该单位另有填好的表"


def read_returns(
    programme: Programme,
    returns_dir: Path,
    layout_of: LayoutOf,
    progress: Callable[[Iterable[Examined]], Iterable[Examined]] = iter,
    blank_of: BlankOf | None = None,
    *,
    executor: Executor | None = None,
    batch: int = BATCH,
    kept: Kept | None = None,
) -> Intake:
    """Read everything in a folder, at any depth, and decide what counts.

    Args:
        programme: The year's programme.
        returns_dir: The folder; nothing in it is changed.
        layout_of: The layout of a unit's form (``qz.layout.form.FormPlanner`` of this programme).
        progress: Wraps the files as they are examined, to show how far the work is.
        blank_of: A unit's form as it was sent, read back; where given, locked cells that changed are told.
        executor: Who examines files, ``batch`` entries of the folder at a time; ``None``: this process. With processes
            ``layout_of`` and ``blank_of`` must pickle. A process that dies of a file costs only that file.
        batch: Entries of the folder examined as one task.
        kept: Where what files came to is kept and looked up; its digest must cover programme, forms and program.

    Returns:
        Every file with its verdict, the return that counts for each unit, in roster order, and every finding. The order
        of files in the folder, of sheets and of rows, who examines them and how many at a time make no difference.

    Source: product specification, "Intake".
    """
    desk = _Desk(programme)
    with Shared.lend(Rules(programme, layout_of, blank_of, kept)) as rules:
        tasks = (Batch(rules, files) for files in batches(list_files(returns_dir), batch))
        done = run_in_order(examine, tasks, executor, rescue=rescue)
        for examined in progress(each for some in done for each in some):
            desk.take(examined)
    return desk.close()


@dataclass(slots=True)
class _Known:
    """One content: what each arrival of it came to."""

    arrivals: list[Examined]

    @property
    def first(self) -> Examined:
        """The arrival that stands for the content: the first mailed, else the first by path."""
        return min(self.arrivals, key=lambda each: _precedence(each.arrival))

    def add(self, examined: Examined) -> None:
        """Add an arrival; what stands for the content is kept whole, the others only by what they are."""
        self.arrivals.append(examined)
        first = self.first
        self.arrivals = [each if each is first else Examined(each.arrival) for each in self.arrivals]


def _precedence(arrival: Arrival) -> tuple[bool, dt.datetime, str]:
    mailed_at = arrival.envelope.mailed_at
    return mailed_at is None, mailed_at or _NEVER, arrival.path


class _Desk:
    """Takes files one by one; closing it decides."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._spellings = Spellings(programme)
        self._log = Log()
        self._known: dict[str, _Known] = {}
        self._forwarded: dict[str, _Known] = {}
        office = programme.particulars.email.casefold()
        shared = any(unit.email.casefold() == office for unit in programme.units)
        self._office = "" if shared else office

    def take(self, examined: Examined) -> None:
        """Note a file, and what its content is if that is new."""
        arrival = examined.arrival
        if not arrival.contains and self._is_ours(arrival):
            if examined.reported is None or examined.reported.is_blank:
                self._log.receive(arrival, Verdict.SKIPPED, _OURS)
            else:
                self._forwarded.setdefault(arrival.sha256, _Known([])).add(examined)
        elif arrival.issue is not None:
            self._log.refuse(arrival, arrival.issue)
        elif arrival.contains:
            self._log.receive_container(arrival)
        else:
            self._known.setdefault(arrival.sha256, _Known([])).add(examined)

    def _is_ours(self, arrival: Arrival) -> bool:
        """Whether the office itself sent it: an exported mailbox holds the forms that went out, too."""
        sender = arrival.envelope.sender.casefold()
        return bool(sender) and sender == self._office

    def close(self) -> Intake:
        """Give every file its verdict, validate what counts, and hand all of it over."""
        candidates: dict[str, list[Candidate]] = defaultdict(list)
        workbooks: dict[str, RawWorkbook] = {}
        for known in self._known.values():
            first = known.first
            arrival, content, reported = first.arrival, first.content or Content(), first.reported
            self._note_doubles(known, content.unit_code)
            if content.issue is not None:
                self._log.refuse(arrival, content.issue, content.unit_code)
            elif content.workbook is not None:
                workbooks[arrival.path] = content.workbook
                self._log.receive_other(arrival, content)
            elif reported is not None:
                candidates[content.unit_code].append(Candidate(arrival, reported))
        self._add_forwarded(candidates)
        decided = [
            self._decide(unit, candidates[unit.code]) for unit in self._programme.units if unit.code in candidates
        ]
        counted = [candidate for candidate in decided if candidate]
        returns = count_returns(self._programme, self._spellings, counted, self._log)
        return Intake(
            received=tuple(sorted(self._log.received, key=lambda file: file.path)),
            returns=returns,
            answers=PackedMapping({candidate.reported.unit_code: candidate.reported.answers for candidate in counted}),
            findings=tuple(sorted(self._log.findings)),
            workbooks=dict(sorted(workbooks.items())),
        )

    def _add_forwarded(self, candidates: dict[str, list[Candidate]]) -> None:
        """Filled returns that the office passed on: they are a unit's return where there is no other of it."""
        passed_on: dict[str, list[Candidate]] = defaultdict(list)
        for sha256, known in self._forwarded.items():
            reported = known.first.reported
            if sha256 in self._known or reported is None:
                for each in known.arrivals:
                    self._log.receive(each.arrival, Verdict.SKIPPED, _OURS)
            else:
                self._note_doubles(known, reported.unit_code)
                passed_on[reported.unit_code].append(Candidate(known.first.arrival, reported))
        for code, some in passed_on.items():
            filled = [other for other in candidates.get(code, ()) if not other.reported.is_blank]
            if not filled:
                candidates[code] += some
            for copy in some if filled else ():
                reason = _OURS
                if copy.content not in {other.content for other in filled}:
                    words = {"unit": self._programme.unit(code).name, "other": filled[0].arrival.path}
                    reason = self._log.find(Issue("I17", words), copy.arrival.path, code).sentence
                self._log.receive_form(copy, Verdict.SKIPPED, reason)

    def _note_doubles(self, known: _Known, unit_code: str) -> None:
        first = known.first.arrival
        for each in known.arrivals:
            if each.arrival is not first:
                reason = f"与“{first.path}”内容完全相同"
                self._log.receive(each.arrival, Verdict.DUPLICATE, reason, unit_code=unit_code)

    def _decide(self, unit: Unit, candidates: list[Candidate]) -> Candidate | None:
        """Which of a unit's returns counts; the others are noted. A blank form is no version of a filled one."""
        filled = [candidate for candidate in candidates if not candidate.reported.is_blank]
        for blank in candidates if filled else ():
            if blank.reported.is_blank:
                self._log.receive_form(blank, Verdict.SKIPPED, _BLANK)
        resolution = resolve(filled or candidates)
        counted = resolution.counted
        for other in resolution.superseded:
            self._log.receive_form(other, Verdict.SUPERSEDED, _why_superseded(unit, other, resolution))
        if counted is None:
            self._ask_which(unit, resolution)
            return None
        for other in resolution.same:
            self._log.receive_form(other, Verdict.DUPLICATE, f"填报内容与“{counted.arrival.path}”相同")
        return counted

    def _ask_which(self, unit: Unit, resolution: Resolution) -> None:
        paths = [candidate.arrival.path for candidate in resolution.undecided]
        words = {"unit": unit.name, "count": str(len(paths)), "others": "、".join(f"“{path}”" for path in paths)}
        for candidate in resolution.undecided:
            finding = self._log.find(Issue("I10", words), candidate.arrival.path, unit.code)
            self._log.receive_form(candidate, Verdict.REFUSED, finding.sentence)


def _shown(moment: dt.datetime | None) -> str:
    return moment.strftime(SHOWN) if moment else "不详"


def _why_superseded(unit: Unit, other: Candidate, resolution: Resolution) -> str:
    newer = resolution.counted or resolution.undecided[0]
    if other.mailed_at and newer.mailed_at and other.mailed_at != newer.mailed_at:
        times = f"邮件日期{_shown(newer.mailed_at)}，本件{_shown(other.mailed_at)}"
    else:
        times = f"保存时间{_shown(newer.saved_at)}，本件{_shown(other.saved_at)}"
    return f"{unit.name}有更晚的报送“{newer.arrival.path}”（{times}）"
