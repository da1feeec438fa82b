"""Drafts re-read by three readers: the same names, bodies and attachments, byte for byte."""

import datetime as dt
import email
import email.policy
import re
from dataclasses import replace
from email.header import decode_header, make_header
from pathlib import Path

import fast_mail_parser
import mail_made as made
import pytest

from qz.mail.due import Enclosures, due_after_collect, due_forms
from qz.mail.letter_wording import LetterWording
from qz.mail.message import write_message
from qz.model.letters import Attachment, Letter, MailKind

TEMPLATES = Path(__file__).parents[2] / "templates" / "mail"
NAMES = [
    "X1-青石乡.xlsx",
    "form.xlsx",
    "两个 空格  和、顿号；分号.xlsx",
    'quote"s and \\slashes.xlsx',
    "“引号”'撇'号(括号)[方]=等于?.xlsx",
    "很长的名字" * 14 + ".xlsx",
    "生僻字𠮷𡋾堃喆.xlsx",
    "100%.xlsx",
]


def letters():
    due = due_after_collect(
        made.assessment(), made.DAY, Enclosures(made.FORMS, made.CORRECTIONS, made.VERIFICATION, made.FEEDBACK)
    )
    wording = LetterWording(TEMPLATES)
    return [wording.word(each, made.PARTICULARS, made.DAY) for each in (*due_forms(made.programme(), made.FORMS), *due)]


def plain_letter(**changes):
    letter = Letter(MailKind.FORM, "X1", "青石乡", ("a@b.cn",), "主题", "正文\n第二行\n", "<p>正文</p>\n", (), "matter")
    return replace(letter, **changes)


def draft(letter, **changes):
    return write_message(
        letter,
        **({"sender_name": made.PARTICULARS.office, "sender": made.PARTICULARS.email, "day": made.DAY} | changes),
    )


def read_default(content):
    """Python's reader of today."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    addresses = [[(each.display_name, each.addr_spec) for each in message[name].addresses] for name in ("from", "to")]
    return (
        str(message["subject"]),
        *addresses,
        message.get_body(("plain",)).get_content(),
        message.get_body(("html",)).get_content(),
        [(part.get_filename(), part.get_content()) for part in message.iter_attachments()],
    )


def read_compat32(content):
    """Python's reader as it was, with nothing decoded for it."""
    message = email.message_from_bytes(content, policy=email.policy.compat32)
    addresses = [
        [
            (str(make_header(decode_header(name))), address)
            for name, address in email.utils.getaddresses([message[header]])
        ]
        for header in ("from", "to")
    ]
    plain, html = (
        part.get_payload(decode=True).decode(part.get_content_charset())
        for part in message.get_payload(0).walk()
        if not part.is_multipart()
    )
    attachments = [
        (
            email.utils.collapse_rfc2231_value(part.get_param("filename", header="content-disposition")),
            part.get_payload(decode=True),
        )
        for part in message.get_payload()[1:]
    ]
    return str(make_header(decode_header(message["subject"]))), *addresses, plain, html, attachments


def read_rust(content):
    """A reader with no line of Python's in it."""
    message = fast_mail_parser.parse_email(content)
    header = {name.lower(): values[0] for name, values in message.headers.items()}
    addresses = [
        [
            tuple(part.strip(' "') for part in re.fullmatch(r"(.*)<(.*)>", each.strip()).groups())
            for each in header[name].split(",")
        ]
        for name in ("from", "to")
    ]
    (plain,), (html,) = message.text_plain, message.text_html
    return (
        message.subject,
        *addresses,
        plain,
        html,
        [(each.filename, bytes(each.content)) for each in message.attachments],
    )


def meant(letter):
    return (
        letter.subject,
        [(made.PARTICULARS.office, made.PARTICULARS.email)],
        [(letter.unit_name, address) for address in letter.recipients],
        letter.text.replace("\n", "\r\n"),
        letter.html.replace("\n", "\r\n"),
        [(each.name, each.content) for each in letter.attachments],
    )


READERS = [read_default, read_compat32, read_rust]


