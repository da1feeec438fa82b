"""Returns: what counts is what the unit itself sent, or the clerk put there; what is in doubt waits for a person."""

import datetime as dt
import io
from dataclasses import replace
from email.message import EmailMessage

import filled
import openpyxl
import pytest
from mails_made import DATE, KEY, address, collect, form, mail, sealed, sentences, verdicts

from qz.model.returns import Verdict
from qz.workbook.manifest_sheet import PREFIX
from qz.workbook.seal import make_seal

TOWN, RIVAL = "孟河镇", "薛家镇"
CODE = filled.unit_of(TOWN).code
LOWER = form(TOWN, "2011-12-06T02:00:00Z", "改过")


def stripped(data, keep=()):
    """The form without its manifest, or with nothing of it left but the rows ``keep``."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["_qz"]
    for row in range(sheet.max_row, 0, -1):
        if sheet.cell(row, 1).value not in keep:
            sheet.delete_rows(row)
    for name in list(book.custom_doc_props.names):
        if name.removeprefix(PREFIX) not in keep and name not in keep:
            del book.custom_doc_props[name]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def restated(data, **changes):
    """The form with other entries in its manifest, on the sheet and in the properties."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["_qz"]
    for row in range(1, sheet.max_row + 1):
        key = sheet.cell(row, 1).value
        if key in changes:
            sheet.cell(row, 2).value = changes[key]
            book.custom_doc_props[PREFIX + key].value = changes[key]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def manifest(data):
    sheet = openpyxl.load_workbook(io.BytesIO(data))["_qz"]
    return {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(1, sheet.max_row + 1)}


def held(tmp_path, files, code, *words):
    """The one file that waits, with the sentence that says why."""
    intake = collect(tmp_path, files)
    (path,) = [path for path, verdict in verdicts(intake).items() if verdict is Verdict.HELD]
    (sentence,) = sentences(intake, code)
    for word in (*words, "《收件确认》"):
        assert word in sentence
    return intake, path


@pytest.mark.parametrize("path", ["表.xlsx", "信.eml"])
def test_the_units_own_counts(tmp_path, path):
    data = form(TOWN) if path == "表.xlsx" else mail(form(TOWN), f"张 <{address(TOWN).upper()}>")
    intake = collect(tmp_path, {path: data})
    assert intake.returns[CODE].file.path.startswith(path)
    assert intake.findings == ()


def test_from_another_units_mailbox_it_is_held(tmp_path):
    intake, path = held(tmp_path, {"信.eml": mail(form(TOWN), address(RIVAL))}, "S01", RIVAL, TOWN, address(RIVAL))
    assert intake.returns == {}
    assert intake.held_units == {CODE}
    assert set(intake.held) == {path}


def test_a_rivals_lowered_return_takes_the_place_of_nothing(tmp_path):
    files = {"真.xlsx": form(TOWN), "信.eml": mail(LOWER, address(RIVAL), date="Sat, 10 Dec 2011 10:00:00 +0800")}
    intake, path = held(tmp_path, files, "S01", RIVAL)
    assert intake.returns[CODE].file.path == "真.xlsx"
    assert path == "信.eml/表.xlsx"


@pytest.mark.parametrize("date", ["", DATE])
def test_from_a_mailbox_on_no_roster_it_is_held(tmp_path, date):
    held(tmp_path, {"信.eml": mail(form(TOWN), "someone@example.com", date=date)}, "S01", "不在单位名册")


def test_a_mail_without_a_sender_comes_from_nobody(tmp_path):
    held(tmp_path, {"信.eml": mail(form(TOWN), "")}, "S01", "没有写发件人")


@pytest.mark.parametrize(
    "results",
    ["mx.example; spf=fail smtp.mailfrom=x", "mx.example; dkim=pass; dmarc=fail (p=none)", "mx.example; spf=softfail"],
)
def test_what_the_server_found_against_the_sender_counts_against_it(tmp_path, results):
    held(tmp_path, {"信.eml": mail(form(TOWN), address(TOWN), results=results)}, "S04", address(TOWN), "冒名")


def test_what_the_server_found_right_is_no_matter_nor_what_stands_below_it(tmp_path):
    results = "mx.example; spf=pass; dkim=pass; dmarc=pass"
    below = [("Authentication-Results", "evil.example; spf=fail")]
    intake = collect(tmp_path, {"信.eml": mail(form(TOWN), address(TOWN), results=results, headers=below)})
    assert CODE in intake.returns


def test_what_a_second_filter_of_the_server_found_counts_too(tmp_path):
    below = [("Authentication-Results", "mx.example; dmarc=fail (p=none)")]
    letter = mail(form(TOWN), address(TOWN), results="mx.example 1; dkim=none", headers=below)
    held(tmp_path, {"信.eml": letter}, "S04", address(TOWN), "DMARC未通过")


