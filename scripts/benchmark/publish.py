"""Where a run's figures go: printed, kept as JSON and markdown with the picture, and put into docs/performance.md."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from benchmark import commands
from benchmark.aims import goals_table
from benchmark.jobs import ROOT
from benchmark.plot import can_draw, draw
from benchmark.record import RunRecord
from benchmark.result_tables import peers_table, stages_table, start_up_table

PAGE: Final = ROOT / "docs" / "performance.md"
PICTURE: Final = ROOT / "docs" / "pictures" / "bench.svg"
BEGIN: Final = "<!-- make bench writes from here -->"
END: Final = "<!-- to here -->"


def report(record: RunRecord, picture: str = "") -> str:
    """The whole of it in markdown."""
    system = record.system
    libraries = ", ".join(f"{name} {number}" for name, number in record.versions.items())
    measured = f"Measured on {system['cores']} cores, {system['system']}, {system['python']}; {libraries}."
    method = (
        f"Medians of one run; peers in turn with the stages at {record.compared:,} units, on the same files; "
        "“to qz”: how many times as long as qz takes."
    )
    failures = [
        f"- {' '.join(filter(None, (each.stage, each.part)))} at {each.size:,} by {each.processes}: {each.failure}"
        for each in record.entries
        if each.failure
    ]
    parts = [
        f"{measured} {method}",
        picture,
        stages_table(record),
        peers_table(record),
        start_up_table(record),
        goals_table(record),
        "\n".join(failures),
    ]
    return "\n\n".join(part for part in parts if part)


def into(text: str, section: str, begin_mark: str = BEGIN, end_mark: str = END) -> str:
    """A text with what stands between its two marks replaced.

    Raises:
        ValueError: if the marks are not in it, once each and in order.
    """
    before, begin, rest = text.partition(begin_mark)
    _, end, after = rest.partition(end_mark)
    if not begin or not end:
        raise ValueError("the page has no place for the figures")
    return f"{before}{begin_mark}\n\n{section}\n\n{end_mark}{after}"


def publish(record: RunRecord, output: Path, *, page: bool) -> int:
    """Print and keep the figures; with ``page`` put them into docs/performance.md. 1 where a stage was not measured."""
    output.mkdir(parents=True, exist_ok=True)
    (output / "bench.json").write_text(json.dumps(asdict(record), ensure_ascii=False, indent=1), "utf-8")
    words = report(record)
    (output / "bench.md").write_text(words + "\n", "utf-8")
    print(f"\n{words}\n\n{output / 'bench.json'}")
    picture = ""
    if can_draw():
        draw(record, output / "bench.svg")
        picture = f"![cost against size]({PICTURE.relative_to(PAGE.parent).as_posix()})"
    else:
        print("matplotlib is not installed: no picture was drawn.")
    if page:
        if picture:
            shutil.copy(output / "bench.svg", PICTURE)
        PAGE.write_text(into(PAGE.read_text("utf-8"), report(record, picture)), "utf-8")
    return int(any(entry.failure for entry in record.entries))


def publish_commands(sizes: Sequence[int], output: Path, scratch: Path | None, *, page: bool) -> int:
    """Measure whole commands at these sizes, print the table, and with ``page`` put it into docs/performance.md."""
    rows = [row for size in sizes for row in commands.measure_commands(size, scratch)]
    words = commands.commands_table(rows)
    output.mkdir(parents=True, exist_ok=True)
    (output / "commands.md").write_text(words + "\n", "utf-8")
    print(words)
    if page:
        PAGE.write_text(into(PAGE.read_text("utf-8"), words, commands.BEGIN, commands.END), "utf-8")
    return 0
