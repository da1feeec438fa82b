"""The right letters to the right units and no others; what is the same thing and what is another."""

import datetime as dt
from dataclasses import replace

import mail_made as made
import pytest

from qz.findings import CATALOGUE, OFFICE_CODES, OFFICE_FAMILIES
from qz.mail.due import Enclosures, due_after_collect, due_forms, informed_too_late, undecided_units
from qz.model.addresses import office_address, split_addresses
from qz.model.finding import Severity
from qz.model.letters import MailKind, MailRecord
from qz.model.returns import UnitState, Verdict
from qz.model.reviews import Reviews, ReviewState
from qz.model.verification import Verification

ALL = Enclosures(made.FORMS, made.CORRECTIONS, made.VERIFICATION, made.FEEDBACK)


def due(assessment=None, today=made.DAY, enclosures=ALL):
    return due_after_collect(assessment or made.assessment(), today, enclosures)


def one(kind, code, dues):
    (found,) = [each for each in dues if (each.kind, each.unit.code) == (kind, code)]
    return found


def test_forms_go_to_every_unit_with_one():
    dues = due_forms(made.programme(), {code: form for code, form in made.FORMS.items() if code != "X3"})
    assert [(each.kind, each.unit.code) for each in dues] == [
        (MailKind.FORM, code) for code in ("X1", "X2", "X4", "K1", "K2")
    ]
    assert all(each.attachments == (made.FORMS[each.unit.code],) for each in dues)


def test_after_a_collect_each_unit_gets_what_its_state_calls_for():
    assert [(each.kind.value, each.unit.code, [a.name for a in each.attachments]) for each in due()] == [
        ("催报", "X1", ["X1-青石乡.xlsx"]),
        ("补正", "X2", ["X2-白沙乡.xlsx"]),
        ("回执", "X3", []),
        ("回执", "X4", []),
        ("催报", "K1", ["K1-水务局.xlsx"]),
        ("催报", "K2", ["K2-林业局.xlsx"]),
        ("核定", "K1", ["核定表-水务局.xlsx"]),
        ("结果告知", "X3", ["X3-红枫乡.xlsx"]),
        ("复核答复", "X3", []),
    ]


def test_nothing_is_attached_that_is_not_there():
    assert [each.kind.value for each in due(enclosures=Enclosures()) if each.attachments or each.kind == "核定"] == []


def test_every_state_has_its_letter():
    assessment = made.assessment()
    assert set(assessment.states.values()) == set(UnitState) - {UnitState.HELD}
    dues = due(assessment)
    assert sorted({each.unit.code for each in dues}) == sorted(assessment.states)


def test_findings_are_the_units_own_with_errors_first():
    found = one(MailKind.CORRECTION, "X2", due()).findings
    assert [each.cell for each in found] == ["D4", "D9", "E2"]
    assert [each.severity for each in found] == [Severity.ERROR, Severity.ERROR, Severity.WARNING]


def test_findings_stand_as_one_reads_the_sheet():
    cells = ["I35", "I8", "AA8", "K6", "", "B8"]
    findings = [made.finding(made.WRONG, cell, "。") for cell in cells]
    found = one(MailKind.CORRECTION, "X2", due(made.assessment(findings=findings))).findings
    assert [each.cell for each in found] == ["", "K6", "B8", "I8", "AA8", "I35"]


@pytest.mark.parametrize("code", ["I14", "K12", "T11", "C04"])
def test_what_the_office_is_to_mend_is_not_told_to_units(code):
    for severity in Severity:
        findings = (*made.FINE_FINDINGS, made.finding(made.FINE, "D1", "。", severity, code=code))
        receipt = one(MailKind.RECEIPT, "X3", due(made.assessment(findings=findings)))
        assert receipt.findings == made.FINE_FINDINGS


def test_codes_that_are_the_offices_are_codes_of_the_catalogue():
    assert CATALOGUE.keys() >= OFFICE_CODES
    assert {code[0] for code in CATALOGUE} >= set(OFFICE_FAMILIES)


