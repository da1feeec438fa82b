"""Values kept packed, and values shipped once."""

import pickle
from pathlib import Path
from types import MappingProxyType

import qz.model  # noqa: F401 - read-only views pickle once it is imported
from qz.bulk.packed import Shelf, laid_over, pack, packed_value
from qz.bulk.shared import Shared


def test_a_shelf_gives_back_what_was_put_on_it_in_order():
    shelf = Shelf.of([("b", MappingProxyType({"x": 1})), ("a", None)])
    assert list(shelf) == ["b", "a"]
    assert shelf["b"] == {"x": 1}
    assert isinstance(shelf["b"], MappingProxyType)
    assert shelf.get("c", "none") == "none"
    assert "c" not in shelf
    assert shelf == {"b": {"x": 1}, "a": None}
    assert len(shelf) == 2


def test_a_value_asked_for_again_is_the_same_object():
    shelf = Shelf.of([("a", ["value"])])
    assert shelf["a"] is shelf["a"]


def test_values_laid_over_others_keep_their_order_and_stay_packed():
    shelf = Shelf.of([("a", 1), ("b", 2), ("c", 3)])
    over = laid_over(shelf, [("b", 20)])
    assert isinstance(over, Shelf)
    assert list(over.items()) == [("a", 1), ("b", 20), ("c", 3)]
    assert over.packed["a"] is shelf.packed["a"]
    assert list(laid_over({"a": 1, "b": 2}, [("a", 10)]).items()) == [("a", 10), ("b", 2)]


def test_a_value_is_packed_alike_on_a_shelf_and_off_it():
    assert packed_value(Shelf.of([("a", [1])]), "a") == packed_value({"a": [1]}, "a") == pack([1])


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
