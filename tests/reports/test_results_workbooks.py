"""The results as workbooks: links that lead somewhere, text that stays text, nothing clipped, the same bytes again."""

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import fits
import ooxml
import openpyxl
import pytest
import report_cases as cases

from qz.model.assessment_rules import Settings
from qz.model.choices import IndicatorKind, TieBreak
from qz.model.finding import Finding, Severity
from qz.model.returns import ReceivedFile, Verdict
from qz.model.values import Answer, Origin
from qz.reports.goals.figure_cells import figure_cells
from qz.reports.goals.indicator_outcomes import ReportedIndicator
from qz.reports.papers.papers import PAPERS
from qz.reports.ranking.basis import BASIS_SHEET
from qz.reports.results import result_writers, write_results
from qz.words import RESULT_NAMES
from qz.workbook.write.table import Cell

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
HOSTILE = (
    "=1+1",
    "=cmd|'/c calc'!A0",
    "+86-519",
    "-5",
    "@SUM(A1)",
    "http://example.org",
    "mailto:a@b",
    "internal:'汇总'!A1",
    "\tx",
)


def every(sample_results, second_results):
    return [*sample_results.values(), *second_results.values()]


def test_the_files_are_those_the_programme_names(samples, sample_results, second_results):
    names = ["收件登记", "镇街道考核汇总", "部门考评汇总", "目标任务完成情况", "排名", "奖惩建议表", "表彰推荐汇总"]
    assert list(sample_results) == names
    assert list(second_results) == ["收件登记", "乡场河湖考核汇总", "县直河湖考核汇总", "目标任务完成情况", "排名"]
    assert [sheet.title for sheet in cases.formulas_of(sample_results["排名"]).worksheets][:2] == [
        "镇街道排名",
        "部门排名",
    ]
    assert [sheet.title for sheet in cases.formulas_of(sample_results["收件登记"]).worksheets] == [
        "单位",
        "文件",
        "问题",
        "口径与版本",
    ]
    town = cases.formulas_of(sample_results["镇街道考核汇总"]).sheetnames
    assert town == ["汇总", *(unit.name for unit in samples.units_of("town")), "数据来源", "口径与版本"]


def test_a_scorecard_may_be_called_anything_but_what_other_results_are_called(samples):
    own = {f"{card.summary_name}.xlsx" for card in samples.programme.scorecards}
    names = {*result_writers(samples), *(paper.file_name for paper in PAPERS)} - own
    assert {name.partition(".")[0] for name in names} == set(RESULT_NAMES)


def test_every_link_leads_to_a_cell_that_says_what_it_should(sample_results, second_results):
    books = {path.name: path for path in every(sample_results, second_results)}
    sheets = {name: cases.values_of(path) for name, path in books.items()}
    counted = 0
    for name, path in books.items():
        for sheet, cell, book, place, words in cases.jumps(path):
            target_sheet, target = cases.place_of(place)
            page = sheets[book or name][target_sheet]
            row = page[target].row
            assert row <= page.max_row, (name, sheet, cell)
            about = [str(one.value) for one in page[row] if one.value is not None]
            source = [
                str(one.value) for one in sheets[name][sheet][openpyxl.utils.cell.coordinate_from_string(cell)[1]]
            ]
            if target == "A1":
                assert target_sheet in (words, *source)
            elif target_sheet == "数据来源" or words == "返回汇总":
                assert sheet in about
            elif words == "看依据":
                assert {source[1], source[4]} <= set(about)  # the unit and the clause
            elif words == "评分表":
                assert target_sheet == source[1]
                assert any(said.startswith(f"{source[4]}\u3000") for said in about)
            else:
                assert words in about or target.replace("$", "") == words, (name, sheet, cell, place)
            counted += 1
    assert counted > 1200


def test_every_fact_stands_behind_its_score(samples, sample_results):
    """数据来源 → the cell on the unit's sheet, and what stands there is what the engine counted."""
    book = cases.values_of(sample_results["镇街道考核汇总"])
    rows = list(book["数据来源"].iter_rows(min_row=4, values_only=True))
    facts = sum(
        len(samples.answers[unit.code].facts) for unit in samples.units_of("town") if unit.code in samples.answers
    )
    assert len(rows) == facts
    for row in rows:
        unit = cases.programme_unit(samples.programme, row[1])
        card = samples.programme.scorecard_of(unit)
        answer = next(
            one for one in samples.answers[unit.code].facts.values() if one.origin and one.origin.cell == row[14]
        )
        assert row[15] == answer.origin.sha256
        assert row[11] == f"{unit.name}.xlsx"
        value = book[unit.name][row[12]].value
        assert (value or "") == (row[4] or ""), row
        if answer.value is None:
            assert value is None
            assert row[6] == (answer.typed or None)
        assert card is not None


