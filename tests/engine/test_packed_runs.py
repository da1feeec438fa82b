"""Very many values in order, packed in runs: the same as the tuple they were packed from."""

import pickle
from itertools import chain
from typing import NamedTuple

import pytest

from qz.engine.parallel import packed_runs
from qz.engine.parallel.packed_runs import ByUnit, OpenRun, PackedRun, PackedSequence, Packing, of_unit, sort_packed
from qz.model.part import value_digest


class Thing(NamedTuple):
    unit_code: str
    number: int


PLAIN = tuple(Thing(code, number) for number, code in enumerate("AAABBCBBDDDDAE"))


@pytest.fixture(params=[(1, 0), (2, 2), (5, 3), (5, 5), (64, 0), (64, 2000)])
def packed(request, monkeypatch):
    """So many values in a run, and those of up to so many units unpacked."""
    for name, number in zip(("_MOST", "FEW"), request.param, strict=True):
        monkeypatch.setattr(packed_runs, name, number)
    return PackedSequence.of(iter(PLAIN))


def test_it_is_the_tuple_it_was_packed_from(packed):
    assert (tuple(packed), len(packed), repr(packed)) == (PLAIN, len(PLAIN), repr(PLAIN))
    assert packed == PLAIN
    assert packed == PLAIN
    assert packed != PLAIN[1:]
    assert packed != 1
    assert [packed[place] for place in range(-len(PLAIN), len(PLAIN))] == [*PLAIN, *PLAIN]
    assert (packed[2:9:3], packed[:2], packed[-2:]) == (PLAIN[2:9:3], PLAIN[:2], PLAIN[-2:])
    with pytest.raises(IndexError):
        packed[len(PLAIN)]
    assert pickle.loads(pickle.dumps(packed)) == packed  # noqa: S301 - made here


def test_its_digest_is_that_of_its_values_and_is_taken_once(packed):
    digest = value_digest(packed)
    assert digest == value_digest(PLAIN) != value_digest(PLAIN[1:])
    packed.runs = ()
    assert value_digest(packed) == digest


def test_no_values_are_an_empty_sequence():
    empty = PackedSequence.of(())
    assert (empty == (), len(empty), bool(empty), empty[:1], list(empty)) == (True, 0, False, (), [])


def test_values_are_found_by_unit_packed_or_not(packed):
    for code in "ABCDEX":
        assert list(of_unit(packed, code)) == list(of_unit(PLAIN, code)) == [one for one in PLAIN if one[0] == code]
    plain, found = ByUnit(PLAIN, PLAIN[5:]), ByUnit(packed, PackedSequence.of(PLAIN[5:]))
    assert dict(found) == dict(plain)
    assert list(found) == list(plain) == list("ABCDE")
    assert (len(found), found.get("X", ())) == (5, ())


def test_a_run_has_so_many_values_and_names_their_units(monkeypatch):
    monkeypatch.setattr(packed_runs, "_MOST", 4)
    runs = PackedSequence.of(PLAIN).runs
    assert [(run.codes, run.count) for run in runs] == [(("A", "B"), 4), (("B", "C"), 4), (("D",), 4), (("A", "E"), 2)]
    assert tuple(chain.from_iterable(run.values() for run in runs)) == PLAIN


def test_a_unit_is_looked_up_without_unpacking_the_others(monkeypatch):
    monkeypatch.setattr(packed_runs, "_MOST", 1)
    values, unpacked = PackedSequence.of(PLAIN), []
    for run in values.runs:
        monkeypatch.setattr(type(run), "values", lambda self: (unpacked.append(self.codes), ())[1])
    assert list(of_unit(values, "C")) == []
    assert list(ByUnit(values)["E"]) == []
    assert unpacked == [("C",), ("E",)]


@pytest.mark.parametrize(("few", "stay"), [(5, True), (4, False), (1, False), (0, False)])
def test_values_of_some_units_stay_as_they_are_and_of_more_all_are_packed(monkeypatch, few, stay):
    monkeypatch.setattr(packed_runs, "FEW", few)
    monkeypatch.setattr(packed_runs, "_MOST", 2)
    packed = PackedSequence.of(PLAIN)
    assert [type(run) for run in packed.runs] == [OpenRun if stay else PackedRun] * 7
    assert (packed[3] is PLAIN[3]) is stay
    assert packed == PLAIN


def test_a_sequence_held_together_with_others_stays_as_it_is_where_all_are_about_few_units(monkeypatch):
    monkeypatch.setattr(packed_runs, "FEW", 6)
    runs = [PackedSequence.of(PLAIN, among="ABCDEFGH"[:number]).runs[0] for number in (0, 6, 7)]
    assert [type(run) for run in runs] == [OpenRun, OpenRun, PackedRun]


def test_values_are_packed_as_they_are_added():
    packing = Packing()
    for one in PLAIN:
        packing.add([one])
    packed = packing.sequence()
    assert packed == PLAIN
    assert PackedSequence.of(packed) is packed


def test_very_many_values_are_sorted_in_parts_and_come_in_their_order(monkeypatch):
    monkeypatch.setattr(packed_runs, "_SORTED", 3)
    values = [Thing("b", 2), Thing("a", 9), Thing("c", 0), Thing("a", 1), Thing("b", 2), Thing("a", 3), Thing("a", 0)]
    assert sort_packed(values) == tuple(sorted(values))
    assert sort_packed([]) == ()
