"""The records of an archive's list: its files, and every received file with its verdict."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Final

from qz.layout.form import programme_id
from qz.model.manifest import MANIFEST_FORMAT, Key, WorkbookKind
from qz.model.programme import Programme
from qz.model.trust import Seal
from qz.records import dataclass

LIST_NAME: Final = "归档清单.xlsx"
POINTS_NAME: Final = "逐分说明.xlsx"
PROGRAMME: Final = "方案"
RECEIVED: Final = "收件"
RESULTS: Final = "结果"
CORRECTIONS: Final = "补正"
VERIFICATION: Final = "核定"
FEEDBACK: Final = "告知"
LETTERS: Final = "邮件"
OTHERS: Final = "别的考核"


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """One file of the archive: its name there, size in bytes, SHA-256, and what it is, in words."""

    name: str
    size: int
    sha256: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class ArchivedReceipt:
    """One received file: its path, its verdict and kind in words, the unit's name, its SHA-256.

    ``seal``: the state of its seal when it was archived. ``place``: the file of the archive that is this file or
    contains it; ``""`` where it could not be read.
    """

    path: str
    verdict: str
    kind: str
    unit: str
    seal: Seal
    sha256: str
    place: str


@dataclass(frozen=True, slots=True)
class ArchiveList:
    """The list of an archive. ``manifest``: the list's own manifest, with its seal."""

    manifest: Mapping[str, str]
    files: tuple[ArchivedFile, ...]
    receipts: tuple[ArchivedReceipt, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over all rows."""
        return digest_of_list(self.files, self.receipts)

    @property
    def moment(self) -> dt.datetime | None:
        """When the results were made, naive local time of the office."""
        try:
            return dt.datetime.fromisoformat(self.manifest.get(Key.MOMENT, ""))
        except ValueError:
            return None


def digest_of_list(files: tuple[ArchivedFile, ...], receipts: tuple[ArchivedReceipt, ...]) -> str:
    """SHA-256 over all rows of a list, in order."""
    rows = [[each.name, str(each.size), each.sha256, each.about] for each in files]
    rows += [
        [each.path, each.verdict, each.kind, each.unit, each.seal.value, each.sha256, each.place] for each in receipts
    ]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def list_manifest(programme: Programme, moment: dt.datetime, version: str, digest: str) -> Mapping[str, str]:
    """The list's manifest. ``moment``: when the results were made; ``digest``: that of its rows."""
    return {
        Key.FORMAT: MANIFEST_FORMAT,
        Key.KIND: WorkbookKind.ARCHIVE,
        Key.YEAR: str(programme.particulars.year),
        Key.PROGRAMME: programme_id(programme),
        Key.EDITION: programme.particulars.edition,
        Key.DIGEST: programme.digest,
        Key.MOMENT: moment.isoformat(timespec="minutes"),
        Key.VERSION: version,
        Key.ROWS: digest,
    }
