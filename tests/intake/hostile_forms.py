"""Hostile forms: another's, another year's, without its marks; moved about, copied, sorted and cut."""

import functools
import re
from dataclasses import replace

import edits
from filled import blank, form, input_of, layout_of, number, put_at, saved_at, sheet_part, unit_of
from hostile import COUNTED, DUPLICATE, HELD, NOWHERE, OTHER, SUPERSEDED, TOWN, Variant, one, town
from oldformats import ods_of, xls_of
from repacked import repack

from qz.layout.form_plan import KEY_COLUMN
from qz.model.layout import InputKind
from qz.workbook.read.xlsx.read_xlsx import read_workbook

TASKS, CARD, PEOPLE = 1, 2, 3
CARD_SHEET, TASK_SHEET, PEOPLE_SHEET = "自评表", "任务完成情况", "报送信息"
MANIFEST = ["qz_format", "kind", "year", "programme_id", "unit_code", "unit_name", "edition", "digest"]


@functools.lru_cache
def book():
    return read_workbook(town())


def said(**changes):
    """The form with lines of its manifest changed, on the sheet and in the properties."""
    data = town()
    for key, value in changes.items():
        data = put_at(data, "_qz", f"B{MANIFEST.index(key) + 1}", f"<is><t>{value}</t></is>", "inlineStr")
        name = key if key.startswith("qz_") else f"qz_{key}"
        pattern = re.compile(f'(name="{name}"><vt:lpwstr>)[^<]*')
        change = functools.partial(
            lambda pattern, value, body: pattern.sub(rf"\g<1>{value}", body.decode()).encode(), pattern, value
        )
        data = repack(data, {"docProps/custom.xml": change})
    return data


def in_book(change, data=None):
    return repack(data or town(), {"xl/workbook.xml": lambda body: change(body.decode()).encode()})


def without_sheet(title, data=None):
    """A sheet deleted, as a spreadsheet program does it: names that pointed there are broken."""

    def change(text):
        text = re.sub(rf'<sheet name="{title}"[^>]*/>', "", text)
        return text.replace(f"'{title}'!$", "#REF!$").replace(f"{title}!$", "#REF!$")

    return in_book(change, data)


def without_properties(data=None):
    return repack(data or town(), drop={"docProps/custom.xml"})


def without_names(data=None, keep=()):
    def change(text):
        names = re.findall(r'<definedName name="([^"]*)"[^>]*>[^<]*</definedName>', text)
        for name in names:
            if name not in keep:
                text = re.sub(rf'<definedName name="{name}"[^>]*>[^<]*</definedName>', "", text)
        return text

    return in_book(change, data)


def renamed(old, new):
    """A sheet renamed, its names following; ``new`` with quotes doubled."""
    plain = new.replace("''", "'")
    return in_book(
        lambda text: text.replace(f'<sheet name="{old}"', f'<sheet name="{plain}"').replace(f"'{old}'!", f"'{new}'!")
    )


def reordered():
    def change(text):
        sheets = re.findall(r"<sheet [^>]*/>", text)
        return text.replace("".join(sheets), "".join(sheets[::-1]))

    return in_book(change)


def all_shown():
    return in_book(lambda text: text.replace(' state="veryHidden"', ""))


def all_hidden():
    return in_book(lambda text: text.replace(' sheetId="3"', ' sheetId="3" state="hidden"'))


def other_text(data, what, new):
    """A text of the shared strings replaced, and nothing else."""
    return repack(data, {"xl/sharedStrings.xml": lambda body: body.replace(what.encode(), new.encode())})


