"""The form's texts, which the office may edit under ``templates/forms/``, filled with the programme's words."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError, nodes

from qz.layout.office_texts import TextFolder, render_text
from qz.records import dataclass

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates" / "forms"
"""The folder of the texts, beside the programme workbooks."""
GUIDE: Final = "填表说明.txt"
PLEDGE: Final = "签章.txt"
SUPPORT: Final = "配合任务.txt"
_UNIT: Final = "单位"


_HANDED_ON: Final = (
    *(nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends),
    *(nodes.AssignBlock, nodes.Macro, nodes.CallBlock, nodes.FilterBlock),
)
"""Parts of a template that pass the text inside them on to something else."""


class FormWordingFault(Exception):
    """A text is missing or wrong; the message is a Chinese sentence with the file and the place."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One row of 填表说明: its heading and its text."""

    heading: str
    text: str


@lru_cache
def _environment(folder: Path) -> Environment:
    """The folder's templates, each compiled when it is first used, and again when its file has changed."""
    # The results are plain texts for cells, which are written as strings, so nothing is escaped.
    return Environment(
        loader=FileSystemLoader(folder, encoding="utf-8-sig"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _render(name: str, words: Mapping[str, Any], folder: Path) -> str:
    texts = TextFolder(folder, "填报表的文字", lambda name: f"《{folder / name}》", FormWordingFault)
    return render_text(_environment(folder), texts, name, words)


def guide_paragraphs(words: Mapping[str, Any], folder: Path = TEMPLATES) -> tuple[Paragraph, ...]:
    """The paragraphs of 填表说明; text before the first heading is not printed.

    Raises:
        FormWordingFault: the text is missing, or asks for what there is not.
    """
    found: list[tuple[str, list[str]]] = []
    for raw in _render(GUIDE, words, folder).splitlines():
        line = raw.strip()
        if line.startswith("#"):
            found.append((line.lstrip("#").strip(), []))
        elif line and found:
            found[-1][1].append(line)
    return tuple(Paragraph(heading, "\n".join(lines)) for heading, lines in found)


def pledge_lines(unit: str, folder: Path = TEMPLATES) -> tuple[str, ...]:
    """The last lines of 报送信息: pledge, seal, signatures, date.

    Raises:
        FormWordingFault: the text is missing, or asks for what there is not.
    """
    lines = (line.strip() for line in _render(PLEDGE, {_UNIT: unit}, folder).splitlines())
    return tuple(line for line in lines if line)


def support_note(unit: str) -> str:
    """The line on 任务完成情况 about tasks that the unit supports.

    Raises:
        FormWordingFault: the text is missing, or asks for what there is not.
    """
    return "".join(line.strip() for line in _render(SUPPORT, {_UNIT: unit}, TEMPLATES).splitlines())


def only_names_the_unit(folder: Path = TEMPLATES) -> bool:
    """Whether the texts only print the unit's name, and do not test it, change it or pass it on.

    Then the forms of two units differ only in the name.
    """
    return all(_only_says_it(folder / name, _environment(folder)) for name in (GUIDE, PLEDGE, SUPPORT))


def _only_says_it(path: Path, environment: Environment) -> bool:
    try:
        tree = environment.parse(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, TemplateSyntaxError):
        return False  # what is wrong is reported when a form is written
    if any(tree.find_all(_HANDED_ON)):
        return False
    printed = sum(_is_unit(node) for output in tree.find_all(nodes.Output) for node in output.nodes)
    return printed == sum(map(_is_unit, tree.find_all(nodes.Name)))


def _is_unit(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == _UNIT
