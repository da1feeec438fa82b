"""Trees of mails, archives and files at random, written every way the standards know, and how many files each holds.

Everything follows from the random numbers handed in. A mail is written by hand, not by a library, so that what reads it
meets more than one library's habits.
"""

import base64
import binascii
import io
import re
import zipfile
from dataclasses import dataclass, field
from email.header import Header
from urllib.parse import quote

NAMES = ("a.txt", "汇报.csv", "孟河镇 2011.txt", "a;b.txt", "镇（1）.csv", "无 后缀", "c.dat")
SUBJECTS = ("报送", "Re: 报送", "=?utf-8?B?5oql6YCB?=", "x" * 90)


@dataclass(frozen=True)
class Leaf:
    """A file."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Letter:
    """A mail with what is attached to it."""

    name: str
    children: tuple = ()


@dataclass(frozen=True)
class Archive:
    """A zip of files."""

    name: str
    children: tuple = field(default=())


def grow(rng, depth=0):
    """A tree: a mail or an archive at its root."""
    kind = Letter if depth == 0 or rng.randrange(2) else Archive
    children = [_child(rng, depth) for _ in range(rng.randrange(5 if depth < 3 else 2))]
    if kind is Archive and not children:
        children = [_leaf(rng)]
    return kind(rng.choice(NAMES) + (".eml" if kind is Letter else ".zip"), tuple(children))


def _child(rng, depth):
    return grow(rng, depth + 1) if depth < 4 and rng.randrange(3) == 0 else _leaf(rng)


def _leaf(rng):
    size = rng.choice((1, 40, 900))
    words = [f"{rng.randrange(10**9)},甲乙丙", f"{rng.randrange(10**9)},abc"][rng.randrange(2)]
    kinds = (
        lambda: ("\r\n".join([words] * size)).encode("utf-8"),
        lambda: ("\n".join([words] * size)).encode("gb18030") + b"\n",
        lambda: b"%d,abc\r\n" % rng.randrange(10**9) * size,
        lambda: b"\x89PNG\r\n\x1a\n" + rng.randbytes(size),
        lambda: b"%PDF-1.4\n" + rng.randbytes(size),
        lambda: rng.randbytes(8) + bytes(range(256)),
    )
    return Leaf(rng.choice(NAMES), rng.choice(kinds)())


def files_of(tree):
    """Every file and container of a tree, itself first."""
    return [tree, *(each for child in getattr(tree, "children", ()) for each in files_of(child))]


def write(rng, tree):
    """The bytes of a tree, written one way of many."""
    if isinstance(tree, Leaf):
        return tree.data
    if isinstance(tree, Archive):
        return _write_archive(rng, tree)
    return _before(rng) + _write_letter(rng, tree)


def _before(rng):
    """What may stand before a mail; not the ``From `` of a mailbox, which would end a mail that holds this one."""
    return rng.choice((*(b"",) * 6, b"\xef\xbb\xbf", b"\r\n", b"\n\n", b"junk line\n"))


def _write_archive(rng, tree):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for place, child in enumerate(tree.children):
            folder = rng.choice(("", "", "甲/", "../", "C:\\"))
            archive.writestr(zipfile.ZipInfo(f"{folder}{place}-{child.name}"), write(rng, child), archive.compression)
    return target.getvalue()


def _write_letter(rng, tree):
    end = rng.choice((b"\n", b"\r\n"))
    parts = [_body(rng) for _ in range(rng.randrange(1, 3))] + [_part(rng, child) for child in tree.children]
    if rng.randrange(3) == 0:
        rng.shuffle(parts)
    headers = [b"From: " + rng.choice(("王 <a@example.com>", "b@example.com", "((((( <c@example.com>")).encode()]
    headers += [b"To: x@example.com", b"Subject: " + rng.choice(SUBJECTS).encode()]
    headers += [b"Date: Mon, 05 Dec 2011 10:00:00 +0800", b"MIME-Version: 1.0"]
    if rng.randrange(6) == 0:
        headers.insert(rng.randrange(len(headers)), b"a broken header line")
    content = _multipart(rng, parts, end)
    return end.join(headers) + end + content


def _multipart(rng, parts, end):
    """A multipart of these parts, some of them within another."""
    mark = b"=_%d" % rng.randrange(10**12)
    if len(parts) > 2 and rng.randrange(2):
        cut = rng.randrange(1, len(parts))
        parts = [_multipart(rng, parts[:cut], end), *parts[cut:]]
    kind = rng.choice((b"mixed", b"mixed", b"related", b"alternative", b"unknown"))
    fold = rng.choice((b" ", end + b"\t", end + b" "))
    name = rng.choice((b"Content-Type", b"content-type", b"CONTENT-TYPE"))
    quotes = rng.choice((b'"', b"")) if b"=" not in mark else b'"'
    head = name + b": multipart/" + kind + b";" + fold + b"boundary=" + quotes + mark + quotes + end
    preamble = rng.choice((b"", b"This is a multi-part message." + end))
    delimiter = b"--" + mark + rng.choice((b"", b"  ")) + end
    body = b"".join(delimiter + part + end for part in parts)
    epilogue = rng.choice((b"", end, end + b"bye" + end))
    return head + end + preamble + body + b"--" + mark + b"--" + epilogue


def _body(rng):
    kind = rng.choice((b"text/plain", b"text/html", b"text/plain; charset=gb2312"))
    words = rng.choice((b"hello", b"<p>hello</p>", "请查收".encode("gb18030")))
    return b"Content-Type: " + kind + b"\n\n" + words


def _part(rng, child):
    """A part with a file, or a mail, attached to it."""
    data = write(rng, child)
    encodings = ["base64", "Base64", "quoted-printable", "x-uuencode", "binary"]
    if isinstance(child, Letter) and data.startswith((b"F", b"f")):
        encodings += ["7bit", "8bit", ""]
    encoding = rng.choice(encodings)
    kind = "message/rfc822" if isinstance(child, Letter) else rng.choice(("application/octet-stream", "image/x-none"))
    head = [f"Content-Type: {kind}".encode(), _disposition(rng, child.name)]
    if encoding:
        head.append(b"Content-Transfer-Encoding: " + encoding.encode())
    return b"\r\n".join(head) + b"\r\n\r\n" + encode(rng, data, encoding.lower())


def _disposition(rng, name):
    spelled = (
        lambda: b'filename="' + name.encode("gb18030") + b'"',
        lambda: b'filename="' + name.encode() + b'"',
        lambda: b'filename="' + Header(name, "utf-8").encode(maxlinelen=900).encode() + b'"',
        lambda: b"filename*=UTF-8''" + quote(name).encode(),
        lambda: b"filename*0*=UTF-8''" + quote(name[:2]).encode() + b"; filename*1*=" + quote(name[2:]).encode(),
    )
    return b"Content-Disposition: attachment; " + rng.choice(spelled)()


def encode(rng, data, encoding):
    """A body in a transfer encoding."""
    if encoding == "base64":
        text = base64.b64encode(data)
        width = rng.choice((76, 60, len(text) or 1))
        return b"\r\n".join(text[at : at + width] for at in range(0, len(text), width))
    if encoding == "quoted-printable":
        plain = b"".join(bytes((byte,)) if chr(byte).isalnum() and byte < 128 else b"=%02X" % byte for byte in data)
        pieces = re.findall(rb"(?:=..|[^=]){1,24}", plain)
        return b"=\r\n".join(pieces)
    if encoding == "x-uuencode":
        lines = (binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45))
        return b"begin 644 x\n" + b"".join(lines) + b"`\nend"
    return data
