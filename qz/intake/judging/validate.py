"""Checks each answer by itself: filled in where required, within its range, a multiple of its step."""

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from qz.intake.intake_records import FoundInput, Issue
from qz.intake.judging.issue_at import issue_at
from qz.intake.judging.reported_inputs import Inputs, claims
from qz.model.layout import InputKind, InputSpec
from qz.model.values import NotApplicable
from qz.values.value_types import TYPES, fault_of, show_value

LARGEST: Final = 1e12
"""Numbers beyond it are out of range; no office reports such a number."""
_NEARLY_WHOLE: Final = 1e-9
"""Numbers farther from a whole number of steps (in floating point) are checked again exactly."""
_SMALL: Final = 0.01
_SHOWN: Final = 3


def missing(inputs: Inputs, insisted: Collection[str] = ()) -> Iterator[Issue]:
    """Required inputs left blank: one issue each (V01), or one for a sheet on which nothing was filled in (V04).

    ``insisted``: names of particulars that must be filled in (V25); others are only asked for (V02).
    """
    required = [entry for entry in inputs.entries if entry.input.spec.required]
    by_sheet: dict[str, list[FoundInput]] = {}
    for entry in required:
        if entry.input.kind is not InputKind.PARTICULAR:
            by_sheet.setdefault(entry.input.sheet, []).append(entry)
    empty = {sheet: group for sheet, group in by_sheet.items() if all(entry.reading.blank for entry in group)}
    for sheet, group in empty.items():
        first, words = group[0], {"what": sheet, "count": str(len(group))}
        yield Issue("V04", words, first.sheet, key=first.input.name)
    blank = [entry for entry in required if entry.reading.blank]
    for entry in blank:
        if entry.input.kind is not InputKind.PARTICULAR and entry.input.sheet not in empty:
            yield issue_at("V01", entry)
    for entry in blank:
        if entry.input.kind is InputKind.PARTICULAR:
            yield issue_at("V25" if entry.input.name in insisted else "V02", entry)


def out_of_bounds(entries: Iterable[FoundInput]) -> Iterator[Issue]:
    """Numbers that are not whole (V06), out of range (V07), not a multiple of the step (V15): one issue for a cell."""
    found = [(_fault(entry), entry) for entry in entries if isinstance(entry.reading.value, Decimal)]
    for code in ("V06", "V07", "V15"):
        for entry in (entry for fault, entry in found if fault == code):
            yield issue_at(code, entry, found=show_value(entry.reading.value, entry.input.spec.value_type))


def _fault(entry: FoundInput) -> str:
    """The code for a number that the input does not accept, decided exactly by its type of value; ``""`` for none."""
    value, spec = entry.reading.value, entry.input.spec
    number = float(value) if isinstance(value, Decimal) else 0.0
    if not _is_suspect(number, spec):
        return ""
    return fault_of(value, spec) or ("V07" if abs(number) > LARGEST else "")


def _is_suspect(number: float, spec: InputSpec) -> bool:
    """Whether a number is not accepted, in floating point: what a program's own rounding left of a step is accepted."""
    if spec.minimum is not None and number < float(spec.minimum):
        return True
    if (spec.maximum is not None and number > float(spec.maximum)) or abs(number) > LARGEST:
        return True
    if TYPES[spec.value_type].is_whole and number % 1 != 0:
        return True
    steps = number / float(spec.step) if spec.step else 0.0
    return math.isfinite(steps) and abs(steps - round(steps)) > _NEARLY_WHOLE


def doubtful(inputs: Inputs) -> Iterator[Issue]:
    """V22: rates below 1 %, which the unit may have forgotten to multiply by 100. They count as typed."""
    for entry in inputs.entries:
        value, spec = entry.reading.value, entry.input.spec
        if not isinstance(value, Decimal) or not TYPES[spec.value_type].is_fraction or spec.may_be_tiny:
            continue
        if 0 < float(value) < _SMALL:
            yield issue_at("V22", entry, read=show_value(value, spec.value_type))


def not_applicable(inputs: Inputs) -> Iterator[Issue]:
    """不适用 for a fact: C04 for the verifier, and C05 for the unit where its evidence cell gives no reason.

    Source: scoring specification, "Readings that are parameters".
    """
    evidence = inputs.left_blank(InputKind.FACT_EVIDENCE)
    for entry in inputs.of_kind(InputKind.FACT):
        if isinstance(entry.reading.value, NotApplicable):
            yield issue_at("C04", entry)
            if entry.input.key in evidence:
                yield issue_at("C05", entry)


def unproved(inputs: Inputs) -> Iterator[Issue]:
    """V03: claims whose evidence cell is blank, one issue for a sheet. C10: an undone task without a reason."""
    for kind, evidence in (
        (InputKind.FACT, InputKind.FACT_EVIDENCE),
        (InputKind.TASK_STATUS, InputKind.TASK_EVIDENCE),
    ):
        blank = inputs.left_blank(evidence)
        bare = [e for e in inputs.of_kind(kind) if e.input.key in blank and claims(e.reading.value)]
        if bare:
            yield _unproved(bare)
    notes = inputs.left_blank(InputKind.TASK_NOTE)
    for entry in inputs.of_kind(InputKind.TASK_STATUS):
        value = entry.reading.value
        if value is not None and not claims(value) and entry.input.key in notes:
            yield issue_at("C10", entry, task=entry.input.key)


def _unproved(bare: Sequence[FoundInput]) -> Issue:
    labels = [entry.input.spec.label for entry in bare]
    what = "、".join(labels[:_SHOWN]) + ("等" if len(labels) > _SHOWN else "")
    return Issue("V03", {"count": str(len(labels)), "what": what}, bare[0].sheet, key=bare[0].input.name)
