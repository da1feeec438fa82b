"""What was aimed at, beside what was measured. For a reader; nothing is judged."""

from collections.abc import Iterator
from typing import Final

from benchmark.forms_peers import OPENPYXL_FILL, XLSXWRITER
from benchmark.models import SavedBy
from benchmark.record import RunRecord, StageFigures
from benchmark.result_tables import STAGES, UNKNOWN, show_ratio, table
from benchmark.sealing import BARE, READING, SEALED, WRITING, who_of
from benchmark.stages import OURS, SCORING

_MEBI: Final = 1 << 20
_AIMS: Final = {SavedBy.XLSXWRITER: (30, 4), SavedBy.LIBREOFFICE: (30, 4), SavedBy.OPENPYXL: (20, 3)}
"""How many times as fast reading is to be as openpyxl, and as pandas with calamine."""


def goals_table(record: RunRecord) -> str:
    """Every aim with its figure."""
    return table(["aim", "measured"], [list(row) for row in _rows(record)])


def _rows(record: RunRecord) -> Iterator[tuple[str, str]]:
    size = record.compared
    ours = record.cost("forms", size, OURS)
    for aim, who in ((60, XLSXWRITER), (200, OPENPYXL_FILL)):
        yield f"forms ≥ {aim} × {who}", show_ratio(record.cost("forms peers", size, who), ours)
    yield "files ≤ 1.45 × the size of xlsxwriter's", _file_sizes(record)
    for writer, aims in _AIMS.items():
        mine = record.cost("reading", size, OURS, part=writer.value)
        for aim, who in zip(aims, ("openpyxl", "pandas with calamine"), strict=True):
            theirs = record.cost("reading peers", size, who, part=writer.value)
            yield f"reading what {writer.value} saved ≥ {aim} × {who}", show_ratio(theirs, mine)
    for each in record.sizes:
        if sheet := record.cost("consolidated", each, OURS):
            theirs = record.cost("consolidated", each, "xlsxwriter", part="xlsxwriter")
            yield f"a consolidated sheet of {each:,} rows ≥ 6 × xlsxwriter", show_ratio(theirs, sheet)
    for each in record.sizes:
        for stage in ("forms", "reading"):
            two = record.cost(stage, each, OURS, processes=2)
            if two and each >= size:
                one = record.cost(stage, each, OURS)
                yield f"{stage} of {each:,} by two processes ≥ 1.5 × one", show_ratio(one, two)
    yield from _sealing(record)
    yield from _start_up(record)
    yield from _growth(record)
    peaks = [entry.peak for entry in record.entries if entry.size == max(record.sizes) and _is_ours(entry)]
    yield (
        f"peak memory of any process at {max(record.sizes):,} < 1,024 MiB",
        f"{max(peaks, default=0) / _MEBI:,.0f} MiB",
    )
    for note in _sameness(record):
        yield "results of all sizes equal those of the same returns collected alone", note


def _is_ours(entry: StageFigures) -> bool:
    """Whether a stage of the program was measured, and neither a peer nor the making of returns."""
    return entry.stage in STAGES and not (entry.stage == "consolidated" and entry.part)


def _file_sizes(record: RunRecord) -> str:
    ours, theirs = (record.find(stage, record.compared) for stage in ("forms", "forms peers"))
    if not ours or not theirs:
        return UNKNOWN
    # The peer writes towns alone, whose forms are larger than departments'; towns are all but a few of the units.
    return show_ratio(ours.figures[OURS].unit_bytes, theirs.figures[XLSXWRITER].unit_bytes)


def _sealing(record: RunRecord) -> Iterator[tuple[str, str]]:
    for what in (WRITING, READING):
        sealed, bare = (record.cost("sealing", record.compared, who_of(what, kind)) for kind in (SEALED, BARE))
        yield f"{what}, sealed ≤ 1.10 × not sealed", show_ratio(sealed, bare)


def _start_up(record: RunRecord) -> Iterator[tuple[str, str]]:
    pairs = (
        ("qz collect of the samples", "import pandas, xlsxwriter", 3),
        ("qz --help", "bare Python", 5),
    )
    for mine, theirs, aim in pairs:
        yield (
            f"{mine} ≤ {aim} × {theirs}",
            show_ratio(record.cost("start-up", 0, mine), record.cost("start-up", 0, theirs)),
        )


def _growth(record: RunRecord) -> Iterator[tuple[str, str]]:
    large = max(record.sizes)
    if large > record.compared:
        for stage, entry, who in (
            ("forms", "forms", OURS),
            ("reading", "reading", OURS),
            (SCORING, "reading", SCORING),
        ):
            costs = [record.cost(entry, size, who) for size in (large, record.compared)]
            yield f"{stage}: a unit at {large:,} ≤ 1.3 × one at {record.compared:,}", show_ratio(*costs)


def _sameness(record: RunRecord) -> Iterator[str]:
    for entry in record.entries:
        if entry.stage == "reading":
            yield from (note for note in entry.notes if "alone" in note)
