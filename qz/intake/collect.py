"""The intake as a whole: a folder of whatever came back in, answers, verdicts and findings out."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from qz.intake.count import count_returns
from qz.intake.gate import walk_returns
from qz.intake.log import Log
from qz.intake.reading import BlankOf, Content, LayoutOf, Reader
from qz.intake.records import Arrival, Issue
from qz.intake.resolve import SHOWN, Candidate, Resolution, resolve
from qz.model.programme import Programme, Unit
from qz.model.returns import Intake, RawWorkbook, Verdict

_NEVER: Final = dt.datetime.fromisoformat("9999-12-31")
_OURS: Final = "本办公室自己发出的邮件里的附件，不作报回；确要计入的，请把文件直接放进收件文件夹"

_BLANK: Final = "空白表，没有填写任何内容；该单位另有填好的表"


def read_returns(
    programme: Programme,
    returns_dir: Path,
    layout_of: LayoutOf,
    progress: Callable[[Iterable[Arrival]], Iterable[Arrival]] = iter,
    blank_of: BlankOf | None = None,
) -> Intake:
    """Read everything in a folder, at any depth, and decide what counts.

    Args:
        programme: The year's programme.
        returns_dir: The folder; nothing in it is changed.
        layout_of: The layout of a unit's form (``qz.layout.form.build_layout`` of this programme).
        progress: Wraps the files as they are met, to show how far the work is.
        blank_of: A unit's form as it was sent, read back; where given, locked cells that changed are told.

    Returns:
        Every file with its verdict, the return that counts for each unit, in roster order, and every finding. The order
        of files in the folder, of sheets and of rows makes no difference.

    Source: product specification, "Intake".
    """
    desk = _Desk(programme, Reader(programme, layout_of, blank_of))
    for arrival in progress(walk_returns(returns_dir)):
        desk.take(arrival)
    return desk.close()


@dataclass(slots=True)
class _Known:
    """One content: what it is, and every arrival of it."""

    content: Content
    arrivals: list[Arrival]

    @property
    def first(self) -> Arrival:
        """The arrival that stands for the content: the first mailed, else the first by path."""
        return min(self.arrivals, key=_precedence)


def _precedence(arrival: Arrival) -> tuple[bool, dt.datetime, str]:
    mailed_at = arrival.envelope.mailed_at
    return mailed_at is None, mailed_at or _NEVER, arrival.path


class _Desk:
    """Takes files one by one; closing it decides."""

    def __init__(self, programme: Programme, reader: Reader) -> None:
        self._programme = programme
        self._reader = reader
        self._log = Log()
        self._known: dict[str, _Known] = {}

    def take(self, arrival: Arrival) -> None:
        """Note a file; read it if its content is new."""
        if not arrival.contains and self._is_ours(arrival):
            self._log.receive(arrival, Verdict.SKIPPED, _OURS)
        elif arrival.issue is not None:
            self._log.refuse(arrival, arrival.issue)
        elif arrival.contains:
            self._log.receive_container(arrival)
        else:
            known = self._known.get(arrival.sha256)
            if known is None:
                known = self._known[arrival.sha256] = _Known(self._reader.read(arrival), [])
            known.arrivals.append(replace(arrival, data=b""))

    def _is_ours(self, arrival: Arrival) -> bool:
        """Whether the office itself sent it: an exported mailbox holds the forms that went out, too."""
        office, sender = self._programme.particulars.email.casefold(), arrival.envelope.sender.casefold()
        shared = any(unit.email.casefold() == office for unit in self._programme.units)
        return bool(sender) and sender == office and not shared

    def close(self) -> Intake:
        """Give every file its verdict, validate what counts, and hand all of it over."""
        candidates: dict[str, list[Candidate]] = defaultdict(list)
        workbooks: dict[str, RawWorkbook] = {}
        for known in self._known.values():
            content, first = known.content, known.first
            self._note_doubles(known)
            if content.issue is not None:
                self._log.refuse(first, content.issue, content.unit_code)
            elif content.workbook is not None:
                workbooks[first.path] = content.workbook
                self._log.receive_other(first, content)
            elif content.reading is not None:
                candidates[content.unit_code].append(Candidate(first, content.reading))
        decided = [
            self._decide(unit, candidates[unit.code]) for unit in self._programme.units if unit.code in candidates
        ]
        counted = [candidate for candidate in decided if candidate]
        returns = count_returns(self._programme, self._reader.spellings, counted, self._log)
        return Intake(
            received=tuple(sorted(self._log.received, key=lambda file: file.path)),
            returns=returns,
            findings=tuple(sorted(self._log.findings)),
            workbooks=dict(sorted(workbooks.items())),
        )

    def _note_doubles(self, known: _Known) -> None:
        first = known.first
        for arrival in known.arrivals:
            if arrival is not first:
                reason = f"与“{first.path}”内容完全相同"
                self._log.receive(arrival, Verdict.DUPLICATE, reason, unit_code=known.content.unit_code)

    def _decide(self, unit: Unit, candidates: list[Candidate]) -> Candidate | None:
        """Which of a unit's returns counts; the others are noted. A blank form is no version of a filled one."""
        filled = [candidate for candidate in candidates if not candidate.reading.is_blank]
        for blank in candidates if filled else ():
            if blank.reading.is_blank:
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
