"""Mails as servers deliver them, and workbooks sealed with a key of the tests'."""

from dataclasses import replace
from email.message import EmailMessage
from functools import lru_cache

import filled

from qz.intake.receive import read_returns
from qz.layout.form import build_layout

KEY = b"k" * 32
DATE = "Mon, 05 Dec 2011 10:00:00 +0800"


@lru_cache
def sealed(key=KEY):
    """The programme of 2011 with a key."""
    return replace(filled.programme(), key=key)


def address(name):
    return filled.unit_of(name).email


@lru_cache
def form(name, saved=filled.SAVED, words="佐证材料见附件", key=KEY):
    """A unit's own form, sealed, filled in without fault."""
    unit = filled.unit_of(name)
    return filled.form_with(sealed(key), unit, filled.good_answers(unit, words=words), saved)


def mail(data, sender, *, date=DATE, received="", results="", name="表.xlsx", headers=()):
    """A mail with one workbook; ``received`` and ``results`` are what the office's server put on top of it."""
    message = EmailMessage()
    for head, value in (("Authentication-Results", results), ("Received", received), ("From", sender), ("Date", date)):
        if value:
            message[head] = value
    for head, value in headers:
        message[head] = value
    message["To"], message["Subject"] = filled.programme().particulars.email, "报送"
    message.set_content("请查收。")
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def collect(folder, files, *, programme=None, now=None):
    """What comes of a folder with these files by path."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    of = programme or sealed()
    return read_returns(of, folder, lambda unit: build_layout(of, unit), now=now)


def verdicts(intake):
    """The verdict of everything that is no container, by path."""
    return {file.path: file.verdict for file in intake.received if file.kind != "容器"}


def sentences(intake, code):
    return [finding.sentence for finding in intake.findings if finding.code == code]
