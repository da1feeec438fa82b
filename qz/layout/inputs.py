"""The inputs of a form: their names, and what each accepts, according to the programme."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from qz.model.choices import IndicatorKind
from qz.model.layout import InputKind, InputSpec
from qz.model.programme import Programme
from qz.model.scorecards import Criterion, Fact
from qz.model.task_table import Indicator, Task
from qz.model.values import ValueType
from qz.values.type_of_value import Limits
from qz.values.value_types import TYPES
from qz.words import NO, STATUS_CHOICES

ZERO: Final = Decimal(0)
INCIDENT_KINDS: Final = frozenset({"deduct", "veto", "card_veto"})
"""Kinds of rule for which 是 means an incident, unless the term is set off by 否."""
_TINY: Final = Decimal("0.02")

PARTICULARS: Final = (
    ("reporter", InputSpec(ValueType.TEXT, "填报人", help="填写这份报送表的人的姓名")),
    ("reporter_phone", InputSpec(ValueType.TEXT, "联系电话", help="区号和号码，或手机号码；办公室有疑问时打这个电话")),
    ("reviewer", InputSpec(ValueType.TEXT, "审核人", help="审核并对所报内容负责的单位负责人姓名")),
    ("report_date", InputSpec(ValueType.DATE, "报送日期", help="报出这份表的日期")),
)
"""Who reports: defined name and what it accepts, in the order they are asked."""


def nominee_specs(number: int) -> dict[InputKind, InputSpec]:
    """What the inputs of row ``number`` of 表彰推荐 accept: name, post and merits. None is required by itself."""

    def spec(label: str, help_: str) -> InputSpec:
        return InputSpec(ValueType.TEXT, label, required=False, help=help_)

    whom = f"推荐人选{number}"
    return {
        InputKind.NOMINEE: spec(whom, "写姓名，一行一人；不推荐的留空"),
        InputKind.NOMINEE_POST: spec(f"{whom}——职务", "写所在部门和职务"),
        InputKind.NOMINEE_MERITS: spec(f"{whom}——主要事迹", "写在这项工作里做了什么、有什么成效，一两句话"),
    }


def insisted_particulars(programme: Programme) -> frozenset[str]:
    """The names of the particulars that a return of the programme must have."""
    return frozenset({"reviewer"}) if programme.settings.reviewer_required else frozenset()


_NAMES: Final = MappingProxyType(
    {
        InputKind.FACT: "fact_{}",
        InputKind.FACT_EVIDENCE: "fact_{}_evidence",
        InputKind.TASK_STATUS: "task_{}_status",
        InputKind.TASK_NOTE: "task_{}_note",
        InputKind.TASK_EVIDENCE: "task_{}_evidence",
        InputKind.INDICATOR: "indicator_{}",
        InputKind.INDICATOR_TARGET: "indicator_{}_target",
        InputKind.INDICATOR_DOCUMENT: "indicator_{}_document",
        InputKind.NOMINEE: "nominee_{}",
        InputKind.NOMINEE_POST: "nominee_{}",
        InputKind.NOMINEE_MERITS: "nominee_{}",
        InputKind.PARTICULAR: "{}",
    }
)
"""Each kind of input's name; tasks and indicators have numbers such as 1.1.1, whose dots become underlines."""
_AS_THEY_ARE: Final = frozenset({InputKind.FACT, InputKind.FACT_EVIDENCE, InputKind.PARTICULAR})


def input_name(kind: InputKind, key: str) -> str:
    """The workbook-level defined name of an input: ``fact_annual_plan``, ``task_1_2_status``, ``indicator_1_1_1``.

    ``key`` is a fact, task or indicator id (``1.1.1``), or a particular's name.
    Source: product specification, "Return form".
    """
    return _NAMES[kind].format(key if kind in _AS_THEY_ARE else key.replace(".", "_"))