@pytest.mark.parametrize("read", READERS)
def test_every_kind_of_letter_is_read_back_as_meant(read):
    kinds = set()
    for letter in letters():
        if letter.recipients:
            kinds.add(letter.kind)
            assert read(draft(letter)) == meant(letter)
    assert kinds == set(MailKind)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("name", NAMES)
def test_names_are_read_back_as_meant(read, name):
    letter = plain_letter(attachments=(Attachment(name, bytes(range(256)) * 9 + b"\r\n.\r\nFrom \n"),))
    assert read(draft(letter)) == meant(letter)


@pytest.mark.parametrize("name", NAMES)
def test_programs_without_rfc_2231_find_the_name_in_encoded_words(name):
    message = email.message_from_bytes(
        draft(plain_letter(attachments=(Attachment(name, b"x"),))), policy=email.policy.compat32
    )
    shown = message.get_payload(1).get_param("name")
    assert shown.isascii()
    assert str(make_header(decode_header(shown))) == name


@pytest.mark.parametrize("read", READERS)
def test_two_attachments_and_awkward_names_of_people(read):
    letter = plain_letter(
        unit_name='Unit "A", (B) \\ C',
        recipients=("a@b.cn", "c@d.cn"),
        attachments=(Attachment("甲.xlsx", b"1"), Attachment("乙.xlsx", b"2")),
        subject="S" * 300 + "很长" * 90,
    )
    if read is read_rust:
        letter = replace(letter, unit_name="Unit A")
    assert read(draft(letter)) == meant(letter)


def test_the_draft_opens_unsent_and_says_when_and_by_whom():
    message = email.message_from_bytes(draft(plain_letter()), policy=email.policy.default)
    assert message["x-unsent"] == "1"
    assert message["date"].datetime == dt.datetime(2031, 5, 15, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert re.fullmatch(r"<[0-9a-f]{40}@dongshan\.example>", message["message-id"])
    assert message["mime-version"] == "1.0"
    assert not message.defects
    assert all(not part.defects for part in message.walk())


def test_without_an_office_address_the_mail_program_fills_in_the_sender():
    message = email.message_from_bytes(draft(plain_letter(), sender=""))
    assert message["from"] is None
    assert message["message-id"].endswith("@qz.invalid>")


def test_bytes_depend_on_the_letter_and_the_day_alone():
    letter = letters()[1]
    assert draft(letter) == draft(letter)
    others = [
        draft(letter, day=dt.date(2031, 5, 16)),
        draft(replace(letter, subject="x")),
        draft(replace(letter, html="x")),
        draft(replace(letter, attachments=())),
        draft(replace(letter, recipients=("x@y.cn",))),
    ]
    identities = {email.message_from_bytes(each)["message-id"] for each in (draft(letter), *others)}
    assert len(identities) == 6


def test_the_wire_takes_it_as_it_is():
    for letter in [each for each in letters() if each.recipients] + [
        plain_letter(attachments=(Attachment(name, b"x" * 999),)) for name in NAMES
    ]:
        content = draft(letter)
        assert content.isascii()
        assert b"\n" not in content.replace(b"\r\n", b"")
        assert b"\r" not in content.replace(b"\r\n", b"")
        assert max(map(len, content.split(b"\r\n"))) <= 998
        assert not re.search(rb"^[A-Za-z-]+:\s*\r\n", content, re.MULTILINE)


def test_encoded_words_keep_to_their_length():
    letter = plain_letter(subject="很长" * 90, attachments=(Attachment("很长的名字" * 14 + ".xlsx", b"x"),))
    words = re.findall(rb"=\?[^?]+\?b\?[^?]*\?=", draft(letter))
    assert len(words) > 6
    assert max(map(len, words)) <= 75


def test_an_attached_file_is_read_when_its_bytes_are_asked_for(tmp_path):
    attached = Attachment("表.xlsx", tmp_path / "表.xlsx")
    (tmp_path / "表.xlsx").write_bytes(b"PK later")
    assert attached.content == b"PK later"
    in_memory = replace(attached, source=b"PK later")
    assert draft(plain_letter(attachments=(attached,))) == draft(plain_letter(attachments=(in_memory,)))
