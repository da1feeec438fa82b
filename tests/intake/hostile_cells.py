"""Hostile cells: what is typed, pasted or computed where a value belongs."""

import functools
import re

from filled import blank, form, number, part, put, sheet_part, typed
from hostile import DEPARTMENT, Variant, at, one, town
from repacked import repack

COUNT, RATE, YES_NO, GRADE, TEXT = (
    "fact_quality_meetings", "fact_food_pass_rate", "fact_annual_plan", "fact_brand_applications", "reporter",
)  # fmt: skip
STATUS, DATE, EVIDENCE, NOTE = "task_1_1_status", "report_date", "fact_annual_plan_evidence", "task_1_1_note"
EVERY = (COUNT, RATE, YES_NO, GRADE, STATUS, DATE, TEXT)

TYPED = [
    (COUNT, "3", ""), (COUNT, "３", "V20"), (COUNT, " 3 ", ""), (COUNT, "3\u00a0", ""),
    (COUNT, "\u200b3", "V20"), (COUNT, "\u30003", ""), (COUNT, "两次", "V20"), (COUNT, "三", "V20"),
    (COUNT, "十二", "V20"), (COUNT, "1\n2", "V05"), (COUNT, "1 2", "V05"), (COUNT, "1\u30002", "V05"),
    (COUNT, "十\n二", "V05"), (RATE, "9 2%", "V05"), (DATE, "2011-1 2-05", "V17"), (DATE, "2011", "V17"),
    (COUNT, "3家", "V20"), (COUNT, "若干次", "V05"), (COUNT, "约3", "V05"), (COUNT, "2-3", "V05"),
    (COUNT, "3²", "V05"), (COUNT, "①", "V05"), (COUNT, "½", "V05"), (COUNT, "1_000", "V05"), (COUNT, "nan", "V05"),
    (COUNT, "inf", "V05"), (COUNT, "1e1", "V05"), (COUNT, "0x3", "V05"), (COUNT, "—", "V20"), (COUNT, "无", "V20"),
    (COUNT, "/", "V20"), (COUNT, "未发生", "V20"), (COUNT, "1只（含扩牌）", "V05"),
    (COUNT, "2次以上", "V05"),
    (COUNT, "不适用", "V16"), (COUNT, "99", "V07"), (COUNT, "2.5", "V06"),
    (COUNT, "=1+1", "V05"), (COUNT, "+3", "V20"), (COUNT, "-3", "V07"), (COUNT, "@3", "V05"),
    (RATE, "92%", ""), (RATE, "≥92%", "V05"), (RATE, "９２％", "V20"), (RATE, "92 %", "V20"),
    (RATE, "百分之九十二", "V20"),
    (RATE, "约90%", "V05"), (RATE, "90%以上", "V05"), (RATE, "92", "V08"), (RATE, "0.92", "V08"), (RATE, "—", "V05"),
    (RATE, "无", "V05"), (RATE, "120%", "V07"), (RATE, "不适用", "C04"), (RATE, " 不适用", "C04"),
    (RATE, "N/A", "V20+C04"), (RATE, "92‰", "V05"),
    (YES_NO, "是 ", ""), (YES_NO, "无", "V09"), (YES_NO, "√", "V20"), (YES_NO, "Ｙ", "V20"),
    (YES_NO, "有", "V20"), (YES_NO, "已制定", "V20"),
    (YES_NO, "1", "V09"),
    (YES_NO, "是/否", "V09"), (YES_NO, "基本是", "V09"), (YES_NO, "不适用", "V16"),
    (GRADE, "4.5分", "V20"), (GRADE, "优秀", "V05"), (GRADE, "4.7", "V15"), (GRADE, "6", "V07"),
    (STATUS, "完成", "V20"), (STATUS, "已 完成", "V20"), (STATUS, "基本完成", "V09"), (STATUS, "是", "V09"),
    (STATUS, "不适用", "V16"),
    (DATE, "2011.12.5", ""), (DATE, "2011年12月5日", ""), (DATE, "二〇一一年十二月五日", "V20"),
    (DATE, "12月5日", "V17"), (DATE, "11.12.5", "V17"), (DATE, "5/12/2011", "V17"), (DATE, "2011-02-30", "V17"),
    (TEXT, "=cmd|' /C calc'!A0", ""), (TEXT, "+8651985120000", ""), (TEXT, "-1", ""), (TEXT, "@SUM(A1)", ""),
    (TEXT, "http://example.com/", ""), (TEXT, "a\tb", ""),
]  # fmt: skip

