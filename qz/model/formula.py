"""The formula of a computed fact, as a tree of operations on other facts."""

from collections.abc import Iterator
from decimal import Decimal

from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class FormulaNumber:
    """A number written in a formula."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class FormulaFact:
    """Another fact of the same scorecard; it may be one whose value the programme gives (``Fact.given``)."""

    fact_id: str


@dataclass(frozen=True, slots=True)
class FormulaStep:
    """Two formulas joined by an operator: ``+``, ``-``, ``*`` or ``/``."""

    sign: str
    left: "Formula"
    right: "Formula"


@dataclass(frozen=True, slots=True)
class FormulaMean:
    """The mean of several formulas."""

    parts: tuple["Formula", ...]


Formula = FormulaNumber | FormulaFact | FormulaStep | FormulaMean


def facts_of(formula: Formula) -> tuple[str, ...]:
    """The ids of the facts in a formula, each once, in the order in which they appear."""
    return tuple(dict.fromkeys(_facts(formula)))


def _facts(formula: Formula) -> Iterator[str]:
    if isinstance(formula, FormulaFact):
        yield formula.fact_id
    elif isinstance(formula, FormulaStep):
        yield from _facts(formula.left)
        yield from _facts(formula.right)
    elif isinstance(formula, FormulaMean):
        for part in formula.parts:
            yield from _facts(part)
