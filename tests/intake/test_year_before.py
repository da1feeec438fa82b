"""A collect with last year's programme and returns beside this year's: real forms of both, through the command."""

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import filled
import openpyxl
import pytest

from qz.cli.kept_results import FOLDER
from qz.cli.last_collect import LAST_RETURNS
from qz.cli.main import main
from qz.cli.year_before import read_last_year
from qz.corrections.list_sheet import LIST_SHEET
from qz.intake.reading import examiner
from qz.model.layout import InputKind
from qz.programme.read_programme import read_programme
from qz.programme.writing.renew import renew_programme
from qz.workbook.read.xlsx.read_xlsx import read_workbook

ROOT = Path(__file__).parents[2]
OLD = ROOT / "templates" / "2010.xlsx"
LEADER, SMALL = "质监分局", "工商分局"
REGISTER = "2011/results/收件登记.xlsx"
D = Decimal
WORDS = {2010: "2010年总结第二部分", 2011: "佐证材料见附件"}
HONEST = {  # what 质监分局 reached in 2010, by the names of that year's form
    "indicator_1_1_1": D("0.951"),
    "indicator_2_1_4": D(44),
    "indicator_3_1_1": D(3),
    "indicator_4_2_1": D("0.12"),
}
SLIPS = {
    "indicator_1_1_1": D("0.0951"),
    "indicator_2_1_3": D(4500),
    "indicator_4_1_1": D(40),
    "indicator_5_3_1": D("0.44"),  # more than three times, and possible
}


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def last():
    return read_programme(OLD)[0]


def put(folder, of, name, changed=(), words=None):
    """A filled form of that year in the year's returns folder."""
    year = of.particulars.year
    unit = next(each for each in of.units if each.name == name)
    answers = filled.good_answers(unit, of, dict(changed), words or WORDS.get(year, f"{year}年材料"))
    path = folder / "returns" / str(year) / f"{name}报来的.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(filled.form_with(of, unit, answers, f"{year}-12-05T02:00:00Z"))
    return path


def collect(folder, output="output", year="2011", *more):
    given = ["--year", year, "--returns", str(folder / "returns" / year), "--output", str(folder / output)]
    return main(["collect", *given, *more])


OUTPUTS = ("output", "renamed")


def found(folder, output="output", year="2011"):
    """(unit, code, cell) of every finding in the register, and its sentence."""
    rows = openpyxl.load_workbook(folder / output / year / "results" / "收件登记.xlsx")["问题"]
    kept = [row for row in rows.iter_rows(min_row=4, values_only=True) if row[-1] and len(row[-1]) == 3]
    assert {row[2] for row in kept} <= {"提醒", "错误"}
    return {(row[1], row[7], row[5]): row[6] for row in kept}


def held(folder, output="output"):
    """Every file of an output, and the register's sheets; without the two notes of what was read before."""
    files = {
        str(path.relative_to(folder / output)): path
        for path in (folder / output).rglob("*")
        if path.is_file() and FOLDER not in path.parts and path.name != LAST_RETURNS
    }
    sheets = read_workbook(files.pop(REGISTER).read_bytes()).sheets
    return {name: path.read_bytes() for name, path in files.items()}, [
        s for s in sheets if s.name not in {"变化", "_上次"}
    ]


def place(name, unit=LEADER):
    return filled.input_of(unit, name).cell


def test_slips_are_told_at_their_cells_and_nothing_else(tmp_path, last, capsys):
    put(tmp_path, last, LEADER, HONEST)
    put(tmp_path, filled.programme(), LEADER, SLIPS)
    put(tmp_path, filled.programme(), SMALL)  # sent nothing in 2010
    assert collect(tmp_path) == 0
    told = found(tmp_path)
    assert set(told) == {
        (LEADER, "C06", place("indicator_1_1_1")),
        (LEADER, "C14", place("task_1_1_status")),
        (LEADER, "C12", place("indicator_1_1_1")),
        (LEADER, "C11", place("indicator_2_1_3")),
        (LEADER, "C11", place("indicator_4_1_1")),
    }
    assert "填的是4500只，2010年填的是44只，约为上年的102倍。" in told[LEADER, "C11", place("indicator_2_1_3")]
    assert "填的是40只，2010年填的是3只，约为上年的13倍。" in told[LEADER, "C11", place("indicator_4_1_1")]
    assert "2010年填的是95.1%，相差85.59个百分点" in told[LEADER, "C12", place("indicator_1_1_1")]
    assert "状态 合格  单位数 2" in capsys.readouterr().out


def test_an_honest_year_is_silent(tmp_path, last):
    for name in (LEADER, SMALL, "孟河镇"):
        put(tmp_path, last, name, HONEST)
        put(tmp_path, filled.programme(), name)
    assert collect(tmp_path) == 0
    assert {code for _, code, _ in found(tmp_path)} <= {"C14"}, "the accidents of the sample answers"


