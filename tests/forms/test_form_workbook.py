"""A form as a workbook: names, locks, validations, prompts, print set-up, manifest; for every unit of 2011."""

import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import fits
import form_cases
import ooxml
import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from qz.forms.entries import NO_ANSWERS
from qz.forms.target_cells import number_format
from qz.layout.form import build_plan, form_kind
from qz.layout.form_plan import SELF_TOTAL_NAME
from qz.model.layout import MARKED_AS, InputKind
from qz.model.manifest import MANIFEST_SHEET
from qz.model.values import Answer, ValueType
from qz.values.value_types import describe_accepted
from qz.words import quoted
from qz.workbook.manifest_sheet import read_manifest
from qz.workbook.read.xlsx.read_xlsx import read_workbook
from qz.workbook.write.cell_references import absolute
from qz.workbook.write.look import INPUT_FILL

TOWN, DEPARTMENT, SMALL = "孟河镇", "质监分局", "国税局"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("forms")


@pytest.fixture(scope="module")
def forms(programme, folder):
    """Every unit's blank form, opened: by unit name, (path, plan, workbook)."""
    found = {}
    for unit in programme.units:
        path = folder / f"{unit.code}-{unit.name}.xlsx"
        found[unit.name] = (path, form_cases.made(programme, unit, path), openpyxl.load_workbook(path))
    return found


def of_each_kind(forms):
    """The blank forms, of units whose forms differ only in their names and targets one: that of the longest name."""
    kinds = {}
    for path, plan, _ in sorted(forms.values(), key=lambda form: len(form[1].unit.name)):
        kinds[form_kind(plan.programme, plan.unit)] = path
    return list(kinds.values())


def inputs_by_place(plan):
    return {(cell.sheet, cell.cell): cell for cell in plan.layout.inputs}


def test_every_output_is_clean(forms, folder, programme):
    paths = of_each_kind(forms)
    paths += [path for path, _, _ in form_cases.filled(programme, [TOWN, DEPARTMENT], folder, 6, "整洁")]
    paths.append(form_cases.blank(form_cases.unscored(programme), SMALL, folder / "bare.xlsx")[0])
    assert {path.name: faults for path in paths if (faults := ooxml.lint(path))} == {}


def test_no_text_clips(forms, folder, programme):
    paths = of_each_kind(forms)
    paths += [path for path, _, _ in form_cases.filled(programme, [TOWN, DEPARTMENT], folder, 4, "不截字")]
    paths += [path for path, _, _ in form_cases.filled(form_cases.every_kind(), ["甲镇"], folder, 2, "不截字")]
    assert {path.name: faults for path in paths if (faults := fits.clipped(path))} == {}


def test_sheets_stand_in_order(forms, programme, tmp_path):
    assert forms[TOWN][2].sheetnames == ["填表说明", "任务完成情况", "自评表", "报送信息", "指标解释", "_qz"]
    assert forms[TOWN][2][MANIFEST_SHEET].sheet_state == "veryHidden"
    path, _, _ = form_cases.blank(form_cases.unscored(programme), TOWN, tmp_path / "bare.xlsx")
    assert openpyxl.load_workbook(path).sheetnames == ["填表说明", "任务完成情况", "报送信息", "_qz"]


def test_what_is_asked_is_explained_on_a_sheet_of_its_own(forms):
    for name, (_, plan, book) in forms.items():
        rows = list(book["指标解释"].iter_rows(min_row=4, values_only=True))
        facts = [row.line.fact for row in plan.card_rows if row.line.fact and row.line.asks]
        assert [row[1] for row in rows] == [fact.label for fact in facts], name
        assert [row[3] for row in rows] == [fact.help for fact in facts]
    rows = {row[1]: row for row in forms[TOWN][2]["指标解释"].iter_rows(min_row=4, values_only=True)}
    inspected = rows["在用特种设备定期检验率"]
    assert inspected[2] == "%"
    assert inspected[4] == "按期检验的在用台数÷应当检验的在用台数"
    assert inspected[6] == "定期检验报告、检验计划"
    assert rows["质量工作专题会议次数"][5] == "“正常召开”即达到考核内容规定的每年至少二次。"
    assert rows["新创江苏名牌产品"][7] == "质监分局"


