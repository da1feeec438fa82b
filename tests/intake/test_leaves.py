"""Every leaf of a mail and every member of an archive has one row, whatever way they were written into one another."""

import base64
import hashlib
from collections import Counter
from random import Random

import letters
import pytest
from filled import form, layout_of, programme, unit_of
from test_gate import mail, zipped

from qz.intake.arrivals import gate, unpack_budget
from qz.intake.arrivals.gate import open_bytes
from qz.intake.arrivals.unpack_budget import MAX_DEPTH
from qz.intake.receive import read_returns
from qz.model.returns import Verdict

BOX = unit_of("孟河镇").email
"""The unit's own mailbox: what comes from another is held for a person to decide."""
TREES, BATCH = 600, 100


def held(case):
    """How what was opened differs from what was put in; ``""`` where it does not."""
    rng = Random(case)  # noqa: S311
    tree = letters.grow(rng)
    put_in = letters.files_of(tree)
    arrivals = list(open_bytes(tree.name, letters.write(rng, tree)))
    accidents = [each.issue.words for each in arrivals if each.issue and each.issue.code == "F20"]
    if accidents:
        return f"{accidents}"
    if len({each.path for each in arrivals}) != len(arrivals):
        return "two files under one path"
    if len(arrivals) != len(put_in):
        return f"{len(put_in)} put in, {len(arrivals)} opened: {[each.path for each in arrivals]}"
    leaves = Counter(hashlib.sha256(each.data).hexdigest() for each in put_in if isinstance(each, letters.Leaf))
    missing = leaves - Counter(each.sha256 for each in arrivals)
    return f"{sum(missing.values())} leaves changed" if missing else ""


@pytest.mark.parametrize("first", range(0, TREES, BATCH))
def test_what_is_put_in_is_what_is_listed(first):
    differing = {case: why for case in range(first, first + BATCH) if (why := held(case))}
    assert differing == {}


def forwarded(encoding, *, beside):
    """A unit's mail passed on as a part of another, in a transfer encoding."""
    rng = Random(1)  # noqa: S311
    inner = letters.encode(rng, mail(("孟河镇.xlsx", form("孟河镇")), sender=BOX), encoding)
    head = b"From: " + BOX.encode() + b"\r\nTo: x@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    part = b"--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: " + encoding.encode() + b"\r\n\r\n"
    more = b"\r\n--b\r\nContent-Type: text/csv; name=a.csv\r\n\r\n1,2" if beside else b""
    return head + part + inner + more + b"\r\n--b--\r\n"


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "x-uuencode", "7bit", "8bit", "binary"])
@pytest.mark.parametrize("beside", [False, True])
def test_a_mail_passed_on_in_any_encoding_is_opened(tmp_path, encoding, beside):
    (tmp_path / "a.eml").write_bytes(forwarded(encoding, beside=beside))
    intake = read_returns(programme(), tmp_path, layout_of)
    assert list(intake.returns) == [unit_of("孟河镇").code]
    assert len(intake.received) == 3 + beside


def nested_mails(depth):
    data = mail(("孟河镇.xlsx", form("孟河镇")), sender=BOX)
    for _ in range(depth):
        data = b"From: a@example.com\r\nTo: b@example.com\r\nContent-Type: message/rfc822\r\n\r\n" + data
    return data


def nested_multiparts(depth):
    heads = [b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(depth)]
    return b"From: a@example.com\r\nTo: b@example.com\r\n" + b"".join(heads) + b"Content-Type: text/csv\r\n\r\n1,2\r\n"