def identity_variants():
    yield one("上一年的", lambda: said(year="2010", programme_id="新北区-质量振兴工作-2010"), ("I02", NOWHERE))
    yield one("别的区的", lambda: said(programme_id="武进区-质量振兴工作-2011"), ("I03", NOWHERE))
    yield one("别的考核的", lambda: said(programme_id="新北区-安全生产-2011"), ("I03", NOWHERE))
    yield one("另一版的", lambda: said(edition="2"), ("I04", NOWHERE))
    yield one("名册外单位的", lambda: said(unit_code="X99", unit_name="某镇"), ("I05", NOWHERE))
    yield one("编号与名称不是一个单位", lambda: said(unit_name="薛家镇"), ("I06", NOWHERE))
    yield one("标记格式是将来的", lambda: said(qz_format="9"), ("I15", NOWHERE))
    yield one("种类是将来的", lambda: said(kind="survey"), ("I15", NOWHERE))
    yield one("归档的清单", lambda: said(kind="archive"), ("I19", NOWHERE))
    yield one("表样有出入", lambda: said(digest="0" * 64), ("I13", NOWHERE))
    hidden_says_other = lambda: put_at(town(), "_qz", "B5", "<is><t>Z04</t></is>", "inlineStr")  # noqa: E731
    yield one("标记与属性矛盾", hidden_says_other, ("I06", NOWHERE))
    yield one("删了标记表", lambda: without_sheet("_qz"), ("I07", NOWHERE))
    yield one("没有属性", without_properties)
    bare = lambda: without_properties(without_sheet("_qz"))  # noqa: E731
    yield one("标记表和属性都没有", bare, ("I07", NOWHERE))
    unnamed = lambda: other_text(other_text(bare(), f"填报单位：{TOWN}", "填报单位："), f"（{TOWN}）", "（ ）")  # noqa: E731
    yield one("标记和单位名都没有", unnamed, ("I08", NOWHERE))
    spelled = lambda: other_text(bare(), f"填报单位：{TOWN}", "填报单位：孟河 镇人民政府")  # noqa: E731
    yield one("单位名写法不同", spelled, ("I07", NOWHERE))
    two = lambda: other_text(bare(), f"填报单位：{TOWN}", f"填报单位：{OTHER}")  # noqa: E731
    yield one("单位名写了两个", two, ("I08", NOWHERE))
    older = lambda: other_text(bare(), "2011年新北区质量振兴工作", "2010年新北区质量振兴工作")  # noqa: E731
    yield one("标记没有而标题是上一年", older, ("I02", NOWHERE))
    yield one("不相干的工作簿", unrelated, ("I01", NOWHERE))
    yield one("照样另做的", typed_anew, ("I18", NOWHERE))
    yield one("文件名是别的单位", town, ("I09", NOWHERE), path=f"{OTHER}.xlsx")
    yield one("文件名是本单位别名", town, path="孟河.xlsx")
    yield one("标记表改名", lambda: renamed("_qz", "说明2"))


def unrelated():
    raw = edits.delete_sheet(book(), 0)
    for index in range(len(raw.sheets)):
        raw = edits.clear(raw, index, lambda *_: True)
    return xls_of(edits.drop_names(edits.put(raw, 0, (0, 0), "通讯录")))


def typed_anew():
    """What the printed form shows, typed into a workbook of one's own."""
    raw = replace(edits.drop_names(book()), sheets=book().sheets[: PEOPLE + 1], properties={})
    for index in range(len(raw.sheets)):
        raw = edits.clear(raw, index, lambda _, column: column == KEY_COLUMN)
    return xls_of(raw)


def copied_out(*places):
    """Sheets of the form in a workbook of their own, as a spreadsheet program copies them."""
    return ods_of(replace(book(), sheets=tuple(book().sheets[place] for place in places), names={}, properties={}))


def part_variants():
    for places in ((TASKS,), (CARD,), (PEOPLE,), (TASKS, CARD)):
        names = "和".join(book().sheets[place].name for place in places)
        yield one(f"单独取出的{names}", functools.partial(copied_out, *places), ("I16", NOWHERE))


def merged(names):
    """Inputs merged into one cell, as a spreadsheet program writes it."""
    sheet, first = input_of(TOWN, names[0]).sheet, input_of(TOWN, names[0]).cell
    area = f'<mergeCell ref="{first}:{input_of(TOWN, names[-1]).cell}"/></mergeCells>'.encode()
    return repack(town(), {sheet_part(town(), sheet): lambda body: body.replace(b"</mergeCells>", area, 1)})


MERGED = {
    "上下": ("fact_quality_meetings", "fact_annual_plan"),
    "左右": ("fact_annual_plan", "fact_annual_plan_evidence"),
    "人名": ("reporter", "reporter_phone"),
}


def merged_variants():
    for how, names in MERGED.items():
        where = input_of(TOWN, names[0])
        yield one(f"合并了{how}", functools.partial(merged, names), ("L13", (where.sheet, where.cell)))


def hidden_rows(*names):
    """Rows with inputs hidden by the filler."""
    data = town()
    for name in names:
        number = re.search(r"\d+", input_of(TOWN, name).cell)[0]
        part = sheet_part(data, input_of(TOWN, name).sheet)
        mark = f'<row r="{number}" hidden="1"'.encode()
        data = repack(data, {part: lambda body, old=mark[:-11], new=mark: body.replace(old, new, 1)})
    return data


