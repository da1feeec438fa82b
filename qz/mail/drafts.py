"""Drafts in the mail folder: what is new is written, what went out stays, what no longer holds is taken back."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qz.mail.draft_files import safe_name, write_whole
from qz.mail.message import write_message
from qz.model.addresses import office_address
from qz.model.letters import Letter, MailKind, MailRecord, Outcome
from qz.model.programme import Particulars


@dataclass(frozen=True, slots=True)
class Posting:
    """What one run did, and the ledger afterwards.

    ``written``: drafts made; ``repeated``: letters that had gone out already; ``locked`` and ``withdrawn``: files
    that a mail program holds open, and files taken back.
    """

    written: tuple[MailRecord, ...]
    repeated: tuple[Letter, ...]
    locked: tuple[str, ...]
    withdrawn: tuple[str, ...]
    ledger: tuple[MailRecord, ...]


def letters_due(
    letters: Iterable[Letter], ledger: Sequence[MailRecord]
) -> tuple[tuple[Letter, ...], tuple[Letter, ...]]:
    """The letters parted into new ones and those whose thing (kind, unit, matter) the ledger holds already.

    A letter that reached nobody is new again once the roster has another address for it.
    """
    known: dict[tuple[str, str, str], set[str]] = {}
    for record in ledger:
        known[record.kind, record.unit_code, record.matter] = _failed_addresses(record)
    new: list[Letter] = []
    old: list[Letter] = []
    for letter in letters:
        failed = known.get((letter.kind, letter.unit_code, letter.matter))
        again = failed is None or (failed and not failed.issuperset(letter.recipients))
        (new if again else old).append(letter)
    return tuple(new), tuple(old)


def _failed_addresses(record: MailRecord) -> set[str]:
    """The addresses a letter was sent to, where none of them was reached; empty where one was, or none was tried."""
    failed = {each.address for each in record.deliveries if each.outcome in {Outcome.REFUSED, Outcome.BOUNCED}}
    return failed if len(failed) == len(record.deliveries) else set()


def draft_name(letter: Letter) -> str:
    """``催报-T02-孟河镇.eml``."""
    return safe_name(f"{letter.kind}-{letter.unit_code}-{letter.unit_name}") + ".eml"


def _untouched(path: Path, written: set[str]) -> bool:
    """Whether a file is there and holds exactly what a former run wrote."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() in written
    except OSError:
        return False


def _free_path(folder: Path, name: str, ours: set[str]) -> Path:
    """Where to write the draft: over a former one, but never over one the clerk has changed."""
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
        letters: Every letter that holds now, gone out already or not.
        particulars: The programme's; the office in them is the sender.
        folder: The mail folder; made if need be.
        ledger: What went out before.
        now: Naive local time of the office.
        waiting: Letters that hold and are not to be written yet; a draft made of them before stays.
        again: Also write those that went out already.
    """
    new, old = letters_due(letters, ledger)
    ours = {record.sha256 for record in ledger}
    written: list[MailRecord] = []
    locked: list[str] = []
    for letter in letters if again else new:
        content = write_message(letter, particulars.office, office_address(particulars.email), now.date())
        sha256 = hashlib.sha256(content).hexdigest()
        # Its own bytes are ours too: a run that was interrupted wrote them and recorded nothing.
        ours.add(sha256)
        path = _free_path(folder, draft_name(letter), ours)
        try:
            write_whole(path, content)
        except PermissionError:
            if not path.exists():
                raise
            locked.append(path.name)
            continue
        written.append(MailRecord(letter.kind, letter.unit_code, now, path.name, letter.matter, sha256))
    records = (*ledger, *written)
    withdrawn = _withdraw((*letters, *waiting), folder, records)
    return Posting(tuple(written), () if again else old, tuple(locked), withdrawn, records)


def _withdraw(letters: Sequence[Letter], folder: Path, ledger: Sequence[MailRecord]) -> tuple[str, ...]:
    """Remove drafts that no longer hold: a reminder to a unit that has reported since, a receipt overtaken by errors.

    Only files that still hold what was written go. Forms (发表) stay: they are never wrong to have been sent.
    """
    holding = {(letter.kind, letter.unit_code, letter.matter) for letter in letters}
    last = {record.file: record for record in ledger}
    stale = [
        record
        for record in last.values()
        if record.kind is not MailKind.FORM and (record.kind, record.unit_code, record.matter) not in holding
    ]
    gone = [record.file for record in stale if _untouched(folder / record.file, {record.sha256})]
    for file in gone:
        (folder / file).unlink()
    return tuple(gone)
