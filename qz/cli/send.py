"""``qz send``: sends the drafts of ``qz mail`` through the office's mailbox, one by one, each once."""

import argparse
import datetime as dt
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from pathlib import Path

from qz.cli.console import progress, say, table
from qz.cli.next_step import typed
from qz.cli.one_at_a_time import one_at_a_time
from qz.cli.password import Password, confirmed, find_password
from qz.cli.programme_file import load_programme, programme_path
from qz.cli.stop import Stop
from qz.mail.ledger import LEDGER_NAME, LedgerFault, read_ledger, write_ledger
from qz.mail.post.account import ACCOUNT_NAME, Account, AccountFault, read_account
from qz.mail.post.connect import PostFault
from qz.mail.post.outbox import ConnectionLost, LetterRefused, Outbox
from qz.mail.post.outgoing import Outgoing, drop_deliveries, find_outgoing, letter_to_send, note_deliveries
from qz.model.letters import Delivery, MailRecord, Outcome
from qz.model.programme import Programme
from qz.records import dataclass


@dataclass(slots=True)
class _SendRun:
    """One run of ``qz send``.

    ``path``: the file with the record of letters, ``ledger``: its contents, written at every change. ``sent``: letters
    sent; ``unknown``: letters of which nobody knows whether they were sent; ``refused``: sentences on those refused.
    """

    arguments: argparse.Namespace
    path: Path
    ledger: tuple[MailRecord, ...]
    account: Account
    sent: int = 0
    unknown: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def note(self, letter: Outgoing, message_id: str, deliveries: Sequence[Delivery]) -> None:
        self.ledger = note_deliveries(self.ledger, letter.place, message_id, deliveries)
        write_ledger(self.path, self.ledger)

    def take_back(self, letter: Outgoing, addresses: Sequence[str]) -> None:
        self.ledger = drop_deliveries(self.ledger, letter.place, addresses)
        write_ledger(self.path, self.ledger)


def _now() -> dt.datetime:
    return dt.datetime.now()  # noqa: DTZ005 - the office's own clock


def _hand_over(run: _SendRun, outbox: Outbox, letter: Outgoing) -> None:
    """Send one letter and record the outcome for each address. Raises ``ConnectionLost``."""
    now = _now()
    content, message_id = letter_to_send(letter.content, run.account.address, now)
    taken: list[str] = []

    def started(accepted: Sequence[str]) -> None:
        taken.extend(accepted)
        run.note(letter, message_id, [Delivery(each, Outcome.UNKNOWN, now) for each in accepted])

    try:
        done = outbox.hand_over(run.account.address, letter.recipients, content, started)
    except LetterRefused as refusal:
        run.take_back(letter, taken)
        run.refused.append(f"{letter.record.file} 没有发出：服务器答复“{refusal}”。")
        return
    except ConnectionLost as lost:
        if lost.went_out is None:
            run.unknown.append(letter.record.file)
        else:
            run.take_back(letter, taken)
        raise
    run.note(
        letter,
        message_id,
        [
            *(Delivery(each, Outcome.SENT, now) for each in done.accepted),
            *(Delivery(each, Outcome.REFUSED, now, words) for each, words in done.refused.items()),
        ],
    )
    run.sent += bool(done.accepted)
    for address, words in done.refused.items():
        run.refused.append(
            f"{letter.record.file} 的收件人 {address} 被服务器拒收（{words}）：请在单位名册里改正邮箱，"
            f"再运行 {typed('mail', run.arguments)} 和 {typed('send', run.arguments)}。"
        )


def _send_all(run: _SendRun, password: str, letters: Sequence[Outgoing]) -> None:
    """Send the letters over one connection; where it breaks at a letter, one new connection is made for that letter.

    Raises:
        PostFault: The server cannot be used.
        ConnectionLost: The new connection broke at once.
    """
    assert run.account.sending is not None  # noqa: S101 - the command has asked
    waiting = list(letters)
    shown = progress(letters, len(letters), "发信", lambda letter: letter.record.file)
    broken_at: Outgoing | None = None
    while waiting:
        with Outbox(run.account.sending, password) as outbox:
            try:
                while waiting:
                    letter = waiting[0]
                    if letter is not broken_at:
                        next(shown)
                    _hand_over(run, outbox, letter)
                    del waiting[0]
                    if waiting:
                        time.sleep(run.account.pause)
            except ConnectionLost as lost:
                if lost.went_out is None:
                    del waiting[0]
                elif waiting[0] is broken_at:
                    raise
                else:
                    broken_at = waiting[0]
    _exhaust(shown)


def _exhaust(shown: Iterator[Outgoing]) -> None:
    for _ in shown:
        pass