def fact_spec(fact: Fact, criterion: Criterion | None) -> InputSpec:
    """What a fact's input accepts. ``criterion``: the first that uses the fact. A note is not required in itself."""
    value_type = TYPES[fact.value_type]
    limits = value_type.limits(fact, criterion.points if criterion else None)
    return InputSpec(
        value_type=fact.value_type,
        label=fact.label,
        minimum=limits.minimum,
        maximum=limits.maximum,
        step=limits.step,
        choices=value_type.choices or limits.choices,
        allows_not_applicable=fact.allows_not_applicable,
        required=not value_type.is_note,
        help=fact.help,
        clause=criterion.criterion_id if criterion else "",
        unit_of_measure=fact.unit_of_measure,
        incident=_is_incident(fact, criterion),
    )


def _is_incident(fact: Fact, criterion: Criterion | None) -> bool:
    if not TYPES[fact.value_type].is_yes_no or criterion is None:
        return False
    uses = [term for term in criterion.terms if term.fact_id == fact.fact_id]
    reports = criterion.kind in INCIDENT_KINDS or (bool(uses) and all(term.stops for term in uses))
    return reports and all(term.trigger != NO for term in uses)


def fact_evidence_spec(fact: Fact, criterion: Criterion | None) -> InputSpec:
    """What a fact's evidence cell accepts: the names of documents that prove it."""
    return InputSpec(
        value_type=ValueType.TEXT,
        label=f"{fact.label}——佐证材料",
        required=False,
        help="写证明材料的名称、文号、日期，材料留存备查；没有发生的不用写",
        clause=criterion.criterion_id if criterion else "",
    )


def clause_of(indicator: Indicator) -> str:
    """The task or main goal of an indicator, in words: ``任务1.1``, ``主要目标一.5``."""
    return f"{'主要目标' if indicator.in_text else '任务'}{indicator.task_id}"


def indicator_spec(indicator: Indicator) -> InputSpec:
    """What the actual value of an indicator accepts.

    不适用 is accepted for a rate, and where several units report the indicator.
    """
    value_type = TYPES[indicator.value_type]
    rate = value_type.is_fraction
    low = ZERO if indicator.minimum is None and (indicator.target or ZERO) >= 0 else indicator.minimum
    limits = value_type.limits(Limits(low, indicator.maximum))
    return InputSpec(
        value_type=indicator.value_type,
        label=indicator.label,
        minimum=limits.minimum,
        maximum=limits.maximum,
        choices=value_type.choices,
        allows_not_applicable=rate or len(indicator.reporters) > 1,
        help=_HOW[indicator.kind],
        clause=clause_of(indicator),
        unit_of_measure="" if rate else indicator.unit_of_measure,
        may_be_tiny=rate and indicator.target is not None and indicator.target < _TINY,
    )


_HOW: Final = {
    IndicatorKind.TARGET: "填全年实际达到的数",
    IndicatorKind.INCIDENT: "填全年实际发生的数，没有发生填0",
    IndicatorKind.AWARD: "填全年实际获得的数，没有获得填0",
}


def document_words(indicator: Indicator) -> str:
    """The question for the name of the document that sets an indicator's target."""
    return f"{indicator.label}：下达目标的文件、文号"


def target_specs(indicator: Indicator) -> dict[InputKind, InputSpec]:
    """What is accepted for a target set by another document, and for the name of that document."""
    actual = indicator_spec(indicator)
    clause = actual.clause
    return {
        InputKind.INDICATOR_TARGET: replace(
            actual,
            label=f"{indicator.label}（下达的目标）",
            help="填上级或区里下达给本区的目标数",
            allows_not_applicable=len(indicator.reporters) > 1,
        ),
        InputKind.INDICATOR_DOCUMENT: InputSpec(
            ValueType.TEXT,
            f"{indicator.label}（目标依据）",
            help="写下达目标的文件名称和文号",
            clause=clause,
        ),
    }


def task_specs(task: Task) -> dict[InputKind, InputSpec]:
    """What a task's status, note and evidence accept. Tasks may share a name, so labels begin with the task's id."""
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
