"""Every letter in words: what it must say, in both bodies; typed text stays text; a wrong template is named."""

import datetime as dt
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import mail_made as made
import pytest

from qz.mail.due import Enclosures, due_after_collect, due_forms
from qz.mail.letter_wording import LetterWording, LetterWordingFault, letter_words
from qz.model.letters import MailKind
from qz.values.dates import show_moment

TEMPLATES = Path(__file__).parents[2] / "templates" / "mail"
ALL = Enclosures(made.FORMS, made.CORRECTIONS, made.VERIFICATION, made.FEEDBACK)


def letters(today=made.DAY, enclosures=ALL, folder=TEMPLATES):
    dues = (*due_forms(made.programme(), made.FORMS), *due_after_collect(made.assessment(), today, enclosures))
    wording = LetterWording(folder)
    return {(due.kind.value, due.unit.code): wording.word(due, made.PARTICULARS, today) for due in dues}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.words, self.tags, self.attributes = [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    def handle_data(self, data):
        self.words.append(data)


def read_html(letter):
    reader = _Reader()
    reader.feed(letter.html)
    return reader


def squeezed(text):
    return "".join(text.split())


SAYS = {
    ("发表", "X1"): [
        "青石乡",
        "2031年5月20日17:30",
        "X1-青石乡.xlsx",
        "2031年东山县河道管护工作意见",
        "东政办〔2031〕7号",
        "林一帆",
    ],
    ("催报", "X1"): ["还有5天", "2031年5月20日17:30", "邮件", "青石乡.xlsx", "设了打开密码", "X1-青石乡.xlsx"],
    ("催报", "K1"): ["还有5天", "还没有收到你单位的填报表"],
    ("补正", "X2"): [
        "白沙乡.xlsx",
        "2处",
        "《自评表》D9",
        "“巡河次数”没有填",
        "《自评表》D4",
        "=cmd|'/c calc'!A1 <b>&",
        "《自评表》E2",
        "着色",
    ],
    ("回执", "X3"): ["红枫.xlsx", "2031年5月9日10:00", "来信", "《自评表》D7", "没有必须改正的错误"],
    ("回执", "X4"): ["云岭.xlsx", "逾期", "填报齐全", "不必再报"],
    ("结果告知", "X3"): ["红枫乡", "X3-红枫乡.xlsx", "2031年6月30日17:00前", "复核申请"],
    ("复核答复", "X3"): [
        "红枫乡",
        "1.1巡河，申请计为是<b>&",
        "已受理，待答复",
        "维持（林一帆）",
        "记录不全",
        "条款不认识",
        "逾期",
    ],
    ("核定", "K1"): [
        "水务局",
        "核定表-水务局.xlsx",
        "3个单位",
        "1条复核申请等待答复",
        "核定理由",
        "请于2031年6月10日前报回",
    ],
}


@pytest.mark.parametrize("which", SAYS)
def test_both_bodies_say_what_must_be_said(which):
    letter = letters()[which]
    html = squeezed("".join(read_html(letter).words))
    for words in SAYS[which]:
        assert squeezed(words) in squeezed(letter.text)
        assert squeezed(words) in html
    for body in (squeezed(letter.text), html):
        for words in (
            made.PARTICULARS.office,
            made.PARTICULARS.contact,
            made.PARTICULARS.phone,
            made.PARTICULARS.email,
            "2031年5月15日",
        ):
            assert words in body


def test_what_the_office_has_to_decide_is_no_business_of_the_unit():
    letter = letters()["复核答复", "X3"]
    assert "《收件确认》" not in letter.text + letter.html


def test_subjects():
    subjects = {which: letter.subject for which, letter in letters().items() if which in SAYS}
    assert subjects == {
        ("发表", "X1"): "【请填报】2031年东山县河道管护考核填报表（青石乡），请于2031年5月20日17:30前报回",
        ("催报", "X1"): "【催报】2031年东山县河道管护考核填报表还有5天截止（青石乡）",
        ("催报", "K1"): "【催报】2031年东山县河道管护考核填报表还有5天截止（水务局）",
        ("补正", "X2"): "【请补正】2031年东山县河道管护考核填报表有2处需要补正（白沙乡）",
        ("回执", "X3"): "【回执】2031年东山县河道管护考核填报表已收到（红枫乡）",
        ("回执", "X4"): "【回执】2031年东山县河道管护考核填报表已收到（云岭乡）",
        ("核定", "K1"): "【请核定】2031年东山县河道管护考核核定表（水务局）",
        ("结果告知", "X3"): "【结果告知】2031年东山县河道管护考核结果（红枫乡）",
        ("复核答复", "X3"): "【复核】2031年东山县河道管护考核复核申请办理情况（红枫乡）",
    }


@pytest.mark.parametrize(("day", "words"), [("2031-05-20", "今天截止"), ("2031-05-25", "已逾期5天")])
def test_a_reminder_counts_days(day, words):
    letter = letters(dt.date.fromisoformat(day))[("催报", "K1")]
    assert words in letter.subject
    assert words[-4:] in "".join(read_html(letter).words)
    assert words[:2] in letter.text


def test_units_that_are_not_scored_read_nothing_of_scores():
    unscored = made.programme(tuple(replace(unit, scorecard_id="") for unit in made.UNITS))
    assessment = made.assessment(of=unscored, findings=made.WRONG_FINDINGS)
    dues = (*due_forms(unscored, made.FORMS), *due_after_collect(assessment, dt.date.fromisoformat("2031-06-01"), ALL))
    letters = [LetterWording(TEMPLATES).word(due, made.PARTICULARS, made.DAY) for due in dues]
    for letter in letters:
        if letter.kind not in {MailKind.VERIFICATION, MailKind.FEEDBACK, MailKind.REVIEW}:
            assert not re.search("得分|自评分|排名|不适用", letter.text + letter.html)


def test_without_the_corrections_workbook_nothing_is_said_of_it():
    letter = letters(enclosures=Enclosures())[("补正", "X2")]
    assert "着色" not in letter.text + letter.html
    assert "在原表上改正" in letter.text
    assert "在原表上改正" in letter.html


def test_text_bodies_have_no_gaps_and_no_traces_of_templates():
    for letter in letters().values():
        assert not re.search(r"\n{3,}|[{}]|None|Undefined", letter.text), letter.text
        assert not re.search(r"\{[{%#]|None|Undefined", letter.html)


def test_html_needs_nothing_from_outside_and_typed_text_makes_no_tags():
    allowed = {"html", "head", "meta", "title", "body", "table", "tr", "td", "th", "p", "b", "br"}
    for letter in letters().values():
        reader = read_html(letter)
        assert set(reader.tags) <= allowed
        assert not {name for name, _ in reader.attributes} & {"src", "href", "class", "id", "background", "onload"}
        assert not any("url(" in (value or "") for _, value in reader.attributes)
        assert reader.tags.count("b") == letter.html.count("<b>")
    assert "&lt;b&gt;&amp;" in letters()[("补正", "X2")].html


def test_html_body_shows_no_words_twice_in_a_row_as_a_quoting_slip_would():
    for letter in letters().values():
        assert "《《" not in letter.html
        assert "&amp;lt;" not in letter.html


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (dt.datetime.fromisoformat("2031-05-20T17:30"), "2031年5月20日17:30"),
        (dt.datetime.fromisoformat("2031-12-01T00:00"), "2031年12月1日"),
        (dt.datetime.fromisoformat("2031-12-01T23:59:59"), "2031年12月1日"),
        (dt.datetime.fromisoformat("2031-12-01T08:05"), "2031年12月1日08:05"),
    ],
)
def test_moments(moment, words):
    assert show_moment(moment) == words


