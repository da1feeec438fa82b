"""What the body of an official document says: its title, number and date, and the main goals."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from qz.programme.importing.guesses.guess import GuessedRow
from qz.programme.importing.guesses.title import find_district, find_title, name_of_assessment
from qz.programme.raw import RawValue
from qz.programme.sheets.programme_sheets import sheet_spec
from qz.values.dates import read_date
from qz.values.numerals import ORDINAL
from qz.words import squeeze

TO_FILL: Final = "请改"
"""Stands where the document says nothing and the programme needs something."""
_YEAR: Final = re.compile(r"(\d{4})年")
_NUMBER: Final = re.compile(r"[\u4e00-\u9fff]{2,10}[〔\[（(]\d{4}[〕\]）)]\s*\d+\s*号")
_OFFICE: Final = re.compile(r"[\u4e00-\u9fff]{2,20}?领导小组办公室")
_ANY_OFFICE: Final = re.compile(r"[\u4e00-\u9fff]{2,16}(?:委员会|指挥部|委)?办公室(?!关于|文件)")
_CHAPTER: Final = re.compile(rf"^{ORDINAL}+、")
_GOALS: Final = re.compile(rf"^{ORDINAL}+、.{{0,6}}目标")
_SECTION: Final = re.compile(rf"^[（(]({ORDINAL}+)[）)]")
_ENUMERATED: Final = re.compile(r"^(\d+)\s*[．.、]")
_SHARED: Final = 8
"""Characters in a row that a main goal and a task must have in common to be about the same thing."""


def guess_particulars(body: Sequence[str], titles: Sequence[str], year: str) -> tuple[list[GuessedRow], str]:
    """The rows of 《基本信息》, and the year: the one given, else the one of the document's title."""
    lines = [squeeze(line) for line in (*body, *titles)]
    title = find_title(lines) or (titles[0] if titles else "")
    found = _YEAR.search(title) or _YEAR.search("".join(lines))
    year = year or (found[1] if found else "")
    whole = "\n".join(lines)
    number, office = _NUMBER.search(whole), _OFFICE.search(whole) or _ANY_OFFICE.search(whole)
    where = find_district(title, lines)
    issued = next((day for line in lines if (day := read_date(line))), None)
    guesses: dict[str, tuple[RawValue, str]] = {
        "year": (year, f"请核：取自“{title}”。"),
        "district": (where or TO_FILL, f"请核：取自“{title}”。"),
        "name": (name_of_assessment(title, where) or TO_FILL, f"请核：取自“{title}”。"),
        "title": (title or TO_FILL, "请核：文件的全名。"),
        "document_number": (number[0] if number else None, "请核：文件的发文字号。"),
        "issued": (dt.datetime.combine(issued, dt.time()) if issued else None, "请核：文件的印发日期。"),
        "edition": ("1", ""),
        "deadline": (f"{year}-12-31 17:00" if year else None, "请改：文件没有写报送截止时间，暂定年底。"),
        "office": (office[0] if office else TO_FILL, "请核：组织考核的办公室全称。"),
        "contact": (TO_FILL, "请改：填表单位有疑问时找谁。"),
        "phone": (TO_FILL, "请改：办公室电话。"),
        "email": (TO_FILL, "请改：填报表寄回的邮箱。"),
    }
    return list(_key_rows(guesses)), year


def _key_rows(guesses: dict[str, tuple[RawValue, str]]) -> Iterator[GuessedRow]:
    for key in sheet_spec("particulars").keys:
        row = GuessedRow({"key": key.word, "value": None, "help": key.help})
        value, source = guesses.get(key.field, (None, ""))
        if value == TO_FILL and source.startswith("请核"):
            source = f"请改：文件里没有读到，请填：{key.help}"
        row.values["value"] = value
        if source:
            row.sources["value"] = source
        yield row


def guess_main_goals(body: Iterable[str], tasks: Sequence[tuple[str, str]]) -> Iterator[GuessedRow]:
    """The rows of 《主要目标》 from the chapter of that name, each with the tasks (id, goal) that share its words."""
    section = numeral = ""
    inside = False
    for text in body:
        if _CHAPTER.match(text):
            inside = bool(_GOALS.match(text))
        elif inside and (found := _SECTION.match(text)):
            section, numeral = text, found[1]
        elif inside:
            enumerated = _ENUMERATED.match(text)
            goal_id = ".".join(part for part in (numeral, enumerated[1] if enumerated else "") if part)
            row = GuessedRow({"goal_id": goal_id or numeral or "目标", "section": section, "text": text})
            matches = [task_id for task_id, goal in tasks if _shares(squeeze(text), squeeze(goal))]
            row.guess("task_ids", "、".join(matches) or None, "请核：按相同的词句对应，没有的留空。")
            yield row


def _shares(text: str, goal: str) -> bool:
    return any(text[place : place + _SHARED] in goal for place in range(len(text) - _SHARED + 1))
