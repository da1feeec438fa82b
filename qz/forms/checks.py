"""The formulas of 填报检查: whether a fact is filled in, is accepted, and agrees with other facts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from qz.forms.entries import Entry, blank
from qz.forms.live import FINE, TO_FILL, WRONG, InputState, Live, condition, input_state, usable
from qz.layout.inputs import input_name
from qz.model.layout import InputKind
from qz.model.scorecards import Fact, FactCheck, Scorecard
from qz.values.expressions import both, either, is_blank, literal, text
from qz.values.value_types import TYPES
from qz.words import NOT_APPLICABLE_WORD, YES

NOTE_WANTED: Final = "须注明"
REASON_WANTED: Final = "请在佐证栏写明理由"


def _entry(entries: Mapping[str, Entry], fact_id: str) -> Entry:
    return entries[input_name(InputKind.FACT, fact_id)]


def _checks_of(scorecard: Scorecard, fact: Fact) -> tuple[FactCheck, ...]:
    return tuple(check for check in scorecard.checks if check.left == fact.fact_id)


def _number(ref: str) -> str:
    return f"ROUND({ref},6)"


def contradicts(check: FactCheck, entries: Mapping[str, Entry]) -> tuple[str, bool]:
    """Whether two facts contradict one another: an expression that is never an error value, and its value now."""
    left = _entry(entries, check.left)
    conditions = [condition(left.cell.spec, left.ref)]
    value = usable(left)
    right: Decimal | None
    if check.right_number is not None:
        other, right = literal(check.right_number), check.right_number
    else:
        entry = _entry(entries, check.right)
        conditions.append(condition(entry.cell.spec, entry.ref))
        other, right = _number(entry.ref), usable(entry)
    conditions.append(f"{_number(left.ref)}{check.comparator.opposite_sign}{other}")
    holds = value is not None and right is not None and not check.comparator.holds(value, right)
    return f"IFERROR({both(conditions)},FALSE)", holds


def _above_zero(entry: Entry, fact: Fact) -> tuple[str, bool]:
    if TYPES[fact.value_type].is_yes_no:
        return f"IFERROR({entry.ref}={text(YES)},FALSE)", entry.content == YES
    number = usable(entry)
    above = f"AND({condition(entry.cell.spec, entry.ref)},{entry.ref}>0)"
    return f"IFERROR({above},FALSE)", number is not None and number > 0


def _note_state(scorecard: Scorecard, fact: Fact, entries: Mapping[str, Entry]) -> Live:
    """The state of a note: it is missing where it is blank and a fact that requires it is above 0 or 是."""
    entry = _entry(entries, fact.fact_id)
    called = [_above_zero(_entry(entries, each), scorecard.facts[each]) for each in fact.required_when]
    if not called:
        return Live(f"{InputState.FINE:d}", Decimal(InputState.FINE))
    wanted = either(expression for expression, _ in called)
    state = InputState.BLANK if blank(entry.content) and any(now for _, now in called) else InputState.FINE
    missing = f"AND({is_blank(entry.ref)},{wanted})"
    expression = f"IFERROR(IF({missing},{InputState.BLANK:d},{InputState.FINE:d}),{InputState.FINE:d})"
    return Live(expression, Decimal(state))


def fact_state(scorecard: Scorecard, fact: Fact, entries: Mapping[str, Entry]) -> Live:
    """The state of a fact, including contradictions with other facts."""
    if TYPES[fact.value_type].is_note:
        return _note_state(scorecard, fact, entries)
    own = input_state(_entry(entries, fact.fact_id))
    checks = [contradicts(check, entries) for check in _checks_of(scorecard, fact)]
    if not checks:
        return own
    expression = f"IF({either(check for check, _ in checks)},{InputState.CONTRADICTS:d},{own.expression})"
    return Live(expression, Decimal(InputState.CONTRADICTS) if any(now for _, now in checks) else own.value)


def fact_check_text(
    scorecard: Scorecard, fact: Fact, entries: Mapping[str, Entry], state_ref: str, state: Live
) -> tuple[Live, str]:
    """The formula of the words beside a fact, and the longest words it can give."""
    entry = _entry(entries, fact.fact_id)
    if TYPES[fact.value_type].is_note:
        shown = NOTE_WANTED if state.value == InputState.BLANK else "" if blank(entry.content) else FINE
        expression = (
            f'IF({state_ref}={InputState.BLANK:d},{text(NOTE_WANTED)},IF({is_blank(entry.ref)},"",{text(FINE)}))'
        )
        return Live(expression, shown), NOTE_WANTED
    messages = [(check.message, *contradicts(check, entries)) for check in _checks_of(scorecard, fact)]
    fine, fine_shown = text(FINE), FINE
    if fact.allows_not_applicable:
        evidence = entries[input_name(InputKind.FACT_EVIDENCE, fact.fact_id)]
        asks = f"AND({entry.ref}={text(NOT_APPLICABLE_WORD)},{is_blank(evidence.ref)})"
        fine = f"IF({asks},{text(REASON_WANTED)},{fine})"
        if entry.content == NOT_APPLICABLE_WORD and blank(evidence.content):
            fine_shown = REASON_WANTED
    contradiction, contradiction_shown = f"{text(WRONG)}", WRONG
    for message, clash, now in reversed(messages):
        contradiction = f"IF({clash},{text(message)},{contradiction})"
        contradiction_shown = message if now else contradiction_shown
    choices = [fine, text(TO_FILL), text(WRONG), *([contradiction] if messages else [])]
    now_shown = {
        InputState.FINE: fine_shown,
        InputState.BLANK: TO_FILL,
        InputState.WRONG: WRONG,
        InputState.CONTRADICTS: contradiction_shown,
    }
    longest = max([REASON_WANTED if fact.allows_not_applicable else WRONG, *(each[0] for each in messages)], key=len)
    return Live(f"CHOOSE({state_ref}+1,{','.join(choices)})", now_shown[InputState(int(state.value))]), longest
