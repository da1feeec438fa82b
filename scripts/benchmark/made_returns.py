"""Made returns: a folder of filled-in forms, one a unit, each as one of three programs saved it."""

import datetime as dt
import shutil
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Final

from benchmark.cut_workbooks import SAVED, Member, fill
from benchmark.filling import PHONE, Filled, answers_of
from benchmark.models import (
    CODE,
    DIGEST,
    NAME,
    OWN_PHONE,
    SEAL,
    Model,
    SavedBy,
    draft,
    fact_slot,
    save_models,
    stand_in,
    target_slot,
)
from qz.forms.form_manifest import manifest_of
from qz.layout.form import build_layout, form_kind
from qz.layout.inputs import input_name
from qz.model.layout import FormLayout, InputKind
from qz.model.manifest import Key
from qz.model.programme import Programme
from qz.model.scores import Answers
from qz.model.task_table import Unit

MODELS: Final = 24
"""Model forms of a kind of unit that there are more of, by each program."""
_BATCH: Final = 200
_FIRST_DAY: Final = dt.datetime(2011, 11, 25, 8, 30)  # noqa: DTZ001 - as a workbook stores it
_MINUTES: Final = 22 * 24 * 60


@dataclass(frozen=True, slots=True)
class MadeReturn:
    """One unit's return: the model it is made from, and the words and numbers of its own by slot."""

    unit: Unit
    model: Model
    words: Mapping[str, str]

    @property
    def path(self) -> str:
        """Where it lies in the returns folder."""
        return f"{self.model.writer.value}/{self.unit.code}-{self.unit.name}.xlsx"

    @property
    def data(self) -> bytes:
        """The workbook."""
        return fill(self.model.members, self.words)


class MadeReturns:
    """The returns of every unit of a programme."""

    def __init__(
        self,
        programme: Programme,
        writers: Sequence[SavedBy] = tuple(SavedBy),
        models: int = MODELS,
        units: Sequence[Unit] | None = None,
        faulty: float = 1.0,
    ) -> None:
        """Make the models; ``units`` (by default all) take the ``writers`` in turn.

        ``models`` is how many of a kind and program are made; ``faulty`` the share of them that something is wrong in.
        """
        chosen = programme.units if units is None else units
        self.programme = programme
        self._layouts: dict[Hashable, FormLayout] = {}
        self._kinds = {unit.code: _alike(programme, unit) for unit in chosen}
        turns = {unit.code: writers[place % len(writers)] for place, unit in enumerate(chosen)}
        groups: dict[tuple[Hashable, SavedBy], list[Unit]] = defaultdict(list)
        for unit in chosen:
            groups[self._kinds[unit.code], turns[unit.code]].append(unit)
        drafts = []
        owners: list[list[Unit]] = []
        for (_, writer), alike in groups.items():
            plan = stand_in(programme, alike[0])
            for number in range(min(models, len(alike))):
                seed = f"{alike[0].code} {writer} {number}"
                drafts.append((writer, draft(plan, seed, faulty=Random(seed).random() < faulty)))
                owners.append(alike[number::models])
        saved = save_models(drafts, shutil.which("soffice"))
        self.returns = tuple(
            MadeReturn(unit, model, self._words(unit, model))
            for model, alike in zip(saved, owners, strict=True)
            for unit in alike
        )

    def _layout(self, unit: Unit) -> FormLayout:
        """The unit's layout: that of its kind under its own name."""
        kind = self._kinds[unit.code]
        if kind not in self._layouts:
            self._layouts[kind] = build_layout(self.programme, unit)
        return replace(self._layouts[kind], unit_code=unit.code, unit_name=unit.name)

    def _words(self, unit: Unit, model: Model) -> Mapping[str, str]:
        random = Random(unit.code)
        saved = _FIRST_DAY + dt.timedelta(minutes=random.randrange(_MINUTES))
        words = {
            NAME: unit.name,
            CODE: unit.code,
            DIGEST: self._layout(unit).digest,
            OWN_PHONE: f"0519-{random.randint(80_000_000, 89_999_999)}",
            SAVED: f"{saved:%Y-%m-%dT%H:%M:%SZ}",
        }
        if self.programme.key:
            words[SEAL] = manifest_of(self._layout(unit), self.programme.key)[Key.SEAL]
        for fact, target in self.programme.targets_of(unit).items():
            words[target_slot(fact)] = f"{target:f}"
            over = model.filled[input_name(InputKind.FACT, fact)].over
            if over is not None:
                words[fact_slot(fact)] = f"{target + over:f}"
        return MappingProxyType(words)

    def filled(self, made: MadeReturn) -> Mapping[str, Filled]:
        """What a return says, by defined name."""
        own = {PHONE: Filled(made.words[OWN_PHONE], made.words[OWN_PHONE])}
        for fact, target in self.programme.targets_of(made.unit).items():
            name = input_name(InputKind.FACT, fact)
            over = made.model.filled[name].over
            if over is not None:
                own[name] = Filled(target + over, over=over)
        return {**made.model.filled, **own}

    def answers(self, made: MadeReturn, *, as_typed: bool = False) -> Answers:
        """What a return must be read as, or ``as_typed``, as a form is written with it."""
        return answers_of(self._layout(made.unit).inputs, self.filled(made), as_typed=as_typed)

    def write(self, folder: Path, executor: Executor | None = None) -> None:
        """Write them all into a folder, by whatever executes."""
        for writer in SavedBy:
            (folder / writer.value).mkdir(parents=True, exist_ok=True)
        batches = self._batches(folder)
        for _ in map(_write, batches) if executor is None else executor.map(_write, batches):
            pass

    def _batches(self, folder: Path) -> Iterator["_ReturnBatch"]:
        by_model: dict[int, list[MadeReturn]] = defaultdict(list)
        for made in self.returns:
            by_model[id(made.model)].append(made)
        for alike in by_model.values():
            for first in range(0, len(alike), _BATCH):
                some = alike[first : first + _BATCH]
                files = tuple((str(folder / made.path), dict(made.words)) for made in some)
                yield _ReturnBatch(some[0].model.members, files)


@dataclass(frozen=True, slots=True)
class _ReturnBatch:
    """Returns of one model to be written: paths and words."""

    members: tuple[Member, ...]
    files: tuple[tuple[str, dict[str, str]], ...]


def _write(batch: _ReturnBatch) -> None:
    for path, words in batch.files:
        Path(path).write_bytes(fill(batch.members, words))


def _alike(programme: Programme, unit: Unit) -> Hashable:
    """What units have in common whose forms differ in name, code and target numbers alone."""
    return form_kind(programme, unit), tuple(programme.targets_of(unit))