def _say_outcome(run: _SendRun, total: int) -> None:
    """Print what was sent, what was not, and what to do."""
    say(*run.refused)
    if run.unknown:
        say(
            f"{'、'.join(run.unknown)} 交给服务器后连接断了，不能确定是否发出。"
            f"请看邮箱的“已发送”或问收件单位；确实没有收到的，运行 {typed('send', run.arguments, '--unsure')} 重发。"
        )
    say(f"已发出 {run.sent} 封，共 {total} 封；记录在 {run.path}。")
    if run.sent + len(run.unknown) < total:
        say(f"没有发出的草稿还在，改正后再运行 {typed('send', run.arguments)} 就接着发，发过的不会重发。")
    elif run.sent:
        say(f"下一步：{typed('fetch', run.arguments)} 收取回信和退信，再运行 {typed('collect', run.arguments)}。")


def _preview(programme: Programme, account: Account, letters: Sequence[Outgoing]) -> None:
    names = {unit.code: unit.name for unit in programme.units}
    rows = [
        [
            letter.record.kind.value,
            names.get(letter.record.unit_code, letter.record.unit_code),
            "、".join(letter.recipients),
            "、".join(letter.attachments) or "无",
        ]
        for letter in letters
    ]
    table(["邮件", "单位", "收件人", "附件"], rows)
    kinds = Counter(letter.record.kind.value for letter in letters)
    counted = "、".join(f"{kind}{count}封" for kind, count in kinds.items())
    assert account.sending is not None  # noqa: S101 - the command has asked
    say(f"以上 {len(letters)} 封（{counted}）将由 {account.address} 经 {account.sending.host} 发出。")
    say("已经手工发过的，请先把那份草稿删掉，免得对方收到两次。")


def _choose(arguments: argparse.Namespace, found: Sequence[Outgoing]) -> tuple[Outgoing, ...]:
    """The letters to send: those never begun; with ``--unsure`` also those of which it is unknown whether they went."""
    unsure = [letter for letter in found if letter.unsure]
    if unsure and not arguments.unsure:
        files = "、".join(letter.record.file for letter in unsure)
        say(
            f"上次发到一半、不能确定是否发出的有 {len(unsure)} 封，这次不发：{files}。"
            f"确实没有发出的，运行 {typed('send', arguments, '--unsure')} 重发。"
        )
    if arguments.unsure:
        return tuple(replace(letter, recipients=(*letter.unsure, *letter.recipients)) for letter in found)
    return tuple(letter for letter in found if letter.recipients)


def open_account(arguments: argparse.Namespace) -> Account:
    """The office's mailbox account, from ``mail.toml`` beside the programme. Raises ``Stop``."""
    try:
        return read_account(programme_path(arguments).parent / ACCOUNT_NAME)
    except AccountFault as fault:
        raise Stop(str(fault)) from None


def _agreed(arguments: argparse.Namespace) -> bool:
    """Whether the person agrees to send. Raises ``Stop`` where nobody is there to ask."""
    if arguments.yes:
        return True
    if not sys.stdin.isatty():
        raise Stop("没有人确认，一封也没有发。请在命令行窗口里运行；由脚本运行时加 --yes。")
    return confirmed("现在发出吗？（是/否）")


def run(arguments: argparse.Namespace) -> None:
    """Print which letters go to whom, ask, and send them."""
    programme = load_programme(arguments)
    folder = arguments.output / programme.home / "mail"
    account = open_account(arguments)
    if account.sending is None:
        raise Stop("mail.toml 里没有 [send] 一节，不知道经哪个服务器发信。请照样例补上。")
    with one_at_a_time(folder):
        try:
            ledger = read_ledger(folder / LEDGER_NAME)
        except LedgerFault as fault:
            raise Stop(str(fault)) from None
        found, sentences = find_outgoing(folder, ledger)
        say(*sentences)
        letters = _choose(arguments, found)
        if not letters:
            say(f"没有要发的邮件。先运行 {typed('mail', arguments)} 拟好草稿。")
            return
        _preview(programme, account, letters)
        if not _agreed(arguments):
            say("没有发。")
            return
        password = find_password(account.sending, anew=arguments.password)
        _send(_SendRun(arguments, folder / LEDGER_NAME, ledger, account), password, letters)


def _send(run: _SendRun, password: Password, letters: Sequence[Outgoing]) -> None:
    """Send the letters and print the outcome. Raises ``Stop`` where nothing was sent at all."""
    try:
        _send_all(run, password.text, letters)
    except PostFault as fault:
        if not run.sent and not run.refused and not run.unknown:
            raise Stop(f"{fault}一封也没有发。") from None
        say(str(fault))
    except ConnectionLost:
        say("与邮件服务器的连接一再中断。")
    except OSError as error:
        raise Stop(f"发送记录写不进 {error.filename or run.path}，已停止发信：请检查磁盘空间和权限。") from None
    else:
        password.keep()
    _say_outcome(run, len(letters))
