"""Reads a programme workbook into an immutable ``Programme``, or reports everything that prevents it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from qz.model.assessment_rules import Particulars, Settings
from qz.model.finding import Finding
from qz.model.place import Place
from qz.model.programme import Programme
from qz.model.scorecards import Scorecard
from qz.model.scores import Effect
from qz.programme.faults import Collector, ProgrammeFault
from qz.programme.load import load_tables
from qz.programme.raw import RawProgramme, RawTable
from qz.programme.reading.read_bulletin import read_bulletin
from qz.programme.reading.read_facts import index_facts, read_checks, read_facts, read_unit_targets
from qz.programme.reading.read_grades import check_consequences, check_tie_break, read_composite, read_grades
from qz.programme.reading.read_indicators import Work, read_indicators
from qz.programme.reading.read_scorecards import read_scorecards
from qz.programme.reading.references import Index, Links, read_card_records
from qz.programme.reading.responsibility import read_main_goals, read_tasks
from qz.programme.reading.roster import read_frames, read_particulars, read_phrases, read_settings, read_units
from qz.programme.reading.score_parts import ScoreParts
from qz.programme.reading.typed_records import Record, split_list
from qz.programme.reading.unit_names import NameTable
from qz.programme.sheets.programme_sheets import sheet_spec
from qz.rules.registry import KINDS
from qz.words import TABLE_WORD, fold


def read_programme(path: Path) -> tuple[Programme, tuple[Finding, ...]]:
    """Read a programme workbook. Returns the programme and the warnings about the workbook.

    Raises:
        ProgrammeFault: The workbook has errors; ``findings`` has all of them, and the warnings.
    """
    raw, found = load_tables(path)
    programme = build_programme(raw, found)
    return programme, found.findings


def build_programme(raw: RawProgramme, found: Collector) -> Programme:
    """The programme of these raw tables. Findings go to ``found``; ``ProgrammeFault`` is raised if any is an error."""
    if found.has_errors:
        raise ProgrammeFault(found.findings)
    programme = read_parts(raw, found)
    if found.has_errors:
        raise ProgrammeFault(found.findings)
    return programme


def read_parts(raw: RawProgramme, found: Collector) -> Programme:
    """The programme as far as it can be read; it is incomplete where ``found`` has errors afterwards."""
    tables = raw.tables
    found.texts = {table.spec.title: _texts(table) for table in tables.values()}
    particulars = read_particulars(tables.get("particulars"), found)
    settings = read_settings(tables.get("parameters"), found)
    cards = read_card_records(tables.get("scorecards"), found)
    index = Index.build([(record.text("scorecard_id"), record.text("label")) for record in cards])
    units = read_units(tables.get("units"), index, found)
    phrases = read_phrases(tables.get("phrases"), units, found)
    parts = _read_score_parts(tables, cards, settings, NameTable.build(units, phrases), found)
    scorecards = read_scorecards(parts, found)
    work = _read_work(tables, parts.names, parts.links, found)
    unit_targets, district_targets = read_unit_targets(
        tables.get("unit_targets"), units, parts.names, parts.facts, found
    )
    check_tie_break(tables.get("parameters"), settings, scorecards, found)
    grades = read_grades(tables.get("grades"), index, units, found)
    check_consequences(scorecards, grades, found)
    bulletin = read_bulletin(tables.get("bulletin"), parts.links, _losing_criteria(scorecards), found)
    if not work.tasks and not scorecards:
        found.add("P15", Place(TABLE_WORD))
    return Programme(
        particulars=particulars or _NO_PARTICULARS,
        units=units,
        phrases=phrases,
        table_frame=parts.frames[TABLE_WORD],
        tasks=work.tasks,
        non_targets=work.non_targets,
        main_goals=work.main_goals,
        scorecards=scorecards,
        unit_targets=MappingProxyType(unit_targets),
        district_targets=MappingProxyType(district_targets),
        settings=settings,
        bulletin=bulletin,
        grades=grades,
        composite=read_composite(tables.get("composite"), index, found),
        path=raw.path,
        digest=raw.digest,
    )


def _read_score_parts(
    tables: Mapping[str, RawTable], cards: Sequence[Record], settings: Settings, names: NameTable, found: Collector
) -> ScoreParts:
    """What scorecards are built from, and what other sheets refer to: facts, checks and the annexes' frames."""
    _check_sheets(tables, found)
    card_names = [(record.text("scorecard_id"), record.text("label")) for record in cards]
    index = Index.build(card_names)
    frames = read_frames(tables.get("frames"), Index.build([(TABLE_WORD, TABLE_WORD), *card_names]), found)
    facts = read_facts(tables.get("facts"), index, [card for card, _ in card_names], found)
    links = Links(index, index_facts(facts), facts)
    checks = read_checks(tables.get("checks"), links, facts, found)
    items, criteria = tables.get("items"), tables.get("criteria")
    return ScoreParts(cards, items, criteria, facts, checks, frames, settings, names, links)


def _losing_criteria(scorecards: Iterable[Scorecard]) -> Mapping[str, Mapping[str, bool]]:
    """By scorecard and criterion id, whether points can be lost by the criterion: all but a bonus."""
    return {
        card.scorecard_id: {one.criterion_id: KINDS[one.kind].effect is not Effect.BONUS for one in card.criteria}
        for card in scorecards
    }


def _texts(table: RawTable) -> frozenset[str]:
    """What stands in the cells of a sheet, folded, of a list its parts too."""
    values = (value for row in table.rows for value in row.values.values() if isinstance(value, str))
    return frozenset(fold(part) for value in values for part in (value, *split_list(value)))


_NO_PARTICULARS: Final = Particulars(0, "", "", "", "", None, "", dt.datetime(9999, 1, 1), "", "", "", "")  # noqa: DTZ001
"""Stands for particulars that could not be read, which is an error."""
_RESTS_ON: Final = {"scorecards": ("items", "criteria", "facts"), "indicators": ("tasks",), "main_goals": ("tasks",)}
"""Sheets that are nothing without others."""


def _check_sheets(tables: Mapping[str, RawTable], found: Collector) -> None:
    """Report missing sheets that others refer to, once and not for every reference."""
    needed = [base for key, bases in _RESTS_ON.items() if key in tables and tables[key].rows for base in bases]
    for key in dict.fromkeys(needed):
        title = sheet_spec(key).title
        if key not in tables and not found.has_error_on(title):
            found.add("P02", Place(title), title=title)


def _read_work(tables: Mapping[str, RawTable], names: NameTable, links: Links, found: Collector) -> Work:
    """The tasks and main goals with their indicators, and the numbers that are no targets."""
    tasks = read_tasks(tables.get("tasks"), names, found)
    goals = read_main_goals(tables.get("main_goals"), tasks, found)
    return read_indicators(tables.get("indicators"), tasks, goals, names, links, found)