NUMBERS = [
    (COUNT, "-1", "V07"), (COUNT, "2.5", "V06"), (COUNT, "51", "V07"), (COUNT, "1E+300", "V07"),
    (COUNT, "2.9999999999999996", ""),
    (COUNT, "NaN", "V13"), (COUNT, "1e9999", "V13"), (COUNT, "", "V01"),
    (RATE, "92", "V07"), (RATE, "1.01", "V07"), (RATE, "-0.01", "V07"), (RATE, "0.57999999999999996", ""),
    (RATE, "1", ""), (RATE, "0", ""), (RATE, "0.0096", "V22"),
    (GRADE, "4.7", "V15"), (GRADE, "5.5", "V07"), (GRADE, "-0.5", "V07"), (GRADE, "0", ""),
    (YES_NO, "1", "V09"), (STATUS, "1", "V09"), (DATE, "3", "V17"), (DATE, "2011", "V17"), (DATE, "2011.3", "V17"),
    (DATE, "20111205", "V20"),
    (TEXT, "85120000", ""),
]  # fmt: skip


def _found(name, codes):
    return [(code, at(name)) for code in codes.split("+") if code]


def typed_variants():
    for name, text, codes in TYPED:
        build = functools.partial(lambda name, text: typed(town(), "孟河镇", name, text), name, text)
        yield one(f"{name}填文字{text!r}", build, *_found(name, codes))
    for name, value, codes in NUMBERS:
        build = functools.partial(lambda name, value: number(town(), "孟河镇", name, value), name, value)
        yield one(f"{name}填数{value!r}", build, *_found(name, codes))


STATES = [
    ("错误值", "<v>#REF!</v>", "e", "V10"),
    ("除零", "<f>1/0</f><v>#DIV/0!</v>", "e", "V10"),
    ("没有结果的公式", "<f>B1</f>", None, "V11"),
    ("不认识的类型", "<v>1</v>", "zz", "V13"),
    ("过长的文字", f"<is><t>{'长' * 32_768}</t></is>", "inlineStr", "V14"),
    ("文字号越界", "<v>999999</v>", "s", "V13"),
]


def filled(name, content, kind):
    return put(town(), "孟河镇", name, content, kind)


def with_picture(name):
    """A picture placed in a cell, as Excel keeps it: an error to every program that does not know better."""
    data = put(town(), "孟河镇", name, "<v>#VALUE!</v>", 'e" vm="1')
    return repack(data, {"xl/richData/richValueRel.xml": b"<x/>"})


def state_variants():
    for name in EVERY:
        for what, content, kind, code in STATES:
            build = functools.partial(filled, name, content, kind)
            yield one(f"{name}是{what}", build, (code, at(name)))
    formulas = [(COUNT, "<f>1+1</f><v>2</v>", None), (RATE, "<f>0.9</f><v>0.9</v>", None),
                (YES_NO, '<f>"是"</f><v>是</v>', "str"), (TEXT, '<f>"王"</f><v>王</v>', "str")]  # fmt: skip
    for name, content, kind in formulas:
        build = functools.partial(filled, name, content, kind)
        yield one(f"{name}是公式", build, ("V21", at(name)))
    for name, code in ((COUNT, "V12"), (RATE, "V12"), (GRADE, "V12"), (YES_NO, "V20"), (STATUS, "V09"), (DATE, "V09")):
        build = functools.partial(lambda name: put(town(), "孟河镇", name, "<v>1</v>", "b"), name)
        yield one(f"{name}是逻辑值", build, (code, at(name)))
    yield one("日期单元格型的日期", lambda: put(town(), "孟河镇", DATE, "<v>2011-12-05</v>", "d"))
    yield one("次数是日期型", lambda: put(town(), "孟河镇", COUNT, "<v>2011-12-05</v>", "d"), ("V05", at(COUNT)))
    yield one("同一格两次", lambda: put(town(), "孟河镇", COUNT, '<v>1</v></c><c r="I7"><v>2</v>'), ("V13", at(COUNT)))
    for name in (COUNT, RATE, EVIDENCE):
        picture = functools.partial(
            put, town(), "孟河镇", name, '<f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v>', "str"
        )
        yield one(f"{name}里放了图片（WPS）", picture, ("V26", at(name)))
        yield one(f"{name}里放了图片（Excel）", functools.partial(with_picture, name), ("V26", at(name)))
    yield one("转义的回车", lambda: typed(town(), "孟河镇", TEXT, "王_x000D_建国"))
    yield one("转义的零字符", lambda: typed(town(), "孟河镇", COUNT, "3_x0000_"), ("V20", at(COUNT)))
    rich = "<is><r><t>两</t></r><r><t>次</t></r><rPh sb='0' eb='1'><t>liang</t></rPh></is>"
    yield one("带注音的文字", lambda: put(town(), "孟河镇", COUNT, rich, "inlineStr"), ("V20", at(COUNT)))


