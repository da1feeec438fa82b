"""A unit that only verifies others is asked for nothing: it gets no form, is not missed, and gets its 核定表."""

import json
import shutil
from dataclasses import replace
from email import message_from_bytes, policy

import docx
import openpyxl
import pytest
from programmes import row, second_programme_path, second_tables, write

from qz.cli.main import main
from qz.model.choices import Role
from qz.programme.check.run import check_workbook
from qz.programme.read_programme import read_programme

VERIFIER, IDLE, SENT = "监测站", "档案馆", "X1-上游乡.xlsx"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """An office whose roster has a unit that only verifies and one that does nothing; one return has come."""
    folder = tmp_path_factory.mktemp("office")
    tables = second_tables()
    for code, name in (("J1", VERIFIER), ("J2", IDLE)):
        tables["units"].append({"code": code, "name": name, "kind": "站", "email": f"{code}@example.org"})
    row(tables, "criteria", criterion_id="B1")["verifier"] = VERIFIER
    path = write(tables, folder, "2013.xlsx")
    at = ["--programme", str(path), "--output", str(folder / "output")]
    assert main(["forms", *at]) == 0
    (folder / "returns").mkdir()
    shutil.copy(folder / "output" / "2013" / "forms" / SENT, folder / "returns")
    returns = ["--returns", str(folder / "returns")]
    assert main(["collect", *at, *returns]) == 0
    assert main(["mail", *at, *returns, "--today", "2014-01-12"]) == 0
    return folder


def cells_of(path, sheet):
    return [[cell.value for cell in line] for line in openpyxl.load_workbook(path)[sheet].iter_rows()]


def has(found, text):
    return any(text in str(value) for line in found for value in line if value is not None)


def test_who_is_asked(tmp_path):
    """A scorecard, a task, an indicator or a nomination is something; verifying is not."""
    programme, _ = read_programme(second_programme_path(tmp_path))
    assert programme.asked_units == programme.units
    company = next(unit for unit in programme.units if unit.code == "G1")
    assert [role for _, role in programme.tasks_of(company)] == [Role.SUPPORT]
    bare = replace(programme, tasks=())
    assert not bare.is_asked(company)
    assert bare.is_asked(replace(company, scorecard_id=programme.units[0].scorecard_id))
    assert bare.is_asked(replace(company, places=1))
    asking = replace(programme.tasks[0].indicators[0], reporters=("G1",))
    goal = replace(programme.main_goals[0], indicators=(asking,))
    assert replace(bare, main_goals=(goal,)).is_asked(company)


def test_forms_go_to_those_who_are_asked(office):
    names = {path.name for path in (office / "output" / "2013" / "forms").glob("*.xlsx")}
    assert len(names) == 7
    assert not any(VERIFIER in name or IDLE in name for name in names)


def test_the_count_of_forms_is_said(office, tmp_path, capsys):
    folder = tmp_path / "output" / "2013" / "forms"
    folder.mkdir(parents=True)
    sent = next((office / "output" / "2013" / "forms").glob("*.xlsx"))
    shutil.copy(sent, folder / f"J1-{VERIFIER}.xlsx")  # as an older programme gave it one
    assert main(["forms", "--programme", str(office / "2013.xlsx"), "--output", str(tmp_path / "output")]) == 0
    assert "已生成 7 份填报表" in capsys.readouterr().out
    assert len(list(folder.glob("*.xlsx"))) == 7


def test_the_register_neither_counts_nor_lists_the_others(office):
    """The counts stand above the list of units."""
    book = openpyxl.load_workbook(office / "output" / "2013" / "results" / "收件登记.xlsx", data_only=True)
    found = [[cell.value for cell in line] for line in book["单位"].iter_rows()]
    head = next(place for place, line in enumerate(found) if line[0] == "代码")
    assert [line[0] for line in found[head + 1 :] if line[0]] == ["X1", "X2", "X3", "N1", "W1", "W2", "G1"]
    words, numbers = next((line, found[place + 1]) for place, line in enumerate(found) if "应报" in line)
    assert [numbers[words.index(word)] for word in ("应报", "未报送")] == [7, 6]


def test_no_result_misses_them(office):
    results = office / "output" / "2013" / "results"
    text = "\n".join(paragraph.text for paragraph in docx.Document(results / "通报.docx").paragraphs)
    assert "应报单位7个，已报1个，未报送6个" in text
    assert VERIFIER not in text
    assert IDLE not in text
    rules = cells_of(results / "收件登记.xlsx", "口径与版本")
    assert has(rules, "未报送6个单位")
    changes = cells_of(results / "收件登记.xlsx", "变化")
    assert not has(changes, VERIFIER)
    units = json.loads((results / "数据.json").read_text("utf-8"))["units"]
    assert [unit["code"] for unit in units] == ["X1", "X2", "X3", "N1", "W1", "W2", "G1"]


def test_the_verifier_gets_its_sheet_and_a_letter_about_it_and_no_other(office):
    assert (office / "output" / "2013" / "verification" / f"核定表-{VERIFIER}.xlsx").is_file()
    letters = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted((office / "output" / "2013" / "mail").glob("*.eml"))
    ]
    theirs = [
        (str(letter["To"]), [part.get_filename() for part in letter.iter_attachments()])
        for letter in letters
        if "J1@" in str(letter["To"]) or "J2@" in str(letter["To"])
    ]
    assert theirs == [(f"{VERIFIER} <J1@example.org>", [f"核定表-{VERIFIER}.xlsx"])]


def test_the_first_letters_miss_no_form_of_theirs(office, tmp_path, capsys):
    at = ["--programme", str(office / "2013.xlsx"), "--output", str(tmp_path)]
    assert main(["forms", *at]) == 0
    (tmp_path / "returns").mkdir()
    assert main(["mail", *at, "--returns", str(tmp_path / "returns"), "--today", "2013-12-01"]) == 0
    out = capsys.readouterr().out
    assert "还没有填报表" not in out
    assert len(list((tmp_path / "2013" / "mail").glob("*.eml"))) == 7


def test_check_asks_about_who_does_nothing_and_about_no_verifier(office):
    found = [one for one in check_workbook(office / "2013.xlsx").findings if one.code == "P95"]
    assert [one.sentence.partition("：")[2].partition("没有")[0] for one in found] == [IDLE]


def test_explain_says_that_there_is_nothing(office, capsys):
    at = ["--programme", str(office / "2013.xlsx"), "--output", str(office / "output")]
    assert main(["explain", VERIFIER, *at, "--returns", str(office / "returns")]) == 2
    assert f"{VERIFIER}不计分，也没有任务。" in capsys.readouterr().err
