"""Drafts in the mail folder: new letters are written, letters sent stay, and drafts out of date are removed."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from qz.mail.draft_files import safe_name, write_whole
from qz.mail.message import write_message
from qz.model.addresses import office_address
from qz.model.assessment_rules import Particulars
from qz.model.letters import Letter, MailKind, MailRecord, Outcome
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class Posting:
    """What one run did, and the ledger after it.

    ``written``: drafts made. ``repeated``: letters that had been drafted before. ``locked``: files that a mail program
    has open. ``withdrawn``: files removed.
    """

    written: tuple[MailRecord, ...]
    repeated: tuple[Letter, ...]
    locked: tuple[str, ...]
    withdrawn: tuple[str, ...]
    ledger: tuple[MailRecord, ...]


def letters_due(
    letters: Iterable[Letter], ledger: Sequence[MailRecord]
) -> tuple[tuple[Letter, ...], tuple[Letter, ...]]:
    """The new letters, and those that the ledger already has (same kind, unit and ``fingerprint``).

    A letter that reached nobody is new again once the roster has another address for it.
    """
    known: dict[tuple[str, str, str], set[str]] = {}
    for record in ledger:
        known[record.kind, record.unit_code, record.fingerprint] = _failed_addresses(record)
    new: list[Letter] = []
    old: list[Letter] = []
    for letter in letters:
        failed = known.get((letter.kind, letter.unit_code, letter.fingerprint))
        again = failed is None or (failed and not failed.issuperset(letter.recipients))
        (new if again else old).append(letter)
    return tuple(new), tuple(old)


def _failed_addresses(record: MailRecord) -> set[str]:
    """The addresses to which a letter was sent, where none was reached; empty where one was, or it was not sent."""
    failed = {each.address for each in record.deliveries if each.outcome in {Outcome.REFUSED, Outcome.BOUNCED}}
    return failed if len(failed) == len(record.deliveries) else set()


def draft_name(letter: Letter) -> str:
    """The file name of a draft: ``催报-T02-孟河镇.eml``."""
    return safe_name(f"{letter.kind}-{letter.unit_code}-{letter.unit_name}") + ".eml"


def _untouched(path: Path, written: set[str]) -> bool:
    """Whether a file exists and has exactly the bytes that an earlier run wrote (``written``: digests)."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() in written
    except OSError:
        return False


def _free_path(folder: Path, name: str, ours: set[str]) -> Path:
    """The path for a draft: it may replace an earlier draft, but never one that the clerk has changed."""
    path = folder / name
    number = 2
    while path.exists() and not _untouched(path, ours):
        path = folder / f"{name.removesuffix('.eml')}（{number}）.eml"
        number += 1
    return path


def write_drafts(
    letters: Sequence[Letter],
    particulars: Particulars,
    folder: Path,
    ledger: Sequence[MailRecord],
    now: dt.datetime,
    *,
    waiting: Sequence[Letter] = (),
    again: bool = False,
) -> Posting:
    """Write the drafts that are due into ``folder``; the caller writes the ledger.

    Args:
        letters: Every letter that is due now, whether it was drafted before or not.
        particulars: The programme's; the office in them is the sender.
        folder: The mail folder; it is made where it does not exist.
        ledger: The letters drafted before.
        now: Naive local time of the office.
        waiting: Letters that are due but not to be written yet; an earlier draft of one stays.
        again: Whether to write those drafted before as well.
    """
    new, old = letters_due(letters, ledger)
    ours = {record.sha256 for record in ledger}
    written: list[MailRecord] = []
    locked: list[str] = []
    for letter in letters if again else new:
        content = write_message(letter, particulars.office, office_address(particulars.email), now.date())
        sha256 = hashlib.sha256(content).hexdigest()
        # An interrupted run may have written the same bytes without recording them.
        ours.add(sha256)
        path = _free_path(folder, draft_name(letter), ours)
        if _is_written(path, content):
            written.append(MailRecord(letter.kind, letter.unit_code, now, path.name, letter.fingerprint, sha256))
        else:
            locked.append(path.name)
    records = (*ledger, *written)
    withdrawn = _withdraw((*letters, *waiting), folder, records)
    return Posting(tuple(written), () if again else old, tuple(locked), withdrawn, records)


def _is_written(path: Path, content: bytes) -> bool:
    """Write a draft; ``False`` where an earlier one of that name is open in another program."""
    try:
        write_whole(path, content)
    except PermissionError:
        if not path.exists():
            raise
        return False
    return True


def _withdraw(letters: Sequence[Letter], folder: Path, ledger: Sequence[MailRecord]) -> tuple[str, ...]:
    """Remove drafts out of date: a reminder to a unit that has reported since, a receipt where errors were found since.

    Only files that nobody changed are removed. Drafts with forms (发表) stay. Returns the names of the files removed.
    """
    holding = {(letter.kind, letter.unit_code, letter.fingerprint) for letter in letters}
    last = {record.file: record for record in ledger}
    stale = [
        record
        for record in last.values()
        if record.kind is not MailKind.FORM and (record.kind, record.unit_code, record.fingerprint) not in holding
    ]
    gone = [record.file for record in stale if _untouched(folder / record.file, {record.sha256})]
    for file in gone:
        (folder / file).unlink()
    return tuple(gone)
