"""Finds the cells of a unit's form that a finding is about; the finding itself names the cell of the received file."""

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from typing import Final

from qz.model.finding import Finding
from qz.model.layout import ANSWER_TABLES, EVIDENCE_OF, FormLayout, InputCell, InputKind
from qz.model.scores import Answers
from qz.model.values import BLANK_ANSWER, Answer


def answer_of(answers: Answers, cell: InputCell) -> Answer:
    """The answer in an input cell; for a cell of evidence, the answer to which the evidence belongs."""
    table: Mapping[str, Answer] = getattr(answers, ANSWER_TABLES[EVIDENCE_OF.get(cell.kind, cell.kind)])
    return table.get(cell.key, BLANK_ANSWER)


class Places:
    """Finds the cells of one unit's form that findings are about."""

    def __init__(self, layout: FormLayout, answers: Answers, findings: Collection[Finding]) -> None:
        """``answers``: the unit's. ``findings``: all findings about its return."""
        self._cells = layout.by_name()
        self._answers = answers
        self._with_finding = {finding.key for finding in findings if finding.key and finding.code not in _SHEETS}

    def cells(self, finding: Finding) -> tuple[InputCell, ...]:
        """The cells, in reading order; none for a finding about the file or about locked cells."""
        cell = self._cells.get(finding.key)
        if cell is None:
            return ()
        if finding.code in _OF_MANY:
            return tuple(_OF_MANY[finding.code](self, cell)) or (cell,)
        if finding.code in _BESIDE:
            kind = _BESIDE[finding.code]
            return tuple(each for each in self._cells.values() if (each.kind, each.key) == (kind, cell.key)) or (cell,)
        return (cell,)

    def _unread(self, near: InputCell) -> Iterable[InputCell]:
        """Inputs of the sheet that were not found and have no finding of their own."""
        for cell in self._cells.values():
            answer = answer_of(self._answers, cell)
            lost = answer.invalid and not answer.typed and cell.kind not in EVIDENCE_OF
            if cell.sheet == near.sheet and lost and cell.name not in self._with_finding:
                yield cell

    def _unfilled(self, near: InputCell) -> Iterable[InputCell]:
        """Required inputs of the sheet that are blank."""
        for cell in self._cells.values():
            answer = answer_of(self._answers, cell)
            empty = answer.value is None and not answer.invalid
            if cell.sheet == near.sheet and cell.spec.required and empty:
                yield cell

    def _unproved(self, near: InputCell) -> Iterable[InputCell]:
        """Blank cells of evidence, of the same kind as ``near``, beside a claim."""
        for cell in self._cells.values():
            answer = answer_of(self._answers, cell)
            if EVIDENCE_OF.get(cell.kind) is near.kind and _claims(answer) and not answer.evidence:
                yield cell


def _claims(answer: Answer) -> bool:
    return answer.value is True or (isinstance(answer.value, Decimal) and answer.value > 0)


_BESIDE: Final = {"C05": InputKind.FACT_EVIDENCE, "C10": InputKind.TASK_NOTE}
"""Codes of findings at one cell that are corrected in another cell of the same row."""
_SHEETS: Final = frozenset({"L06", "L07", "V04"})
"""Codes of findings about a whole sheet."""
_OF_MANY: Final[Mapping[str, Callable[[Places, InputCell], Iterable[InputCell]]]] = {
    "L06": Places._unread,  # noqa: SLF001 - the table belongs to the class
    "L07": Places._unread,  # noqa: SLF001
    "V04": Places._unfilled,  # noqa: SLF001
    "V03": Places._unproved,  # noqa: SLF001
}
