"""Used for sending and for fetching: encryption, and sentences for the clerk about connections that fail."""

import socket
import ssl
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Final, Generic, Self, TypeVar

from qz.mail.post.account import Server

Client = TypeVar("Client")
"""The library's class of a connection."""
SECONDS: Final = 60.0
"""After so many seconds without an answer a connection has failed."""


class PostFault(Exception):
    """The server cannot be used at all; the message is a Chinese sentence with the reason and what to do."""


class LoginFault(PostFault):
    """The server did not accept the login or the password."""


class ServerConnection(ABC, Generic[Client]):
    """A connection to one of the office's mail servers; a context manager.

    Raises:
        PostFault: On entering: the server cannot be reached, is not trusted, or refuses the login.
    """

    def __init__(self, server: Server, password: str, seconds: float = SECONDS) -> None:
        """``seconds``: without an answer for so long, the connection has failed."""
        self._server, self._password, self._seconds = server, password, seconds

    def __enter__(self) -> Self:
        self._client = self._connect()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._disconnect()

    @abstractmethod
    def _connect(self) -> Client:
        """Connect and log in. Raises ``PostFault``."""

    @abstractmethod
    def _disconnect(self) -> None:
        """Log out and close the connection."""


def tls_context(server: Server) -> ssl.SSLContext:
    """The settings of an encrypted connection: certificates are checked, also by the settings' own ``certificate``."""
    context = ssl.create_default_context()
    if server.certificate:
        try:
            context.load_verify_locations(server.certificate)
        except (ssl.SSLError, OSError):
            raise PostFault(f"证书文件 {server.certificate} 读不出来，请向网络管理员要 PEM 格式的证书。") from None
    return context


def decode_answer(words: bytes | str) -> str:
    """A server's answer as one line of text, decoded as UTF-8, else GB18030."""
    data = words.encode("utf-8", "surrogateescape") if isinstance(words, str) else words
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    return " ".join(text.split())


def no_connection(server: Server, fault: Exception) -> PostFault:
    """The fault, with its sentence, for a connection that could not be made."""
    place = f"{server.host}:{server.port}"
    if isinstance(fault, ssl.SSLCertVerificationError):
        advice = "内网自建的服务器请把它的证书（PEM）写在 mail.toml 的 certificate 里；否则不要连接"
        return PostFault(f"邮件服务器 {place} 的证书核对不上（{fault.verify_message}）：{advice}。")
    if isinstance(fault, ssl.SSLError):
        return PostFault(f"与邮件服务器 {place} 谈不成加密连接：请核对 mail.toml 里的 port 和 security。")
    if isinstance(fault, socket.gaierror):
        return PostFault(f"找不到邮件服务器 {server.host}：请检查网络，并核对 mail.toml 里的 server。")
    if isinstance(fault, TimeoutError):
        return PostFault(f"邮件服务器 {place} 没有应答：请检查网络，并核对 mail.toml 里的 port 和 security。")
    return PostFault(f"连不上邮件服务器 {place}（{decode_answer(str(fault))}）：请检查网络和 mail.toml。")


def wrong_login(server: Server, answer: bytes | str) -> LoginFault:
    """The fault, with its sentence, for a login that was refused."""
    advice = "请核对登录名和密码；QQ、163 等邮箱要在网页里开通此项服务，并用“授权码”代替密码"
    return LoginFault(f"邮件服务器 {server.host} 不接受 {server.login} 的登录（{decode_answer(answer)}）：{advice}。")
