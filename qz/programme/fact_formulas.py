"""The formulas of computed facts: read once all facts are known, each made of facts that are not computed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from qz.model.formula import Formula, FormulaFact, FormulaMean, FormulaNumber, FormulaStep, facts_of
from qz.model.programme import Fact
from qz.model.values import ValueType
from qz.programme.faults import Collector
from qz.programme.read_formula import read_formula
from qz.programme.typed_records import Record
from qz.values.value_types import TYPES

_FAR: Final = Decimal(1_000_000_000)
"""A computed fact has no bounds but these: a growth may be below 0, a rate above 100%."""
_TYPES: Final = frozenset({ValueType.COUNT, ValueType.RATE, ValueType.NUMBER})
_UNUSED: Final = ("minimum", "maximum", "step", "required_when", "register", "filled_by", "choices")


def read_formulas(records: Sequence[Record], facts: dict[str, dict[str, Fact]], found: Collector) -> None:
    """Give every fact with a 公式 its formula, in place; what cannot be computed is found fault with."""
    for card, known in facts.items():
        labels = {fact.label: fact_id for fact_id, fact in known.items()}
        rows = {row.text("fact_id"): row for row in records if row.text("scorecard_id") == card and row["formula"]}
        read = {fact_id: read_formula(row.text("formula"), labels) for fact_id, row in rows.items()}
        formulas = {fact_id: formula for fact_id, formula in read.items() if formula is not None}
        for fact_id, row in rows.items():
            why = _fault(fact_id, row, known, formulas)
            if why:
                found.add("P55", row.place("formula"), found=row.text("formula"), why=why)
                continue
            known[fact_id] = replace(
                known[fact_id],
                formula=_inlined(formulas[fact_id], formulas),
                formula_words=row.text("formula"),
                minimum=-_FAR,
                maximum=_FAR,
            )


def _fault(fact_id: str, row: Record, known: Mapping[str, Fact], formulas: Mapping[str, Formula]) -> str:
    """What is wrong with a formula; empty for nothing."""
    if fact_id not in formulas:
        return "看不懂"
    if known[fact_id].value_type not in _TYPES:
        return "只有计数、数值和比率类数据可以由公式算"
    if _is_circular(fact_id, formulas, ()):
        return "公式绕回到了自己"
    others = [known[part] for part in facts_of(formulas[fact_id])]
    words = [fact.label for fact in others if not TYPES[fact.value_type].is_number]
    if words:
        return f"“{words[0]}”不是数"
    unread = [part.label for part in others if part.fact_id not in formulas and part.formula is not None]
    if unread or not others:
        return "里面没有可用的填报数据"
    unused = [row.head(name) for name in _UNUSED if row[name]]
    return f"由公式算的数据不另填“{unused[0]}”" if unused else ""


def _is_circular(fact_id: str, formulas: Mapping[str, Formula], above: tuple[str, ...]) -> bool:
    if fact_id in above:
        return True
    if fact_id not in formulas:
        return False
    return any(_is_circular(part, formulas, (*above, fact_id)) for part in facts_of(formulas[fact_id]))


def _inlined(formula: Formula, formulas: Mapping[str, Formula]) -> Formula:
    """The formula with computed facts written out."""
    if isinstance(formula, FormulaFact):
        inner = formulas.get(formula.fact_id)
        return formula if inner is None else _inlined(inner, formulas)
    if isinstance(formula, FormulaStep):
        return FormulaStep(formula.sign, _inlined(formula.left, formulas), _inlined(formula.right, formulas))
    if isinstance(formula, FormulaMean):
        return FormulaMean(tuple(_inlined(part, formulas) for part in formula.parts))
    return FormulaNumber(formula.value)
