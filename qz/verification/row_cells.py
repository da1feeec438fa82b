"""The cells of a row of a 核定表, with the formula of 办理情况. What rows of a kind have in common is made once."""

from typing import Final, NamedTuple

from qz.engine.cells.fast_sheet import ROW
from qz.layout.verification_row import COLUMN_OF, COLUMNS, CONFIRMED, VerificationColumn
from qz.rules.compared import compared_facts
from qz.values.expressions import text
from qz.verification.cells import CLOSED, NOTHING_NEEDED, ref_in, value_style
from qz.verification.workbook_rows import BY_SCORE, DONE_WORD, NO_REASON, RowContent
from qz.workbook.write.row_template import Made, RowTemplate, RowTemplates
from qz.workbook.write.table import MOST_IN_FORMULA, Cell, Content, opens

C = VerificationColumn
_STATUS: Final = COLUMN_OF[C.STATUS]
_KEY: Final = "body small quiet nowrap"
_UNIT: Final = "body box center"
_OWN_UNIT: Final = "body box center warn"
_SUBJECT: Final = "body box left"
_EVIDENCE: Final = "body box left small"
_SMALL: Final = "body box center small"
_REASON: Final = "body box left textual input"
_PERSON: Final = "body box center textual input"
_SCORED, _REST = b"{scored}", b"{rest}"


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
    """Writes the rows of one sheet. What rows of a kind have in common is made once."""

    def __init__(self, table: RowTemplates) -> None:
        self._table = table
        self._templates: dict[tuple[int, bool, bool], RowTemplate] = {}
        self._states: dict[tuple[object, ...], Made] = {}
        self._patterns: dict[tuple[_Case, str], Made] = {}

    def write(self, content: RowContent, state: str, score_row: int | None, rest: str) -> None:
        """Write a row.

        ``score_row``: the row with 核定分 of this row's criterion, where that is another row. ``rest``: the cell of
        其余属实 on the first sheet, for this row's item.
        """
        kind, link, proof = content.kind, content.proofs.link, content.evidence
        decided = content.points is not None or bool(content.reason or content.person)
        own: dict[VerificationColumn, Content] = {C.KEY: content.key, C.UNIT: content.row.unit.name}
        if content.is_own:
            own[C.UNIT] = Cell(content.row.unit.name, _OWN_UNIT)
        # A text too long for a link's formula is written as text, and the cell beside it has the link.
        is_long = len(proof) > MOST_IN_FORMULA
        if link:
            own[C.SUBJECT] = _opens(link, kind.subject, _SUBJECT) if is_long else kind.subject
        if kind.target is None:
            own[C.TARGET] = content.target
        claim = content.self_value
        own[C.SELF_VALUE] = Cell(claim, f"{value_style(content.row)} warn") if content.self_bad else claim
        own[C.EVIDENCE] = _opens(link, proof, _EVIDENCE) if link and not is_long else proof
        own[C.SELF_POINTS] = content.self_points
        own[C.VALUE] = content.value
        if decided:
            own |= {C.POINTS: content.points, C.REASON: content.reason, C.PERSON: content.person}
        alike = kind.number, bool(link), decided
        template = self._templates.get(alike)
        if template is None:
            first = {COLUMN_OF[column]: each for column, each in (own | {C.STATUS: state}).items()}
            template = self._templates[alike] = self._table.make(_cells(content), first)
        template.write(content.row.row, tuple(own.values()), self._state(content, state, score_row, rest))

    def _state(self, content: RowContent, state: str, score_row: int | None, rest: str) -> Made:
        """The cell of 办理情况, whose formula gives the same word as ``RowContent.state``."""
        alike = (
            content.kind.number,
            content.moved,
            content.registered,
            content.self_bad,
            content.self_value is None,
            score_row is None,
            not rest,
            state,
        )
        made = self._states.get(alike)
        if made is None:
            case = _case(content, scored=score_row is not None, rest=bool(rest))
            made = self._patterns.get((case, state))
            if made is None:
                made = self._patterns[case, state] = self._table.cell(_STATUS, Cell(state, _SMALL, _pattern(case)))
            self._states[alike] = made
        body, height = made
        if rest:
            body = body.replace(_REST, rest.encode())
        if score_row is not None:
            body = body.replace(_SCORED, b"%d" % (score_row + 1))
        return body, height


def _case(content: RowContent, *, scored: bool, rest: bool) -> _Case:
    return _Case(
        content.row.key.kind is not None,
        content.blank_state,
        scored and not content.optional,
        rest and content.restable,
        content.self_bad,
        content.kind.wants_reason,
        content.claimless_state,
    )


def _cells(content: RowContent) -> list[Cell]:
    """A row's cells as far as all rows of its kind have the same; of the others the style."""
    row, kind, key = content.row, content.kind, content.row.key
    style = value_style(row)
    compared = key.criterion_id and row.criterion is not None and compared_facts(row.criterion)
    shown = {
        C.KEY: Cell(style=_KEY),
        C.UNIT: Cell(style=_UNIT),
        C.ITEM: Cell(kind.item, "body box left"),
        C.CLAUSE_ID: Cell(kind.clause_id, "body box center"),
        C.CLAUSE: Cell(kind.clause, _EVIDENCE),
        C.SUBJECT: Cell(kind.subject, _SUBJECT),
        C.TARGET: Cell(kind.target, _SMALL),
        C.SELF_VALUE: Cell(style=style),
        C.EVIDENCE: Cell(style=_EVIDENCE),
        # Points that wait until units are compared are shown as 待统计.
        C.SELF_POINTS: Cell(style=f"body box center {'as_to_compare' if compared else 'number'}"),
        C.VALUE: Cell(style=f"{style} input" if key.kind else NOTHING_NEEDED),
        C.POINTS: Cell(style="body box center number input" if key.criterion_id else CLOSED),
        C.REASON: Cell(style=_REASON),
        C.PERSON: Cell(style=_PERSON),
        C.STATUS: Cell(style=_SMALL),
    }
    return [shown[column] for column, _, _ in COLUMNS]


def _opens(target: str, words: str, style: str) -> Cell:
    cell = opens(target, words)
    return Cell(cell.value, f"{style} {cell.style}", cell.expression)


def _pattern(case: _Case) -> str:
    """The formula with ``ROW``, ``{scored}`` and ``{rest}`` for what differs from row to row."""
    value, points = ref_in(ROW, C.VALUE) if case.has_value else text(""), ref_in(ROW, C.POINTS)
    claim, self_points = ref_in(ROW, C.SELF_VALUE), ref_in(ROW, C.SELF_POINTS)
    confirms = f"{value}={text(CONFIRMED)}"
    blank = text(case.blank_state)
    if case.scored:
        blank = f'IF({ref_in("{scored}", C.POINTS)}<>"",{text(BY_SCORE)},{blank})'
    if case.restable:
        blank = f"IF({{rest}}={text(CONFIRMED)},{text(DONE_WORD)},{blank})"
    claimless = "TRUE" if case.self_bad else f'{claim}=""'
    differs = f'OR(AND({value}<>"",NOT({confirms}),{value}<>{claim}),AND({points}<>"",{points}<>{self_points}))'
    differs = differs if case.wants_reason else f'AND({points}<>"",{points}<>{self_points})'
    judged = f'IF(AND({differs},TRIM({ref_in(ROW, C.REASON)})=""),{text(NO_REASON)},{text(DONE_WORD)})'
    unclaimed = f"IF(AND({confirms},{claimless}),{text(case.claimless_state)},{judged})"
    return f'IF(AND({value}="",{points}=""),{blank},IFERROR({unclaimed},{text(NO_REASON)}))'
