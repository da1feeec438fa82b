"""自评表 with columns of the document's own: as the annex has them, read back where they lie, subtotals when known."""

import form_cases
import openpyxl
import pytest
from programmes import raw_of, second_tables
from recalculated import formula_values

from qz.intake.receive import read_returns
from qz.layout.form import build_layout
from qz.model.values import Answer
from qz.programme.read_programme import build_programme

TOWN = "城关镇"


@pytest.fixture(scope="module")
def programme():
    return form_cases.programme_2012()


def test_the_columns_are_the_documents(programme, tmp_path):
    plan = form_cases.made(programme, form_cases.unit_of(programme, TOWN), tmp_path / "表.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "表.xlsx")["自评表"]
    heads = [cell.value for cell in sheet[plan.card_head_row + 1] if cell.value]
    assert heads[: len(plan.card.printed)] == list(plan.scorecard.frame.heads[:9])
    first = plan.card_head_row + 2
    assert [sheet.cell(first, column).value for column in (2, 4, 7, 9, 10)] == [
        "1", "资金到位", 50, "县招商办", "合同、验资报告",
    ]  # fmt: skip
    merged = next(one for one in sheet.merged_cells.ranges if one.coord.startswith(f"C{first}:"))
    spans = {row.line.item.number: row.line.item_span for row in plan.card_rows if row.line.item_span}
    assert merged.size["rows"] == spans["1"] + spans["2"]


def test_a_subtotal_waits_for_what_is_to_be_filled_in(programme, tmp_path):
    unit = form_cases.unit_of(programme, TOWN)
    facts = {"signed_amount": "6000", "signed": "10", "started": "8"}
    answers = {name: Answer(form_cases.D(value)) for name, value in facts.items()}
    said = []
    for name, given in (("空", {}), ("缺", dict(list(answers.items())[:2])), ("全", answers)):
        path = tmp_path / f"{name}.xlsx"
        plan = form_cases.made(programme, unit, path, form_cases.replace(form_cases.NO_ANSWERS, facts=given))
        said.append(formula_values(path)["自评表", (plan.card_head_row + 1, 2)])
    # 6000 ÷ 8000 × 40 = 30; 8 of 10 projects: 20; 1.2 and 2.2 compare the units
    assert said == ["招商实绩\n小计70分", "招商实绩\n小计70分", "招商实绩\n小计70分，自评50分，待统计的不在内"]


def test_what_is_filled_in_is_read_back(programme, tmp_path):
    unit = form_cases.unit_of(programme, TOWN)
    facts = {"signed_amount": "6000", "signed": "10", "started": "8", "budget": "8.5"}
    answers = form_cases.replace(
        form_cases.NO_ANSWERS, facts={name: Answer(form_cases.D(value)) for name, value in facts.items()}
    )
    form_cases.made(programme, unit, tmp_path / "表.xlsx", answers)
    intake = read_returns(programme, tmp_path, lambda one: build_layout(programme, one))
    read = intake.answers[unit.code].facts
    assert {name: str(read[name].value) for name in facts} == facts
    assert not {found.code for found in intake.findings} & {"L01", "L06", "L10", "L11"}


def test_a_subtotal_waits_for_the_states_of_the_tasks(tmp_path):
    tables = second_tables()
    for one in tables["items"]:
        one["一级指标"] = "管护" if one["scorecard_id"] == "乡场" else None
    tables["frames"].append({"subject": "乡场", "part": "列标题", "text": "一级指标"})
    programme = build_programme(*raw_of(tables))
    plan = form_cases.made(programme, form_cases.unit_of(programme, "上游乡"), tmp_path / "表.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "表.xlsx")["自评表"]
    (subtotal,) = [cell.value for row in sheet.iter_rows() for cell in row if "小计" in str(cell.value)]
    waits = subtotal.split(">0,")[0]
    assert f"({len(plan.tasks)}-" in waits
    assert all(f'"{state}")' in waits for state in ("已完成", "未完成"))