def merged_away():
    """An input merged into the locked cell beside it."""
    where = input_of(TOWN, "fact_quality_meetings")
    left = where.cell.replace(where.cell[0], chr(ord(where.cell[0]) - 1))
    area = f'<mergeCell ref="{left}:{where.cell}"/></mergeCells>'.encode()
    return repack(town(), {sheet_part(town(), where.sheet): lambda body: body.replace(b"</mergeCells>", area, 1)})


def seen_variants():
    """What a form shows, and what it does not."""
    where = input_of(TOWN, "fact_quality_meetings")
    yield one("并进左边的格", merged_away, ("L15", (where.sheet, where.cell)))
    hide = functools.partial(hidden_rows, "fact_quality_meetings")
    yield one("隐藏了一行", hide, ("L14", NOWHERE))
    many = functools.partial(hidden_rows, "fact_quality_meetings", "fact_annual_plan", "reporter")
    yield one("隐藏了几行", many, ("L14", NOWHERE))
    yield one("隐藏了空着的一行", functools.partial(hidden_blank), ("V01", (where.sheet, where.cell)))


def hidden_blank():
    data = hidden_rows("fact_quality_meetings")
    return blank(blank(data, TOWN, "fact_quality_meetings"), TOWN, "fact_quality_meetings_evidence")


def version_variants():
    early = lambda: number(form(TOWN, "2011-12-01T02:00:00Z"), TOWN, "fact_quality_meetings", 7)  # noqa: E731
    changed = lambda: number(town(), TOWN, "fact_quality_meetings", 7)  # noqa: E731
    timeless = lambda: saved_at(changed(), None)  # noqa: E731
    yield Variant(
        "先后两份", lambda: {"新.xlsx": town(), "旧.xlsx": early()}, {"新.xlsx": COUNTED, "旧.xlsx": SUPERSEDED}
    )
    asked = [("甲.xlsx", "I10", "", ""), ("乙.xlsx", "I10", "", "")]
    both = {"甲.xlsx": HELD, "乙.xlsx": HELD}
    yield Variant("同时保存两份", lambda: {"甲.xlsx": town(), "乙.xlsx": changed()}, both, asked)
    waits, dated = [("乙.xlsx", "S05", "", "")], {"甲.xlsx": COUNTED, "乙.xlsx": HELD}
    yield Variant("一份没有时间", lambda: {"甲.xlsx": town(), "乙.xlsx": timeless()}, dated, waits)
    resaved = lambda: repack(town(), {"docProps/app.xml": b"<Properties/>"})  # noqa: E731
    yield Variant(
        "内容相同的两份", lambda: {"甲.xlsx": town(), "乙.xlsx": resaved()}, {"乙.xlsx": COUNTED, "甲.xlsx": DUPLICATE}
    )
    formats = lambda: {"甲.xlsx": town(), "乙.xls": xls_of(book()), "丙.ods": ods_of(book())}  # noqa: E731
    yield Variant("三种格式各一份", formats, {"丙.ods": COUNTED, "乙.xls": DUPLICATE, "甲.xlsx": DUPLICATE})
    yield one("逾期", lambda: form(TOWN, "2011-12-20T02:00:00Z"), ("I11", NOWHERE))
    yield one("截止前一刻", lambda: form(TOWN, "2011-12-15T08:59:59Z"))
    yield one("没有保存时间", lambda: saved_at(town(), None), ("I12", NOWHERE))
    yield one("时钟不对", lambda: form(TOWN, "1999-12-05T02:00:00Z"), ("I12", NOWHERE))


def sheet_variants():
    yield one("表改名", lambda: renamed(CARD_SHEET, "Sheet1"))
    yield one("表名带引号", lambda: renamed(CARD_SHEET, "a''b"))
    yield one("表倒序", reordered)
    yield one("标记表显示出来", all_shown)
    yield one("自评表藏起来", all_hidden)
    yield one("删了说明表", lambda: without_sheet("填表说明"))
    yield one("删了自评表", lambda: without_sheet(CARD_SHEET), ("L06", NOWHERE))
    yield one("删了任务表", lambda: without_sheet(TASK_SHEET), ("L06", NOWHERE))
    yield one("删了报送信息", lambda: without_sheet(PEOPLE_SHEET), ("L06", NOWHERE))
    sheets = [(TASK_SHEET, ""), (CARD_SHEET, ""), (PEOPLE_SHEET, "")]
    yield one("名称全没有", without_names, *(("L01", where) for where in sheets))
    kept = [cell.name for cell in layout_of(unit_of(TOWN)).inputs if cell.name != "fact_annual_plan"]
    yield one("丢一个名称", lambda: without_names(keep=kept), ("L01", (CARD_SHEET, "")))
    for what, to in (("xls", xls_of), ("ods", ods_of)):
        copied = functools.partial(lambda to: to(edits.copy_sheet(book(), CARD, "自评表 (2)")), to)
        yield one(f"复制一份表（{what}）", copied, ("L08", ("自评表 (2)", "")))
        changed = functools.partial(
            lambda to: to(edits.put(edits.copy_sheet(book(), CARD, "自评表 (2)"), -1, (8, 8), "否")), to
        )
        yield one(f"复制一份表再改（{what}）", changed, ("L07", ("自评表 (2)", "")))
    whole = lambda: wiped(lambda cell: cell.kind is InputKind.FACT)  # noqa: E731
    yield one("自评表全没填", whole, ("V04", (CARD_SHEET, "")))


