"""The layout of a register workbook (台账): one sheet for each kind of event that the programme's facts count.

A fact's ``register`` names its sheet and may restrict it to some rows: ``信息报送``; ``荣誉：省级`` (rows with 类别
省级); ``荣誉：级别=省级`` or ``荣誉[级别=省级]`` (rows with 级别 省级).

Rows and columns are zero-based. The sheets are not protected; columns are found by their heads.
"""

import re
from collections.abc import Mapping
from typing import Final

from qz.layout.form import programme_id
from qz.model.manifest import MANIFEST_FORMAT, Key, WorkbookKind
from qz.model.programme import Programme
from qz.model.scorecards import Fact, Scorecard
from qz.model.task_table import Unit
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
    """From where a fact is counted: the sheet, and the words that a row must have, as (column, word)."""

    register: str
    filters: tuple[tuple[str, str], ...] = ()


def read_source(text: str) -> RegisterSource | None:
    """The source in a fact's ``register``; ``None`` where there is none, or it cannot be read."""
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
    """A fact with the source from which it is counted."""

    scorecard: Scorecard
    fact: Fact
    source: RegisterSource

    def takes(self, words: Mapping[str, str]) -> bool:
        """Whether a row counts. ``words``: its words by column."""
        return all(words.get(column) == word for column, word in self.source.filters)


@dataclass(frozen=True, slots=True)
class RegisterSheet:
    """One sheet of the register: its name, and the facts counted from it."""

    name: str
    facts: tuple[FedFact, ...]

    @property
    def categories(self) -> Mapping[str, tuple[str, ...]]:
        """The words that facts require in each column, in the programme's order."""
        found: dict[str, dict[str, None]] = {}
        for fed in self.facts:
            for column, word in fed.source.filters:
                found.setdefault(column, {})[word] = None
        return {column: tuple(words) for column, words in found.items()}

    def requires(self, column: str) -> bool:
        """Whether every fact requires a word in that column, so that each row must have one."""
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
    """The layout of a year's register workbook."""

    programme: Programme
    sheets: tuple[RegisterSheet, ...]

    @property
    def manifest(self) -> Mapping[str, str]:
        """The manifest of the workbook."""
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
        """The units for which events are entered: all that are scored."""
        return tuple(unit for unit in self.programme.units if self.programme.scorecard_of(unit))


def prepared_rows(manifest: Mapping[str, str]) -> range:
    """The row numbers that a register had when it was made, from its manifest; an empty range where that has none."""
    first, _, last = manifest.get(Key.ROWS, "").partition("-")
    return range(int(first), int(last) + 1) if _is_row(first) and _is_row(last) else range(0)


def _is_row(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6


def build_registers(programme: Programme) -> RegisterLayout:
    """The register of a programme, with a sheet for each source of its facts, in the facts' order.

    Source: product specification, "Programme workbook" (the register that feeds a fact) and "Results" (台账).
    """
    sheets: dict[str, list[FedFact]] = {}
    for card in programme.scorecards:
        for fact in card.facts.values():
            source = read_source(fact.register)
            if source is not None:
                sheets.setdefault(source.register, []).append(FedFact(card, fact, source))
    return RegisterLayout(programme, tuple(RegisterSheet(name, tuple(facts)) for name, facts in sheets.items()))
