"""Scores an intake by what units reported, what registers list, and what verifiers decided."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from qz.cli.what_if import WhatIf
from qz.compare.last_year import LastYear, beside_last_year
from qz.intake.arrivals.gate import accident
from qz.intake.reading.spellings import Spellings
from qz.layout.register_workbook import RegisterLayout, build_registers
from qz.model.assessment import Assessment
from qz.model.finding import Finding
from qz.model.manifest import WorkbookKind
from qz.model.programme import Programme
from qz.model.returns import Intake, RawWorkbook, ReceivedFile
from qz.model.scores import Answers, UnitScore
from qz.model.trust import Decision
from qz.model.verification import Verification
from qz.registers.count_events import Counted, count_registers
from qz.registers.read_register import FindUnit, RegisterReading, read_registers
from qz.scoring.assess import assess, score_answers
from qz.scoring.selfscore import differing_self_scores
from qz.verification.merge import merge, progress_of
from qz.verification.read_verified import VerificationReading, read_verification
from qz.verification.settle import Settled, differing_registers, settle
from qz.verification.settled_errors import with_settled_errors
from qz.verification.subjects import Subjects


def assess_verified(
    programme: Programme, intake: Intake, before: LastYear | None = None, executor: Executor | None = None
) -> Assessment:
    """Score and rank an intake. A verified value counts before a registered one, that before a self-reported one.

    Args:
        programme: The year's programme.
        intake: What came back.
        before: Last year's values, to compare this year's with; ``None``: they are not compared.
        executor: Does the scoring; ``None``: this process.
    """
    self_scores = score_answers(programme, intake.answers, executor)
    hearing = _Hearing.of(programme, intake)
    settled, counted, answers = hearing.judge(intake.answers, self_scores)
    progress = progress_of(programme, answers)
    verification = Verification(
        entries=settled.entries,
        pending=settled.pending,
        register_facts=counted.facts,
        stages=progress.stages,
        verifiers=progress.verifiers,
        waiting=progress.waiting,
        self_scores=self_scores,
        files=(*settled.files, *counted.files),
    )
    at_odds = (
        *differing_registers(hearing.subjects, settled.entries, counted.facts),
        *differing_self_scores(programme, intake, self_scores),
        *(beside_last_year(before, programme, intake, answers) if before else ()),
    )
    heard = _with_verdicts(intake, settled, counted, at_odds)
    findings = with_settled_errors(programme, heard.findings, heard.returns, answers)
    heard = replace(heard, findings=findings)
    assessment = assess(programme, heard, answers, verification, executor)
    what_if = WhatIf(programme, heard, self_scores, answers, assessment.scores, hearing.decided)
    return replace(assessment, effects=what_if.effects(heard.received))


@dataclass(frozen=True, slots=True)
class _Hearing:
    """What verifiers and registers said in one collect, to be settled on whatever the units reported."""

    programme: Programme
    subjects: Subjects
    layout: RegisterLayout
    verified: Sequence[VerificationReading]
    registered: Sequence[RegisterReading]

    @classmethod
    def of(cls, programme: Programme, intake: Intake) -> "_Hearing":
        """Read the 核定表 and registers of an intake."""
        subjects, layout, find_unit = Subjects(programme), build_registers(programme), Spellings(programme).find
        files = {file.path: file for file in intake.received}
        verified, registered = [], []
        for path, raw in intake.workbooks.items():
            if path in files and files[path].kind == WorkbookKind.REGISTER.word:
                registered.append(_read_registers(layout, files[path], raw, find_unit))
            elif path in files:
                verified.append(_read_verification(subjects, files[path], raw))
        return cls(programme, subjects, layout, verified, registered)

    def judge(
        self, reported: Mapping[str, Answers], self_scores: Mapping[str, UnitScore]
    ) -> tuple[Settled, Counted, Mapping[str, Answers]]:
        """Which verified and registered values count, and the answers that then count for each unit."""
        counted = count_registers(self.layout, reported, self.registered)
        registered = {(fact.unit_code, fact.fact_id) for fact in counted.facts}
        settled = settle(self.subjects, reported, self_scores, self.verified, registered)
        return settled, counted, merge(self.programme, reported, settled.entries, counted.facts)

    def decided(
        self, reported: Mapping[str, Answers], self_scores: Mapping[str, UnitScore], path: str, decision: Decision
    ) -> Mapping[str, Answers]:
        """The answers that would count for each unit with this decision about the file ``path``."""

        def about(file: ReceivedFile) -> ReceivedFile:
            return replace(file, decision=decision) if file.path == path else file

        verified = [replace(reading, file=about(reading.file)) for reading in self.verified]
        registered = [replace(reading, file=about(reading.file)) for reading in self.registered]
        other = replace(self, verified=verified, registered=registered)
        return other.judge(reported, self_scores)[2]


def _read_verification(subjects: Subjects, file: ReceivedFile, raw: RawWorkbook) -> VerificationReading:
    try:
        return read_verification(subjects, file, raw)
    except Exception as fault:  # noqa: BLE001 - no file stops the batch; the finding says which and why
        return VerificationReading(file, None, findings=(accident(fault).found_in(file.path),))


def _read_registers(
    layout: RegisterLayout, file: ReceivedFile, raw: RawWorkbook, find_unit: FindUnit
) -> RegisterReading:
    try:
        return read_registers(layout, file, raw, find_unit)
    except Exception as fault:  # noqa: BLE001 - as above
        return RegisterReading(file, None, (accident(fault).found_in(file.path),))


def _with_verdicts(intake: Intake, settled: Settled, counted: Counted, at_odds: tuple[Finding, ...]) -> Intake:
    """The intake with the verdicts on, and findings about, the 核定表 and registers."""
    judged = {file.path: file for file in (*settled.files, *counted.files)}
    received = tuple(judged.get(file.path, file) for file in intake.received)
    findings = (*intake.findings, *settled.findings, *counted.findings, *at_odds)
    return replace(intake, received=received, findings=tuple(sorted(findings)))
