"""templates/2011.xlsx holds the official document: every text letter for letter, all of it, and what it demands."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from qz.engine.kept.codec import Codec
from qz.model.choices import Comparator, IndicatorKind
from qz.model.finding import Finding
from qz.model.programme import Programme
from qz.model.values import ValueType
from qz.programme.load import load_tables
from qz.programme.read_programme import read_programme
from qz.values.value_types import indicator_target
from qz.words import squeeze

ROOT = Path(__file__).parents[2]
OFFICIAL = (ROOT / "samples/official/2011.txt").read_text("utf-8")
ANNEX_1, ANNEX_2, ANNEX_3 = (squeeze(part) for part in re.split(r"(?m)^(?=附件[123]：$)", OFFICIAL)[1:])
MAIN_TEXT = squeeze(OFFICIAL[OFFICIAL.index("二、主要目标") + 6 : OFFICIAL.index("三、工作要求")])


@pytest.fixture(scope="module")
def programme():
    return read_programme(ROOT / "templates/2011.xlsx")[0]


@pytest.fixture(scope="module")
def tables():
    return load_tables(ROOT / "templates/2011.xlsx")[0].plain()


def leftover(official, texts):
    """What of the official text remains when the texts are taken out of it in order."""
    rest, position = "", 0
    for text in map(squeeze, texts):
        found = official.find(text, position)
        assert found >= 0, f"not in the official text after {official[position - 20 : position]!r}: {text!r}"
        rest += official[position:found]
        position = found + len(text)
    return rest + official[position:]


def frame_texts(tables, subject, part):
    return [row["text"] for row in tables["frames"] if row["subject"] == subject and row["part"] == part]


def test_nothing_is_found_fault_with():
    assert read_programme(ROOT / "templates/2011.xlsx")[1] == ()


def test_the_responsibility_table_is_annex_1_and_nothing_else(tables):
    texts = [text for part in ("附件", "标题", "列标题") for text in frame_texts(tables, "责任分解表", part)]
    for row in tables["tasks"]:
        names = ("number", "category", "subcategory", "goal", "lead", "support")
        texts += [row[name] for name in names if row[name] is not None]
    assert leftover(ANNEX_1, texts) == ""


@pytest.mark.parametrize(("annex", "card"), [(ANNEX_2, "镇街道"), (ANNEX_3, "部门")])
def test_a_scorecard_is_its_annex_and_nothing_else(tables, annex, card):
    texts = [text for part in ("附件", "标题", "段落", "列标题") for text in frame_texts(tables, card, part)]
    for row in tables["items"]:
        if row["scorecard_id"] == card:
            texts += [row["number"], row["content"], row["method"], str(row["standard"])]
    texts += frame_texts(tables, card, "结尾")
    assert leftover(annex, texts) == ""


def test_a_changed_letter_is_seen(tables):
    goals = [row["goal"].replace("杨子杯", "扬子杯") for row in tables["tasks"]]
    with pytest.raises(AssertionError, match="扬子杯"):
        leftover(ANNEX_1, goals)


def test_the_main_goals_are_the_text_and_nothing_else(programme):
    texts, section = [], ""
    for goal in programme.main_goals:
        texts += [goal.text] if goal.section == section else [goal.section, goal.text]
        section = goal.section
    assert leftover(MAIN_TEXT, texts) == ""
    assert {goal.goal_id: goal.task_ids for goal in programme.main_goals if len(goal.task_ids) != 1} == {
        "一.3": ("4.1", "4.2"),
        "一.5": (),
        "五": ("5.2", "5.3"),
    }


def test_particulars_stand_in_the_document(programme):
    known = programme.particulars
    text = squeeze(OFFICIAL)
    for words in (known.title, known.document_number, known.name, known.district, known.office, *known.extra.values()):
        assert squeeze(words) in text
    assert (known.year, f"{known.issued:%Y-%m-%d}", f"{known.deadline:%Y-%m-%d %H:%M}") == (
        2011,
        "2011-06-23",
        "2011-12-15 17:00",
    )


def test_clauses_are_words_of_their_item(programme):
    for card in programme.scorecards:
        for item in card.items:
            for criterion in item.criteria:
                assert squeeze(criterion.clause) in squeeze(item.method), criterion.criterion_id


def test_all_of_a_method_is_covered_by_clauses(programme):
    """What the clauses leave of a method is numbering and punctuation, and Annex 3's words on what to look at."""
    for card in programme.scorecards:
        for item in card.items:
            rest = squeeze(item.method)
            for clause in dict.fromkeys(squeeze(criterion.clause) for criterion in item.criteria):
                rest = rest.replace(clause, "", 1)
            assert re.fullmatch(r"(查看相关文件和资料|\d+．|[，；。,])*", rest), (item.number, rest)


