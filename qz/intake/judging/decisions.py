"""Reads the decisions that a person filled in 收件确认: each row is about one file, known by its digest."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from qz.findings import quote
from qz.intake.intake_records import Issue
from qz.layout.confirmation_workbook import ADOPT, DECISION, OPEN_HEADS, PERSON, REASON, REJECT, digest_of_keys
from qz.model.layout import cell_name
from qz.model.manifest import Key
from qz.model.returns import CellState, RawCell, RawSheet, RawWorkbook
from qz.model.trust import Decision, Seal
from qz.records import dataclass
from qz.values.clean import plain_text, tight
from qz.workbook.manifest_sheet import manifest_on, read_manifest

_KEY: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class DecisionReading:
    """The decisions and issues of one workbook. ``intact``: its rows are those it was made with."""

    path: str
    decisions: tuple[Decision, ...]
    issues: tuple[Issue, ...]
    intact: bool


def read_decisions(raw: RawWorkbook, path: str, when: dt.datetime | None) -> DecisionReading:
    """Read one workbook. ``when``: when it was mailed, else saved; naive local time of the office."""
    issues: list[Issue] = []
    sheets = [sheet for sheet in raw.sheets if not manifest_on(sheet)]
    decisions = [each for sheet in sheets for each in _on_sheet(sheet, path, when, issues)]
    keys = [key for sheet in sheets for _, key in _keys(sheet)]
    intact = read_manifest(raw).get(Key.ROWS, "") == digest_of_keys(keys)
    return DecisionReading(path, tuple(decisions), tuple(issues), intact)


def rows_seal(seal: Seal, *, intact: bool) -> Seal:
    """The state of a seal, given whether the rows it covers are unchanged: a right seal is wrong where they are not."""
    return seal if intact or seal is not Seal.RIGHT else Seal.WRONG


def _keys(sheet: RawSheet) -> list[tuple[int, str]]:
    """Row number and digest of each row that has one, in order."""
    found = ((row, cell.text.strip()) for (row, _), cell in sheet.cells.items() if cell.state is CellState.TEXT)
    return sorted((row, text) for row, text in found if _KEY.fullmatch(text))


def _on_sheet(sheet: RawSheet, path: str, when: dt.datetime | None, issues: list[Issue]) -> Iterator[Decision]:
    keys = _keys(sheet)
    asked = frozenset(key for _, key in keys)
    columns = _columns(sheet, keys[0][0]) if keys else {}
    for head in OPEN_HEADS if keys else ():
        if head not in columns:
            issues.append(Issue("S12", {"head": head}, sheet.name, cell_name(keys[0][0], 0)))
            return
    for row, key in keys:
        decision, reason, person = (sheet.at(row, columns[head]) for head in OPEN_HEADS)
        word = tight(decision.text)
        if not word:
            continue
        at = cell_name(row, columns[DECISION])
        if word not in {ADOPT, REJECT}:
            accepted = f"“{ADOPT}”或“{REJECT}”"
            issues.append(Issue("S08", {"found": quote(decision.text), "accepted": accepted}, sheet.name, at))
            continue
        if not _text(person):
            issues.append(Issue("S10", {"head": PERSON}, sheet.name, cell_name(row, columns[PERSON])))
        yield Decision(key, word == ADOPT, _text(reason), _text(person), when, path, asked)


def _columns(sheet: RawSheet, first_row: int) -> Mapping[str, int]:
    wanted = set(OPEN_HEADS)
    heads = [(cell.text.strip(), column) for (row, column), cell in sheet.cells.items() if row < first_row]
    found = [(head, column) for head, column in heads if head in wanted]
    names = [head for head, _ in found]
    return {head: column for head, column in found if names.count(head) == 1}


def _text(cell: RawCell) -> str:
    return plain_text(cell.text) if cell.state is not CellState.ERROR else ""


def settle_decisions(readings: Sequence[DecisionReading]) -> tuple[Mapping[str, Decision], Sequence[tuple[str, Issue]]]:
    """One decision for each file, by its digest: the latest of several.

    Where the latest ones contradict each other, or a time is missing, there is no decision but an issue (S09) for each
    of their workbooks, with its path.
    """
    by_content: dict[str, list[Decision]] = {}
    for decision in (each for reading in readings for each in reading.decisions):
        by_content.setdefault(decision.sha256, []).append(decision)
    settled: dict[str, Decision] = {}
    issues: list[tuple[str, Issue]] = []
    for content, several in by_content.items():
        times = [each.decided_at for each in several]
        known = [time for time in times if time is not None]
        last = [each for each in several if each.decided_at == max(known)] if len(known) == len(times) else several
        if len({each.adopted for each in last}) == 1:
            settled[content] = last[0]
        else:
            issues += [(each.path, Issue("S09", {"count": str(len(last))})) for each in last]
    return settled, issues


__all__ = ["REASON", "DecisionReading", "read_decisions", "rows_seal", "settle_decisions"]
