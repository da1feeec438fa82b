"""Compares what units report this year with last year, to find slips that no check within one year can find.

Examples: a number in 元 where 万元 is asked, a rate without its percent sign, last year's form sent again. The findings
are warnings (提醒); they change no value, score or state. Differences that may well be true are not reported, because
people stop reading warnings that are mostly wrong.
"""

from collections.abc import Iterator, Mapping
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from qz.compare.likeness import plain
from qz.compare.same import SameThings, Twin
from qz.findings import make_finding
from qz.layout.inputs import input_name
from qz.model.finding import Finding
from qz.model.layout import InputKind
from qz.model.programme import Programme
from qz.model.returns import Intake, Return
from qz.model.scores import Answers
from qz.model.values import BLANK_ANSWER, Answer, Origin, Source, show_number
from qz.records import dataclass
from qz.values.value_types import TYPES, show_value

FAR: Final = 10
"""A value is reported where it is so many times last year's or more, or last year's is so many times this one.

A misplaced decimal point, a zero too many and mixed units of measure (万元 and 元, 只 and 百只) give ten times or more;
true values seldom change so much from one year to the next.
"""
SMALL: Final = 20
"""Two whole numbers below this are never reported: small counts may truly go from 1 to 10."""
EXPLAINED: Final = 3
"""A value is not reported where it differs less than so many times from last year's value scaled by its target.

For example 20 with target 12, after 2 with target 2.
"""
MOVED: Final = Decimal("0.5")
"""A rate that changed by more than this (a fraction of 1) is reported: 92% and 9.2% or 0.92 differ by more."""
LEAST_ALIKE: Final = 10
"""A return is compared as a whole only where both years have so many numbers and texts."""
LEAST_NUMBERS: Final = 3
"""So many of these must be numbers, for units that only report on tasks use the same words every year."""
COPIED: Final = Decimal("0.9")
"""A return is reported as copied where so large a share of its numbers, and of numbers and texts, is last year's."""

_VERBS: Final = {
    Source.SELF: "填的是",
    Source.VERIFIED: "核定为",
    Source.REGISTER: "台账登记为",
    Source.FACTS: "按事实为",
    Source.PROGRAMME: "方案写的是",
}
_WHOLE: Final = Decimal(1)
_ASKED: Final = frozenset({"V22"})
"""Codes of findings that already ask the unit to check the same cell."""


@dataclass(frozen=True, slots=True)
class LastYear:
    """The year before: its programme, and the answers that counted, by its unit codes."""

    programme: Programme
    answers: Mapping[str, Answers]


@dataclass(frozen=True, slots=True)
class _ValueThenAndNow:
    """One value in both years."""

    twin: Twin
    then: Answer
    now: Answer


def beside_last_year(
    before: LastYear, programme: Programme, intake: Intake, answers: Mapping[str, Answers]
) -> Iterator[Finding]:
    """Findings about values that look like slips when compared with last year's.

    Args:
        before: Last year; of a value that was verified then, the verified one is compared.
        programme: This year's programme.
        intake: What came back this year.
        answers: This year's answers that count, by unit code; verified values are not reported.

    Yields:
        Findings at this year's cells, unit by unit in the order of the returns. Units are matched by name or alias.

    Source: product specification, "Intake" (contradictions are findings).
    """
    same = SameThings(before.programme, programme)
    for code, returned in intake.returns.items():
        unit = same.last_year_of(code)
        last = before.answers.get(unit.code) if unit else None
        if last is not None:
            twins = tuple(same.twins(programme.unit(code)))
            reported = intake.answers[code]
            teller = _YearComparer(before.programme.particulars.year, twins, same.tasks, returned, reported, last)
            yield from teller.slips(answers[code])
            yield from teller.copied()


