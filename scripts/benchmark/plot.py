"""Cost against size as a picture, both on logarithmic scales."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from benchmark.forms_peers import OPENPYXL_FILL, XLSXWRITER
from benchmark.models import SavedBy
from benchmark.record import RunRecord
from benchmark.stages import OURS, SCORING

_OURS: Final = {
    "forms": ("forms", OURS, "#1f6f8b"),
    "reading with every check": ("reading", OURS, "#b5442e"),
    "scoring": ("reading", SCORING, "#5b8c2a"),
    "consolidated sheet": ("consolidated", OURS, "#7a5195"),
}
"""Lines by their words: stage, who of its figures, colour."""


def can_draw() -> bool:
    """Whether matplotlib is installed (the extra ``bench``)."""
    return find_spec("matplotlib") is not None


def draw(record: RunRecord, path: Path) -> None:
    """Draw the picture; its bytes depend on the figures alone."""
    import matplotlib as mpl  # noqa: PLC0415 - of the extra

    mpl.use("svg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the backend was chosen

    with mpl.rc_context({"svg.hashsalt": "qz", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 10}):
        figure, axes = plt.subplots(figsize=(8.4, 5.2))
        _draw_peers(record, axes)
        for words, (stage, who, colour) in _OURS.items():
            costs = [(size, cost * size) for size in record.sizes if (cost := record.cost(stage, size, who))]
            if costs:
                axes.plot(*zip(*costs, strict=True), color=colour, marker="o", linewidth=2, label=f"qz: {words}")
        axes.set(xscale="log", yscale="log", xlabel="units", ylabel="seconds in all, one process")
        axes.set_xticks(record.sizes, [f"{size:,}" for size in record.sizes])
        axes.minorticks_off()
        axes.grid(visible=True, color="#dddddd")
        axes.set_axisbelow(True)
        axes.legend(fontsize=8, frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
        figure.savefig(path, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
        plt.close(figure)


def _draw_peers(record: RunRecord, axes: Any) -> None:
    """Peers as dashed lines: what they took a unit, times the units."""
    part, size = SavedBy.XLSXWRITER.value, record.compared
    sheets = [
        cost for each in record.sizes if (cost := record.cost("consolidated", each, "xlsxwriter", part="xlsxwriter"))
    ]
    peers = {
        f"forms: {XLSXWRITER}": (record.cost("forms peers", size, XLSXWRITER), "#1f6f8b", "--"),
        f"forms: {OPENPYXL_FILL}": (record.cost("forms peers", size, OPENPYXL_FILL), "#1f6f8b", ":"),
        "reading: openpyxl": (record.cost("reading peers", size, "openpyxl", part=part), "#b5442e", "--"),
        "reading: pandas with calamine": (
            record.cost("reading peers", size, "pandas with calamine", part=part),
            "#b5442e",
            ":",
        ),
        "consolidated sheet: xlsxwriter": (sheets[-1] if sheets else None, "#7a5195", "--"),
    }
    for words, (cost, colour, dashes) in peers.items():
        if cost is not None:
            axes.plot(
                record.sizes, [cost * size for size in record.sizes], dashes, color=colour, linewidth=1.2, label=words
            )
