"""What a filler may type, at random and with edges, and what of it counts: to prove that ways of scoring agree.

``random_return`` fills a whole form for one unit, ``full_marks`` fills it with the best there is, ``read_typed`` says
what the engine is given: the strict reading, in which only what a cell holds exactly as its fact accepts it counts.
(Intake reads more than that, and says so.) ``write_typed`` puts one value into a cell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from types import MappingProxyType

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qz.model.programme import Programme
from qz.model.scorecards import Criterion, Fact, Scorecard
from qz.model.scores import Answers, VerifiedScore
from qz.model.task_table import Unit
from qz.model.values import NOT_APPLICABLE, Answer, ValueType, exact_decimal
from qz.rules.criterion_points import verified_range

D = Decimal
DONE = {"已完成": True, "未完成": False}
YES_NO = {"是": True, "否": False}
TEXTS = (ValueType.TEXT, ValueType.DATE)


@dataclass(frozen=True)
class TypedError:
    """An error value in a cell, and a formula that gives it."""

    shown: str
    formula: str


ERRORS = (TypedError("#N/A", "=NA()"), TypedError("#DIV/0!", "=1/0"), TypedError("#VALUE!", '="a"+1'))
Typed = D | str | TypedError | None
JUNK_TEXTS = ["92", "92%", "９２％", "两次", "是的", "Y", "否", "是", "不适用", "已完成", "无", "—", "0", "=1+1"]
JUNK_NUMBERS = [
    "-1",
    "-0.5",
    "0.3",
    "2.5",
    "4.7",
    "92",
    "100",
    "123456789",
    "1.0000001",
    "-0.0000001",
    "0.00005",
    "45678",
]
JUNK: tuple[Typed, ...] = (*ERRORS, *JUNK_TEXTS, "是 ", " ", "　", *map(D, JUNK_NUMBERS))


@dataclass(frozen=True)
class TypedReturn:
    """What was typed by fact id, each scored task's status by task id, and scores given directly by criterion id."""

    facts: Mapping[str, Typed]
    statuses: Mapping[str, Typed] = field(default_factory=lambda: MappingProxyType({}))
    verified: Mapping[str, D] = field(default_factory=lambda: MappingProxyType({}))


def random_return(random: Random, programme: Programme, unit: Unit, *, verified: float = 0.0) -> TypedReturn:
    """One form filled at random; ``verified`` is the chance that a criterion's score is given directly.

    Most returns are mostly sensible, so that items are not all vetoed or missing; some are all junk.
    """
    card = programme.scorecard_of(unit)
    assert card is not None
    best = full_marks(programme, unit)
    good, junk = random.choice(
        [(0.3, 0.02), (0.7, 0.02), (0.9, 0.0), (0.4, 0.2), (0.0, 0.02), (0.0, 1.0), (0.95, 0.05)]
    )
    targets = programme.targets_of(unit)
    typed = {}
    for fact_id, fact in card.facts.items():
        if fact.is_derived:
            continue
        dice = random.random()
        if dice < good:
            typed[fact_id] = best.facts[fact_id]
        elif dice > 1 - junk:
            typed[fact_id] = random.choice((*JUNK, None))
        else:
            typed[fact_id] = random.choice([*_edges(fact, card, targets), _any_value(random, fact)])
    luck = random.choice([0.0, 0.5, 0.9, 1.0])
    words: list[Typed] = ["未完成", None, "完成", TypedError("#N/A", "=NA()")]
    statuses = {task_id: "已完成" if random.random() < luck else random.choice(words) for task_id in best.statuses}
    given = {
        criterion.criterion_id: random.choice(limits)
        for criterion in card.criteria
        if random.random() < verified and (limits := _verified_values(criterion))
    }
    return TypedReturn(typed, statuses, given)


def full_marks(programme: Programme, unit: Unit) -> TypedReturn:
    """Every point kept or earned, no bonus, no incident, every task done."""
    card = programme.scorecard_of(unit)
    assert card is not None
    targets = programme.targets_of(unit)
    typed = {fact_id: _best(fact, card, targets) for fact_id, fact in card.facts.items() if not fact.is_derived}
    return TypedReturn(typed, {task.task_id: "已完成" for task, _ in programme.tasks_of(unit)})


def change(typed: TypedReturn, **facts: Typed) -> TypedReturn:
    """The same with some facts typed otherwise."""
    return replace(typed, facts={**typed.facts, **facts})