CRAFTED = {
    "charset undefined": mail(("a.csv", b"1")).replace(b'filename="a.csv"', b"filename*=undefined''%61.csv"),
    "charset with NUL": mail(("a.csv", b"1")).replace(b'filename="a.csv"', b"filename*=utf%008''%61.csv"),
    "charset zip": mail(("a.csv", b"1")).replace(b'filename="a.csv"', b'filename="=?zip?B?eJw=?="'),
    "a section of 6000 digits": mail(("a.csv", b"1")).replace(b'filename="a.csv"', b"filename*" + b"9" * 6000 + b"*=a"),
    "brackets": mail(("a.csv", b"1"), sender="a@b.c").replace(b"From: a@b.c", b"From: " + b"(" * 60_000),
    "date": mail(("a.csv", b"1"), date="x").replace(b"Date: x", b"Date: " + b"9" * 100_000),
    "1000 mails": nested_mails(1000),
    "1000 multiparts": nested_multiparts(1000),
    "boundaries": b"From: a@b.c\nTo: d@e.f\nContent-Type: multipart/mixed; boundary=a\n\n" + b"--a\n" * 15_000,
    "no boundary": b"From: a@b.c\nTo: d@e.f\nContent-Type: multipart/mixed\n\nhello\n",
    "a header of 2 MB": b"From: a@b.c\nTo: d@e.f\nX: " + b"y" * (2 << 20) + b"\n\nhello\n",
    "uuencode": b"From: a@b.c\nTo: d@e.f\n\n" + b"begin 644 a\n" * 20_000,
}


@pytest.mark.parametrize("kind", CRAFTED)
def test_no_crafted_mail_ends_the_command(tmp_path, kind):
    (tmp_path / "a.eml").write_bytes(CRAFTED[kind])
    (tmp_path / "b.xlsx").write_bytes(form("薛家镇"))
    intake = read_returns(programme(), tmp_path, layout_of)
    assert unit_of("薛家镇").code in intake.returns
    assert not any(each.code == "F20" for each in intake.findings)
    assert all(file.reason for file in intake.received)


def test_a_mail_nested_too_deeply_is_told_once():
    arrivals = list(open_bytes("a.eml", nested_mails(MAX_DEPTH + 5)))
    assert len(arrivals) == MAX_DEPTH + 1
    assert arrivals[-1].issue.code == "F13"
    assert len(list(open_bytes("a.eml", nested_mails(MAX_DEPTH - 1)))) == MAX_DEPTH + 1