def test_last_years_content_in_this_years_form(tmp_path, last):
    put(tmp_path, last, LEADER, {"indicator_3_1_1": D(4), "indicator_3_1_2": D(8)}, WORDS[2011])
    path = put(tmp_path, filled.programme(), LEADER)
    assert collect(tmp_path) == 0
    told = found(tmp_path)
    assert {key for key in told if key[1] != "C14"} == {(LEADER, "C13", None)}
    assert told[LEADER, "C13", None].startswith(f"“{path.name}”：与2010年可比的")


def test_a_unit_in_error_reads_it_in_its_correction(tmp_path, last):
    put(tmp_path, last, LEADER, HONEST)
    put(tmp_path, filled.programme(), LEADER, {**SLIPS, "indicator_1_1_2": None})
    assert collect(tmp_path) == 0
    book = openpyxl.load_workbook(next((tmp_path / "output/2011/corrections").glob("*.xlsx")))
    lines = [[cell for cell in row if cell] for row in book[LIST_SHEET].iter_rows(values_only=True)]
    (line,) = [line for line in lines if any("约为上年的102倍" in str(cell) for cell in line)]
    assert line[1:3] == ["提醒", f"任务完成情况 {place('indicator_2_1_3')}"]
    assert line[-1] == "请核对计量单位、小数点和零的个数，确认无误可不改"
    assert "约为上年的102倍" in book["任务完成情况"][place("indicator_2_1_3")].comment.text


def test_again_and_in_any_order_it_is_the_same_and_last_year_stays_as_it_was(tmp_path, last):
    for name in (LEADER, SMALL):
        put(tmp_path, last, name, HONEST)
        put(tmp_path, filled.programme(), name, SLIPS)
    before = {path: path.read_bytes() for path in (tmp_path / "returns/2010").rglob("*")}
    assert collect(tmp_path) == collect(tmp_path, "again") == collect(tmp_path, "again") == 0
    assert held(tmp_path) == held(tmp_path, "again")
    assert [path.name for path in (tmp_path / "output").iterdir()] == ["2011"]
    for year in ("2010", "2011"):
        for path in (tmp_path / "returns" / year).iterdir():
            path.rename(path.with_name(f"{'乙甲'[LEADER in path.name]}.xlsx"))
    renamed = {path: path.read_bytes() for path in (tmp_path / "returns/2010").rglob("*")}
    assert collect(tmp_path, "renamed") == 0
    assert set(found(tmp_path, "renamed")) == set(found(tmp_path))
    unnamed = [{key: said for key, said in found(tmp_path, output).items() if key[1] != "C14"} for output in OUTPUTS]
    assert unnamed[0] == unnamed[1], "C14 alone names the files of the facts that deny a task"
    assert sorted(renamed.values()) == sorted(before.values())


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """What comes out with no last year at all."""
    folder = tmp_path_factory.mktemp("alone")
    put(folder, filled.programme(), LEADER, SLIPS)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        assert collect(folder) == 0
    return held(folder)


def test_what_was_read_of_last_year_is_kept_with_this_years_key(tmp_path, last, monkeypatch):
    path = put(tmp_path, last, LEADER)
    (tmp_path / "returns" / "2011").mkdir()
    read = []
    open_listed = examiner.open_listed
    monkeypatch.setattr(examiner, "open_listed", lambda each: (read.append(each.path), open_listed(each))[1])
    programme = read_programme(ROOT / "templates" / "2011.xlsx")[0]
    for key, opened in ((b"", 2), (b"key", 1), (b"another", 1)):
        read.clear()
        for _ in range(2):
            now = replace(programme, key=key)
            before = read_last_year(now, tmp_path / "returns" / "2011", tmp_path / "year", None)
            assert len(before.answers) == 1
        assert read == [path.name] * opened, key


def test_without_last_year_nothing_is_different(tmp_path, last, alone, capsys):
    put(tmp_path, filled.programme(), LEADER, SLIPS)
    (tmp_path / "returns/2010").mkdir()
    assert collect(tmp_path) == 0
    assert held(tmp_path) == alone
    put(tmp_path, last, SMALL)  # another unit's
    assert collect(tmp_path) == 0
    assert held(tmp_path) == alone
    assert "没有与上年对照" not in capsys.readouterr().out


def test_the_returns_folder_itself_is_no_last_year(tmp_path, last, capsys):
    put(tmp_path, last, LEADER)
    wrong = ["--returns", str(tmp_path / "returns/2010"), "--output", str(tmp_path / "wrong")]
    assert main(["collect", "--year", "2011", *wrong]) == 0
    assert "上年" not in capsys.readouterr().out


def broken(beside):
    beside.write_bytes(b"PK\x03\x04 no workbook")


def of_another_year(beside):
    shutil.copy(ROOT / "templates/2011.xlsx", beside)


