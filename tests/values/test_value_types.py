"""Every type of value, walked: what is read, accepted, asked of Excel, offered as a check and shown must agree."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
import xlsxwriter
from openpyxl import load_workbook

from qz.forms.live import condition
from qz.layout.inputs import fact_spec
from qz.model.choices import Comparator
from qz.model.layout import InputSpec
from qz.model.returns import CellState, RawCell
from qz.model.scorecards import Criterion, Fact, Term
from qz.model.values import Answer, ValueType
from qz.programme.sheets.sheets_facts import FACTS as FACTS_SHEET
from qz.rules.operands import read_operand, usable_number
from qz.rules.rule_kind import RuleContext
from qz.values.type_of_value import Limits
from qz.values.typed import read_value
from qz.values.value_types import INDICATOR_TYPES, TYPES, VALUE_TYPES, accepts, describe_accepted, fault_of, show_value

D = Decimal
LIMITS = (
    Limits(),
    Limits(D(0), D(10)),
    Limits(D("-2.5"), D("50")),
    Limits(D(0), D("1.5")),
    Limits(D("0.1"), None, D("0.1")),
    Limits(None, D("-0.5"), D("0.01")),
)
OPTIONS = ("优", "良", "A级", "未纳入")
CONTENTS = (
    *(D(text) for text in ("-3", "-2.5", "-1.2", "-0.5", "0", "0.1", "0.3", "0.5", "1", "1.2", "1.5", "2", "50", "51")),
    *(D(text) for text in ("0.0000004", "-0.0000004", "1.0000004", "1.0000006", "12345.67", "0.005")),
    *("是", "否", "已完成", "未完成", "不适用", "很多", "5", " "),
    *("优", "良好", "a级", "A级", "未纳入", "未"),
)
FACTS = [TYPES[VALUE_TYPES.words[word]] for word in VALUE_TYPES.words]


def spec_of(value_type, limits, **more):
    choices = OPTIONS if value_type.is_choice else value_type.choices
    return InputSpec(value_type.key, "数", limits.minimum, limits.maximum, limits.step, choices, **more)


def fact_of(value_type, limits):
    return Fact("x", "town", "数", value_type.key, "", limits.minimum, limits.maximum, limits.step)


def test_every_type_is_registered_and_every_word_is_its_own():
    assert set(TYPES) == set(ValueType)
    words = [word for each in TYPES.values() for word in (each.word, *each.spellings)]
    assert len(words) == len(set(words))
    assert VALUE_TYPES.choices == ("是否", "计数", "比率", "评分", "文字", "数值", "选项")
    assert INDICATOR_TYPES.choices == ("计数", "比率", "数值")


@dataclass(frozen=True)
class Voice:
    """What is wanted of a type: its own bounds, a spreadsheet program's check of a range, and examples.

    ``read``: as people type it, its value, and the value in words. ``told``: what a cell holds, and how that is said
    with the unit of measure 家.
    """

    own: Limits
    check: str
    read: tuple[tuple[str, object, str], ...]
    told: tuple[tuple[object, str], ...]


VOICES = {
    "是否": Voice(Limits(), "list", (("是", True, "是"), ("有", True, "是"), ("否", False, "否")), (("是", "为“是”"),)),
    "完成情况": Voice(
        Limits(), "list", (("已完成", True, "已完成"), ("未完成", False, "未完成")), (("未完成", "为“未完成”"),)
    ),
    "计数": Voice(
        Limits(D(0)), "integer", (("12", D(12), "12"), ("十二起", D(12), "12"), ("无", D(0), "0")), ((D(12), "12家"),)
    ),
    "比率": Voice(
        Limits(D(0), D(1)),
        "decimal",
        (("92.5%", D("0.925"), "92.5%"), ("百分之九十", D("0.9"), "90%")),
        ((D("0.925"), "92.5%"), (D(1), "100%")),
    ),
    "评分": Voice(Limits(D(0), None, D("0.5")), "custom", (("2.5分", D("2.5"), "2.5"),), ((D("2.5"), "2.5家"),)),
    "数值": Voice(
        Limits(),
        "decimal",
        (("-1.2", D("-1.2"), "-1.2"), ("12345.67", D("12345.67"), "12345.67")),
        ((D("-1.2"), "-1.2家"), (D("12345.67"), "12345.67家")),
    ),
    "文字": Voice(Limits(), "any", (("甲 ", "甲", "甲"),), (("甲", "甲家"),)),
    "日期": Voice(Limits(), "date", (("2011年11月30日", "2011-11-30", "2011-11-30"),), ()),
    "选项": Voice(
        Limits(), "list", (("良", "良", "良"), ("a级", "A级", "A级")), (("良", "为“良”"), ("A级", "为“A级”"))
    ),
}
"""By the type's word."""


def test_the_programme_s_helps_name_every_type_they_are_about():
    helps = {column.field: column.help for column in FACTS_SHEET.columns}
    assert helps["minimum"] == "留空：计数和评分为 0，比率为 0%。"
    assert helps["maximum"] == "留空：比率为 100%，其余不限；评分必填。"
    for each in FACTS:
        assert (each.word in helps["formula"]) == each.is_number


