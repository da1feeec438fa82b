"""The drafts made so far in a year, as far as its record can be read."""

import datetime as dt
from pathlib import Path

from qz.cli.console import say
from qz.mail.ledger import LEDGER_NAME, LedgerFault, read_ledger
from qz.model.letters import MailRecord


def made_letters(year: Path, until: dt.datetime | None = None) -> tuple[MailRecord, ...]:
    """The drafts made so far; a ledger that cannot be read counts as empty, with a sentence for the clerk.

    Args:
        year: The year's output folder.
        until: Leave out the drafts made later; ``None``: none are left out.
    """
    try:
        letters = read_ledger(year / "mail" / LEDGER_NAME)
    except LedgerFault as fault:
        say(f"{fault}收件登记里暂不列邮件。")
        return ()
    return tuple(letter for letter in letters if until is None or letter.when <= until)