def test_a_unit_that_waits_for_the_clerks_choice_is_not_chased():
    assessment = made.assessment()
    assessment = replace(assessment, states={**assessment.states, "X1": UnitState.HELD})
    assert undecided_units(assessment) == (made.MISSING,)
    assert [each.kind for each in due(assessment) if each.unit.code == "X1"] == []
    assert undecided_units(made.assessment()) == ()


def test_files_that_could_not_be_used_are_told_to_their_unit_alone():
    dues = due()
    assert one(MailKind.REMINDER, "X1", dues).refused == (made.REFUSED,)
    assert one(MailKind.REMINDER, "K1", dues).refused == ()


@pytest.mark.parametrize("verdict", [Verdict.SKIPPED, Verdict.DUPLICATE, Verdict.SUPERSEDED])
def test_other_files_of_the_unit_are_not_called_unusable(verdict):
    other = made.received(made.MISSING, "a.xlsx", verdict=verdict)
    assert one(MailKind.REMINDER, "X1", due(made.assessment(refused=(other,)))).refused == ()


@pytest.mark.parametrize(
    ("today", "days", "overdue"),
    [
        ("2031-05-15", 5, False),
        ("2031-05-19", 1, False),
        ("2031-05-20", 0, False),
        ("2031-05-21", 1, True),
        ("2031-06-20", 31, True),
    ],
)
def test_days_left_or_overdue(today, days, overdue):
    reminder = one(MailKind.REMINDER, "X1", due(today=dt.date.fromisoformat(today)))
    assert (reminder.days, reminder.overdue) == (days, overdue)


def test_late_is_said_of_the_return_not_chased():
    assert [each.kind for each in due() if each.unit.code == "X4"] == [MailKind.RECEIPT]
    assert one(MailKind.RECEIPT, "X4", due()).late
    assert not one(MailKind.RECEIPT, "X3", due()).late


def test_a_verifier_is_asked_about_the_units_its_criteria_score():
    assert one(MailKind.VERIFICATION, "K1", due()).awaiting == 3


class TestTheSameThing:
    def reminder(self, day="2031-05-15", **changes):
        programme = made.programme(particulars=replace(made.PARTICULARS, **changes))
        return one(MailKind.REMINDER, "K1", due(made.assessment(of=programme), dt.date.fromisoformat(day))).fingerprint

    def test_another_number_of_days_left_is_the_same(self):
        assert self.reminder() == self.reminder("2031-05-18") == self.reminder("2031-05-20")

    def test_another_number_of_days_overdue_is_the_same(self):
        assert self.reminder("2031-05-21") == self.reminder("2031-07-21")

    def test_the_deadline_passing_is_another(self):
        assert self.reminder("2031-05-20") != self.reminder("2031-05-21")

    def test_another_round_is_another(self):
        assert (
            len(
                {
                    self.reminder(),
                    self.reminder(edition="2"),
                    self.reminder(deadline=dt.datetime.fromisoformat("2031-06-01T00:00")),
                }
            )
            == 3
        )

    def test_another_unusable_file_is_another(self):
        before = one(MailKind.REMINDER, "X1", due(made.assessment(refused=()))).fingerprint
        assert before != one(MailKind.REMINDER, "X1", due()).fingerprint

    def correction(self, findings=made.WRONG_FINDINGS, sha="x2"):
        returns = {"X2": made.received(made.WRONG, "a.xlsx", sha)}
        return one(MailKind.CORRECTION, "X2", due(made.assessment(returns, findings))).fingerprint

    def test_the_order_of_findings_is_nothing(self):
        assert self.correction() == self.correction(made.WRONG_FINDINGS[::-1])

    def test_a_finding_that_only_informs_is_nothing(self):
        assert self.correction() == self.correction(made.WRONG_FINDINGS[:2])

    def test_a_new_set_of_errors_is_another(self):
        assert self.correction() != self.correction(made.WRONG_FINDINGS[1:])

    def test_a_new_return_with_the_old_errors_is_another(self):
        assert self.correction() != self.correction(sha="x2b")

    def test_a_receipt_is_for_one_return(self):
        matters = {
            one(MailKind.RECEIPT, "X3", due(made.assessment({"X3": made.received(made.FINE, "a", sha)}))).fingerprint
            for sha in "ab"
        }
        assert len(matters) == 2

    def test_a_form_made_anew_with_other_content_is_another(self):
        changed = made.FORMS | {"X1": made.attachment("X1-青石乡.xlsx", b"other")}
        pairs = zip(due_forms(made.programme(), made.FORMS), due_forms(made.programme(), changed), strict=True)
        assert [old.unit.code for old, new in pairs if old.fingerprint != new.fingerprint] == ["X1"]

    def test_a_verifiers_own_values_coming_back_are_nothing(self):
        changed = replace(ALL, verification={"K1": made.attachment("核定表-水务局.xlsx", b"prefilled")})
        assert (
            one(MailKind.VERIFICATION, "K1", due()).fingerprint
            == one(MailKind.VERIFICATION, "K1", due(enclosures=changed)).fingerprint
        )

    def test_another_return_to_verify_is_another(self):
        fewer = made.assessment({"X3": made.received(made.FINE, "a", "x3")})
        assert (
            one(MailKind.VERIFICATION, "K1", due()).fingerprint
            != one(MailKind.VERIFICATION, "K1", due(fewer)).fingerprint
        )


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        ("", ()),
        ("  ", ()),
        ("a@b.cn", ("a@b.cn",)),
        (" a@b.cn；c.d@e-f.gov.cn、a@b.cn\n", ("a@b.cn", "c.d@e-f.gov.cn")),
        ("a@b.cn,c@d.cn;e@f.cn，g@h.cn", ("a@b.cn", "c@d.cn", "e@f.cn", "g@h.cn")),
    ],
)
def test_addresses_as_clerks_write_them(cell, addresses):
    assert split_addresses(cell) == addresses