def wiped(which):
    data = town()
    for cell in layout_of(unit_of(TOWN)).inputs:
        if which(cell):
            data = blank(data, TOWN, cell.name)
    return data


ROWS = [6, 8, 10, 11]
L04, L05, L09, L12 = "L04", "L05", "L09", "L12"
EDITED = [
    ("插入行", lambda raw: edits.insert_rows(raw, CARD, 9, 2), []),
    ("在最前插入行", lambda raw: edits.insert_rows(raw, CARD, 0, 3), []),
    ("插入列", lambda raw: edits.insert_columns(raw, CARD, 5), []),
    ("在最前插入列", lambda raw: edits.insert_columns(raw, CARD, 0), []),
    ("删除标题行", lambda raw: edits.delete_row(raw, CARD, 2), []),
    ("删除无关列", lambda raw: edits.delete_column(raw, CARD, 5), []),
    ("剪切行到别处", lambda raw: edits.move_row(raw, CARD, 8, 20), []),
    ("删除标记行", lambda raw: edits.delete_row(raw, CARD, 0), []),
    ("删除行号列", lambda raw: edits.delete_column(raw, CARD, 0), [("L02", "")]),
    ("清空行号列", lambda raw: edits.clear(raw, CARD, lambda _, column: column == 0), [("L02", "")]),
    ("整行排序", lambda raw: edits.sort_rows(raw, CARD, ROWS, ROWS[::-1]), [("L03", "")]),
    ("只排看得见的列", lambda raw: edits.sort_rows(raw, CARD, ROWS, ROWS[::-1], range(1, 40)), [(L12, "")]),
    ("插入单元格下移", lambda raw: edits.insert_cells_down(raw, CARD, 10, 8, 8), [(L12, "")]),
    ("插入单元格右移", lambda raw: edits.insert_cells_right(raw, CARD, 10, 8), [(L04, "I11"), (L04, "J11")]),
    ("拖动一格到另一格", lambda raw: edits.cut_cell(raw, CARD, (10, 8), (11, 8)), [(L04, "I11"), (L04, "I12")]),
    ("删除一行", lambda raw: edits.delete_row(raw, CARD, 10), [(L05, None), (L05, None)]),
    ("复制一行插入", lambda raw: edits.copy_row(raw, CARD, 10, 12), []),
    ("复制一行插入再改", lambda raw: edits.put(edits.copy_row(raw, CARD, 10, 12), CARD, (12, 8), "否"), [(L09, "I11")]),
    ("行标题被改", lambda raw: edits.put(raw, CARD, (6, 6), "会议"), []),
    ("标题列清空", lambda raw: edits.clear(raw, CARD, lambda _, column: column == 6), [(L12, "")]),
    ("公式变成数值", lambda raw: edits.put(raw, CARD, (6, 11), "2"), []),
    ("填表人写在旁边", lambda raw: edits.put(raw, CARD, (300, 30), "请审核"), []),
    ("佐证里写了行号标记", lambda raw: edits.put(raw, CARD, (10, 9), "fact:annual_plan"), []),
]
"""What is done to the 自评表, and the codes it gives with their cells there (``None``: no place at all)."""


def edit_variants():
    for name, edit, found in EDITED:
        for what, to in (("xls", xls_of), ("ods", ods_of)):
            build = functools.partial(lambda edit, to: to(edit(book())), edit, to)
            places = [(code, NOWHERE if cell is None else (CARD_SHEET, cell)) for code, cell in found]
            yield one(f"{name}（{what}）", build, *places)


def variants():
    """All of them."""
    yield from identity_variants()
    yield from version_variants()
    yield from part_variants()
    yield from merged_variants()
    yield from seen_variants()
    yield from sheet_variants()
    yield from edit_variants()
