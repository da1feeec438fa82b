"""One strict reading for each type of value: what is read, what is noted, what is asked about."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qz.layout.inputs import INCIDENT_KINDS, fact_spec
from qz.model.layout import InputSpec
from qz.model.returns import CellState, RawCell
from qz.model.scores import Effect
from qz.model.values import NOT_APPLICABLE, ValueType, show_number, show_percent
from qz.programme.read_programme import read_programme
from qz.rules.registry import KINDS
from qz.values.clean import plain_text, tight
from qz.values.dates import read_date, read_instant
from qz.values.formats import is_date_format, is_percent_format, show_as_date
from qz.values.numerals import read_chinese, read_percent, read_written, write_chinese
from qz.values.typed import read_value
from qz.values.value_types import describe_accepted, show_value

D = Decimal
SPECS = {
    "yes_no": InputSpec(ValueType.YES_NO, "事项", choices=("是", "否")),
    "count": InputSpec(ValueType.COUNT, "次数", minimum=D(0), unit_of_measure="次"),
    "rate": InputSpec(ValueType.RATE, "比率", minimum=D(0), maximum=D(1), allows_not_applicable=True),
    "grade": InputSpec(ValueType.GRADE, "评分", minimum=D(0), maximum=D(5), step=D("0.5")),
    "number": InputSpec(ValueType.NUMBER, "数值", minimum=D(0), unit_of_measure="万亩"),
    "text": InputSpec(ValueType.TEXT, "说明"),
    "status": InputSpec(ValueType.STATUS, "完成情况", choices=("已完成", "未完成")),
    "date": InputSpec(ValueType.DATE, "日期"),
}


def typed(text):
    return RawCell(CellState.TEXT, text)


def number(text, form="General", *, formula=False):
    return RawCell(CellState.NUMBER, text, form, formula)


def read(kind, cell):
    reading = read_value(cell, SPECS[kind])
    return reading.value, [issue.code for issue in reading.issues]


READ = [
    # kind, cell, value, codes of what is noted
    ("count", number("3"), D(3), []),
    ("count", number("3", "0%"), D(3), []),
    ("count", number("3", "yyyy-mm-dd"), D(3), ["V23"]),
    ("count", number("2", formula=True), D(2), ["V21"]),
    ("count", typed("3"), D(3), ["V20"]),
    ("count", typed("３"), D(3), ["V20"]),
    ("count", typed(" 3\u00a0"), D(3), ["V20"]),
    ("count", typed("\u200b3\ufeff"), D(3), ["V20"]),
    ("count", typed("\u30003\u3000"), D(3), ["V20"]),
    ("count", typed("1,234"), D(1234), ["V20"]),
    ("count", typed("3次"), D(3), ["V20"]),
    ("count", typed("3 家。"), D(3), ["V20"]),
    ("count", typed("两次"), D(2), ["V20"]),
    ("count", typed("三"), D(3), ["V20"]),
    ("count", typed("十二家"), D(12), ["V20"]),
    ("count", typed("二十"), D(20), ["V20"]),
    ("count", typed("一百零五"), D(105), ["V20"]),
    ("count", typed("零"), D(0), ["V20"]),
    ("count", number("-1"), D(-1), []),
    ("number", number("2.1"), D("2.1"), []),
    ("number", typed("2.1万亩"), D("2.1"), ["V20"]),
    ("grade", number("4.5"), D("4.5"), []),
    ("grade", typed("4.5分"), D("4.5"), ["V20"]),
    ("rate", number("0.57999999999999996", "0%"), D("0.58"), []),
    ("rate", number("0.92", "h:mm:ss"), D("0.92"), ["V23"]),
    ("rate", number("0.92"), D("0.92"), []),
    ("rate", number("1"), D(1), []),
    ("rate", number("92", "0.0%"), D(92), []),
    ("rate", typed("92%"), D("0.92"), ["V20"]),
    ("rate", typed("９２％"), D("0.92"), ["V20"]),
    ("rate", typed("92.5 %"), D("0.925"), ["V20"]),
    ("rate", typed("92﹪"), D("0.92"), ["V20"]),
    ("rate", typed("百分之九十二点五"), D("0.925"), ["V20"]),
    ("rate", typed("百分之百"), D(1), ["V20"]),
    ("rate", typed("不适用"), NOT_APPLICABLE, []),
    ("rate", typed(" 不适用 "), NOT_APPLICABLE, ["V20"]),
    ("rate", typed("Ｎ/A"), NOT_APPLICABLE, ["V20"]),
    ("yes_no", typed("是"), True, []),
    ("yes_no", typed("否"), False, []),
    ("yes_no", typed("是 "), True, ["V20"]),
    ("yes_no", typed("√"), True, ["V20"]),
    ("yes_no", typed("y"), True, ["V20"]),
    ("yes_no", typed("不是"), False, ["V20"]),
    ("yes_no", RawCell(CellState.BOOLEAN, "1"), True, ["V20"]),
    ("yes_no", RawCell(CellState.TEXT, "是", formula=True), True, ["V21"]),
    ("status", typed("已完成"), True, []),
    ("status", typed("未完成"), False, []),
    ("status", typed("完成"), True, ["V20"]),
    ("status", typed("没有完成。"), False, ["V20"]),
    ("date", number("40882", "yyyy-mm-dd"), "2011-12-05", []),
    ("date", number("40882.5"), "2011-12-05", []),
    ("date", typed("2011-12-05 9:30"), "2011-12-05", ["V20"]),
    ("date", typed("2011-12-1 19:00"), "2011-12-01", ["V20"]),
    ("date", typed("2011-12-11 9:00"), "2011-12-11", ["V20"]),
    ("date", typed("2011年 12月 5日 10:00"), "2011-12-05", ["V20"]),
    ("date", typed("2011 - 12 - 05"), "2011-12-05", ["V20"]),
    ("number", typed("2.1 万亩"), D("2.1"), ["V20"]),
    ("count", number("5", "m-d"), D(5), ["V23"]),
    ("date", number("20111205"), "2011-12-05", ["V20"]),
    ("date", typed("2011.6.23"), "2011-06-23", ["V20"]),
    ("date", typed("2011年12月1日"), "2011-12-01", ["V20"]),
    ("date", typed("二○一一年十二月一日"), "2011-12-01", ["V20"]),
    ("date", RawCell(CellState.DATE, "2011-12-05T00:00:00"), "2011-12-05", []),
    ("text", typed("  王 建国\r\n科长 "), "王 建国\n科长", []),
    ("text", typed("=cmd|' /C calc'!A0"), "=cmd|' /C calc'!A0", []),
    ("text", number("85127000"), "85127000", []),
    ("text", number("40882", "yyyy/m/d"), "2011-12-05", []),
    ("text", number("0.5", "0%"), "50%", []),
    ("text", RawCell(CellState.BOOLEAN, "0"), "FALSE", []),
]


@pytest.mark.parametrize(("kind", "cell", "value", "codes"), READ)
def test_read_and_noted(kind, cell, value, codes):
    assert read(kind, cell) == (value, codes)


@pytest.mark.parametrize(("held", "word", "read_as"), [("1", "TRUE", "是"), ("0", "FALSE", "否")])
def test_a_truth_value_is_quoted_as_the_cell_shows_it(held, word, read_as):
    (issue,) = read_value(RawCell(CellState.BOOLEAN, held), SPECS["yes_no"]).issues
    assert (issue.code, dict(issue.words)) == ("V20", {"found": word, "read": read_as})


PARTED = (
    "1\n2",
    "1 2",
    "1\r\n2",
    "1\t2",
    "1\u00a02",
    "1\u30002",
    "1\u20092",
    "1\u20282",
    "1\x0b2",
    "1\u00ad2",
    "1\u200b2",
    "1\u200c2",
    "1 2次",
    "１ ２",
    "1, 234",
    "1 ,234",
    "1 234",
    "1. 5",
    "1 .5",
    "- 1",
    "十 二",
    "一百\n零五",
    "二 十",
    "1\u20632",
    "\u202e21",
    "1 2 3",
)
"""Two readings, or none: what stands between digits is never taken away."""
ASKED = [
    *(("count", typed(text), "V05") for text in (
        "约3", "3左右", "若干次", "2-3", "三四", "一百二", "3²", "①", "½", "1_000", "0x3",
        *PARTED, "1e3", "nan", "inf", "３．", "+-3", "1,23", "3%", "两十", "三十家企业", "是", "IV",
    )),
    *(("rate", typed(text), "V05") for text in (
        "9 2%", "9\n2%", "92. 5%", "百分之九 十",
        "约90%", "—", "无", "90%以上", "90-95%", "90‰", "%", "是", "1/2", "全部",
    )),
    *(("rate", typed(text), "V08") for text in ("92", "0.92", "９２．５", "100")),
    ("rate", number("92"), "V08"),
    ("rate", number("1.01", "0.00"), "V08"),
    ("rate", RawCell(CellState.BOOLEAN, "1"), "V12"),
    ("count", RawCell(CellState.BOOLEAN, "1"), "V12"),
    ("count", typed("不适用"), "V16"),
    ("yes_no", typed("不适用"), "V16"),
    *(("yes_no", typed(text), "V09") for text in ("无", "没有", "1", "0", "是/否", "基本是", "—", "?", "已完成")),
    ("yes_no", number("1"), "V09"),
    *(("status", typed(text), "V09") for text in ("基本完成", "部分完成", "正在进行", "是", "√", "100%")),
    ("status", RawCell(CellState.BOOLEAN, "1"), "V09"),
    *(("date", typed(text), "V17") for text in (
        "2011-1 2-05", "201 11205", "二〇一一年十 二月一日", "2011", "2011.3", "2011年", "2011年3月",
        "11.12.5", "12月5日", "2011-12", "5/12/2011", "2011-13-01", "2011-02-30", "昨天", "2011-12.05",
    )),
    *(
        ("date", number(text, form), "V17")
        for text in ("5", "2011", "2011.3", "201112")
        for form in ("0", "yyyy-mm-dd")
    ),
    *(("count", number(text, form), "V24") for text, form in (
        ("40606", "m-d"), ("40606", "yyyy-mm-dd"), ("0.0625", "h:mm"), ("40606.5", "yyyy-mm-dd h:mm"), ("61", "mmm-yy"),
    )),
    ("rate", number("40606", "m-d"), "V24"),
    ("number", number("40606", "m-d"), "V24"),
    ("grade", number("40606", "d-mmm"), "V24"),
    *((kind, RawCell(CellState.ERROR, "#REF!"), "V10") for kind in SPECS),
    *((kind, RawCell(CellState.UNCOMPUTED, formula=True), "V11") for kind in SPECS),
    *((kind, RawCell(CellState.UNREADABLE, "同一格在文件里出现两次"), "V13") for kind in SPECS),
    *((kind, RawCell(CellState.UNREADABLE, "文字超过32767字"), "V14") for kind in SPECS),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "cell", "code"), ASKED)
def test_asked_about(kind, cell, code):
    reading = read_value(cell, SPECS[kind])
    assert (reading.value, reading.invalid, [issue.code for issue in reading.issues]) == (None, True, [code])


@pytest.mark.parametrize("kind", SPECS)
@pytest.mark.parametrize("text", ["", " ", "\u3000", "\u200b\u00a0", "\n\t", "\0"])
def test_nothing_but_space_is_blank(kind, text):
    reading = read_value(typed(text), SPECS[kind])
    assert reading.blank
    assert reading.issues == ()


@pytest.mark.parametrize("kind", SPECS)
def test_blank_is_not_zero_and_not_an_error(kind):
    assert read_value(RawCell(CellState.BLANK), SPECS[kind]).blank
    assert not read_value(number("0"), SPECS["count"]).blank


@given(st.text())
def test_no_text_breaks_a_reading(text):
    for spec in SPECS.values():
        reading = read_value(typed(text), spec)
        assert reading.value is None or not reading.invalid
        assert show_value(reading.value, spec.value_type) is not None


@given(st.decimals(allow_nan=False, allow_infinity=False), st.sampled_from(["", "General", "0%", "yyyy-mm-dd", "h:mm"]))
@example(Decimal(9999999999999995000000000000), "yyyy-mm-dd")
def test_no_number_breaks_a_reading(value, form):
    for spec in SPECS.values():
        read_value(number(str(value), form), spec)


@given(st.integers(0, 10**9))
def test_a_count_reads_back_however_it_is_written(value):
    wide = str(value).translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    for text in (str(value), wide, f" {value} ", f"{value:,}", f"{value}次"):
        assert read_value(typed(text), SPECS["count"]).value == value
    assert read_value(number(repr(float(value))), SPECS["count"]).value == value


@given(st.integers(0, 1_000_000))
def test_a_rate_reads_back_however_it_is_written(millionths):
    value = D(millionths) / 1_000_000
    assert read_value(number(repr(float(value)), "0%"), SPECS["rate"]).value == value
    assert read_value(typed(show_percent(value)), SPECS["rate"]).value == value
    assert read_value(typed(f"{show_number(value * 100)} ％"), SPECS["rate"]).value == value


@given(st.integers(1, 9999))
def test_chinese_numerals_read_back(value):
    assert read_chinese(write_chinese(value)) == value


@given(st.text("零一二两三十百千〇", max_size=8))
def test_a_chinese_numeral_has_one_reading_or_none(text):
    value = read_chinese(text)
    if value:
        assert write_chinese(int(value)).replace("二", "两") == text.removeprefix("一十").replace(
            "二", "两"
        ) or text.startswith("一十")


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_dates_read_back_however_they_are_written(day):
    shapes = [
        "{0:%Y-%m-%d}",
        "{0.year}.{0.month}.{0.day}",
        "{0.year}/{0.month}/{0.day}",
        "{0.year}年{0.month}月{0.day}日",
        "{0:%Y%m%d}",
    ]
    assert {read_date(shape.format(day)) for shape in shapes} == {day}
    serial = (day - dt.date(1899, 12, 30)).days
    assert read_value(number(str(serial)), SPECS["date"]).value == day.isoformat()


def test_days_counted_from_1904():
    assert read_value(number("39420"), SPECS["date"], date1904=True).value == "2011-12-05"


def test_numbers_as_a_date_format_shows_them():
    shown = [
        show_as_date(D(number), date1904=False)
        for number in ("3", "59", "61", "40882.25", "0.92", "0", "20111205", "-1")
    ]
    assert shown == ["1900-01-03", "1900-02-28", "1900-03-01", "2011-12-05", "22:04:48", "0:00:00", "20111205", "-1"]


def test_small_helpers():
    assert (read_written("1.5"), read_written(".5"), read_written("1.")) == (D("1.5"), None, None)
    assert (read_percent("92"), read_percent("百分之"), read_percent("百分之二点")) == (None, None, None)
    assert tight("ＡＢ　ｃ²\u200b") == "ABc²"
    assert plain_text(" 一\t 二 \r\n 三\ud800") == "一 二\n三"
    assert describe_accepted(SPECS["rate"]) == "0%至100%的百分数（如92.5%），或“不适用”"


@pytest.mark.parametrize(
    ("form", "date", "percent"),
    [
        ("General", False, False),
        ("0.00%", False, True),
        ("yyyy/m/d;@", True, False),
        ('[$-804]yyyy"年"m"月"d"日";@', True, False),
        ("[h]:mm", True, False),
        ('0"日"', False, False),
        ('0.0"%"', False, False),
        ("[Red]0", False, False),
        ("\\d0", False, False),
        ("", False, False),
    ],
)
def test_number_formats(form, date, percent):
    assert (is_date_format(form), is_percent_format(form)) == (date, percent)


NOTHING = ["无", "没有", "未发生", "无此项", "／", "/", "—", "——", "-", "无。"]


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_zero_for_a_count_and_no_for_an_incident(text):
    assert read("count", typed(text)) == (D(0), ["V20"])
    incident = replace(SPECS["yes_no"], incident=True)
    reading = read_value(typed(text), incident)
    assert (reading.value, [issue.code for issue in reading.issues]) == (False, ["V20"])
    assert read("yes_no", typed(text)) == (None, ["V09"])  # 无 of a plan may be no plan or nothing to say
    assert read("rate", typed(text)) == (None, ["V05"])


@pytest.mark.parametrize("text", ["有", "已制定", "已建立", "√"])
def test_there_is_one_is_yes(text):
    assert read("yes_no", typed(text)) == (True, ["V20"])


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("1", "1900-01-01 00:00:00"),
        ("59.5", "1900-02-28 12:00:00"),
        ("61", "1900-03-01 00:00:00"),
        ("41649.72916666666", "2014-01-10 17:30:00"),
        ("20140110", "None"),
        ("1e300", "None"),
    ],
)
def test_the_moment_of_a_day_number(number, shown):
    assert str(read_instant(Decimal(number), date1904=False)) == shown


def test_incidents_of_2011():
    programme, _ = read_programme(Path(__file__).parents[2] / "templates" / "2011.xlsx")
    found = {
        fact.fact_id
        for card in programme.scorecards
        for criterion in card.criteria
        for term in criterion.terms
        if (fact := card.facts[term.fact_id]) and fact_spec(fact, criterion).incident
    }
    assert found == {
        "inspection_refused", "regional_counterfeit_case", "provincial_media_exposure", "major_accident_social_impact",
    }  # fmt: skip


def test_kinds_that_are_set_off_by_yes_or_no_and_take_points_are_about_incidents():
    takes = {
        name for name, kind in KINDS.items() if kind.effect in {Effect.DEDUCT, Effect.VETO} and kind.needs.triggers
    }
    assert takes == INCIDENT_KINDS
