"""Values kept packed, and values shipped once."""

import errno
import pickle
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import pytest

import qz.model  # noqa: F401 - read-only views pickle once it is imported
from qz.cli.main import main
from qz.engine.parallel import packed, packed_file
from qz.engine.parallel.packed import Packed, PackedMapping, laid_over, mark_of, pack, unpack
from qz.engine.parallel.packed_file import PackedFile
from qz.engine.parallel.packed_runs import RunBytes
from qz.engine.parallel.shared import Shared
from qz.model.values import NOT_APPLICABLE, Origin, Source


class PackedWay(Packed):
    """Packed in a way of its own."""

    @classmethod
    def of(cls, value):
        return cls(pickle.dumps(value))

    def value(self):
        return pickle.loads(self)  # noqa: S301 - made here


def bytes_of(mapping):
    return {key: mapping.held(key).packed for key in mapping}


def test_what_was_put_in_comes_back_in_order():
    mapping = PackedMapping.of([("b", MappingProxyType({"x": 1})), ("a", None)])
    assert list(mapping) == ["b", "a"]
    assert mapping["b"] == {"x": 1}
    assert isinstance(mapping["b"], MappingProxyType)
    assert mapping.get("c", "none") == "none"
    assert "c" not in mapping
    assert mapping == {"b": {"x": 1}, "a": None}
    assert len(mapping) == 2


def test_a_value_asked_for_again_is_the_same_object():
    mapping = PackedMapping.of([("a", ["value"])])
    assert mapping["a"] is mapping["a"]


@pytest.mark.parametrize(("few", "stay"), [(3, True), (2, False)])
def test_values_stay_as_they_are_up_to_some_and_none_beyond(monkeypatch, few, stay):
    monkeypatch.setattr(packed, "FEW", few)
    monkeypatch.setattr(packed, "unpack", unpack.__wrapped__)
    values = {key: [key] for key in "abc"}
    mapping = PackedMapping.of(values.items())
    assert [mapping[key] is value for key, value in values.items()] == [stay] * 3
    taken = PackedMapping(bytes_of(mapping))
    assert (taken["a"] is taken["a"]) is stay
    over = laid_over(mapping, {"b": ["B"]})
    assert [over[key] is values[key] for key in "abc"] == [stay, False, stay]
    assert mapping.some(["c", "x"])["c"] == ["c"]
    assert dict(over) == {"a": ["a"], "b": ["B"], "c": ["c"]}


def test_values_laid_over_others_keep_their_order_and_stay_packed():
    mapping = PackedMapping.of([("a", 1), ("b", 2), ("c", 3)])
    over = laid_over(mapping, [("b", 20)])
    assert isinstance(over, PackedMapping)
    assert list(over.items()) == [("a", 1), ("b", 20), ("c", 3)]
    assert over.held("a").packed == mapping.held("a").packed
    assert laid_over(mapping, PackedMapping.of([("b", 20)])) == over
    assert list(laid_over({"a": 1, "b": 2}, [("a", 10)]).items()) == [("a", 10), ("b", 2)]


def test_a_packed_value_takes_the_place_of_one_that_was_looked_up():
    mapping = PackedMapping.of([("a", 1), ("b", 2)])
    assert mapping["b"] == 2
    assert dict(mapping.laid_over(PackedMapping({"b": pack(20)}))) == {"a": 1, "b": 20}


def test_values_of_a_few_are_packed_for_whoever_asks_for_the_bytes(monkeypatch):
    done = []
    monkeypatch.setattr(packed, "pack", lambda value: (done.append(value), pack(value))[1])
    mapping = laid_over(PackedMapping.of([("a", [1]), ("b", [2])]), {"b": [3]})
    assert (dict(mapping.some("ab")), mapping.mark_of("a"), done) == ({"a": [1], "b": [3]}, mapping.mark_of("a"), [])
    assert [mapping.held(key).packed for key in "bb"] == [pack([3])] * 2
    assert done == [[3]]


