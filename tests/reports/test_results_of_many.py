"""Past a hundred units the layout changes by rule and says so; what each unit gets stays what it is."""

from dataclasses import replace

import fits
import ooxml
import pytest
import report_cases as cases
from small_programme import zoo

from qz.layout import many_units
from qz.layout.many_units import ManyUnits
from qz.model.assessment import Collected
from qz.model.part import assessment_digest
from qz.reports.consolidated.consolidated_workbook import volumes_of, write_volume
from qz.reports.results import write_results
from qz.rules.compared import compared_facts
from qz.scoring.assess import assess

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


@pytest.fixture(scope="module")
def few_are_many():
    """Many from 7 on, 5 to a volume, 4 to a chart: the rule is the same, the test is quick."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(many_units, "POLICY", ManyUnits(one_workbook=6, volume=5, one_page=6, charted=4))
        yield


@pytest.fixture(scope="module")
def many(programme_2011):
    """Twelve towns filled at random."""
    return cases.crowd(programme_2011, ["孟河镇", "河海街道"], 6, 5)


@pytest.fixture(scope="module")
def results(many, few_are_many, tmp_path_factory):  # noqa: ARG001 - it changes the rule
    folder = tmp_path_factory.mktemp("many") / "results"
    return {path.relative_to(folder).as_posix(): path for path in write_results(many, folder)}


def test_unit_sheets_go_into_volumes(many, results):
    units = many.units_of("town")
    volumes = [name for name in results if "/" in name]
    assert volumes == [f"镇街道考核汇总-单位表/{span}.xlsx" for span in ("01-05", "06-10", "11-12")]
    assert cases.formulas_of(results["镇街道考核汇总.xlsx"]).sheetnames == ["汇总", "口径与版本"]
    said = "各单位的评分表和数据来源分册放在文件夹“镇街道考核汇总-单位表”里，每册5个单位。"
    assert f"单位超过6个，{said}" in cases.dump(results["镇街道考核汇总.xlsx"], "汇总")
    assert cases.formulas_of(results[volumes[1]]).sheetnames == [
        "汇总",
        *(unit.name for unit in units[5:10]),
        "数据来源",
        "口径与版本",
    ]


def test_overview_and_volumes_say_the_same(many, results):
    whole = {row[1]: row for row in table(results["镇街道考核汇总.xlsx"])}
    scored = 0
    for name in results:
        for row in table(results[name]) if "/" in name else ():
            assert row[1:-1] == whole[row[1]][1:-1]
            scored += row[0] == "见总表"
    assert scored == len(many.scores) == 11


@pytest.mark.usefixtures("few_are_many")
def test_another_units_return_changes_no_volume_but_its_own(many, tmp_path):
    """Ranks, counts and the collect's number change with every return: volumes leave them to the workbook above."""
    late = [unit.code for unit in many.units_of("town") if unit.code in many.scores][-1]
    returns, answers = (
        {code: each for code, each in some.items() if code != late}
        for some in (many.intake.returns, many.intake.answers)
    )
    fewer = replace(many.intake, returns=returns, answers=answers)
    first, second = (
        volumes(replace(assess(many.programme, intake), collected=Collected(number)), tmp_path / str(number))
        for number, intake in enumerate((fewer, many.intake), start=1)
    )
    assert [name for name in first if first[name] != second[name]] == ["11-12.xlsx"]


def volumes(assessment, folder):
    """The digest and the bytes of each volume, by its name."""
    found = {}
    for volume in volumes_of(assessment, folder):
        volume.path.parent.mkdir(parents=True, exist_ok=True)
        write_volume(volume)
        found[volume.path.name] = assessment_digest(volume.part), volume.path.read_bytes()
    return found


def table(path):
    page = cases.values_of(path)["汇总"]
    return [row for row in page.iter_rows(min_row=7, values_only=True) if row[1]]


def test_links_lead_into_the_volumes(results):
    books = {name: cases.values_of(path) for name, path in results.items()}
    counted = 0
    for name in ("镇街道考核汇总.xlsx", "排名.xlsx"):
        for _, _, book, place, _ in cases.jumps(results[name]):
            sheet, cell = cases.place_of(place)
            assert books[book or name][sheet][cell].value is not None
            counted += bool(book)
    assert counted >= 24


def test_the_chart_shows_the_first_and_the_last(many, results):
    points = cases.values_of(results["排名.xlsx"])["镇街道分项得分"]
    names = [many.programme.unit(line.unit_code).name for line in many.rankings["town"] if line.totals]
    said = [row[1].value for row in points.iter_rows()]
    drawn = said[said.index("图中单位") + 1 :]
    assert drawn == [*names[:2], *names[-2:]]


def test_the_ranking_prints_on_pages_that_can_be_read(results):
    page = cases.formulas_of(results["排名.xlsx"])["镇街道排名"]
    assert page.page_setup.fitToHeight == 0
    assert page.print_title_rows


def test_nothing_is_repaired_or_clipped(results):
    faults = {name: ooxml.lint(path) for name, path in results.items()}
    faults |= {name: fits.clipped(path) for name, path in results.items() if "/" not in name}
    assert not any(faults.values()), faults


@pytest.mark.usefixtures("few_are_many")
def test_fewer_units_the_next_time_leave_no_volume_behind(many, monkeypatch, tmp_path):
    folder = tmp_path / "results"
    write_results(many, folder)
    assert (folder / "镇街道考核汇总-单位表").is_dir()
    monkeypatch.setattr(many_units, "POLICY", ManyUnits())
    write_results(many, folder)
    assert not [path for path in folder.iterdir() if path.is_dir()]


def test_points_that_compare_units_are_plain_numbers_in_a_volume(monkeypatch, tmp_path):
    """A formula cannot reach the units of another volume; the volume says so."""
    monkeypatch.setattr(many_units, "POLICY", ManyUnits(one_workbook=1, volume=1))
    many = cases.crowd(zoo(), ["甲镇"], 4, 3)
    volume = next(volumes_of(many, tmp_path))
    volume.path.parent.mkdir()
    write_volume(volume)
    said = "按名次、平均值计分的条款要与全部单位比较，得分是算定的数，不随本册重算。"
    assert said in cases.dump(volume.path, "汇总")
    compared = {one.criterion_id for one in many.programme.scorecards[0].criteria if compared_facts(one)}
    book, seen = cases.formulas_of(volume.path), 0
    assert "名次依据" not in book.sheetnames
    for unit in volume.units:
        lines = {line.criterion_id: line for item in many.scores[unit.code].items for line in item.lines}
        for row in book[unit.name].iter_rows():
            clause = str(row[1].value).split("\u3000")[0]
            if clause in compared and isinstance(row[8].value, int | float):
                assert row[8].value == float(lines[clause].points)
                seen += 1
    assert seen == len(compared)
