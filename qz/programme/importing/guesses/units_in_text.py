"""The units that are assessed, where the document's text lists them: 考核对象：甲镇、乙镇; in groups, or not."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from qz.records import dataclass
from qz.values.numerals import ORDINAL
from qz.words import squeeze

_ASKED: Final = re.compile(r"(?:考核|考评|被考核|参评)(?:的?责任)?(?:对象|范围|单位)")
_CHAPTER: Final = re.compile(rf"^(?:{ORDINAL}+、|第{ORDINAL}+[条章])")
_GROUP: Final = re.compile(
    rf"^(?:[（(](?:{ORDINAL}+|\d+)[)）]|\d+[．.、])?([^、，,；;：:（(]{{2,12}}?)(?:[（(]\d+[个家][)）])?(?:[：:]|$)"
)
_ENDS: Final = (
    *"局委办镇乡部院会所站队校厅处馆社场科园村",
    *("街道", "中心", "公司", "社区", "银行", "政府", "妇联", "集团", "供电", "电信"),
)
_LONGEST: Final = 16


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit that the text lists as assessed: its name, its group (empty for none), and the sentence it stands in."""

    name: str
    group: str
    source: str


def units_in_text(body: Sequence[str]) -> list[NamedUnit]:
    """The units of the chapter or line on who is assessed, in order, each once."""
    found: dict[str, NamedUnit] = {}
    group = ""
    for text in _on_who(body):
        names = [name for name in _split(text) if is_unit(name)]
        heading = _GROUP.match(text)
        if heading and not is_unit(heading[1]):
            group = heading[1]
            names = [name for name in _split(text[heading.end() :]) if is_unit(name)]
        for name in names:
            found.setdefault(name, NamedUnit(name, group, text))
    return list(found.values())


def _on_who(body: Sequence[str]) -> Iterator[str]:
    """What the document says on who is assessed: the rest of that line, or the lines up to the next chapter."""
    inside = False
    for line in (squeeze(text) for text in body):
        head, _, rest = line.partition("：")
        asked = bool(_ASKED.search(head)) and len(head) <= _LONGEST
        if asked and rest:
            yield rest
            inside = False
        elif asked or _CHAPTER.match(line):
            inside = asked
        elif inside:
            yield line


def _split(text: str) -> Iterator[str]:
    text = re.sub(r"[（(][^（）()]*[)）]", "", text)
    for part in re.split(r"[、，,；;。：: 　]+", text):
        halves = re.split("[和及]", part)
        yield from halves if len(halves) > 1 and all(is_unit(half) for half in halves) else [part]


def is_unit(name: str) -> bool:
    """Whether a word is the name of one unit, not of several (各镇)."""
    named = 2 <= len(name) <= _LONGEST and name.endswith(_ENDS)
    return named and not re.match("各|全|有关|相关|其他", name)
