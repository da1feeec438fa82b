"""``qz collect``: reads, checks and scores what came back, and writes all results."""

import argparse
import datetime as dt
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import Final

from qz.cli.console import announce, say, table, writing
from qz.cli.hand_edits import changed_words
from qz.cli.kept_results import forget_old, kept_for
from qz.cli.last_assessment import last_assessment, returns_directory
from qz.cli.last_collect import remember_returns
from qz.cli.next_step import typed
from qz.cli.office_key import key_path
from qz.cli.other_scores import with_composites
from qz.cli.output_folder import check_folder, only_one, why_not_written
from qz.cli.outputs import Outputs, dated, note_register, replace_confirmation, write_outputs
from qz.cli.paper_files import prepare_papers
from qz.cli.programme_file import load_programme, programme_path
from qz.cli.stop import Stop
from qz.cli.today import as_of
from qz.cli.workers import ENOUGH, ENOUGH_WRITTEN, count_files, workers
from qz.engine.kept.kept_texts import KeptTexts, digest_of
from qz.layout.review_words import count_words
from qz.model.assessment import Assessment
from qz.model.finding import Severity
from qz.model.part import assessment_digest
from qz.model.returns import UnitState, Verdict
from qz.reports.folders import ResultInUse, recover
from qz.reports.receipts.changes import had_returns
from qz.reports.receipts.confirmation import CONFIRMATION_NAME
from qz.reports.receipts.receipt_register import REGISTER_NAME

_LISTED: Final = 30
"""How many files of a kind are listed one by one."""


def _summary(assessment: Assessment) -> None:
    intake = assessment.intake
    verdicts = [file.verdict for file in intake.received]
    say(
        f"收到 {len(verdicts)} 个文件："
        + "，".join(f"{verdict.value} {verdicts.count(verdict)}" for verdict in Verdict if verdict in verdicts)
        + "。"
    )
    states = list(assessment.states.values())
    rows = [
        [state.value, str(states.count(state)), _names(assessment, state)] for state in UnitState if state in states
    ]
    table(["状态", "单位数", "单位"], rows)
    if assessment.reviews.rows:
        say(f"{count_words(assessment.reviews)}，详见收件登记的“复核”表。")
    errors = sum(finding.severity is Severity.ERROR for finding in intake.findings)
    say(f"阶段：{assessment.stage_of().words}。")
    say(f"发现错误 {errors} 处、提醒 {len(intake.findings) - errors} 处，详见收件登记的“问题”表。")


def _names(assessment: Assessment, state: UnitState) -> str:
    names = [unit.name for unit in assessment.programme.asked_units if assessment.states[unit.code] is state]
    return "、".join(names[:6]) + ("等" if len(names) > 6 else "")


def run(arguments: argparse.Namespace) -> None:
    """Collect, write the results, and print a summary."""
    check_folder(arguments.output)
    programme = load_programme(arguments)
    directory = returns_directory(arguments, programme)
    year, now = arguments.output / programme.home, as_of(arguments)
    check_folder(year / "results")
    again = (year / "results" / REGISTER_NAME).is_file()
    enough = ENOUGH if again else ENOUGH_WRITTEN
    with only_one(year), workers(count_files(directory), enough) as executor:
        kept = kept_for(programme, year)
        assessment = last_assessment(
            programme,
            directory,
            year,
            executor,
            now=now,
            begin=lambda: announce(f"读取 {directory} 里的文件，核对、计分……"),
        )
        _refuse_to_empty(assessment, directory, year / "results")
        assessment = replace(assessment, key_missing=not programme.key)
        assessment = with_composites(assessment, arguments.output)
        written, sentences = _write(arguments, directory, assessment, year, executor=executor, kept=kept)
    forget_old(kept, dt.datetime.now().timestamp())  # noqa: DTZ005 - local time
    _summary(assessment)
    say(written.changes)
    _list("结果：", written.results)
    say(*sentences)
    _list_to_send(arguments, directory, assessment, written)
    if written.changed:
        say(changed_words(written.changed))
    if assessment.key_missing:
        key = key_path(programme_path(arguments))
        say(f"没有找到密钥 {key}：这次没有核对封签，收到的表照没有封签时办理；读到的也不留存，下次还要从头读。")
    _say_next(arguments, directory, assessment, written)


