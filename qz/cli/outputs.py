"""Writes everything a collect makes (results, corrections, 核定表, 告知书), all of it or nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from qz.cli.console import FilesBar
from qz.cli.corrected import DueCorrections, write_corrections
from qz.cli.evidence_files import EvidenceFiles
from qz.cli.feedback_files import feedback_output
from qz.cli.hand_edits import CHANGED, is_filled_in, keep_filled_in, unused_name
from qz.cli.verification_files import verification_output
from qz.engine.kept.kept_files import Former, See
from qz.engine.kept.kept_texts import KeptTexts, digest_of
from qz.mail.draft_files import FEEDBACK_FOLDER
from qz.model.assessment import Assessment
from qz.model.composite import JSON_NAME
from qz.model.part import assessment_digest
from qz.records import dataclass
from qz.reports.consolidated.consolidated_workbook import Writer
from qz.reports.data.data_files import write_data
from qz.reports.dated import collected_at
from qz.reports.folders import Output, check_free, replace_folders
from qz.reports.receipts.changes import since_last_run, summary_words
from qz.reports.receipts.confirmation import CONFIRMATION_NAME, waiting_files, write_confirmation
from qz.reports.receipts.receipt_register import REGISTER_NAME, write_register
from qz.reports.receipts.snapshot import ChangeLog
from qz.reports.results import result_names, results_output

_REGISTER: Final = "the assessment of a register"


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files written.

    ``kept``: copies of workbooks that people filled in in the output folder. ``changes``: what changed since the last
    collect, in one sentence. ``changed``: copies of results that somebody changed by hand. ``asked``: 收件确认, in
    which a person decides about files in doubt; ``None`` where nothing is in doubt.
    """

    results: tuple[Path, ...]
    corrections: tuple[Path, ...]
    verification: tuple[Path, ...]
    feedback: tuple[Path, ...]
    kept: tuple[Path, ...]
    changes: str
    changed: tuple[Path, ...] = ()
    asked: Path | None = None


def write_outputs(
    assessment: Assessment,
    year: Path,
    more: Mapping[str, Writer],
    log: ChangeLog,
    *,
    executor: Executor | None = None,
    kept: KeptTexts | None = None,
    returns: Path | None = None,
    bar: FilesBar | None = None,
    digest: str | None = None,
) -> Outputs:
    """Write everything into ``year``'s folders, all of it or nothing.

    Args:
        assessment: The result of the collect, dated (``dated``).
        year: The folder of the year's output.
        more: Results besides the usual ones, by file name.
        log: What changed since the last collect (``dated``).
        executor: Writes the workbooks of which there are many; ``None``: this process.
        kept: Stores what each file was made from; files that would be the same are not written again.
        returns: The returns folder; where given, evidence is numbered and linked to.
        bar: Shows how many files are written; ``None``: nothing is shown.
        digest: The assessment's, where the caller has it already (``assessment_digest``).

    Raises:
        ResultInUse: A file to be replaced is open in another program; nothing was changed.
        OSError: The disk refuses; nothing was changed.
    """
    bar = bar or FilesBar()
    digest = digest or assessment_digest(assessment)
    evidence = EvidenceFiles(assessment, returns, year) if returns is not None else None
    if evidence is not None:
        assessment = evidence.numbered()
        digest = digest_of(digest, repr(assessment.intake.evidence))
    own: dict[str, Writer] = {**more, REGISTER_NAME: partial(_write_register, log)}
    data: Mapping[str, Writer] = {JSON_NAME: write_data}
    results = results_output(assessment, year / "results", own, executor, kept, data=data, see=bar.done, digest=digest)
    results, changed = keep_filled_in(results, result_names(assessment, own), mark=CHANGED)
    corrections, filled = _corrections(assessment, year / "corrections", executor, kept, bar.done)
    verification, verified = verification_output(assessment, year / "verification", executor, kept, bar.done)
    check_free(year / CONFIRMATION_NAME)
    feedback = feedback_output(assessment, year, executor, kept, bar.done)
    if feedback is not None:
        feedback, notices = keep_filled_in(feedback, feedback.former, mark=CHANGED)
        changed += notices
    # The results are written last: ``qz mail`` takes the register's file time as the time of the collect.
    outputs = [evidence.output() if evidence else None, feedback, verification, corrections, results]
    written = _write_folders([each for each in outputs if each is not None], bar)
    asked, confirmed = replace_confirmation(assessment, year / CONFIRMATION_NAME)
    copies = {*filled, *verified, *changed}

    def new(folder: str) -> tuple[Path, ...]:
        return tuple(path for path in written.get(year / folder, ()) if path not in copies)

    return Outputs(
        results=new("results"),
        corrections=new("corrections"),
        verification=new("verification"),
        feedback=new(FEEDBACK_FOLDER),
        kept=(*filled, *verified, *confirmed),
        changes=summary_words(log),
        changed=changed,
        asked=asked,
    )


