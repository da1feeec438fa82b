"""The office's key, with which forms are sealed: its file, how it is made, and which key checks a returns folder."""

import argparse
import os
from pathlib import Path
from secrets import token_hex
from typing import Final

from qz.cli.console import say
from qz.cli.last_collect import DEMO
from qz.cli.stop import Stop
from qz.model.programme import Programme

SAMPLES: Final = Path("samples")
"""The samples' folder: ``<year>/`` has the returns, ``<year>.key`` their key."""
_BYTES: Final = 32
_WORDS: Final = (
    "# 这是{year}年{district}{name}考核的密钥：办公室发出的表都用它加封签，收回时凭封签认出是不是原件。",
    "# 不要发给任何人，不要放进收件文件夹；换电脑、搬文件夹时随方案一起带走，并另存一份备份。",
)


def key_path(programme_path: Path) -> Path:
    """The key's file, beside the programme and with its name: ``templates/2011.key``."""
    return programme_path.with_suffix(".key")


def read_key(path: Path) -> bytes:
    """The key in a file; ``b""`` where there is no file. Raises ``Stop`` where the file does not hold a key."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return b""
    except (OSError, UnicodeDecodeError):
        lines = []
    try:
        (text,) = (line.strip() for line in lines if line.strip() and not line.startswith("#"))
        key = bytes.fromhex(text)
        if len(key) == _BYTES:
            return key
    except ValueError:
        pass
    raise Stop(f"密钥文件 {path} 读不出来，可能被改过。请用备份恢复；没有备份的，把它移走，就照没有密钥时办理。")


def make_key(path: Path, programme: Programme) -> bytes:
    """The key in a file; where there is no file, a new key is made. Two processes that make it at once get the same.

    Raises:
        Stop: The folder cannot be written to, or the file does not hold a key.
    """
    particulars = programme.particulars
    words = [
        line.format(year=particulars.year, district=particulars.district, name=particulars.name) for line in _WORDS
    ]
    text = "\n".join([*words, token_hex(_BYTES), ""])
    new = path.with_name(f".{path.name}-{token_hex(4)}")
    try:
        new.write_text(text, "utf-8")
        try:
            os.link(new, path)
        except FileExistsError:
            pass
        except OSError:  # the disk does not support hard links
            if not path.exists():
                new.replace(path)
        new.unlink(missing_ok=True)
    except OSError as fault:
        raise Stop(f"密钥写不进 {path}（{fault.strerror}）：请检查文件夹的权限后再运行。") from None
    return read_key(path)


def issuing_key(programme: Programme, programme_path: Path, forms: Path) -> bytes:
    """The key for forms to be sent; it is made when the first forms are.

    ``forms``: the folder of forms. Where it has forms but their key is lost, no new key is made, as it would not
    recognise their seals: the result is ``b""``.
    """
    path = key_path(programme_path)
    if not path.is_file() and any(forms.glob("*.xlsx")):
        say(
            f"密钥 {path} 不见了：这次生成的表没有封签，收回的表也不核对封签。找到原来的密钥放回去即可；"
            f"确要另起一把，请先移走 {forms} 再运行。"
        )
        return b""
    return make_key(path, programme)


def returns_key(arguments: argparse.Namespace, programme_path: Path, home: str) -> tuple[Path, bytes]:
    """The key that checks a command's returns, and its path, which need not exist.

    It is the samples' key for returns in ``samples`` or in the demo's folder, the office's own for all others: the
    samples' key is public and proves nothing about what people send.
    """
    own, samples = key_path(programme_path), SAMPLES / f"{home}.key"
    returns: Path | None = getattr(arguments, "returns", None)
    if returns is not None and samples.is_file() and any(_lies_in(returns, folder) for folder in (SAMPLES, DEMO)):
        return samples, read_key(samples)
    return own, read_key(own)


def _lies_in(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())
