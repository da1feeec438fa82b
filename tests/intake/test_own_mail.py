"""A mailbox exported whole holds what the office itself sent: that is no answer."""

import datetime as dt
import io
import mailbox
import shutil
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import filled
import openpyxl
import pytest

from qz.cli.sent_forms import blank_score
from qz.cli.verified import assess_verified
from qz.forms.build import write_form
from qz.intake.receive import read_returns
from qz.layout.form import build_layout, build_plan
from qz.model.returns import Verdict
from qz.scoring.engine import score_unit
from qz.verification.write_workbook import layouts_of, write_verification

SAMPLES = Path(__file__).parents[2] / "samples" / "2011"


def letter(sender, name, content, date):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"], message["Date"] = sender, "x@example.com", "填报表", date
    message.set_content("见附件。")
    kind = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    message.add_attachment(content, maintype="application", subtype=kind, filename=name)
    return message


def ours(programme, unit, folder):
    """A form that the office filled in by the tool and sent: a correction, saved by nobody since."""
    answers = filled.good_answers(unit)
    path = folder / "补正.xlsx"
    write_form(build_plan(programme, unit), score_unit(programme, unit, answers), path, answers)
    return path.read_bytes()


@pytest.fixture
def box(tmp_path, programme_2011):
    """The unit's answer, then the office's own reminder with a correction of the unit's form, as one mailbox."""
    folder = tmp_path / "returns"
    folder.mkdir()
    unit = next(unit for unit in programme_2011.units if unit.name == "薛家镇")
    office = programme_2011.particulars.email
    made = mailbox.mbox(folder / "导出.mbox")
    answer = (SAMPLES / "薛家镇（更正）.xlsx").read_bytes()
    made.add(letter(unit.email, "薛家镇.xlsx", answer, "Thu, 08 Dec 2011 12:00:00 +0800"))
    correction = ours(programme_2011, unit, tmp_path)
    made.add(letter(f"办公室 <{office.upper()}>", "填报表.xlsx", correction, "Fri, 09 Dec 2011 12:00:00 +0800"))
    made.close()
    return folder, unit


def read(programme, folder):
    return read_returns(programme, folder, lambda unit: build_layout(programme, unit))


def test_what_the_office_sent_is_skipped_and_the_answer_counts(programme_2011, box):
    folder, unit = box
    intake = read(programme_2011, folder)
    verdicts = {file.path.rsplit("/", 1)[-1]: (file.verdict, file.reason) for file in intake.received}
    assert verdicts["填报表.xlsx"][0] is Verdict.SKIPPED
    assert "本办公室" in verdicts["填报表.xlsx"][1]
    assert intake.returns[unit.code].file.path.endswith("/薛家镇.xlsx")


def test_a_return_the_office_passed_on_counts_where_there_is_no_other(programme_2011, tmp_path):
    unit = next(unit for unit in programme_2011.units if unit.name == "薛家镇")
    office, content = programme_2011.particulars.email, (SAMPLES / "薛家镇.xlsx").read_bytes()
    for name, folder in (("单独", tmp_path / "alone"), ("同一份", tmp_path / "same"), ("另一份", tmp_path / "other")):
        folder.mkdir()
        mail = letter(office, "薛家镇.xlsx", content, "Fri, 09 Dec 2011 12:00:00 +0800")
        (folder / "转发.eml").write_bytes(mail.as_bytes())
        if name != "单独":
            beside = SAMPLES / ("薛家镇.xlsx" if name == "同一份" else "薛家镇（更正）.xlsx")
            (folder / "自报.xlsx").write_bytes(beside.read_bytes())
    alone, same, other = (read(programme_2011, tmp_path / name) for name in ("alone", "same", "other"))
    assert alone.returns[unit.code].file.path == "转发.eml/薛家镇.xlsx"
    for intake, codes in ((same, []), (other, ["I17"])):
        assert intake.returns[unit.code].file.path == "自报.xlsx"
        verdicts = {file.path: file.verdict for file in intake.received}
        assert verdicts["转发.eml/薛家镇.xlsx"] is Verdict.SKIPPED
        assert [each.code for each in intake.findings if each.file.startswith("转发")] == codes


