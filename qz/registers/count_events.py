"""Counts facts from the registers, and compares them with the units' reports.

**Reading.** A register marked 登记中 counts for the units that have rows in it, for all facts counted from it; other
units keep their self-reports, and a finding says so. A register marked 已登记完毕 counts for every unit of the fact's
scorecard, also as 0. One marked 暂不计入 is only compared with the self-reports. A unit with a faulty row keeps its
self-report until the row is corrected. 文号 and 事项 of the rows counted become the note that the programme requires.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from qz.engine.parallel.packed_runs import PackedSequence, sort_packed
from qz.findings import make_finding
from qz.layout.register_workbook import ASIDE, OPEN, FedFact, RegisterLayout
from qz.model.finding import Finding
from qz.model.layout import cell_name
from qz.model.manifest import WorkbookKind
from qz.model.returns import ReceivedFile, Verdict
from qz.model.scores import Answers
from qz.model.task_table import Unit
from qz.model.values import BLANK_ANSWER, Answer, Origin, Source, Value, counted, show_number
from qz.model.verification import RegisterFact
from qz.model.versions import Choice, choose, settled_versions, version_of
from qz.records import dataclass
from qz.registers.register_records import Event, RegisterReading, RegisterTable
from qz.values.value_types import TYPES, show_value

COUNTABLE: Final = frozenset(each.key for each in TYPES.values() if each.takes_unit or each.is_yes_no)
_MOST_ROWS: Final = 12
_MOST_UNITS: Final = 8
_BLANK_BOOK: Final = "空白的台账，没有登记任何内容；另有登记了的台账"


@dataclass(frozen=True, slots=True)
class Counted:
    """The facts that count, each unit's beside one another; every register's file with its verdict, and findings."""

    facts: Sequence[RegisterFact]
    files: tuple[ReceivedFile, ...]
    findings: Sequence[Finding]


def count_registers(
    layout: RegisterLayout, reported: Mapping[str, Answers], readings: Sequence[RegisterReading]
) -> Counted:
    """Count the latest register workbook, by mail date, else by time of saving; none where the times do not decide.

    Args:
        layout: The programme's registers.
        reported: What units reported, by unit code, to compare with.
        readings: Every register workbook received, in any order.
    """
    findings = [finding for reading in readings for finding in reading.findings if reading.tables is None]
    files = [_refused(reading) for reading in readings if reading.tables is None]
    usable = [reading for reading in readings if reading.tables is not None]
    if blank := [reading for reading in usable if reading.is_blank and len(usable) > 1]:
        usable = [reading for reading in usable if reading not in blank] or blank[:1]
        aside = [reading for reading in blank if reading not in usable]
        files += [replace(reading.file, verdict=Verdict.SKIPPED, reason=_BLANK_BOOK) for reading in aside]
    choice = choose([version_of(reading.file, reading, reading.file.path) for reading in usable])
    for version, (verdict, reason) in settled_versions(choice, "登记内容已计入", ""):
        why = reason or f"有更晚的一份台账“{(choice.counted or choice.tied[0]).path}”"
        files.append(replace(version.what.file, verdict=verdict, reason=why))
    for file, finding in _held(choice):
        files.append(file)
        findings.append(finding)
    facts: list[RegisterFact] = []
    if choice.counted is not None:
        reading = choice.counted.what
        findings += reading.findings
        counter = _Counter(layout, reported, _reported_facts(layout, reported), reading.file, findings)
        facts += [fact for table in reading.tables or () for fact in counter.table(table)]
    facts.sort(key=lambda fact: fact.unit_code)
    files.sort(key=lambda file: file.path)
    return Counted(PackedSequence.of(facts), tuple(files), sort_packed(findings))


def _held(choice: Choice[RegisterReading]) -> Iterator[tuple[ReceivedFile, Finding]]:
    """Every workbook that waits for a person's decision, with the finding."""
    for version in (*choice.doubtful, *choice.undated, *choice.tied):
        others = "、".join(each.path for each in choice.tied if each is not version)
        if version.doubt is not None:
            finding = make_finding(version.doubt.code, file=version.path, **version.doubt.words)
        elif others:
            finding = make_finding("T02", file=version.path, count=len(choice.tied), others=others)
        else:
            known = (choice.counted or choice.tied[0]).path
            finding = make_finding(
                "S05", file=version.path, what=WorkbookKind.REGISTER.word, unit="办公室", other=known
            )
        yield replace(version.what.file, verdict=Verdict.HELD, reason=finding.sentence), finding