def test_every_input_has_its_defined_name_and_there_is_no_other(forms):
    for _, plan, book in forms.values():
        places = {f"'{one.sheet}'!{absolute(one.row, one.column)}": one.name for one in plan.layout.inputs}
        named = {name.attr_text: key for key, name in book.defined_names.items()}
        total = named.pop(f"'自评表'!$N${plan.card_total_row + 1}")
        assert total == "self_total"
        assert named == places


def merged_over(sheet):
    """The first cell of the block that covers a cell, by that cell's address."""
    return {
        cell.coordinate: block.start_cell.coordinate
        for block in sheet.merged_cells.ranges
        for row in sheet[block.coord]
        for cell in row
    }


def test_the_unlocked_cells_are_the_yellow_ones_and_the_inputs(forms):
    for name in (TOWN, DEPARTMENT, SMALL):
        _, plan, book = forms[name]
        unlocked, yellow = set(), set()
        for sheet in book.worksheets:
            assert sheet.protection.sheet
            assert not sheet.protection.password
            first = merged_over(sheet)
            for row in sheet.iter_rows():
                for cell in row:
                    place = (sheet.title, first.get(cell.coordinate, cell.coordinate))
                    if not cell.protection.locked:
                        unlocked.add(place)
                    if cell.fill.fgColor.rgb == f"FF{INPUT_FILL[1:]}":
                        yellow.add(place)
        inputs = set(inputs_by_place(plan))
        assert unlocked == inputs
        assert {place for place in yellow if place[0] != "填表说明"} == inputs  # the legend shows the colour too


def validations(book):
    found = {}
    for sheet in book.worksheets:
        for rule in sheet.data_validations.dataValidation:
            for area in str(rule.sqref).split():
                found[sheet.title, area.partition(":")[0]] = rule
    return found


def test_every_input_has_a_prompt_and_refuses_in_the_shared_words(forms):
    for name in (TOWN, DEPARTMENT, SMALL):
        _, plan, book = forms[name]
        rules, inputs = validations(book), inputs_by_place(plan)
        assert rules.keys() == inputs.keys()
        for place, cell in inputs.items():
            rule = rules[place]
            assert cell.spec.help[:20] in rule.prompt
            if cell.spec.value_type is not ValueType.TEXT:
                assert rule.prompt.startswith(f"填：{describe_accepted(cell.spec)}")
                assert f"{quoted(cell.spec.label)}应填{describe_accepted(cell.spec)}" in rule.error
            if cell.spec.choices:
                assert rule.type == "list"
                assert rule.formula1 == f'"{",".join(cell.spec.choices)}"'


def test_no_refusal_nests_the_same_quotation_marks(forms):
    for name in (TOWN, DEPARTMENT):
        for rule in validations(forms[name][2]).values():
            assert not re.search("“[^”]*“", rule.error or "")


def test_no_two_inputs_of_the_tasks_have_the_same_prompt_title(forms):
    for _, plan, book in forms.values():
        titles = [rule.promptTitle for rule in book["任务完成情况"].data_validations.dataValidation]
        tasks = [each for each in titles if "——" in each]
        assert len(tasks) == len(set(tasks)) == 3 * len({row.task.task_id for row in plan.task_rows})


def card_cells(form, column):
    """What a column of 自评表 holds, by clause and fact."""
    _, plan, book = form
    return {
        (row.line.criterion.criterion_id, row.line.fact.fact_id): book["自评表"].cell(row.row + 1, column)
        for row in plan.card_rows
        if row.line.criterion and row.line.fact
    }


def test_a_row_without_target_says_what_is_wanted(forms):
    cells = card_cells(forms[TOWN], 8)
    assert cells["1.1", "officer_designated"].value == "是／否"
    assert cells["2.3", "brand_applications"].value == "0—5分"
    assert cells["6.3", "licensed_product_failures"].value == "个"
    assert cells["1.2", "quality_meetings"].value == "≥2次"
    assert card_cells(forms[DEPARTMENT], 8)["6.1", "honours_note"].value == "文字"


