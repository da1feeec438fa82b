"""Everything a programme has verified, and what may be said of it."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Final

from qz.layout.verification_workbook import RowKey, VerificationRow, build_verification, verifiers_of
from qz.model.layout import InputSpec
from qz.model.programme import Programme
from qz.model.values import Value, ValueType, round_rate
from qz.model.verification import EntryKind
from qz.rules.registry import KINDS

EFFECTS: Final = {name: kind.effect for name, kind in KINDS.items()}
"""What each kind of rule does to its item."""
Subject = tuple[str, EntryKind, str]
"""Unit code, kind, and the fact, task or criterion."""


class Subjects:
    """A programme's subjects of verification, each with its row as a fresh workbook of its unit alone would show it."""

    def __init__(self, programme: Programme) -> None:
        """Rows are laid out as they are asked for, a unit (by its code) at a time: ``rows_of``."""
        self.programme = programme
        self._codes = {unit.code for unit in programme.units}
        self.rows_of = lru_cache(maxsize=256)(self._lay_out)

    def row(self, subject: Subject) -> VerificationRow | None:
        """The subject's row; ``None`` for what the programme does not have verified."""
        return self.rows_of(subject[0]).get(subject) if subject[0] in self._codes else None

    def known_row(self, subject: Subject) -> VerificationRow:
        """The row of a subject that is known to have one."""
        return self.rows_of(subject[0])[subject]

    def _lay_out(self, unit_code: str) -> Mapping[Subject, VerificationRow]:
        rows: dict[Subject, VerificationRow] = {}
        units = (self.programme.unit(unit_code),)
        for verifier in verifiers_of(self.programme):
            layout = build_verification(self.programme, verifier, units, EFFECTS)
            for row in (row for sheet in layout.sheets for row in sheet.rows):
                rows.update(dict.fromkeys(subjects_of(row.key), row))
        return rows

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """The digest of each verifier's workbook as it would be written now."""
        programme = self.programme
        return {code: build_verification(programme, code, (), EFFECTS).digest for code in verifiers_of(programme)}


def subjects_of(key: RowKey) -> list[Subject]:
    """What a row's cells are about: its value, its points."""
    found: list[Subject] = []
    if key.kind:
        found.append((key.unit_code, key.kind, key.subject))
    if key.criterion_id:
        found.append((key.unit_code, EntryKind.CRITERION, key.criterion_id))
    return found


def same_value(left: Value, right: Value) -> bool:
    """Whether two values are one, numbers as they are compared."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return round_rate(left) == round_rate(right)
    return type(left) is type(right) and left == right


def out_of_bounds(value: Value, spec: InputSpec) -> str:
    """The code of what is wrong with a number the input does not accept; empty for one it does."""
    if not isinstance(value, Decimal):
        return ""
    number = round_rate(value) if spec.value_type in {ValueType.RATE, ValueType.NUMBER} else value
    if (spec.minimum is not None and number < spec.minimum) or (spec.maximum is not None and number > spec.maximum):
        return "V07"
    if spec.value_type is ValueType.COUNT and number != number.to_integral_value():
        return "V06"
    return "V15" if spec.step and (number / spec.step) % 1 else ""
