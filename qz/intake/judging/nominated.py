"""Whom a unit nominates (表彰推荐): within its places, nobody twice, nothing left out; no sentence names anybody."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import pandas as pd

from qz.intake.intake_records import FormReading, FoundInput, Issue
from qz.intake.judging.answer_table import of_kind
from qz.intake.judging.issue_at import issue_at
from qz.intake.judging.validate import PlacedIssue
from qz.model.layout import PERSONAL, InputKind
from qz.model.nominations import nominee_row
from qz.model.programme import Programme
from qz.words import squeeze

_PARTS: Final = {InputKind.NOMINEE: "姓名", InputKind.NOMINEE_POST: "职务", InputKind.NOMINEE_MERITS: "主要事迹"}
_Row = dict[InputKind, FoundInput]


def nominations(programme: Programme, readings: Sequence[FormReading], frame: pd.DataFrame) -> Iterator[PlacedIssue]:
    """One issue for each nominee that cannot be taken as it is: beyond the places, named twice, something missing."""
    rows: defaultdict[int, defaultdict[int, _Row]] = defaultdict(lambda: defaultdict(dict))
    personal = of_kind(frame, *PERSONAL)
    for place, entry in zip(personal["reading"].tolist(), personal["entry"], strict=True):
        rows[place][nominee_row(entry.input.key)][entry.input.kind] = entry
    for place, mine in rows.items():
        unit = programme.unit(readings[place].unit_code)
        filled = [row for _, row in sorted(mine.items()) if not all(each.reading.blank for each in row.values())]
        for issue in _judge(filled, programme.places_of(unit)):
            yield place, issue


def _judge(filled: Sequence[_Row], places: int) -> Iterator[Issue]:
    named = Counter(_name(row) for row in filled)
    for number, row in enumerate(filled, start=1):
        entry = row[InputKind.NOMINEE]
        missing = {kind: word for kind, word in _PARTS.items() if row[kind].reading.blank}
        if number > places:
            yield issue_at("B01", entry, places=str(places), count=str(len(filled)))
        elif _name(row) and named[_name(row)] > 1:
            yield issue_at("B02", entry, count=str(named[_name(row)]))
        elif missing:
            first = row[next(iter(missing))]
            yield issue_at("B03", first, who=entry.input.spec.label, what="、".join(missing.values()))


def _name(row: _Row) -> str:
    return squeeze(row[InputKind.NOMINEE].reading.typed)