def test_tasks_and_indicators(programme):
    ids = [task.task_id for task in programme.tasks]
    places = {"1": 4, "2": 2, "3": 4, "4": 3, "5": 5, "6": 2}
    assert ids == [f"{number}.{place + 1}" for number, count in places.items() for place in range(count)]
    numbers = {task.task_id: [one for one in task.indicators if one.is_number] for task in programme.tasks}
    counts = {task_id: len(found) for task_id, found in numbers.items() if found}
    assert sum(counts.values()) == 37
    assert counts == {
        "1.1": 3, "1.2": 1, "1.4": 10, "2.1": 3, "2.2": 3, "3.1": 1, "3.2": 1, "3.3": 1,
        "4.1": 2, "4.2": 2, "4.3": 3, "5.3": 7,
    }  # fmt: skip
    for task in programme.tasks:
        position = 0
        assert all(one.quote in task.goal for one in task.indicators)
        for indicator in numbers[task.task_id]:
            found = task.goal.find(indicator.quote, position)
            assert found >= 0, indicator
            position = found
            shown = indicator.target * 100 if indicator.value_type is ValueType.RATE else indicator.target
            assert f"{shown.normalize():f}" in indicator.quote


def test_comparators_and_kinds_of_indicators(programme):
    indicators = [one for task in programme.tasks for one in task.indicators if one.is_number]
    at_most = [indicator.indicator_id for indicator in indicators if indicator.comparator is Comparator.AT_MOST]
    assert at_most == ["5.3.1", "5.3.2"]
    numbers = [indicator.indicator_id for indicator in indicators if indicator.value_type is ValueType.NUMBER]
    assert numbers == ["1.4.4", "2.2.1", "5.3.1", "5.3.2"]


def test_non_targets(programme):
    assert [(non.where, non.quote) for non in programme.non_targets] == [
        ("1.3", "ISO9001∶2000标准"),
        ("1.4", "柴支浜等8条河道"),
        ("3.4", "年耗5万吨标煤"),
        ("一.1", "3C认证企业"),
        ("三", "积极贯彻实施ISO9001标准"),
    ]


def test_indicators_that_sum_facts(programme):
    sums = {one.indicator_id: [fact for _, fact in one.sums] for one in programme.indicators.values() if one.sums}
    assert sums == {
        "1.1.4": ["major_quality_accidents", "major_accidents"],
        "1.2.4": ["major_accidents"],
        "2.1.2": ["standardization_pilots"],
        "2.1.3": ["adopted_standard_products"],
        "3.2.1": ["metrology_confirmations"],
        "4.1.1": ["provincial_brands"],
        "4.1.2": ["city_brands"],
        "4.3.2": ["provincial_quality_awards", "city_quality_awards"],
        "4.3.3": ["credit_a_enterprises"],
        "5.1.1": ["regional_counterfeit_case", "provincial_media_exposure"],
    }


def test_every_number_of_the_main_goals_is_somebodys(programme):
    """35 numbers stand in 主要目标 (一) to (五): 24 are the table's, 11 are asked for the goals themselves."""
    units = {unit.code: unit.name for unit in programme.units}
    counted = [programme.indicators[each] for goal in programme.main_goals for each in goal.counted_by]
    numbers = [one for one in counted if one.is_number]
    assert len(numbers) == 35
    own = {one.indicator_id: (units[one.reporters[0]], indicator_target(one)) for one in numbers if one.in_text}
    assert own == {
        "一.5.1": ("科技局", "≥580件"), "一.5.2": ("科技局", "≥5家"), "一.5.3": ("科技局", "≥52%"),
        "一.5.4": ("科技局", "≥0.96%"), "一.5.5": ("科技局", "≥200件"), "一.5.6": ("科技局", "≥20%"),
        "五.1": ("质监分局", "≥100%"), "五.2": ("安监局", "≥100%"), "五.3": ("质监分局", "≥100%"),
        "五.4": ("质监分局", "≥100%"), "五.5": ("质监分局", "≥100%"),
    }  # fmt: skip
    five = next(goal for goal in programme.main_goals if goal.goal_id == "五")
    assert five.counted_by == (
        "5.2.1", "5.3.8", "5.2.3", "5.3.1", "5.3.2", "5.3.3", "五.1", "五.2", "5.3.4", "五.3", "五.4", "五.5", "5.3.6",
        "5.3.7",
    )  # fmt: skip


