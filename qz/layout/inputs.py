"""The inputs of a form: the name each bears and what it accepts, made from the programme's definitions alone."""

from decimal import Decimal
from typing import Final

from qz.layout.accepts import STATUS_CHOICES, YES_NO_CHOICES
from qz.model.layout import InputKind, InputSpec
from qz.model.programme import Criterion, Fact, Indicator, Task
from qz.model.values import ValueType

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)
HALF: Final = Decimal("0.5")

PARTICULARS: Final = (
    ("reporter", InputSpec(ValueType.TEXT, "填报人", help="填写这份报送表的人的姓名")),
    ("reporter_phone", InputSpec(ValueType.TEXT, "联系电话", help="区号和号码，或手机号码；办公室有疑问时打这个电话")),
    ("reviewer", InputSpec(ValueType.TEXT, "审核人", help="审核并对所报内容负责的单位负责人姓名")),
    ("report_date", InputSpec(ValueType.DATE, "报送日期", help="报出这份表的日期")),
)
"""Who reports: defined name and what it accepts, in the order they are asked."""


def _dotted(identifier: str) -> str:
    return identifier.replace(".", "_")


def input_name(kind: InputKind, key: str) -> str:
    """The workbook-level defined name of an input: ``fact_annual_plan``, ``task_1_2_status``, ``indicator_1_1_1``.

    ``key`` is a fact, task or indicator id (``1.1.1``), or a particular's name.
    Source: product specification, "Return form".
    """
    patterns = {
        InputKind.FACT: f"fact_{key}",
        InputKind.FACT_EVIDENCE: f"fact_{key}_evidence",
        InputKind.TASK_STATUS: f"task_{_dotted(key)}_status",
        InputKind.TASK_NOTE: f"task_{_dotted(key)}_note",
        InputKind.TASK_EVIDENCE: f"task_{_dotted(key)}_evidence",
        InputKind.INDICATOR: f"indicator_{_dotted(key)}",
        InputKind.PARTICULAR: key,
    }
    return patterns[kind]


def _bounds(fact: Fact, criterion: Criterion | None) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Minimum, maximum and step of a fact: its own, else what its type implies; a grade is never above its points."""
    low = ZERO if fact.minimum is None else fact.minimum
    if fact.value_type is ValueType.RATE:
        return low, ONE if fact.maximum is None else fact.maximum, fact.step
    if fact.value_type is ValueType.GRADE:
        limits = [limit for limit in (fact.maximum, criterion.points if criterion else None) if limit is not None]
        return low, min(limits, default=None), fact.step or HALF
    if fact.value_type in {ValueType.COUNT, ValueType.NUMBER}:
        return low, fact.maximum, fact.step
    return None, None, None


def fact_spec(fact: Fact, criterion: Criterion | None) -> InputSpec:
    """What a fact's input accepts; ``criterion`` is the first that uses it. A note is required only conditionally."""
    low, high, step = _bounds(fact, criterion)
    return InputSpec(
        value_type=fact.value_type,
        label=fact.label,
        minimum=low,
        maximum=high,
        step=step,
        choices=YES_NO_CHOICES if fact.value_type is ValueType.YES_NO else (),
        allows_not_applicable=fact.allows_not_applicable,
        required=fact.value_type is not ValueType.TEXT,
        help=fact.help,
        clause=criterion.criterion_id if criterion else "",
        unit_of_measure=fact.unit_of_measure,
    )


def fact_evidence_spec(fact: Fact, criterion: Criterion | None) -> InputSpec:
    """What a fact's evidence cell accepts: the names of the papers that show it."""
    return InputSpec(
        value_type=ValueType.TEXT,
        label=f"{fact.label}——佐证材料",
        required=False,
        help="写证明材料的名称、文号、日期，材料留存备查；没有发生的不用写",
        clause=criterion.criterion_id if criterion else "",
    )


def indicator_spec(indicator: Indicator, task: Task) -> InputSpec:
    """What an indicator's actual value accepts.

    不适用 is for a rate, and for one of several leads who does not hold the figure.
    """
    rate = indicator.value_type is ValueType.RATE
    yes_no = indicator.value_type is ValueType.YES_NO
    return InputSpec(
        value_type=indicator.value_type,
        label=indicator.label,
        minimum=None if yes_no else ZERO if indicator.minimum is None else indicator.minimum,
        maximum=ONE if rate and indicator.maximum is None else indicator.maximum,
        choices=YES_NO_CHOICES if yes_no else (),
        allows_not_applicable=rate or len(task.leads) > 1,
        help="填全年实际达到的数",
        clause=f"任务{task.task_id}",
        unit_of_measure="" if rate else indicator.unit_of_measure,
    )


def task_specs(task: Task) -> dict[InputKind, InputSpec]:
    """What a task's status, note and evidence accept; the number comes first, for tasks may share a name."""
    clause = f"任务{task.task_id}"
    name = f"{task.task_id} {task.subcategory or task.category}"
    return {
        InputKind.TASK_STATUS: InputSpec(
            ValueType.STATUS,
            f"{name}——完成情况",
            choices=STATUS_CHOICES,
            help="本单位承担的部分年内全部做到的选“已完成”，否则选“未完成”",
            clause=clause,
        ),
        InputKind.TASK_NOTE: InputSpec(
            ValueType.TEXT,
            f"{name}——完成情况说明",
            required=False,
            help="做了什么、做到什么程度；未完成的写明原因和打算",
            clause=clause,
        ),
        InputKind.TASK_EVIDENCE: InputSpec(
            ValueType.TEXT,
            f"{name}——佐证材料",
            required=False,
            help="写证明材料的名称、文号、日期，材料留存备查；没有发生的不用写",
            clause=clause,
        ),
    }
