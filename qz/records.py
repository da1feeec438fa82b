"""The standard library's ``dataclass``, made quickly: a command defines some 270 of them and uses half.

The library compiles six methods for each class, which took half the time in which ``qz`` starts. Here ``__init__`` is
compiled when the first object is made, and the other methods are the same few functions for every class.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

T = TypeVar("T")
_Values = Callable[[Any], tuple[Any, ...]]

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - so that others may import it from here
else:

    def dataclass(*, frozen: bool = False, slots: bool = False) -> Callable[[type[T]], type[T]]:
        """Makes a class a data class, as ``dataclasses.dataclass`` does; of its options only these are needed.

        A frozen class with slots pickles as its fields in order, without their names.
        """

        def make(body: type[T]) -> type[T]:
            record = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(body)
            for name, method in _methods(record, frozen=frozen, slots=slots).items():
                if name not in body.__dict__:
                    setattr(record, name, method)
            return record

        return make


def _methods(record: type[Any], *, frozen: bool, slots: bool) -> dict[str, Any]:
    """The methods that a data class has."""
    fields = dataclasses.fields(record)
    compared = [each for each in fields if each.compare]
    shown = [each.name for each in fields if each.repr]
    methods: dict[str, Any] = {
        "__init__": _first_init(record, frozen=frozen, slots=slots),
        "__eq__": _eq(_values([each.name for each in compared])),
        "__repr__": _repr(shown, _values(shown)),
        "__hash__": _hash(_values([each.name for each in compared if each.hash is not False])) if frozen else None,
    }
    if frozen:
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse}
    if frozen and slots:
        methods["__reduce__"] = _reduce(_values([each.name for each in fields]))
    return methods


def _values(names: list[str]) -> _Values:
    """Gives an object's values of these fields as a tuple."""
    return attrgetter(*names) if len(names) > 1 else lambda record: tuple(getattr(record, name) for name in names)


def _eq(values: _Values) -> Callable[[Any, object], bool]:
    return lambda one, other: values(one) == values(other) if other.__class__ is one.__class__ else NotImplemented


def _hash(values: _Values) -> Callable[[Any], int]:
    return lambda record: hash(values(record))


def _repr(names: list[str], values: _Values) -> Callable[[Any], str]:
    words = ", ".join(f"{name}=%r" for name in names)
    return lambda record: f"{record.__class__.__qualname__}({words % values(record)})"


def _reduce(values: _Values) -> Callable[[Any], tuple[Any, ...]]:
    return lambda record: (record.__class__, values(record))


def _refuse(record: object, name: str, *_: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"{record.__class__.__qualname__} is frozen: {name!r} stays as it is")


def _first_init(record: type[Any], *, frozen: bool, slots: bool) -> Callable[..., None]:
    """An ``__init__`` that puts the class's own in its place, once it is needed."""

    def first(self: Any, *values: Any, **named: Any) -> None:
        record.__init__ = _init(record, frozen=frozen, slots=slots)
        record.__init__(self, *values, **named)

    return first


def _init(record: type[Any], *, frozen: bool, slots: bool) -> Callable[..., None]:
    """The class's own ``__init__``: it takes the fields in order."""
    scope: dict[str, Any] = {"_missing": dataclasses.MISSING, "_set": object.__setattr__}
    takes, lines = ["self"], ["  pass"]
    for field in dataclasses.fields(record):
        name, value, default = field.name, field.name, ""
        if field.default is not dataclasses.MISSING:
            scope[f"_default_{name}"], default = field.default, f"=_default_{name}"
        elif field.default_factory is not dataclasses.MISSING:
            scope[f"_make_{name}"], default = field.default_factory, "=_missing"
            value = f"_make_{name}() if {name} is _missing else {name}"
        takes.append(name + default)
        if frozen and slots:
            scope[f"_set_{name}"] = record.__dict__[name].__set__
            lines.append(f"  _set_{name}(self, {value})")
        else:
            lines.append(f"  _set(self, {name!r}, {value})" if frozen else f"  self.{name} = {value}")
    exec("\n".join([f"def __init__({', '.join(takes)}):", *lines]), scope)  # noqa: S102 - as the library does
    made: Callable[..., None] = scope["__init__"]
    made.__qualname__ = f"{record.__qualname__}.__init__"  # what a sentence about a wrong argument names
    return made
