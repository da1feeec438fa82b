"""Every code of the intake has a sample that yields it and nothing else; those that no file can show are shown here."""

import os
import pickle
from dataclasses import replace
from email.message import EmailMessage

import pytest
from filled import blank, form, layout_of, number, programme, unit_of
from hostile import TOWN, all_variants

from qz.findings import CATALOGUE
from qz.intake.arrivals import legacy
from qz.intake.reading import one_file as reading
from qz.intake.receive import read_returns
from qz.layout.form import build_layout
from qz.model.returns import UnitState
from qz.scoring.assess import unit_states
from qz.workbook.read.fault import UnreadableFile

FAMILIES = "FILVC"
BESIDE = {"C05": "C04"}
"""Codes that never come without another."""
ELSEWHERE = {
    "C09": "qz.scoring.selfscore",
    "I14": "test_trust_of_returns",
    "L10": "test_locked",
    "L11": "test_locked",
    "I20": "here",
    "F17": "here",
    "F18": "here",
    "F20": "here",
    "F19": "here",
    "I17": "test_own_mail",
    "F25": "here",
    "F26": "test_cloud_links",
    "F27": "test_evidence",
    "F28": "test_evidence",
    "V25": "here",
    "C02": "here",
    "C11": "test_last_year",
    "C12": "test_last_year",
    "C13": "test_last_year",
    "C14": "test_contradictions",
}


def test_every_code_has_a_sample_of_its_own():
    shown = set()
    for variant in all_variants():
        codes = {code for _, code, _, _ in variant.findings}
        if len(codes) == 1 or (len(codes) == 2 and any(BESIDE.get(code) in codes for code in codes)):
            shown |= {code for code in codes if code[0] in FAMILIES}
    wanted = {code for code in CATALOGUE if code[0] in FAMILIES}
    assert shown | set(ELSEWHERE) == wanted
    assert not shown & set(ELSEWHERE)


def codes_of(folder, wanted=None, of=None):
    intake = read_returns(of or programme(), folder, layout_of if of is None else lambda unit: build_layout(of, unit))
    found = [(each.code, each.file) for each in intake.findings]
    assert wanted is None or found == wanted
    return intake


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_f18_what_is_no_plain_file(tmp_path):
    os.mkfifo(tmp_path / "管道.xlsx")
    codes_of(tmp_path, [("F18", "管道.xlsx")])


def test_f17_a_file_that_takes_too_long(tmp_path, monkeypatch):
    (tmp_path / "a.xls").write_bytes(b"\x09\x04\x06\x00" + bytes(100))
    monkeypatch.setattr(legacy, "SECONDS", 0.001)
    intake = codes_of(tmp_path, [("F17", "a.xls")])
    assert "超过" in intake.findings[0].sentence


def test_f20_an_accident_stops_nobody_else(tmp_path, monkeypatch):
    (tmp_path / "a.xlsx").write_bytes(form(TOWN))
    (tmp_path / "b.xlsx").write_bytes(form("薛家镇"))
    real = reading.FormReader.read

    def breaks(form_reader, book, layout, blank):
        if layout.unit_name == TOWN:
            raise RecursionError("deep")
        return real(form_reader, book, layout, blank)

    monkeypatch.setattr(reading.FormReader, "read", breaks)
    intake = codes_of(tmp_path, [("F20", "a.xlsx")])
    assert list(intake.returns) == [unit_of("薛家镇").code]
    assert "RecursionError" in intake.findings[0].sentence


@pytest.mark.parametrize(("code", "sentence"), [("F19", "数字签名"), ("F25", "没有附件")])
def test_what_needs_no_look_is_listed_and_no_finding(tmp_path, code, sentence):
    outer, inner = EmailMessage(), EmailMessage()
    for message in (outer, inner):
        message["From"], message["To"] = "a@example.com", "b@example.com"
        message.set_content("x")
    if code == "F19":
        outer.add_attachment(b"x", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    else:
        outer.add_attachment(inner)
    (tmp_path / "a.eml").write_bytes(outer.as_bytes())
    intake = codes_of(tmp_path, [])
    assert sentence in intake.received[1].reason
    assert [file.verdict.value for file in intake.received] == ["跳过", "跳过"]


def test_c02_a_check_that_only_reminds(tmp_path):
    cards = tuple(
        replace(card, checks=tuple(replace(check, severity="提醒") for check in card.checks))
        for card in programme().scorecards
    )
    lenient = replace(programme(), scorecards=cards)
    (tmp_path / "a.xlsx").write_bytes(number(form(TOWN), TOWN, "fact_late_accident_reports", 2))
    codes_of(tmp_path, [("C02", "a.xlsx")], lenient)


def test_i20_a_form_of_a_unit_that_is_asked_for_nothing_now(tmp_path):
    """Its task and its scorecard were taken out of the programme after the forms were sent."""
    unit = unit_of(TOWN)
    units = tuple(replace(each, scorecard_id="") if each is unit else each for each in programme().units)
    tasks = tuple(
        replace(
            task,
            leads=tuple(code for code in task.leads if code != unit.code),
            supports=tuple(code for code in task.supports if code != unit.code),
            indicators=(),
        )
        for task in programme().tasks
    )
    less = replace(programme(), units=units, tasks=tasks)
    (tmp_path / "a.xlsx").write_bytes(form(TOWN))
    intake = codes_of(tmp_path, [("I20", "a.xlsx")], less)
    assert TOWN in intake.findings[0].sentence
    assert not intake.returns


def test_v25_no_reviewer_where_the_programme_asks_for_one(tmp_path):
    """The same return is in order where it does not."""
    strict = replace(programme(), settings=replace(programme().settings, reviewer_required=True))
    (tmp_path / "a.xlsx").write_bytes(blank(form(TOWN), TOWN, "reviewer"))
    assert states(strict, codes_of(tmp_path, [("V25", "a.xlsx")], strict)) == UnitState.TO_CORRECT
    assert states(programme(), codes_of(tmp_path, [("V02", "a.xlsx")])) == UnitState.IN_ORDER


def states(of, intake):
    return unit_states(of, intake)[unit_of(TOWN).code]


def test_unreadable_files_travel_between_processes():
    fault = pickle.loads(pickle.dumps(UnreadableFile("F03", detail="x")))  # noqa: S301
    assert (fault.code, fault.words) == ("F03", {"detail": "x"})
