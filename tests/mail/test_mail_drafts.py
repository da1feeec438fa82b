"""The mail folder and its record: nobody gets one twice for the same thing, and nothing the clerk did is lost."""

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path

import mail_made as made
import pytest

from qz.mail import drafts
from qz.mail.draft_files import safe_name
from qz.mail.drafts import write_drafts
from qz.mail.due import Enclosures, due_after_collect, due_forms
from qz.mail.ledger import LEDGER_NAME, LedgerFault, read_ledger, write_ledger
from qz.mail.letter_wording import LetterWording
from qz.model.letters import MailKind, MailRecord

WORDING = LetterWording(Path(__file__).parents[2] / "templates" / "mail")
LATER = dt.datetime.fromisoformat("2031-05-18T14:00")


def worded(dues, now=made.NOW):
    return [WORDING.word(due, made.PARTICULARS, now.date()) for due in dues if due.unit.email]


def forms(now=made.NOW, of=made.FORMS):
    return worded(due_forms(made.programme(), of), now)


def answers(now=made.NOW, assessment=None):
    enclosures = Enclosures(made.FORMS, made.CORRECTIONS, made.VERIFICATION)
    return worded(due_after_collect(assessment or made.assessment(), now.date(), enclosures), now)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "mail"


def post(folder, letters, now=made.NOW, **options):
    posting = write_drafts(letters, made.PARTICULARS, folder, read_ledger(folder / LEDGER_NAME), now, **options)
    write_ledger(folder / LEDGER_NAME, posting.ledger)
    return posting


