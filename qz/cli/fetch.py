"""``qz fetch``: saves new mails of the office's mailbox in the returns folder; the mailbox is not changed."""

import argparse
import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import field
from pathlib import Path

from qz.cli.console import progress, say, table
from qz.cli.next_step import typed
from qz.cli.one_at_a_time import one_at_a_time
from qz.cli.password import find_password
from qz.cli.programme_file import load_programme
from qz.cli.send import open_account
from qz.cli.stop import Stop
from qz.mail.draft_files import write_whole
from qz.mail.ledger import LEDGER_NAME, LedgerFault, read_ledger, write_ledger
from qz.mail.post.account import Account, Protocol, Server
from qz.mail.post.connect import PostFault
from qz.mail.post.inbox import MAX_MAIL, Inbox, MailboxLost
from qz.mail.post.incoming import Bounce, file_name, is_own_letter, parse, read_bounces
from qz.mail.post.outgoing import note_deliveries
from qz.mail.post.pop_inbox import PopInbox
from qz.mail.post.seen import SEEN_NAME, SeenFault, SeenMail, read_seen, write_seen
from qz.model.letters import Delivery, MailRecord, Outcome
from qz.model.programme import Programme
from qz.records import dataclass
from qz.values.dates import OFFICE_ZONE

_NOTICES = "退信"


@dataclass(slots=True)
class _FetchRun:
    """One run of ``qz fetch``.

    ``returns``, ``mail``: folders for mails and for the record of letters. ``ledger``: the letters sent; ``seen``: the
    mails fetched so far (``seen_path``); both are written to disk at every change. ``kept``: files saved; ``bounces``:
    letters that could not be delivered; ``sentences``: for the clerk.
    """

    returns: Path
    mail: Path
    seen_path: Path
    ledger: tuple[MailRecord, ...]
    seen: list[SeenMail]
    kept: list[str] = field(default_factory=list)
    bounces: list[Bounce] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)

    def take(self, folder: str, validity: int, uid: int, content: bytes) -> None:
        """Save one mail, unless one of the same content was saved before; then record that it was seen."""
        sha256 = hashlib.sha256(content).hexdigest()
        file = ""
        if all(each.sha256 != sha256 for each in self.seen):
            file = self._keep(content, sha256)
        self.seen.append(SeenMail(folder, validity, uid, sha256, file))
        write_seen(self.seen_path, self.seen)

    def _keep(self, content: bytes, sha256: str) -> str:
        mail = parse(content)
        if is_own_letter(mail, self.ledger):
            return ""
        name = file_name(mail, sha256, OFFICE_ZONE)
        bounces = read_bounces(mail, content, self.ledger)
        if bounces:
            write_whole(self.seen_path.parent / _NOTICES / name, content)
            self._note(bounces)
            return f"{_NOTICES}/{name}"
        write_whole(self.returns / name, content)
        self.kept.append(name)
        return name

    def _note(self, bounces: Sequence[Bounce]) -> None:
        now = dt.datetime.now()  # noqa: DTZ005 - the office's own clock
        for bounce in bounces:
            record = self.ledger[bounce.place]
            delivery = Delivery(bounce.address, Outcome.BOUNCED, now, bounce.words)
            self.ledger = note_deliveries(self.ledger, bounce.place, record.message_id, [delivery])
        write_ledger(self.mail / LEDGER_NAME, self.ledger)
        self.bounces += bounces


def _fetch_folder(run: _FetchRun, inbox: Inbox | PopInbox, mailbox: str, folder: str, since: dt.date) -> None:
    """Fetch the new mails of one mailbox folder, oldest first."""
    validity = inbox.open_folder(folder)
    place = f"{mailbox}/{folder}"
    done = {(each.folder, each.validity, each.uid) for each in run.seen}
    new = inbox.new_uids(since, lambda uid: (place, validity, uid) in done)
    sizes = inbox.sizes(new)
    for uid in progress(new, len(new), f"收信 {folder}"):
        if sizes.get(uid, 0) > MAX_MAIL:
            run.sentences.append(f"{folder} 里有一封邮件 {sizes[uid] >> 20}MB，太大，没有收；请在邮箱里另存附件。")
            continue
        content = inbox.mail(uid)
        if content is not None:
            run.take(place, validity, uid, content)


def _say_outcome(run: _FetchRun, programme: Programme, arguments: argparse.Namespace) -> None:
    say(*run.sentences)
    names = {unit.code: unit.name for unit in programme.units}
    if run.kept:
        table(["新邮件"], [[name] for name in run.kept])
    for bounce in run.bounces:
        record = run.ledger[bounce.place]
        why = f"（{bounce.words}）" if bounce.words else ""
        unit = names.get(record.unit_code, record.unit_code)
        say(f"退信：给{unit}的{record.kind}邮件没有送到 {bounce.address}{why}。")
    if run.bounces:
        say(
            f"请在考核方案的单位名册里改正邮箱，再运行 {typed('mail', arguments)} 和 "
            f"{typed('send', arguments)}，会按新地址重发。"
        )
    if run.kept:
        say(f"收到 {len(run.kept)} 封新邮件，已放进 {run.returns}。", f"下一步：{typed('collect', arguments)}。")
    elif not run.bounces:
        say("没有新邮件。")


def _fetch(run: _FetchRun, account: Account, server: Server, since: dt.date, *, anew: bool) -> None:
    password = find_password(server, anew=anew)
    kind = PopInbox if account.protocol is Protocol.POP3 else Inbox
    with kind(server, password.text) as inbox:
        for folder in account.folders:
            _fetch_folder(run, inbox, f"{server.login}@{server.host}", folder, since)
    password.keep()


def run(arguments: argparse.Namespace) -> None:
    """Fetch new mails, print which letters bounced, and what to do next."""
    programme = load_programme(arguments)
    year = programme.particulars.year
    base = arguments.output / programme.home
    account = open_account(arguments)
    if account.fetching is None:
        raise Stop("mail.toml 里没有 [fetch] 一节，不知道从哪个服务器收信。请照样例补上。")
    with one_at_a_time(base / "mail"):
        seen_path = base / "fetched" / SEEN_NAME
        try:
            ledger, seen = read_ledger(base / "mail" / LEDGER_NAME), read_seen(seen_path)
        except (LedgerFault, SeenFault) as fault:
            raise Stop(str(fault)) from None
        returns = arguments.returns or Path("returns") / programme.home
        run = _FetchRun(returns, base / "mail", seen_path, ledger, list(seen))
        since = account.since or dt.date(year, 1, 1)
        try:
            returns.mkdir(parents=True, exist_ok=True)
            _fetch(run, account, account.fetching, since, anew=arguments.password)
        except PostFault as fault:
            if not run.kept and not run.bounces:
                raise Stop(str(fault)) from None
            say(str(fault))
        except MailboxLost:
            run.sentences.append(f"收到一半连接断了：已收的都完整，再运行 {typed('fetch', arguments)} 就接着收。")
        except OSError as error:
            raise Stop(f"邮件写不进 {error.filename or returns}：请检查磁盘空间和权限后再运行。") from None
        _say_outcome(run, programme, arguments)
