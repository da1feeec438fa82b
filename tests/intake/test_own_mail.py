"""A mailbox exported whole holds what the office itself sent: that is no answer."""

import mailbox
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from qz.cli.sent_forms import blank_score
from qz.forms.build import write_form
from qz.intake.receive import read_returns
from qz.layout.form import build_layout, build_plan
from qz.model.returns import Verdict

SAMPLES = Path(__file__).parents[2] / "samples" / "2011"


def letter(sender, name, content, date):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"], message["Date"] = sender, "x@example.com", "填报表", date
    message.set_content("见附件。")
    kind = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    message.add_attachment(content, maintype="application", subtype=kind, filename=name)
    return message


@pytest.fixture
def box(tmp_path, programme_2011):
    """The unit's answer, then the office's own reminder with another copy of the unit's form, as one mailbox."""
    folder = tmp_path / "returns"
    folder.mkdir()
    unit = next(unit for unit in programme_2011.units if unit.name == "薛家镇")
    office = programme_2011.particulars.email
    made = mailbox.mbox(folder / "导出.mbox")
    answer, ours = (SAMPLES / "薛家镇（更正）.xlsx").read_bytes(), (SAMPLES / "薛家镇.xlsx").read_bytes()
    made.add(letter(unit.email, "薛家镇.xlsx", answer, "Thu, 08 Dec 2011 12:00:00 +0800"))
    made.add(letter(f"办公室 <{office.upper()}>", "填报表.xlsx", ours, "Fri, 09 Dec 2011 12:00:00 +0800"))
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
