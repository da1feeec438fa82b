"""Scores an intake by what units reported, what registers list, and what verifiers decided."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from itertools import chain

from qz.cli.what_if import WhatIf
from qz.cli.workbook_reader import WorkbookReader
from qz.compare.last_year import LastYear, beside_last_year
from qz.engine.kept.kept_texts import KeptTexts
from qz.engine.parallel.packed_runs import PackedSequence
from qz.layout.application_sheet import ClauseList
from qz.layout.register_workbook import RegisterLayout, build_registers
from qz.model.assessment import Assessment
from qz.model.programme import Programme
from qz.model.returns import Intake, ReceivedFile
from qz.model.reviews import Reviews
from qz.model.scores import Answers, UnitScore
from qz.model.trust import Decision
from qz.model.unit_sums import Sum
from qz.model.verification import Verification
from qz.records import dataclass
from qz.registers.count_events import Counted, count_registers
from qz.registers.register_records import RegisterReading
from qz.reviews.answer import Answered, answer_reviews
from qz.reviews.read_application import ApplicationReading
from qz.reviews.take_up import TakenUp, take_up
from qz.rules.registry import EFFECTS
from qz.scoring.assess import assess, score_answers, scored_answers
from qz.scoring.contradictions import SumCount
from qz.scoring.selfscore import differing_self_scores
from qz.verification.merge import Progress, ProgressCount, merge
from qz.verification.read_verified import VerificationReading
from qz.verification.settle import Settled, differing_registers, settle
from qz.verification.settled_errors import with_settled_errors
from qz.verification.subjects import Subjects


def assess_verified(
    programme: Programme,
    intake: Intake,
    before: LastYear | None = None,
    executor: Executor | None = None,
    kept: KeptTexts | None = None,
) -> Assessment:
    """Score and rank an intake. A verified value counts before a registered one, that before a self-reported one.

    Args:
        programme: The year's programme.
        intake: What came back.
        before: Last year's values, to compare this year's with; ``None``: they are not compared.
        executor: Does the scoring; ``None``: this process.
        kept: Stores what was read from 核定表, registers and applications; ``None``: nothing is stored.
    """
    self_scores = score_answers(programme, intake.answers, executor)
    workbooks = _ReadWorkbooks.of(programme, intake, kept)
    judged = workbooks.judge(intake.answers, self_scores)
    settled, counted, answers, progress = judged.settled, judged.counted, judged.answers, judged.progress
    verification = Verification(
        entries=settled.entries,
        pending=settled.pending,
        register_facts=counted.facts,
        stages=progress.stages,
        verifiers=progress.verifiers,
        waiting=progress.waiting,
        self_scores=self_scores,
        files=(*settled.files, *counted.files),
        answers=settled.answers,
    )
    findings = chain(
        intake.findings,
        *(each.findings for each in (settled, counted, judged.taken, judged.answered)),
        differing_registers(workbooks.subjects, settled.entries, counted.facts),
        differing_self_scores(programme, intake, self_scores),
        beside_last_year(before, programme, intake, answers) if before else (),
    )
    findings_now = PackedSequence.of(with_settled_errors(programme, findings, intake.returns, answers))
    judged_intake = replace(_with_verdicts(intake, judged), findings=findings_now)
    assessment = assess(programme, judged_intake, answers, verification, executor, sums=judged.sums)
    what_if = WhatIf(programme, judged_intake, self_scores, assessment.scores, workbooks.decided)
    effects = {
        path: _effect_words(judged.answered.reviews, path, words)
        for path, words in what_if.effects(judged_intake.received).items()
    }
    return replace(assessment, effects=effects, reviews=judged.answered.reviews)


def _effect_words(reviews: Reviews, path: str, words: str) -> str:
    """What a file that waits would change; of an application first that its verifiers get it, or what it takes back."""
    mine = [row.application for row in reviews.rows if row.application.origin.file == path]
    asks, takes_back = (any(one.withdraws == withdraws for one in mine) for withdraws in (False, True))
    first = ("受理申请，交核定单位答复",) * asks + ("撤回原先的申请",) * takes_back
    return "；".join((*first, words))


@dataclass(frozen=True, slots=True)
class _Judged:
    """The results of verification, registers and reviews, and the answers that then count for each unit.

    ``progress`` and ``sums`` are counted from these answers.
    """

    settled: Settled
    counted: Counted
    taken: TakenUp
    answered: Answered
    answers: Mapping[str, Answers]
    progress: Progress
    sums: Mapping[str, Sum]


@dataclass(frozen=True, slots=True)
class _ReadWorkbooks:
    """The 核定表, registers and applications of one collect, as read; they are judged for any self-reports."""

    programme: Programme
    subjects: Subjects
    layout: RegisterLayout
    verified: Sequence[VerificationReading]
    registered: Sequence[RegisterReading]
    applied: Sequence[ApplicationReading]
    clauses: ClauseList

    @classmethod
    def of(cls, programme: Programme, intake: Intake, kept: KeptTexts | None = None) -> "_ReadWorkbooks":
        """Read the 核定表, registers and applications of an intake. ``kept``: stores what was read from them."""
        subjects, layout, clauses = Subjects(programme), build_registers(programme), ClauseList(programme, EFFECTS)
        read = WorkbookReader(subjects, layout, clauses, kept).read(intake)
        return cls(programme, subjects, layout, read.verified, read.registered, read.applied, clauses)

    def judge(self, reported: Mapping[str, Answers], self_scores: Mapping[str, UnitScore]) -> _Judged:
        """Which verified and registered values count, what units apply for, and the answers that then count."""
        counted = count_registers(self.layout, reported, self.registered)
        registered = {(fact.unit_code, fact.fact_id) for fact in counted.facts}
        settled = settle(self.subjects, reported, self_scores, self.verified, registered)
        taken = take_up(self.programme, self.applied)
        progress, sums = ProgressCount(self.programme), SumCount(self.programme, counted.facts)
        see = (progress.add, sums.add)
        first = merge(self.programme, reported, settled.entries, counted.facts, () if taken.reviews.rows else see)
        scored = scored_answers(self.programme, first, counted.facts) if taken.reviews.rows else first
        applying = {row.unit_code: scored[row.unit_code] for row in taken.reviews.rows if row.unit_code in scored}
        scores = score_answers(self.programme, applying)
        answered = answer_reviews(self.clauses, taken.reviews, settled.answers, scored, scores)
        answers = merge(self.programme, first, answered.entries, (), see) if taken.reviews.rows else first
        return _Judged(settled, counted, taken, answered, answers, progress.progress, sums.sums)

    def decided(
        self,
        reported: Mapping[str, Answers],
        self_scores: Mapping[str, UnitScore],
        decisions: Mapping[str, Decision],
    ) -> Mapping[str, Answers]:
        """The answers that would be scored for each unit with these decisions, by file path."""

        def about(file: ReceivedFile) -> ReceivedFile:
            return replace(file, decision=decisions[file.path]) if file.path in decisions else file

        verified = [replace(reading, file=about(reading.file)) for reading in self.verified]
        registered = [replace(reading, file=about(reading.file)) for reading in self.registered]
        applied = [replace(reading, file=about(reading.file)) for reading in self.applied]
        other = replace(self, verified=verified, registered=registered, applied=applied)
        judged = other.judge(reported, self_scores)
        return scored_answers(self.programme, judged.answers, judged.counted.facts)


def _with_verdicts(intake: Intake, judged: _Judged) -> Intake:
    """The intake with the verdicts on the workbooks that other stages read, in place of the workbooks."""
    files = {file.path: file for each in (judged.settled, judged.counted, judged.taken) for file in each.files}
    received = tuple(files.get(file.path, file) for file in intake.received)
    return replace(intake, received=received, workbooks={})
