"""Checks each answer by itself: filled in where required, within its range, a multiple of its step."""

from collections.abc import Collection, Iterator
from typing import Final

import numpy as np
import pandas as pd

from qz.intake.intake_records import FoundInput, Issue
from qz.intake.judging.answer_table import of_kind
from qz.intake.judging.issue_at import issue_at
from qz.model.layout import InputKind
from qz.values.value_types import fault_of, show_value

PlacedIssue = tuple[int, Issue]
"""An issue, with the place of its return among those the table was built from."""
LARGEST: Final = 1e12
"""Numbers beyond it are out of range; no office reports such a number."""
_NEARLY_WHOLE: Final = 1e-9
"""Numbers farther from a whole number of steps (in floating point) are checked again exactly."""
_SMALL: Final = 0.01
_SHOWN: Final = 3


def _each(frame: pd.DataFrame) -> Iterator[tuple[int, FoundInput]]:
    return zip(frame["reading"].tolist(), frame["entry"], strict=True)


def missing(frame: pd.DataFrame, insisted: Collection[str] = ()) -> Iterator[PlacedIssue]:
    """Required inputs left blank: one issue each (V01), or one for a sheet on which nothing was filled in (V04).

    ``insisted``: names of particulars that must be filled in (V25); others are only asked for (V02).
    """
    particular = frame["kind"] == InputKind.PARTICULAR.value
    required = frame[frame["required"] & ~particular]
    empty_sheets = required.groupby(["reading", "form_sheet"], sort=False)["blank"].transform("all")
    for (_, sheet), group in required[empty_sheets].groupby(["reading", "form_sheet"], sort=False):
        first: FoundInput = group["entry"].iloc[0]
        words = {"what": str(sheet), "count": str(len(group))}
        yield int(group["reading"].iloc[0]), Issue("V04", words, first.sheet, key=first.input.name)
    for place, entry in _each(required[required["blank"] & ~empty_sheets]):
        yield place, issue_at("V01", entry)
    for place, entry in _each(frame[particular & frame["required"] & frame["blank"]]):
        yield place, issue_at("V25" if entry.input.name in insisted else "V02", entry)


def out_of_bounds(frame: pd.DataFrame) -> Iterator[PlacedIssue]:
    """Numbers that are not whole (V06), out of range (V07), not a multiple of the step (V15): one issue for a cell."""
    number, step = frame["number"], frame["step"]
    too_large = number.abs() > LARGEST
    outside = (number < frame["minimum"]) | (number > frame["maximum"]) | too_large
    broken = (number % 1 != 0) & frame["whole"]
    between = (number / step - np.round(number / step)).abs() > _NEARLY_WHOLE
    for code, place, entry in _faults(frame[number.notna() & (outside | broken | between)]):
        spec = entry.input.spec
        yield place, issue_at(code, entry, found=show_value(entry.reading.value, spec.value_type))


def _faults(suspects: pd.DataFrame) -> Iterator[tuple[str, int, FoundInput]]:
    """Code, place and input of each faulty cell, decided exactly by its type of value; sorted by code, then row."""
    found = [
        (fault_of(entry.reading.value, entry.input.spec) or ("V07" if abs(number) > LARGEST else ""), place, entry)
        for (place, entry), number in zip(_each(suspects), suspects["number"].tolist(), strict=True)
    ]
    for code in ("V06", "V07", "V15"):
        yield from (each for each in found if each[0] == code)


def doubtful(frame: pd.DataFrame) -> Iterator[PlacedIssue]:
    """V22: rates below 1 %, which the unit may have forgotten to multiply by 100. They count as typed."""
    small = frame["fraction"] & (frame["number"] > 0) & (frame["number"] < _SMALL)
    for place, entry in _each(frame[small]):
        if entry.input.spec.may_be_tiny:
            continue
        yield place, issue_at("V22", entry, read=show_value(entry.reading.value, entry.input.spec.value_type))


def not_applicable(frame: pd.DataFrame) -> Iterator[PlacedIssue]:
    """不适用 for a fact: C04 for the verifier, and C05 for the unit where its evidence cell gives no reason.

    Source: scoring specification, "Readings that are parameters".
    """
    facts = of_kind(frame, InputKind.FACT)
    evidence = _blank_evidence(frame, InputKind.FACT_EVIDENCE)
    for place, entry in _each(facts[facts["not_applicable"]]):
        yield place, issue_at("C04", entry)
        if (place, entry.input.key) in evidence:
            yield place, issue_at("C05", entry)


def _blank_evidence(frame: pd.DataFrame, kind: InputKind) -> frozenset[tuple[int, str]]:
    rows = of_kind(frame, kind)
    rows = rows[rows["blank"]]
    return frozenset(zip(rows["reading"].tolist(), rows["key"], strict=True))


def unproved(frame: pd.DataFrame) -> Iterator[PlacedIssue]:
    """V03: claims whose evidence cell is blank, one issue for a sheet. C10: an undone task without a reason."""
    for kind, evidence in (
        (InputKind.FACT, InputKind.FACT_EVIDENCE),
        (InputKind.TASK_STATUS, InputKind.TASK_EVIDENCE),
    ):
        blank = _blank_evidence(frame, evidence)
        claims = of_kind(frame, kind)
        claims = claims[claims["claims"]]
        pairs = zip(claims["reading"].tolist(), claims["key"], strict=True)
        bare = np.fromiter((pair in blank for pair in pairs), dtype=bool, count=len(claims))
        for _, group in claims[bare].groupby("reading", sort=False):
            entries = list(group["entry"])
            labels = [entry.input.spec.label for entry in entries]
            what = "、".join(labels[:_SHOWN]) + ("等" if len(labels) > _SHOWN else "")
            words = {"count": str(len(labels)), "what": what}
            yield int(group["reading"].iloc[0]), Issue("V03", words, entries[0].sheet, key=entries[0].input.name)
    notes = _blank_evidence(frame, InputKind.TASK_NOTE)
    statuses = of_kind(frame, InputKind.TASK_STATUS)
    for place, entry in _each(statuses[statuses["valid"] & ~statuses["claims"]]):
        if (place, entry.input.key) in notes:
            yield place, issue_at("C10", entry, task=entry.input.key)
