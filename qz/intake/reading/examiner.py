"""Opens, reads and checks files of one programme, several returns at a time."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from qz.intake.arrivals.folder_listing import Listed
from qz.intake.arrivals.gate import accident, open_listed
from qz.intake.intake_records import Arrival, FormReading, FoundInput, Issue, PackedReading, Reported
from qz.intake.judging.across_units import figures_of, summed_facts
from qz.intake.judging.answer_table import build_frame, invalidate
from qz.intake.judging.answers import build_answers
from qz.intake.judging.cross import between_facts, between_tasks
from qz.intake.judging.nominated import nominations
from qz.intake.judging.validate import PlacedIssue, doubtful, missing, not_applicable, out_of_bounds, unproved
from qz.intake.reading.examine import Examined, Rules
from qz.intake.reading.form_pictures import picture_arrivals
from qz.intake.reading.one_file import Content, Reader
from qz.layout.inputs import insisted_particulars

_TOGETHER: Final = 200
"""How many returns are checked as one table at most."""
_HOW_READ: Final = frozenset({"V20", "V21", "V23"})
_OUT_OF_BOUNDS: Final = frozenset({"V06", "V07", "V15"})


class Examiner:
    """Examines files of one programme. A process makes one and uses it for all its files."""

    def __init__(self, rules: Rules) -> None:
        self._programme = rules.programme
        self._reader = Reader(rules.programme, rules.layout_of, rules.blank_of)
        self._summed = summed_facts(rules.programme)

    def examine(self, files: Iterable[Listed]) -> Iterator[Examined]:
        """Each arrival, in order. Up to ``_TOGETHER`` returns are collected first, to be checked together."""
        held: list[Examined] = []
        readings: list[FormReading] = []
        for arrival in (arrival for listed in files for arrival in open_listed(listed)):
            content = None if arrival.issue or arrival.contains else self._reader.read(arrival)
            held.append(Examined(replace(arrival, data=b""), content))
            if content is not None and content.reading is not None:
                readings.append(content.reading)
                pictures = content.reading.pictures
                held += map(Examined, picture_arrivals(arrival, content.unit_code, pictures) if pictures else ())
            if len(readings) == _TOGETHER:
                yield from self._judged(held, readings)
                held, readings = [], []
        yield from self._judged(held, readings)

    def _judged(self, held: Sequence[Examined], readings: Sequence[FormReading]) -> Iterator[Examined]:
        try:
            yield from list(self._reported(held, readings))
        except Exception as fault:  # noqa: BLE001 - no file stops the batch; the finding says which and why
            if len(held) > 1:
                for each in held:
                    own = [] if each.content is None or each.content.reading is None else [each.content.reading]
                    yield from self._judged([each], own)
            else:
                yield Examined(held[0].arrival, Content(issue=accident(fault)))

    def _reported(self, held: Sequence[Examined], readings: Sequence[FormReading]) -> Iterator[Examined]:
        judged = iter(list(self._judge(readings)) if readings else [])
        for each in held:
            if each.content is None or each.content.reading is None:
                yield each
            else:
                entries, issues = next(judged)
                reported = self._report(each.arrival, each.content.reading, entries, issues)
                yield Examined(each.arrival, replace(each.content, reading=None), reported)

    def _judge(self, readings: Sequence[FormReading]) -> Iterator[tuple[Sequence[FoundInput], Sequence[Issue]]]:
        """The inputs of each return, with values out of range made invalid, and the issues found in it."""
        frame = build_frame(readings)
        broken = list(out_of_bounds(frame))
        frame = invalidate(frame, {(place, issue.key) for place, issue in broken})
        checks: tuple[Iterable[PlacedIssue], ...] = (
            broken,
            missing(frame, insisted_particulars(self._programme)),
            doubtful(frame),
            not_applicable(frame),
            unproved(frame),
            between_facts(self._programme, readings, frame),
            between_tasks(self._programme, readings, frame),
            nominations(self._programme, readings, frame),
        )
        issues: defaultdict[int, list[Issue]] = defaultdict(list)
        for place, issue in (found for check in checks for found in check):
            issues[place].append(issue)
        entries = list(frame["entry"])
        first = 0
        for place, reading in enumerate(readings):
            last = first + len(reading.entries)
            yield entries[first:last], issues[place]
            first = last

    def _report(
        self, arrival: Arrival, reading: FormReading, entries: Sequence[FoundInput], issues: Iterable[Issue]
    ) -> Reported:
        return Reported(
            unit_code=reading.unit_code,
            saved_at=reading.saved_at,
            self_total=reading.self_total,
            is_blank=reading.is_blank,
            content=_digest(reading.entries),
            answers=PackedReading.of(build_answers(entries, arrival.path, arrival.sha256)),
            issues=PackedReading.of(tuple(_one_a_cell([*reading.issues, *issues]))),
            figures=figures_of(entries, self._summed),
        )


def _one_a_cell(issues: Sequence[Issue]) -> Iterator[Issue]:
    """The issues without notes on how a value was read where the value is wrong: one sentence for a cell."""
    wrong = {issue.key for issue in issues if issue.code in _OUT_OF_BOUNDS}
    return (issue for issue in issues if not (issue.code in _HOW_READ and issue.key in wrong))


def _digest(entries: Iterable[FoundInput]) -> str:
    typed = "\x00".join(f"{entry.input.name}\x01{entry.reading.typed}\x01{entry.lost:d}" for entry in entries)
    return hashlib.sha256(typed.encode("utf-8", "surrogatepass")).hexdigest()
