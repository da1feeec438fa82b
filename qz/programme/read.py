"""From a programme workbook to the programme: one immutable value, or every reason why not."""

from pathlib import Path
from types import MappingProxyType

from qz.model.findings import Finding
from qz.model.programme import Place, Programme
from qz.programme.facts import index_facts, read_checks, read_facts, read_unit_targets
from qz.programme.findings import Collector, ProgrammeFault
from qz.programme.load import load_tables
from qz.programme.names import NameTable
from qz.programme.raw import RawProgramme
from qz.programme.references import Index, Links, read_card_records
from qz.programme.roster import read_bulletin, read_frames, read_particulars, read_phrases, read_settings, read_units
from qz.programme.scorecards import ScoreParts, read_scorecards
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
    card_records = read_card_records(tables.get("scorecards"), found)
    card_names = [(record.text("scorecard_id"), record.text("label")) for record in card_records]
    cards = Index.build(card_names)
    units = read_units(tables.get("units"), cards, found)
    phrases = read_phrases(tables.get("phrases"), units, found)
    names = NameTable.build(units, phrases)
    frames = read_frames(tables.get("frames"), Index.build([(TABLE_WORD, TABLE_WORD), *card_names]), found)
    facts = read_facts(tables.get("facts"), cards, [card for card, _ in card_names], found)
    links = Links(cards, index_facts(facts))
    checks = read_checks(tables.get("checks"), links, found)
    scorecards = read_scorecards(
        ScoreParts(
            cards=card_records,
            items=tables.get("items"),
            criteria=tables.get("criteria"),
            facts=facts,
            checks=checks,
            frames=frames,
            settings=settings,
            names=names,
            links=links,
        ),
        found,
    )
    tasks = read_tasks(tables.get("tasks"), names, found)
    goals = read_main_goals(tables.get("main_goals"), tasks, found)
    goal_ids = tuple(goal.goal_id for goal in goals)
    tasks, non_targets = read_indicators(tables.get("indicators"), tasks, goal_ids, links, found)
    unit_targets, district_targets = read_unit_targets(tables.get("unit_targets"), units, names, facts, found)
    criterion_ids = {card.scorecard_id: frozenset(c.criterion_id for c in card.criteria) for card in scorecards}
    bulletin = read_bulletin(tables.get("bulletin"), cards, criterion_ids, found)
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
