"""From a programme workbook to the programme: one immutable value, or every reason why not."""

from pathlib import Path
from types import MappingProxyType

from qz.model.findings import Finding
from qz.model.programme import Place, Programme, Unit
from qz.programme.facts import read_checks, read_facts, read_unit_targets
from qz.programme.findings import Collector, ProgrammeFault
from qz.programme.load import load_tables
from qz.programme.names import NameTable
from qz.programme.raw import RawProgramme, RawTable
from qz.programme.roster import read_bulletin, read_frames, read_particulars, read_phrases, read_settings, read_units
from qz.programme.scorecards import ScoreTables, read_scorecard_ids, read_scorecards
from qz.programme.tasks import read_indicators, read_main_goals, read_tasks
from qz.words import TABLE_WORD


def read_programme(path: Path) -> tuple[Programme, tuple[Finding, ...]]:
    """Read a programme workbook.

    Returns the programme and what there is to say about the workbook (warnings).

    Raises:
        ProgrammeFault: the workbook has errors; its ``findings`` hold all of them, with the warnings.
    """
    raw, found = load_tables(path)
    programme = build_programme(raw, found)
    return programme, found.findings


def build_programme(raw: RawProgramme, found: Collector) -> Programme:
    """The programme of the raw tables; findings go to ``found``. ``ProgrammeFault`` when any is an error."""
    tables = raw.tables
    if found.has_errors:
        raise ProgrammeFault(found.findings)
    particulars = read_particulars(tables.get("particulars"), found)
    settings = read_settings(tables.get("parameters"), found)
    units = read_units(tables.get("units"), found)
    phrases = read_phrases(tables.get("phrases"), units, found)
    names = NameTable.build(units, phrases)
    cards = read_scorecard_ids(tables.get("scorecards"), found)
    card_ids = tuple(card.text("scorecard_id") for card in cards)
    _check_cards(units, card_ids, tables.get("units"), found)
    frames = read_frames(tables.get("frames"), (TABLE_WORD, *card_ids), found)
    facts = read_facts(tables.get("facts"), card_ids, found)
    checks = read_checks(tables.get("checks"), facts, found)
    score_tables = ScoreTables(tables.get("scorecards"), tables.get("items"), tables.get("criteria"))
    scorecards = read_scorecards(cards, score_tables, facts, checks, frames, settings, names, found)
    tasks = read_tasks(tables.get("tasks"), names, found)
    goals = read_main_goals(tables.get("main_goals"), tasks, found)
    fact_ids = {card: frozenset(known) for card, known in facts.items()}
    goal_ids = tuple(goal.goal_id for goal in goals)
    tasks, non_targets = read_indicators(tables.get("indicators"), tasks, goal_ids, fact_ids, found)
    unit_targets, district_targets = read_unit_targets(tables.get("unit_targets"), units, names, facts, found)
    criterion_ids = {card.scorecard_id: frozenset(c.criterion_id for c in card.criteria) for card in scorecards}
    bulletin = read_bulletin(tables.get("bulletin"), criterion_ids, found)
    if not tasks and not scorecards:
        found.add("P15", Place(TABLE_WORD))
    if particulars is None or found.has_errors:
        raise ProgrammeFault(found.findings)
    return Programme(
        particulars=particulars,
        units=units,
        phrases=phrases,
        table_frame=frames[TABLE_WORD],
        tasks=tasks,
        non_targets=non_targets,
        main_goals=goals,
        scorecards=scorecards,
        unit_targets=MappingProxyType(unit_targets),
        district_targets=MappingProxyType(district_targets),
        settings=settings,
        bulletin=bulletin,
        path=raw.path,
        digest=raw.digest,
    )


def _check_cards(units: tuple[Unit, ...], card_ids: tuple[str, ...], table: RawTable | None, found: Collector) -> None:
    if table is None:
        return
    rows = {table.place(row.row, "name"): row.row for row in table.rows}
    for unit in units:
        if unit.scorecard_id and unit.scorecard_id not in card_ids:
            place = table.place(rows[unit.place], "scorecard_id")
            found.add("P08", place, head="评分表", found=unit.scorecard_id, where="《评分表》")