def test_a_units_own_target_is_a_number_that_shows_its_unit(forms):
    cell = card_cells(forms[TOWN], 8)["2.4", "city_brands"]
    assert (cell.value, cell.number_format) == (1, '"≥"0"只"')
    assert number_format(Decimal("1.5"), '寸"') == '"≥"General"寸"\\"""'
    assert number_format(Decimal(3), "") == '"≥"0'


def test_a_fact_asked_before_says_where(forms):
    cell = card_cells(forms[TOWN], 9)["2.5", "city_brands"]
    assert '"同2.4"' in cell.value
    assert cell.protection.locked


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({}, "待填"),
        ({"major_quality_accidents": Decimal(0)}, "待填"),
        ({"responsibility_implemented": True}, "待填"),
        ({"responsibility_implemented": False}, "不得分"),
        ({"major_quality_accidents": Decimal(1)}, "不得分"),
        ({"responsibility_implemented": True, "major_quality_accidents": Decimal(0)}, "未触发"),
    ],
)
def test_a_veto_is_not_said_before_anything_says_it(programme, tmp_path, facts, shown):
    answers = replace(NO_ANSWERS, facts={key: Answer(value) for key, value in facts.items()})
    plan = form_cases.made(programme, form_cases.unit_of(programme, TOWN), tmp_path / "x.xlsx", answers)
    book = openpyxl.load_workbook(tmp_path / "x.xlsx", data_only=True)
    row = next(one.row for one in plan.card_rows if one.line.criterion and one.line.criterion.criterion_id == "6.5")
    assert book["自评表"].cell(row + 1, 12).value == shown


def test_a_supporting_unit_is_told_what_done_means(forms):
    assert any("“配合”" in str(cell.value) for cell in forms[TOWN][2]["任务完成情况"][2])


def test_a_facts_prompt_names_its_clause(forms):
    _, plan, book = forms[TOWN]
    rules = validations(book)
    clauses = {one.criterion_id: one.clause for one in plan.scorecard.criteria}
    for place, cell in inputs_by_place(plan).items():
        if cell.kind is InputKind.FACT:
            assert f"第{cell.spec.clause}条：{clauses[cell.spec.clause][:10]}" in rules[place].prompt


@pytest.mark.parametrize(
    ("value_type", "kinds"),
    [
        (ValueType.YES_NO, {"list"}),
        (ValueType.COUNT, {"whole", "custom"}),
        (ValueType.RATE, {"custom", "decimal"}),
        (ValueType.GRADE, {"custom"}),
        (ValueType.DATE, {"date"}),
        (ValueType.STATUS, {"list"}),
        (ValueType.TEXT, {None, "none"}),
    ],
)
def test_each_type_is_validated_as_its_kind(forms, value_type, kinds):
    found = set()
    for name in (TOWN, DEPARTMENT):
        _, plan, book = forms[name]
        rules = validations(book)
        found |= {
            rules[place].type for place, cell in inputs_by_place(plan).items() if cell.spec.value_type is value_type
        }
    assert found
    assert found <= kinds


def test_rulers_lie_hidden_in_the_first_row_and_column(forms):
    _, plan, book = forms[DEPARTMENT]
    for title, columns in plan.layout.columns.items():
        sheet = book[title]
        assert sheet.row_dimensions[1].hidden
        assert sheet.column_dimensions["A"].hidden
        assert {sheet.cell(1, column + 1).value: column for column in columns.values()} == {
            kind.value: column for kind, column in columns.items() if kind not in MARKED_AS
        }
        keys = {row[0].row - 1: row[0].value for row in sheet.iter_rows(min_row=2, max_col=1) if row[0].value}
        assert keys == dict(plan.layout.row_keys[title])


def test_the_form_says_what_it_is(forms):
    path, plan, _ = forms[TOWN]
    raw = read_workbook(path.read_bytes())
    said = read_manifest(raw)
    assert said == {
        "qz_format": "1",
        "kind": "return",
        "year": "2011",
        "programme_id": "新北区-质量振兴工作-2011",
        "unit_code": plan.unit.code,
        "unit_name": TOWN,
        "edition": "1",
        "digest": plan.layout.digest,
    }
    assert raw.properties["qz_digest"] == plan.layout.digest


