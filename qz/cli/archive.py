"""``qz archive``: writes a closed year into one file that can be checked and scored again years later."""

import argparse
import datetime as dt
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Final

from qz import __version__
from qz.archive.archive_contents import (
    CORRECTIONS,
    FEEDBACK,
    LETTERS,
    LIST_NAME,
    OTHERS,
    POINTS_NAME,
    PROGRAMME,
    RECEIVED,
    RESULTS,
    VERIFICATION,
    ArchivedReceipt,
    ArchiveList,
    digest_of_list,
    list_manifest,
)
from qz.archive.list_workbook import write_list
from qz.archive.points_workbook import TOTAL, ExplainedPoint, explains_every_point, write_points
from qz.archive.sealed_zip import ArchiveWriter, new_archive
from qz.cli.assessed import collect
from qz.cli.console import announce, say, working
from qz.cli.kept_results import kept_for
from qz.cli.last_assessment import returns_directory
from qz.cli.made_letters import made_letters
from qz.cli.next_step import program, typed
from qz.cli.office_key import key_path, returns_key
from qz.cli.other_scores import other_results, with_composites
from qz.cli.output_folder import check_folder, only_one, why_not_written
from qz.cli.outputs import dated
from qz.cli.programme_file import load_programme, programme_path
from qz.cli.stop import Stop
from qz.cli.workers import count_files, workers
from qz.intake.arrivals.folder_listing import Listed, list_files
from qz.intake.reading.examine import Examined
from qz.mail.draft_files import FEEDBACK_FOLDER
from qz.mail.ledger import LEDGER_NAME
from qz.model.assessment import Assessment
from qz.model.composite import JSON_NAME
from qz.model.programme import Programme
from qz.model.returns import UnitState, Verdict
from qz.model.trust import Seal
from qz.records import dataclass
from qz.reports.data.data_files import write_json
from qz.reports.receipts.confirmation import CONFIRMATION_NAME
from qz.reports.receipts.counts import received_files
from qz.reports.receipts.packed_log import read_log
from qz.reports.receipts.receipt_register import REGISTER_NAME
from qz.verification.explanation import explain_all
from qz.workbook.seal import sealed
from qz.workbook.write.written_values import clean_text

_MOMENT: Final = "%Y-%m-%d %H:%M"
_FOLDERS: Final[Mapping[str, tuple[str, str]]] = {
    "results": (RESULTS, "结果"),
    "corrections": (CORRECTIONS, "补正表"),
    "verification": (VERIFICATION, "核定表"),
    FEEDBACK_FOLDER: (FEEDBACK, "告知书"),
}
"""Folders of a year's output: each one's name in the archive, and what each file in it is called in the list."""


def run(arguments: argparse.Namespace) -> None:
    """Archive a year, or check an archive."""
    if arguments.check is not None:
        from qz.cli.archive_check import check  # noqa: PLC0415 - what only this needs

        check(arguments.check, arguments.key)
        return
    programme = load_programme(arguments)
    directory = returns_directory(arguments, programme)
    year = arguments.output / programme.home
    check_folder(year)
    moment = _made_at(year, programme, arguments)
    path = year / f"归档-{programme.home}.zip"
    part = path.with_name(f".{path.name}.part")
    with only_one(year), workers(count_files(directory)) as executor:
        announce(f"读取 {directory} 里的文件，核对、计分……")
        seals = NotedSeals()
        kept = kept_for(programme, year)
        letters = made_letters(year, moment)
        assessment = collect(programme, directory, None, executor, kept, now=moment, letters=letters, see=seals.note)
        assessment, _ = dated(with_composites(assessment, arguments.output), year, moment)
        try:
            with tempfile.TemporaryDirectory() as folder, working("归档"):
                _check_current(assessment, year / "results", Path(folder), arguments)
                archive = _YearArchive(assessment, directory, year, seals.by_content, Path(folder))
                with new_archive(part) as writer:
                    archive.write(writer, programme_path(arguments), moment)
                count = len(writer.files)
            part.replace(path)
        except OSError as error:
            raise Stop(why_not_written(error, path)) from None
        finally:
            part.unlink(missing_ok=True)
    say(f"已归档：{path}（{count} 个文件）。", *_open_points(assessment))
    key, _ = returns_key(arguments, programme_path(arguments), programme.home)
    usual = key == key_path(Path("templates") / f"{programme.home}.xlsx")
    again = f"{typed('archive', arguments, '--check')} {path}".replace("= ", "=")
    say(f"核对：{again if usual or not programme.key else f'{program()} archive --check {path} --key {key}'}")


