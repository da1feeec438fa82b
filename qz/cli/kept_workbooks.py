"""Stores what was read from 核定表, registers and applications, so that an unchanged file is not read again."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

from qz.engine.kept.codec import Codec
from qz.engine.kept.kept_texts import KeptTexts
from qz.layout.register_workbook import RegisterLayout, RegisterSheet
from qz.model.returns import ReceivedFile
from qz.registers.register_records import RegisterReading
from qz.reviews.read_application import ApplicationReading
from qz.verification.read_verified import VerificationReading

T = TypeVar("T", VerificationReading, RegisterReading, ApplicationReading)


class KeptWorkbooks:
    """Stores readings under everything that they depend on besides the programme: the file, and what is known of it."""

    def __init__(self, kept: KeptTexts | None, layout: RegisterLayout) -> None:
        """``kept``: stores the readings; ``None``: nothing is stored. ``layout``: that of the registers."""
        self._kept = kept
        self._registers = {register.name: register for register in layout.sheets}

    def read(self, record: type[T], file: ReceivedFile, read: Callable[[], T]) -> T:
        """The reading of a file, an object of the class ``record``: the stored one, else what ``read`` returns."""
        if self._kept is None:
            return read()
        parts = record.__name__, repr(file)
        text = self._kept.get(*parts)
        known = None if text is None else self._from_text(text)
        if isinstance(known, record):
            return known
        reading = read()
        text = self._codec.write(_with_registers(reading, lambda register: RegisterSheet(register.name, ())))
        self._kept.put(text, *parts)
        return reading

    @cached_property
    def _codec(self) -> Codec:
        return Codec.of(VerificationReading | RegisterReading | ApplicationReading)

    def _from_text(self, text: str) -> object:
        """The reading in a stored text; ``None`` where it is not one of this programme."""
        try:
            return _with_registers(self._codec.read(text), lambda register: self._registers[register.name])
        except (ValueError, KeyError):
            return None


def _with_registers(reading: Any, change: Callable[[RegisterSheet], RegisterSheet]) -> Any:
    """The reading with the layout of each register changed: stored is its name alone, as the programme has the rest."""
    if not isinstance(reading, RegisterReading) or reading.tables is None:
        return reading
    return replace(reading, tables=tuple(replace(each, register=change(each.register)) for each in reading.tables))
