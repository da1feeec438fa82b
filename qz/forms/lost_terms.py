"""The words of 失分原因 for one term of a criterion: what its fact is, and whether it alone loses points."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from qz.forms.entries import Entry
from qz.forms.live import WRONG, accepted
from qz.forms.refs import FormRefs
from qz.layout.inputs import input_name
from qz.model.layout import InputKind
from qz.model.scorecards import Fact, Term
from qz.model.scores import Effect
from qz.model.values import show_number
from qz.records import dataclass
from qz.rules.computed import UNCOMPUTED
from qz.rules.formulas import fact_cell, literal, target_formula, text
from qz.rules.operands import read_operand, round_points, target_of
from qz.rules.registry import KINDS
from qz.rules.rule_kind import RuleContext
from qz.rules.wording import rate_unit
from qz.values.value_types import TYPES, accepts
from qz.words import NOT_APPLICABLE_WORD

UNSHOWN: Final = "未填报"


@dataclass(frozen=True, slots=True)
class ConditionalWords:
    """Words that are shown where a condition is true.

    ``condition`` and ``words``: expressions; ``holds`` and ``shown``: their values now.
    """

    condition: str
    words: str
    holds: bool
    shown: str


@dataclass(frozen=True, slots=True)
class TermWords:
    """Makes the words for single terms of one criterion."""

    context: RuleContext
    entries: Mapping[str, Entry]
    refs: FormRefs

    def entry(self, term: Term) -> Entry:
        """The cell of the term's fact."""
        return self.entries[input_name(InputKind.FACT, term.fact_id)]

    def loses_alone(self, term: Term) -> tuple[str, bool]:
        """Whether the term alone loses points: an expression, and its value now."""
        single = replace(self.context.criterion, terms=(term,))
        kind = KINDS[single.kind]
        formula = kind.formula(single, self.context.facts, self.refs)
        award = kind.award(replace(self.context, criterion=single))
        if kind.effect is Effect.VETO:
            return formula, bool(award.denial)
        full = round_points(single.points or Decimal(0)) if kind.effect is Effect.EARN else Decimal(0)
        return f"{formula}<{literal(full)}", award.points < full

    def conditional_words(self, term: Term) -> ConditionalWords:
        """The words for a term beside others, shown where it alone loses points."""
        condition, holds = self.loses_alone(term)
        words, shown = self.words(term, alone=False)
        return ConditionalWords(condition, words, holds, shown)

    def words(self, term: Term, *, alone: bool) -> tuple[str, str]:
        """The words for the term's loss: an expression, and its value now.

        A blank term is mentioned only beside terms that are filled in.
        """
        fact = self.context.facts[term.fact_id]
        entry = self.entry(term)
        value, value_shown = _value(entry, fact)
        if not term.phrase:
            return f"{text(fact.label)}&{value}", fact.label + value_shown
        number, number_shown = self._number(term, fact)
        parts, shown = [], []
        for piece in _split(term.phrase):
            parts.append({"{n}": number, "{v}": value}.get(piece, text(piece)))
            shown.append({"{n}": number_shown, "{v}": value_shown}.get(piece, piece))
        if alone:
            return "&".join(parts), "".join(shown)
        note = f"（{UNSHOWN}）"
        parts.append(f'IF({entry.unfilled_formula},{text(note)},"")')
        return "&".join(parts), "".join(shown) + (note if entry.is_unfilled else "")

    def _number(self, term: Term, fact: Fact) -> tuple[str, str]:
        """The value of {n}: how far below the target, or the number itself where there is no target."""
        cell = fact_cell(self.context.criterion, term, self.context.facts, self.refs)
        operand = read_operand(self.context, term)
        if not cell.numeric:
            return '"1"', "1"
        aimed = term.target is not None or KINDS[self.context.criterion.kind].needs.unit_target
        target = target_formula(term, self.refs) if aimed else "0"
        aim = target_of(self.context, term) if aimed else Decimal(0)
        given = f"{target}-{cell.value}" if aimed else cell.value
        number = cell.choose(cell.valid(), given, target)
        shown = abs(aim - operand.number)
        value_type = TYPES[fact.value_type]
        if value_type.is_fraction:
            unit = rate_unit(term.phrase, is_gap=aimed)
            return f"ROUND(100*ABS({number}),4)&{text(unit)}", show_number(shown * 100) + unit
        return f"ROUND(ABS({number}),4)", show_number(shown)


def _value(entry: Entry, fact: Fact) -> tuple[str, str]:
    """A cell's content in words: an expression, and its value now."""
    ref, content = entry.ref, entry.content
    value_type = TYPES[fact.value_type]
    unit = fact.unit_of_measure or value_type.own_unit
    words, shown = value_type.show_cell(ref, unit), value_type.show_content(content, unit)
    if entry.cell.spec.allows_not_applicable:
        excused = text(NOT_APPLICABLE_WORD)
        words = f"IF({ref}={excused},{excused},{words})"
        shown = NOT_APPLICABLE_WORD if content == NOT_APPLICABLE_WORD else shown
    wrong = WRONG if fact.formula is None else UNCOMPUTED
    if entry.is_unfilled:
        shown = UNSHOWN
    elif not accepts(entry.cell.spec, content):
        shown = wrong
    given = f"IFERROR(IF({accepted(entry.cell.spec, ref)},{words},{text(wrong)}),{text(wrong)})"
    return f"IF({entry.unfilled_formula},{text(UNSHOWN)},{given})", shown


def _split(phrase: str) -> list[str]:
    """A phrase divided at its {n} and {v}."""
    return [piece for piece in re.split(r"(\{[nv]\})", phrase) if piece]


def longest_words(term: Term, fact: Fact, *, alone: bool) -> str:
    """The longest words of one term; beside other terms they may include 未填报."""
    is_rate = TYPES[fact.value_type].is_fraction
    number, value = ("99.99" + rate_unit(term.phrase, is_gap=True), "99.99%") if is_rate else ("99", "99")
    words = term.phrase.replace("{n}", number).replace("{v}", value) or f"{fact.label}为“是”"
    return words if alone else f"{words}（{UNSHOWN}）"


def join_words(pieces: Sequence[ConditionalWords]) -> tuple[str, str]:
    """The words whose conditions hold, with 、 between them: an expression, and its value now."""
    joined = "&".join(f'IF({piece.condition},"、"&{piece.words},"")' for piece in pieces)
    return f"MID({joined},2,500)", "、".join(piece.shown for piece in pieces if piece.holds)
