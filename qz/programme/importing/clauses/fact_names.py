"""What a fact is called: a clause's words made into the name of what is counted, by a table of endings."""

import re
from typing import Final

from qz.programme.importing.clauses.guessed_rule import NUMBER, WHOLE
from qz.words import squeeze

LONGEST: Final = 30
"""Characters of a name, where a sentence of the clause is that short; no name is cut within a sentence."""
_ONE: Final = rf"(?:{NUMBER})?"
_M: Final = f"({WHOLE})"
_NAMES: Final = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"[（(][^（）()]*[)）]", ""),
        (r"^(?:对|凡|因|年内|全年|按要求|除完成[^，]*外?，)", ""),
        (rf"^(?:每|有|发生|发现|出现|查实)+(?:发生|发现|出现|查实|有)?{_ONE}{_M}(?!以上)(.{{2,}})$", r"\3\2数"),
        (rf"^(.{{2,}}?)[的，]*(?:每|有|一次)?(?:缺少|缺|少){_ONE}{_M}(.{{0,10}})$", r"\1\4缺少的\3数"),
        (rf"^(.{{2,}}?)[的，]*每?(?:逾期|推迟|超期)(?:一|1)?{_M}(?:报送|完成)?$", r"\1逾期的\2数"),
        (rf"^(.{{2,}}?)[的，]*(?:每|有|每有|每发现|每发生|每出现|的每)?{_ONE}{_M}$", r"\1\3数"),
        (rf"^(?:每|有|新增|每新增)*{_ONE}{_M}(.{{2,}})$", r"\3"),
        (r"(?:次次|人次人)数$", "次数"),
        (r"人次数$", "人次"),
        (r"[的得，；。、]+$", ""),
        (r"^(?:全年|每年|要求)", ""),
    )
)
_SENTENCE: Final = re.compile(r"[，；。：:,;]")


def name_of(words: str) -> str:
    """A fact's name from the words of its clause: what is counted, the last sentence where all are too long."""
    name = squeeze(words)
    for pattern, shape in _NAMES:
        name = pattern.sub(shape, name)
    if len(name) <= LONGEST:
        return name
    sentences = [each for each in _SENTENCE.split(name) if len(each) > 3]
    short = [each for each in sentences if len(each) <= LONGEST]
    return short[-1] if short else min(sentences, key=len, default=name)
