"""A return as a tired filler types it: what has one reading is read, what has none is asked, no more."""

from decimal import Decimal

from filled import form, layout_of, programme, typed, unit_of

from qz.intake.receive import read_returns
from qz.model.finding import Severity
from qz.model.layout import InputKind
from qz.model.values import ValueType

TOWN = "孟河镇"
WORDS = {
    ValueType.COUNT: ["0", "无", "没有", "无", "无", "3 ", "2", "未发生", "／", "—", "无", "１", "两个"],
    ValueType.RATE: ["98.7%", " 95%", "100%", "96.5%", "92%"],
    ValueType.YES_NO: ["是", "有", "已制定", "√", "是 "],
    ValueType.GRADE: ["4", "4.5", "4 "],
    ValueType.STATUS: ["已完成", "已完成 ", "完成"],
}
WRONG = {
    "fact_provincial_brands": "1只（含扩牌）",
    "fact_quality_meetings": "2次以上",
    "fact_industrial_pass_rate": "≥92%",
    "fact_food_pass_rate": "基本达标",
    "fact_officer_designated": "基本是",
}
"""What has no one reading: each is an error, and nothing else of that cell is told."""
DATES = {"report_date": "2011-12-01"}


def cells():
    """What is typed in sixty cells: words in turn by what the cell takes."""
    turns = dict.fromkeys(WORDS, 0)
    for cell in layout_of(unit_of(TOWN)).inputs:
        words = {**WRONG, **DATES}.get(cell.name)
        if words is None and cell.kind in {InputKind.FACT, InputKind.TASK_STATUS}:
            kind = cell.spec.value_type
            if cell.spec.incident:
                words = "无"
            elif kind in WORDS:
                words = WORDS[kind][turns[kind] % len(WORDS[kind])]
                turns[kind] += 1
        if words is not None:
            yield cell, words


def test_sixty_cells_as_people_type_them(tmp_path):
    data, count = form(TOWN), 0
    for cell, words in cells():
        data = typed(data, TOWN, cell.name, words)
        count += 1
    assert count >= 60
    (tmp_path / "孟河.xlsx").write_bytes(data)
    intake = read_returns(programme(), tmp_path, layout_of)
    errors = [one for one in intake.findings if one.severity is Severity.ERROR]
    notices = [one for one in intake.findings if one.severity is Severity.WARNING]
    assert {one.key for one in errors} == set(WRONG)
    assert len(errors) == len(WRONG) <= 7
    assert len(notices) <= 10, [one.sentence for one in notices]
    assert not {one.key for one in notices} & set(WRONG)
    told = [one.sentence.partition("：")[2] for one in notices if one.code == "V20"]
    assert any("格”填的是“无”、“没有”、“未发生”、“／”、“—”，按0读取" in words for words in told), told
    assert not any("“98.7%”" in words or "“0”" in words or "2011-12-01" in words for words in told)
    (answers,) = intake.answers.values()
    assert answers.facts["licensed_product_failures"].value == Decimal(0)
    assert answers.facts["regional_counterfeit_case"].value is False
