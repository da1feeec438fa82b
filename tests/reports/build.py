"""Assessments made by hand: a programme, what its units answered, and what became of their files."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from qz.model.assessment import Assessment
from qz.model.findings import Finding, Severity
from qz.model.programme import Programme, Unit
from qz.model.returns import Intake, ReceivedFile, Return, Verdict
from qz.model.scores import Answers, VerifiedScore
from qz.model.values import NOT_APPLICABLE, Answer, Origin, Source, Value, ValueType
from qz.programme.read import read_programme
from qz.scoring.assess import assess

ROOT = Path(__file__).parents[2]
SAVED = dt.datetime(2011, 12, 5, 10, 11, 8)  # noqa: DTZ001
WORDS: dict[str, Value] = {"是": True, "否": False, "不适用": NOT_APPLICABLE, "已完成": True, "未完成": False}


@cache
def programme_2011() -> Programme:
    """The real programme."""
    programme, _ = read_programme(ROOT / "templates" / "2011.xlsx")
    return programme


@cache
def samples() -> dict:
    """What the sample returns say."""
    return tomllib.loads((ROOT / "samples" / "2011.toml").read_text("utf-8"))


def read_typed(text: str, value_type: ValueType) -> tuple[Value, bool]:
    """A typed text's value, and whether it is invalid."""
    if text == "":
        return None, False
    if text.startswith("!"):
        return None, True
    if value_type is ValueType.TEXT:
        return text, False
    if text in WORDS:
        return WORDS[text], False
    return (Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)), False


def answer(text: str, value_type: ValueType, cell: str, unit: Unit, evidence: str = "", **origin: str) -> Answer:
    """One answer as intake would give it."""
    value, invalid = read_typed(text, value_type)
    where = Origin(f"{unit.name}.xlsx", "自评表", cell, sha256=unit.code.rjust(64, "a"), source=Source.SELF, **origin)
    return Answer(value, text.removeprefix("!"), evidence if text else "", invalid, where)


def sample_answers(programme: Programme, unit: Unit) -> Answers | None:
    """What the samples' table says of a unit; ``None`` for one that never replied."""
    table = samples()
    cards = [card for card in table["scorecard"] if unit.name in card["units"]]
    if not cards:
        return None
    place = cards[0]["units"].index(unit.name)
    card = programme.scorecard_of(unit)
    facts = {
        fact_id: answer(card.facts[fact_id].value_type and values[place], card.facts[fact_id].value_type, f"I{row}", unit, "证书复印件")
        for row, (fact_id, values) in enumerate(cards[0]["facts"].items(), start=6)
    }
    undone = table["undone"].get(unit.name, [])
    blank = {"新桥镇": ["1.1"]}.get(unit.name, [])
    statuses, notes, indicators = {}, {}, {}
    told = table["indicators"].get(unit.name, {})
    for row, (task, _) in enumerate(programme.tasks_of(unit), start=6):
        word = "" if task.task_id in blank else "未完成" if task.task_id in undone else "已完成"
        statuses[task.task_id] = answer(word, ValueType.STATUS, f"K{row}", unit, "年度总结第二部分")
        notes[task.task_id] = answer("部分工作尚在推进，预计明年一季度完成。" if word == "未完成" else "按计划完成。", ValueType.TEXT, f"L{row}", unit)
        for indicator in task.indicators:
            key = indicator.indicator_id.replace(".", "_")
            if key in told:
                indicators[indicator.indicator_id] = answer(told[key], indicator.value_type, f"I{row}", unit)
    return Answers(facts, statuses, notes, indicators, {}, {})


def received(unit: Unit, **changes: object) -> ReceivedFile:
    """A unit's file that counts."""
    file = ReceivedFile(
        f"{unit.name}.xlsx", unit.code.rjust(64, "a"), 30211, Verdict.COUNTED, "", "填报表", unit.code, saved_at=SAVED
    )
    return replace(file, **changes)


def assessment_of(
    programme: Programme,
    answers: Mapping[str, Answers],
    *,
    files: tuple[ReceivedFile, ...] = (),
    findings: tuple[Finding, ...] = (),
    stage: str = "自评",
) -> Assessment:
    """The assessment of these answers by unit code; a finding for every invalid fact besides ``findings``."""
    found = list(findings)
    returns = {}
    for code, given in answers.items():
        unit = programme.unit(code)
        for fact_id, one in given.facts.items():
            if one.invalid:
                sentence = f"{unit.name}.xlsx《自评表》{one.origin.cell}：填写了“{one.typed}”，这里要填0或正整数，请改正后重新报送。"
                found.append(Finding(f"{unit.name}.xlsx", "自评表", one.origin.cell, "not_a_number", Severity.ERROR, sentence, code, f"fact_{fact_id}"))
        mine = tuple(one for one in found if one.unit_code == code)
        returns[code] = Return(code, received(unit), given, mine, self_total="90")
    intake = Intake((*(each.file for each in returns.values()), *files), returns, tuple(found))
    return replace(assess(programme, intake), stage=stage)


def sample_assessment() -> Assessment:
    """The samples of 2011, as typed."""
    programme = programme_2011()
    answers = {unit.code: given for unit in programme.units if (given := sample_answers(programme, unit))}
    town = programme.units[12]
    files = (
        ReceivedFile("薛家镇.xlsx", "b" * 64, 30111, Verdict.SUPERSEDED, "同一单位有更晚的一份：薛家镇（更正）.xlsx", "填报表", town.code, saved_at=SAVED),
        ReceivedFile("压缩包.zip/新桥镇.xlsx", "c" * 64, 30111, Verdict.DUPLICATE, "内容与“新桥镇.xlsx”完全相同", "填报表", town.code, saved_at=SAVED),
        ReceivedFile("通知.pdf", "d" * 64, 120331, Verdict.REFUSED, "这是PDF文件，不是工作簿；请用下发的填报表填写后报送。", "PDF"),
        ReceivedFile("~$孟河镇.xlsx", "e" * 64, 165, Verdict.SKIPPED, "Excel打开文件时的临时文件", "临时文件"),
    )
    warning = Finding(
        "孟河镇.xlsx", "自评表", "I48", "locked_changed", Severity.WARNING, "孟河镇.xlsx《自评表》I48：锁定的单元格被改动，计分不受影响。", town.code
    )
    return assessment_of(programme, answers, files=files, findings=(warning,))


def verify(answers: Answers, unit: Unit, fact_id: str, value: Value, reason: str) -> Answers:
    """The answers with one fact verified."""
    before = answers.facts[fact_id]
    origin = Origin("核定表-办公室.xlsx", "核定表", "J9", "f" * 64, Source.VERIFIED, "陈晓明", reason)
    return replace(answers, facts={**answers.facts, fact_id: Answer(value, str(value), before.evidence, False, origin, before)})


def give_score(answers: Answers, criterion_id: str, points: str, reason: str) -> Answers:
    """The answers with one criterion's score given directly."""
    origin = Origin("核定表-办公室.xlsx", "核定表", "K9", "f" * 64, Source.VERIFIED, "陈晓明", reason)
    score = VerifiedScore(Decimal(points), reason, "陈晓明", origin)
    return replace(answers, verified_scores={**answers.verified_scores, criterion_id: score})