def _list_to_send(arguments: argparse.Namespace, directory: Path, assessment: Assessment, written: Outputs) -> None:
    """Print what goes out to units and verifiers, and what was filled in where nothing is read."""
    _list(f"补正表（发回单位改正，运行 {typed('mail', arguments)} 可拟好邮件）：", written.corrections)
    if assessment.verification.waiting or assessment.reviews.open:
        where = f" {directory}" if arguments.advice else "收件文件夹"
        _list(f"核定表（填好后放进{where}，再运行一次）：", written.verification)
    _list(f"考核结果告知书（核对后发给各单位，运行 {typed('mail', arguments)} 可拟好邮件）：", written.feedback)
    _list(f"有人在结果文件夹里直接填了表，已另存一份，请移到 {directory}：", written.kept)


def _say_next(arguments: argparse.Namespace, directory: Path, assessment: Assessment, written: Outputs) -> None:
    """Print what waits for the office, and what to do next."""
    held = sum(file.verdict is Verdict.HELD for file in assessment.intake.received)
    if written.asked and held:
        say(f"待确认 {held} 个文件：请打开 {written.asked} 逐件定下采用或不采用，存盘后放进 {directory}，重新运行。")
    missing = [state for state in assessment.states.values() if state is not UnitState.IN_ORDER]
    if missing and arguments.advice:
        say(f"下一步：催报未报送的单位，请待补正的单位改正后再报；新文件放进 {directory}，重新运行即可。")


def _refuse_to_empty(assessment: Assessment, directory: Path, results: Path) -> None:
    """Raise ``Stop`` where no file counts though the last collect had returns, so that its results are not lost."""
    received = assessment.intake.received
    if assessment.intake.returns or any(file.verdict is Verdict.COUNTED for file in received):
        return
    if not had_returns(results / REGISTER_NAME, assessment.programme):
        return
    asked, _ = replace_confirmation(assessment, results.parent / CONFIRMATION_NAME)
    reasons = [f"  {file.reason}" for file in received[:_LISTED]]
    reasons += [f"待确认的可在 {asked} 里逐件定下采用或不采用。"] if asked else []
    head = f"{directory} 里的 {len(received)} 个文件没有一份能采用，{results} 里原有的结果未改动："
    raise Stop("\n".join([head, *reasons, "请核对是不是放错了文件夹；确要重做的，先把原有结果移走再运行。"]))


def _write(
    arguments: argparse.Namespace,
    directory: Path,
    assessment: Assessment,
    year: Path,
    *,
    executor: Executor | None,
    kept: KeptTexts,
) -> tuple[Outputs, tuple[str, ...]]:
    """Write everything. Returns the files, and sentences about the papers for the clerk."""
    target = year / "results"
    try:
        with writing("写出结果") as bar:
            recover(target)
            moment = dt.datetime.now()  # noqa: DTZ005 - local time
            found = assessment_digest(assessment)
            assessment, log = dated(assessment, year, moment, kept, found)
            digest = digest_of(found, repr(assessment.collected))
            papers = prepare_papers(arguments, assessment, target, kept, digest)
            written = write_outputs(
                assessment,
                year,
                papers.writers,
                log,
                executor=executor,
                kept=kept,
                returns=directory,
                bar=bar,
                digest=digest,
            )
            remember_returns(year, arguments.returns)
            note_register(year, kept, found)
            return written, papers.sentences
    except ResultInUse as busy:
        raise Stop(str(busy)) from None
    except OSError as error:
        raise Stop(why_not_written(error, target)) from None


def _list(words: str, paths: Sequence[Path]) -> None:
    """Print the paths of files; of very many only the first ones, with the folder of all."""
    if not paths:
        return
    say(words, *(f"  {path}" for path in paths[:_LISTED]))
    if len(paths) > _LISTED:
        say(f"  …… 共 {len(paths)} 份，都在 {paths[0].parent}")
