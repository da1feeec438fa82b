"""``qz archive --check``: whether an archive is complete, sealed by the office, and still gives the same scores."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from qz import __version__
from qz.archive.archive_contents import LETTERS, LIST_NAME, OTHERS, PROGRAMME, RESULTS, ArchiveList
from qz.archive.archive_differences import list_differences, ranking_differences, result_differences
from qz.archive.list_workbook import NotAList, read_list
from qz.archive.sealed_zip import ArchiveReader, NotAnArchive, open_archive
from qz.cli import office_key
from qz.cli.assessment_folder import FOLDERS
from qz.cli.console import say, working
from qz.cli.made_letters import made_letters
from qz.cli.other_scores import other_results, scores_in
from qz.cli.sent_forms import SentForms
from qz.cli.stop import Stop
from qz.cli.verified import assess_verified
from qz.cli.workers import workers
from qz.intake.arrivals.folder_listing import Listed
from qz.intake.reading.examine import Examined
from qz.intake.receive import read_returns
from qz.layout.form import FormPlanner
from qz.mail.ledger import LEDGER_NAME
from qz.model.assessment import Assessment
from qz.model.composite import JSON_NAME
from qz.model.letters import MailRecord
from qz.model.manifest import Key
from qz.model.programme import Programme
from qz.model.trust import Seal
from qz.model.year_stage import year_stages
from qz.programme.faults import ProgrammeFault
from qz.programme.read_programme import read_programme
from qz.records import dataclass
from qz.reports.data.data_files import write_json
from qz.reports.dated import collected_at
from qz.reports.ranking.ranking_workbook import RANKING_NAME
from qz.scoring.compose import compose
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.package import OFFICE_LIMITS
from qz.workbook.read.xlsx.read_xlsx import read_workbook
from qz.workbook.seal import check_seal

_MOST: Final = 30
"""Differences that are named one by one."""
_RESULTS: Final = f"{RESULTS}/{JSON_NAME}"
_RANKING: Final = f"{RESULTS}/{RANKING_NAME}"


def check(path: Path, key_file: Path | None) -> None:
    """Check an archive and print the result. Raises ``Stop`` with the differences, if there are any.

    ``key_file``: the office's key; ``None``: the one beside the year's programme, if there is one.
    """
    try:
        with open_archive(path) as archive:
            differing = list(_check(archive, path, key_file))
    except NotAnArchive as fault:
        raise Stop(f"{path}：{fault}") from None
    if differing:
        more = [f"  …… 共 {len(differing)} 处"] if len(differing) > _MOST else []
        raise Stop("\n".join([f"{path} 有出入：", *(f"  {words}" for words in differing[:_MOST]), *more]))
    say("核对结束：没有出入。")


def _check(archive: ArchiveReader, path: Path, key_file: Path | None) -> Iterator[str]:
    """Yield a sentence for each difference; what agrees is printed."""
    if LIST_NAME not in archive.members:
        raise NotAnArchive(f"里面没有《{LIST_NAME}》，不是归档包，或清单被拿走了。")
    try:
        listed = read_list(archive.read(LIST_NAME))
    except NotAList:
        raise NotAnArchive(f"里面的《{LIST_NAME}》读不出来，或者不是归档清单。") from None
    manifest = listed.manifest
    counts = f"清单列出 {len(listed.files)} 个文件、{len(listed.receipts)} 个收件。"
    say(f"{path}：{manifest.get(Key.PROGRAMME, '')}，{counts}")
    key_path_, key = _key(key_file, manifest.get(Key.YEAR, ""))
    seal = check_seal(manifest, key)
    yield from _about_seal(seal, key_path_, stated=bool(manifest.get(Key.SEAL)))
    with working("逐个核对文件"):
        differing = list(list_differences(archive, listed))
    yield from differing
    if not differing:
        say("完整：清单里的文件都在，内容都与归档时相同，没有多出的文件。")
    yield from _rescore(archive, listed, key if seal is Seal.RIGHT else b"")


def _key(key_file: Path | None, year: str) -> tuple[Path, bytes]:
    usual = office_key.key_path(FOLDERS[0] / f"{year if year.isdecimal() else '年度'}.xlsx")
    path = key_file or usual
    key = office_key.read_key(path)
    if key_file is not None and not key:
        raise Stop(f"没有找到密钥 {path}。请核对文件名；不写 --key 就只核对是否完整。")
    return path, key


def _about_seal(seal: Seal, key: Path, *, stated: bool) -> Iterator[str]:
    """Check the seal of the list: print that it is right, or yield what is wrong."""
    if seal is Seal.RIGHT:
        say(f"封签相符：是用密钥 {key} 归档的原件。")
    elif seal is Seal.UNKNOWN:
        has = "" if stated else "，归档清单也没有封签"
        say(f"没有密钥 {key}{has}：只核对是否完整，不能确认是谁归档的。")
    elif seal is Seal.OTHER:
        yield f"封签是用另一把密钥做的，不是 {key}：可能不是本办公室归档的。样例的归档请加 --key samples/年度.key。"
    else:
        how = "没有封签" if seal is Seal.GONE else "的封签不符，清单被改动过"
        yield f"归档清单{how}，不能确认是用密钥 {key} 归档的。"


def _rescore(archive: ArchiveReader, listed: ArchiveList, key: bytes) -> Iterator[str]:
    """Score the archived returns again, and yield each difference from the archived results and ranking."""
    try:
        archived = json.loads(archive.read(_RESULTS))
        ranking = read_workbook(archive.read(_RANKING), OFFICE_LIMITS)
        yield from (f"归档的结果前后不一：{words}。" for words in ranking_differences(ranking, archived))
        with tempfile.TemporaryDirectory() as name, working("重新计分"):
            folder = Path(name)
            programme = replace(_programme(archive, folder), key=key)
            files = list(_take_out(archive, listed, folder))
            assessment, composed = _composed(archive, _assess(programme, files, listed), archived)
            letters = _letters(archive, folder, listed)
            assessment = replace(assessment, stages=year_stages(assessment, letters, listed.moment))
            fresh = _as_json(assessment, archived["collected"]["number"], folder / JSON_NAME)
        differing = list(result_differences(archived, fresh, composed=composed))
        ranked = sum(unit["total"] is not None for unit in archived["units"])
    except (NotAnArchive, OSError) as fault:
        yield f"没有重新计分：{fault}"
        return
    except (UnreadableFile, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        yield f"归档的“{_RESULTS}”或“{_RANKING}”读不出来，没有与重新计分的结果比较。"
        return
    if differing:
        version = listed.manifest.get(Key.VERSION, "")
        note = f"（归档用的程序版本是{version}，现在是{__version__}）" if version != __version__ else ""
        yield from (f"重新计分与归档的结果不同{note}：{words}。" for words in differing)
        return
    same = "，数据.json 逐字相同" if archived == fresh else ""
    say(f"重新计分：用归档的方案和 {len(files)} 个收件，{ranked} 个单位的得分、名次都与归档的结果相同{same}。")


def _programme(archive: ArchiveReader, folder: Path) -> Programme:
    names = [name for name in archive.members if name.startswith(f"{PROGRAMME}/")]
    if len(names) != 1:
        raise NotAnArchive(f"里面没有{PROGRAMME}，或不止一份。")
    path = folder / "方案.xlsx"
    path.write_bytes(archive.read(names[0]))
    try:
        return read_programme(path)[0]
    except ProgrammeFault as fault:
        raise NotAnArchive(f"里面的方案读不出来：{fault}") from None


def _take_out(archive: ArchiveReader, listed: ArchiveList, folder: Path) -> Iterator[Listed]:
    """Write the archived returns into ``folder``; each with its path in the returns folder and its path now."""
    places = {file.name: f"{place:06}" for place, file in enumerate(listed.files)}
    taken: set[str] = set()
    tops = {each.place: each.sha256 for each in listed.receipts if each.place and each.sha256 in each.place}
    for receipt in listed.receipts:
        name = receipt.place
        if not name or tops.get(name) != receipt.sha256 or name not in archive.members or name not in places:
            continue
        target = folder / places[name]
        if name not in taken:
            target.write_bytes(archive.read(name))
            taken.add(name)
        yield Listed(receipt.path, str(target))


@dataclass(frozen=True, slots=True)
class _RestoredSeals:
    """Gives files the state of their seals that is noted in the archive, for it cannot be checked without the key."""

    by_content: Mapping[str, Seal]

    def restore(self, examined: Iterable[Examined]) -> Iterator[Examined]:
        for each in examined:
            seal = self.by_content.get(each.arrival.sha256, Seal.UNKNOWN)
            yield replace(each, content=replace(each.content, seal=seal)) if each.content is not None else each


def _assess(programme: Programme, files: Sequence[Listed], listed: ArchiveList) -> Assessment:
    """Score the year again; without the key, seals have the state that was noted when the year was archived."""
    noted = _RestoredSeals({each.sha256: each.seal for each in listed.receipts})
    with workers(len(files)) as executor:
        intake = read_returns(
            programme,
            files,
            FormPlanner(programme).layout,
            iter if programme.key else noted.restore,
            SentForms(programme),
            executor=executor,
            now=listed.moment,
        )
        return assess_verified(programme, intake, executor=executor)


def _composed(archive: ArchiveReader, assessment: Assessment, archived: Any) -> tuple[Assessment, bool]:
    """The assessment with its composite scores, of what the archive has of other assessments; whether it has it all."""
    programme = assessment.programme
    others = {}
    for source in other_results(programme, Path()):
        name = f"{OTHERS}/{source}/{JSON_NAME}"
        if name in archive.members:
            others[source] = scores_in(archive.read(name))
    used = {
        part["name"]
        for unit in archived["units"]
        for part in unit.get("composite", {"parts": ()})["parts"]
        if part["score"] is not None
    }
    lacking = {
        source: None
        for part in programme.composite
        for source in part.sources
        if part.name in used and not others.keys() & {*part.sources}
    }
    if lacking:
        say(f"综合得分没有重新计算：归档里没有“{'”、“'.join(lacking)}”的结果。")
    return replace(assessment, composites=compose(programme, assessment.rankings, others)), not lacking


def _letters(archive: ArchiveReader, folder: Path, listed: ArchiveList) -> tuple[MailRecord, ...]:
    """The drafts made until the results were, as the archive has them; none where it has no record of them."""
    name = f"{LETTERS}/{LEDGER_NAME}"
    if name not in archive.members:
        return ()
    (folder / "mail").mkdir()
    (folder / "mail" / LEDGER_NAME).write_bytes(archive.read(name))
    return made_letters(folder, listed.moment)


def _as_json(assessment: Assessment, number: int, path: Path) -> Any:
    write_json(replace(assessment, collected=collected_at(assessment, number)), path)
    return json.loads(path.read_bytes())
