"""Writes the forms of all units, in this process or by an executor."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Final

from qz.engine.parallel.batches import run_in_order
from qz.engine.parallel.shared import Shared
from qz.forms.blank_forms import BlankForms
from qz.model.task_table import Unit
from qz.records import dataclass

_MOST: Final = 64
"""Units of one batch at most, so that a progress bar moves."""
_BATCHES: Final = 16
"""At least so many batches are made, so that every process has work."""


@dataclass(frozen=True, slots=True)
class _FormBatch:
    """Some units whose forms are written together."""

    forms: Shared[BlankForms]
    units: tuple[Unit, ...]
    directory: Path


def form_name(unit: Unit) -> str:
    """The file name of a unit's form."""
    return f"{unit.code}-{unit.name}.xlsx"


def write_forms(
    forms: BlankForms,
    directory: Path,
    executor: Executor | None = None,
    progress: Callable[[Iterable[Path]], Iterable[Path]] = iter,
) -> tuple[Path, ...]:
    """Write the form of every unit that is asked for something into ``directory`` as ``<code>-<unit>.xlsx``.

    The same programme gives the same bytes.

    Args:
        forms: Makes the forms.
        directory: The folder; it is made where it does not exist.
        executor: Does the work; ``None``: this process.
        progress: Wraps the paths of the files written, to show how far the work is.

    Returns:
        The paths in roster order.

    Raises:
        FormWordingFault: A text under ``templates/forms`` is missing or wrong.
        OSError: A file cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with Shared.lend(forms) as shared:
        written = run_in_order(_write_batch, _batches(shared, forms.programme.asked_units, directory), executor)
        return tuple(progress(path for paths in written for path in paths))


def _batches(forms: Shared[BlankForms], units: tuple[Unit, ...], directory: Path) -> Iterator[_FormBatch]:
    size = max(1, min(_MOST, len(units) // _BATCHES))
    for first in range(0, len(units), size):
        yield _FormBatch(forms, units[first : first + size], directory)


def _write_batch(batch: _FormBatch) -> list[Path]:
    paths = [batch.directory / form_name(unit) for unit in batch.units]
    for unit, path in zip(batch.units, paths, strict=True):
        batch.forms.value.write(unit, path)
    return paths
