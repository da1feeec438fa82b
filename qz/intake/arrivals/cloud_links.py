"""Links to files stored elsewhere, which webmail services and cloud drives put in place of a mail's attachment."""

import html
import re
from typing import Final

from qz.intake.arrivals.mime import parts_of
from qz.records import dataclass

_PLACES: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("QQ邮箱超大附件", r"mail\.qq\.com/cgi-bin/ftn|wx\.mail\.qq\.com/ftn|qfile\.qq\.com|QQ邮箱发来的超大附件"),
        (
            "网易邮箱云附件",
            r"(?:mail|dashi|fs)\.(?:163|126|yeah)\.(?:com|net)/\S*(?:large|download)|网易邮箱云附件",
        ),
        ("百度网盘", r"(?:pan|yun)\.baidu\.com/(?:s/|share)"),
        ("阿里云盘", r"(?:aliyundrive|alipan)\.com/s/"),
        ("腾讯微云", r"share\.weiyun\.com/"),
        ("天翼云盘", r"cloud\.189\.cn/"),
        ("移动云盘", r"(?:yun|caiyun)\.139\.com/"),
        ("夸克网盘", r"pan\.quark\.cn/s/"),
        ("云附件", r"超大附件|云附件|文件中转站"),
    )
)
"""Each service's name, and what its link or the text around it looks like; the first that matches counts."""
_DAY: Final = (
    r"((?:\d{4}\s*年\s*)?\d{1,2}\s*月\s*\d{1,2}\s*日(?:\s*\d{1,2}:\d{2})?|\d{4}-\d{1,2}-\d{1,2}(?:\s\d{1,2}:\d{2})?)"
)
_UNTIL: Final = re.compile(rf"(?:到期|过期|有效期|失效)[^0-9\n]{{0,12}}{_DAY}|{_DAY}[^0-9\n]{{0,6}}(?:到期|过期|失效)")
_TAGS: Final = re.compile(r"<[^<>]{0,2000}>")
_MOST: Final = 1 << 20
"""Bytes of a mail's text that are searched for a link."""


@dataclass(frozen=True, slots=True)
class CloudLink:
    """A link to a stored file. ``place``: the service. ``until``: when it expires, as the mail writes it, or ``""``."""

    place: str
    until: str


def find_cloud_link(data: bytes) -> CloudLink | None:
    """The first link to a stored file in a mail's own text (not in mails inside it); ``None`` where there is none."""
    for part in parts_of(data):
        if part.deep or part.kind not in {"text/plain", "text/html"} or part.name:
            continue
        text = html.unescape(_decode(part.read(data)[:_MOST]))
        place = next((name for name, pattern in _PLACES if pattern.search(text)), "")
        if place:
            until = _UNTIL.search(_TAGS.sub("", text))
            return CloudLink(place, re.sub(r"\s+", "", (until[1] or until[2]) if until else ""))
    return None


def _decode(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")
