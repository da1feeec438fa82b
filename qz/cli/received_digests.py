"""Digests of the files received this year and last year, by which a command knows that nothing is new."""

from collections.abc import Mapping
from pathlib import Path

from qz.cli.assessment_folder import FOLDERS
from qz.engine.kept.kept_texts import digest_of
from qz.intake.arrivals.folder_listing import list_files
from qz.intake.reading.kept_readings import content_digest
from qz.model.programme import Programme


def received_digests(folder: Path) -> Mapping[str, str] | None:
    """The digest of every file of a returns folder by its path; ``None`` where an entry is not opened when read."""
    digests = {listed.path: content_digest(listed) for listed in list_files(folder)}
    return digests if all(digests.values()) else None


def digest_of_files(digests: Mapping[str, str]) -> str:
    """A digest of files by path: of their places and their contents."""
    return digest_of(*(part for pair in digests.items() for part in pair))


def last_year_digest(programme: Programme, directory: Path) -> str | None:
    """A digest of last year's programme and returns; ``""`` without any, ``None`` where one of them cannot be read."""
    path, folder = last_year_places(programme, directory)
    try:
        if path is None or not has_returns(folder, directory):
            return ""
        returns = received_digests(folder)
        return None if returns is None else digest_of(str(path), path.read_bytes(), digest_of_files(returns))
    except OSError:
        return None


def last_year_places(programme: Programme, directory: Path) -> tuple[Path | None, Path]:
    """Last year's programme, ``None`` where there is none, and the folder of its returns, there or not."""
    name = f"{programme.particulars.year - 1}{programme.home.removeprefix(str(programme.particulars.year))}"
    places = (Path(programme.path).parent, *FOLDERS)
    workbook = next((path for place in places if (path := place / f"{name}.xlsx").is_file()), None)
    return workbook, directory.parent / name if directory.name else directory.absolute().parent / name


def has_returns(folder: Path, directory: Path) -> bool:
    """Whether last year's folder holds a file, and is another than this year's ``directory``."""
    return any(each.is_file() for each in folder.rglob("*")) and not folder.samefile(directory)
