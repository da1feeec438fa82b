"""The figures as tables a person reads: every stage, its peers, and what was aimed at beside what was measured."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from benchmark.forms_peers import DEFLATE, OPENPYXL_FILL, XLSXWRITER
from benchmark.forms_peers import OPENPYXL as OPENPYXL_FORMS
from benchmark.models import SavedBy
from benchmark.reading_peers import DATAMAPS, INFLATE, PEERS
from benchmark.record import RunRecord, StageFigures
from benchmark.stages import OURS, SCORING

_MEBI: Final = 1 << 20
STAGES: Final = {
    "forms": "a blank form for every unit",
    "reading": "every return read, with every check",
    SCORING: "scores and ranking",
    "consolidated": "a consolidated sheet, a row a unit, 60 columns",
    "results": "all result workbooks",
}
UNKNOWN: Final = "—"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A markdown table, numbers to the right: all columns but the first."""
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def show_time(seconds: float | None) -> str:
    """Seconds, milliseconds or microseconds, three digits of them."""
    if seconds is None:
        return UNKNOWN
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size or unit == "µs":
            value = seconds / size
            return f"{value:.0f} {unit}" if value >= 100 else f"{value:.{1 if value >= 10 else 2}f} {unit}"
    return UNKNOWN


def show_ratio(seconds: float | None, ours: float | None) -> str:
    """How many times as long as ours."""
    if seconds is None or not ours:
        return UNKNOWN
    ratio = seconds / ours
    return f"{ratio:,.{0 if ratio >= 20 else 1 if ratio >= 2 else 2}f} ×"


def _entries(record: RunRecord) -> Iterator[tuple[str, StageFigures, str]]:
    """Every stage with its figures, in the order of the flow, sizes and processes below it."""
    for stage in STAGES:
        for size in record.sizes:
            for processes in (1, 2):
                entry = record.find("reading" if stage == SCORING else stage, size, processes)
                who = SCORING if stage == SCORING else OURS
                if entry and who in entry.figures:
                    yield stage, entry, who


def stages_table(record: RunRecord) -> str:
    """What the program took, stage by stage and size by size."""
    rows = []
    before = ""
    for stage, entry, who in _entries(record):
        figure = entry.figures[who]
        rows.append(
            [
                STAGES[stage] if stage != before else "",
                f"{entry.size:,}",
                str(entry.processes),
                show_time(figure.unit_seconds * figure.units),
                show_time(figure.unit_seconds),
                f"{1 / figure.unit_seconds:,.0f}",
                f"{entry.peak / _MEBI:,.0f} MiB",
            ]
        )
        before = stage
    return table(
        ["stage", "units", "processes", "in all", "a unit", "units a second", "peak memory of a process"], rows
    )


def peers_table(record: RunRecord) -> str:
    """The peers' cost a unit, and how many times as long as this program's at every size."""
    heads = ["the same job by", "a unit", *(f"to qz at {size:,}" for size in record.sizes)]
    return table(heads, [*_forms_peers(record), *_reading_peers(record), *_sheet_peers(record)])


def _forms_peers(record: RunRecord) -> Iterator[list[str]]:
    yield [f"**a form** ({record.compared:,} units)", *[""] * (1 + len(record.sizes))]
    for who in (XLSXWRITER, OPENPYXL_FORMS, OPENPYXL_FILL, DEFLATE):
        cost = record.cost("forms peers", record.compared, who)
        yield [who, show_time(cost), *(show_ratio(cost, record.cost("forms", size, OURS)) for size in record.sizes)]


def _reading_peers(record: RunRecord) -> Iterator[list[str]]:
    for writer in SavedBy:
        ours = record.cost("reading", record.compared, OURS, part=writer.value)
        if ours is None:
            continue
        blank = [""] * len(record.sizes)
        yield [f"**a return that {writer.value} saved** (qz)", show_time(ours), *blank]
        for who in (*PEERS, DATAMAPS, INFLATE):
            cost = record.cost("reading peers", record.compared, who, part=writer.value)
            same = [show_ratio(cost, ours) if size == record.compared else "" for size in record.sizes]
            yield [who, show_time(cost), *same]


def _sheet_peers(record: RunRecord) -> Iterator[list[str]]:
    costs = {size: record.cost("consolidated", size, "xlsxwriter", part="xlsxwriter") for size in record.sizes}
    known = [cost for cost in costs.values() if cost is not None]
    yield ["**a row of a consolidated sheet of 60 columns**", *[""] * (1 + len(record.sizes))]
    ratios = [show_ratio(costs[size], record.cost("consolidated", size, OURS)) for size in record.sizes]
    yield ["xlsxwriter, the same cells", show_time(known[-1] if known else None), *ratios]


def start_up_table(record: RunRecord) -> str:
    """What it takes to begin."""
    entry = record.find("start-up", 0)
    figures = entry.figures if entry else {}
    return table(["start-up", "in all"], [[who, show_time(figure.unit_seconds)] for who, figure in figures.items()])
