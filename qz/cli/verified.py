"""From an intake to an assessment with everybody heard: units, registers, verifiers; the workbooks for verifiers."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path

from qz.intake.spellings import Spellings
from qz.layout.registers import build_registers
from qz.model.assessment import Assessment
from qz.model.findings import Finding
from qz.model.programme import Programme
from qz.model.returns import Intake, ReceivedFile
from qz.model.verification import Verification
from qz.registers.count import Counted, count_registers
from qz.registers.read import is_register, read_registers
from qz.reports.swap import replace_folder
from qz.scoring.assess import assess, reported_answers, score_answers
from qz.verification.locate import is_verification
from qz.verification.merge import merge, stages_of
from qz.verification.read import read_verification
from qz.verification.settle import Settled, differing_registers, settle
from qz.verification.subjects import Subjects
from qz.verification.write import layouts_of, write_verification
from qz.workbook.reader import UnreadableFile, read_workbook

_WRITTEN = dt.datetime(2001, 1, 1)  # noqa: DTZ001 - workbook times are naive
"""Later than the fixed time workbooks bear as they are written: what is later was saved by a person."""


def assess_verified(programme: Programme, intake: Intake) -> Assessment:
    """Score and rank what an intake read, verified values over registered over self-reported ones."""
    reported = reported_answers(intake)
    self_scores = score_answers(programme, reported)
    subjects = Subjects(programme)
    files = {file.path: file for file in intake.received}
    workbooks = {path: raw for path, raw in intake.workbooks.items() if path in files}
    readings = [
        read_verification(subjects, files[path], raw) for path, raw in workbooks.items() if is_verification(raw)
    ]
    settled = settle(subjects, reported, self_scores, readings)
    counted = _count_registers(programme, intake, files)
    answers = merge(programme, reported, settled.entries, counted.facts)
    verification = Verification(
        entries=settled.entries,
        pending=settled.pending,
        register_facts=counted.facts,
        stages=stages_of(programme, answers),
        self_scores=self_scores,
        files=(*settled.files, *counted.files),
    )
    at_odds = differing_registers(subjects, settled.entries, counted.facts)
    heard = _with_verdicts(intake, settled, counted, at_odds)
    return assess(programme, heard, answers, verification)


def _count_registers(programme: Programme, intake: Intake, files: Mapping[str, ReceivedFile]) -> Counted:
    layout, find_unit = build_registers(programme), Spellings(programme).find
    readings = [
        read_registers(layout, files[path], raw, find_unit)
        for path, raw in intake.workbooks.items()
        if is_register(raw)
    ]
    return count_registers(layout, reported_answers(intake), readings)


def _with_verdicts(intake: Intake, settled: Settled, counted: Counted, at_odds: tuple[Finding, ...]) -> Intake:
    """The intake with the verdicts and findings of the workbooks that other stages read."""
    judged = {file.path: file for file in (*settled.files, *counted.files)}
    received = tuple(judged.get(file.path, file) for file in intake.received)
    findings = (*intake.findings, *settled.findings, *counted.findings, *at_odds)
    return replace(intake, received=received, findings=tuple(sorted(findings)))


def write_for_verifiers(assessment: Assessment, directory: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Write every verifier's workbook into ``directory``, whole or not at all.

    A workbook that somebody filled in where it lay, and that is not in the returns folder, is kept beside the new one
    under another name.

    Returns:
        The workbooks written, and those kept.

    Raises:
        ResultInUse: if one of them is open elsewhere; nothing was changed.
        OSError: if the disk refuses; nothing was changed.
    """
    layouts = layouts_of(assessment)
    known = {file.sha256 for file in assessment.intake.received}
    filled = [path for layout in layouts if _is_filled_in(path := directory / layout.file_name, known)]
    kept = [_unused(path) for path in filled]

    def write(folder: Path) -> tuple[str, ...]:
        for layout in layouts:
            write_verification(assessment, layout, folder / layout.file_name)
        for old, new in zip(filled, kept, strict=True):
            (folder / new.name).write_bytes(old.read_bytes())
        return (*(layout.file_name for layout in layouts), *(path.name for path in kept))

    paths = replace_folder(directory, write) if layouts else ()
    return paths[: len(layouts)], paths[len(layouts) :]


def _is_filled_in(path: Path, known: set[str]) -> bool:
    """Whether a person saved the workbook after it was written, and the returns folder does not have it."""
    if not path.is_file():
        return False
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() in known:
        return False
    try:
        saved_at = read_workbook(data).saved_at
    except UnreadableFile:
        return True
    return saved_at is not None and saved_at > _WRITTEN


def _unused(path: Path) -> Path:
    """A name beside the workbook that nothing bears yet."""
    names = (path.with_name(f"{path.stem}（在此填写的{number or ''}）{path.suffix}") for number in count())
    return next(name for name in names if not name.exists())
