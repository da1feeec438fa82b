"""The sheet 口径与版本: with which programme and settings a result was made, and what is still open."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from qz.model.assessment import Assessment
from qz.model.assessment_rules import ResultGrade, Settings
from qz.model.programme import Programme
from qz.model.returns import UnitState
from qz.model.scorecards import Item
from qz.model.values import show_number, show_percent
from qz.reports.dated import dated_words
from qz.reports.report_page import Listing, write_listing
from qz.reports.result_words import stage_words
from qz.rules.rule_summary import rule_summary, setting_words
from qz.rules.wording import total_caps
from qz.words import SETTINGS
from qz.workbook.write.book import Book
from qz.workbook.write.table import Cell, TableColumn

RULES_SHEET: Final = "口径与版本"
_COLUMNS: Final = (
    TableColumn("类别", 12, "body box center"),
    TableColumn("内容", 34, "body box left"),
    TableColumn("现在的规定", 60, "body box left"),
    TableColumn("与通常的不同", 14, "body box center"),
)


class ProgrammeRule(NamedTuple):
    """One rule of the programme: its kind, an id, its label, its words, and the usual words where they differ."""

    kind: str
    key: str
    label: str
    words: str
    usual: str = ""


def rules_of(programme: Programme) -> Iterator[ProgrammeRule]:
    """All rules of the programme by which scores are computed, in the programme's order."""
    particulars = programme.particulars
    yield ProgrammeRule("方案", "edition", "方案版次", f"第{particulars.edition}版")
    yield ProgrammeRule("方案", "deadline", "报送截止", f"{particulars.deadline:%Y-%m-%d %H:%M}")
    usual = Settings()
    for setting in SETTINGS:
        is_usual = getattr(programme.settings, setting.field) == getattr(usual, setting.field)
        if not (setting.quiet and is_usual):
            now, then = (setting_words(setting, getattr(of, setting.field)) for of in (programme.settings, usual))
            yield ProgrammeRule("设置", f"setting {setting.field}", setting.word, now, then)
    for card in programme.scorecards:
        if caps := total_caps(card.total_rule):
            yield ProgrammeRule("总分", f"total {card.scorecard_id}", f"{card.label}总分", caps)
        for item in card.items:
            key = f"item {card.scorecard_id} {item.number}"
            yield ProgrammeRule("标准分", key, f"{card.label}第{item.number}项{item.label}", _standard_words(item))
            for criterion in item.criteria:
                label = f"{card.label}条款{criterion.criterion_id} {criterion.clause}"
                key = f"rule {card.scorecard_id} {criterion.criterion_id}"
                yield ProgrammeRule("条款", key, label, rule_summary(programme, criterion))
                if criterion.reading:
                    key = f"reading {card.scorecard_id} {criterion.criterion_id}"
                    yield ProgrammeRule("口径", key, label, criterion.reading)
    for grade in programme.grades:
        label = f"{next(c.label for c in programme.scorecards if c.scorecard_id == grade.scorecard_id)}{grade.group}"
        key = f"grade {grade.scorecard_id} {grade.group} {grade.name}"
        yield ProgrammeRule("等次", key, f"{label}：{grade.name}", _grade_words(grade))
    facts = {fact_id: fact.label for card in programme.scorecards for fact_id, fact in card.facts.items()}
    names = {unit.code: unit.name for unit in programme.units}
    for (code, fact_id), target in programme.unit_targets.items():
        label = f"{names.get(code, code)}：{facts.get(fact_id, fact_id)}"
        yield ProgrammeRule("单位目标", f"target {code} {fact_id}", label, show_number(target))


def _standard_words(item: Item) -> str:
    """``20``, ``20，最多扣10分``."""
    cap = item.settings.deduct_cap
    return show_number(item.standard) + ("" if cap is None else f"，最多扣{show_number(cap)}分")


def _grade_words(grade: ResultGrade) -> str:
    """``总分不低于90分，最多20%``."""
    parts = [] if grade.least is None else [f"总分不低于{show_number(grade.least)}分"]
    parts += [] if grade.most is None else [f"最多{grade.most}个"]
    parts += [] if grade.share is None else [f"最多{show_percent(grade.share)}"]
    return "，".join(parts) or "其余"


def _stage_line(assessment: Assessment) -> str:
    """The date of the results and their stage. A note on the stage is included only once."""
    dated, stage = dated_words(assessment), assessment.stage_of()
    if stage.note:
        return dated.removesuffix(str(stage.word)) + stage_words(assessment)
    return f"{dated}　{stage_words(assessment)}"


def write_rules(book: Book, assessment: Assessment) -> None:
    """Write the sheet, the last of a results workbook."""
    programme = assessment.programme
    held = len(assessment.intake.held_units)
    missing = [
        unit.name for unit in programme.asked_units if assessment.states.get(unit.code) is UnitState.NOT_RECEIVED
    ]
    open_ = [f"有报来的文件待确认的{held}个单位" if held else "", f"未报送{len(missing)}个单位" if missing else ""]
    left = "，".join(filter(None, open_)) or "无"
    lines = (
        f"考核方案：{programme.path.replace(chr(92), '/').rpartition('/')[2]}　内容摘要（SHA-256）：{programme.digest}",
        f"{_stage_line(assessment)}　还没有了结的：{left}。",
    )
    listing = Listing(RULES_SHEET, lines, _COLUMNS, 2)
    rows = (
        [rule.kind, rule.label, rule.words, Cell(f"通常：{rule.usual}", "warn") if _differs(rule) else ""]
        for rule in rules_of(programme)
    )
    write_listing(book.sheet(RULES_SHEET), assessment, listing, rows)


def _differs(rule: ProgrammeRule) -> bool:
    return bool(rule.usual) and rule.usual != rule.words
