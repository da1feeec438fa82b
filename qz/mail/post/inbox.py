"""Reads mails from an IMAP server. The mailbox is not changed: nothing is deleted, moved or marked as read."""

import base64
import contextlib
import datetime as dt
import imaplib
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from qz.mail.post.account import Security, Server
from qz.mail.post.connect import PostFault, ServerConnection, decode_answer, no_connection, tls_context, wrong_login

MAX_MAIL: Final = 256 << 20
"""Bytes that one mail may have; a larger one is reported and not fetched."""
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIZE: Final = re.compile(rb"UID (\d+)|RFC822\.SIZE (\d+)")
_AT_ONCE: Final = 500


class MailboxLost(Exception):
    """The connection broke; mails fetched before are saved."""


def encode_folder(name: str) -> str:
    """A folder's name in quotes, in the modified UTF-7 of IMAP (RFC 3501, 5.1.3)."""
    pieces = []
    for run in re.findall(r"[ -~]+|[^ -~]+", name):
        if run.isascii():
            pieces.append(run.replace("&", "&-"))
        else:
            packed = base64.b64encode(run.encode("utf-16-be")).decode().rstrip("=")
            pieces.append(f"&{packed.replace('/', ',')}-")
    return '"' + "".join(pieces).replace("\\", "\\\\").replace('"', '\\"') + '"'


class Inbox(ServerConnection[imaplib.IMAP4]):
    """A connection to the office's IMAP server, for reading only; a context manager."""

    def _disconnect(self) -> None:
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            self._client.logout()
        with contextlib.suppress(OSError):
            self._client.shutdown()

    def _connect(self) -> imaplib.IMAP4:
        server = self._server
        try:
            client: imaplib.IMAP4
            if server.security is Security.TLS:
                client = imaplib.IMAP4_SSL(
                    server.host, server.port, ssl_context=tls_context(server), timeout=self._seconds
                )
            else:
                client = imaplib.IMAP4(server.host, server.port, timeout=self._seconds)
        except (imaplib.IMAP4.error, OSError) as fault:
            raise no_connection(server, fault) from None
        try:
            if server.security is Security.STARTTLS:
                _start_tls(client, server)
            _log_in(client, server, self._password)
            if "ID" in client.capabilities:  # 网易 opens a folder only for a program that has sent its name
                client.xatom("ID", '("name" "qz")')
        except PostFault:
            client.shutdown()
            raise
        except (imaplib.IMAP4.error, OSError) as fault:
            client.shutdown()
            raise no_connection(server, fault) from None
        return client

    def open_folder(self, name: str) -> int:
        """Open a folder for reading. Returns its UIDVALIDITY, which changes when the server renumbers its mails.

        Raises:
            PostFault: The server has no such folder, or does not open it.
            MailboxLost: The connection broke.
        """
        kind, answer = self._ask(self._client.select, encode_folder(name), readonly=True)
        if kind != "OK":
            what = decode_answer(answer[0] or b"")
            advice = "请核对 mail.toml 里的 folders"
            raise PostFault(f"邮箱里的文件夹“{name}”打不开（{what}）：{advice}。")
        _, numbers = self._client.response("UIDVALIDITY")
        return int(numbers[0] or 0) if numbers else 0

    def new_uids(self, since: dt.date, known: Callable[[int], bool]) -> tuple[int, ...]:
        """The numbers of the open folder's mails that arrived on ``since`` or later and are not ``known``."""
        day = f"{since.day:02}-{_MONTHS[since.month - 1]}-{since.year}"
        _, answer = self._ask(self._client.uid, "SEARCH", "SINCE", day)
        uids = sorted(int(uid) for line in answer if line for uid in line.split())
        return tuple(uid for uid in uids if not known(uid))

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """The size in bytes of each of these mails; mails deleted in the meantime are left out."""
        found: dict[int, int] = {}
        for start in range(0, len(uids), _AT_ONCE):
            wanted = ",".join(map(str, uids[start : start + _AT_ONCE]))
            _, answer = self._ask(self._client.uid, "FETCH", wanted, "(RFC822.SIZE)")
            for line in answer:
                words = dict.fromkeys(("uid", "size"), 0)
                for uid, size in _SIZE.findall(line if isinstance(line, bytes) else b""):
                    words["uid" if uid else "size"] = int(uid or size)
                if words["uid"]:
                    found[words["uid"]] = words["size"]
        return found

    def mail(self, uid: int) -> bytes | None:
        """The bytes of one mail; ``None`` where it was deleted in the meantime. Raises ``MailboxLost``."""
        _, answer = self._ask(self._client.uid, "FETCH", str(uid), "(BODY.PEEK[])")
        return next((bytes(part[1]) for part in answer if isinstance(part, tuple)), None)

    def _ask(self, method: Any, *words: Any, **options: Any) -> tuple[str, list[Any]]:
        try:
            kind, answer = method(*words, **options)
        except (imaplib.IMAP4.abort, OSError):
            raise MailboxLost from None
        except imaplib.IMAP4.error as fault:
            raise PostFault(f"邮件服务器 {self._server.host} 没有照办（{decode_answer(str(fault))}）。") from None
        return kind, answer


def _start_tls(client: imaplib.IMAP4, server: Server) -> None:
    if "STARTTLS" not in client.capabilities:
        advice = "请向网络管理员核对 mail.toml 里的 security"
        raise PostFault(f"邮件服务器 {server.host} 不支持加密（STARTTLS）：{advice}。")
    client.starttls(ssl_context=tls_context(server))


def _log_in(client: imaplib.IMAP4, server: Server, password: str) -> None:
    """Log in by AUTHENTICATE PLAIN, where the server supports it, for any password; else by LOGIN, for ASCII only."""
    try:
        if "AUTH=PLAIN" in client.capabilities:
            client.authenticate("PLAIN", lambda _: f"\0{server.login}\0{password}".encode())
        elif "LOGINDISABLED" in client.capabilities:
            advice = '请把 mail.toml 里的 security 改为 "TLS" 或 "STARTTLS"'
            raise PostFault(f"邮件服务器 {server.host} 不许不加密登录：{advice}。")
        else:
            client.login(server.login, password)
    except imaplib.IMAP4.abort:
        raise
    except UnicodeEncodeError:
        raise wrong_login(server, "登录名或密码里有英文以外的字符") from None
    except imaplib.IMAP4.error as fault:
        raise wrong_login(server, str(fault).removeprefix("b'").removesuffix("'")) from None
