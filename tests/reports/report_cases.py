"""Assessments made by hand: a programme, what its units answered, and what became of their files."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import openpyxl
from typed_answers import random_return, read_typed

from qz.model.assessment import Assessment
from qz.model.finding import Finding, Severity
from qz.model.programme import Programme
from qz.model.returns import Intake, ReceivedFile, Return, Verdict
from qz.model.scores import Answers, VerifiedScore
from qz.model.stages import stage_of
from qz.model.task_table import Indicator, Unit
from qz.model.values import NOT_APPLICABLE, Answer, Origin, Source, Value, ValueType
from qz.model.verification import EntryKind, Verification, VerifiedEntry
from qz.scoring.assess import assess

ROOT = Path(__file__).parents[2]
SAVED = dt.datetime(2011, 12, 5, 10, 11, 8)  # noqa: DTZ001
WORDS: dict[str, Value] = {"是": True, "否": False, "不适用": NOT_APPLICABLE, "已完成": True, "未完成": False}


def value_of(text: str, value_type: ValueType) -> tuple[Value, bool]:
    """A typed text's value, and whether it is invalid (``!`` before it)."""
    if text == "" or text.startswith("!"):
        return None, text != ""
    if value_type is ValueType.TEXT:
        return text, False
    if text in WORDS:
        return WORDS[text], False
    return (Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)), False


def answer(text: str, value_type: ValueType, unit: Unit, cell: str, evidence: str = "") -> Answer:
    """One answer as intake gives it."""
    value, invalid = value_of(text, value_type)
    origin = Origin(f"{unit.name}.xlsx", "自评表", cell, digest_of(unit), Source.SELF)
    return Answer(value, text.removeprefix("!"), evidence if text else "", invalid, origin)


def digest_of(unit: Unit) -> str:
    """A stand-in for the SHA-256 of the unit's file."""
    return unit.code.encode().hex().rjust(64, "a")


def answers_of(
    programme: Programme,
    unit: Unit,
    facts: Mapping[str, str],
    *,
    statuses: Mapping[str, str] = {},
    indicators: Mapping[str, str] = {},
    notes: Mapping[str, str] = {},
    targets: Mapping[str, Sequence[str]] = {},
) -> Answers:
    """A unit's answers as typed; a task without status in ``statuses`` is 已完成."""
    card = programme.scorecard_of(unit)
    tasks = [task for task, _ in programme.tasks_of(unit)]
    kinds = {indicator.indicator_id: indicator.value_type for indicator in programme.indicators.values()}
    return Answers(
        {
            fact_id: answer(text, card.facts[fact_id].value_type, unit, f"I{row}", "证书复印件")
            for row, (fact_id, text) in enumerate(facts.items(), start=6)
        },
        {
            task.task_id: answer(
                statuses.get(task.task_id, "已完成"), ValueType.STATUS, unit, f"K{row}", "总结第二部分"
            )
            for row, task in enumerate(tasks, start=6)
        },
        {task_id: answer(text, ValueType.TEXT, unit, "L6") for task_id, text in notes.items()},
        {key: answer(text, kinds[key], unit, f"I{row}") for row, (key, text) in enumerate(indicators.items(), start=6)},
        {},
        {},
        {
            key: answer(target, kinds[key], unit, f"H{row}", document)
            for row, (key, (target, document)) in enumerate(targets.items(), start=6)
        },
    )


@cache
def samples() -> dict:
    """What the sample returns say."""
    return tomllib.loads((ROOT / "samples" / "2011.toml").read_text("utf-8"))


def without_places(programme: Programme) -> Programme:
    """The programme with nobody to be nominated."""
    units = tuple(replace(unit, places=None) for unit in programme.units)
    cards = tuple(replace(card, places=0) for card in programme.scorecards)
    return replace(programme, units=units, scorecards=cards)


