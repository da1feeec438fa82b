"""``qz.records.dataclass`` makes what the standard library's does: the same class by both is held against itself."""

import copy
import dataclasses
import pickle
from typing import Generic, TypeVar

import pytest

from qz.records import dataclass

T = TypeVar("T")


def bodies(make):
    """The same three classes, made by either ``dataclass``."""

    @make(frozen=True, slots=True)
    class Fact:
        name: str
        value: int | None = None
        tags: tuple[str, ...] = dataclasses.field(default_factory=tuple)
        secret: bytes = dataclasses.field(default=b"", repr=False)
        place: str = dataclasses.field(default="", compare=False)
        words: list[str] = dataclasses.field(default_factory=list, hash=False)

        @property
        def loud(self):
            return self.name.upper()

        def __lt__(self, other):
            return self.name < other.name

    @make(slots=True)
    class Count(Generic[T]):
        total: int = 0

    @make(frozen=True)
    class Open:
        only: str

        def __repr__(self):
            return "its own"

    return Fact, Count, Open


OURS, THEIRS = bodies(dataclass), bodies(dataclasses.dataclass)


@dataclass(frozen=True, slots=True)
class Placed:
    """One that can be found by its name, as pickling needs."""

    first: str
    second: int = 2


@pytest.mark.parametrize("values", [("a",), ("a", 1), ("a", 1, ("x",), b"k", "B2", ["w"])])
def test_objects_look_compare_and_hash_as_the_librarys_do(values):
    (ours, _, _), (theirs, _, _) = OURS, THEIRS
    made, like = ours(*values), theirs(*values)
    assert repr(made) == repr(like)
    assert dataclasses.asdict(made) == dataclasses.asdict(like)
    assert made == ours(*values)
    assert hash(made) == hash(ours(*values))
    assert made != ours("other", *values[1:])
    assert (made == dataclasses.replace(made, place="C3")) is (like == dataclasses.replace(like, place="C3")) is True
    assert (made == dataclasses.replace(made, words=["v"])) is (like == dataclasses.replace(like, words=["v"])) is False
    assert hash(made) == hash(dataclasses.replace(made, words=["v"]))
    assert made.loud == "A"
    assert min([ours("b"), made]) is made
    assert (made == 1) is (like == 1) is False


def test_defaults_are_made_anew_for_each_object():
    for fact, *_ in (OURS, THEIRS):
        assert fact("a").words is not fact("a").words
        assert fact(name="a", words=["w"]).words == ["w"]


@pytest.mark.parametrize("arguments", [((), {}), (("a", 1), {"value": 2}), (("a",), {"colour": 1}), (range(9), {})])
def test_wrong_arguments_are_refused_in_the_same_words(arguments):
    said = []
    for fact, *_ in (OURS, THEIRS):
        with pytest.raises(TypeError) as refused:
            fact(*arguments[0], **arguments[1])
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_a_frozen_one_stays_as_it_is():
    for fact, _, opened in (OURS, THEIRS):
        for each in (fact("a"), opened("a")):
            name = dataclasses.fields(each)[0].name
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(each, name, "b")
            with pytest.raises(dataclasses.FrozenInstanceError):
                delattr(each, name)
            assert getattr(each, name) == "a"


def test_one_that_is_not_frozen_changes_and_has_no_hash():
    for _, count, _ in (OURS, THEIRS):
        each = count[int](1)
        each.total += 1
        assert each == count(2)
        assert not hasattr(each, "__dict__")
        with pytest.raises(TypeError):
            hash(each)


def test_what_a_class_says_itself_stays():
    assert repr(OURS[2]("a")) == repr(THEIRS[2]("a")) == "its own"


def test_they_are_copied_and_pickled_as_their_fields():
    made = Placed("一", 3)
    for again in (pickle.loads(pickle.dumps(made, 5)), copy.copy(made), copy.deepcopy(made)):  # noqa: S301 - dumped here
        assert again == made
        assert type(again) is Placed
    assert b"second" not in pickle.dumps(made, 5)