@pytest.mark.parametrize(
    "cell", ["孟河镇", "a@b", "a@@b.cn", "a@b.cn; 电话123", "a@b.cn转李某", "<a@b.cn>", "a@b.cn\r\nBcc:x@y.cn"]
)
def test_what_is_no_address(cell):
    with pytest.raises(ValueError):
        split_addresses(cell)
    assert office_address(cell) == ""


class TestApplications:
    def test_a_unit_hears_again_when_the_state_of_one_changes(self):
        before = one(MailKind.REVIEW, "X3", due())
        first, *others = made.REVIEWS.rows
        again = Reviews((*others, first))
        assert one(MailKind.REVIEW, "X3", due(made.assessment(reviews=again))).fingerprint == before.fingerprint
        answered = Reviews((replace(first, state=ReviewState.UPHELD), *others))
        assert one(MailKind.REVIEW, "X3", due(made.assessment(reviews=answered))).fingerprint != before.fingerprint

    def test_a_verifier_is_asked_though_all_is_verified(self):
        verified = replace(made.assessment(), verification=Verification())
        letter = one(MailKind.VERIFICATION, "K1", due(verified))
        assert (letter.awaiting, letter.asked) == (0, 1)
        nobody = replace(verified, reviews=Reviews())
        assert not [each for each in due(nobody) if each.kind in {MailKind.VERIFICATION, MailKind.REVIEW}]

    def test_a_verifier_is_asked_anew_for_each_application(self):
        one_asked = one(MailKind.VERIFICATION, "K1", due()).fingerprint
        assert one_asked != one(MailKind.VERIFICATION, "K1", due(made.assessment(reviews=Reviews()))).fingerprint


def test_a_result_told_after_the_time_to_ask_invites_nobody_to_ask():
    until = made.programme().particulars.appeal_by.date()
    closed = [one(MailKind.FEEDBACK, "X3", due(today=until + dt.timedelta(days))).closed for days in (0, 1)]
    assert closed == [False, True]


def test_units_first_told_when_the_time_to_ask_is_over_are_named():
    assessment = made.assessment()
    late = made.programme().particulars.appeal_by.date() + dt.timedelta(1)
    assert informed_too_late(assessment, due(assessment)) == ()
    assert [unit.code for unit in informed_too_late(assessment, due(assessment, late))] == ["X3"]
    letter = MailRecord(MailKind.FEEDBACK, "X3", dt.datetime(2031, 6, 1), "X3.eml", "", "")  # noqa: DTZ001
    assert informed_too_late(replace(assessment, letters=(letter,)), due(assessment, late)) == ()
