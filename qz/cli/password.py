"""The mailbox's password: from the system's password store, else typed in; it is never written to a file."""

import getpass
import sys
import warnings
from collections.abc import Callable
from typing import Any, Final

from qz.cli.console import say
from qz.cli.stop import Stop
from qz.mail.post.account import Server
from qz.records import dataclass

_SERVICE: Final = "qz-mail"
YES: Final = frozenset({"是", "y", "yes", "1"})


@dataclass(frozen=True, slots=True)
class Password:
    """A password. ``keep`` is called once the server has accepted it; it offers to store a password typed in."""

    text: str
    keep: Callable[[], None]


def _store() -> Any:
    """The system's password store (the library ``keyring``); ``None`` where there is none."""
    try:
        import keyring  # noqa: PLC0415 - optional, and slow
        from keyring.errors import KeyringError  # noqa: PLC0415 - as above
    except ImportError:
        return None
    try:
        keyring.get_password(_SERVICE, "")
    except (KeyringError, RuntimeError, OSError):
        return None
    return keyring


def _nothing() -> None:
    return None


def _typed(prompt: str) -> str:
    """A line typed without being shown; where standard input is not a terminal, a line of it."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", getpass.GetPassWarning)
        return getpass.getpass(prompt)


def confirmed(question: str) -> bool:
    """Whether the person at the terminal answers 是."""
    return input(question).strip().casefold() in YES


def find_password(server: Server, *, anew: bool) -> Password:
    """The password for a server's login; ``""`` for a server without login.

    Args:
        server: The server to log in to.
        anew: Ask even where the store has one.

    Raises:
        Stop: The store has none, and nobody is there to ask.
    """
    if not server.login:
        return Password("", _nothing)
    store, user = _store(), f"{server.login} {server.host}"
    known = None if store is None or anew else store.get_password(_SERVICE, user)
    if known is not None:
        return Password(known, _nothing)
    typed = _typed(f"{server.login} 在 {server.host} 的密码或授权码（输入时不显示）：")
    if not typed:
        raise Stop(f"没有 {server.login} 的密码，没有连接邮件服务器。请在命令行窗口里运行，按提示输入。")

    def keep() -> None:
        if store is None or not sys.stdin.isatty():
            return
        if confirmed("要把密码存进系统的密码库，以后不再询问吗？（是/否）"):
            try:
                store.set_password(_SERVICE, user, typed)
            except Exception as fault:  # noqa: BLE001 - each store has errors of its own; storing may fail
                say(f"系统的密码库没有存上（{type(fault).__name__}），下次仍会询问。")
            else:
                say("已存进系统的密码库；要换密码时加 --password。")

    return Password(typed, keep)