@pytest.mark.parametrize("moment", [None, "2033-01-01T00:00:00Z"])
def test_a_return_passed_on_counts_though_it_has_no_time_to_believe(programme_2011, tmp_path, moment):
    unit = next(unit for unit in programme_2011.units if unit.name == "薛家镇")
    content = filled.saved_at((SAMPLES / "薛家镇.xlsx").read_bytes(), moment)
    mail = letter(programme_2011.particulars.email, "表.xlsx", content, "Fri, 09 Dec 2011 12:00:00 +0800")
    (tmp_path / "转发.eml").write_bytes(mail.as_bytes())
    now = dt.datetime(2012, 1, 1)  # noqa: DTZ001
    intake = read_returns(programme_2011, tmp_path, filled.layout_of, now=now)
    assert intake.returns[unit.code].file.path == "转发.eml/表.xlsx"


@pytest.mark.parametrize(
    ("name", "verdict"), [("填好的", "采用"), ("填好而没有时间的", "采用"), ("空白的", "跳过"), ("发出的", "跳过")]
)
def test_a_verification_in_the_offices_own_mail(programme_2011, tmp_path, name, verdict):
    returned = tmp_path / "returns"
    shutil.copytree(SAMPLES, returned)
    sample = returned / "核定" / "核定表-工商分局.xlsx"
    content = sample.read_bytes()
    sample.unlink()
    if name == "发出的":
        assessment = assess_verified(programme_2011, read(programme_2011, returned))
        layout = next(each for each in layouts_of(assessment) if each.verifier_name == "工商分局")
        write_verification(assessment, layout, tmp_path / "a.xlsx")
        content = (tmp_path / "a.xlsx").read_bytes()
    elif name == "填好而没有时间的":
        content = filled.saved_at(content, None)
    elif name == "空白的":
        content = emptied(content)
    mail = letter(programme_2011.particulars.email, "表.xlsx", content, "Fri, 23 Dec 2011 12:00:00 +0800")
    (returned / "转发.eml").write_bytes(mail.as_bytes())
    heard = assess_verified(programme_2011, read(programme_2011, returned))
    (file,) = [file for file in heard.intake.received if file.path == "转发.eml/表.xlsx"]
    assert file.verdict.value == verdict, file.reason
    assert any(entry.origin.file == file.path for entry in heard.verification.entries) is (verdict == "采用")


def emptied(data):
    """A 核定表 with nothing left of what was filled in, saved again."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book:
        heads = {cell.value: cell.column for cell in sheet[1]}
        for row in range(5, sheet.max_row + 1) if "value" in heads else ():
            for head in ("value", "points", "reason", "person"):
                sheet.cell(row, heads[head]).value = None
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_an_address_the_office_shares_with_a_unit_is_the_units(programme_2011, box):
    folder, unit = box
    shared = replace(unit, email=programme_2011.particulars.email)
    units = tuple(shared if each.code == unit.code else each for each in programme_2011.units)
    intake = read(replace(programme_2011, units=units), folder)
    assert intake.returns[unit.code].file.path.endswith("/填报表.xlsx")


def test_a_blank_form_is_no_version_of_a_filled_one(programme_2011, tmp_path):
    unit = next(unit for unit in programme_2011.units if unit.name == "薛家镇")
    folder = tmp_path / "returns"
    folder.mkdir()
    (folder / "填好的.xlsx").write_bytes((SAMPLES / "薛家镇.xlsx").read_bytes())
    alone = tmp_path / "alone"
    alone.mkdir()
    blank = build_plan(programme_2011, unit), blank_score(programme_2011, unit)
    for place in (folder, alone):
        write_form(*blank, place / f"{unit.code}-薛家镇.xlsx")
    intake = read(programme_2011, folder)
    verdicts = {file.path: file.verdict for file in intake.received}
    assert verdicts == {"填好的.xlsx": Verdict.COUNTED, f"{unit.code}-薛家镇.xlsx": Verdict.SKIPPED}
    assert intake.returns[unit.code].file.path == "填好的.xlsx"
    assert read(programme_2011, alone).returns[unit.code].file.verdict is Verdict.COUNTED
