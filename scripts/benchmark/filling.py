"""Seeded answers to a form: most of them sensible, some blank, some wrong, and what each of them must be read as."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from types import MappingProxyType
from typing import Final

from qz.layout.form_plan import FormPlan
from qz.model.layout import ANSWER_TABLES, EVIDENCE_OF, PERSONAL, InputCell, InputKind
from qz.model.nominations import nominee_row
from qz.model.scores import Answers
from qz.model.task_table import Indicator
from qz.model.values import NOT_APPLICABLE, Answer, Value, ValueType

PHONE: Final = "reporter_phone"
"""The particular that is each unit's own."""
_EVIDENCE: Final = (
    "年度总结第二部分",
    "台账第3册，逐项登记",
    "会议纪要、签到表",
    "季度统计表",
    "证书复印件附后",
    "责任书存档",
)
_NOTES: Final = ("按计划完成，资料齐全。", "已完成，详见年度总结。", "部分工作尚在推进，预计明年一季度完成。")
_PEOPLE: Final = ("王建国", "李秀芳", "张志强", "陈丽华", "刘伟明", "赵晓燕", "周国平")
_BLANK, _WRONG, _ABSENT = 0.04, 0.03, 0.02


@dataclass(frozen=True, slots=True)
class Filled:
    """One input as it was filled in: what it must be read as, and the words where those are not the value's own.

    ``over`` where the value is so much over the unit's own target.
    """

    value: Value = None
    typed: str = ""
    invalid: bool = False
    over: Decimal | None = None

    @property
    def odd(self) -> bool:
        """Whether it stands in its cell as ``typed``, and not as the value."""
        return self.invalid or (self.typed != "" and not isinstance(self.value, str))


BLANK: Final = Filled()
_ODD: Final[Mapping[ValueType, Filled]] = MappingProxyType(
    {
        ValueType.YES_NO: Filled(typed="基本是", invalid=True),
        ValueType.COUNT: Filled(typed="若干次", invalid=True),
        ValueType.NUMBER: Filled(typed="约2万", invalid=True),
        ValueType.RATE: Filled(typed="92", invalid=True),
        ValueType.GRADE: Filled(typed="99", invalid=True),
        ValueType.STATUS: Filled(typed="基本完成", invalid=True),
        ValueType.CHOICE: Filled(typed="都可以", invalid=True),
    }
)
"""What cannot be read for certain, or counts for nothing."""


def fill_in(plan: FormPlan, seed: str, *, faulty: bool = True) -> dict[str, Filled]:
    """What a unit fills in, by defined name, the same for the same ``seed``; some of it wrong where ``faulty``.

    An answer with a target of the unit's own reaches it or stands beside the question, so that what a form says of it
    is the same whatever the target.
    """
    random = Random(seed)
    indicators = plan.programme.indicators
    targets = plan.programme.targets_of(plan.unit)
    filled: dict[str, Filled] = {}
    claims: dict[tuple[InputKind, str], bool] = {}
    for cell in plan.layout.inputs:
        if cell.kind in EVIDENCE_OF:
            claimed = claims[EVIDENCE_OF[cell.kind], cell.key]
            proven = random.random() < 0.9 or not faulty if claimed else False
            filled[cell.name] = _text(random.choice(_EVIDENCE)) if proven else BLANK
            continue
        if cell.spec.value_type is ValueType.TEXT and cell.kind is not InputKind.PARTICULAR and not faulty:
            filled[cell.name] = _proper_text(random, cell, plan.programme.places_of(plan.unit))
            continue
        filled[cell.name] = answer = _answer(
            random, cell, indicators.get(cell.key), targets.get(cell.key), faulty=faulty
        )
        claims[cell.kind, cell.key] = answer.value is True or (isinstance(answer.value, Decimal) and answer.value > 0)
        claims[cell.kind, cell.key] |= answer.value is NOT_APPLICABLE
    return filled