def read_typed(card: Scorecard, typed: TypedReturn) -> Answers:
    """What the engine is given for what was typed."""
    facts = {fact_id: read_value(card.facts[fact_id], value) for fact_id, value in typed.facts.items()}
    statuses = {
        task_id: Answer(
            DONE.get(value) if isinstance(value, str) else None, invalid=value is not None and value not in DONE
        )
        for task_id, value in typed.statuses.items()
    }
    verified = {criterion_id: VerifiedScore(points, "已核对原件") for criterion_id, points in typed.verified.items()}
    return Answers(facts, statuses, {}, {}, {}, verified)


def read_value(fact: Fact, value: Typed) -> Answer:  # noqa: PLR0911
    """One cell's answer: numbers as their 15 digits, the exact words, anything else invalid."""
    if value is None:
        return Answer()
    if isinstance(value, TypedError):
        return Answer(invalid=True)
    if isinstance(value, Decimal):
        return Answer(exact_decimal(float(value)))
    if fact.value_type in TEXTS:
        return Answer(value)
    if value == "不适用":
        return Answer(NOT_APPLICABLE)
    if fact.value_type is ValueType.YES_NO and value in YES_NO:
        return Answer(YES_NO[value])
    if value in fact.choices:
        return Answer(value)
    return Answer(invalid=True)


def write_typed(sheet: Worksheet, row: int, column: int, value: Typed, style: Format | None = None) -> None:
    """One value into a cell, as typing it would leave it."""
    if isinstance(value, TypedError):
        sheet.write_formula(row, column, value.formula, style, value.shown)
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), style)
    elif value is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_string(row, column, value, style)


def _terms(fact: Fact, card: Scorecard) -> Sequence[tuple[Criterion, object]]:
    return [
        (criterion, term) for criterion in card.criteria for term in criterion.terms if term.fact_id == fact.fact_id
    ]


def _best(fact: Fact, card: Scorecard, targets: Mapping[str, D]) -> Typed:
    losing = [(criterion, term) for criterion, term in _terms(fact, card) if criterion.kind in {"deduct", "veto"}]
    if fact.value_type is ValueType.YES_NO:
        return "是" if not losing or any(term.trigger == "否" for _, term in losing) else "否"
    if fact.value_type in TEXTS:
        return None
    if fact.choices:
        return fact.choices[0]
    if losing or any(criterion.kind == "bonus" for criterion, _ in _terms(fact, card)):
        return D(0)
    points = [criterion.points for criterion, _ in _terms(fact, card) if criterion.points is not None]
    if fact.value_type is ValueType.GRADE:
        return min(points) if fact.maximum is None else fact.maximum
    wanted = [term.target for _, term in _terms(fact, card) if term.target is not None]
    if fact.fact_id in targets:
        wanted.append(targets[fact.fact_id])
    return max(wanted, default=D(0))


def _edges(fact: Fact, card: Scorecard, targets: Mapping[str, D]) -> list[Typed]:
    if fact.value_type is ValueType.YES_NO:
        return ["是", "否", "是", "否", "不适用", None]
    if fact.choices:
        return [*fact.choices, f"{fact.choices[0]} ", "不适用", None]
    if fact.value_type in TEXTS:
        return [None, "区政府2011年度先进集体", " ", "=SUM(A1)", D(2011)]
    around = [targets[fact.fact_id]] if fact.fact_id in targets else []
    steps = [D("0.5") if fact.value_type is ValueType.GRADE else D(1)]
    for _, term in _terms(fact, card):
        around += [term.target] if term.target is not None else []
        steps += [term.step] if term.step is not None else []
    edges: list[Typed] = [D(0), D(1), "不适用", None]
    if fact.value_type is ValueType.RATE:
        edges += [
            D(text) for text in ("0.57999999999999996", "0.995", "0.55", "0.5", "0.9199999", "0.91999999", "0.599995")
        ]
        steps = [*(step for step in steps if step < 1), D("0.000001"), D("0.0000004"), D("0.005"), D("0.01")]
    for target in around:
        edges += [target, *(target + sign * times * step for step in steps for sign in (1, -1) for times in (1, 2))]
    return edges


def _any_value(random: Random, fact: Fact) -> Typed:
    if fact.value_type is ValueType.YES_NO:
        return random.choice(("是", "否"))
    if fact.choices:
        return random.choice(fact.choices)
    if fact.value_type is ValueType.RATE:
        return D(random.randint(0, 10000)) / 10000
    if fact.value_type is ValueType.GRADE:
        return D(random.randint(0, 12)) / 2
    if fact.value_type is ValueType.NUMBER:
        return D(random.randint(-3000, 30000)) / 1000
    return D(random.choice((0, 1, 2, 3, 4, 5, 8, 13, 40, 123456)))


def _verified_values(criterion: Criterion) -> list[D]:
    limits = verified_range(criterion)
    if limits is None:
        return []
    least, most = limits
    return [D(0), D(-5) if least is None else least, D("7.25") if most is None else most]
