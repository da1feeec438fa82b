"""Where a register workbook (台账) keeps what: one sheet a kind of event, as the programme's facts ask for them.

A fact's ``register`` names the sheet it is counted from, and may count one kind of its rows only: ``信息报送``;
``荣誉：省级`` (rows whose 类别 is 省级); ``荣誉：级别=省级`` or ``荣誉[级别=省级]`` (rows whose 级别 is 省级).

Rows and columns are zero-based. The sheets are the office's own and unlocked: columns are found by their heads.
"""

import re
from collections.abc import Mapping
from typing import Final

from qz.layout.form import programme_id
from qz.model.manifest import MANIFEST_FORMAT, Key, WorkbookKind
from qz.model.programme import Fact, Programme, Scorecard, Unit
from qz.records import dataclass

FILE_NAME: Final = "台账.xlsx"
GUIDE_SHEET: Final = "说明和统计"
STATUS_ROW: Final = 2
HEAD_ROW: Final = 3
FIRST_ROW: Final = 4
PREPARED: Final = 300
"""Rows of a register prepared with formats and lists."""

DATE: Final = "日期"
UNIT: Final = "单位"
NUMBER: Final = "文号"
EVENT: Final = "事项"
ROW_NUMBER: Final = "原行号"
"""A hidden column: each prepared row's number as programs show it, so that a deleted row is noticed."""
QUANTITY: Final = "数量"
REMARK: Final = "备注"
CATEGORY: Final = "类别"
"""The column a register's kinds stand in where the programme names no other."""

STATUS: Final = "登记情况"
OPEN: Final = "登记中"
COMPLETE: Final = "已登记完毕"
ASIDE: Final = "暂不计入"
STATUSES: Final = (OPEN, COMPLETE, ASIDE)

_SOURCE: Final = re.compile(r"\s*([^:：\[\]]+?)\s*(?:[:：]\s*(.+?)|\[\s*(.+?)\s*\])?\s*")


@dataclass(frozen=True, slots=True)
class RegisterSource:
    """What a fact is counted from: the sheet, and the words its rows must bear (column, word)."""

    register: str
    filters: tuple[tuple[str, str], ...] = ()


def read_source(text: str) -> RegisterSource | None:
    """The source a fact's ``register`` names; ``None`` where it names none or cannot be read."""
    found = _SOURCE.fullmatch(text)
    if not found or not text.strip():
        return None
    filters = []
    for part in re.split(r"[,，、;；]", found[2] or found[3] or ""):
        column, sign, word = part.replace("＝", "=").partition("=")
        if sign and not (column.strip() and word.strip()):
            return None
        if part.strip():
            filters.append((column.strip(), word.strip()) if sign else (CATEGORY, part.strip()))
    return RegisterSource(found[1], tuple(filters))


@dataclass(frozen=True, slots=True)
class FedFact:
    """A fact and what it is counted from."""

    scorecard: Scorecard
    fact: Fact
    source: RegisterSource

    def takes(self, words: Mapping[str, str]) -> bool:
        """Whether a row with these words (by column) is counted."""
        return all(words.get(column) == word for column, word in self.source.filters)


@dataclass(frozen=True, slots=True)
class RegisterSheet:
    """One register: its name and the facts it feeds."""

    name: str
    facts: tuple[FedFact, ...]

    @property
    def categories(self) -> Mapping[str, tuple[str, ...]]:
        """The words of each column of kinds, in the programme's order."""
        found: dict[str, dict[str, None]] = {}
        for fed in self.facts:
            for column, word in fed.source.filters:
                found.setdefault(column, {})[word] = None
        return {column: tuple(words) for column, words in found.items()}

    def requires(self, column: str) -> bool:
        """Whether every row must have a word in that column, because every fact asks for one."""
        return all(any(name == column for name, _ in fed.source.filters) for fed in self.facts)

    @property
    def heads(self) -> tuple[str, ...]:
        """The column heads in order."""
        return (DATE, UNIT, NUMBER, EVENT, *self.categories, QUANTITY, ROW_NUMBER, REMARK)

    @property
    def needed(self) -> tuple[str, ...]:
        """The heads without which nothing can be counted."""
        return (DATE, UNIT, *self.categories, QUANTITY)


@dataclass(frozen=True, slots=True)
class RegisterLayout:
    """A year's register workbook."""

    programme: Programme
    sheets: tuple[RegisterSheet, ...]

    @property
    def manifest(self) -> Mapping[str, str]:
        """What the workbook says of itself."""
        return {
            Key.FORMAT: MANIFEST_FORMAT,
            Key.KIND: WorkbookKind.REGISTER,
            Key.YEAR: str(self.programme.particulars.year),
            Key.PROGRAMME: programme_id(self.programme),
            Key.EDITION: self.programme.particulars.edition,
            Key.ROWS: f"{FIRST_ROW + 1}-{FIRST_ROW + PREPARED}",
        }

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units events are registered for: those that are scored."""
        return tuple(unit for unit in self.programme.units if self.programme.scorecard_of(unit))


def prepared_rows(manifest: Mapping[str, str]) -> range:
    """The numbers of the rows a register was made with, as its manifest says; none where it does not."""
    first, _, last = manifest.get(Key.ROWS, "").partition("-")
    return range(int(first), int(last) + 1) if _is_row(first) and _is_row(last) else range(0)


def _is_row(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6


def build_registers(programme: Programme) -> RegisterLayout:
    """The registers the programme's facts are counted from, in the facts' order.

    Source: product specification, "Programme workbook" (the register that feeds a fact) and "Results" (台账).
    """
    sheets: dict[str, list[FedFact]] = {}
    for card in programme.scorecards:
        for fact in card.facts.values():
            source = read_source(fact.register)
            if source is not None:
                sheets.setdefault(source.register, []).append(FedFact(card, fact, source))
    return RegisterLayout(programme, tuple(RegisterSheet(name, tuple(facts)) for name, facts in sheets.items()))