def _made_at(year: Path, programme: Programme, arguments: argparse.Namespace) -> dt.datetime:
    """When the results were made, naive local time. Raises ``Stop`` where there are none."""
    log = read_log(year / "results" / REGISTER_NAME, programme)
    if log is None:
        raise Stop(f"{year / 'results'} 里没有这份方案的结果，没有可以归档的：请先运行 {typed('collect', arguments)}。")
    return dt.datetime.strptime(log.when, _MOMENT)  # noqa: DTZ007 - local time


def _check_current(assessment: Assessment, results: Path, folder: Path, arguments: argparse.Namespace) -> None:
    """Raise ``Stop`` where the results differ from what programme and returns give now."""
    fresh, made = folder / JSON_NAME, results / JSON_NAME
    write_json(assessment, fresh)
    if not made.is_file() or not _say_the_same(made, fresh):
        raise Stop(
            f"{results} 里的结果与现在的方案、收件对不上（可能上次汇总以后又有变动）："
            f"请先运行 {typed('collect', arguments)} 再归档。"
        )


def _say_the_same(made: Path, fresh: Path) -> bool:
    """Whether two files of results agree but for the stage, which letters and time alone may have changed since."""
    one, other = made.read_bytes(), fresh.read_bytes()
    if one == other:
        return True
    try:
        before, now = json.loads(one), json.loads(other)
        before["collected"].pop("stage")
        now["collected"].pop("stage")
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return bool(before == now)


def _open_points(assessment: Assessment) -> Iterator[str]:
    """Sentences on what is not settled yet though the year is closed: stage, files held, units without a return."""
    files, states = received_files(assessment), list(assessment.states.values())
    held, missing = sum(file.verdict is Verdict.HELD for file in files), states.count(UnitState.NOT_RECEIVED)
    parts = [f"{held}个文件待确认" if held else "", f"{missing}个单位未报送" if missing else ""]
    left = "，".join(part for part in parts if part)
    yield f"阶段：{assessment.stage_of().words}{f'；还没有了结的：{left}' if left else ''}。"
    if not assessment.programme.key:
        yield "没有密钥：归档清单没有封签，以后只能核对是否完整，不能确认是谁归档的。"


@dataclass(slots=True)
class NotedSeals:
    """The state of each received workbook's seal, by the file's digest.

    It is written into the archive, for years later the key may be missing.
    """

    by_content: dict[str, Seal] = field(default_factory=dict)

    def note(self, examined: Iterable[Examined]) -> Iterator[Examined]:
        """Yield each file unchanged, and note the state of its seal."""
        for each in examined:
            if each.content is not None and each.content.seal is not Seal.UNKNOWN:
                self.by_content[each.arrival.sha256] = each.content.seal
            yield each


