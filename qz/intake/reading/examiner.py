"""Opens, reads and checks files of one programme."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from qz.intake.arrivals.folder_listing import Listed
from qz.intake.arrivals.gate import accident, open_listed
from qz.intake.intake_records import Arrival, FormReading, FoundInput, Issue, PackedReading, Reported
from qz.intake.judging.across_units import figures_of, summed_facts
from qz.intake.judging.answers import build_answers
from qz.intake.judging.cross import between_facts, between_tasks
from qz.intake.judging.nominated import nominations
from qz.intake.judging.reported_inputs import Inputs, invalidate
from qz.intake.judging.validate import doubtful, missing, not_applicable, out_of_bounds, unproved
from qz.intake.reading.examine import Examined, Rules
from qz.intake.reading.form_pictures import picture_arrivals
from qz.intake.reading.one_file import Content, Reader
from qz.layout.inputs import insisted_particulars

_HOW_READ: Final = frozenset({"V20", "V21", "V23"})
_OUT_OF_BOUNDS: Final = frozenset({"V06", "V07", "V15"})


class Examiner:
    """Examines files of one programme. A process makes one and uses it for all its files."""

    def __init__(self, rules: Rules) -> None:
        self._programme = rules.programme
        self._reader = Reader(rules.programme, rules.layout_of, rules.blank_of)
        self._summed = summed_facts(rules.programme)
        self._insisted = insisted_particulars(rules.programme)

    def examine(self, files: Iterable[Listed]) -> Iterator[Examined]:
        """Each arrival, in order, and after a form the pictures in it."""
        for arrival in (arrival for listed in files for arrival in open_listed(listed)):
            content = None if arrival.issue or arrival.contains else self._reader.read(arrival)
            reading, bare = content.reading if content else None, replace(arrival, data=b"")
            if content is None or reading is None:
                yield Examined(bare, content)
                continue
            yield self._judged(bare, content, reading)
            if reading.pictures:
                yield from map(Examined, picture_arrivals(arrival, content.unit_code, reading.pictures))

    def _judged(self, arrival: Arrival, content: Content, reading: FormReading) -> Examined:
        try:
            entries, issues = self._judge(reading)
            reported = self._report(arrival, reading, entries, issues)
            return Examined(arrival, replace(content, reading=None), reported)
        except Exception as fault:  # noqa: BLE001 - no file stops the batch; the finding says which and why
            return Examined(arrival, Content(issue=accident(fault)))

    def _judge(self, reading: FormReading) -> tuple[Sequence[FoundInput], Sequence[Issue]]:
        """The inputs of a return, with values out of range made invalid, and the issues found in it."""
        programme, unit = self._programme, self._programme.unit(reading.unit_code)
        broken = list(out_of_bounds(reading.entries))
        inputs = Inputs(invalidate(reading.entries, {issue.key for issue in broken}))
        issues = [
            *broken,
            *missing(inputs, self._insisted),
            *doubtful(inputs),
            *not_applicable(inputs),
            *unproved(inputs),
            *between_facts(programme, unit, inputs),
            *between_tasks(programme, unit, inputs),
            *nominations(programme, unit, inputs),
        ]
        return inputs.entries, issues

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