def _write_register(log: ChangeLog, assessment: Assessment, path: Path) -> None:
    write_register(assessment, path, log)


def _write_folders(outputs: Sequence[Output], bar: FilesBar) -> Mapping[Path, tuple[Path, ...]]:
    """Write all folders or none. Returns the paths in each, by folder."""
    bar.expect(sum(output.count for output in outputs))
    return {output.folder: paths for output, paths in zip(outputs, replace_folders(outputs), strict=True)}


def replace_confirmation(assessment: Assessment, path: Path) -> tuple[Path | None, tuple[Path, ...]]:
    """Write a new 收件确认.xlsx where anything is in doubt; one that somebody filled in is kept under another name.

    Returns:
        Its path, ``None`` where nothing is in doubt; and the path of the copy kept, if any.
    """
    kept: tuple[Path, ...] = ()
    if is_filled_in(path, {file.sha256 for file in assessment.intake.received}):
        kept = (unused_name(path),)
        path.replace(kept[0])
    if not waiting_files(assessment):
        path.unlink(missing_ok=True)
        return None, kept
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}")
    write_confirmation(assessment, new)
    new.replace(path)
    return path, kept


def dated(
    assessment: Assessment, year: Path, moment: dt.datetime, kept: KeptTexts | None = None, digest: str = ""
) -> tuple[Assessment, ChangeLog]:
    """The assessment with the number and time of its collect, and what changed since the collect before.

    ``kept`` and ``digest`` as for ``note_register``: they say whether the collect before came to the same assessment.
    """
    register = year / "results" / REGISTER_NAME
    same = kept is not None and register.is_file() and kept.get(_REGISTER, register.read_bytes()) == digest
    log = since_last_run(register, assessment, moment, same=same)
    return replace(assessment, collected=collected_at(assessment, log.number)), log


def note_register(year: Path, kept: KeptTexts, digest: str) -> None:
    """Store with what assessment the register was written. ``digest``: the assessment's, before it was dated."""
    kept.put(digest, _REGISTER, (year / "results" / REGISTER_NAME).read_bytes())


def _corrections(
    assessment: Assessment, folder: Path, executor: Executor | None, kept: KeptTexts | None, see: See
) -> tuple[Output | None, tuple[Path, ...]]:
    """The corrections as a folder to be replaced, ``None`` where there are none; those no longer due are removed."""
    due = DueCorrections(assessment)
    codes = {unit.code for unit in assessment.programme.units}
    known = {file.sha256 for file in assessment.intake.received}
    former = [
        path.name
        for path in sorted(folder.glob("*.xlsx"))
        if path.name.partition("-")[0] in codes and path.name not in due and not is_filled_in(path, known)
    ]
    if not due and not former:
        return None, ()

    def write(new: Path) -> tuple[str, ...]:
        former_run = Former(folder, kept, see)
        write_corrections(assessment.programme, due, new, executor, former_run)
        return tuple(due)

    return keep_filled_in(Output(folder, write, former, len(due)), due, known)
