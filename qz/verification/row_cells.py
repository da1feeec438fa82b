"""The cells of a row of a 核定表, with the formula of 办理情况. What rows of a kind have in common is made once."""

from typing import Final, NamedTuple

from qz.layout.verification_row import COLUMNS, CONFIRMED, VerificationColumn, VerificationRow
from qz.records import dataclass
from qz.rules.compared import compared_facts
from qz.values.expressions import text
from qz.verification.cells import CLOSED, NOTHING_NEEDED, ref_in, value_style
from qz.verification.row_kinds import RowKind
from qz.verification.workbook_rows import BY_SCORE, DONE_WORD, NO_REASON, RowContent
from qz.workbook.write.table import MOST_IN_FORMULA, Cell, opens

C = VerificationColumn
_ORDER: Final = (
    C.KEY, C.UNIT, C.ITEM, C.CLAUSE_ID, C.CLAUSE, C.SUBJECT, C.TARGET, C.SELF_VALUE, C.EVIDENCE, C.SELF_POINTS,
    C.VALUE, C.POINTS, C.REASON, C.PERSON, C.STATUS,
)  # fmt: skip
assert tuple(column for column, _, _ in COLUMNS) == _ORDER  # noqa: S101 - cells are made in this order
_KEY: Final = "body small quiet nowrap"
_UNIT: Final = "body box center"
_SUBJECT: Final = "body box left"
_EVIDENCE: Final = "body box left small"
_SMALL: Final = "body box center small"
_REASON: Final = "body box left textual input"
_PERSON: Final = "body box center textual input"


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the rows of a kind have in common: whole cells, and styles."""

    item: Cell
    clause_id: Cell
    clause: Cell
    subject: Cell
    self_value: str
    self_points: str
    value: str
    points: str


class _Case(NamedTuple):
    """Everything on which the formula of 办理情况 depends besides the rows and cells that it refers to."""

    has_value: bool
    blank_state: str
    scored: bool
    restable: bool
    self_bad: bool
    wants_reason: bool
    claimless_state: str


class RowCells:
    """Makes the cells of the rows of one workbook."""

    def __init__(self) -> None:
        self._shared: dict[tuple[str, ...], _Shared] = {}
        self._patterns: dict[_Case, str] = {}

    def of(self, content: RowContent, state: str, score_row: int | None, rest: str) -> list[Cell]:
        """A row's cells, in the order of the columns.

        ``score_row``: the row with 核定分 of this row's criterion, where that is another row. ``rest``: the cell of
        其余属实 on the first sheet, for this row's item.
        """
        row = content.row
        same = self._shared.get(row.same_in_all_units)
        if same is None:
            same = self._shared[row.same_in_all_units] = _shared(row, content.kind)
        link, proof = content.proofs.link, content.evidence
        subject, evidence = same.subject, Cell(proof, _EVIDENCE)
        if link and len(proof) > MOST_IN_FORMULA:
            # A text too long for a link's formula is written as text, and the cell beside it has the link.
            subject = _opens(link, content.kind.subject, _SUBJECT)
        elif link:
            evidence = _opens(link, proof, _EVIDENCE)
        return [
            Cell(str(row.key), _KEY),
            Cell(row.unit.name, f"{_UNIT} warn" if row.is_own else _UNIT),
            same.item,
            same.clause_id,
            same.clause,
            subject,
            Cell(content.target, _SMALL),
            Cell(content.self_value, f"{same.self_value} warn" if content.self_bad else same.self_value),
            evidence,
            Cell(content.self_points, same.self_points),
            Cell(content.value, same.value),
            Cell(content.points, same.points),
            Cell(content.reason, _REASON),
            Cell(content.person, _PERSON),
            Cell(state, _SMALL, self.state_formula(content, score_row, rest)),
        ]

    def state_formula(self, content: RowContent, score_row: int | None, rest: str = "") -> str:
        """The formula of 办理情况, which gives the same word as ``RowContent.state``; see ``of``."""
        case = _Case(
            content.row.key.kind is not None,
            content.blank_state,
            score_row is not None and not content.optional,
            bool(rest) and content.restable,
            content.self_bad,
            content.kind.wants_reason,
            content.claimless_state,
        )
        pattern = self._patterns.get(case)
        if pattern is None:
            pattern = self._patterns[case] = _pattern(case)
        scored = 0 if score_row is None else score_row + 1
        return pattern.format(row=content.row.row + 1, scored=scored, rest=rest)


def _shared(row: VerificationRow, kind: RowKind) -> _Shared:
    style, key = value_style(row), row.key
    compared = key.criterion_id and row.criterion is not None and compared_facts(row.criterion)
    return _Shared(
        item=Cell(kind.item, "body box left"),
        clause_id=Cell(kind.clause_id, "body box center"),
        clause=Cell(kind.clause, "body box left small"),
        subject=Cell(kind.subject, _SUBJECT),
        self_value=style,
        # Points that wait until units are compared are shown as 待统计.
        self_points=f"body box center {'as_to_compare' if compared else 'number'}",
        value=f"{style} input" if key.kind else NOTHING_NEEDED,
        points="body box center number input" if key.criterion_id else CLOSED,
    )


def _opens(target: str, words: str, style: str) -> Cell:
    cell = opens(target, words)
    return Cell(cell.value, f"{style} {cell.style}", cell.expression)


def _pattern(case: _Case) -> str:
    """The formula with ``{row}``, ``{scored}`` and ``{rest}`` for what differs from row to row."""
    value, points = ref_in("{row}", C.VALUE) if case.has_value else text(""), ref_in("{row}", C.POINTS)
    claim, self_points = ref_in("{row}", C.SELF_VALUE), ref_in("{row}", C.SELF_POINTS)
    confirms = f"{value}={text(CONFIRMED)}"
    blank = text(case.blank_state)
    if case.scored:
        blank = f'IF({ref_in("{scored}", C.POINTS)}<>"",{text(BY_SCORE)},{blank})'
    if case.restable:
        blank = f"IF({{rest}}={text(CONFIRMED)},{text(DONE_WORD)},{blank})"
    claimless = "TRUE" if case.self_bad else f'{claim}=""'
    differs = f'OR(AND({value}<>"",NOT({confirms}),{value}<>{claim}),AND({points}<>"",{points}<>{self_points}))'
    differs = differs if case.wants_reason else f'AND({points}<>"",{points}<>{self_points})'
    judged = f'IF(AND({differs},TRIM({ref_in("{row}", C.REASON)})=""),{text(NO_REASON)},{text(DONE_WORD)})'
    unclaimed = f"IF(AND({confirms},{claimless}),{text(case.claimless_state)},{judged})"
    return f'IF(AND({value}="",{points}=""),{blank},IFERROR({unclaimed},{text(NO_REASON)}))'
