"""Two assessments of one year keep apart, the newest programme is what is meant, and no other year's words are said."""

import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from qz.cli.assessment_folder import folder_of, usual_year
from qz.cli.main import main

ROOT = Path(__file__).parent.parent
INVESTMENT = ROOT / "samples" / "programmes" / "2012.xlsx"


@pytest.fixture
def office(tmp_path, monkeypatch):
    """An office with 2011's programme of quality, and of 2012 one of quality's own year and one of investment."""
    shutil.copytree(ROOT / "templates", tmp_path / "templates", ignore=shutil.ignore_patterns("*.key", "2010*"))
    shutil.copy(INVESTMENT, tmp_path / "templates" / "2012-招商.xlsx")
    monkeypatch.chdir(tmp_path)
    assert main(["new", "2012"]) == 0
    return tmp_path


QUALITY, INVEST = ("新北区", "质量振兴工作"), ("平川县", "招商引资工作")
FOLDERS = [
    ("templates/2012.xlsx", (*QUALITY, "2012"), "2012"),
    ("templates/2012-招商.xlsx", (*INVEST, "2012"), "2012-招商"),
    ("templates/招商.xlsx", (*INVEST, "2012"), "2012-招商"),
    ("别处/改.xlsx", (*QUALITY, "2012"), "2012"),
    ("别处/2012.xlsx", (*INVEST, "2012"), "2012-招商引资工作"),
    ("别处/招商.xlsx", (*INVEST, "2012"), "2012-招商"),
    ("别处/招商.xlsx", (*INVEST, "2013"), "2013"),
]


def test_the_folder_of_an_assessment(office, monkeypatch):
    found = [folder_of(office / path, identity, Path("output")) for path, identity, _ in FOLDERS]
    assert found == [folder for *_, folder in FOLDERS]
    # 放在别处、结果也另放的，没有谁可混
    assert folder_of(office / "别处/2012.xlsx", (*INVEST, "2012"), office / "另放") == "2012"
    # 样例里一年有几份的也各放各的
    part = INVESTMENT.with_name("2012-信访.xlsx")
    monkeypatch.chdir(ROOT)
    assert folder_of(part, (*INVEST, "2012"), office / "另放") == "2012-信访"


def test_two_assessments_of_a_year_keep_apart(office, capsys):
    assert main(["forms", "--programme", "templates/2012-招商.xlsx"]) == 0
    assert "returns/2012-招商/" in capsys.readouterr().out
    forms = office / "output" / "2012-招商" / "forms"
    assert len(list(forms.glob("*.xlsx"))) == 16
    assert not (office / "output" / "2012").exists()
    assert (office / "templates" / "2012-招商.key").is_file()
    (office / "returns" / "2012-招商").mkdir(parents=True)
    shutil.copy(min(forms.glob("*.xlsx")), office / "returns" / "2012-招商")
    assert main(["collect", "--year", "2012-招商"]) == 0
    assert "make collect" not in capsys.readouterr().out.replace("make collect YEAR=2012-招商", "")
    assert (office / "output" / "2012-招商" / "results" / "排名.xlsx").is_file()
    # 一份读不出来的方案，批注本也放在它自己的文件夹里
    book = openpyxl.load_workbook("templates/2012-招商.xlsx")
    book["评分方法"]["E4"].value = "随便"
    book.save("templates/2012-招商.xlsx")
    assert main(["check", "--year", "2012-招商"]) == 0
    assert (office / "output" / "2012-招商" / "考核方案检查-2012-招商.xlsx").is_file()


def test_nothing_of_2011_or_of_quality_where_another_assessment_runs(office, capsys):
    for year in (2011, 2012):
        Path(f"templates/{year}.xlsx").unlink()
    shutil.move("templates/2012-招商.xlsx", "templates/2012.xlsx")
    assert usual_year() == "2012"
    for command in ("check", "forms", "collect", "mail", "explain", "new", "compare", "sensitivity", "archive"):
        with pytest.raises(SystemExit):
            main([command, "--help"])
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert main(["check"]) == 0
    assert main(["forms"]) == 0
    assert main(["new"]) == 0
    said += capsys.readouterr().out
    assert "templates/2013.xlsx" in said.replace("\\", "/")
    assert not [line for line in said.splitlines() if "2010" in line or "质量" in line or "新北" in line]
    assert "2011" not in said.replace("2012 年的上一年 2011", "").replace("qz compare 2011 2012", "")
    for path in (*(office / "output").rglob("*.xlsx"), office / "templates" / "2013.xlsx"):
        assert wrong_words(path) == [], path


def wrong_words(path):
    """What a workbook says, shown or hidden, that is another year's or another assessment's.

    A seal or a digest is no word: its digits are by chance another year's now and then.
    """
    book = openpyxl.load_workbook(path)
    texts = [str(value) for value in vars(book.properties).values()]
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                texts += [str(cell.value)] if cell.value is not None else []
                texts += [cell.comment.text] if cell.comment else []
        for rule in sheet.data_validations.dataValidation:
            texts += [str(rule.prompt), str(rule.error)]
    texts = [re.sub(r"[0-9a-f]{16,}", "", text) for text in texts]
    return [text for text in texts if "2011" in text or "质量振兴" in text or "新北" in text]