def dated(name, content):
    """An input's number shown in the format of the report's date."""
    sheet, cell = at(DATE)
    style = re.search(rf'<c r="{cell}"( s="\d+")', part(town(), sheet_part(town(), sheet)).decode())[1]
    sheet, cell = at(name)
    pattern = re.compile(rf'<c r="{cell}" s="\d+"[^>]*>.*?</c>')
    new = f'<c r="{cell}"{style}>{content}</c>'
    return repack(town(), {sheet_part(town(), sheet): lambda body: pattern.sub(new, body.decode(), count=1).encode()})


def blank_variants():
    codes = {COUNT: "V01", RATE: "V01", YES_NO: "V01", GRADE: "V01", STATUS: "V01", TEXT: "V02", DATE: "V02"}
    for name, code in codes.items():
        build = functools.partial(lambda name: blank(town(), "孟河镇", name), name)
        yield one(f"{name}没有填", build, (code, at(name)))
        for space in (" ", "\u3000", "\u200b"):
            spaced = functools.partial(lambda name, space: typed(town(), "孟河镇", name, space), name, space)
            yield one(f"{name}填{space!r}", spaced, (code, at(name)))
    for name, value in ((COUNT, 3), (RATE, 0.92), (GRADE, 4.5)):
        build = functools.partial(dated, name, f"<v>{value}</v>")
        yield one(f"{name}是日期格式的数", build, ("V23", at(name)))
    for name, value in ((COUNT, 40606), (RATE, 40606), (GRADE, 40607), (COUNT, 0.0625)):
        build = functools.partial(dated, name, f"<v>{value}</v>")
        yield one(f"{name}填的{value}成了日期", build, ("V24", at(name)))
    yield one("没有佐证材料", lambda: blank(town(), "孟河镇", EVIDENCE), ("V03", ("自评表", "")))
    yield one("佐证材料是错误值", lambda: put(town(), "孟河镇", EVIDENCE, "<v>#N/A</v>", "e"), ("V10", at(EVIDENCE)))
    yield one("没有说明", lambda: blank(town(), "孟河镇", NOTE))


def undone():
    return blank(typed(town(), "孟河镇", STATUS, "未完成"), "孟河镇", NOTE)


def department(change):
    """A variant's build on the department's form."""
    return lambda: change(form(DEPARTMENT))


def together_variants():
    """Values that do not go together."""
    late = "fact_late_accident_reports"
    yield one("迟报多于事故", lambda: number(town(), "孟河镇", late, 2), ("C01", at(late)))
    reason = "fact_food_pass_rate_evidence"
    without = functools.partial(lambda: blank(typed(town(), "孟河镇", RATE, "不适用"), "孟河镇", reason))
    yield one("不适用没有理由", without, ("C04", at(RATE)), ("C05", at(RATE)))
    yield one("未完成没有说明", undone, ("C10", at(STATUS)))
    note, missed = "fact_honours_note", "indicator_3_2_1"
    yield one("荣誉没有注明", department(lambda data: blank(data, DEPARTMENT, note)), ("C03", at(note, DEPARTMENT)))
    missing = department(lambda data: number(data, DEPARTMENT, missed, 9))
    yield one("已完成但指标未达", missing, ("C06", at(missed, DEPARTMENT)))
    gone = department(lambda data: blank(data, DEPARTMENT, missed))
    yield one("牵头指标没有填", gone, ("V01", at(missed, DEPARTMENT)))
    products, told = "fact_adopted_standard_products", "indicator_2_1_3"
    yield Variant(
        "牵头少于各镇合计",
        lambda: {"甲.xlsx": number(town(), "孟河镇", products, 41), "乙.xlsx": form(DEPARTMENT)},
        {"甲.xlsx": "采用", "乙.xlsx": "采用"},
        [("乙.xlsx", "C07", *at(told, DEPARTMENT))],
    )
    both = "indicator_1_1_2"
    yield Variant(
        "两个牵头填数不一",
        lambda: {"甲.xlsx": number(form("药监分局"), "药监分局", both, 0.97), "乙.xlsx": form(DEPARTMENT)},
        {"甲.xlsx": "采用", "乙.xlsx": "采用"},
        [("甲.xlsx", "C08", *at(both, "药监分局")), ("乙.xlsx", "C08", *at(both, DEPARTMENT))],
    )


def variants():
    """All of them."""
    yield from typed_variants()
    yield from state_variants()
    yield from blank_variants()
    yield from together_variants()