def test_the_office_is_told_every_word_there_is():
    manual = (TEMPLATES / "说明.md").read_text("utf-8")
    words = letter_words(due_forms(made.programme(), made.FORMS)[0], made.PARTICULARS, made.DAY)
    cells = [
        cell.strip() for line in manual.splitlines() if line.startswith("|") for cell in line.split("|")[1].split("、")
    ]
    assert [word for word in words if word not in cells] == []
    assert all(kind.value in cells for kind in MailKind)


class TestATemplateTheOfficeBroke:
    @pytest.fixture
    def folder(self, tmp_path):
        return Path(shutil.copytree(TEMPLATES, tmp_path / "mail"))

    def fault(self, folder):
        with pytest.raises(LetterWordingFault) as caught:
            letters(folder=folder)
        return str(caught.value)

    def test_missing(self, folder):
        (folder / "催报-正文.html").unlink()
        assert self.fault(folder) == f"邮件模板不全：{folder} 里没有《催报-正文.html》，请从原版补上。"

    def test_wrong_syntax(self, folder):
        (folder / "回执-正文.txt").write_text("您好\n{% if 逾期 %}\n", "utf-8")
        assert self.fault(folder).startswith("邮件模板《回执-正文.txt》第 2 行写法有误")

    def test_unknown_word(self, folder):
        (folder / "发表-主题.txt").write_text("{{ 单位名 }}", "utf-8")
        assert self.fault(folder).startswith("邮件模板《发表-主题.txt》用了不认识的字段")

    def test_not_utf8(self, folder):
        (folder / "发表-主题.txt").write_bytes("请填报".encode("gb18030"))
        assert self.fault(folder).startswith("邮件模板《发表-主题.txt》不是 UTF-8 编码")

    def test_saved_by_notepad_with_its_mark(self, folder):
        (folder / "发表-主题.txt").write_text("请{{ 单位 }}查收", "utf-8-sig")
        assert letters(folder=folder)[("发表", "X1")].subject == "请青石乡查收"

    def test_a_subject_stays_one_line(self, folder):
        (folder / "发表-主题.txt").write_text("请填报\n Bcc: x@y.cn \n{{ 单位 }}\n", "utf-8")
        assert letters(folder=folder)[("发表", "X1")].subject == "请填报 Bcc: x@y.cn 青石乡"


def test_a_receipt_agrees_with_itself():
    """填报齐全 is not said beside what is still to be looked at."""
    told = {unit: letters()["回执", unit] for unit in ("X3", "X4")}
    for body in (told["X3"].text, told["X3"].html):
        assert "填报齐全" not in body
        assert "还有1处请核对或补充" in body
    for body in (told["X4"].text, told["X4"].html):
        assert "请核对或补充" not in body


def test_until_when_it_is_counted_stands_in_the_letters_that_ask_for_data():
    for which in (("发表", "X1"), ("催报", "X1")):
        for body in (letters()[which].text, letters()[which].html):
            assert "2031年4月30日" in body


def test_a_result_told_late_asks_for_no_application():
    late = letters(made.PARTICULARS.appeal_by.date() + dt.timedelta(1))
    for kind, words in (("结果告知", "提出复核申请的时间已过"), ("复核答复", "“待补正”的，提出申请的时间已过")):
        letter = late[kind, "X3"]
        for body in (squeezed(letter.text), squeezed("".join(read_html(letter).words))):
            assert words in body
            assert "2031年6月30日17:00前" not in body
