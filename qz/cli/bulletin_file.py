"""The bulletin beside the other results: where its template lies, and a draft somebody has edited is kept."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from qz.cli.programme_file import programme_path
from qz.model.assessment import Assessment
from qz.reports.bulletin.document import BULLETIN_NAME, BulletinFault, draft_bulletin, is_edited

Writer = Callable[[Assessment, Path], None]


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What to write for it by file name, and what the clerk is to know."""

    writers: Mapping[str, Writer] = field(default_factory=dict)
    sentences: tuple[str, ...] = ()


def template_path(arguments: argparse.Namespace) -> Path:
    """The template beside the programme, else that of the working folder, else the one that came with ``qz``."""
    shipped = Path(__file__).parents[2] / "templates"
    places = [folder / BULLETIN_NAME for folder in (programme_path(arguments).parent, Path("templates"), shipped)]
    return next((path for path in places if path.is_file()), places[1])


def prepare_bulletin(arguments: argparse.Namespace, assessment: Assessment, results: Path) -> Bulletin:
    """Draft the bulletin. A template at fault costs the bulletin, not the other results.

    A draft that somebody has edited where it lies is kept beside the new one under another name.
    """
    try:
        draft = draft_bulletin(assessment, template_path(arguments))
    except BulletinFault as fault:
        old = results / BULLETIN_NAME
        left = (f"{old} 是以前的，与这次的结果可能不符。",) if old.exists() else ()
        return Bulletin(sentences=(str(fault), *left))
    writers = {BULLETIN_NAME: _write(draft)}
    old = results / BULLETIN_NAME
    if not is_edited(old):
        return Bulletin(writers)
    kept = _unused(old)
    writers[kept.name] = _write(old.read_bytes())
    return Bulletin(writers, (f"您改过的通报已另存为 {kept}；{BULLETIN_NAME} 按这次的结果重新起草。",))


def _write(data: bytes) -> Writer:
    def write(_: Assessment, path: Path) -> None:
        path.write_bytes(data)

    return write


def _unused(path: Path) -> Path:
    """A name beside the draft that nothing bears yet."""
    names = (path.with_name(f"{path.stem}（修改稿{number or ''}）{path.suffix}") for number in count())
    return next(name for name in names if not name.exists())
