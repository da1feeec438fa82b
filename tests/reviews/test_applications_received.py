"""Applications on their way in: whose mailbox may bring one, its seal, and the evidence that came with it."""

from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from qz.cli.office_key import read_key
from qz.cli.verified import assess_verified
from qz.intake.receive import read_returns
from qz.layout.form import FormPlanner
from qz.model.returns import Verdict
from qz.model.reviews import ReviewState

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
NAME = "三井街道关于考核结果的复核申请.xlsx"
APPLICATION = (SAMPLES / "2011-复核" / NAME).read_bytes()
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def mail(sender, date="Thu, 05 Jan 2012 16:30:00 +0800", **files):
    message = EmailMessage()
    message["From"], message["To"], message["Date"], message["Subject"] = sender, "zlzx@example.com", date, "复核"
    message.set_content("见附件")
    for name, data in {NAME: APPLICATION, **files}.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


@pytest.fixture
def collected(programme_2011, tmp_path):
    sealed = replace(programme_2011, key=read_key(SAMPLES / "2011.key"))

    def collect(**files):
        for name, data in files.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        intake = read_returns(sealed, tmp_path, FormPlanner(sealed).layout)
        assessment = assess_verified(sealed, intake)
        (file,) = (file for file in assessment.intake.received if file.kind == "复核申请")
        return assessment, file

    return collect


def states(assessment):
    return [row.state for row in assessment.reviews.rows]


@pytest.mark.parametrize(
    ("sender", "verdict", "code"),
    [
        ("sanjing@example.com", Verdict.COUNTED, ""),
        ("zlzx@example.com", Verdict.COUNTED, ""),
        ("xuejia@example.com", Verdict.HELD, "S01"),
        ("stranger@example.net", Verdict.HELD, "S01"),
    ],
)
def test_a_units_application_comes_from_its_own_mailbox_or_the_office(collected, sender, verdict, code):
    assessment, file = collected(**{"a.eml": mail(sender)})
    assert file.verdict is verdict
    assert [each.code for each in assessment.intake.findings if each.file == file.path] == [code] * bool(code)
    assert states(assessment) == [ReviewState.HELD if code else ReviewState.OPEN]


def test_a_mail_that_is_late_makes_it_late(collected):
    assessment, file = collected(**{"a.eml": mail("sanjing@example.com", "Sat, 07 Jan 2012 09:00:00 +0800")})
    assert (file.verdict, states(assessment)) == (Verdict.HELD, [ReviewState.LATE])
    assert "邮件日期是2012-01-07 09:00" in file.reason


def test_what_lies_beside_an_application_is_its_units_evidence(collected):
    assessment, file = collected(**{f"送来的/{NAME}": APPLICATION, "送来的/举报记录.pdf": PDF})
    assert file.verdict is Verdict.COUNTED
    assert [(each.unit_code, each.file.path) for each in assessment.intake.evidence] == [("J02", "送来的/举报记录.pdf")]


def test_a_return_that_is_not_there_leaves_the_application_open(collected):
    assessment, _ = collected(**{NAME: APPLICATION})
    assert states(assessment) == [ReviewState.OPEN]
    assert assessment.scores == {}
