"""What the rows of a 核定表 that are about the same fact, task or clause show, whichever unit they are for."""

from collections.abc import Iterator, Mapping
from typing import Final

from qz.layout.print_columns import criterion_texts, is_group, item_texts
from qz.layout.row_words import clause_words, item_words, show_words, subject_words
from qz.layout.verification_row import VerificationRow, owner_of
from qz.model.programme import Programme
from qz.model.scorecards import Scorecard
from qz.model.values import ValueType
from qz.records import dataclass
from qz.rules.registry import KINDS
from qz.values.type_of_value import TypeOfValue
from qz.values.value_types import TYPES
from qz.verification.subjects import wants_reason
from qz.words import fold

_NO_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {}


@dataclass(frozen=True, slots=True)
class RowKind:
    """The words that rows of one kind show.

    ``number``: its place among the kinds made so far. ``key``: what follows the unit's code in the keys of its rows.
    ``verifier``: the code of who verifies it (``owner_of``). ``proofs``: what evidence is about it (``Received``).
    ``target``: ``None`` where each unit may have its own. ``optional``: nothing need be written. ``wants_reason``:
    a value that differs from the self-report needs a reason.
    """

    number: int
    key: str
    verifier: str
    proofs: tuple[str, ...]
    item: str
    clause_id: str
    clause: str
    subject: str
    target: str | None
    value_type: TypeOfValue
    optional: bool
    wants_reason: bool


class RowKinds:
    """The kinds of rows of a programme, each made when the first of its rows is."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._columns = {card.scorecard_id: _own_columns(card) for card in programme.scorecards}
        self._made: dict[tuple[str, ...], RowKind] = {}

    def of(self, row: VerificationRow) -> RowKind:
        """The kind of a row."""
        kind = self._made.get(row.same_in_all_units)
        if kind is None:
            kind = self._made[row.same_in_all_units] = self._make(row)
        return kind

    def _make(self, row: VerificationRow) -> RowKind:
        return RowKind(
            number=len(self._made),
            key=str(row.key).removeprefix(row.unit.code),
            verifier=owner_of(row.criterion, row.fact),
            proofs=tuple(_proofs(row)),
            item=item_words(row),
            clause_id=clause_words(row),
            clause=_clause(row, self._columns.get(row.unit.scorecard_id, _NO_COLUMNS)),
            subject=subject_words(self._programme, row),
            target=_target(row),
            value_type=TYPES[row.fact.value_type if row.fact else ValueType.STATUS],
            optional=_is_optional(row),
            wants_reason=wants_reason(row),
        )


def _proofs(row: VerificationRow) -> Iterator[str]:
    if row.task:
        yield f"task_{row.task.task_id}"
    elif row.fact:
        yield f"fact_{row.fact.fact_id}"
        if row.criterion:
            yield f"item_{row.criterion.item_number}"


def _target(row: VerificationRow) -> str | None:
    """The target, in words; ``None`` where each unit may have its own."""
    if not (row.fact and row.criterion and row.line and row.line.term):
        return ""
    needs, term = KINDS[row.criterion.kind].needs, row.line.term
    if term.stops:
        return ""
    if needs.target and term.target is not None:
        shown = show_words(term.target, row.fact.value_type, row.fact.unit_of_measure)
        return f"{term.comparator}{shown}"
    if term.against is not None:
        return f"{term.comparator}本组{term.against}"
    return None if needs.unit_target else ""


def _is_optional(row: VerificationRow) -> bool:
    """Whether nothing need be filled in: for points that a rule computes, and for notes."""
    if row.key.kind is None:
        return row.criterion is None or not KINDS[row.criterion.kind].needs.by_hand
    return row.fact is not None and TYPES[row.fact.value_type].is_note


def _own_columns(card: Scorecard) -> Mapping[str, tuple[str, ...]]:
    """By criterion id, what the document's own columns say of it and of its item: ``考核方式：实地检查``.

    Groups of items (一级指标) say nothing of how a clause is verified, and are left out.
    """
    columns: dict[str, tuple[str, ...]] = {}
    for item in card.items:
        of_item = [(head, text) for head, text in item_texts(card, item) if not is_group(fold(head))]
        for criterion in item.criteria:
            texts = (*of_item, *criterion_texts(card, criterion))
            columns[criterion.criterion_id] = tuple(f"{head}：{text}" for head, text in texts)
    return columns


def _clause(row: VerificationRow, columns: Mapping[str, tuple[str, ...]]) -> str:
    """The clause or goal with its reading, and with the document's own columns (考核方式, 需提交材料).

    Both stand on the rows of the criterion's facts, and are not repeated on the row of its points.
    """
    own = columns.get(row.criterion.criterion_id, ()) if row.criterion else ()
    if row.task:
        return "\n".join([f"工作目标：{row.task.goal}", *own])
    if row.criterion is None:
        return row.fact.help if row.fact else ""
    if row.key.kind is None and not row.shared and any(term.fact_id for term in row.criterion.terms):
        return row.criterion.clause
    reading = [f"口径：{row.criterion.reading}"] if row.criterion.reading else []
    return "\n".join([row.criterion.clause, *reading, *own])
