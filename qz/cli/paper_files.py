"""Drafts the papers from their templates; a draft that somebody has edited is not overwritten."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from qz.cli.programme_file import programme_path
from qz.model.assessment import Assessment
from qz.reports.papers.papers import PAPERS, Paper
from qz.reports.papers.word_paper import PaperFault, draft_paper, is_edited

Writer = Callable[[Assessment, Path], None]


@dataclass(frozen=True, slots=True)
class Papers:
    """What writes each paper, by file name, and sentences for the clerk."""

    writers: Mapping[str, Writer] = field(default_factory=dict)
    sentences: tuple[str, ...] = ()


def template_path(arguments: argparse.Namespace, file_name: str) -> Path:
    """The template beside the programme, else in the working folder, else the one shipped with ``qz``."""
    shipped = Path(__file__).parents[2] / "templates"
    places = [folder / file_name for folder in (programme_path(arguments).parent, Path("templates"), shipped)]
    return next((path for path in places if path.is_file()), places[1])


def prepare_papers(arguments: argparse.Namespace, assessment: Assessment, results: Path) -> Papers:
    """Draft every paper the programme asks for. Where a template is faulty, only its paper is missing.

    A draft that somebody has edited stays as it is; the new one is written beside it under another name.
    """
    wanted = [paper for paper in PAPERS if paper.is_wanted(assessment.programme)]
    drafted = [_prepare(paper, template_path(arguments, paper.file_name), assessment, results) for paper in wanted]
    writers = {name: writer for one in drafted for name, writer in one.writers.items()}
    return Papers(writers, tuple(sentence for one in drafted for sentence in one.sentences))


def _prepare(paper: Paper, template: Path, assessment: Assessment, results: Path) -> Papers:
    old = results / paper.file_name
    try:
        draft = draft_paper(paper.words(assessment), template)
    except PaperFault as fault:
        left = (f"{old} 是以前的，与这次的结果可能不符。",) if old.exists() else ()
        return Papers(sentences=(str(fault), *left))
    if not is_edited(old):
        return Papers({paper.file_name: _write(draft)})
    new = _not_edited(old)
    told = f"{old} 有人改过，原样保留；按这次结果起草的另存为 {new.name}，请对照修改。"
    return Papers({new.name: _write(draft)}, (told,))


def _write(data: bytes) -> Writer:
    def write(_: Assessment, path: Path) -> None:
        path.write_bytes(data)

    return write


def _not_edited(path: Path) -> Path:
    """A path beside the edited draft that is not itself an edited draft."""
    names = (path.with_name(f"{path.stem}（新稿{number or ''}）{path.suffix}") for number in count())
    return next(name for name in names if not is_edited(name))
