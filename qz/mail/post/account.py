"""Reads ``mail.toml``, the settings of the office's mailbox: the servers for sending and fetching, never a password."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from qz.model.addresses import split_addresses
from qz.records import dataclass

ACCOUNT_NAME: Final = "mail.toml"
EXAMPLE_NAME: Final = "mail-样例.toml"


class AccountFault(Exception):
    """The settings are missing or wrong; the message is a Chinese sentence with the place and what to write."""


class Security(StrEnum):
    """How a connection is encrypted: from the start, after STARTTLS, or not at all."""

    TLS = "TLS"
    STARTTLS = "STARTTLS"
    NONE = "无"


class Protocol(StrEnum):
    """How mails are fetched."""

    IMAP = "IMAP"
    POP3 = "POP3"


@dataclass(frozen=True, slots=True)
class Server:
    """One server. ``login``: ``""`` where it needs none. ``certificate``: the file of a CA of the office's own."""

    host: str
    port: int
    security: Security
    login: str
    certificate: Path | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """The office's mailbox. ``pause``: seconds between two letters; ``since``: the first day to fetch mails of."""

    address: str
    sending: Server | None
    pause: float
    fetching: Server | None
    folders: tuple[str, ...]
    since: dt.date | None
    protocol: Protocol = Protocol.IMAP


_PORTS: Final[Mapping[str, Mapping[Security, int]]] = {
    "send": {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25},
    Protocol.IMAP: {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143},
    Protocol.POP3: {Security.TLS: 995, Security.STARTTLS: 110, Security.NONE: 110},
}
_SERVER_KEYS: Final = frozenset({"server", "port", "security", "login", "certificate"})
_KEYS: Final = {"send": _SERVER_KEYS | {"pause"}, "fetch": _SERVER_KEYS | {"folders", "since", "protocol"}}
_SECRETS: Final = frozenset({"password", "passwd", "pass", "secret", "token", "密码", "授权码"})


class _Section:
    """One table of the file; its values are read by key and checked by type."""

    def __init__(self, path: Path, name: str, values: dict[str, Any]) -> None:
        self.path, self.name, self.values = path, name, values

    def fault(self, key: str, what: str) -> AccountFault:
        place = f"[{self.name}] 的 {key}" if self.name else key
        return AccountFault(f"{self.path} 里 {place} {what}。")

    def refuse_unknown(self, known: frozenset[str]) -> None:
        for key in self.values:
            if key.casefold() in _SECRETS:
                raise self.fault(key, "不能写：密码不要写在文件里，运行时会询问，可以存进系统的密码库。请删去这一行")
            if key not in known:
                raise self.fault(key, f"不认识，可以写的有 {'、'.join(sorted(known))}")

    def get(self, key: str, kind: type | tuple[type, ...], what: str, default: Any = None) -> Any:
        value = self.values.get(key, default)
        if value is default and key not in self.values:
            if default is None:
                raise self.fault(key, f"没有写，应写{what}")
            return default
        if not isinstance(value, kind) or isinstance(value, bool) or (value == "" and key == "server"):
            raise self.fault(key, f"写法不对，应写{what}")
        return value


def _server(section: _Section, address: str, ports: Mapping[Security, int]) -> Server:
    security = section.get("security", str, "“TLS”“STARTTLS”或“无”", "TLS")
    if security.upper() not in list(Security):
        raise section.fault("security", f"写的是“{security}”，应写“TLS”“STARTTLS”或“无”")
    chosen = Security(security.upper())
    port = section.get("port", int, "端口号，如 465", ports[chosen])
    if not 0 < port < 65_536:
        raise section.fault("port", "写法不对，应写端口号，如 465")
    certificate = section.get("certificate", str, "证书文件的名称", "")
    path = section.path.parent / certificate
    if certificate and not path.is_file():
        raise section.fault("certificate", f"写的证书文件 {path} 没有找到")
    host = section.get("server", str, '服务器的名称，如 "smtp.example.gov.cn"').strip()
    login = section.get("login", str, "登录名", address)
    return Server(host, port, chosen, login, path if certificate else None)


def _section(path: Path, table: dict[str, Any], name: str) -> _Section | None:
    values = table.get(name)
    if values is None:
        return None
    if not isinstance(values, dict):
        raise AccountFault(f"{path} 里 {name} 写法不对，应是单独一节：[{name}]。")
    section = _Section(path, name, values)
    section.refuse_unknown(_KEYS[name])
    return section


def _folders(section: _Section) -> tuple[str, ...]:
    folders = section.get("folders", list, '文件夹的名称，如 ["INBOX"]', ["INBOX"])
    if not folders or not all(isinstance(folder, str) and folder.strip() for folder in folders):
        raise section.fault("folders", '写法不对，应写文件夹的名称，如 ["INBOX"]')
    return tuple(dict.fromkeys(folders))


def _protocol(section: _Section) -> Protocol:
    protocol = section.get("protocol", str, "“IMAP”或“POP3”", "IMAP")
    if protocol.upper() not in list(Protocol):
        raise section.fault("protocol", f"写的是“{protocol}”，应写“IMAP”或“POP3”")
    if protocol.upper() == Protocol.POP3 and _folders(section) != ("INBOX",):
        raise section.fault("folders", "不能写：POP3 只有收件箱。请删去这一行，或改用 IMAP")
    return Protocol(protocol.upper())


def _since(section: _Section) -> dt.date | None:
    if "since" not in section.values:
        return None
    since = section.get("since", dt.date, "日期，如 2011-06-01")
    return since.date() if isinstance(since, dt.datetime) else since


def read_account(path: Path) -> Account:
    """The settings of ``mail.toml``.

    Raises:
        AccountFault: The file is missing, or a value in it is missing, unknown or wrong.
    """
    try:
        table = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        example = path.with_name(EXAMPLE_NAME)
        raise AccountFault(
            f"没有找到邮箱设置 {path}：请把 {example} 复制一份，改名为 {path.name}，按说明填好。"
        ) from None
    except UnicodeDecodeError:
        raise AccountFault(f"邮箱设置 {path} 不是 UTF-8 编码，请另存为 UTF-8 后再运行。") from None
    except tomllib.TOMLDecodeError as fault:
        raise AccountFault(f"邮箱设置 {path} 写法有误（{fault}）。文字要放在英文引号里；请对照样例改正。") from None
    top = _Section(path, "", table)
    top.refuse_unknown(frozenset({"address", "send", "fetch"}))
    address = top.get("address", str, "本办公室的邮箱地址")
    try:
        (address,) = split_addresses(address)
    except ValueError:
        raise top.fault("address", f"写的“{address}”不是一个邮箱地址") from None
    send, fetch = _section(path, table, "send"), _section(path, table, "fetch")
    protocol = _protocol(fetch) if fetch else Protocol.IMAP
    return Account(
        address=address,
        sending=_server(send, address, _PORTS["send"]) if send else None,
        pause=max(0.0, float(send.get("pause", (int, float), "秒数，如 2", 2))) if send else 0.0,
        fetching=_server(fetch, address, _PORTS[protocol]) if fetch else None,
        folders=_folders(fetch) if fetch else (),
        since=_since(fetch) if fetch else None,
        protocol=protocol,
    )
