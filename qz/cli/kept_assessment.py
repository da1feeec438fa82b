"""Keeps what the last collect came to, for the commands that ask about it and for a collect with nothing new.

It is kept as text in blocks, a unit's values apart from another's, so that whoever asks about one unit reads that unit.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cached_property, partial
from itertools import islice
from typing import Any, Final

from qz.engine.kept.codec import Codec
from qz.engine.kept.kept_blocks import BlockFile, KeptBlocks, NewBlock, NewField
from qz.engine.kept.kept_texts import KeptTexts, deflate
from qz.engine.kept.kept_values import KeptMapping, KeptSequence
from qz.engine.parallel.packed import PackedMapping
from qz.intake.intake_records import PackedReading
from qz.model.assessment import Assessment
from qz.model.part import unit_marks, value_digest
from qz.model.programme import Programme
from qz.model.returns import Intake
from qz.model.stages import StageWord
from qz.model.verification import Verification
from qz.records import dataclass

NAME: Final = "汇总"
"""The file in the folder of what is kept."""
_WITHIN: Final[Mapping[str, type]] = {"intake": Intake, "verification": Verification}
_RECOMPUTED: Final = frozenset({"programme", "letters", "stages"})
"""Fields that are not kept: they are given, or follow from the drafts made and the clock."""
_BY_KEY: Final = ("answers", "scores", "sums", "intake.answers", "intake.held", "verification.self_scores")
_AS_READ: Final = frozenset({"intake.answers", "intake.held"})
"""Those of them whose values are packed as texts from reading on; these texts are kept."""
_BY_UNIT: Final = (
    "contradictions",
    "intake.findings",
    "verification.entries",
    "verification.pending",
    "verification.register_facts",
    "verification.answers",
)
"""Fields that grow with the units, read when they are looked up; all others are small, and read at once."""
_REST: Final = "rest"


@dataclass(frozen=True)
class KeptAssessment:
    """The assessment kept in a year's folder, for a programme. ``kept``: the folder, its digest and its key."""

    kept: KeptTexts
    programme: Programme

    @cached_property
    def _blocks(self) -> KeptBlocks:
        return KeptBlocks(self.kept.folder / NAME, self.kept.depends, self.kept.key)

    @cached_property
    def _codec(self) -> Codec:
        return Codec.of(tuple[Assessment, StageWord])

    def find(self, received: str, before: str | None, now: dt.datetime) -> Assessment | None:
        """The assessment of these files, without drafts and stages; ``None`` where it is not kept.

        Args:
            received: A digest of the returns folder.
            before: A digest of last year's files, ``""`` where there are none; ``None``: it makes no difference.
            now: The office's naive local time.
        """
        file = self._blocks.open()
        if file is None or file.head.get("received") != received or before not in {None, file.head.get("before")}:
            return None
        try:
            sure = dt.datetime.fromisoformat(file.head["sure from"])
            return self._assessment(file) if now >= sure else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, assessment: Assessment, received: str, before: str, sure_from: dt.datetime) -> Assessment:
        """Keep an assessment, and return it as it will be found; as it is, where something in it cannot be kept.

        Args:
            assessment: The assessment of the files.
            received: As for ``find``.
            before: As for ``find``.
            sure_from: From then on the clock makes no difference.
        """
        flat = _flat(assessment)
        rest = {name: value for name, value in flat.items() if name not in {*_BY_KEY, *_BY_UNIT}}
        try:
            text = self._codec.write(rest)
            found = self._codec.read(text)
            head = {"received": received, "before": before, "sure from": sure_from.isoformat()}
            self._blocks.write(head, self._fields(flat, text))
        except TypeError:
            return assessment
        return _joined(assessment.programme, {**flat, **found})

    def _fields(self, flat: Mapping[str, Any], rest: str) -> Iterator[NewField]:
        for name in _BY_KEY:
            yield NewField(name, value_digest(flat[name]), self._by_key(name, flat[name]))
        for name in _BY_UNIT:
            yield NewField(name, value_digest(flat[name]), self._by_unit(flat[name]))
        yield NewField(_REST, "", [NewBlock("", lambda: deflate(rest))])

    def _codec_of(self, name: str) -> Codec:
        return PackedReading.codec if name in _AS_READ else self._codec

    def _by_key(self, name: str, values: Mapping[str, Any]) -> Iterator[NewBlock]:
        """A block for each value of a mapping."""
        for key in values:
            mark = values.mark_of(key).hex() if isinstance(values, PackedMapping) else ""
            yield NewBlock(key, partial(self._packed, name, values, key), mark)

    def _packed(self, name: str, values: Mapping[str, Any], key: str) -> bytes:
        """A value as its block has it: as it was packed when it was read, or written anew."""
        packed = values.held(key).packed if name in _AS_READ and isinstance(values, PackedMapping) else b""
        return packed if isinstance(packed, PackedReading) else _written(self._codec_of(name), values[key])

    def _by_unit(self, values: Iterable[Any]) -> Iterator[NewBlock]:
        """A block for each run of neighbours of one unit."""
        left = iter(values)
        for code, count, mark in unit_marks(values):
            yield NewBlock(code, partial(_written, self._codec, tuple(islice(left, count))), mark, count)

    def _assessment(self, file: BlockFile) -> Assessment:
        """The assessment in the file. Raises ``ValueError`` and others where it is none."""
        read = self._codec.read
        flat: dict[str, Any] = dict(read(file.text(next(file.blocks(file.fields[_REST])))))
        flat |= {name: KeptMapping.of_field(file, file.fields[name], self._codec_of(name).read) for name in _BY_KEY}
        flat |= {name: KeptSequence(file, file.fields[name], read) for name in _BY_UNIT}
        return _joined(self.programme, flat)


def _written(codec: Codec, value: object) -> bytes:
    return deflate(codec.write(value))


def _flat(assessment: Assessment) -> Mapping[str, Any]:
    """The fields to be kept by name, those of the intake and of the verification as ``intake.findings``."""
    flat = {each.name: getattr(assessment, each.name) for each in fields(assessment)}
    for name in _WITHIN:
        record = flat.pop(name)
        flat |= {f"{name}.{each.name}": getattr(record, each.name) for each in fields(record)}
    return {name: value for name, value in flat.items() if name not in _RECOMPUTED}


def _joined(programme: Programme, flat: Mapping[str, Any]) -> Assessment:
    """The assessment of these fields."""
    within = {
        name: record(**{each.name: flat[f"{name}.{each.name}"] for each in fields(record)})
        for name, record in _WITHIN.items()
    }
    return Assessment(programme, **within, **{name: value for name, value in flat.items() if "." not in name})
