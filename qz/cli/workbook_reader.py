"""Reads the 核定表, registers and applications among the files received."""

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Final

from qz.cli.kept_workbooks import KeptWorkbooks
from qz.engine.kept.kept_texts import KeptTexts
from qz.engine.parallel.packed_runs import PackedSequence
from qz.intake.arrivals.gate import accident
from qz.intake.reading.spellings import Spellings
from qz.layout.application_sheet import ClauseList
from qz.layout.register_workbook import RegisterLayout
from qz.model.manifest import WorkbookKind
from qz.model.returns import Intake, RawWorkbook, ReceivedFile
from qz.records import dataclass
from qz.registers.read_register import read_registers
from qz.registers.register_records import RegisterReading
from qz.reviews.read_application import ApplicationReading, read_application
from qz.verification.read_verified import VerificationReading, read_verification
from qz.verification.subjects import Subjects

_REGISTER: Final = WorkbookKind.REGISTER.word
_APPLICATION: Final = WorkbookKind.APPLICATION.word


@dataclass(frozen=True, slots=True)
class WorkbookReadings:
    """What was read, in the order of the files' paths."""

    verified: list[VerificationReading] = field(default_factory=list)
    registered: list[RegisterReading] = field(default_factory=list)
    applied: list[ApplicationReading] = field(default_factory=list)


class WorkbookReader:
    """Reads workbooks of one programme. Whatever a file holds, nothing here raises."""

    def __init__(
        self, subjects: Subjects, layout: RegisterLayout, clauses: ClauseList, kept: KeptTexts | None = None
    ) -> None:
        """``kept``: stores what was read; ``None``: nothing is stored."""
        self._subjects = subjects
        self._layout = layout
        self._clauses = clauses
        self._kept = KeptWorkbooks(kept, layout)
        self._find_unit = Spellings(subjects.programme).find

    def read(self, intake: Intake) -> WorkbookReadings:
        """Everything that an intake holds besides returns."""
        readings = WorkbookReadings()
        files = {file.path: file for file in intake.received}
        for path in intake.workbooks:
            if path not in files:
                continue
            file = files[path]
            if file.kind == _REGISTER:
                readings.registered.append(self._register(file, intake.workbooks))
            elif file.kind == _APPLICATION:
                readings.applied.append(self._application(file, intake.workbooks))
            else:
                readings.verified.append(self._verification(file, intake.workbooks))
        return readings

    def _verification(self, file: ReceivedFile, raw: Mapping[str, RawWorkbook]) -> VerificationReading:
        try:
            reading = self._kept.read(
                VerificationReading, file, lambda: read_verification(self._subjects, file, raw[file.path])
            )
            return replace(reading, entries=PackedSequence.of(reading.entries, self._subjects.programme.units))
        except Exception as fault:  # noqa: BLE001 - no file stops the batch; the finding says which and why
            return VerificationReading(file, None, findings=(accident(fault).found_in(file.path),))

    def _register(self, file: ReceivedFile, raw: Mapping[str, RawWorkbook]) -> RegisterReading:
        try:
            return self._kept.read(
                RegisterReading, file, lambda: read_registers(self._layout, file, raw[file.path], self._find_unit)
            )
        except Exception as fault:  # noqa: BLE001 - as above
            return RegisterReading(file, None, (accident(fault).found_in(file.path),))

    def _application(self, file: ReceivedFile, raw: Mapping[str, RawWorkbook]) -> ApplicationReading:
        try:
            return self._kept.read(
                ApplicationReading, file, lambda: read_application(self._clauses, file, raw[file.path])
            )
        except Exception as fault:  # noqa: BLE001 - as above
            unit = self._clauses.programme.unit(file.unit_code)
            return ApplicationReading(file, unit, refusal=accident(fault).found_in(file.path, unit.code))
