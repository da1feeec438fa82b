"""What an input accepts, said once: the form's prompts and error messages and the findings use these words."""

from decimal import Decimal
from typing import Final

from qz.model.layout import InputSpec
from qz.model.values import NOT_APPLICABLE, ValueType, show_number, show_percent

YES: Final = "是"
NO: Final = "否"
DONE: Final = "已完成"
UNDONE: Final = "未完成"
NOT_APPLICABLE_WORD: Final = NOT_APPLICABLE.value
YES_NO_CHOICES: Final = (YES, NO)
STATUS_CHOICES: Final = (DONE, UNDONE)


def _range(spec: InputSpec, noun: str) -> str:
    show = show_percent if spec.value_type is ValueType.RATE else show_number
    low, high = spec.minimum, spec.maximum
    if low is not None and high is not None:
        return f"{show(low)}至{show(high)}{noun}"
    if low is not None:
        return f"不小于{show(low)}{noun}"
    if high is not None:
        return f"不大于{show(high)}{noun}"
    return noun.removeprefix("的")


def _count(spec: InputSpec) -> str:
    if spec.minimum == 0 and spec.maximum is None:
        return "0或正整数"
    return _range(spec, "的整数")


def _rate(spec: InputSpec) -> str:
    return f"{_range(spec, '的百分数')}（如92.5%）"


def _grade(spec: InputSpec) -> str:
    step = f"（每{show_number(spec.step)}分一档）" if spec.step else ""
    return f"{_range(spec, '的分数')}{step}"


def describe_accepted(spec: InputSpec) -> str:
    """What the input accepts, as a phrase without full stop: ``0%至100%的百分数（如92.5%），或“不适用”``."""
    if spec.choices:
        phrase = "或".join(f"“{choice}”" for choice in spec.choices)
    elif spec.value_type is ValueType.COUNT:
        phrase = _count(spec)
    elif spec.value_type is ValueType.RATE:
        phrase = _rate(spec)
    elif spec.value_type is ValueType.GRADE:
        phrase = _grade(spec)
    elif spec.value_type is ValueType.NUMBER:
        phrase = _range(spec, "的数字")
    elif spec.value_type is ValueType.DATE:
        phrase = "日期（如2011-11-30）" if spec.minimum is None else _range(spec, "的日期")
    else:
        phrase = "文字"
    return f"{phrase}，或“{NOT_APPLICABLE_WORD}”" if spec.allows_not_applicable else phrase


_ANSWERS: Final = {
    ValueType.COUNT: "个数",
    ValueType.NUMBER: "数字",
    ValueType.RATE: "百分数",
    ValueType.DATE: "日期",
    ValueType.TEXT: "文字",
}


def describe_answer(spec: InputSpec) -> str:
    """What kind of answer is wanted, as briefly as a narrow column asks: ``是／否``, ``0—5分``, ``次``."""
    if spec.choices:
        return "／".join(spec.choices)
    if spec.value_type is ValueType.GRADE:
        low, high = spec.minimum or Decimal(0), spec.maximum
        return "分" if high is None else f"{show_number(low)}—{show_number(high)}分"
    if spec.value_type in {ValueType.COUNT, ValueType.NUMBER} and spec.unit_of_measure:
        return spec.unit_of_measure
    return _ANSWERS[spec.value_type]


def quoted(words: str) -> str:
    """Words between double quotation marks, their own turned into single ones: ``“‘两免费’检定”``."""
    return f"“{words.replace('“', '‘').replace('”', '’')}”"


def whole_number(value: Decimal) -> bool:
    """Whether a number has no fraction."""
    return value == value.to_integral_value()
