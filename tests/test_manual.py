"""``docs/programme.md`` is what the code that reads a programme says of itself."""

from pathlib import Path

import pytest

from qz.findings import CATALOGUE
from qz.programme.faults import PROGRAMME_CATALOGUE
from qz.programme.guide.manual import write_manual
from qz.programme.load import load_tables
from qz.programme.sheets.programme_sheets import SHEETS
from qz.rules.registry import KINDS

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def manual():
    return write_manual(*(load_tables(ROOT / f"samples/programmes/{year}.xlsx")[0] for year in (2009, 2012)))


def test_the_manual_is_up_to_date(manual):
    written = (ROOT / "docs/programme.md").read_text("utf-8")
    assert written == manual, "the manual is out of date: run make manual"


def test_it_covers_every_sheet_column_kind_and_finding(manual):
    for spec in SHEETS:
        assert f"\n### {spec.title}\n" in manual
        for column in spec.columns:
            assert f"\n| {column.head.replace(chr(10), '')}" in manual or spec.keys
        for key in spec.keys:
            assert f"\n| {key.word} |" in manual
    for kind in KINDS.values():
        assert f"\n### {kind.label}\n\n{kind.summary}" in manual
    for code in (*CATALOGUE, *PROGRAMME_CATALOGUE):
        assert f"\n| {code} |" in manual


def test_every_row_of_a_table_has_its_heads_columns(manual):
    heads = 0
    for line in manual.splitlines():
        bars = line.replace("\\|", "").count("|")
        if line.startswith("| ---"):
            assert bars == heads
        elif line.startswith("|"):
            heads = heads or bars
            assert bars == heads, line
        else:
            heads = 0
