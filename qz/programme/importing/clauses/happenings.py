"""What sets a clause off: something not done (否), something that happened (是), or that happened so many times."""

import re
from typing import Final

from qz.programme.importing.clauses.guessed_rule import NUMBER, WHOLE, GuessedTerm, number_of

_NOT_FIRST: Final = re.compile(r"^(?:对|凡)?(?:本\S{0,4}?)?(?:未(?!经|成年)|没有|无(?!故|正当|证|照))")
_NOT: Final = re.compile(r"未|没有|无|不(?!低于|少于|超过|大于|高于)")
_CAME_OF_IT: Final = re.compile(r"造成|导致|引发|致使|引起|发生|出现|受到|被|或|且|又|以致")
"""Words that make more of a negative: 未落实责任造成事故 is an accident, and not a deed left undone."""
_INCIDENT: Final = re.compile(r"事故|伤亡|死亡")
_IN_WORDS: Final = re.compile(r"的.{0,4}事故|影响")
SO_MANY: Final = re.compile(rf"{NUMBER}(?:{WHOLE})(?:（含）|及)?以上")


def done(words: str) -> str:
    """What should have been done, of words that say only that it was not; else empty."""
    rest = _NOT_FIRST.sub("", words)
    return "" if rest == words or _NOT.search(rest) or _CAME_OF_IT.search(rest) else rest


def happening(words: str) -> GuessedTerm:
    """The fact of such words and what sets the clause off: 否, 是, so many times, or any time."""
    if not SO_MANY.search(words) and (deed := done(words)):
        return GuessedTerm(deed, "是否", trigger="否")
    if (many := SO_MANY.search(words)) and re.search(r"发生|死亡|受伤|事故|事件|起|次", words):
        return GuessedTerm(words, "计数", number_of(many[1]))
    if _INCIDENT.search(words) and not _IN_WORDS.search(words):
        return GuessedTerm(words, "计数")
    return GuessedTerm(words, "是否", trigger="是")
