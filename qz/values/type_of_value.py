"""The base of all types of value: one class for each type, one method for each use of it.

Read from what was typed; accepted or not, in exact decimals; the same as an Excel condition; offered by a spreadsheet
program as a list or a check; described in prompts and findings; shown in words and in a cell. ``tests/values`` holds
the ways against one another.

Source: scoring specification, "Fact types".
"""

from abc import ABC, abstractmethod
from decimal import Decimal
from typing import Any, ClassVar, Final, Protocol

from qz.model.layout import InputSpec
from qz.model.returns import RawCell
from qz.model.values import NotApplicable, Value, ValueType
from qz.records import dataclass
from qz.values.expressions import both, text
from qz.values.reading import Reading
from qz.words import NOT_APPLICABLE_WORD

Content = Decimal | str | None
"""What a cell holds: a number (a date as its day number), a text, or nothing."""

ACCEPTED: Final = ""
"""Stands in place of a finding's code where a number is accepted."""


class Accepting(Protocol):
    """What bounds are read from: a fact of the programme, an indicator, an input or ``Limits``."""

    @property
    def minimum(self) -> Decimal | None:
        """The least number accepted."""

    @property
    def maximum(self) -> Decimal | None:
        """The greatest number accepted."""

    @property
    def step(self) -> Decimal | None:
        """What numbers come in multiples of."""

    @property
    def choices(self) -> tuple[str, ...]:
        """The words to choose from."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds and step in the value's own unit (rates: fractions of 1), ``None`` for none; and the words of a choice."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    step: Decimal | None = None
    choices: tuple[str, ...] = ()


NO_LIMITS: Final = Limits()


class TypeOfValue(ABC):
    """One type of value. Stateless; one row of ``qz.values.value_types``.

    ``word`` and ``spellings``: what the programme calls it. ``look``: the style of a cell that holds it. ``choices``:
    its fixed words, if it has such. ``for_facts`` and ``for_indicators``: whether the programme may ask for it there.
    ``is_note``: never scored, and filled in only where something calls for it.
    """

    key: ClassVar[ValueType]
    word: ClassVar[str]
    spellings: ClassVar[tuple[str, ...]] = ()
    look: ClassVar[str] = "center"
    choices: ClassVar[tuple[str, ...]] = ()
    for_facts: ClassVar[bool] = True
    for_indicators: ClassVar[bool] = False
    is_number: ClassVar[bool] = False
    is_note: ClassVar[bool] = False
    is_whole: ClassVar[bool] = False
    is_yes_no: ClassVar[bool] = False
    is_choice: ClassVar[bool] = False
    """Its values are the words that the programme gives with the fact."""
    is_fraction: ClassVar[bool] = False
    """Written as percent: a fraction of 1."""
    takes_anything: ClassVar[bool] = False
    """Free text, of which nothing is refused."""
    own_unit: ClassVar[str] = ""
    """Its unit of measure where the programme gives none."""
    wants_maximum: ClassVar[bool] = False
    """Whether the programme must say its greatest number."""
    is_measured: ClassVar[bool] = False
    """A number that was counted or measured, not given by judgement."""
    takes_unit: ClassVar[bool] = False
    """Whether its numbers are shown with the programme's unit of measure."""

    def limits(self, given: Accepting, points: Decimal | None = None) -> Limits:
        """The bounds that apply where the programme gives these. ``points``: the most a grade may come to."""
        del given, points
        return NO_LIMITS

    # Read what was typed

    @abstractmethod
    def read_words(self, words: str, spec: InputSpec) -> tuple[Value, str]:
        """The value of plain words (made by ``qz.values.clean.apart``); ``None`` and a finding's code for none."""

    @abstractmethod
    def read_number(self, cell: RawCell, spec: InputSpec, *, date1904: bool) -> Reading:
        """The value of a cell with a number."""

    @abstractmethod
    def read_boolean(self, *, value: bool) -> Reading:
        """The value of a cell with TRUE or FALSE."""

    @abstractmethod
    def read_day(self, written: str) -> Reading:
        """The value of a cell with a date written as a text of its own kind (``t="d"``)."""

    # Accept it

    def fault(self, number: Decimal, limits: Accepting) -> str:
        """The finding's code for a number that is not accepted, ``ACCEPTED`` for one that is."""
        del number, limits
        return ACCEPTED

    def compared(self, number: Decimal) -> Decimal:
        """A number as it is compared and counted with."""
        return number

    @abstractmethod
    def holds(self, content: Content, spec: InputSpec) -> bool:
        """Whether an input accepts what a cell holds, 不适用 apart: the twin of ``conditions``."""

    @abstractmethod
    def conditions(self, limits: Accepting, ref: str, *, above: Decimal | None = None) -> list[str]:
        """The Excel conditions under which a cell holds what is accepted, 不适用 apart; each may be an error value.

        ``above``: another condition asks for more than this, so that a lower bound up to it is left out.
        """

    def in_cell(self, ref: str) -> str:
        """The cell's number as it is compared, as an Excel expression; good only where ``conditions`` hold."""
        return ref

    # Offer and describe it

    def check(self, spec: InputSpec, ref: str) -> dict[str, Any]:
        """The data validation without its prompt, in the form that the writing library takes."""
        return {"validate": "custom", "value": f"={accepted(self, spec, ref)}"}

    @abstractmethod
    def accepted_words(self, spec: InputSpec) -> str:
        """What an input accepts, as a phrase without full stop, 不适用 apart."""

    @abstractmethod
    def answer_words(self, spec: InputSpec) -> str:
        """What kind of answer is wanted, as briefly as a narrow column asks."""

    # Show it

    def show(self, value: Value, unit_of_measure: str = "") -> str:
        """A value in words; blank for none."""
        del unit_of_measure
        if value is None:
            return ""
        return value.value if isinstance(value, NotApplicable) else str(value)

    def show_gap(self, gap: Decimal, unit_of_measure: str = "") -> str:
        """A difference in words: ``5个百分点`` between rates."""
        return self.show(gap, unit_of_measure)

    def content(self, value: Value) -> Content:
        """A value as a cell holds it."""
        return value if isinstance(value, Decimal) else self.show(value) or None

    def content_typed(self, typed: str) -> Content:
        """What could not be read, as a cell holds it when it goes back to who typed it."""
        return typed or None

    def show_cell(self, ref: str, unit_of_measure: str = "") -> str:
        """What a cell holds in words, as an Excel expression; good only where ``conditions`` hold."""
        return f"{ref}&{text(unit_of_measure)}" if unit_of_measure else ref

    def show_content(self, content: Content, unit_of_measure: str = "") -> str:
        """What a cell holds in words: the twin of ``show_cell``."""
        return f"{content}{unit_of_measure}"


def accepted(value_type: TypeOfValue, spec: InputSpec, ref: str) -> str:
    """TRUE where the cell holds what the input accepts; for a check, where an error value refuses as well."""
    condition = both(value_type.conditions(spec, ref))
    return f"IF({ref}={text(NOT_APPLICABLE_WORD)},TRUE,{condition})" if spec.allows_not_applicable else condition


def is_whole(value: Decimal) -> bool:
    """Whether a number has no fraction."""
    return value == value.to_integral_value()
