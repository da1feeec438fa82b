"""Turns a return's inputs into the unit's ``Answers``, each answer with its evidence and its origin."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from qz.intake.intake_records import FoundInput
from qz.model.layout import ANSWER_TABLES, EVIDENCE_OF
from qz.model.scores import Answers
from qz.model.values import Answer, Origin


def build_answers(entries: Iterable[FoundInput], file: str, sha256: str) -> Answers:
    """The answers of one return; an input that is blank or invalid is an answer without a value.

    ``file`` and ``sha256``: the return's path and digest, for each answer's origin.
    """
    entries = tuple(entries)
    evidence = {
        (EVIDENCE_OF[entry.input.kind], entry.input.key): entry.reading.typed
        for entry in entries
        if entry.input.kind in EVIDENCE_OF
    }
    tables: dict[str, dict[str, Answer]] = {name: {} for name in ANSWER_TABLES.values()}
    for entry in entries:
        table = ANSWER_TABLES.get(entry.input.kind)
        if table:
            tables[table][entry.input.key] = Answer(
                value=entry.reading.value,
                typed=entry.reading.typed,
                evidence=evidence.get((entry.input.kind, entry.input.key), ""),
                invalid=entry.reading.invalid,
                origin=Origin(file, entry.sheet, entry.cell, sha256),
            )
    frozen: dict[str, Mapping[str, Answer]] = {name: MappingProxyType(table) for name, table in tables.items()}
    return Answers(**frozen, verified_scores=MappingProxyType({}))  # type: ignore[arg-type]
