"""The office's own words on the form: read as plain text, and a slip in them named in a sentence."""

import shutil

import pytest

from qz.forms.form_wording import (
    GUIDE,
    PLEDGE,
    TEMPLATES,
    FormWordingFault,
    guide_paragraphs,
    only_names_the_unit,
    pledge_lines,
    support_note,
)

WORDS = {
    "单位": "孟河镇",
    "各表": [{"名称": "自评表", "内容": "逐条填。"}],
    "截止时间": "2011年12月15日17时",
    "统计截止日": "",
    "办公室": "区办公室",
    "电子邮箱": "a@example.com",
    "地址": "",
    "联系人": "陈",
    "联系电话": "0519",
    "计分": False,
    "口径": False,
}


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(TEMPLATES, tmp_path / "forms")


def test_paragraphs_are_headings_and_their_text():
    found = {one.heading: one.text for one in guide_paragraphs(WORDS)}
    assert list(found) == ["谁来填", "填什么", "什么时候报", "报给谁", "怎么填", "怎么报", "有疑问"]
    assert found["填什么"] == "1．《自评表》：逐条填。"
    assert found["报给谁"] == "区办公室，电子邮箱 a@example.com。"
    assert "自评得分" not in found["怎么填"]
    assert "自评得分" in {one.heading: one.text for one in guide_paragraphs(WORDS | {"计分": True})}["怎么填"]
    assert "口径" not in found["怎么填"]
    assert "《自评表》末尾" in {one.heading: one.text for one in guide_paragraphs(WORDS | {"口径": True})}["怎么填"]


def test_the_pledge_is_a_line_a_row():
    assert pledge_lines("孟河镇")[1] == "填报单位（盖章）：孟河镇"


def test_the_note_on_supported_tasks_is_one_line():
    assert "“配合”" in support_note("孟河镇")
    assert "\n" not in support_note("孟河镇")


def test_nothing_is_escaped():
    assert "<&>镇" in guide_paragraphs(WORDS | {"单位": "<&>镇"})[0].text


def test_windows_notepad_may_save_it(folder):
    text = (folder / PLEDGE).read_text("utf-8")
    (folder / PLEDGE).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert pledge_lines("孟河镇", folder) == pledge_lines("孟河镇")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "没有《填表说明.txt》"),
        (lambda path: path.write_bytes("# 谁来填\n中文".encode("gb18030")), "不是 UTF-8"),
        (lambda path: path.write_text("# 一\n{% if %}", "utf-8"), "第 2 行写法有误"),
        (lambda path: path.write_text("# 一\n{{ 单 位 }}", "utf-8"), "第 2 行写法有误"),
        (lambda path: path.write_text("# 一\n{{ 村 }}", "utf-8"), "不认识的字段"),
    ],
)
def test_a_slip_is_named(folder, spoil, said):
    spoil(folder / GUIDE)
    with pytest.raises(FormWordingFault, match=said):
        guide_paragraphs(WORDS, folder)


def test_the_offices_wording_only_names_the_unit():
    assert only_names_the_unit()


@pytest.mark.parametrize(
    "line",
    [
        "{{ 单位 | length }}",
        "{{ 单位[:2] }}",
        "{{ '致' ~ 单位 }}",
        "{% if 单位 == '孟河镇' %}甲{% endif %}",
        "{% set 名称 = 单位 %}",
        "{% set 名称 %}{{ 单位 }}{% endset %}",
        "{% filter upper %}{{ 单位 }}{% endfilter %}",
        "{% include '签章.txt' %}",
        "{{ 单位",
    ],
)
def test_a_wording_that_does_more_with_the_name_is_seen(folder, line):
    assert only_names_the_unit(folder)
    with (folder / GUIDE).open("a", encoding="utf-8") as stream:
        stream.write(f"\n# 又一条\n{line}\n")
    assert not only_names_the_unit(folder)


def test_a_wording_changed_since_it_was_last_used_is_read_anew(folder):
    before = pledge_lines("孟河镇", folder)
    (folder / PLEDGE).write_text("只有一行，改过。\n", "utf-8")
    assert pledge_lines("孟河镇", folder) == ("只有一行，改过。",) != before
