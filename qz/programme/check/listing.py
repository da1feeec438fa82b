"""How a check's findings are listed: what matters first; equal sentences once, with all their places.

Errors come in the workbook's order. Warnings come by kind: what is not read, what may change a score or who is asked,
what is still to be filled in, then words that differ, then what every new programme has in plenty.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from qz.model.finding import Finding, Severity
from qz.model.place import Place
from qz.programme.check.short_places import places_words
from qz.records import dataclass

_NOT_READ: Final = ("P99", "P30", "P31", "P32")
_SCORES: Final = ("P92", "P93", "P81", "P82", "P83", "P78", "P35", "P56", "P58", "P89", "P52", "P67", "P85", "P86")
_ASKED: Final = ("P94", "P95", "P88", "P90")
_TO_DO: Final = ("P75", "P76")
_PLENTY: Final = ("P120", "P87", "P97")
_FIRST: Final = {code: place for place, code in enumerate((*_NOT_READ, *_SCORES, *_ASKED, *_TO_DO))}
_LAST: Final = {code: place for place, code in enumerate(_PLENTY, len(_FIRST) + 1)}


@dataclass(frozen=True, slots=True)
class ListedFinding:
    """A finding, and those that say the same of other cells."""

    finding: Finding
    same: tuple[Finding, ...] = ()

    @property
    def all(self) -> tuple[Finding, ...]:
        """All of them."""
        return (self.finding, *self.same)

    @property
    def sentence(self) -> str:
        """The finding's sentence, and the other places where the same holds."""
        more = f"同样的还有{len(self.same)}处：{where(self.same)}。" if self.same else ""
        return self.finding.sentence + more


def list_findings(findings: Iterable[Finding]) -> tuple[ListedFinding, ...]:
    """The findings as they are listed, each of them in one entry. ``findings`` are in the workbook's order."""
    entries: dict[tuple[str, str], list[Finding]] = {}
    for finding in sorted(findings, key=_weight):
        entries.setdefault((finding.code, _words(finding)), []).append(finding)
    return tuple(ListedFinding(first, tuple(same)) for first, *same in entries.values())


def shorten(
    entries: Sequence[ListedFinding], most: int
) -> Iterator[tuple[tuple[ListedFinding, ...], tuple[Finding, ...]]]:
    """Kind by kind the entries to be shown in full, ``most`` of a kind of warning, and the findings of the others.

    Errors and what is still to be filled in are all shown, and so is a single entry more than ``most``.
    """
    for _, group in groupby(entries, key=lambda one: one.finding.code):
        these = tuple(group)
        first = these[0].finding
        full = first.severity is Severity.ERROR or first.code in _TO_DO or len(these) <= most + 1
        shown = these if full else these[:most]
        yield shown, tuple(each for one in these[len(shown) :] for each in one.all)


def where(findings: Iterable[Finding]) -> str:
    """The places of findings, in short."""
    return places_words(dict.fromkeys(Place(one.sheet, one.cell) for one in findings))


def _weight(finding: Finding) -> tuple[bool, int, str]:
    """What decides the order; a stable sort keeps the workbook's among equals."""
    if finding.severity is Severity.ERROR:
        return False, 0, ""
    between = _LAST.get(finding.code, len(_FIRST))
    return True, _FIRST.get(finding.code, between), finding.code


def _words(finding: Finding) -> str:
    """What a finding says, apart from where."""
    return finding.sentence.removeprefix(f"{Place(finding.sheet, finding.cell)}：")
