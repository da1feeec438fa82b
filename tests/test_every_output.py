"""Every workbook and document a year's work writes, held to what no reader should meet.

Excel repairs nothing, no text clips in print, no page is printed with nothing on it, and recalculating in a second
program changes no value.
"""

import re
import subprocess
from pathlib import Path

import fits
import ooxml
import openpyxl
import pytest
from office import go_without
from recalculated import changed_values

from qz.cli.kept_results import FOLDER
from qz.cli.main import main

ROOT = Path(__file__).resolve().parent.parent
FORMS = ("Z02-孟河镇", "B01-质监分局", "B10-国税局")
"""A town, a lead department and a unit with few tasks: the forms looked at, of 21 alike."""


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    """All that the commands write for 2011 on the samples."""
    folder = tmp_path_factory.mktemp("output")
    returns = ["--returns", str(ROOT / "samples" / "2011")]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        for command in (
            ["forms", "--year", "2011"],
            ["collect", "--year", "2011", *returns],
            ["compare", "2010", "2011", "--returns", str(ROOT / "samples")],
        ):
            assert main([*command, "--output", str(folder)]) == 0
    return folder


def files_of(output, suffix):
    """What was written, each kind of form once; a number before the name keeps two of one name apart."""
    found = [path for path in sorted(output.rglob(f"*{suffix}")) if not path.name.startswith("~$")]
    return [path for path in found if path.parent.name != "forms" or path.stem in FORMS]


def apart(paths, folder):
    """Copies whose stems all differ."""
    folder.mkdir()
    copies = [folder / f"{place:02}{path.suffix}" for place, path in enumerate(paths)]
    for path, copy in zip(paths, copies, strict=True):
        copy.write_bytes(path.read_bytes())
    return copies


def test_everything_is_there(output):
    assert len(list((output / "2011/forms").glob("*.xlsx"))) == 21
    names = {
        path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file() and FOLDER not in path.parts
    }
    expected = {f"2011/results/{name}.xlsx" for name in ("收件登记", "排名", "目标任务完成情况", "镇街道考核汇总")}
    expected |= {"2011/results/通报.docx", "2011/台账.xlsx", "2011/verification/核定表-办公室.xlsx"}
    assert names >= expected
    assert any(name.startswith("对比-") for name in names)


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_excel_repairs_nothing_and_no_text_clips(output):
    faults = {path.name: ooxml.lint(path) + fits.clipped(path) for path in files_of(output, ".xlsx")}
    faults |= {path.name: ooxml.lint_document(path) for path in files_of(output, ".docx")}
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.office
def test_recalculation_changes_no_cached_value(output, office):
    paths = files_of(output, ".xlsx")
    found = [changed_values(path, again) for path, again in zip(paths, office.values(paths), strict=True)]
    assert sum(counted for counted, _ in found) > 5_000
    assert [words for _, changed in found for words in changed] == []


def heads_of(path):
    """The texts that a workbook repeats on every page, white space removed, longest first."""
    found = set()
    for sheet in openpyxl.load_workbook(path, data_only=True).worksheets:
        if sheet.print_title_rows:
            first, last = re.findall(r"\d+", sheet.print_title_rows)[:2]
            rows = sheet.iter_rows(min_row=int(first), max_row=int(last), values_only=True)
            found |= {piece for row in rows for cell in row if cell for piece in str(cell).split()}
        found |= {
            "".join(str(text).split()) for text in (sheet.oddHeader.right.text, sheet.oddHeader.left.text) if text
        }
    return sorted(found, key=len, reverse=True)


def words_on(page, heads):
    """What a page says beyond its repeated heads and its number."""
    text = "".join(page.split())
    text = re.sub(r"第\d+页，共\d+页$", "", text)
    for head in heads:
        text = text.replace(head, "", 1)
    return text


def pages_of(pdf):
    """The text of every page."""
    try:
        done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
    except FileNotFoundError:
        go_without("pdftotext is not installed: printed pages were not looked at")
    return done.stdout.decode().split("\f")[:-1]


@pytest.mark.proof
@pytest.mark.office
@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_no_page_is_printed_with_nothing_on_it(output, office, tmp_path):
    paths = files_of(output, ".xlsx")
    printed = office.convert(apart(paths, tmp_path / "in"), tmp_path / "out", "pdf")
    empty, counted = [], 0
    for path, pdf in zip(paths, printed, strict=True):
        heads = heads_of(path)
        pages = pages_of(pdf)
        counted += len(pages)
        empty += [
            f"{path.name} page {number}" for number, page in enumerate(pages, 1) if len(words_on(page, heads)) < 4
        ]
    assert counted > 100
    assert empty == []
