"""Reads the formulas of computed facts, once all facts are known; formulas may refer to other computed facts.

A unit's own target and a fact's value of the year before, where a formula names them, become facts whose value the
programme gives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from qz.model.formula import Formula, FormulaFact, FormulaMean, FormulaNumber, FormulaStep, facts_of
from qz.model.scorecards import Fact
from qz.model.values import ValueType
from qz.programme.faults import Collector
from qz.programme.reading.read_formula import LAST_YEAR_ENDING, TARGET_ENDING, read_formula
from qz.programme.reading.typed_records import Record, show_value
from qz.values.value_types import TYPES

_FAR: Final = Decimal(1_000_000_000)
"""A computed fact has no bounds but these: a growth may be below 0, a rate above 100%."""
_NUMBERS: Final = "、".join(each.word for each in TYPES.values() if each.is_number)
_MEASURED: Final = "、".join(each.word for each in TYPES.values() if each.is_measured)
_UNUSED: Final = ("minimum", "maximum", "step", "required_when", "register", "filled_by", "choices")


def read_formulas(records: Sequence[Record], facts: dict[str, dict[str, Fact]], found: Collector) -> None:
    """Set the formula of every fact with a 公式, in place. A formula that cannot be computed is a finding."""
    for card, known in facts.items():
        labels = {fact.label: fact_id for fact_id, fact in known.items()}
        rows = {row.text("fact_id"): row for row in records if row.text("scorecard_id") == card and row["formula"]}
        read = {fact_id: read_formula(row.text("formula"), labels) for fact_id, row in rows.items()}
        formulas = {fact_id: formula for fact_id, formula in read.items() if formula is not None}
        for part in dict.fromkeys(part for formula in formulas.values() for part in facts_of(formula)):
            if part not in known:
                known[part] = given_fact(part, known)
        for fact_id, row in rows.items():
            why = _fault(fact_id, known, formulas)
            if why:
                what, advice = why
                found.add("P55", row.place("formula"), found=row.text("formula"), why=what, advice=advice)
                continue
            _check_unused(row, known[fact_id].label, found)
            known[fact_id] = replace(
                known[fact_id],
                formula=_inlined(formulas[fact_id], formulas),
                formula_words=row.text("formula"),
                minimum=-_FAR,
                maximum=_FAR,
            )


def last_year_label(label: str) -> str:
    """The head of the column of 《单位目标》 with a fact's values of the year before."""
    return f"上年（{label}）"


def given_fact(part: str, known: Mapping[str, Fact]) -> Fact:
    """The fact for a value that the programme gives, such as another fact's target, by the end of its id."""
    of_target = part.endswith(TARGET_ENDING)
    fact = known[part.removesuffix(TARGET_ENDING if of_target else LAST_YEAR_ENDING)]
    value_type, is_number = TYPES[fact.value_type], TYPES[fact.value_type].is_number
    return Fact(
        fact_id=part,
        scorecard_id=fact.scorecard_id,
        label=f"本单位目标（{fact.label}）" if of_target else last_year_label(fact.label),
        value_type=fact.value_type if value_type.is_fraction or not is_number else ValueType.NUMBER,
        unit_of_measure=fact.unit_of_measure,
        minimum=-_FAR if is_number else None,
        maximum=fact.maximum if value_type.is_fraction else None,
        given=fact.fact_id if of_target else part,
        place=fact.place,
    )


def _check_unused(row: Record, label: str, found: Collector) -> None:
    """Report columns that describe an answer, which mean nothing for a number that is computed."""
    for name in _UNUSED:
        if row[name]:
            value = row.names(name) if isinstance(row[name], tuple) else (show_value(row[name]),)
            words = {"head": row.head(name), "found": "、".join(value), "fact": label, "kind": "由公式算的"}
            found.add("P48", row.place(name), **words)


_Fault = tuple[str, str]
"""What is wrong with a formula, and what to do about it."""
_LIKE: Final = (
    "请写成 实检数÷应检数 的样子：用本评分表填报数据的名称、数字、＋－×÷、括号、平均（…，…）、目标（…）、上年（…）"
)


def _fault(fact_id: str, known: Mapping[str, Fact], formulas: Mapping[str, Formula]) -> _Fault | None:
    """What is wrong with a formula; ``None`` for nothing."""
    if fact_id not in formulas:
        return "看不懂", _LIKE
    if why := _type_fault(known[fact_id].value_type, formulas[fact_id]):
        return why
    if _is_circular(fact_id, formulas, ()):
        return "公式绕回到了自己", "请改正：公式里不能有这一项自己，也不能有由它算出来的数据"
    others = [known[part] for part in facts_of(formulas[fact_id])]
    words = [fact.label for fact in others if not TYPES[fact.value_type].is_number]
    if words:
        return f"“{words[0]}”不是数", f"请换成{_NUMBERS}类的数据，或改“{words[0]}”的类型"
    unread = [part.label for part in others if part.fact_id not in formulas and part.formula is not None]
    if unread or all(fact.given for fact in others):
        return "里面没有可用的填报数据", "请至少用上一项由单位填报的数据；全由考核方案给定的数不必写公式"
    return None


def _type_fault(value_type: ValueType, formula: Formula) -> _Fault | None:
    """What is wrong with its type: it cannot be computed, or a rate's formula ends with ×100 as if in percent."""
    if not TYPES[value_type].is_measured:
        return f"只有{_MEASURED}类数据可以由公式算", "请改“类型”，或清空公式由单位填报"
    hundred = FormulaNumber(Decimal(100))
    times = isinstance(formula, FormulaStep) and formula.sign == "*" and hundred in {formula.left, formula.right}
    if times and TYPES[value_type].is_fraction:
        return "比率算出来就是百分数，不用乘100", "请去掉 ×100；要的是数不是百分数，把“类型”改为数值"
    return None


def _is_circular(fact_id: str, formulas: Mapping[str, Formula], above: tuple[str, ...]) -> bool:
    if fact_id in above:
        return True
    if fact_id not in formulas:
        return False
    return any(_is_circular(part, formulas, (*above, fact_id)) for part in facts_of(formulas[fact_id]))


def _inlined(formula: Formula, formulas: Mapping[str, Formula]) -> Formula:
    """The formula with the formulas of computed facts in place of these."""
    if isinstance(formula, FormulaFact):
        inner = formulas.get(formula.fact_id)
        return formula if inner is None else _inlined(inner, formulas)
    if isinstance(formula, FormulaStep):
        return FormulaStep(formula.sign, _inlined(formula.left, formulas), _inlined(formula.right, formulas))
    if isinstance(formula, FormulaMean):
        return FormulaMean(tuple(_inlined(part, formulas) for part in formula.parts))
    return FormulaNumber(formula.value)
