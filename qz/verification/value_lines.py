"""Explains single values of a unit, line by line: the value, who gave it, where, when and why, and its evidence."""

from collections.abc import Iterator, Mapping
from typing import Final

from qz.engine.parallel.packed_runs import of_unit
from qz.evidence.received import EVIDENCE_NAME, Received
from qz.layout.review_words import review_sentence
from qz.model.assessment import Assessment
from qz.model.returns import ReceivedFile
from qz.model.scores import Answers
from qz.model.task_table import Task, Unit
from qz.model.values import BLANK_ANSWER, Answer, Origin, Source, ValueType
from qz.records import dataclass
from qz.verification.explained_words import (
    shown_value,
    source_of,
)
from qz.verification.group_standing import GroupStandings

_TIME: Final = "%Y-%m-%d %H:%M"
_LISTED: Final = 10
"""How many files of evidence are named."""


@dataclass(frozen=True, slots=True)
class PointSources:
    """What many explanations use, collected once.

    ``files``: received files by path. ``own``: unit code and origin of values that a unit verified for itself.
    ``proofs``: the evidence received. ``groups``: the numbers of the units that are compared.
    """

    files: Mapping[str, tuple[ReceivedFile, ...]]
    own: frozenset[tuple[str, Origin]]
    proofs: Received
    groups: GroupStandings

    @classmethod
    def of(cls, assessment: Assessment, unit: Unit | None = None) -> "PointSources":
        """Collect everything from an assessment; with ``unit``, ``own`` is of that unit alone."""
        files: dict[str, tuple[ReceivedFile, ...]] = {}
        for file in assessment.intake.received:
            files[file.path] = (*files.get(file.path, ()), file)
        entries = assessment.verification.entries
        some = entries if unit is None else of_unit(entries, unit.code)
        own = frozenset((one.unit_code, one.origin) for one in some if one.is_own)
        return cls(files, own, Received(assessment.intake.evidence), GroupStandings(assessment))


@dataclass(frozen=True, slots=True)
class ValueLines:
    """Explains values of one unit. Every method gives lines of text."""

    assessment: Assessment
    unit: Unit
    sources: PointSources

    def status(self, task: Task, answers: Answers) -> Iterator[str]:
        """A task's status, its evidence and its note."""
        answer = answers.statuses.get(task.task_id, BLANK_ANSWER)
        yield from self.value(f"任务{task.task_id}完成情况", answer, ValueType.STATUS)
        yield from self.proofs(f"task_{task.task_id}")
        note = answers.notes.get(task.task_id, BLANK_ANSWER)
        if note.value or note.typed:
            yield f"    说明：{note.value or note.typed}"

    def value(
        self, label: str, answer: Answer, value_type: ValueType, unit_of_measure: str = "", target: str = ""
    ) -> Iterator[str]:
        """A value with its source, place and evidence, and every value that it replaced."""
        shown = shown_value(answer, value_type, unit_of_measure)
        yield f"  {label}：{shown}（{source_of(answer)}）{target}"
        yield from self.origin(answer.origin, "    ")
        if answer.evidence:
            yield f"    佐证：{answer.evidence}"
        before = answer.replaced
        while before is not None:
            yield f"    原{source_of(before)}：{shown_value(before, value_type, unit_of_measure)}"
            yield from self.origin(before.origin, "      ")
            before = before.replaced

    def origin(self, origin: Origin | None, indent: str) -> Iterator[str]:
        """Who gave a value and why, the cell it comes from, and the file's digest."""
        if origin is None:
            return
        if origin.source is not Source.SELF and origin.given_by:
            own = "（自己核定自己）" if (self.unit.code, origin) in self.sources.own else ""
            yield f"{indent}{'核定人' if origin.source is Source.VERIFIED else '登记'}：{origin.given_by}{own}"
        if origin.reason:
            yield f"{indent}{'理由' if origin.source is Source.VERIFIED else '依据'}：{origin.reason}"
        yield f"{indent}出处：{origin.file}《{origin.sheet}》{origin.cell}{self._when(origin)}"
        if origin.sha256:
            yield f"{indent}SHA-256：{origin.sha256}"

    def _when(self, origin: Origin) -> str:
        for file in self.sources.files.get(origin.file, ()):
            if file.sha256 in {"", origin.sha256}:
                mailed = f"，{file.mailed_at.strftime(_TIME)}邮件" if file.mailed_at else ""
                return mailed + (f"，{file.saved_at.strftime(_TIME)}保存" if file.saved_at else "")
        return ""

    def proofs(self, *keys: str) -> Iterator[str]:
        """The files received as evidence for these keys."""
        files = self.sources.proofs.of(self.unit.code, *keys).files
        for one in files[:_LISTED]:
            yield f"    收到的佐证材料：{one.place or one.file.path}"
        if len(files) > _LISTED:
            yield f"    共{len(files)}份，都列在 {EVIDENCE_NAME}"

    def reviews(self, *, criterion_id: str = "", key: str = "") -> Iterator[str]:
        """The applications about a clause or a value, with answers. ``key``: part of the row's key: ``|fact:name|``."""
        for review in self.assessment.reviews.of(self.unit.code):
            application = review.application
            if application.criterion_id != criterion_id and not (key and key in f"{application.key}|"):
                continue
            who = "，".join(part for part in (application.applicant, application.date) if part)
            yield f"  申请复核：{review_sentence(self.assessment.programme, review)}" + (
                f"　申请人：{who}" if who else ""
            )
            yield f"    申请理由：{application.reason}"
            if application.evidence:
                yield f"    佐证：{application.evidence}"
            yield from self.origin(application.origin, "    ")
            if review.first:
                yield f"    第一次核定：{review.first}（{review.first_by}）"
            if review.outcome is not None:
                yield "    复核的答复："
                yield from self.origin(review.outcome.origin, "      ")
