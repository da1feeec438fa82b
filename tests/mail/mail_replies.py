"""Answers as units' mail programs write them: a workbook attached under its name in each of the forms that are met."""

import base64
import datetime as dt
import email.policy
import email.utils
import hashlib
import urllib.parse
from email.header import Header
from email.message import EmailMessage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rfc2231(name):
    return f"Content-Type: {XLSX}", f"Content-Disposition: attachment;\r\n filename*=utf-8''{urllib.parse.quote(name)}"


def rfc2231_pieces(name):
    quoted = urllib.parse.quote(name.encode("gb18030"))
    half = len(quoted) // 2
    cut = next((place for place in range(half, half + 3) if quoted[place : place + 1] == "%"), half)
    pieces = f" filename*0*=gb18030''{quoted[:cut]};\r\n filename*1*={quoted[cut:]}"
    return f"Content-Type: {XLSX}", f"Content-Disposition: attachment;\r\n{pieces}"


def rfc2047(name):
    words = Header(name, "utf-8", maxlinelen=75).encode().replace("\n", "\r\n")
    return f'Content-Type: {XLSX};\r\n name="{words}"', f'Content-Disposition: attachment;\r\n filename="{words}"'


def rfc2047_gb2312(name):
    words = f"=?GB2312?B?{base64.b64encode(name.encode('gb18030')).decode()}?="
    return (
        f'Content-Type: application/octet-stream;\r\n\tname="{words}"',
        f'Content-Disposition: attachment;\r\n\tfilename="{words}"',
    )


def raw(name):
    name = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'Content-Type: {XLSX}; name="{name}"', f'Content-Disposition: attachment; filename="{name}"'


def unquoted(name):
    return "Content-Type: application/octet-stream", f"Content-Disposition: attachment; filename={name}"


def name_in_type_only(name):
    words = Header(name, "utf-8", maxlinelen=75).encode().replace("\n", "\r\n")
    return f'Content-Type: application/octet-stream;\r\n name="{words}"', "Content-Disposition: attachment"


STYLES = {
    "RFC 2231": (rfc2231, "ascii"),
    "RFC 2231 in pieces": (rfc2231_pieces, "ascii"),
    "RFC 2047": (rfc2047, "ascii"),
    "RFC 2047, GB2312": (rfc2047_gb2312, "ascii"),
    "raw GBK": (raw, "gb18030"),
    "raw UTF-8": (raw, "utf-8"),
    "unquoted GBK": (unquoted, "gb18030"),
    "in Content-Type only": (name_in_type_only, "ascii"),
}


def reply(draft, sender, name, content, when, *, style="RFC 2231"):
    """The bytes of an answer to a draft (a parsed message), with the workbook attached."""
    write, encoding = STYLES[style]
    kind, disposition = write(name)
    head = EmailMessage(policy=email.policy.SMTP)
    head["From"] = sender
    head["To"] = draft["from"]
    head["Subject"] = f"答复: {draft['subject']}"
    head["Date"] = email.utils.format_datetime(when.replace(tzinfo=dt.timezone(dt.timedelta(hours=8))))
    head["Message-ID"] = f"<{hashlib.sha256(f'{sender} {name}'.encode()).hexdigest()[:32]}@reply.example>"
    head["In-Reply-To"] = draft["message-id"]
    head["MIME-Version"] = "1.0"
    lines = [
        head.as_bytes().decode().rstrip("\r\n"),
        'Content-Type: multipart/mixed; boundary="----=_Part"',
        "",
        "------=_Part",
        "Content-Type: text/plain; charset=gb18030",
        "Content-Transfer-Encoding: base64",
        "",
        base64.b64encode("你好，填报表见附件。\r\nFrom 某某\r\n".encode("gb18030")).decode(),
        "------=_Part",
        kind,
        "Content-Transfer-Encoding: base64",
        disposition,
        "",
        base64.encodebytes(content).decode().replace("\n", "\r\n").rstrip(),
        "------=_Part--",
        "",
    ]
    return "\r\n".join(lines).encode(encoding)