PLAIN = mail(("孟河镇.xlsx", form("孟河镇")), sender=BOX)
IMPERFECT = {
    "as it is": PLAIN,
    "a byte order mark": b"\xef\xbb\xbf" + PLAIN,
    "blank lines": b"\r\n\r\n" + PLAIN,
    "a junk line": b"saved by a program\r\n" + PLAIN,
    "the From of a mailbox": b"From a@b.c Mon Dec  5 00:00:00 2011\n" + PLAIN,
    "the From of a mailbox, quoted": b">From a@b.c Mon Dec  5 00:00:00 2011\n" + PLAIN,
    "a broken header": PLAIN.replace(b"Subject:", b"Subject\r\nX:"),
    "a header of blanks": PLAIN.replace(b"Subject:", b"Subject :"),
    "the last delimiter lost": PLAIN[: PLAIN.rindex(b"--=")],
    "another boundary": PLAIN.replace(b'boundary="=', b'boundary="x='),
    "an unknown multipart": PLAIN.replace(b"multipart/mixed", b"multipart/x-strange"),
    "Base64 that is not said": PLAIN.replace(b"Content-Transfer-Encoding: base64", b"X: y"),
    "Base64 with a comment": PLAIN.replace(b"Encoding: base64", b"Encoding: Base64 (RFC 2045)"),
    "lone carriage returns after lines": PLAIN.replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize("kind", IMPERFECT)
def test_an_imperfect_mail_is_read_as_mail_programs_read_it(kind):
    arrivals = list(open_bytes("a.eml", IMPERFECT[kind]))
    assert arrivals[-1].data == form("孟河镇")
    assert arrivals[-1].path.endswith("/孟河镇.xlsx")


def test_a_mail_that_is_a_workbook_and_says_it_is_text_holds_one():
    body = b"From: a@b.c\r\nTo: b@b.c\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    arrivals = list(open_bytes("a.eml", body + base64.encodebytes(form("孟河镇"))))
    assert [arrival.path for arrival in arrivals] == ["a.eml", "a.eml/附件"]
    assert arrivals[-1].data == form("孟河镇")


def test_a_piece_of_a_mail_sent_in_pieces_is_called_one():
    head = b"From: a@b.c\r\nTo: b@b.c\r\nContent-Type: message/partial; id=x; number=1; total=2\r\n\r\n"
    *_, piece = open_bytes("a.eml", head + PLAIN[:2000])
    assert piece.issue.code == "F21"
    assert "拆成几封" in piece.issue.words["what"]


WRAPPING = {
    "a signature": ("application", "pkcs7-signature", "smime.p7s", b"\x30\x80"),
    "a signature without a type": ("application", "octet-stream", "smime.p7s", b"\x30\x80"),
    "a piece of text": ("text", "html", "ATT00001.htm", b"<html></html>"),
    "a piece of plain text": ("text", "plain", "ATT00002.txt", b"bye"),
    "a card": ("text", "vcard", "wang.vcf", b"BEGIN:VCARD"),
    "an invitation": ("text", "calendar", "invite.ics", b"BEGIN:VCALENDAR"),
}


@pytest.mark.parametrize("kind", WRAPPING)
def test_a_good_mails_own_wrapping_is_listed_and_no_more(tmp_path, kind):
    main, sub, name, data = WRAPPING[kind]
    (tmp_path / "a.eml").write_bytes(wrapped(main, sub, name, data))
    intake = read_returns(programme(), tmp_path, layout_of)
    rows = {file.path: file.verdict for file in intake.received}
    assert rows == {
        "a.eml": Verdict.SKIPPED,
        "a.eml/孟河镇.xlsx": Verdict.COUNTED,
        f"a.eml/{name}": Verdict.SKIPPED,
    }
    assert [each.code for each in intake.findings if each.file.endswith(name)] == []


def wrapped(main, sub, name, data):
    part = f'Content-Type: {main}/{sub}; name="{name}"\r\nContent-Disposition: attachment\r\n\r\n'.encode() + data
    end = PLAIN.rindex(b"--=")
    mark = PLAIN[end:].split(b"--")[1]
    return PLAIN[:end] + b"--" + mark + b"\n" + part + b"\n" + PLAIN[end:]


def test_a_workbook_named_like_wrapping_is_a_workbook():
    for name in ("smime.p7s", "ATT00001.htm", "wang.vcf"):
        data = mail((name, form("孟河镇")))
        assert list(open_bytes("a.eml", data))[-1].data == form("孟河镇")


def test_a_mailbox_takes_time_as_its_size():
    """No byte of it is looked at once for every mail: none is copied but the mail that is read."""
    copied = 0

    class Counted(bytes):
        __slots__ = ()

        def __getitem__(self, key):
            nonlocal copied
            found = super().__getitem__(key)
            copied += len(found) if isinstance(key, slice) else 0
            return found

    one = b"From a@b.c Mon Dec  5 00:00:00 2011\n" + mail(("a.csv", b"1")) + b"\n"
    box = Counted(one * 400)
    pieces = list(gate.CONTAINERS[gate.Format.MAILBOX].open(box))
    assert len(pieces) == 400
    assert copied == 0
    for piece in pieces:
        piece.read()
    assert copied <= len(box)


def test_workbooks_of_one_archive_are_bounded_together(monkeypatch):
    monkeypatch.setattr(unpack_budget, "ALLOWANCE", 3 << 20)
    monkeypatch.setattr(unpack_budget, "PER_BYTE", 0)
    many = zipped(*((f"{number:02}.xlsx", form("孟河镇")) for number in range(12)))
    codes = [each.issue.code if each.issue else "" for each in open_bytes("a.zip", many)]
    assert codes[:2] == ["", ""]
    assert codes[-1] == "F09"
    assert len(codes) == 13
    (alone,) = open_bytes("a.xlsx", form("孟河镇"))
    assert alone.data


def test_a_mail_that_is_too_large_is_told(monkeypatch):
    from qz.intake.arrivals import mails  # noqa: PLC0415

    monkeypatch.setattr(mails, "MAX_MAIL", 1000)
    (arrival,) = open_bytes("a.eml", PLAIN)
    assert arrival.issue.code == "F09"
    assert arrival.envelope.sender == BOX
