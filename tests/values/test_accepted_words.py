"""The words for what an input accepts, which prompts, refusals and findings share."""

from decimal import Decimal

import pytest

from qz.model.layout import InputSpec
from qz.model.values import ValueType
from qz.values.value_types import describe_accepted, describe_answer
from qz.words import quoted

D = Decimal


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (InputSpec(ValueType.YES_NO, "", choices=("是", "否")), "“是”或“否”"),
        (InputSpec(ValueType.STATUS, "", choices=("已完成", "未完成")), "“已完成”或“未完成”"),
        (InputSpec(ValueType.COUNT, "", D(0)), "0或正整数"),
        (InputSpec(ValueType.COUNT, "", D(0), D(12)), "0至12的整数"),
        (InputSpec(ValueType.COUNT, "", D(1)), "不小于1的整数"),
        (InputSpec(ValueType.RATE, "", D(0), D(1)), "0%至100%的百分数（如92.5%）"),
        (
            InputSpec(ValueType.RATE, "", D(0), D(1), allows_not_applicable=True),
            "0%至100%的百分数（如92.5%），或“不适用”",
        ),
        (InputSpec(ValueType.GRADE, "", D(0), D(5), D("0.5")), "0至5的分数（每0.5分一档）"),
        (InputSpec(ValueType.NUMBER, ""), "数字"),
        (InputSpec(ValueType.NUMBER, "", D("-2.5")), "不小于-2.5的数字"),
        (InputSpec(ValueType.NUMBER, "", maximum=D(3)), "不大于3的数字"),
        (InputSpec(ValueType.TEXT, ""), "文字"),
        (InputSpec(ValueType.DATE, ""), "日期"),
        (InputSpec(ValueType.DATE, "", example="2012-11-30"), "日期（如2012-11-30）"),
    ],
)
def test_what_is_accepted_is_said_in_a_phrase(spec, words):
    assert describe_accepted(spec) == words


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (InputSpec(ValueType.YES_NO, "", choices=("是", "否")), "是／否"),
        (InputSpec(ValueType.COUNT, "", D(0)), "个数"),
        (InputSpec(ValueType.COUNT, "", D(0), unit_of_measure="次"), "次"),
        (InputSpec(ValueType.RATE, "", D(0), D(1), unit_of_measure="%"), "百分数"),
        (InputSpec(ValueType.GRADE, "", D(0), D(5), D("0.5"), unit_of_measure="分"), "0—5分"),
        (InputSpec(ValueType.GRADE, ""), "分"),
        (InputSpec(ValueType.NUMBER, ""), "数字"),
        (InputSpec(ValueType.TEXT, ""), "文字"),
    ],
)
def test_what_is_wanted_is_said_in_a_word(spec, words):
    assert describe_answer(spec) == words


def test_quotation_marks_alternate():
    assert quoted("“两免费”检定") == "“‘两免费’检定”"
