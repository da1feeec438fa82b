"""The printed frames of the annexes: title, column heads, and what their groups of items say of points."""

from decimal import Decimal
from typing import Final

from qz.layout.print_columns import HeadFault, Shows, item_groups, print_table
from qz.model.place import Place
from qz.model.programme import Programme
from qz.model.scorecards import AnnexFrame, Scorecard
from qz.model.values import show_number
from qz.programme.faults import Collector
from qz.programme.raw import RawProgramme
from qz.rules.subtotals import points_named, worth_of
from qz.words import TABLE_WORD, squeeze

_TABLE_HEADS: Final = 5
_NOT_MISSED: Final = frozenset({Shows.NUMBER})
"""Usual columns that many annexes do without."""


def check_frames(programme: Programme, raw: RawProgramme, found: Collector) -> None:
    """A frame has a title and heads; every head of a scorecard says what is printed under it."""
    if programme.tasks:
        given = len(programme.table_frame.heads)
        lacking = [] if given == _TABLE_HEADS else [f"列标题（应有{_TABLE_HEADS}个，现有{given}个）"]
        _tell_missing(TABLE_WORD, programme.table_frame, lacking, raw, found)
    for card in programme.scorecards:
        table = print_table(card)
        for place, fault in table.faults:
            _tell_fault(card, place, fault, raw, found)
        if not table.faults:
            lacking = [f"列标题“{each}”" for each in table.unnamed if each not in _NOT_MISSED]
            _tell_missing(card.label, card.frame, lacking, raw, found)
            _check_groups(card, found)


def _tell_missing(subject: str, frame: AnnexFrame, lacking: list[str], raw: RawProgramme, found: Collector) -> None:
    if not frame.heads and lacking:
        lacking = ["列标题"]
    missing = [*(["标题"] if not frame.title else []), *lacking]
    if missing:
        found.add("P98", _place(raw), found=subject, missing="、".join(missing))


def _tell_fault(card: Scorecard, place: int, fault: HeadFault, raw: RawProgramme, found: Collector) -> None:
    head = squeeze(card.frame.heads[place])
    found.add("P77", _place(raw), card=card.label, number=place + 1, found=head, why=fault.value)


def _place(raw: RawProgramme) -> Place:
    table = raw.tables.get("frames")
    return table.head_place("subject") if table is not None else Place("附件版式")


def _check_groups(card: Scorecard, found: Collector) -> None:
    """The points that a group's name gives are its items'."""
    for column in (each for each in print_table(card).columns if each.is_group):
        for group in item_groups(card, column):
            named, worth = points_named(group.words), worth_of(group)
            if named and worth not in named and sum(named, Decimal(0)) != worth:
                words = {"head": squeeze(column.head), "found": squeeze(group.words), "worth": show_number(worth)}
                found.add("P78", group.items[0].place, card=card.label, **words)