@dataclass(frozen=True, slots=True)
class _YearComparer:
    """Compares one unit's return with last year's."""

    year: int
    twins: tuple[Twin, ...]
    tasks: tuple[tuple[str, str], ...]
    returned: Return
    reported: Answers
    last: Answers

    def slips(self, counting: Answers) -> Iterator[Finding]:
        """C11, C12: single numbers far from last year's. ``counting``: the unit's answers that count."""
        asked = {key for code, key in self.returned.noticed if code in _ASKED}
        for pair in self._pairs():
            name = input_name(pair.twin.kind, pair.twin.new_key)
            counts = _table(counting, pair.twin.kind).get(pair.twin.new_key, BLANK_ANSWER)
            origin = pair.now.origin
            if counts.replaced is not None or origin is None or name in asked:
                continue
            for code, apart in _judge(pair):
                yield self._at(origin, code, name, pair, apart)

    def _at(self, origin: Origin, code: str, name: str, pair: _ValueThenAndNow, apart: str) -> Finding:
        twin, then = pair.twin, pair.then
        return make_finding(
            code,
            file=origin.file,
            sheet=origin.sheet,
            cell=origin.cell,
            unit_code=self.returned.unit_code,
            key=name,
            label=twin.label,
            year=self.year,
            verb=_VERBS[then.origin.source if then.origin else Source.SELF],
            found=_shown(pair.now, twin),
            wanted=_shown(then, twin),
            apart=apart,
        )

    def copied(self) -> Iterator[Finding]:
        """One finding where the whole return repeats last year's."""
        numbers = [_reported(pair.then).value == pair.now.value for pair in self._pairs() if _is_comparable(pair)]
        texts = [plain(then) == plain(now) for then, now in self._texts() if plain(then) or plain(now)]
        both = numbers + texts
        if len(both) < LEAST_ALIKE or len(numbers) < LEAST_NUMBERS:
            return
        if min(_share(numbers), _share(both)) >= COPIED:
            yield make_finding(
                "C13",
                file=self.returned.file.path,
                unit_code=self.returned.unit_code,
                year=self.year,
                count=len(both),
                same=sum(both),
            )

    def _pairs(self) -> Iterator[_ValueThenAndNow]:
        """The numbers that both years have: last year's that counted, this year's as reported; in the form's order."""
        for twin in self.twins:
            now = _table(self.reported, twin.kind).get(twin.new_key, BLANK_ANSWER)
            then = _table(self.last, twin.kind).get(twin.old_key, BLANK_ANSWER)
            if isinstance(now.value, Decimal) and isinstance(then.value, Decimal):
                yield _ValueThenAndNow(twin, then, now)

    def _texts(self) -> Iterator[tuple[str, str]]:
        """The texts that both years have in the same cell: evidence, notes on tasks, facts that are texts."""
        last, now = self.last, self.reported
        for twin in self.twins:
            if twin.kind is InputKind.FACT:
                one, other = last.facts.get(twin.old_key, BLANK_ANSWER), now.facts.get(twin.new_key, BLANK_ANSWER)
                yield one.evidence, other.evidence
                if TYPES[twin.value_type].is_note:
                    yield one.typed, other.typed
        for old_id, new_id in self.tasks:
            yield last.statuses.get(old_id, BLANK_ANSWER).evidence, now.statuses.get(new_id, BLANK_ANSWER).evidence
            yield last.notes.get(old_id, BLANK_ANSWER).typed, now.notes.get(new_id, BLANK_ANSWER).typed


def _table(answers: Answers, kind: InputKind) -> Mapping[str, Answer]:
    return answers.facts if kind is InputKind.FACT else answers.indicators


def _judge(pair: _ValueThenAndNow) -> Iterator[tuple[str, str]]:
    """The finding's code for a pair of numbers, and how far apart they are, in words; nothing where they are near."""
    now, then, twin = pair.now.value, pair.then.value, pair.twin
    if not isinstance(now, Decimal) or not isinstance(then, Decimal):
        return
    if TYPES[twin.value_type].is_fraction:
        if has_moved(twin, then, now):
            yield "C12", f"相差{show_number(abs(now - then) * 100)}个百分点"
    elif TYPES[twin.value_type].is_measured and is_far(twin, then, now):
        yield "C11", _times(then, now)


def is_far(twin: Twin, then: Decimal, now: Decimal) -> bool:
    """Whether two years' numbers differ by the factor ``FAR`` or more, and the targets do not explain it."""
    small = max(then, now) < SMALL and not then % _WHOLE and not now % _WHOLE
    if small or min(then, now) <= 0 or _apart(then, now) < FAR:
        return False
    if not twin.old_target or not twin.new_target or min(twin.old_target, twin.new_target) < 0:
        return True
    return _apart(then * twin.new_target / twin.old_target, now) > EXPLAINED


def _apart(one: Decimal, other: Decimal) -> Decimal:
    """The larger of two positive numbers divided by the smaller."""
    return max(one, other) / min(one, other)


def has_moved(twin: Twin, then: Decimal, now: Decimal) -> bool:
    """Whether a rate changed by more than ``MOVED``, also when the change of its target is deducted."""
    shift = twin.new_target - twin.old_target if twin.new_target is not None and twin.old_target is not None else 0
    return abs(now - then) > MOVED and abs(now - then - shift) > MOVED


def _times(then: Decimal, now: Decimal) -> str:
    """The ratio in words: ``是上年的100倍``, ``约为上年的13倍``, ``约为上年的1/13``."""
    times = _apart(then, now)
    whole = times.to_integral_value(ROUND_FLOOR)
    verb = "是" if whole == times else "约为"
    return f"{verb}上年的" + (f"{whole:f}倍" if now > then else f"1/{whole:f}")


def _shown(answer: Answer, twin: Twin) -> str:
    return show_value(answer.value, twin.value_type, twin.unit_of_measure) if isinstance(answer.value, Decimal) else ""


def _reported(answer: Answer) -> Answer:
    """The unit's own answer, which a verified or registered value may have replaced."""
    while answer.replaced is not None:
        answer = answer.replaced
    return answer


def _is_comparable(pair: _ValueThenAndNow) -> bool:
    """Whether an equal number in both years is unusual: not for 0 and 100%, nor for grades, which have few values."""
    values = {_reported(pair.then).value, pair.now.value}
    common = {Decimal(0), Decimal(1)} if TYPES[pair.twin.value_type].is_fraction else {Decimal(0)}
    return TYPES[pair.twin.value_type].is_measured and bool(values - common)


def _share(same: list[bool]) -> Decimal:
    return Decimal(sum(same)) / len(same)
