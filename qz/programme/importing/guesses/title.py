"""What the document is called, and by it the assessment's name and district."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

_PAPER: Final = "(?:意见|方案|办法|细则|标准|制度|责任书|责任状|责任分解表|评分表|考核表|考评表)"
_SENT_OUT: Final = re.compile(rf"关于(?:印发|下发|转发)《?(.{{4,50}}?{_PAPER})》?的通知")
_QUOTED: Final = re.compile(rf"《([^《》]{{4,50}}{_PAPER})》")
_TITLE: Final = re.compile(rf"(?:关于)?.{{0,14}}(?:\d{{4}}年|考核|考评|评价).{{0,40}}{_PAPER}(?:[（(]试行[）)])?")
_LABEL: Final = re.compile(r"^附[件表]\d*[：:．.、]?")
_TAIL: Final = re.compile(
    r"(?:目标任务|目标责任制?|绩效)?(?:考核|考评|评价)*(?:评分|实施|工作)?"
    r"(?:责任分解表|意见|方案|办法|细则|标准|制度|责任书|责任状|表)(?:[（(]试行[)）])?$"
)
_PLACE: Final = r"(?:自治县|街道|(?<!城)(?<!乡)[区县市旗镇]|(?<!城)乡(?!镇|村))"
_NO_PLACE: Final = re.compile("^(?:全|各|本|我)|(?:社区|园区|小区|景区|片区|辖区|示范区|城市)$")
_DISTRICTS: Final = (
    re.compile(rf"^(?:关于)?(?:\d{{4}}年(?:度|(?!度)))?([\u4e00-\u9fff]{{1,6}}?{_PLACE})"),
    re.compile(rf"^(?:中共)?([\u4e00-\u9fff]{{2,6}}?{_PLACE})(?:委|人民政府|街道办|办)"),
    re.compile(rf"^([\u4e00-\u9fff]{{2,4}}?{_PLACE})[\u4e00-\u9fff]{{2,16}}(?:委员会|领导小组|办公室|指挥部)$"),
)
"""Where a district's name stands: before what is assessed, or before who issues."""


def find_title(lines: Sequence[str]) -> str:
    """The document's title, without 关于印发 and 的通知; the first line of an annex where there is none."""
    return next(_titles([_LABEL.sub("", line) for line in lines]), "")


def _titles(lines: Sequence[str]) -> Iterator[str]:
    for text in (*lines, *(one + other for one, other in pairwise(lines[:20]))):
        if found := _SENT_OUT.search(text):
            yield found[1]
    for text in lines:
        if (found := _QUOTED.search(text)) and re.search("印发|同意|通过", text):
            yield found[1]
    yield from (text for text in lines if _TITLE.fullmatch(text))
    yield from (text for text in lines if re.search(r"\d{4}年.*(?:表|通知)$", text))


def find_district(title: str, lines: Sequence[str]) -> str:
    """The district's name, from the title or from who issued the document; empty where none is written."""
    for pattern, texts in zip(_DISTRICTS, ([title], lines[:8], lines[:8]), strict=True):
        for text in texts:
            if (found := pattern.search(text)) and not _NO_PLACE.search(found[1]):
                return found[1]
    return ""


def name_of_assessment(title: str, district: str) -> str:
    """The assessment's short name: the title without year, district and kind of paper."""
    name = re.sub(r"^.*?\d{4}年度?", "", title).removeprefix("关于").removeprefix(district)
    return _TAIL.sub("", name)
