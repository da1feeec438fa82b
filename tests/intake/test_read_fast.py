"""Every sample, hostile variant and damaged return reads the same fast and strictly, or is refused the same."""

import io

import fuzz
import hostile
import openpyxl
import pytest
from filled import ROOT, form

from qz.workbook.read.xlsx import read_xlsx as reader
from qz.workbook.read.xlsx.read_xlsx import UnreadableFile, read_workbook

SAMPLES = sorted((ROOT / "samples" / "2011").rglob("*.xlsx"))
CASES, SHARDS = 2520, 4
ALL = [range(shard, CASES, SHARDS) for shard in range(SHARDS)]


def outcome(data, **how):
    try:
        book = read_workbook(data, **how)
    except UnreadableFile as fault:
        return fault.code, fault.words
    return book, [list(sheet.cells.items()) for sheet in book.sheets], list(book.names.items())


def resaved(data):
    """As openpyxl saves it: texts in their cells, in whatever order it has."""
    book, target = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.fixture
def no_fallback(monkeypatch):
    """No sheet may be left to the strict parser."""

    def none(*_):
        raise AssertionError("left to the strict parser")

    monkeypatch.setattr(reader, "SheetReader", none)
    return monkeypatch


@pytest.mark.parametrize(
    "data",
    [
        *(pytest.param(path.read_bytes, id=path.name) for path in SAMPLES),
        pytest.param(lambda: resaved(SAMPLES[0].read_bytes()), id="openpyxl"),
        *(pytest.param(lambda name=name: form(name), id=name) for name in ("孟河镇", "质监分局")),
        pytest.param(lambda: resaved(form("质监分局")), id="openpyxl of ours"),
    ],
)
def test_what_common_programs_save_is_read_fast(data, no_fallback):
    data = data()
    fast = outcome(data)
    no_fallback.undo()
    assert fast == outcome(data, strict=True)


@pytest.mark.proof
@pytest.mark.parametrize("variant", hostile.all_variants(), ids=lambda variant: variant.name)
def test_variant(variant):
    for data in variant.files().values():
        assert outcome(data) == outcome(data, strict=True)


@pytest.mark.parametrize("cases", [range(40), *(pytest.param(shard, marks=pytest.mark.proof) for shard in ALL)])
def test_damaged(cases):
    for case in cases:
        data = fuzz.mutate(case).data
        assert outcome(data) == outcome(data, strict=True), case
