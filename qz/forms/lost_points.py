"""The formulas of 失分原因: the words for a fact appear where the criterion's rule loses points by this fact alone.

They are made from the rules' own formulas, so that a new kind of rule needs no change here.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Final

from qz.forms.entries import Entry, blank
from qz.forms.live import TO_FILL, TO_VERIFY, WRONG, InputState, Live
from qz.forms.lost_terms import TermWords, join_words, longest_words
from qz.forms.refs import FormRefs
from qz.layout.inputs import input_name
from qz.model.layout import InputKind
from qz.model.scorecards import Criterion, Term
from qz.model.scores import Effect
from qz.model.values import show_number
from qz.records import dataclass
from qz.rules.compared import compared_facts
from qz.rules.formulas import both, either, fact_cell, literal, text
from qz.rules.operands import NOTES, read_operand, round_points
from qz.rules.registry import KINDS
from qz.rules.rule_kind import RuleContext
from qz.rules.veto import fires, fires_formula
from qz.values.value_types import accepts

NOT_COUNTED: Final = f"{WRONG}，暂不计分"
AFTER_ALL: Final = "收齐后与本组各单位比较计分"
VETOED: Final = "不得分"
_STOPPED: Final = "，本条不得分"
NOT_VETOED: Final = "未触发"
_LOSS: Final = {Effect.EARN: "少得", Effect.DEDUCT: "扣"}


@dataclass(frozen=True)
class Reasoner:
    """Makes the words for why one criterion lost points. What is asked of it often is worked out once."""

    context: RuleContext
    entries: Mapping[str, Entry]
    refs: FormRefs
    states: Mapping[str, str]
    """The cell with the state of each fact's input, by fact id."""

    @cached_property
    def _of_terms(self) -> TermWords:
        return TermWords(self.context, self.entries, self.refs)

    @property
    def _criterion(self) -> Criterion:
        return self.context.criterion

    @cached_property
    def _terms(self) -> tuple[Term, ...]:
        facts = self.context.facts
        return tuple(
            term
            for term in self._criterion.terms
            if term.fact_id and not term.stops and facts[term.fact_id].value_type not in NOTES
        )

    @cached_property
    def _stops(self) -> tuple[Term, ...]:
        return tuple(term for term in self._criterion.terms if term.stops)

    @cached_property
    def _parts(self) -> tuple[str, ...]:
        """The ids of the facts by which it is scored: of a computed fact its parts, without given values."""
        facts = self.context.facts
        parts = (part for term in (*self._terms, *self._stops) for part in facts[term.fact_id].parts)
        return tuple(dict.fromkeys(part for part in parts if not facts[part].given))

    @cached_property
    def _waits(self) -> bool:
        """Whether a verifier or the office fills in what it is scored by."""
        given = any(not self.context.facts[part].is_asked for part in self._parts)
        return KINDS[self._criterion.kind].needs.by_hand or given

    @cached_property
    def compares(self) -> bool:
        """Whether its points are known only when all units are compared."""
        return bool(compared_facts(self._criterion))

    @property
    def effect(self) -> Effect:
        """The effect of the criterion's points on its item."""
        return KINDS[self._criterion.kind].effect

    @cached_property
    def _wrong(self) -> tuple[str, bool]:
        """Whether any of its inputs is filled in wrongly: an expression, and its value now."""
        wrongs = [f"{self.states[part]}={InputState.WRONG:d}" for part in self._parts]
        entries = (self.entries[input_name(InputKind.FACT, part)] for part in self._parts)
        now = any(not blank(entry.content) and not accepts(entry.cell.spec, entry.content) for entry in entries)
        return either(wrongs), now

    def unfilled(self) -> str:
        """An expression that is TRUE while all its inputs are blank; ``""`` where it has none."""
        if self._waits:
            return ""
        if parts := self._parts:
            return both(f"{self.states[part]}={InputState.BLANK:d}" for part in parts)
        return f"{self.refs.tasks_missing()}={self.refs.tasks_scored()}"

    def wrong(self) -> str:
        """An expression that is TRUE while one of its inputs is filled in wrongly; ``""`` where it has none."""
        return self._wrong[0] if self._terms and not self._waits else ""

    def reason(self, points: Decimal, points_ref: str) -> Live:
        """The words beside a criterion with ``points`` (分) in the cell ``points_ref``.

        They are empty while nothing is lost, and while nothing is filled in.
        """
        if self._waits:
            return Live(text(TO_VERIFY), TO_VERIFY)
        terms = self._terms
        if not terms:
            return self._of_tasks(points, points_ref)
        wrong, now = self._wrong
        if self.compares:
            return Live(f"IF({wrong},{text(NOT_COUNTED)},{text(AFTER_ALL)})", NOT_COUNTED if now else AFTER_ALL)
        lost = self._stopped(self._reason_of_loss(points, points_ref))
        return Live(f"IF({wrong},{text(NOT_COUNTED)},{lost.expression})", NOT_COUNTED if now else lost.value)

    def _reason_of_loss(self, points: Decimal, points_ref: str) -> Live:
        """The words where no input is filled in wrongly."""
        if self.effect is Effect.BONUS:
            return Live(text(self._limits), self._limits)
        terms = self._terms
        if len(terms) == 1:
            body, shown = self._of_terms.words(terms[0], alone=True)
        else:
            body, shown = join_words([self._of_terms.conditional_words(term) for term in terms])
        tail, tail_shown = self._tail(points, points_ref)
        lost, is_lost = self._lost(points, points_ref)
        cells = [self._of_terms.entry(term) for term in terms]
        silent = all(entry.is_unfilled for entry in cells)
        unfilled = both(entry.unfilled_formula for entry in cells)
        expression = f'IFERROR(IF({unfilled},"",IF({lost},{body}&{tail},"")),{text(WRONG)})'
        return Live(expression, shown + tail_shown if is_lost and not silent else "")

    def _stopped(self, otherwise: Live) -> Live:
        """The words of what sets the clause to zero, where that holds by what is filled in; else the others."""
        for term in reversed(self._stops):
            cell = fact_cell(self._criterion, term, self.context.facts, self.refs)
            entry, (words, shown) = self._of_terms.entry(term), self._of_terms.words(term, alone=True)
            condition = f"AND(NOT(IFERROR({entry.unfilled_formula},FALSE)),{fires_formula(cell)})"
            expression = f"IF({condition},{words}&{text(_STOPPED)},{otherwise.expression})"
            holds = not entry.is_unfilled and fires(read_operand(self.context, term))
            otherwise = Live(expression, shown + _STOPPED if holds else otherwise.value)
        return otherwise

    @property
    def _limits(self) -> str:
        """The limits of a bonus, in words: ``最多加3分，同一奖项取最高``."""
        most, pool = self._criterion.most, self._criterion.pool
        capped = "" if most is None else f"最多加{show_number(most)}分"
        return "，".join(words for words in (capped, pool.words if pool else "") if words)

    @property
    def _caps(self) -> str:
        """The limits of a loss, in words: ``通报批评最多5分，本项最多扣10分``."""
        one, limits = self._criterion, []
        if self.effect is Effect.DEDUCT:
            limits = [one.pool.words] if one.pool else []
        cap = one.settings.deduct_cap
        if cap is not None and (self.effect is Effect.DEDUCT or (self.effect is Effect.EARN and one.starts_full)):
            limits.append(f"本项最多扣{show_number(cap)}分")
        return "，".join(limits)

    @property
    def veto_word(self) -> str:
        """The word of a veto that applies: 不得分, or its consequence for the whole scorecard."""
        return self._criterion.consequence.value if self._criterion.consequence else VETOED

    @property
    def _veto_tail(self) -> str:
        return f"，{self.veto_word}" if self._criterion.consequence else "，本项不得分"

    @cached_property
    def veto(self) -> Live:
        """The veto's word where it applies by what is filled in; else 待填 while anything is blank; else 未触发.

        A blank may count as the veto in the score, but a form that is not yet filled in does not show it.
        """
        if self._waits:
            return Live(text(TO_VERIFY), TO_VERIFY)
        fires, unfilled, fired, waits = [], [], False, False
        for term in self._terms:
            condition, holds = self._of_terms.loses_alone(term)
            entry = self._of_terms.entry(term)
            missing = f"IFERROR({entry.unfilled_formula},FALSE)"
            fires.append(f"AND(NOT({missing}),{condition})")
            unfilled.append(missing)
            fired |= holds and not entry.is_unfilled
            waits |= entry.is_unfilled
        rest = f"IF({either(unfilled)},{text(TO_FILL)},{text(NOT_VETOED)})"
        wrong, is_wrong = self._wrong
        shown = WRONG if is_wrong else self.veto_word if fired else TO_FILL if waits else NOT_VETOED
        word = f"IF({either(fires)},{text(self.veto_word)},{rest})"
        return Live(f"IF({wrong},{text(WRONG)},{word})", shown)

    def longest(self) -> str:
        """The longest words that the reason may have, for the height of the row."""
        if self._waits:
            return ""
        if self.compares:
            return AFTER_ALL
        stops = [longest_words(term, self.context.facts[term.fact_id], alone=True) + _STOPPED for term in self._stops]
        return max(self._longest_loss(), *stops, key=len) if stops else self._longest_loss()

    def _longest_loss(self) -> str:
        if self.effect is Effect.BONUS:
            return max(NOT_COUNTED, self._limits, key=len) if self._terms else ""
        terms = self._terms
        if not terms:
            return "99项任务未完成，扣99分，本项不得分"
        parts = [longest_words(term, self.context.facts[term.fact_id], alone=len(terms) == 1) for term in terms]
        lost = "，少得9.5分" + (f"（{self._caps}）" if self._caps else "")
        return "、".join(parts) + (self._veto_tail if self.effect is Effect.VETO else lost)

    def _lost(self, points: Decimal, points_ref: str) -> tuple[str, bool]:
        if self.effect is Effect.VETO:
            return f"{points_ref}={text(self.veto_word)}", self.veto.value == self.veto_word
        full = round_points(self._criterion.points or Decimal(0)) if self.effect is Effect.EARN else Decimal(0)
        return f"{points_ref}<{literal(full)}", points < full

    def _tail(self, points: Decimal, points_ref: str) -> tuple[str, str]:
        if self.effect is Effect.VETO:
            return text(self._veto_tail), self._veto_tail
        full = round_points(self._criterion.points or Decimal(0)) if self.effect is Effect.EARN else Decimal(0)
        word = _LOSS[self.effect]
        gap, caps = f"ROUND({literal(full)}-{points_ref},2)", f"（{self._caps}）" if self._caps else ""
        return f'"，{word}"&{gap}&"分{caps}"', f"，{word}{show_number(full - points)}分{caps}"

    def _of_tasks(self, points: Decimal, points_ref: str) -> Live:
        """The reason of a criterion without facts: how many tasks are not 已完成."""
        scored, done = self.refs.tasks_scored(), self.refs.tasks_done()
        left = sum(not mark.done for mark in self.context.tasks)
        none_done = self._criterion.settings.none_done_vetoes and 0 < left == len(self.context.tasks)
        lost = f'({scored}-{done})&"项任务未完成，扣"&ROUND(-{points_ref},2)&"分"'
        vetoes = self._criterion.settings.none_done_vetoes
        lost = f'{lost}&IF({done}=0,"，本项不得分","")' if vetoes else lost
        expression = f'IF(AND({points_ref}<0,{self.refs.tasks_missing()}<{scored}),{lost},"")'
        if points >= 0 or all(mark.done is None for mark in self.context.tasks):
            return Live(expression, "")
        shown = f"{left}项任务未完成，扣{show_number(-points)}分"
        return Live(expression, shown + ("，本项不得分" if none_done else ""))