@pytest.mark.parametrize("value_type", TYPES.values(), ids=lambda each: each.word)
def test_each_type_says_what_is_wanted_of_it(value_type):
    """What it shows is read as itself."""
    voice = VOICES[value_type.word]
    assert value_type.limits(Limits()) == voice.own
    spec = spec_of(value_type, Limits(None, D(99999)))
    assert value_type.check(spec_of(value_type, Limits(D(0), D(10))), "$A$1")["validate"] == voice.check
    for typed, value, shown in voice.read:
        assert show_value(value, value_type.key) == shown
        for words in (typed, shown):
            assert read_value(RawCell(CellState.TEXT, words), spec).value == value, words
        assert accepts(spec, value_type.content(value)), value
    for content, told in voice.told:
        assert value_type.show_content(content, "家") == told


@pytest.mark.parametrize("content", [D("0.5"), D("1.5")])
@pytest.mark.parametrize("value_type", [each for each in FACTS if each.is_number], ids=lambda each: each.word)
def test_only_whole_types_refuse_fractions(value_type, content):
    assert accepts(spec_of(value_type, Limits(D(0), D(9))), content) != value_type.is_whole
    assert value_type.is_whole == (VOICES[value_type.word].check == "integer")


@pytest.mark.parametrize("value_type", [each for each in FACTS if each.is_number], ids=lambda each: each.word)
def test_a_form_the_findings_and_the_rules_accept_the_same_numbers(value_type):
    for limits in LIMITS:
        fact = fact_of(value_type, limits)
        spec = fact_spec(fact, None)
        for content in CONTENTS:
            if isinstance(content, Decimal):
                fine = accepts(spec, content)
                assert fine == (fault_of(content, spec) == ""), (limits, content)
                assert fine == (usable_number(fact, content) is not None), (limits, content)
            else:
                assert not accepts(spec, content)


def test_a_number_without_a_lower_bound_takes_what_is_below_zero():
    """类型 数值, 下限 blank, a target of −2.5: −1.2 is in range, and counts."""
    fact = Fact("growth", "town", "经费增长", ValueType.NUMBER, "万元", None, D(50))
    spec = fact_spec(fact, None)
    assert describe_accepted(spec) == "不大于50的数字"
    assert read_value(RawCell(CellState.TEXT, "-1.2万元"), fact_spec(fact, None)).value == D("-1.2")
    assert fault_of(D("-1.2"), spec) == ""
    assert condition(spec, "$A$1") == "AND(ISNUMBER($A$1),ROUND($A$1,6)<=50)"
    criterion = Criterion("1.1", "1", "", "threshold", D(5), (Term("growth", Comparator.AT_LEAST, D("-2.5")),))
    context = RuleContext(criterion, {"growth": fact}, {"growth": Answer(D("-1.2"))})
    assert read_operand(context, criterion.terms[0]).number == D("-1.2")


@pytest.mark.parametrize(
    ("value_type", "limits", "number", "code"),
    [
        (ValueType.NUMBER, Limits(D(0), None, D("0.01")), "12345.67", ""),
        (ValueType.NUMBER, Limits(D(0), None, D("0.01")), "12345.675", "V15"),
        (ValueType.NUMBER, Limits(), "-12345.67", ""),
        (ValueType.RATE, Limits(D(0), D(3)), "1.253", ""),
        (ValueType.RATE, Limits(D(0), D(3)), "3.000001", "V07"),
        (ValueType.RATE, Limits(D(0), D(1)), "1.0000004", ""),
        (ValueType.COUNT, Limits(D(0)), "-0.5", "V06"),
        (ValueType.GRADE, Limits(D(0), D(5), D("0.5")), "2.3", "V15"),
    ],
)
def test_money_negative_numbers_and_rates_above_all_are_ordinary(value_type, limits, number, code):
    assert fault_of(D(number), spec_of(TYPES[value_type], limits)) == code


@pytest.mark.office
def test_excel_accepts_and_says_what_the_types_do(office, tmp_path):
    """Each type's condition and words, worked out by LibreOffice over what a cell may hold."""
    path = tmp_path / "accepted.xlsx"
    expected = []
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("数")
        specs = [spec_of(each, limits) for each in TYPES.values() for limits in LIMITS]
        for place, content in enumerate(CONTENTS):
            write = sheet.write_number if isinstance(content, Decimal) else sheet.write_string
            write(place, 0, float(content) if isinstance(content, Decimal) else content)
            for column, spec in enumerate(specs, start=1):
                sheet.write_formula(place, column, f"=IFERROR({condition(spec, f'$A${place + 1}')},FALSE)")
            expected.append([accepts(spec, content) for spec in specs])
        told = [(TYPES[key], *each) for key in TYPES for each in VOICES[TYPES[key].word].told]
        sheet = book.add_worksheet("说法")
        for place, (value_type, content, _) in enumerate(told):
            write = sheet.write_number if isinstance(content, Decimal) else sheet.write_string
            write(place, 0, float(content) if isinstance(content, Decimal) else content)
            sheet.write_formula(place, 1, f"={value_type.show_cell(f'A{place + 1}', '家')}")
    written = load_workbook(office.convert([path], tmp_path / "out")[0], data_only=True)
    found = [[bool(cell) for cell in row[1:]] for row in written["数"].iter_rows(values_only=True)]
    assert found == expected
    assert [row[1] for row in written["说法"].iter_rows(values_only=True)] == [words for *_, words in told]