def from_line(written):
    """A mail whose ``From`` is those bytes."""
    return mail(form(TOWN), "X@X.X").replace(b"From: X@X.X", b"From: " + written.encode())


@pytest.mark.parametrize(
    "written", ["<{town}>, <{rival}>", "{town}, {rival}", "{rival}; 张 <{town}>", "<{rival}> <{town}>"]
)
def test_two_senders_are_none(tmp_path, written):
    letter = from_line(written.format(town=address(TOWN), rival=address(RIVAL)))
    held(tmp_path, {"信.eml": letter}, "S04", "不止一个发件人")


@pytest.mark.parametrize(
    "written",
    [
        "{rival} (<{town}>)",
        "(a (<{town}>)) {rival}",
        '"<{town}>" {rival}',
        "{town} <{rival}>",
        "=?utf-8?q?<{town}>?= {rival}",
    ],
)
def test_an_address_in_a_senders_name_is_not_the_senders(tmp_path, written):
    letter = from_line(written.format(town=address(TOWN), rival=address(RIVAL)))
    held(tmp_path, {"信.eml": letter}, "S01", address(RIVAL))


@pytest.mark.parametrize(
    "written", ['"{town}" <{town}>', '"张, (办) <{town}>', "张（办公室）<{town}>", "=?utf-8?q?<{town}>?=", '"{town}"']
)
def test_the_units_own_mailbox_is_known_however_it_is_written(tmp_path, written):
    assert CODE in collect(tmp_path, {"信.eml": from_line(written.format(town=address(TOWN)))}).returns


def test_a_unit_may_have_several_mailboxes(tmp_path):
    units = tuple(
        replace(unit, email=f"{unit.email}；mh2@example.com") if unit.code == CODE else unit for unit in sealed().units
    )
    programme = replace(sealed(), units=units)
    for number, sender in enumerate((address(TOWN), "MH2@example.com")):
        intake = collect(tmp_path / str(number), {"信.eml": mail(form(TOWN), sender)}, programme=programme)
        assert CODE in intake.returns
        assert intake.findings == ()


def test_of_a_unit_without_a_mailbox_any_counts_and_is_told(tmp_path):
    units = tuple(replace(unit, email="") if unit.code == CODE else unit for unit in sealed().units)
    programme = replace(sealed(), units=units)
    intake = collect(tmp_path, {"信.eml": mail(form(TOWN), "someone@example.com")}, programme=programme)
    assert CODE in intake.returns
    assert [finding.code for finding in intake.findings] == ["I14"]


def test_what_a_mail_within_a_mail_says_of_its_sender_is_hearsay(tmp_path):
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Date"] = address(RIVAL), "x@example.com", DATE
    outer.set_content("转发")
    inner = EmailMessage()
    inner["From"], inner["Date"] = address(TOWN), DATE
    inner.set_content("x")
    inner.add_attachment(form(TOWN), maintype="application", subtype="octet-stream", filename="a.xlsx")
    outer.add_attachment(inner)
    held(tmp_path / "1", {"信.eml": outer.as_bytes()}, "S01", RIVAL)
    outer.replace_header("From", sealed().particulars.email)
    assert CODE in collect(tmp_path / "2", {"信.eml": outer.as_bytes()}).returns


def seal_of_another(**other):
    """The seal that the office itself put on a workbook which says something else."""
    return {"seal": make_seal({**manifest(form(TOWN)), **other}, KEY)}


