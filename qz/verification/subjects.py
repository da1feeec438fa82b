"""Everything that a programme has verified (the subjects), each with its row in a 核定表."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from qz.layout.form import FormKind, form_kind
from qz.layout.verification_row import RowKey, VerificationRow, owner_of
from qz.layout.verification_workbook import build_verification, verifiers_of
from qz.model.programme import Programme
from qz.model.task_table import Unit
from qz.model.values import Value, round_rate
from qz.model.verification import EntryKind
from qz.rules.registry import EFFECTS
from qz.values.clean import same_words

Subject = tuple[str, EntryKind, str]
"""Unit code, kind, and the id of the fact, task or criterion."""
_OfUnit = tuple[EntryKind, str]
"""A subject without the unit."""


class Subjects:
    """A programme's subjects, each with its row as in a new workbook for its unit.

    Rows are computed once for each kind of unit, within which they differ only in the unit.
    """

    def __init__(self, programme: Programme) -> None:
        """Rows are computed when they are asked for."""
        self.programme = programme
        self._kinds: dict[FormKind, Mapping[_OfUnit, VerificationRow]] = {}
        self._kind_of: dict[str, FormKind] = {}
        self._keys: dict[tuple[FormKind, str], Sequence[RowKey]] = {}

    def row(self, subject: Subject) -> VerificationRow | None:
        """The subject's row; ``None`` where the programme does not have it verified."""
        unit = self.programme.find_unit(subject[0])
        row = self._rows_of_kind(unit).get(subject[1:]) if unit else None
        return row.of(unit, row.row) if unit and row else None

    def known_row(self, subject: Subject) -> VerificationRow:
        """The row of a subject that must have one."""
        unit = self.programme.unit(subject[0])
        row = self._rows_of_kind(unit)[subject[1:]]
        return row.of(unit, row.row)

    def rows_of(self, unit: Unit) -> Mapping[Subject, VerificationRow]:
        """All subjects of a unit, with their rows."""
        rows = self._rows_of_kind(unit)
        return {(unit.code, *subject): row.of(unit, row.row) for subject, row in rows.items()}

    def keys_of(self, unit: Unit, verifier: str) -> Iterator[RowKey]:
        """The keys of a unit's rows in the workbook of a verifier, in order."""
        kind = self._kind(unit), verifier
        if kind not in self._keys:
            rows = self._rows_of_kind(unit).values()
            keys = (row.key for row in rows if owner_of(row.criterion, row.fact) == verifier)
            self._keys[kind] = tuple(dict.fromkeys(keys))
        return (RowKey(unit.code, key.kind, key.subject, key.criterion_id) for key in self._keys[kind])

    def _kind(self, unit: Unit) -> FormKind:
        kind = self._kind_of.get(unit.code)
        if kind is None:
            kind = self._kind_of[unit.code] = form_kind(self.programme, unit)
        return kind

    def _rows_of_kind(self, unit: Unit) -> Mapping[_OfUnit, VerificationRow]:
        """The rows of the unit's kind, computed for the first unit of that kind."""
        kind = self._kind(unit)
        if kind not in self._kinds:
            rows: dict[_OfUnit, VerificationRow] = {}
            for verifier in verifiers_of(self.programme):
                layout = build_verification(self.programme, verifier, (unit,), EFFECTS)
                for row in (row for sheet in layout.sheets for row in sheet.rows):
                    rows.update(dict.fromkeys((subject[1:] for subject in subjects_of(row.key)), row))
            self._kinds[kind] = rows
        return self._kinds[kind]

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """The digest of each verifier's workbook as it would be written now, by the verifier's code."""
        programme = self.programme
        return {code: build_verification(programme, code, (), EFFECTS).digest for code in verifiers_of(programme)}


def subjects_of(key: RowKey) -> list[Subject]:
    """The subjects of a row: that of its value, and that of its points."""
    found: list[Subject] = []
    if key.kind:
        found.append((key.unit_code, key.kind, key.subject))
    if key.criterion_id:
        found.append((key.unit_code, EntryKind.CRITERION, key.criterion_id))
    return found


def wants_reason(row: VerificationRow) -> bool:
    """Whether a value that differs from the self-report needs a reason; not where the unit does not report the fact."""
    return row.fact is None or row.fact.is_asked


def same_value(left: Value, right: Value) -> bool:
    """Whether two values are the same: numbers rounded as they are compared, notes by the names in them."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left == right or round_rate(left) == round_rate(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right or same_words(left, right)
    return type(left) is type(right) and left == right