@dataclass(frozen=True, slots=True)
class _YearArchive:
    """What goes into the archive; ``folder``: for files that are made only for it."""

    assessment: Assessment
    returns: Path
    year: Path
    seals: Mapping[str, Seal]
    folder: Path

    def write(self, writer: ArchiveWriter, programme: Path, moment: dt.datetime) -> None:
        """Write everything into the archive, the list last."""
        writer.add(f"{PROGRAMME}/{programme.name}", programme, "考核方案")
        places = self._add_received(writer)
        for source, name, about in self._made():
            writer.add(name, source, about)
        if self.assessment.programme.scorecards:
            write_points(self.assessment.programme, self._points(), self.folder / POINTS_NAME)
            writer.add(POINTS_NAME, self.folder / POINTS_NAME, "每个单位每一条款为什么得这个分")
        files, receipts = tuple(writer.files), tuple(self._receipts(places))
        version, assessed_programme = __version__, self.assessment.programme
        manifest = list_manifest(assessed_programme, moment, version, digest_of_list(files, receipts))
        write_list(
            ArchiveList(sealed(manifest, assessed_programme.key), files, receipts),
            assessed_programme,
            self.folder / LIST_NAME,
        )
        writer.add(LIST_NAME, self.folder / LIST_NAME)

    def _add_received(self, writer: ArchiveWriter) -> Mapping[str, str]:
        """Add every file of the returns folder that was read, files of the same content once.

        Returns:
            The name in the archive by the path in the returns folder.
        """
        digests = {file.path: file.sha256 for file in received_files(self.assessment) if file.sha256}
        places: dict[str, str] = {}
        names: dict[str, str] = {}
        for listed in list_files(self.returns):
            digest = digests.get(listed.path, "")
            if not (listed.real and digest):
                continue
            if digest not in names:
                names[digest] = f"{RECEIVED}/{digest}{_suffix(listed)}"
                if writer.add(names[digest], Path(listed.real), listed.path).sha256 != digest:
                    raise Stop(f"{self.returns / listed.path} 在归档时有变动：请等它不再变动，重新收表汇总后再归档。")
            places[listed.path] = names[digest]
        return places

    def _made(self) -> Iterator[tuple[Path, str, str]]:
        """The files of the year's output: path, name in the archive, and what each is."""
        for folder, (name, about) in _FOLDERS.items():
            root = self.year / folder
            for path in sorted(root.rglob("*"), key=lambda each: each.relative_to(root).as_posix()):
                inside = path.relative_to(root)
                if path.is_file() and not any(part.startswith((".", "~$")) for part in inside.parts):
                    yield path, f"{name}/{inside.as_posix()}", about
        others = {
            f"mail/{LEDGER_NAME}": (f"{LETTERS}/{LEDGER_NAME}", "发信记录"),
            CONFIRMATION_NAME: (CONFIRMATION_NAME, "收件确认"),
        }
        for place, (name, about) in others.items():
            if (self.year / place).is_file():
                yield self.year / place, name, about
        for source, path in other_results(self.assessment.programme, self.year.parent).items():
            if path.is_file():
                yield path, f"{OTHERS}/{source}/{path.name}", f"综合得分用的“{source}”的结果"

    def _receipts(self, places: Mapping[str, str]) -> Iterator[ArchivedReceipt]:
        names = {unit.code: unit.name for unit in self.assessment.programme.units}
        for file in received_files(self.assessment):
            unit, seal = names.get(file.unit_code, file.unit_code), self.seals.get(file.sha256, Seal.UNKNOWN)
            path, place = clean_text(file.path), places.get(_outermost(file.path, places), "")
            yield ArchivedReceipt(path, file.verdict.value, file.kind, unit, seal, file.sha256, place)

    def _points(self) -> Mapping[str, Iterable[ExplainedPoint]]:
        every = explains_every_point(self.assessment.programme)
        return {
            card.scorecard_id: (
                ExplainedPoint(
                    point.unit.name,
                    point.criterion.criterion_id if point.criterion else TOTAL,
                    point.criterion.clause if point.criterion else "",
                    point.points,
                    point.lines,
                )
                for point in explain_all(self.assessment, card, totals_only=not every)
            )
            for card in self.assessment.programme.scorecards
        }


def _outermost(path: str, places: Mapping[str, str]) -> str:
    """The file of the returns folder with this path, or the one that contains it."""
    while path not in places and "/" in path:
        path = path.rpartition("/")[0]
    return path


def _suffix(listed: Listed) -> str:
    suffix = Path(listed.path).suffix
    return suffix.lower() if suffix[1:].isalnum() and suffix.isascii() and len(suffix) < 9 else ""