def test_the_annex_prints_first_and_what_it_rests_on_after_it(sample_results):
    """An item a row, as the annex has them, its heads again on its second page, total and signatures; then the rest."""
    page = openpyxl.load_workbook(sample_results["镇街道考核汇总"])["春江镇"]
    firsts = [cell.value for cell in page["A"]]
    head, again, below = (row for row, value in enumerate(firsts, start=1) if value == "序号")
    items = [value for value in firsts[head : head + 11] if value != "序号"]
    assert items == [str(number) for number in range(1, 11)]
    assert 3 < again - head < 9
    assert [cell.value for cell in page[again]] == [cell.value for cell in page[head]]
    assert firsts[head + 11] == "合　计"
    assert firsts[below - 2] == "春江镇计分依据和得失分说明"
    assert {again - 1, below - 2} <= {each.id for each in page.row_breaks.brk}
    assert page.print_title_rows == f"${below}:${below}"
    assert page.page_setup.orientation == "portrait"
    assert "制表人：" in firsts[head + 13]


def test_a_unit_with_no_return_has_a_row_without_score(sample_results):
    rows = {row[1]: row for row in rows_of(sample_results["镇街道考核汇总"], "汇总", 6)}
    absent = rows["龙虎塘街道"]
    assert absent[0] is None
    assert set(absent[2:-1]) == {None}
    assert absent[-1] == "未报送"
    page = cases.formulas_of(sample_results["镇街道考核汇总"])["龙虎塘街道"]
    live = [cell.value for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert [one for one in live if "HYPERLINK" not in one] == ["=ROUND(SUM($L$5:$L$15),2)"]
    ranked = [row for row in rows_of(sample_results["排名"], "镇街道排名", 4) if row[1] == "龙虎塘街道"]
    assert ranked[0][:6] == (None, "龙虎塘街道", None, None, None, None)


def test_ties_share_a_rank_and_the_next_skips(sample_results):
    rows = [row for row in rows_of(sample_results["排名"], "部门排名", 4) if isinstance(row[0], int)]
    assert [row[0] for row in rows] == [1, 2, 3, 3, 3, 6, 6, 8, 8, 10, 11, 12]


def test_a_tie_break_separates_equal_totals(programme_2011, tmp_path):
    programme = replace(programme_2011, settings=replace(programme_2011.settings, tie_break=(TieBreak.BONUS,)))
    assert programme.settings != Settings()
    assessment = cases.sample_assessment(programme)
    paths = {path.stem: path for path in write_results(assessment, tmp_path / "results")}
    cached = [row[0] for row in rows_of(paths["排名"], "部门排名", 4) if isinstance(row[0], int)]
    assert cached == [line.rank for line in assessment.rankings["department"]]


def test_a_provisional_total_ranks_and_is_marked(sample_results):
    row = next(row for row in rows_of(sample_results["排名"], "镇街道排名", 4) if row[1] == "罗溪镇")
    assert isinstance(row[0], int)
    assert row[6].startswith("※")
    assert "罗溪镇（1.2 质量工作专题会议次数）" in cases.dump(sample_results["排名"], "镇街道排名")
    page = cases.formulas_of(sample_results["排名"])["镇街道排名"]
    marked = [cell.row for cell in page["A"] if "※" in cell.number_format]
    assert [page.cell(row, 2).value.split('"')[-2] for row in marked] == ["罗溪镇", "新桥镇"]


def test_a_veto_is_named_with_its_reason(sample_results):
    text = cases.dump(sample_results["排名"], "镇街道排名")
    assert "河海街道：第7项打假（被省级以上新闻媒体爆光）" in text
    row = next(row for row in rows_of(sample_results["镇街道考核汇总"], "汇总", 6) if row[1] == "河海街道")
    assert row[8] == 0


def test_verified_values_and_scores_are_shown_with_reason(programme_2011, tmp_path):
    unit = cases.programme_unit(programme_2011, "孟河镇")
    given = cases.sample_answers(programme_2011)[unit.code]
    given = cases.verify(given, "annual_plan", value=False, reason="未见年度计划")
    given = cases.give_score(given, "4.1", "1.5", "台账不全")
    assessment = cases.sample_assessment(programme_2011, **{unit.code: given})
    paths = {path.stem: path for path in write_results(assessment, tmp_path / "results")}
    text = cases.dump(paths["镇街道考核汇总"], "孟河镇")
    assert "否 | 核定（原自报是） | 出处 | 0 | 2 | 无年度质量振兴工作实施计划" in text.replace("（核定）", "")
    assert "1.5 | 1.5 | 3.5 | 直接核定1.5分（陈晓明）：台账不全" in text
    sources = [
        line for line in cases.dump(paths["镇街道考核汇总"], "数据来源").splitlines() if "核定表-办公室.xlsx" in line
    ]
    assert len(sources) == 2
    assert "未见年度计划" in sources[0]
    assert "按规则4分" in sources[1]
    assert "台账不全" in sources[1]


def test_who_overrates_itself_is_shown_unit_by_unit_and_item_by_item(samples, programme_2011, tmp_path):
    unit = cases.programme_unit(programme_2011, "孟河镇")
    given = cases.verify(samples.answers[unit.code], "annual_plan", value=False, reason="未见年度计划")
    given = cases.give_score(given, "4.1", "4.5", "台账齐全")
    verified = cases.with_verification(cases.sample_assessment(programme_2011, **{unit.code: given}), samples, 2, 300)
    path = {path.stem: path for path in write_results(verified, tmp_path / "results")}["排名"]
    rows = {row[0]: row for row in rows_of(path, "镇街道自评与核定", 5)}
    assert rows["孟河镇"][:8] == ("孟河镇", 98.5, 97, -1.5, -2, 0, 0, 0.5)
    assert set(rows["春江镇"][3:]) == {0}
    assert "阶段：核定中（已核定2条，共300条）" in cases.dump(path, "镇街道排名")
    assert "龙虎塘街道" not in rows
    assert fits.clipped(path) == []


def test_with_nothing_verified_there_is_nothing_to_compare(sample_results):
    assert not [name for name in cases.formulas_of(sample_results["排名"]).sheetnames if "自评" in name]


def test_the_stage_is_on_the_face_of_the_ranking(second, tmp_path):
    assessment = replace(second, stage="核定")
    path = tmp_path / "排名.xlsx"
    result_writers(assessment)["排名.xlsx"](assessment, path)
    assert "阶段：核定（各项得分均已核定）" in cases.dump(path, "乡场名次")


def test_nothing_typed_becomes_a_formula_or_a_link(programme_2011, tmp_path):
    paths = {path.stem: path for path in write_results(hostile(programme_2011), tmp_path / "results")}
    for path in paths.values():
        with zipfile.ZipFile(path) as package:
            parts = {
                name: package.read(name).decode() for name in package.namelist() if name.endswith((".xml", ".rels"))
            }
        formulas = re.findall(r"<f>(.*?)</f>", "".join(parts.values()))
        assert not [one for one in formulas if "cmd" in one or "1+1" in one or "example.org" in one]
        assert not [name for name, text in parts.items() if "TargetMode" in text or "<hyperlink " in text]
    texts = set(openpyxl_strings(paths["部门考评汇总"])) | set(openpyxl_strings(paths["收件登记"]))
    assert {"=1+1", "=cmd|'/c calc'!A0", "http://example.org"} <= texts


def hostile(programme):
    unit = cases.programme_unit(programme, "质监分局")
    given = cases.sample_answers(programme)[unit.code]
    origin = Origin("=1+1.xlsx", "+自评表", "@A1", "=", given_by="=cmd|'/c calc'!A0", reason="http://example.org")
    facts = {
        fact_id: Answer(one.value, HOSTILE[place % 9], HOSTILE[(place + 1) % 9], one.invalid, origin)
        for place, (fact_id, one) in enumerate(given.facts.items())
    }
    facts["honours_note"] = Answer("=1+1", "=1+1", "", origin=origin)
    notes = {task_id: Answer(HOSTILE[place % 9]) for place, task_id in enumerate(given.statuses)}
    answers = cases.sample_answers(programme) | {unit.code: replace(given, facts=facts, notes=notes)}
    file = ReceivedFile("=1+1", "=", 1, Verdict.REFUSED, "http://example.org", "@x", "", sender="=cmd|'/c calc'!A0")
    finding = Finding("=1+1", "=1+1", "=1+1", "x", Severity.ERROR, "http://example.org", unit.code)
    return cases.assessment_of(programme, answers, files=(file,), findings=(finding,), self_total="=1+1")


def openpyxl_strings(path):
    book = cases.formulas_of(path)
    return [cell.value for page in book for row in page.iter_rows() for cell in row if isinstance(cell.value, str)]


def test_no_scorecard_no_ranking_but_a_sentence(second, tmp_path):
    programme = replace(
        second.programme, scorecards=(), units=tuple(replace(unit, scorecard_id="") for unit in second.programme.units)
    )
    answers = {code: replace(given, facts={}, verified_scores={}) for code, given in second.answers.items()}
    assessment = cases.assessment_of(programme, answers, self_total="")
    paths = {path.stem: path for path in write_results(assessment, tmp_path / "results")}
    assert list(paths) == ["收件登记", "目标任务完成情况", "排名"]
    assert "没有评分表（只收目标任务完成情况），所以不计分、不排名" in cases.dump(paths["排名"], "排名")
    assert all(ooxml.lint(path) == [] for path in paths.values())


def test_nobody_replied(second, tmp_path):
    assessment = cases.assessment_of(second.programme, {})
    paths = {path.stem: path for path in write_results(assessment, tmp_path / "results")}
    for path in paths.values():
        assert ooxml.lint(path) == []
        assert fits.clipped(path) == []
    files = cases.formulas_of(paths["收件登记"])["文件"]
    assert (files["A4"].value, files.print_area) == ("没有。", "'文件'!$A$1:$I$4")  # columns to look up are not printed


def test_excel_repairs_nothing(sample_results, second_results):
    faults = {path.name: ooxml.lint(path) for path in every(sample_results, second_results)}
    assert not any(faults.values()), faults


def test_no_text_clips_in_print(sample_results, second_results):
    faults = {path.name: fits.clipped(path) for path in every(sample_results, second_results)}
    assert not any(faults.values()), faults


def test_every_sheet_prints_on_a4_with_its_heads_repeated(sample_results, second_results):
    for path in every(sample_results, second_results):
        for page in cases.formulas_of(path).worksheets:
            assert page.page_setup.paperSize == 9
            assert page.page_setup.fitToWidth in {1, None}
            assert page.sheet_properties.pageSetUpPr.fitToPage
            one_page = page.page_setup.fitToHeight in {1, None}
            assert one_page == page.title.endswith(("排名", "名次")), (path.name, page.title)
            assert one_page or page.print_title_rows or page.title == "总览", (path.name, page.title)
            assert not page.protection.sheet


def test_the_same_bytes_every_time_and_whatever_the_order(second, tmp_path):
    first = write_results(second, tmp_path / "one")
    backwards = replace(
        second,
        answers=dict(reversed(second.answers.items())),
        scores=dict(reversed(list(second.scores.items()))),
        states=dict(reversed(second.states.items())),
    )
    for path, other in zip(first, write_results(backwards, tmp_path / "two"), strict=True):
        assert path.read_bytes() == other.read_bytes()


def test_one_changed_fact_changes_that_unit_alone(samples, sample_results, programme_2011, tmp_path):
    unit = cases.programme_unit(programme_2011, "三井街道")
    given = samples.answers[unit.code]
    facts = {**given.facts, "lectures_held": replace(given.facts["lectures_held"], value=False, typed="否")}
    changed = cases.sample_assessment(programme_2011, **{unit.code: replace(given, facts=facts)})
    paths = {path.stem: path for path in write_results(changed, tmp_path / "results")}
    before, after = sample_results["镇街道考核汇总"], paths["镇街道考核汇总"]
    names = cases.formulas_of(before).sheetnames
    differ = [name for name in names if cases.dump(before, name) != cases.dump(after, name)]
    assert differ == ["汇总", "三井街道", "数据来源"]
    rows = zip(rows_of(before, "汇总", 6), rows_of(after, "汇总", 6), strict=True)
    assert [one[1] for one, other in rows if one != other] == ["三井街道", None]


@pytest.mark.office
def test_each_ranking_prints_on_exactly_one_page(office, sample_results, tmp_path):
    pages = page_texts(office, sample_results["排名"], tmp_path)
    for name in ("镇街道排名", "部门排名"):
        assert sum(f"质量振兴工作{name}" in page for page in pages) == 1
    assert "说明" in pages[0]
    assert "质量振兴工作部门排名" in pages[1]


def page_texts(office, path, folder):
    """The text of every printed page, white space removed."""
    import subprocess  # noqa: PLC0415

    pdf = office.convert([path], folder, "pdf")[0]
    try:
        text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
    except FileNotFoundError:
        pytest.skip("pdftotext is not installed: printed pages were not counted")
    return ["".join(page.split()) for page in text.split("\f")]


def rows_of(path: Path, sheet: str, first: int):
    page = cases.values_of(path)[sheet]
    return [row for row in page.iter_rows(min_row=first, values_only=True) if any(value is not None for value in row)]


def test_the_rows_of_the_basis_are_numbered_from_one(sample_results):
    page = cases.values_of(sample_results["排名"])[BASIS_SHEET]
    numbers = [row[0].value for row in page.iter_rows() if isinstance(row[0].value, int)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 100


def test_what_has_no_target_says_so_in_its_place(programme_2011):
    said = {}
    for indicator in programme_2011.indicators.values():
        target = figure_cells(ReportedIndicator(indicator, None, "", Answer(None), indicator.target), 5)[2]
        said.setdefault(indicator.kind if indicator.target is None else "a target", set()).add(target)
    assert said.pop(IndicatorKind.AWARD) == {"争创"}
    assert all(isinstance(cell, Cell) for cell in said.pop("a target"))
    assert said == {IndicatorKind.TARGET: {"另行下达"}}
