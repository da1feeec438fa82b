"""Whether a received workbook counts by itself: its seal, its sender, who may send which kind, and a person's decision.

Source: product specification, "Trust".
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from qz.model.manifest import WorkbookKind
from qz.records import dataclass


class Seal(StrEnum):
    """The result of checking a workbook's seal. ``UNKNOWN``: there is no key to check it with; it counts as right."""

    RIGHT = "封签相符"
    WRONG = "封签不符"
    OTHER = "另一把密钥的封签"
    GONE = "没有封签"
    UNKNOWN = ""


class Party(StrEnum):
    """Who brought a workbook, in relation to the unit it speaks for."""

    HAND = "直接放进收件文件夹"
    OFFICE = "办公室的邮箱"
    OWN = "该单位自己的邮箱"
    UNLISTED = "名册外的邮箱，而名册里没有该单位的邮箱"
    OTHER = "别的单位的邮箱"
    STRANGER = "名册外的邮箱"


_HELD: Final = "待确认"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may send one kind of workbook. ``sender``: who should, in words. ``otherwise``: what happens to others'."""

    kind: WorkbookKind
    sender: str
    parties: frozenset[Party]
    otherwise: str = _HELD

    @property
    def word(self) -> str:
        """The Chinese name of the kind."""
        return self.kind.word


_OWN: Final = frozenset({Party.HAND, Party.OFFICE, Party.OWN})
_OFFICE: Final = frozenset({Party.HAND, Party.OFFICE})
RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        rule.kind: rule
        for rule in (
            Rule(WorkbookKind.RETURN, "{owner}自己的邮箱", _OWN | {Party.UNLISTED}),
            Rule(WorkbookKind.APPLICATION, "{owner}自己的邮箱", _OWN | {Party.UNLISTED}),
            Rule(WorkbookKind.VERIFICATION, "{owner}或办公室的邮箱", _OWN),
            Rule(WorkbookKind.REGISTER, "办公室的邮箱", _OFFICE),
            Rule(WorkbookKind.CONFIRMATION, "办公室的邮箱", _OFFICE, "拒收"),
        )
    }
)
"""Every kind of workbook that is read: each needs a right seal and one of its parties; what lacks either is held."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a workbook does not count by itself: the code of a finding and its words."""

    code: str
    words: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def why(self) -> str:
        """The reason alone, to be appended to a name: ``没有封签``."""
        return _WHY[self.code].format_map(self.words)


_WHY: Final = {
    "S01": "是{sender}（{whose}）发来的",
    "S02": "的{how}",
    "S03": "没有封签",
    "S04": "自称是{sender}发来的，但{detail}",
}

_SEALS: Final[Mapping[Seal, str]] = {
    Seal.WRONG: "封签与表里的标记对不上，标记或封签被改过，或是从别的表上搬来的",
    Seal.OTHER: "封签是用另一把密钥做的，可能是样例，也可能换过密钥",
}


def doubt_about(
    rule: Rule, party: Party, seal: Seal, *, sender: str, whose: str, owner: str, spoofed: str
) -> Doubt | None:
    """Why a workbook of that kind does not count by itself; ``None`` where nothing is wrong.

    Args:
        rule: The rule for the kind.
        party: Who brought it.
        seal: The result of checking its seal.
        sender: The address it came from.
        whose: The owner of that address, in words.
        owner: The name of the unit it speaks for.
        spoofed: What the office's mail server found against the sender; ``""`` for nothing.
    """
    wanted, what = rule.sender.format(owner=owner), f"{owner}的{rule.word}" if owner else rule.word
    if spoofed:
        return Doubt("S04", {"what": what, "sender": sender, "detail": spoofed})
    if party not in rule.parties:
        return Doubt("S01", {"what": what, "sender": sender, "whose": whose, "wanted": wanted})
    if seal in _SEALS:
        return Doubt("S02", {"what": what, "how": _SEALS[seal]})
    return Doubt("S03", {"what": what}) if seal is Seal.GONE else None


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision about one file, entered in 收件确认. The file is known by the digest of its bytes.

    ``decided_at``: when that 收件确认 was saved or mailed. ``beside``: the digests of all files it asked about.
    """

    sha256: str
    adopted: bool
    reason: str = ""
    person: str = ""
    decided_at: dt.datetime | None = None
    path: str = ""
    beside: frozenset[str] = field(default=frozenset(), repr=False, compare=False)

    def passes_over(self, sha256: str) -> bool:
        """Whether it adopted its file although the file with the digest ``sha256`` was listed beside it."""
        return self.adopted and sha256 in self.beside

    @property
    def words(self) -> str:
        """The decision with who made it and why: ``按《收件确认》采用（理由：…；经办人：…）``."""
        parts = (("理由", self.reason.rstrip("。")), ("经办人", self.person))
        why = "；".join(f"{head}：{text}" for head, text in parts if text)
        return f"按《收件确认》{'采用' if self.adopted else '不采用'}" + (f"（{why}）" if why else "")