def sample_answers(programme: Programme) -> dict[str, Answers]:
    """What the samples' table says, by unit code; units that never replied are missing."""
    table, found = samples(), {}
    for unit in programme.units:
        for card in table["scorecard"]:
            if unit.name in card["units"]:
                place = card["units"].index(unit.name)
                facts = {fact_id: values[place] for fact_id, values in card["facts"].items()}
                undone = dict.fromkeys(table["undone"].get(unit.name, []), "未完成")
                blank = {"1.1": ""} if unit.name == "新桥镇" else {}
                told = table["indicators"].get(unit.name, {})
                indicators = {key.replace("_", "."): text for key, text in told.items()}
                set_elsewhere = table["targets"].get(unit.name, {})
                targets = {key.replace("_", "."): given for key, given in set_elsewhere.items()}
                notes = dict.fromkeys(undone, "部分工作尚在推进，预计明年一季度完成。")
                found[unit.code] = answers_of(
                    programme,
                    unit,
                    facts,
                    statuses=undone | blank,
                    indicators=indicators,
                    notes=notes,
                    targets=targets,
                )
    return found


def assessment_of(
    programme: Programme,
    answers: Mapping[str, Answers],
    *,
    files: tuple[ReceivedFile, ...] = (),
    findings: tuple[Finding, ...] = (),
    self_total: str = "90",
    stage: str = "自评",
) -> Assessment:
    """The assessment of these answers by unit code; a finding for every invalid fact besides ``findings``."""
    found, returns = list(findings), {}
    for code, given in answers.items():
        unit = programme.unit(code)
        found += _invalid(unit, given)
        file = ReceivedFile(f"{unit.name}.xlsx", digest_of(unit), 30211, Verdict.COUNTED, "", "填报表", code, SAVED)
        mine = tuple(one for one in found if one.unit_code == code)
        returns[code] = Return(code, file, mine, self_total)
    intake = Intake((*(each.file for each in returns.values()), *files), returns, answers, tuple(found))
    return replace(assess(programme, intake), stage=stage)


def _invalid(unit: Unit, answers: Answers) -> Iterable[Finding]:
    for fact_id, one in answers.facts.items():
        if one.invalid and one.origin:
            place = (one.origin.file, one.origin.sheet, one.origin.cell)
            sentence = f"{place[0]}《{place[1]}》{place[2]}：填写了“{one.typed}”，这里要填0或正整数，请改正后重新报送。"
            yield Finding(*place, "not_a_number", Severity.ERROR, sentence, unit.code, f"fact_{fact_id}")


def sample_assessment(programme: Programme, **changes: Answers) -> Assessment:
    """The samples of 2011, as typed; ``changes`` replaces units' answers by code."""
    town = next(unit for unit in programme.units if unit.name == "薛家镇")
    file = ReceivedFile("", "", 30111, Verdict.COUNTED, "", "填报表", town.code, SAVED)
    files = (
        replace(
            file, path="旧/薛家镇.xlsx", sha256="b" * 64, verdict=Verdict.SUPERSEDED, reason="同一单位有更晚的一份。"
        ),
        replace(
            file, path="包.zip/薛家镇.xlsx", sha256="c" * 64, verdict=Verdict.DUPLICATE, reason="与“薛家镇.xlsx”相同。"
        ),
        ReceivedFile("通知.pdf", "d" * 64, 120331, Verdict.REFUSED, "这是PDF文件，不是工作簿。", "PDF"),
        ReceivedFile("~$薛家镇.xlsx", "e" * 64, 165, Verdict.SKIPPED, "Excel打开文件时的临时文件。", "临时文件"),
    )
    words = "薛家镇.xlsx《自评表》H48：锁定的单元格被改动，计分不受影响。"
    warning = Finding("薛家镇.xlsx", "自评表", "H48", "locked_changed", Severity.WARNING, words, town.code)
    return assessment_of(programme, sample_answers(programme) | changes, files=files, findings=(warning,))


def verify(answers: Answers, fact_id: str, value: Value, reason: str) -> Answers:
    """The answers with one fact verified."""
    before = answers.facts[fact_id]
    origin = Origin("核定表-办公室.xlsx", "核定表", "J9", "f" * 64, Source.VERIFIED, "陈晓明", reason)
    typed = "否" if value is False else str(value)
    return replace(
        answers, facts={**answers.facts, fact_id: Answer(value, typed, before.evidence, False, origin, before)}
    )


