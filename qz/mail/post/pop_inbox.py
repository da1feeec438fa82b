"""Reads mails from a POP3 server, where the office's server has no IMAP. No mail is deleted."""

import contextlib
import datetime as dt
import email.utils
import hashlib
import poplib
from collections.abc import Callable
from typing import Any, Final

from qz.mail.post.account import Security, Server
from qz.mail.post.connect import (
    SECONDS,
    PostFault,
    ServerConnection,
    decode_answer,
    no_connection,
    tls_context,
    wrong_login,
)
from qz.mail.post.inbox import MailboxLost
from qz.mail.post.incoming import parse

_OLD_IN_A_ROW: Final = 20
"""After so many mails in a row that are too old, counted from the newest, older ones are not looked at."""
_DIGITS: Final = 15
_ALL_LINES: Final = 100_000_000
# The library refuses lines longer than 2,048 bytes as an attack, but many mails have longer ones.
setattr(poplib, "_MAXLINE", 64 << 20)  # noqa: B010 - the library has no public name for this


class PopInbox(ServerConnection[poplib.POP3]):
    """A connection to the office's POP3 server, for reading only; a context manager. POP3 has no folders."""

    def __init__(self, server: Server, password: str, seconds: float = SECONDS) -> None:
        super().__init__(server, password, seconds)
        self._numbers: dict[int, int] = {}

    def _disconnect(self) -> None:
        with contextlib.suppress(poplib.error_proto, OSError):
            self._client.quit()
        with contextlib.suppress(OSError):
            self._client.close()

    def _connect(self) -> poplib.POP3:
        server = self._server
        try:
            client: poplib.POP3
            if server.security is Security.TLS:
                client = poplib.POP3_SSL(server.host, server.port, context=tls_context(server), timeout=self._seconds)
            else:
                client = poplib.POP3(server.host, server.port, timeout=self._seconds)
        except (poplib.error_proto, OSError) as fault:
            raise no_connection(server, fault) from None
        try:
            _log_in(client, server, self._password)
        except PostFault:
            client.close()
            raise
        except (poplib.error_proto, OSError) as fault:
            client.close()
            raise no_connection(server, fault) from None
        return client

    def open_folder(self, name: str) -> int:
        """Do nothing, as POP3 has only the inbox. Returns 0 in place of a UIDVALIDITY: mails keep their numbers."""
        assert name  # noqa: S101 - the settings have at least one folder
        return 0

    def new_uids(self, since: dt.date, known: Callable[[int], bool]) -> tuple[int, ...]:
        """The numbers of the mails that are not ``known`` and whose Date is ``since`` or later, oldest first."""
        _, lines, _ = self._ask(self._client.uidl)
        listed = [line.split() for line in lines]
        self._numbers = {_as_number(words[1]): int(words[0]) for words in listed if len(words) == 2}
        new: list[int] = []
        old = 0
        for uid, number in sorted(self._numbers.items(), key=lambda each: -each[1]):
            if old >= _OLD_IN_A_ROW:
                break
            if known(uid):
                continue
            is_new = self._is_since(number, since)
            old = 0 if is_new else old + 1
            new += [uid] if is_new else []
        return tuple(reversed(new))

    def _is_since(self, number: int, since: dt.date) -> bool:
        _, lines, _ = self._ask(self._client.top, number, 0)
        date = parse(b"\r\n".join(lines)).get("date", "")
        try:
            return email.utils.parsedate_to_datetime(str(date)).date() >= since
        except (ValueError, TypeError, IndexError, OverflowError):
            return True

    def sizes(self, uids: tuple[int, ...]) -> dict[int, int]:
        """The size in bytes of each of these mails."""
        _, lines, _ = self._ask(self._client.list)
        sizes = {int(words[0]): int(words[1]) for words in map(bytes.split, lines) if len(words) == 2}
        return {uid: sizes.get(self._numbers[uid], 0) for uid in uids}

    def mail(self, uid: int) -> bytes | None:
        """The bytes of one mail; ``None`` where the server does not give it. Raises ``MailboxLost``.

        It is fetched by TOP with all its lines, because many servers mark a mail fetched by RETR as read.
        """
        for method, words in ((self._client.top, (_ALL_LINES,)), (self._client.retr, ())):
            with contextlib.suppress(PostFault):
                _, lines, _ = self._ask(method, self._numbers[uid], *words)
                return b"\r\n".join([*lines, b""])
        return None

    def _ask(self, method: Any, *words: Any) -> Any:
        try:
            return method(*words)
        except poplib.error_proto as fault:
            if "EOF" in str(fault):
                raise MailboxLost from None
            raise PostFault(f"邮件服务器 {self._server.host} 没有照办（{decode_answer(str(fault))}）。") from None
        except OSError:
            raise MailboxLost from None


def _as_number(uid: bytes) -> int:
    """The server's id of a mail, which is any text, as a number for the record of fetched mails."""
    return int(hashlib.sha256(uid).hexdigest()[:_DIGITS], 16)


def _log_in(client: poplib.POP3, server: Server, password: str) -> None:
    abilities: dict[str, list[str]] = {}
    with contextlib.suppress(poplib.error_proto):  # old servers do not support CAPA
        abilities = client.capa()
    if server.security is Security.STARTTLS:
        if "STLS" not in abilities:
            advice = "请向网络管理员核对 mail.toml 里的 security"
            raise PostFault(f"邮件服务器 {server.host} 不支持加密（STARTTLS）：{advice}。")
        client.stls(context=tls_context(server))
        abilities = client.capa()
    if abilities and "USER" not in abilities:
        advice = '请把 mail.toml 里的 security 改为 "TLS" 或 "STARTTLS"'
        raise PostFault(f"邮件服务器 {server.host} 不许不加密登录：{advice}。")
    try:
        client.user(server.login)
        client.pass_(password)
    except poplib.error_proto as fault:
        raise wrong_login(server, str(fault).removeprefix("b'").removesuffix("'")) from None
