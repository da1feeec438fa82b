"""What is kept on disk: found again under the same circumstances and whole, or not at all."""

import datetime as dt
import hashlib
import hmac
import os
import zlib
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

import pytest

from qz.engine.kept.codec import Codec
from qz.engine.kept.kept_texts import KeptTexts, digest_of
from qz.engine.parallel.packed_runs import PackedSequence


class Colour(StrEnum):
    RED = "红"


@dataclass(frozen=True)
class Thing:
    name: str
    parts: tuple
    more: dict


class Kept(NamedTuple):
    unit_code: str
    number: int


VALUES = [
    None, True, 0, -7, "", "“字”\n\ud800", b"\x00\xff", Decimal("0.50"), dt.date(2011, 12, 5),
    dt.datetime.fromisoformat("2011-12-05T09:30"), (),
    ("u", ["l"]), ["o", "Thing"], {}, frozenset({"b", "a", ("c", 1)}), {(1, 2): {"d": "x"}}, Colour.RED,
    Thing("甲", (Colour.RED, Decimal(1)), {"a": Thing("", (), {})}), (Colour.RED, Colour.RED, Colour.RED), ((), (), ()),
    {(row, column): Thing("甲", (row, "w"), {"m": ["v"]}) for row in range(3) for column in range(3)},
    [Thing("甲", (), {}), Thing("乙", (1,), {"a": 1}), None], ["甲", "甲", "甲", "乙"],
    (True, 1, Decimal("1.0"), Decimal(1), "甲", None, "甲"), ((1, "a"), (2, None), (Decimal(3), "b")),
    (Thing("甲", ((1,), ()), {}), None, Thing("乙", (), {"a": ()}), Colour.RED, Thing("丙", (b"",), {})),
]  # fmt: skip
CODEC = Codec([Thing], [Colour])


@pytest.mark.parametrize("value", VALUES)
def test_a_value_comes_back_as_it_was(value):
    back = CODEC.read(CODEC.write(value))
    assert back == value
    assert type(back) is type(value) or isinstance(value, dict)


def test_packed_values_come_back_as_a_tuple():
    values = (Kept("Z01", 1), Kept("Z02", 2))
    codec = Codec([Kept])
    assert codec.read(codec.write([PackedSequence.of(values)])) == [values]


def test_only_known_types_are_written_and_only_known_records_made():
    for value in (1.5, {1}, object(), dt.time()):
        with pytest.raises(TypeError, match="not kept"):
            CODEC.write([value])
    for text in (
        '["os.system",["v",["ls"]]]',
        '["r",0]',
        '["r",1,["v",["a"]],["v",[1]],["v",[2]]]',
        '["r",0,["v",["a"]],["v",[]],["v",[]]]',
        "[]",
        "{}]",
        '["v",[]]',
        '["v",[1,2]]',
        '["d",["v",["x"]]]',
        '["w",["a"],[1]]',
        '["e",0,["v",["蓝"]]]',
        '["u",[2],["v",[1]]]',
        '["m",[1],["v",["a"]],["v",[]]]',
        '["u",[2],["x",[0,0],["v",[1]]]]',
        '["u",[1],["x",[0],["v",[1,2]]]]',
    ):
        with pytest.raises(ValueError):
            CODEC.read(text)


def test_a_text_is_found_under_its_own_parts_alone(tmp_path):
    kept = KeptTexts(tmp_path, "programme and program", b"key")
    kept.put("text", "a", b"b")
    assert kept.get("a", b"b") == "text"
    assert KeptTexts(tmp_path, "programme and program", b"key").get("a", b"b") == "text"
    assert kept.get("ab") is kept.get("a") is kept.get("", "ab") is None
    assert KeptTexts(tmp_path, "another programme", b"key").get("a", b"b") is None
    assert digest_of("a", "b") != digest_of("ab", "")


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda _: b"", lambda data: data[:40] + b"x" + data[41:]])
def test_what_was_changed_counts_as_not_kept(tmp_path, spoil):
    kept = KeptTexts(tmp_path, "", b"key")
    kept.put("text" * 100, "a")
    (path,) = tmp_path.glob("*/*")
    path.write_bytes(spoil(path.read_bytes()))
    assert kept.get("a") is None


def test_what_others_put_there_counts_only_with_the_key(tmp_path):
    other = KeptTexts(tmp_path, "", b"another key")
    other.put("forged", "a")
    assert other.get("a") == "forged"
    assert KeptTexts(tmp_path, "", b"key").get("a") is None


def test_without_a_key_nothing_is_kept_and_nothing_found(tmp_path):
    keyless = KeptTexts(tmp_path, "", b"")
    keyless.put("text", "a")
    assert not any(tmp_path.iterdir())
    kept = KeptTexts(tmp_path, "", b"key")
    kept.put("text", "a")
    (path,) = tmp_path.glob("*/*")
    packed = path.read_bytes()[32:]
    path.write_bytes(hmac.new(b"", path.name.encode() + packed, hashlib.sha256).digest() + packed)
    assert keyless.get("a") is None


def test_a_text_that_unfolds_without_end_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("qz.engine.kept.kept_texts._LARGEST", 1000)
    kept = KeptTexts(tmp_path, "", b"key")
    kept.put("0" * 1001, "a")
    assert kept.get("a") is None
    assert zlib.compress(b"0" * 1001)


def test_what_nobody_asked_for_is_thrown_away(tmp_path):
    kept = KeptTexts(tmp_path, "", b"key")
    kept.put("old", "a")
    kept.put("new", "b")
    for path in tmp_path.glob("*/*"):
        os.utime(path, (1000, 1000))
    assert kept.get("b") == "new"
    kept.prune(2000)
    assert (kept.get("a"), kept.get("b")) == (None, "new")


def test_a_disk_that_refuses_keeps_nothing_and_stops_nobody(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    kept = KeptTexts(tmp_path / "file", "", b"key")
    kept.put("text", "a")
    assert kept.get("a") is None
