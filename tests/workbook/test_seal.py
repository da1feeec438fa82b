"""Seals: what they cover, and what becomes of one that was moved, made up, or made with another key."""

import pytest

from qz.model.manifest import Key
from qz.model.trust import Seal
from qz.workbook.seal import check_seal, key_name, make_seal, sealed

KEY, OTHER = b"k" * 32, b"o" * 32
SAID = {"qz_format": "1", "kind": "return", "year": "2011", "unit_code": "Z01", "edition": "1", "volume": ""}


def test_a_seal_fits_what_it_was_made_for():
    assert check_seal(sealed(SAID, KEY), KEY) is Seal.RIGHT


def test_blank_entries_and_their_order_are_no_matter():
    kept = {name: value for name, value in reversed(sealed(SAID, KEY).items()) if value}
    assert check_seal(kept, KEY) is Seal.RIGHT


@pytest.mark.parametrize(
    "change", [{"unit_code": "Z02"}, {"year": "2010"}, {"kind": "register"}, {"volume": "0001-0050"}]
)
def test_a_seal_fits_nothing_else(change):
    assert check_seal({**sealed(SAID, KEY), **change}, KEY) is Seal.WRONG


def test_a_workbook_without_a_seal_has_none():
    assert check_seal(SAID, KEY) is Seal.GONE
    assert check_seal({**SAID, Key.SEAL: " "}, KEY) is Seal.GONE


@pytest.mark.parametrize("stated", ["1", "2.abc.def", "章", f"1.{key_name(KEY)}.{'0' * 64}", "\udcff"])
def test_what_was_made_up_is_wrong(stated):
    assert check_seal({**SAID, Key.SEAL: stated}, KEY) in {Seal.WRONG, Seal.OTHER}


def test_another_key_is_told_apart():
    assert check_seal(sealed(SAID, OTHER), KEY) is Seal.OTHER


def test_without_a_key_nothing_is_sealed_and_nothing_is_judged():
    assert sealed(SAID, b"") == SAID
    assert check_seal(sealed(SAID, KEY), b"") is Seal.UNKNOWN


def test_a_seal_does_not_give_the_key_away():
    assert KEY.hex() not in make_seal(SAID, KEY)
