"""What speaks against a nominee: its own row, other units' rows, and how its unit stands."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
import report_cases as cases

sys.path.append(str(Path(__file__).parents[1] / "intake"))

from test_nominations import nominated

from qz.model.assessment_rules import BulletinThresholds
from qz.reports.papers.nominations_workbook import NOMINATIONS_NAME
from qz.reports.papers.nominees import judge_nominees
from qz.reports.results import result_writers

GIVEN = {
    "春江镇": (("李明", "科长", "创名牌。"),),
    "薛家镇": (("李 明", "站长", "抓整改。"),),
    "河海街道": (("王芳", "主任", "台账齐全。"),),
    "新桥镇": (("周平", "科员", "热心。"),),
    "西夏墅镇": (("钱进", "镇长", "得力。"), ("孙立", "科长", "")),
}


@pytest.fixture(scope="module")
def assessment(programme_2011):
    cards = tuple(replace(card, places=1) for card in programme_2011.scorecards)
    limits = tuple(BulletinThresholds(card.scorecard_id, criticise_total=75, unverified_barred=False) for card in cards)
    programme = replace(programme_2011, scorecards=cards, bulletin=limits)
    told = cases.sample_answers(programme)
    names = {unit.code: unit.name for unit in programme.units}
    answers = {code: replace(each, nominations=nominated(*GIVEN.get(names[code], ()))) for code, each in told.items()}
    return cases.assessment_of(programme, answers)


def test_what_speaks_against_each(assessment):
    found = {(one.unit.name, one.nominee.name): one.against for one in judge_nominees(assessment)}
    assert found["春江镇", "李明"] == ("与薛家镇推荐的人选同名",)
    assert found["薛家镇", "李 明"] == ("与春江镇推荐的人选同名",)
    assert found["河海街道", "王芳"] == ("单位被省级以上新闻媒体爆光，不得分（打假第7.4条）",)
    assert found["新桥镇", "周平"][0].startswith("单位得分为暂计，缺1.3")
    assert found["西夏墅镇", "钱进"] == ("单位列入通报批评：总分69分，低于75分",)
    assert found["西夏墅镇", "孙立"][:2] == ("超出名额（1人）", "没有写主要事迹")
    assert len(found) == 6


def test_it_is_written_where_the_programme_gives_places_alone(assessment, samples):
    assert NOMINATIONS_NAME in result_writers(assessment)
    bare = replace(samples, programme=cases.without_places(samples.programme))
    assert NOMINATIONS_NAME not in result_writers(bare)
    assert judge_nominees(bare) == ()
