"""Sends letters through an SMTP server, so that it is known of each whether it was sent, was not, or may have been."""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from qz.mail.post.account import Security
from qz.mail.post.connect import PostFault, ServerConnection, decode_answer, no_connection, tls_context, wrong_login
from qz.records import dataclass

_BARE_END: Final = re.compile(rb"\r\n|\n|\r")
_CLOSING: Final = 421
"""The server's code for closing the connection (RFC 5321, 3.8)."""


class LetterRefused(Exception):
    """The server did not accept this letter; the message is its answer. The letter was not sent to anybody."""


class ConnectionLost(Exception):
    """The connection broke. ``went_out``: ``False``: the letter was not sent. ``None``: it may have been sent."""

    def __init__(self, *, went_out: bool | None) -> None:
        super().__init__("connection lost")
        self.went_out = went_out


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The recipients accepted by the server, and its answer for each recipient it refused."""

    accepted: tuple[str, ...]
    refused: Mapping[str, str]


class Outbox(ServerConnection[smtplib.SMTP]):
    """A connection to the office's SMTP server; a context manager."""

    def _disconnect(self) -> None:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            self._client.quit()
        self._client.close()

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        client: smtplib.SMTP | None = None
        try:
            if server.security is Security.TLS:
                client = smtplib.SMTP_SSL(server.host, server.port, timeout=self._seconds, context=tls_context(server))
            else:
                client = smtplib.SMTP(server.host, server.port, timeout=self._seconds)
            if server.security is Security.STARTTLS:
                client.starttls(context=tls_context(server))
            client.ehlo_or_helo_if_needed()
            if server.login:
                client.login(server.login, self._password)
        except smtplib.SMTPAuthenticationError as fault:
            raise _closed(client, wrong_login(server, fault.smtp_error)) from None
        except UnicodeEncodeError:
            raise _closed(client, wrong_login(server, "登录名或密码里有英文以外的字符")) from None
        except smtplib.SMTPNotSupportedError:
            what = "加密（STARTTLS）" if server.security is Security.STARTTLS and not _secret(client) else "登录"
            advice = "请向网络管理员核对 mail.toml 里的 security 和 login"
            raise _closed(client, PostFault(f"邮件服务器 {server.host} 不支持{what}：{advice}。")) from None
        except (smtplib.SMTPException, OSError) as fault:
            raise _closed(client, no_connection(server, fault)) from None
        return client

    def hand_over(
        self, sender: str, recipients: Sequence[str], content: bytes, started: Callable[[Sequence[str]], None]
    ) -> HandedOver:
        """Give one letter to the server for these recipients.

        Args:
            sender: The office's address.
            recipients: Their addresses; the server accepts or refuses each by itself.
            content: The letter's bytes.
            started: Called with the accepted recipients before the letter itself is given. After a crash between that
                and the server's answer it is unknown whether the letter was sent.

        Raises:
            LetterRefused: The server refused the letter itself.
            ConnectionLost: The connection broke.
        """
        try:
            options = [f"size={len(content)}"] if self._client.has_extn("size") else []
            options += ["BODY=8BITMIME"] if self._client.has_extn("8bitmime") else []
            self._expect(self._client.mail(sender, options))
            refused = {}
            for recipient in recipients:
                code, words = self._client.rcpt(recipient)
                if code == _CLOSING:
                    raise ConnectionLost(went_out=False)
                if code not in {250, 251}:
                    refused[recipient] = f"{code} {decode_answer(words)}"
            accepted = tuple(each for each in recipients if each not in refused)
            if accepted:
                self._expect(self._client.docmd("DATA"), good=354)
        except (smtplib.SMTPServerDisconnected, OSError):
            raise ConnectionLost(went_out=False) from None
        if accepted:
            started(accepted)
            self._give(content)
        else:
            self._reset()
        return HandedOver(accepted, refused)

    def _expect(self, answer: tuple[int, bytes], good: int = 250) -> None:
        code, words = answer
        if code == good:
            return
        self._reset()
        if code == _CLOSING:
            raise ConnectionLost(went_out=False)
        raise LetterRefused(f"{code} {decode_answer(words)}")

    def _reset(self) -> None:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            self._client.rset()

    def _give(self, content: bytes) -> None:
        """Send the letter itself. Before the closing dot it is certainly not sent; after it only the answer decides."""
        body = _BARE_END.sub(b"\r\n", content)
        body = re.sub(rb"(?m)^\.", b"..", body)
        whole = False
        try:
            self._client.send(body if body.endswith(b"\r\n") else body + b"\r\n")
            whole = True
            self._client.send(b".\r\n")
            code, words = self._client.getreply()
        except (smtplib.SMTPServerDisconnected, OSError):
            raise ConnectionLost(went_out=None if whole else False) from None
        if code != 250:
            raise LetterRefused(f"{code} {decode_answer(words)}")


def _secret(client: smtplib.SMTP | None) -> bool:
    return client is not None and isinstance(client.sock, ssl.SSLSocket)


def _closed(client: smtplib.SMTP | None, fault: PostFault) -> PostFault:
    if client is not None:
        client.close()
    return fault