def give_score(answers: Answers, criterion_id: str, points: str, reason: str) -> Answers:
    """The answers with one criterion's score given directly."""
    origin = Origin("核定表-办公室.xlsx", "核定表", "K9", "f" * 64, Source.VERIFIED, "陈晓明", reason)
    score = VerifiedScore(Decimal(points), reason, "陈晓明", origin)
    return replace(answers, verified_scores={**answers.verified_scores, criterion_id: score})


def crowd(programme: Programme, names: Iterable[str], copies: int, seed: int) -> Assessment:
    """Many units filled at random: each named one ``copies`` times, with its targets and tasks; the last is silent."""
    clones = {programme_unit(programme, name): [] for name in names}
    for unit, made in clones.items():
        made += [replace(unit, code=f"{unit.code}{n:03}", name=f"{unit.name}{n}") for n in range(copies)]
    codes = {unit.code: tuple(clone.code for clone in made) for unit, made in clones.items()}

    def spread(some: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(clone for code in some for clone in codes.get(code, ()))

    def asked(indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
        return tuple(
            replace(one, reporters=spread(one.reporters), sum_units=(*one.sum_units, *spread(one.sum_units)))
            for one in indicators
        )

    many = replace(
        programme,
        units=tuple(clone for made in clones.values() for clone in made),
        tasks=tuple(
            replace(
                task,
                leads=spread(task.leads),
                supports=spread(task.supports),
                indicators=asked(task.indicators),
            )
            for task in programme.tasks
        ),
        main_goals=tuple(replace(goal, indicators=asked(goal.indicators)) for goal in programme.main_goals),
        unit_targets={
            (clone, fact): target
            for (code, fact), target in programme.unit_targets.items()
            for clone in codes.get(code, ())
        },
    )
    random, answers = Random(seed), {}  # noqa: S311 - reproducible, nothing secret
    for unit in many.units[:-1]:
        typed = random_return(random, many, unit, verified=0.08)
        answers[unit.code] = read_typed(many.scorecard_of(unit), typed)
    return assessment_of(many, answers)


def programme_unit(programme: Programme, name: str) -> Unit:
    """The unit of that name."""
    return next(unit for unit in programme.units if unit.name == name)


@cache
def values_of(path: Path) -> openpyxl.Workbook:
    """The workbook with cached values, read once."""
    return openpyxl.load_workbook(path, data_only=True)


@cache
def formulas_of(path: Path) -> openpyxl.Workbook:
    """The workbook with its formulas, read once."""
    return openpyxl.load_workbook(path)


def cells(path: Path, sheet: str) -> dict[str, object]:
    """A sheet's values as cached, by address, blanks left out."""
    page = values_of(path)[sheet]
    return {cell.coordinate: cell.value for row in page.iter_rows() for cell in row if cell.value not in {None, ""}}


def dump(path: Path, sheet: str) -> str:
    """A sheet as text: a line a row, cells joined by `` | ``, blanks left out."""
    page = values_of(path)[sheet]
    lines = []
    for row in page.iter_rows():
        words = [shown(cell.value) for cell in row if cell.value not in {None, ""}]
        if words:
            lines.append(f"{row[0].row}: " + " | ".join(words))
    return "\n".join(lines) + "\n"


def shown(value: object) -> str:
    """A cell's value on one line."""
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value).replace("\n", "⏎")


_JUMP = re.compile(r'^=HYPERLINK\("([^"]*)"(?:&MATCH\((.+?),(\'[^\']+\'!\$[A-Z]+:\$[A-Z]+),0\))?,"([^"]*)"\)$')


def jumps(path: Path) -> list[tuple[str, str, str, str, object]]:
    """Every link of a workbook: sheet, cell, book, target, words; a row that is looked up is looked up here."""
    live, cached = formulas_of(path), values_of(path)
    found = []
    for page in live.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type == "f" and cell.value.startswith("=HYPERLINK("):
                    target, wanted, area, words = _JUMP.match(cell.value).groups()
                    if wanted:
                        target += str(_row_of(cached, wanted, area))
                    book, _, place = target.partition("#")
                    found.append((page.title, cell.coordinate, book, place, words))
    return found


def jumped(words: object) -> object:
    """The words a link shows; anything else as it is."""
    found = _JUMP.match(words) if isinstance(words, str) else None
    return found[4] if found else words


def _row_of(book: openpyxl.Workbook, wanted: str, area: str) -> int:
    sheet, columns = area.rsplit("!", 1)
    column = columns.split(":")[0].strip("$")
    value: object = wanted.strip('"') if wanted.startswith('"') else int(wanted)
    page = book[sheet.strip("'")]
    return next(cell.row for cell in page[column] if cell.value == value)


def place_of(target: str) -> tuple[str, str]:
    """Sheet and cell of ``'孟河镇'!$E$8``."""
    sheet, _, cell = target.rpartition("!")
    return sheet[1:-1].replace("''", "'"), cell.replace("$", "")


VILLAGE = {
    "has_team": "是", "pays_team": "是", "care_grade": "8", "water_rate": "80%", "overflows": "1", "dredged_km": "15",
    "monthly_reports": "12", "patrols": "52", "late_reports": "0", "wrong_reports": "0", "has_officer": "是",
    "concealed": "0", "has_ledger": "是", "satisfaction": "95%", "closing_rate": "96%", "campaigns": "6",
    "promoted": "否", "promotion_note": "", "prizes": "0", "deeds": "",
}  # fmt: skip
BUREAU = {"major_pollution": "否", "circulars": "0", "has_plan": "是", "complained": "否", "meetings": "4"}


def second_assessment(programme: Programme) -> Assessment:
    """Every kind of outcome on the second programme, in a size a person can check.

    上游乡 verified twice, 中游乡 vetoed and mistyped, 下游乡 nothing back, 红旗农场 an answer missing; two bureaus
    tied, and a company that is not scored.
    """
    unit = {one.name: one for one in programme.units}
    upper = VILLAGE | {
        "prizes": "1",
        "promotion_note": "清政发〔2013〕21号",
        "late_reports": "2",
        "satisfaction": "94.8%",
    }

    def given(name: str, facts: Mapping[str, str], **told: Mapping[str, str]) -> Answers:
        return answers_of(programme, unit[name], facts, **told)

    first = given("上游乡", upper, indicators={"一.1.1": "15", "一.1.2": "16"})
    first = verify(first, "overflows", Decimal(4), "查监测站记录")
    first = give_score(first, "A2", "6", "现场抽查两处未清理")
    middle = VILLAGE | {
        "concealed": "1",
        "patrols": "!每周一次",
        "dredged_km": "9.5",
        "deeds": '=HYPERLINK("http://x")',
    }
    farm = VILLAGE | {"has_ledger": "", "dredged_km": "0", "closing_rate": "不适用", "campaigns": "1"}
    undone = {"statuses": {"二.2": "未完成"}, "notes": {"二.2": "来年补办"}}
    water = {"一.2.1": "3", "一.2.2": "85%", "二.1.1": "390"}
    named = {
        "上游乡": first,
        "中游乡": given("中游乡", middle, indicators={"一.1.1": "9.5"}, **undone),
        "红旗农场": given("红旗农场", farm, statuses={"一.1": ""}, indicators={"一.1.1": "6"}),
        "水务局": given("水务局", BUREAU, indicators=water),
        "林业局": given("林业局", BUREAU, indicators={"二.1.1": "400"}),
        "供水公司": given("供水公司", {}, statuses={"一.2": "未完成"}),
    }
    answers = {unit[name].code: one for name, one in named.items()}
    return assessment_of(programme, answers)


def with_verification(verified: Assessment, reported: Assessment, done: int, total: int) -> Assessment:
    """The assessment as verification leaves it: what the self-reports alone score, and how far it has come."""
    entry = VerifiedEntry("", EntryKind.FACT, "", None, "", "", Origin("核定表-办公室.xlsx", "核定表", "J9"))
    stages = dict.fromkeys(verified.rankings, stage_of(done, total))
    return replace(verified, verification=Verification((entry,), stages=stages, self_scores=reported.scores))