def held(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_draft_a_letter_named_by_kind_and_unit(folder):
    post(folder, answers())
    assert sorted(held(folder)) == sorted(
        [
            LEDGER_NAME,
            "催报-X1-青石乡.eml",
            "补正-X2-白沙乡.eml",
            "回执-X3-红枫乡.eml",
            "回执-X4-云岭乡.eml",
            "催报-K1-水务局.eml",
            "核定-K1-水务局.eml",
            "复核答复-X3-红枫乡.eml",
        ]
    )


def test_run_twice_repeats_nothing(folder):
    first = post(folder, answers())
    before = held(folder)
    again = post(folder, answers(LATER), LATER)
    assert len(first.written) == 7
    assert (len(again.written), len(again.repeated), again.withdrawn) == (0, 7, ())
    assert held(folder) == before


def test_a_draft_already_sent_and_deleted_is_not_made_again(folder):
    post(folder, forms())
    for path in folder.glob("*.eml"):
        path.unlink()
    assert post(folder, forms(LATER), LATER).written == ()
    assert list(folder.glob("*.eml")) == []


def test_asked_for_again_all_are_made_anew_and_recorded_again(folder):
    post(folder, answers())
    posting = post(folder, answers(LATER), LATER, again=True)
    assert len(posting.written) == 7
    assert "还有2天" in answers(LATER)[0].subject
    assert len(list(folder.glob("*.eml"))) == 7
    records = read_ledger(folder / LEDGER_NAME)
    assert [record.when for record in records] == [made.NOW] * 7 + [LATER] * 7


def test_only_what_changed_goes_out(folder):
    post(folder, answers())
    changed = made.assessment(findings=made.WRONG_FINDINGS[1:])
    posting = post(folder, answers(LATER, changed), LATER)
    assert [(record.kind.value, record.unit_code) for record in posting.written] == [("补正", "X2")]


def test_a_form_made_anew_for_one_unit_goes_to_it_alone(folder):
    post(folder, forms())
    posting = post(folder, forms(LATER, made.FORMS | {"X3": made.attachment("X3-红枫乡.xlsx", b"new")}), LATER)
    assert [record.unit_code for record in posting.written] == ["X3"]


def test_the_record_says_what_went_out_when(folder):
    post(folder, forms())
    post(folder, answers(LATER), LATER)
    records = read_ledger(folder / LEDGER_NAME)
    assert {(record.kind, record.when) for record in records if record.unit_code == "X1"} == {
        (MailKind.FORM, made.NOW),
        (MailKind.REMINDER, LATER),
    }
    assert all((folder / record.file).is_file() for record in records)


def test_a_reminder_overtaken_by_a_return_is_taken_back(folder):
    post(folder, answers())
    counted = {code: each.file for code, each in made.assessment().intake.returns.items()}
    came = made.assessment(counted | {"X1": made.received(made.MISSING, "a.xlsx", "x1")})
    posting = post(folder, answers(LATER, came), LATER)
    assert posting.withdrawn == ("催报-X1-青石乡.eml",)
    assert not (folder / "催报-X1-青石乡.eml").exists()
    assert (folder / "回执-X1-青石乡.eml").exists()
    assert (folder / "催报-K1-水务局.eml").exists()


def test_a_draft_of_a_letter_that_waits_is_neither_taken_back_nor_made_anew(folder):
    post(folder, answers())
    waiting = [letter for letter in answers(LATER) if letter.kind is MailKind.CORRECTION]
    others = [letter for letter in answers(LATER) if letter not in waiting]
    before = held(folder)
    posting = post(folder, others, LATER, waiting=waiting)
    assert (posting.written, posting.withdrawn) == ((), ())
    assert held(folder) == before
    assert post(folder, others, LATER).withdrawn == ("补正-X2-白沙乡.eml",)


def test_forms_are_never_taken_back(folder):
    post(folder, forms())
    assert post(folder, answers(LATER), LATER).withdrawn == ()
    assert (folder / "发表-X3-红枫乡.eml").exists()


def test_a_draft_the_clerk_changed_is_neither_overwritten_nor_taken_back(folder):
    post(folder, answers())
    mine = folder / "补正-X2-白沙乡.eml"
    mine.write_bytes(b"my own words")
    posting = post(folder, answers(LATER, made.assessment(findings=made.WRONG_FINDINGS[1:])), LATER)
    assert [record.file for record in posting.written] == ["补正-X2-白沙乡（2）.eml"]
    assert mine.read_bytes() == b"my own words"
    in_order = made.assessment(findings=())
    assert post(folder, answers(LATER, in_order), LATER).withdrawn == ("补正-X2-白沙乡（2）.eml",)
    assert mine.exists()


def test_interrupted_before_the_record_the_next_run_ends_the_same(folder, tmp_path):
    write_drafts(answers(), made.PARTICULARS, folder, (), made.NOW)
    post(folder, answers())
    whole = tmp_path / "whole"
    post(whole, answers())
    assert held(folder) == held(whole)


def test_a_draft_held_open_by_a_mail_program_is_named_and_comes_next_time(folder, monkeypatch):
    post(folder, forms())
    write = drafts.write_whole

    def locked(path, content):
        if path.name.startswith("发表-X1"):
            raise PermissionError(13, "in use", str(path))
        write(path, content)

    monkeypatch.setattr(drafts, "write_whole", locked)
    changed = {code: replace(form, source=form.content + b"!") for code, form in made.FORMS.items()}
    posting = post(folder, forms(LATER, changed), LATER)
    assert posting.locked == ("发表-X1-青石乡.eml",)
    assert "X1" not in {record.unit_code for record in posting.written}
    monkeypatch.undo()
    assert [record.unit_code for record in post(folder, forms(LATER, changed), LATER).written] == ["X1"]


def test_a_folder_that_cannot_be_written_stops(folder, monkeypatch):
    def refused(path, _):
        raise PermissionError(13, "denied", str(path))

    monkeypatch.setattr(drafts, "write_whole", refused)
    with pytest.raises(PermissionError):
        post(folder, forms())


def test_nothing_half_written_is_left(folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_drafts(forms(), made.PARTICULARS, folder, (), made.NOW)
    assert list(folder.iterdir()) == []


def test_the_record_reads_back_as_written(tmp_path):
    path = tmp_path / "a" / LEDGER_NAME
    records = (
        MailRecord(MailKind.FORM, "X1", made.NOW, "发表-X1-青石乡.eml", "m", "s"),
        MailRecord(MailKind.VERIFICATION, "K1", LATER, "核定-K1-水务局.eml", "m", "s"),
    )
    assert read_ledger(path) == ()
    write_ledger(path, records)
    assert read_ledger(path) == records


def test_a_record_that_cannot_be_opened_is_never_taken_for_an_empty_one(tmp_path):
    with pytest.raises(OSError, match=re.escape(str(tmp_path))):
        read_ledger(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"格式": 3, "记录": []}',
        '{"格式": 1}',
        '{"格式": 1, "记录": [{}]}',
        '{"格式": 1, "记录": [3]}',
        "\x00",
    ],
)
def test_a_damaged_record_is_never_taken_for_an_empty_one(tmp_path, text):
    path = tmp_path / LEDGER_NAME
    path.write_text(text, "utf-8")
    with pytest.raises(LedgerFault, match="已损坏"):
        read_ledger(path)


@pytest.mark.parametrize(
    "change", [{"类别": "别的"}, {"时间": "昨天"}, {"单位": 3}, {"文件": None}], ids=lambda change: next(iter(change))
)
def test_a_damaged_entry_is_a_damaged_record(tmp_path, change):
    path = tmp_path / LEDGER_NAME
    write_ledger(path, (MailRecord(MailKind.FORM, "X1", made.NOW, "f", "m", "s"),))
    ledger = json.loads(path.read_text("utf-8"))
    ledger["记录"][0] |= change
    path.write_text(json.dumps(ledger), "utf-8")
    with pytest.raises(LedgerFault):
        read_ledger(path)


def test_file_names_every_system_takes():
    assert safe_name('催报-X/1-a:b*c?d"e<f>g|h\\i\n.') == "催报-X_1-a_b_c_d_e_f_g_h_i_"
    assert safe_name("..") == "_"