def test_sheets_print_on_a4_one_page_wide_with_heads_and_page_numbers(forms):
    for name in (TOWN, DEPARTMENT):
        _, plan, book = forms[name]
        for sheet in book.worksheets:
            if sheet.title == MANIFEST_SHEET:
                continue
            assert sheet.page_setup.paperSize == 9
            assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert "&P" in sheet.oddFooter.center.text
            shown = max(
                range_boundaries(f"A1:{column}1")[2]
                for column, one in sheet.column_dimensions.items()
                if not one.hidden and sheet.column_dimensions[column].width
            )
            assert range_boundaries(sheet.print_area.rpartition("!")[2])[2] == shown
        assert book["自评表"].print_title_rows == f"${plan.card_head_row + 1}:${plan.card_head_row + 1}"
        assert book["任务完成情况"].print_title_rows == "$5:$5"


def test_pages_begin_at_a_task_or_an_item(forms):
    for name in (TOWN, DEPARTMENT):
        _, plan, book = forms[name]
        first_of_item = {row.row for row in plan.card_rows if row.line.item_span}
        closing = plan.card_total_row + 1 + bool(plan.scorecard.frame.closing)
        assert {each.id for each in book["自评表"].row_breaks.brk} <= first_of_item | {closing}
        first_of_task = {row.row for row in plan.task_rows if row.span}
        goals = {plan.goal_head_row, *(row.row for row in plan.goal_rows if not row.document)}
        assert {each.id for each in book["任务完成情况"].row_breaks.brk} <= first_of_task | goals


