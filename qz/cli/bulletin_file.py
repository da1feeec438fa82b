"""The bulletin beside the other results: where its template lies, and a draft somebody has edited is kept."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from qz.cli.programme_file import programme_path
from qz.model.assessment import Assessment
from qz.reports.bulletin.bulletin_document import BULLETIN_NAME, BulletinFault, draft_bulletin, is_edited

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

    A draft that somebody has edited stays as it is where it lies; the new one goes beside it under another name.
    """
    old = results / BULLETIN_NAME
    try:
        draft = draft_bulletin(assessment, template_path(arguments))
    except BulletinFault as fault:
        left = (f"{old} 是以前的，与这次的结果可能不符。",) if old.exists() else ()
        return Bulletin(sentences=(str(fault), *left))
    if not is_edited(old):
        return Bulletin({BULLETIN_NAME: _write(draft)})
    new = _not_edited(old)
    told = f"{old} 有人改过，原样保留；按这次结果起草的另存为 {new.name}，请对照修改。"
    return Bulletin({new.name: _write(draft)}, (told,))


def _write(data: bytes) -> Writer:
    def write(_: Assessment, path: Path) -> None:
        path.write_bytes(data)

    return write


def _not_edited(path: Path) -> Path:
    """A name beside the edited draft that no other edited draft bears."""
    names = (path.with_name(f"{path.stem}（新稿{number or ''}）{path.suffix}") for number in count())
    return next(name for name in names if not is_edited(name))