def _refused(reading: RegisterReading) -> ReceivedFile:
    return replace(reading.file, verdict=Verdict.REFUSED, reason=reading.findings[0].sentence)


@dataclass(slots=True)
class _Counter:
    """Counts one workbook's registers, adding to ``findings``.

    ``reporting``: the codes of units that reported. ``reported``: see ``_reported_facts``.
    """

    layout: RegisterLayout
    reporting: Container[str]
    reported: Mapping[tuple[str, str], Answer]
    file: ReceivedFile
    findings: list[Finding]

    def table(self, table: RegisterTable) -> Iterator[RegisterFact]:
        """The facts of one register."""
        events: dict[str, list[Event]] = {}
        for event in table.events:
            events.setdefault(event.unit_code, []).append(event)
        self._report_unfed_units(table, events)
        self._report_open(table, events)
        yield from self._notes(table, events)
        for fed in table.register.facts:
            if fed.fact.value_type not in COUNTABLE:
                why = f"它是{fed.fact.value_type}类数据，不能计数"
                words = {"label": fed.fact.label, "what": table.register.name, "why": why}
                self.findings.append(make_finding("T17", file=self.file.path, **words))
                continue
            for unit in self.layout.units:
                if unit.scorecard_id == fed.scorecard.scorecard_id and _speaks_for(table, unit, events):
                    taken = [event for event in events.get(unit.code, ()) if fed.takes(event.words)]
                    yield from self._fact(table, fed, unit, taken)

    def _report_open(self, table: RegisterTable, events: Mapping[str, list[Event]]) -> None:
        """For a register 登记中: a finding with the number of units without rows that reported something it counts."""
        if table.status != OPEN or not events:
            return
        silent = [
            unit.name
            for unit in self.layout.units
            if unit.code not in events and unit.code in self.reporting and self._claims(table, unit)
        ]
        if silent:
            named = "、".join(silent[:_MOST_UNITS]) + ("等" if len(silent) > _MOST_UNITS else "")
            words = {"what": table.sheet, "count": str(len(silent)), "units": named}
            made = make_finding("T21", file=self.file.path, sheet=table.sheet, cell=table.head, **words)
            self.findings.append(made)

    def _claims(self, table: RegisterTable, unit: Unit) -> bool:
        """Whether the unit reported more than 0 for any fact counted from the register."""
        mine = [fed.fact.fact_id for fed in table.register.facts if fed.scorecard.scorecard_id == unit.scorecard_id]
        return any(counted(self.reported.get((unit.code, fact_id), BLANK_ANSWER).value) for fact_id in mine)

    def _notes(self, table: RegisterTable, events: Mapping[str, list[Event]]) -> Iterator[RegisterFact]:
        """The notes that the register's facts require: 文号 and 事项 of the rows counted."""
        cards = {fed.scorecard.scorecard_id: fed.scorecard for fed in table.register.facts}
        for unit in self.layout.units if table.counts else ():
            rows, card = events.get(unit.code, []), cards.get(unit.scorecard_id)
            if card is None or unit.code in table.doubtful:
                continue
            for note in (fact for fact in card.facts.values() if fact.required_when):
                feds = [
                    fed
                    for fed in table.register.facts
                    if fed.scorecard is card and fed.fact.fact_id in note.required_when
                ]
                taken = [event for event in rows if any(fed.takes(event.words) for fed in feds)]
                texts = "；".join(event.note for event in taken if event.note)
                if texts:
                    yield RegisterFact(unit.code, note.fact_id, texts, self._origin(table, taken, Decimal(len(taken))))

    def _origin(self, table: RegisterTable, events: Sequence[Event], total: Decimal) -> Origin:
        return Origin(
            file=self.file.path,
            sheet=table.sheet,
            cell=cell_name(events[0].row, table.unit_column) if events else table.head,
            sha256=self.file.sha256,
            source=Source.REGISTER,
            given_by=self.layout.programme.particulars.office,
            reason=_reason(events, total),
        )

    def _report_unfed_units(self, table: RegisterTable, events: Mapping[str, list[Event]]) -> None:
        fed_cards = {fed.scorecard.scorecard_id for fed in table.register.facts}
        for unit in self.layout.programme.units:
            rows = [event.row for event in events.get(unit.code, ())]
            if rows and unit.scorecard_id not in fed_cards:
                cell = cell_name(rows[0], table.unit_column)
                words = {"unit": unit.name, "count": str(len(rows))}
                self.findings.append(make_finding("T16", file=self.file.path, sheet=table.sheet, cell=cell, **words))

    def _fact(self, table: RegisterTable, fed: FedFact, unit: Unit, events: Sequence[Event]) -> Iterator[RegisterFact]:
        total = sum((event.quantity for event in events), Decimal(0))
        value: Value = total >= 1 if TYPES[fed.fact.value_type].is_yes_no else total
        cell = cell_name(events[0].row, table.unit_column) if events else table.head
        key = unit.code, fed.fact.fact_id
        self_reported = self.reported.get(key, BLANK_ANSWER) if unit.code in self.reporting else None
        differs = self_reported is not None and (
            self_reported.value != value or isinstance(self_reported.value, bool) != isinstance(value, bool)
        )
        if not table.counts:
            if table.status == ASIDE and table.events and self_reported is not None and differs:
                self._report_difference("T13", table, fed, unit, cell, self_reported, value)
            return
        if self_reported is not None and differs:
            self._report_difference("T11", table, fed, unit, cell, self_reported, value)
        yield RegisterFact(unit.code, fed.fact.fact_id, value, self._origin(table, events, total))

    def _report_difference(  # noqa: PLR0917 - the place, and the two values
        self, code: str, table: RegisterTable, fed: FedFact, unit: Unit, cell: str, self_reported: Answer, value: Value
    ) -> None:
        words = {
            "unit": unit.name,
            "label": fed.fact.label,
            "found": _show(self_reported.value, fed)
            if self_reported.value is not None
            else self_reported.typed or "未填",
            "wanted": _show(value, fed),
        }
        if code == "T13":
            words |= {"what": table.sheet, "mark": table.status}
        self.findings.append(make_finding(code, file=self.file.path, sheet=table.sheet, cell=cell, **words))