def test_the_annex_stands_as_printed(forms):
    for name in (TOWN, DEPARTMENT):
        _, plan, book = forms[name]
        sheet, frame = book["自评表"], plan.scorecard.frame
        texts = {cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
        assert {frame.annex, frame.title, *frame.paragraphs, *frame.closing} <= texts
        assert {text for item in plan.scorecard.items for text in (item.content, item.method)} <= texts
        heads = [cell.value for cell in sheet[plan.card_head_row + 1] if cell.value]
        assert heads[:4] == list(frame.heads[:4])
        tasks = {cell.value for row in book["任务完成情况"].iter_rows() for cell in row}
        assert {task.goal for task, _ in plan.programme.tasks_of(plan.unit)} <= tasks


def test_the_first_sheet_says_who_when_to_whom(forms, programme):
    text = "\n".join(str(cell.value) for row in forms[TOWN][2]["填表说明"].iter_rows() for cell in row if cell.value)
    about = programme.particulars
    for wanted in (TOWN, "2011年12月15日17时", about.email, about.phone, about.contact, about.office):
        assert wanted in text


def test_nothing_typed_becomes_a_formula_or_a_link(programme, tmp_path):
    (path, _, _), *_ = form_cases.filled(programme, [DEPARTMENT], tmp_path, 1, "公式")
    with zipfile.ZipFile(path) as package:
        xml = b"".join(package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/"))
    formulas = re.findall(rb"<f>([^<]*)</f>", xml)
    assert formulas
    assert not any(b"cmd|" in formula or formula in {b"1+1", b"=1+1"} for formula in formulas)
    assert b"TargetMode" not in xml


def test_written_twice_gives_the_same_bytes(programme, tmp_path):
    unit = form_cases.unit_of(programme, TOWN)
    for name in ("一.xlsx", "二.xlsx"):
        form_cases.made(programme, unit, tmp_path / name)
    assert (tmp_path / "一.xlsx").read_bytes() == (tmp_path / "二.xlsx").read_bytes()


def test_score_and_scorecard_come_together(programme, tmp_path):
    from qz.forms.build import write_form  # noqa: PLC0415

    plan = build_plan(programme, form_cases.unit_of(programme, TOWN))
    with pytest.raises(ValueError, match="together"):
        write_form(plan, None, tmp_path / "x.xlsx")
    assert not (tmp_path / "x.xlsx").exists()


def test_no_english_word_is_shown(forms):
    for name in (TOWN, DEPARTMENT):
        _, _, book = forms[name]
        for sheet in book.worksheets:
            if sheet.title == MANIFEST_SHEET:
                continue
            for row in sheet.iter_rows(min_row=1 if sheet.title == "填表说明" else 2, min_col=2):
                for cell in row:
                    if isinstance(cell.value, str) and cell.data_type != "f":
                        words = re.findall(r"[A-Za-z]{3,}", re.sub(r"\S+@\S+", "", cell.value))
                        assert set(words) <= {"ISO", "Tab", "GDP"}, (sheet.title, cell.coordinate, cell.value)


def test_what_is_kept_in_sight_leaves_ten_rows_on_a_small_screen(forms):
    """At 1366 × 768 and 125 % some 245 points of rows are seen at 100 %."""
    kept = 0
    for path, _, book in forms.values():
        for name in ("任务完成情况", "自评表"):
            sheet = book[name]
            row, _ = openpyxl.utils.cell.coordinate_to_tuple(sheet.freeze_panes)
            frozen = sum(sheet.row_dimensions[each].height or 0 for each in range(1, row))
            assert (frozen + 10 * 20.25) * sheet.sheet_view.zoomScale / 100 <= 245, (path.name, name)
            kept += row > 1
    assert (
        kept >= len(forms) + 9
    )  # all but the departments' scorecards, whose annex has four paragraphs above its heads


def test_a_cell_filled_in_wrongly_is_no_loss_and_a_blank_form_shows_none(programme, tmp_path):
    unit = form_cases.unit_of(programme, TOWN)
    facts = {
        "quality_meetings": Answer(None, "2次以上", invalid=True),
        "officer_designated": Answer(False),
        "regional_counterfeit_case": Answer(None, "无此事", invalid=True),
    }
    plan = form_cases.made(programme, unit, tmp_path / "a.xlsx", replace(NO_ANSWERS, facts=facts))
    cells = {name: cell.row for name, cell in ((each.name, each) for each in plan.layout.inputs)}
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)
    sheet = book["自评表"]

    def shown(fact, column):
        return sheet[f"{column}{cells[f'fact_{fact}'] + 1}"].value

    assert shown("quality_meetings", "M") == shown("regional_counterfeit_case", "M") == "填写有误，暂不计分"
    assert shown("regional_counterfeit_case", "L") == "填写有误"
    assert shown("officer_designated", "M").startswith("未做到专人负责")
    assert not shown("annual_plan", "M")
    rules = {
        str(area.sqref): [(rule.formula[0], rule.dxf.numFmt.formatCode) for rule in rules if rule.dxf.numFmt]
        for area, rules in openpyxl.load_workbook(tmp_path / "a.xlsx")[
            "自评表"
        ].conditional_formatting._cf_rules.items()
    }
    row = cells["fact_quality_meetings"] + 1
    (blank, waits), (wrong, mistaken) = rules[f"L{row}"]
    assert (blank, wrong) == (f"$P${row}=1", f"$P${row}=2")
    assert ("待填" in waits, "填写有误" in mistaken) == (True, True)


def test_what_needs_attention_is_marked_all_down_the_scorecard(forms):
    _, plan, book = forms[TOWN]
    first, last = plan.card_head_row + 2, plan.card_total_row
    marks = {
        (str(area.sqref), rule.formula[0]): bool(rule.dxf.font.b)
        for area, rules in book["自评表"].conditional_formatting._cf_rules.items()
        for rule in rules
        if not rule.dxf.numFmt
    }
    row = first
    assert marks == {
        (f"K{first}:K{last}", f"$P{row}>=2"): True,
        (f"K{first}:K{last}", f"$P{row}=1"): False,
        (f"L{first}:L{last}", f'AND($L{row}="不得分",$M{row}<>"")'): True,
        (f"L{first}:L{last}", f'$L{row}="待填"'): False,
        (f"L{first}:L{last}", f'$L{row}="填写有误"'): True,
        (f"M{first}:M{last}", f'$M{row}="填写有误，暂不计分"'): True,
    }


def test_the_guide_shows_the_score_as_it_stands(forms):
    path, _, book = forms[TOWN]
    guide = book.worksheets[0]
    (head,) = [cell for row in guide.iter_rows() for cell in row if cell.value == "自评得分"]
    live = guide.cell(head.row, head.column + 1)
    assert live.value == f'={SELF_TOTAL_NAME}&"分"'
    assert openpyxl.load_workbook(path, data_only=True).worksheets[0][live.coordinate].value == "0分"
