"""Replaces the 核定表 of the last run, the workbooks for verifiers."""

from concurrent.futures import Executor
from pathlib import Path

from qz.cli.hand_edits import keep_filled_in
from qz.engine.kept.kept_files import Former, See, unseen
from qz.engine.kept.kept_texts import KeptTexts
from qz.model.assessment import Assessment
from qz.reports.folders import Output, replace_folders
from qz.verification.write_workbook import layouts_of, write_verifications


def verification_output(
    assessment: Assessment,
    directory: Path,
    executor: Executor | None = None,
    kept: KeptTexts | None = None,
    see: See = unseen,
) -> tuple[Output | None, tuple[Path, ...]]:
    """Every verifier's workbook as a folder to be replaced (``None`` where nobody verifies), and the paths of copies.

    A workbook that somebody filled in in the output folder, and that is not among the files received, is copied under
    another name. ``executor``: writes them; ``None``: this process. ``kept``: stores what each was made from.
    """
    names = [layout.file_name for layout in layouts_of(assessment)]
    if not names:
        return None, ()

    def write(folder: Path) -> tuple[str, ...]:
        former = Former(directory, kept, see)
        return tuple(path.name for path in write_verifications(assessment, folder, executor, former))

    known = {file.sha256 for file in assessment.intake.received}
    return keep_filled_in(Output(directory, write, count=len(names)), names, known)


def write_for_verifiers(assessment: Assessment, directory: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Write every verifier's workbook into ``directory``, all or none; see ``verification_output``.

    Returns:
        The workbooks written, and the copies of those that somebody filled in.

    Raises:
        ResultInUse: One of them is open in another program; nothing was changed.
        OSError: The disk refuses; nothing was changed.
    """
    output, kept = verification_output(assessment, directory)
    paths = replace_folders((output,))[0] if output else ()
    return paths[: len(paths) - len(kept)], kept
