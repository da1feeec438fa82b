"""奖惩建议表.xlsx: what is proposed for each unit by the programme's thresholds, and on what it rests."""

from dataclasses import replace
from decimal import Decimal

import openpyxl

from qz.model.assessment_rules import BulletinThresholds
from qz.reports.papers.proposals import PROPOSALS_NAME, propose, write_proposals
from qz.reports.results import result_writers


def with_limits(assessment, **limits):
    card = assessment.programme.scorecards[0].scorecard_id
    programme = replace(assessment.programme, bulletin=(BulletinThresholds(card, **limits),))
    return replace(assessment, programme=programme)


def proposed(assessment, **limits):
    told = with_limits(assessment, **limits)
    card = told.programme.scorecards[0]
    found = propose(told, card, told.programme.bulletin[0])
    return {told.programme.unit(one.row.unit_code).name: dict(one.parts) for one in found}


def test_each_unit_has_what_the_thresholds_propose(samples):
    found = proposed(
        samples, commend_ranks=3, provisional_barred=False, talk_total=Decimal(70)
    )  # fmt: skip
    assert found["春江镇"] == {"表彰": "排名前3名"}
    assert found["西夏墅镇"] == {"约谈": "总分69分，低于70分"}
    assert found["龙虎塘街道"] == {}
    assert next(iter(found)) == "春江镇"


def test_a_fact_at_its_number_is_a_ground_to_hold_to_account(samples):
    card = samples.programme.scorecards[0]
    fact_id = next(name for name, fact in card.facts.items() if fact.label == "质量工作专题会议次数")
    counts = {
        samples.programme.unit(code).name: answers.facts[fact_id].value
        for code, answers in samples.answers.items()
        if samples.programme.unit(code).scorecard_id == card.scorecard_id
    }
    found = proposed(samples, account_facts={fact_id: Decimal(3)})
    held = {name for name, parts in found.items() if "追责建议" in parts}
    assert held == {name for name, value in counts.items() if value is not None and value >= 3}
    assert held
    name = min(held)
    assert found[name]["追责建议"].startswith("质量工作专题会议次数")


def test_the_sheet_names_the_rules_and_links_to_the_grounds(samples, tmp_path):
    told = with_limits(samples, commend_ranks=3, talk_total=Decimal(70))
    write_proposals(told, tmp_path / PROPOSALS_NAME)
    book = openpyxl.load_workbook(tmp_path / PROPOSALS_NAME)
    sheet, rules = (sheet for sheet in book if sheet.sheet_state == "visible")
    assert rules.title == "口径与版本"
    texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any("表彰：排名前3名；约谈：总分低于70分。" in text for text in texts)
    row = next(row for row in sheet.iter_rows() if row[1].value == "西夏墅镇")
    assert (row[3].value, row[4].value) == ("约谈", "约谈：总分69分，低于70分")
    assert "镇街道考核汇总.xlsx" in (row[5].hyperlink.target if row[5].hyperlink else row[5].value)


def test_it_is_written_where_the_programme_asks_for_it_alone(samples):
    assert PROPOSALS_NAME in result_writers(with_limits(samples, talk_total=Decimal(70)))
    assert PROPOSALS_NAME not in result_writers(with_limits(samples, commend_ranks=3))
