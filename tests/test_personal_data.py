"""Whom units nominate stands on the unit's form and in 表彰推荐汇总 alone; whom nothing bars also in 表彰决定."""

import io
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from programmes import row, second_tables, write

sys.path.append(str(Path(__file__).parent / "intake"))

from filled import form_with, good_answers
from test_nominations import nominated

from qz.cli.kept_results import FOLDER
from qz.cli.main import main
from qz.programme.read_programme import read_programme

ROOT = Path(__file__).parents[1]
SAID = ("欧阳若澜", "司马清岚", "护堤队长一职", "连夜封堵管涌三处")
OWN = ("表彰推荐汇总.xlsx", "表彰决定.docx", "corrections/", "补正/", "收件/")
"""Where they may stand: papers about them, and the unit's own return, received, kept or sent back to be mended."""


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """A year in which one unit nominates one person too many, collected and archived."""
    folder = tmp_path_factory.mktemp("nominated")
    tables = second_tables()
    row(tables, "scorecards", label="乡场")["places"] = Decimal(1)
    programme = read_programme(write(tables, folder))[0]
    unit = next(unit for unit in programme.units if unit.name == "上游乡")
    people = nominated((SAID[0], SAID[2], SAID[3]), (SAID[1], SAID[2], SAID[3]))
    answers = replace(good_answers(unit, programme), nominations=people)
    returns = folder / "returns"
    returns.mkdir()
    (returns / "来件.xlsx").write_bytes(form_with(programme, unit, answers, "2014-01-05T02:00:00Z"))
    options = ["--programme", str(folder / "programme.xlsx"), "--output", str(folder / "output")]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        assert main(["collect", *options, "--returns", str(returns)]) == 0
        assert main(["archive", *options]) == 0
    return folder


def texts(path, data):
    """Every text file within some bytes: its path, through archives and workbooks, and what it says."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                yield from texts(f"{path}!{name}", package.read(name))
    else:
        yield path, data


def test_nobody_nominated_is_named_anywhere_else(year):
    found, seen = set(), 0
    for path in (path for path in sorted((year / "output").rglob("*")) if path.is_file()):
        if FOLDER in path.parts:
            continue  # what files came to, packed, so that they need not be read again; nobody opens it
        for place, data in texts(path.relative_to(year).as_posix(), path.read_bytes()):
            seen += 1
            if any(words.encode(coding) in data for words in SAID for coding in ("utf-8", "gb18030", "unicode_escape")):
                found.add(place)
    assert seen > 100
    assert {place for place in found if not any(own in place for own in OWN)} == set()
    assert any("表彰推荐汇总.xlsx" in place for place in found)
    assert any(place.startswith("output/2013/归档") and "收件/" in place for place in found)


def test_what_is_told_on_screen_names_nobody(year, capsys):
    options = ["--programme", str(year / "programme.xlsx"), "--output", str(year / "output")]
    main(["explain", *options, "--returns", str(year / "returns"), "上游乡"])
    said = capsys.readouterr().out
    assert "上游乡" in said
    assert not any(words in said for words in SAID)


def test_the_list_says_who_is_one_too_many(year):
    book = openpyxl.load_workbook(year / "output/2013/results/表彰推荐汇总.xlsx", data_only=True)
    rows = [row for row in book["表彰推荐汇总"].iter_rows(min_row=5, values_only=True) if row[0]]
    assert [(row[1], row[2], row[7]) for row in rows] == [("上游乡", SAID[0], "否"), ("上游乡", SAID[1], "否")]
    assert "超出名额（1人）" not in rows[0][6]
    assert rows[1][6].startswith("超出名额（1人）；")