CHANGES = [
    {"seal": "1.00000000.0"},
    {"digest": "0" * 64},
    {"seal": manifest(form(RIVAL))["seal"]},
    seal_of_another(year="2010", programme_id="新北区-质量振兴工作-2010"),
    seal_of_another(kind="verification"),
    seal_of_another(edition="2"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_manifest_that_was_changed_is_held(tmp_path, change):
    intake, _ = held(tmp_path, {"表.xlsx": restated(form(TOWN), **change)}, "S02", "封签")
    assert intake.returns == {}


def test_a_form_saved_by_openpyxl_keeps_its_seal(tmp_path):
    intake = collect(tmp_path, {"表.xlsx": restated(form(TOWN))})
    assert CODE in intake.returns
    assert {"S02", "S03"}.isdisjoint(finding.code for finding in intake.findings)


def test_another_units_form_under_this_units_name_is_held(tmp_path):
    """Nothing of a seal can be moved: the rival's sealed form, restated to be the town's."""
    moved = restated(form(RIVAL), unit_code=CODE, unit_name=TOWN)
    intake, _ = held(tmp_path, {"真.xlsx": form(TOWN), "假.xlsx": moved}, "S02", "封签")
    assert intake.returns[CODE].file.path == "真.xlsx"


def test_a_stripped_manifest_is_recovered_and_held(tmp_path):
    intake, _ = held(tmp_path, {"表.xlsx": stripped(form(TOWN))}, "S03", "没有封签")
    assert intake.held_units == {CODE}


def test_a_form_that_was_never_sealed_is_held(tmp_path):
    held(tmp_path, {"表.xlsx": form(TOWN, key=b"")}, "S03", "没有封签")


def test_another_key_is_told_as_such(tmp_path):
    held(tmp_path, {"表.xlsx": form(TOWN, key=b"x" * 32)}, "S02", "另一把密钥")


def test_without_the_key_everything_counts_as_it_did(tmp_path):
    intake = collect(tmp_path, {"a.xlsx": form(TOWN), "b.xlsx": form(RIVAL, key=b"")}, programme=sealed(b""))
    assert len(intake.returns) == 2
    assert intake.findings == ()


def test_the_same_bytes_from_a_wrong_mailbox_take_nothing_away(tmp_path):
    intake = collect(tmp_path, {"真.xlsx": form(TOWN), "a信.eml": mail(form(TOWN), address(RIVAL))})
    assert verdicts(intake) == {"真.xlsx": Verdict.COUNTED, "a信.eml/表.xlsx": Verdict.DUPLICATE}


def test_it_came_when_the_offices_server_says(tmp_path):
    late = "from a by mx.example; Fri, 16 Dec 2011 09:00:00 +0800"
    intake = collect(tmp_path, {"信.eml": mail(form(TOWN), address(TOWN), received=late)})
    assert intake.returns[CODE].file.mailed_at == dt.datetime.fromisoformat("2011-12-16T09:00:00")
    assert [finding.code for finding in intake.findings] == ["I11", "S07"]
    (sentence,) = sentences(intake, "S07")
    assert "2011-12-05 10:00" in sentence
    assert "2011-12-16 09:00" in sentence


STAMPS = {
    "MAILER-DAEMON Fri Dec 16 09:00:00 2011": "2011-12-16T09:00",
    "- Fri Dec 16 09:00:00 2011": "2011-12-16T09:00",
    "a@b.c Fri Dec 16 01:00:00 +0000 2011": "2011-12-16T09:00",
    "a@b.c Fri Dec  9 09:00 2011": "2011-12-09T09:00",
    "- Thu Jan  1 00:00:00 1970": "2011-12-05T10:00",
    "a@b.c": "2011-12-05T10:00",
}


@pytest.mark.parametrize("stamp", STAMPS)
def test_where_no_server_says_the_mailbox_does(tmp_path, stamp):
    """Between what the office's server stamped on a mail and what the mail says itself: its place in the mailbox."""
    box = f"From {stamp}\n".encode() + mail(form(TOWN), address(TOWN))
    intake = collect(tmp_path, {"信箱.mbox": box})
    assert intake.returns[CODE].file.mailed_at == dt.datetime.fromisoformat(STAMPS[stamp])
    served = f"From {stamp}\n".encode() + mail(form(TOWN), address(TOWN), received="from a by mx.example; " + DATE)
    later = collect(tmp_path / "2", {"信箱.mbox": served})
    assert later.returns[CODE].file.mailed_at == dt.datetime.fromisoformat("2011-12-05T10:00")


def test_a_mailbox_within_a_mail_says_nothing_of_when_that_came(tmp_path):
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Date"] = address(TOWN), "x@example.com", DATE
    outer.set_content("见附件")
    box = b"From - Thu Dec  1 09:00:00 2011\n" + mail(form(TOWN), address(TOWN), date="")
    outer.add_attachment(box, maintype="application", subtype="octet-stream", filename="a.mbox")
    intake = collect(tmp_path, {"信.eml": outer.as_bytes()})
    assert intake.returns[CODE].file.mailed_at == dt.datetime.fromisoformat("2011-12-05T10:00")


def test_a_date_that_is_not_yet_is_none(tmp_path):
    now = dt.datetime.fromisoformat("2011-12-20T09:00:00")
    future = mail(LOWER, address(TOWN), date="Thu, 01 Jan 2099 00:00:00 +0800")
    old = mail(form(TOWN), address(TOWN), date="Fri, 09 Dec 2011 10:00:00 +0800")
    intake = collect(tmp_path, {"新.eml": future, "旧.eml": old}, now=now)
    (sentence,) = sentences(intake, "S06")
    assert "2099-01-01 00:00" in sentence
    assert intake.returns[CODE].file.mailed_at is None
