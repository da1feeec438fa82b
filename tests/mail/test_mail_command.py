"""``qz mail`` as the clerk runs it, on the programme of 2011: after the forms, and with the programme's slips."""

import email
import email.policy
import shutil
from pathlib import Path

import openpyxl
import pytest

from qz.cli import office_key
from qz.cli.main import main
from qz.mail.ledger import LEDGER_NAME, read_ledger
from qz.model.letters import MailKind
from qz.programme.read_programme import read_programme

ROOT = Path(__file__).parents[2]
PROGRAMME = ROOT / "templates" / "2011.xlsx"
DAY = ["--today", "2011-06-24"]


@pytest.fixture(scope="module")
def made_forms(tmp_path_factory):
    output = tmp_path_factory.mktemp("office")
    assert main(["forms", "--programme", str(PROGRAMME), "--output", str(output)]) == 0
    shutil.copy(office_key.key_path(PROGRAMME), output / "2011.key")
    return output


@pytest.fixture
def office(made_forms, tmp_path, monkeypatch):
    """A folder as the clerk has it: the programme, its forms, nothing received."""
    shutil.copytree(made_forms, tmp_path / "output")
    shutil.copytree(
        ROOT / "templates",
        tmp_path / "templates",
        ignore=lambda _, names: set(names) - {"mail", "2011.xlsx", "2011.key"} if "mail" in names else (),
    )
    shutil.move(tmp_path / "output/2011.key", tmp_path / "templates/2011.key")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capsys):
    def qz(*words):
        capsys.readouterr()
        status = main(["mail", *words])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return qz


def drafts(office):
    return {path.name: path.read_bytes() for path in sorted((office / "output/2011/mail").glob("*.eml"))}


def change_roster(office, changes):
    """Write other e-mail addresses into the programme's roster: {unit name: address}."""
    path = office / "templates/2011.xlsx"
    book = openpyxl.load_workbook(path)
    for sheet in book:
        heads = {cell.value: cell for row in sheet.iter_rows(max_row=12) for cell in row}
        if {"电子邮箱", "联系人"} <= heads.keys() and not isinstance(heads["电子邮箱"], openpyxl.cell.MergedCell):
            for row in sheet.iter_rows(min_row=heads["电子邮箱"].row + 1):
                names = {cell.value for cell in row}
                for name in changes.keys() & names:
                    sheet.cell(row[0].row, heads["电子邮箱"].column).value = changes[name]
    book.save(path)


def test_after_the_forms_every_unit_gets_its_form(office, run):
    status, out, err = run("--year", "2011", *DAY)
    assert (status, err) == (0, "")
    programme, _ = read_programme(PROGRAMME)
    made = drafts(office)
    assert sorted(made) == sorted(f"发表-{unit.code}-{unit.name}.eml" for unit in programme.units)
    for unit in programme.units:
        message = email.message_from_bytes(made[f"发表-{unit.code}-{unit.name}.eml"], policy=email.policy.default)
        (form,) = message.iter_attachments()
        name = f"{unit.code}-{unit.name}.xlsx"
        assert [each.addr_spec for each in message["to"].addresses] == [unit.email]
        assert [(each.display_name, each.addr_spec) for each in message["from"].addresses] == [
            (programme.particulars.office, programme.particulars.email)
        ]
        assert form.get_filename() == name
        assert form.get_content() == (office / "output/2011/forms" / name).read_bytes()
    assert "新拟 21" in out
    assert "output/2011/mail" in out.replace("\\", "/")


def test_run_twice_repeats_nothing_and_asked_again_all(office, run):
    run("--year", "2011", *DAY)
    before = drafts(office)
    status, out, _ = run("--year", "2011", "--today", "2011-07-01")
    assert (status, drafts(office)) == (0, before)
    assert "没有新的邮件要发" in out
    status, out, _ = run("--year", "2011", *DAY, "--again")
    assert (status, drafts(office)) == (0, before)
    assert "新拟 21" in out
    assert len(read_ledger(office / "output/2011/mail" / LEDGER_NAME)) == 42


@pytest.mark.usefixtures("office")
def test_forms_made_anew_without_change_are_the_same_thing(run):
    run("--year", "2011", *DAY)
    assert main(["forms", "--year", "2011"]) == 0
    _, out, _ = run("--year", "2011", *DAY)
    assert "没有新的邮件要发" in out


def test_units_without_an_address_are_named_and_the_others_go_on(office, run):
    change_roster(office, {"孟河镇": None, "环保局": "环保局转"})
    status, out, _ = run("--year", "2011", *DAY)
    assert status == 0
    assert "孟河镇没有电子邮箱，发表邮件未拟稿；请在考核方案的单位名册里补上后重新运行。" in out
    assert "环保局的电子邮箱“环保局转”写法不对，发表邮件未拟稿；请在考核方案的单位名册里改正后重新运行。" in out
    assert len(drafts(office)) == 19
    change_roster(office, {"孟河镇": "menghe@example.com"})
    _, out, _ = run("--year", "2011", *DAY)
    assert "新拟 1" in out
    assert len(drafts(office)) == 20


def test_a_unit_without_a_form_is_named(office, run):
    next((office / "output/2011/forms").glob("*孟河镇.xlsx")).unlink()
    status, out, _ = run("--year", "2011", *DAY)
    assert status == 0
    assert "孟河镇还没有填报表，未拟稿；请重新运行 make forms。" in out
    assert len(drafts(office)) == 20


def test_before_any_form_there_is_nothing_to_send(office, run):
    shutil.rmtree(office / "output")
    status, out, err = run("--year", "2011", *DAY)
    assert (status, out) == (2, "")
    assert "请先运行 make forms" in err
    assert not (office / "output").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--today", "昨天"], "不是日期"),
        (["--returns", "nowhere"], "没有找到文件夹 nowhere"),
        (["--year", "1999"], "没有找到考核方案"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(office, run, words, sentence):
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert sentence in err
    assert drafts(office) == {}


def test_a_damaged_record_stops_before_anything_is_written(office, run):
    record = office / "output/2011/mail" / LEDGER_NAME
    record.parent.mkdir(parents=True)
    record.write_text("{", "utf-8")
    status, _, err = run("--year", "2011", *DAY)
    assert status == 2
    assert "已损坏" in err
    assert drafts(office) == {}
    assert record.read_text("utf-8") == "{"


def test_a_broken_template_stops_before_anything_is_written(office, run):
    (office / "templates/mail/发表-主题.txt").write_text("{{ 单位名 }}", "utf-8")
    status, _, err = run("--year", "2011", *DAY)
    assert status == 2
    assert "发表-主题.txt" in err
    assert drafts(office) == {}


def test_wording_the_office_changed_is_what_goes_out(office, run):
    (office / "templates/mail/发表-主题.txt").write_text("请{{ 单位 }}查收", "utf-8")
    run("--year", "2011", *DAY)
    content = next(content for name, content in drafts(office).items() if "孟河镇" in name)
    assert str(email.message_from_bytes(content, policy=email.policy.default)["subject"]) == "请孟河镇查收"


def test_files_that_are_no_returns_do_not_end_the_sending_of_forms(office, run):
    returns = office / "returns/2011"
    returns.mkdir(parents=True)
    (returns / ".gitkeep").touch()
    (returns / "~$孟河镇.xlsx").touch()
    run("--year", "2011", *DAY)
    assert {record.kind for record in read_ledger(office / "output/2011/mail" / LEDGER_NAME)} == {MailKind.FORM}