def _reported_facts(layout: RegisterLayout, reported: Mapping[str, Answers]) -> Mapping[tuple[str, str], Answer]:
    """What units reported of facts that registers count, by unit code and fact id; each unit is unpacked once."""
    fed = {fed.fact.fact_id for register in layout.sheets for fed in register.facts}
    return {
        (unit.code, fact_id): Answer(answer.value, answer.typed)
        for unit in layout.units
        if unit.code in reported
        for fact_id, answer in reported[unit.code].facts.items()
        if fact_id in fed
    }


def _speaks_for(table: RegisterTable, unit: Unit, events: Mapping[str, list[Event]]) -> bool:
    """Whether the register counts for the unit."""
    return unit.code not in table.doubtful and (table.status != OPEN or unit.code in events)


def _show(value: Value, fed: FedFact) -> str:
    return show_value(value, fed.fact.value_type, fed.fact.unit_of_measure)


def _reason(events: Sequence[Event], total: Decimal) -> str:
    """The rows that were counted, in words: ``登记2行（第5、9行），合计3``."""
    if not events:
        return "没有登记，按0计"
    rows = "、".join(str(event.row + 1) for event in events[:_MOST_ROWS]) + ("等" if len(events) > _MOST_ROWS else "")
    return f"登记{len(events)}行（第{rows}行），合计{show_number(total)}"
