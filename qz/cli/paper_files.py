"""Drafts the papers from their templates; a draft that somebody has edited is not overwritten."""

import argparse
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Final

from qz.cli.programme_file import programme_path
from qz.engine.kept.kept_texts import KeptTexts
from qz.model.assessment import Assessment
from qz.model.part import assessment_digest
from qz.records import dataclass
from qz.reports.papers.grounds import Grounds
from qz.reports.papers.papers import PAPERS, Paper

Writer = Callable[[Assessment, Path], None]

_DRAFT: Final = "a paper's draft"


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


def prepare_papers(
    arguments: argparse.Namespace,
    assessment: Assessment,
    results: Path,
    kept: KeptTexts | None = None,
    digest: str | None = None,
) -> Papers:
    """Draft every paper the programme asks for. Where a template is faulty, only its paper is missing.

    A draft that somebody has edited stays as it is; the new one is written beside it under another name.
    ``kept``: stores what drafts were made of; one that would come out the same is taken from ``results``.
    ``digest``: the assessment's, where the caller has it already (``assessment_digest``).
    """
    wanted = [paper for paper in PAPERS if paper.is_wanted(assessment.programme)]
    drafts = _Drafts(kept, digest or assessment_digest(assessment)) if kept is not None else None
    grounds = cache(lambda: Grounds.of(assessment))  # worked out where a paper is drafted, once for all
    drafted = [_prepare(paper, template_path(arguments, paper.file_name), grounds, results, drafts) for paper in wanted]
    writers = {name: writer for one in drafted for name, writer in one.writers.items()}
    return Papers(writers, tuple(sentence for one in drafted for sentence in one.sentences))


def _prepare(
    paper: Paper, template: Path, grounds: Callable[[], Grounds], results: Path, drafts: "_Drafts | None"
) -> Papers:
    old = results / paper.file_name
    if drafts is not None and drafts.has(old, template):
        return Papers({paper.file_name: _write(old.read_bytes())})
    from qz.reports.papers.word_paper import PaperFault, draft_paper, is_edited  # noqa: PLC0415 - slow to import

    try:
        draft = draft_paper(paper.words(grounds()), template)
    except PaperFault as fault:
        left = (f"{old} 是以前的，与这次的结果可能不符。",) if old.exists() else ()
        return Papers(sentences=(str(fault), *left))
    if not is_edited(old):
        if drafts is not None:
            drafts.note(draft, template)
        return Papers({paper.file_name: _write(draft)})
    names = (old.with_name(f"{old.stem}（新稿{number or ''}）{old.suffix}") for number in count())
    new = next(name for name in names if not is_edited(name))
    notice = f"{old} 有人改过，原样保留；按这次结果起草的另存为 {new.name}，请对照修改。"
    return Papers({new.name: _write(draft)}, (notice,))


@dataclass(frozen=True, slots=True)
class _Drafts:
    """Stores the digest of the draft that was made from a template and an assessment."""

    kept: KeptTexts
    assessment_digest: str

    def has(self, draft: Path, template: Path) -> bool:
        """Whether the existing draft is the one that the template would give."""
        return draft.is_file() and _digest(draft) == self.kept.get(*self._made_of(template))

    def note(self, draft: bytes, template: Path) -> None:
        self.kept.put(hashlib.sha256(draft).hexdigest(), *self._made_of(template))

    def _made_of(self, template: Path) -> tuple[str, ...]:
        return _DRAFT, str(template), _digest(template), self.assessment_digest


def _digest(path: Path) -> str:
    """A file's digest; ``""`` for what cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _write(data: bytes) -> Writer:
    def write(_: Assessment, path: Path) -> None:
        path.write_bytes(data)

    return write