def of_another_assessment(beside):
    book = openpyxl.load_workbook(OLD)
    cell = next(row[1] for row in book["基本信息"].iter_rows() if row[0].value == "考核名称")
    assert cell.value == "质量振兴工作"
    cell.value = "安全生产工作"
    book.save(beside)


def in_error(beside):
    book = openpyxl.load_workbook(OLD)
    del book["单位"]
    book.save(beside)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (broken, "2010.xlsx 有 1 处错误，读不出来。"),
        (in_error, "2010.xlsx 有 "),
        (of_another_year, "2010.xlsx 里写的是2011年，不是2010年的考核方案。"),
        (of_another_assessment, "是“新北区安全生产工作”的考核方案，本次是“新北区质量振兴工作”，不是同一个考核。"),
        (None, "2010 里没有能采用的填报表。"),
    ],
)
def test_a_last_year_that_cannot_be_read_is_said_and_no_more(tmp_path, last, alone, capsys, damage, words):  # noqa: PLR0917
    shutil.copy(ROOT / "templates/2011.xlsx", tmp_path / "2011.xlsx")
    put(tmp_path, filled.programme(), LEADER, SLIPS)
    if damage is None:
        (tmp_path / "returns/2010").mkdir()
        (tmp_path / "returns/2010/扫描.pdf").write_bytes(b"%PDF-1.4")
    else:
        put(tmp_path, last, LEADER, HONEST)
        damage(tmp_path / "2010.xlsx")
    capsys.readouterr()
    assert collect(tmp_path, "output", "2011", "--programme", str(tmp_path / "2011.xlsx")) == 0
    said = [line for line in capsys.readouterr().out.splitlines() if "没有与上年对照" in line]
    assert len(said) == 1
    assert words in said[0]
    assert said[0].endswith("这次没有与上年对照，其他结果不受影响。")
    assert held(tmp_path) == alone


def test_the_letters_say_it_too(tmp_path, last):
    put(tmp_path, last, LEADER, HONEST)
    put(tmp_path, filled.programme(), LEADER, SLIPS)
    given = ["--returns", str(tmp_path / "returns/2011"), "--output", str(tmp_path / "output")]
    assert collect(tmp_path) == 0
    assert main(["mail", "--year", "2011", "--today", "2011-12-08", *given]) == 0
    import email  # noqa: PLC0415 - here only
    from email import policy  # noqa: PLC0415

    drafts = [
        email.message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in (tmp_path / "output/2011/mail").rglob("*.eml")
    ]
    bodies = [draft.get_body(("plain",)).get_content() for draft in drafts if "zhijian" in draft["To"]]
    assert any("约为上年的102倍" in body for body in bodies)


# A scored year after a scored one: 2012, begun from 2011's workbook, after the samples of 2011.


@pytest.fixture(scope="module")
def renewed(tmp_path_factory):
    """2012: 孟河镇 is 孟河街道 and has another unit's code of last year."""
    folder = tmp_path_factory.mktemp("programmes")
    path = folder / "2012.xlsx"
    renew_programme(ROOT / "templates/2011.xlsx", path, 2012)
    book = openpyxl.load_workbook(path)
    for row in book["单位"].iter_rows(min_row=4):
        if row[1].value == "孟河镇":
            row[0].value, row[1].value, row[2].value = "Z03", "孟河街道", f"孟河镇、{row[2].value}"
        elif row[1].value == "新桥镇":
            row[0].value = "Z02"
    book.save(path)
    shutil.copy(ROOT / "templates/2011.xlsx", folder / "2011.xlsx")
    return path


def test_a_renamed_unit_after_a_verified_year(tmp_path, renewed):
    this, findings = read_programme(renewed)
    assert findings == ()
    shutil.copytree(ROOT / "samples/2011", tmp_path / "returns/2011")
    put(
        tmp_path, this, "孟河街道", {"fact_industrial_pass_rate": D("0.0915"), "fact_adopted_standard_products": D(480)}
    )
    put(tmp_path, this, "新桥镇", {"fact_industrial_pass_rate": D("0.93"), "fact_adopted_standard_products": D(4)})
    assert collect(tmp_path, "output", "2012", "--programme", str(renewed)) == 0
    told = found(tmp_path, "output", "2012")
    cells = {
        cell.key: cell.cell
        for cell in filled.build_layout(this, this.unit("Z03")).inputs
        if cell.kind is InputKind.FACT
    }
    rate, number = cells["industrial_pass_rate"], cells["adopted_standard_products"]
    assert set(told) == {("孟河街道", "C12", rate), ("孟河街道", "C11", number)}
    assert "填的是9.15%，2011年核定为91.5%，相差82.35个百分点" in told["孟河街道", "C12", rate]
    assert "填的是480只，2011年核定为5只，是上年的96倍" in told["孟河街道", "C11", number]