def test_what_another_document_sets_and_what_has_no_target(programme):
    found = programme.indicators.values()
    assert [one.indicator_id for one in found if one.set_elsewhere] == ["5.2.1", "5.2.2", "四.1", "四.2", "四.3"]
    awards = [(one.indicator_id, one.label) for one in found if one.kind is IndicatorKind.AWARD]
    assert awards == [("1.2.2", "获得“扬子杯”优质工程奖"), ("1.2.3", "获得“金龙杯”优质工程奖")]
    incidents = [one.indicator_id for one in found if one.kind is IndicatorKind.INCIDENT]
    assert incidents == ["1.1.4", "1.2.4", "5.1.1", "5.2.3", "5.3.8"]


def test_who_of_two_leads_reports_which_number(programme):
    first, second = (next(unit for unit in programme.units if unit.code == code) for code in ("B01", "B02"))
    asked = [[one.indicator_id for one in programme.asked_of(unit) if one.task_id == "1.1"] for unit in (first, second)]
    assert asked == [["1.1.1", "1.1.2", "1.1.3"], ["1.1.2", "1.1.3"]]


def test_roster(programme):
    names = [f"{unit.code} {unit.name}" for unit in programme.units]
    assert names == [
        "B01 质监分局", "B02 药监分局", "B03 农业局", "B04 社会事业局", "B05 工商分局", "B06 城建局",
        "B07 经发局", "B08 环保局", "B09 科技局", "B10 国税局", "B11 地税四分局", "B12 安监局",
        "Z01 春江镇", "Z02 孟河镇", "Z03 新桥镇", "Z04 薛家镇", "Z05 罗溪镇", "Z06 西夏墅镇",
        "J01 河海街道", "J02 三井街道", "J03 龙虎塘街道",
    ]  # fmt: skip
    for unit in programme.units:
        assert unit.scorecard_id == ("department" if unit.kind == "部门" else "town")
        assert unit.email.endswith("@example.com")
        assert unit.contact
        assert unit.phone


def test_who_answers_for_what(programme):
    leads = {
        unit.name: [t.task_id for t, role in programme.tasks_of(unit) if role == "牵头"] for unit in programme.units
    }
    everyone = ["6.1", "6.2"]
    assert leads["质监分局"] == [
        "1.1", "2.1", "3.1", "3.2", "3.3", "3.4", "4.1", "4.3", "5.1", "5.3", "5.4", "5.5", *everyone,
    ]  # fmt: skip
    assert leads["安监局"] == ["5.2", "5.5", *everyone]
    assert leads["国税局"] == leads["孟河镇"] == everyone
    at_5_4 = [unit.name for unit in programme.units if programme.tasks[16].role_of(unit.code) == "配合"]
    assert programme.tasks[16].task_id == "5.4"
    assert at_5_4 == ["孟河镇", "西夏墅镇"]


def test_unit_targets_add_up_to_the_districts(programme):
    assert programme.district_targets == {
        "provincial_brands": 4,
        "city_brands": 8,
        "credit_a_enterprises": 10,
        "adopted_standard_products": 40,
        "metrology_confirmations": 10,
    }
    for fact_id, total in programme.district_targets.items():
        assert sum(t for (_, known), t in programme.unit_targets.items() if known == fact_id) == total
    assert len(programme.unit_targets) == 9 * 5


def test_items_add_up(programme):
    town, department = programme.scorecards
    assert [item.standard for item in town.items] == [10, 15, 10, 10, 10, 10, 10, 10, 10, 5]
    assert [item.standard for item in department.items] == [20, 20, 5, 25, 25, 5]
    for item in town.items:
        assert sum((criterion.points or Decimal(0)) for criterion in item.criteria) == item.standard
    assert [item.starts_full for item in department.items] == [True, True, True, True, True, False]
    assert not any(item.starts_full for item in town.items)
    assert sum(item.standard for item in department.items if item.starts_full) == 95


def test_every_department_loss_has_its_words(programme):
    department = programme.scorecards[1]
    facts = department.facts
    for criterion in department.criteria:
        for term in criterion.terms:
            if criterion.kind != "bonus":
                assert term.phrase, criterion.criterion_id
                assert "扣" not in term.phrase
                assert "不得分" not in term.phrase
            else:
                assert facts[term.fact_id]


def test_every_fact_is_explained(programme):
    for card in programme.scorecards:
        for fact in card.facts.values():
            assert 10 <= len(fact.help) <= 200, fact.fact_id
            assert fact.allows_not_applicable == (fact.value_type is ValueType.RATE)


@pytest.mark.parametrize("path", ["templates/2011.xlsx", "templates/2010.xlsx", "samples/programmes/2009.xlsx"])
def test_a_programme_is_kept_whole(path):
    programme, findings = read_programme(Path(__file__).parents[2] / path)
    codec = Codec.of(tuple[Programme, Finding])
    assert codec.read(codec.write((programme, tuple(findings)))) == (programme, tuple(findings))
