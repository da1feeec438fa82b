"""Received workbooks packed as text."""

import datetime as dt
import json
import zlib

import pytest

from qz.intake.reading.packed_workbooks import PackedWorkbooks, pack_workbook, unpack_workbook
from qz.model.returns import CellState, PlacedPicture, RawCell, RawSheet, RawWorkbook

TEXT = RawCell(CellState.TEXT, "“字”\n\ud800")
BOOK = RawWorkbook(
    (
        RawSheet(
            "甲",
            {
                (7, 0): TEXT,
                (0, 3): RawCell(CellState.NUMBER, "0.5", "0%", formula=True),
                (1, 1): TEXT,
                (1, 2): RawCell(CellState.ERROR, "#REF!"),
            },
            merged=((0, 0, 1, 1),),
            hidden_rows=frozenset({7, 2}),
        ),
        RawSheet("乙", {}, hidden=True),
    ),
    {"fact_a": ("甲", 7, 0)},
    dt.datetime.fromisoformat("2011-12-05T09:30"),
    {"qz_year": "2011"},
    ("宏",),
    date1904=True,
    pictures=(PlacedPicture("甲", (0, 0, 1, 1), "xl/media/1.png", in_cell=False),),
)


def test_a_workbook_comes_back_as_it_was():
    back = unpack_workbook(pack_workbook(BOOK))
    assert back == BOOK
    assert list(back.sheets[0].cells) == list(BOOK.sheets[0].cells)
    assert {type(cell) for cell in back.sheets[0].cells.values()} == {RawCell}
    assert {type(cell.state) for cell in back.sheets[0].cells.values()} == {CellState}


def test_it_is_the_same_bytes_every_time():
    assert pack_workbook(unpack_workbook(pack_workbook(BOOK))) == pack_workbook(BOOK)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "7",
        "[]",
        '["7"]',
        json.dumps(["null", []]),
        json.dumps([*json.loads(zlib.decompress(pack_workbook(BOOK)))[:2]]),
        json.dumps([*json.loads(zlib.decompress(pack_workbook(BOOK)))[:2], [[0], [0], [9], []]]),
        json.dumps([*json.loads(zlib.decompress(pack_workbook(BOOK)))[:2], [[0], [0], [0], [["blue"]]]]),
    ],
)
def test_any_other_text_is_refused(text):
    with pytest.raises(ValueError, match="not a packed workbook"):
        unpack_workbook(zlib.compress(text.encode()))


@pytest.mark.parametrize("packed", [b"", b"x", pack_workbook(BOOK)[:-9], zlib.compress(b"\xff")])
def test_any_other_bytes_are_refused(packed):
    with pytest.raises(ValueError, match="not a packed workbook"):
        unpack_workbook(packed)


def test_workbooks_by_key_are_unpacked_when_looked_up():
    packed = PackedWorkbooks({"a": pack_workbook(BOOK), "b": b"x"})
    assert (list(packed), len(packed)) == (["a", "b"], 2)
    assert packed["a"] == BOOK
    assert packed["a"] is not packed["a"]
