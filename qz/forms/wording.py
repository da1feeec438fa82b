"""The form's wording: templates the office may edit, filled with what the programme says."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates" / "forms"
"""Where the templates lie: beside the programme workbooks."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One row of 填表说明: its heading and what it says."""

    heading: str
    text: str


def _render(name: str, values: Mapping[str, Any], folder: Path) -> str:
    # Plain text for workbook cells, which are written as strings: nothing is escaped.
    environment = Environment(loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=False)  # noqa: S701
    return environment.get_template(name).render(values)


def guide_paragraphs(values: Mapping[str, Any], folder: Path = TEMPLATES) -> tuple[Paragraph, ...]:
    """The paragraphs of 填表说明. Raises ``jinja2.TemplateError`` where a template asks for what there is not."""
    found: list[tuple[str, list[str]]] = []
    for raw in _render("guide.txt.j2", values, folder).splitlines():
        line = raw.strip()
        if line.startswith("#"):
            found.append((line.lstrip("#").strip(), []))
        elif line and found:
            found[-1][1].append(line)
    return tuple(Paragraph(heading, "\n".join(lines)) for heading, lines in found)


def pledge_lines(unit: str, folder: Path = TEMPLATES) -> tuple[str, ...]:
    """The lines that close 报送信息: pledge, seal, signatures, date."""
    lines = (line.strip() for line in _render("pledge.txt.j2", {"unit": unit}, folder).splitlines())
    return tuple(line for line in lines if line)