@pytest.mark.parametrize("way", [pack, PackedWay.of])
def test_a_digest_is_the_same_however_the_value_is_held(monkeypatch, way):
    given = {"a": way([1.5]), "b": way("乙")}
    marks = {}
    for few in (2000, 0):
        monkeypatch.setattr(packed, "FEW", few)
        for what in ("packed", "looked up", "sent"):
            mapping = PackedMapping(given)
            if what != "packed":
                assert dict(mapping) == {"a": [1.5], "b": "乙"}
            mapping = pickle.loads(pickle.dumps(mapping)) if what == "sent" else mapping  # noqa: S301 - made here
            marks[few, what] = repr(mapping), *map(mapping.mark_of, mapping)
        if way is pack:
            values = {"a": [1.5], "b": "乙"}
            marks[few, "never packed"] = repr(made := PackedMapping.of(values.items())), *map(made.mark_of, made)
            assert [mark_of(values, key) for key in values] == [made.mark_of(key).hex() for key in values]
    assert len(set(marks.values())) == 1


def test_a_shared_value_is_spooled_once_and_loaded_once():
    with Shared.lend({"big": "value"}) as shared:
        first, second = pickle.dumps(shared), pickle.dumps(shared)
        assert first == second
        assert b"big" not in first
        one, other = map(pickle.loads, (first, second))
        assert one is other
        assert one.value == {"big": "value"}
        path = Path(shared._path)
        assert path.exists()
        assert pickle.dumps(one) == first
    assert not path.exists()


def test_a_shared_value_nobody_pickled_is_never_written():
    with Shared.lend([1]) as shared:
        assert shared.value == [1]
    assert shared._path == ""


def test_equal_values_are_packed_alike_whichever_of_their_parts_are_one_object():
    one, other = ("核定条款"[:2] for _ in range(2))
    assert one is not other
    assert pack((one, one, (1, one))) == pack((one, other, (1, other)))


def test_classes_and_members_of_enumerations_come_back_as_what_they_were():
    value = (Origin("a.xlsx", "s", "B2", source=Source.VERIFIED), NOT_APPLICABLE, Source.SELF, Decimal("1.50"), Decimal)
    found = PackedMapping.of([("a", value)])["a"]
    assert found == value
    assert [type(each) for each in found] == [type(each) for each in value]
    assert found[0].source is Source.VERIFIED
    assert found[1] is NOT_APPLICABLE
    assert str(found[3]) == "1.50"


def test_values_beyond_what_stays_in_memory_come_back_from_the_disk_in_their_own_classes(monkeypatch):
    monkeypatch.setattr(packed_file, "_IN_MEMORY", 10)
    values = PackedFile([("b", b"1" * 8), ("a", RunBytes.of((1, 2))), ("b", b"22")])
    assert values._file._rolled
    assert list(values.items()) == [("b", b"22"), ("a", RunBytes.of((1, 2)))]
    assert unpack(values["a"]) == (1, 2)
    assert (len(values), "c" in values) == (2, False)


def test_values_in_a_file_are_sent_to_another_process_as_they_are():
    mapping = PackedMapping.of([("a", ["value"])])
    (sent,) = map(pickle.loads, [pickle.dumps(mapping)])
    assert dict(sent) == {"a": ["value"]}


def test_a_full_disk_of_temporary_files_is_told_in_one_sentence(monkeypatch, capsys):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("qz.cli.collect.run", full)
    assert main(["collect"]) == 2
    assert capsys.readouterr().err == "磁盘空间不够，没有做完，原有结果未改动。请腾出空间后再运行。\n"


@pytest.mark.parametrize("few", [2000, 0])
def test_a_mark_of_what_values_were_made_of_stays_whether_they_are_packed_or_not(monkeypatch, few):
    monkeypatch.setattr(packed, "FEW", few)
    marks = {"a": b"1" * 32, "b": b"2" * 32, "c": b"3" * 32}
    mapping = PackedMapping.of([("a", ("甲",)), ("b", None)], marks.__getitem__)
    over = laid_over(mapping, [("c", ("丙",))], marks.__getitem__)
    for each in (over, over.some("abc"), pickle.loads(pickle.dumps(over))):  # noqa: S301 - made here
        assert dict(each) == {"a": ("甲",), "b": None, "c": ("丙",)}
        assert {key: each.mark_of(key) for key in each} == marks