def _text(words: str) -> Filled:
    return Filled(words, words)


def _proper_text(random: Random, cell: InputCell, places: int) -> Filled:
    """A text with which nothing is wrong: every note is written, and as many people nominated as there are places."""
    if cell.kind not in PERSONAL:
        return _text(random.choice(_NOTES))
    row = nominee_row(cell.key)
    if row > places:
        return BLANK
    return _text(_PEOPLE[row % len(_PEOPLE)] if cell.kind is InputKind.NOMINEE else random.choice(_NOTES))


def _answer(
    random: Random, cell: InputCell, indicator: Indicator | None, own: Decimal | None, *, faulty: bool
) -> Filled:
    if cell.kind is InputKind.PARTICULAR:
        return _particular(random, cell)
    if cell.spec.value_type is ValueType.TEXT:
        return _text(random.choice(_NOTES)) if random.random() < 0.6 else BLANK
    dice = random.random() if faulty else 1.0
    if dice < _BLANK:
        return BLANK
    if dice < _BLANK + _WRONG:
        return _ODD.get(cell.spec.value_type, BLANK)
    if dice < _BLANK + _WRONG + _ABSENT and cell.spec.value_type is ValueType.RATE:
        return Filled(NOT_APPLICABLE) if cell.spec.allows_not_applicable else Filled(Decimal("0.92"), "92%")
    if own is not None and cell.kind is InputKind.FACT:
        over = Decimal(random.choice((0, 0, 0, 1, 2)))
        return Filled(own + over, over=over)
    return Filled(_value(random, cell, indicator))


def _particular(random: Random, cell: InputCell) -> Filled:
    if cell.spec.value_type is ValueType.DATE:
        day = f"2011-12-{random.randint(1, 14):02d}"
        return Filled(day, day)
    return _text(f"0519-{random.randint(85_100_000, 85_199_999)}" if cell.name == PHONE else random.choice(_PEOPLE))


def _value(random: Random, cell: InputCell, indicator: Indicator | None) -> Value:
    """A sensible value: as the indicator wants it nine times in ten, or within the input's bounds."""
    kind, spec = cell.spec.value_type, cell.spec
    if kind in {ValueType.YES_NO, ValueType.STATUS}:
        return random.random() < 0.85
    if indicator is not None and indicator.target is not None and random.random() < 0.9:
        return indicator.target
    if kind is ValueType.CHOICE:
        return random.choice(spec.choices)
    if kind is ValueType.RATE:
        return Decimal(random.randint(880, 1000)) / 1000
    if kind is ValueType.GRADE:
        steps = int((spec.maximum or Decimal(5)) * 2)
        return Decimal(random.randint(steps // 2, steps)) / 2
    if kind is ValueType.NUMBER:
        return Decimal(random.randint(0, 300)) / 100
    return Decimal(random.choice((0, 0, 1, 1, 2, 3, 5)))


def answers_of(inputs: Iterable[InputCell], filled: Mapping[str, Filled], *, as_typed: bool = False) -> Answers:
    """What was filled in, as answers: as they must be read, or ``as_typed``, as a form is to be written with them."""
    inputs = tuple(inputs)
    proof = {(EVIDENCE_OF[cell.kind], cell.key): filled[cell.name].typed for cell in inputs if cell.kind in EVIDENCE_OF}
    tables: dict[str, dict[str, Answer]] = {name: {} for name in ANSWER_TABLES.values()}
    for cell in inputs:
        if cell.kind in ANSWER_TABLES:
            one = filled[cell.name]
            odd = one.odd and as_typed
            tables[ANSWER_TABLES[cell.kind]][cell.key] = Answer(
                None if odd else one.value,
                one.typed if odd or not as_typed else "",
                proof.get((cell.kind, cell.key), ""),
                one.invalid or odd,
            )
    return Answers(**tables, verified_scores=MappingProxyType({}))  # type: ignore[arg-type]
