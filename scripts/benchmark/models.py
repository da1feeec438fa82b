"""Model returns: a few dozen forms filled in and saved by each of three programs, ready to be made any unit's own."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import openpyxl

from benchmark.cut_workbooks import Member, Slots, cut
from benchmark.filling import PHONE, Filled, answers_of, fill_in
from qz.cli.sent_forms import blank_score
from qz.forms.build import write_form
from qz.forms.entries import entries_of
from qz.forms.form_manifest import manifest_of
from qz.layout.form import build_plan
from qz.layout.form_plan import CARD_SHEET, FormPlan
from qz.layout.inputs import input_name
from qz.model.layout import InputKind, cell_name
from qz.model.manifest import Key
from qz.model.programme import Programme
from qz.model.task_table import Indicator, Task, Unit
from qz.scoring.engine import score_unit
from qz.values.type_of_value import Content

NAME, CODE, DIGEST, SEAL, OWN_PHONE = "name", "code", "digest", "seal", "phone"
_STAND_IN_PHONE: Final = "0000-90817263"


class SavedBy(StrEnum):
    """The program that saved a return."""

    XLSXWRITER = "xlsxwriter"
    LIBREOFFICE = "LibreOffice"
    OPENPYXL = "openpyxl"


@dataclass(frozen=True, slots=True)
class Model:
    """A filled form of a kind of unit, cut at what is a unit's own, and what was filled in by defined name."""

    writer: SavedBy
    filled: Mapping[str, Filled]
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A filled form before it is saved by anyone."""

    plan: FormPlan
    filled: Mapping[str, Filled]

    @property
    def contents(self) -> Mapping[str, Content]:
        """What stands in each input cell, by defined name."""
        entries = entries_of(self.plan, answers_of(self.plan.layout.inputs, self.filled, as_typed=True))
        return {name: entry.content for name, entry in entries.items()}

    def write(self, path: Path) -> None:
        """Save it as xlsxwriter does."""
        answers = answers_of(self.plan.layout.inputs, self.filled, as_typed=True)
        score = score_unit(self.plan.programme, self.plan.unit, answers) if self.plan.scorecard else None
        write_form(self.plan, score, path, answers)


def stand_in(programme: Programme, unit: Unit) -> FormPlan:
    """The plan of a unit that differs from ``unit`` in nothing but its name and code, which stand nowhere else."""
    other = replace(unit, code="X09081726", name="龘靐齉", aliases=())

    def swap(codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(other.code if code == unit.code else code for code in codes)

    def asked(indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
        return tuple(replace(one, reporters=swap(one.reporters), sum_units=swap(one.sum_units)) for one in indicators)

    def instead(task: Task) -> Task:
        return replace(task, leads=swap(task.leads), supports=swap(task.supports), indicators=asked(task.indicators))

    own = {(other.code, fact): target for fact, target in programme.targets_of(unit).items()}
    changed = replace(
        programme,
        units=tuple(other if each is unit else each for each in programme.units),
        tasks=tuple(map(instead, programme.tasks)),
        main_goals=tuple(replace(goal, indicators=asked(goal.indicators)) for goal in programme.main_goals),
        unit_targets=MappingProxyType(own),
    )
    return build_plan(changed, other)


def draft(plan: FormPlan, seed: str, *, faulty: bool = True) -> FilledForm:
    """A form filled in, with a telephone number that stands nowhere else."""
    return FilledForm(plan, fill_in(plan, seed, faulty=faulty) | {PHONE: Filled(_STAND_IN_PHONE, _STAND_IN_PHONE)})


def save_models(drafts: Sequence[tuple[SavedBy, FilledForm]], office: str | None) -> list[Model]:
    """Every draft saved by its program and cut; ``office`` is the LibreOffice to convert with.

    Raises:
        RuntimeError: if LibreOffice is wanted and missing, or did not write what it was asked for.
    """
    with tempfile.TemporaryDirectory() as work:
        plain = Path(work) / "plain"
        plain.mkdir()
        paths = [plain / f"{number:04d}.xlsx" for number in range(len(drafts))]
        for (writer, each), path in zip(drafts, paths, strict=True):
            if writer is SavedBy.OPENPYXL:
                _fill_by_openpyxl(each, path)
            else:
                each.write(path)
        chosen = [path for (writer, _), path in zip(drafts, paths, strict=True) if writer is SavedBy.LIBREOFFICE]
        _convert(chosen, Path(work) / "converted", Path(work) / "profile", office)
        return [
            Model(writer, each.filled, cut(path.read_bytes(), _slots(each)))
            for (writer, each), path in zip(drafts, paths, strict=True)
        ]


def _fill_by_openpyxl(each: FilledForm, path: Path) -> None:
    """As a script of a user's would: load the blank form, fill in its cells, save."""
    write_form(each.plan, blank_score(each.plan.programme, each.plan.unit), path)
    book: Any = openpyxl.load_workbook(path)
    for cell in each.plan.layout.inputs:
        content = each.contents[cell.name]
        book[cell.sheet].cell(cell.row + 1, cell.column + 1).value = (
            float(content) if isinstance(content, Decimal) else content
        )
    book.save(path)


def _convert(paths: Sequence[Path], folder: Path, profile: Path, office: str | None) -> None:
    """Save workbooks anew by LibreOffice, all in one run, each over its own file."""
    if not paths:
        return
    if office is None:
        raise RuntimeError("LibreOffice is not installed")
    order = [office, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
    subprocess.run([*order, "--convert-to", "xlsx", "--outdir", folder, *paths], check=True, capture_output=True)
    for path in paths:
        new = folder / path.name
        if not new.is_file() or not new.stat().st_size:
            raise RuntimeError(f"LibreOffice did not write {new.name}")
        shutil.move(new, path)


def _slots(each: FilledForm) -> Slots:
    plan = each.plan
    words = {
        plan.unit.name: NAME,
        plan.unit.code: CODE,
        plan.layout.digest: DIGEST,
        _STAND_IN_PHONE: OWN_PHONE,
    }
    seal = manifest_of(plan.layout, plan.programme.key).get(Key.SEAL)
    words |= {seal: SEAL} if seal else {}
    return Slots(words, dict(_numbers(each)))


def _numbers(each: FilledForm) -> Iterator[tuple[tuple[str, str], str]]:
    """Cells of 自评表 that show the unit's own target of a fact, or its answer where that follows the target."""
    plan = each.plan
    targets = plan.programme.targets_of(plan.unit)
    for row in plan.card_rows:
        fact = row.line.fact.fact_id if row.line.fact else ""
        if plan.card and fact in targets:
            yield (CARD_SHEET, cell_name(row.row, plan.card.target)), target_slot(fact)
            if each.filled[input_name(InputKind.FACT, fact)].over is not None:
                yield (CARD_SHEET, cell_name(row.row, plan.card.fact)), fact_slot(fact)


def target_slot(fact: str) -> str:
    """The slot of the unit's own target of a fact."""
    return f"target {fact}"


def fact_slot(fact: str) -> str:
    """The slot of an answer that follows the target."""
    return f"fact {fact}"
