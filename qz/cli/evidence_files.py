"""Where each piece of evidence can be opened: in the returns folder, or copied out of its archive or mail."""

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qz.evidence.received import EVIDENCE_FOLDER, in_order
from qz.mail.draft_files import safe_name
from qz.model.assessment import Assessment
from qz.model.returns import Evidence
from qz.reports.folders import Output

if TYPE_CHECKING:
    from qz.intake.intake_records import Arrival

_MOST_EACH: Final = 64 << 20
"""Bytes that a copied file may have; a larger one stays in its archive or mail."""
_NO_LINK_IN: Final = re.compile("[#%]")
"""Characters with a meaning in links; a file with one of them in its path is copied under another name."""
_LONGEST: Final = 60
"""Characters kept of a file's own name in the evidence folder, for the length of paths is limited on Windows."""


def _seen(path: Path, base: Path) -> str:
    try:
        return os.path.relpath(path, base).replace("\\", "/")
    except ValueError:  # another drive
        return path.absolute().as_posix()


class EvidenceFiles:
    """The evidence of one collect: paths for the workbook's links, and the folder with the copied files."""

    def __init__(self, assessment: Assessment, returns: Path, year: Path) -> None:
        """``returns``: the returns folder; ``year``: the year's output folder."""
        self._returns, self._folder = returns, year / EVIDENCE_FOLDER
        self._assessment, self._year = assessment, year
        self._units = {unit.code: safe_name(f"{unit.code}-{unit.name}") for unit in assessment.programme.units}
        evidence = in_order(assessment)
        self._lying = {one.file.path for one in evidence if self._can_be_linked(returns / one.file.path)}
        self._taken = self._names(one for one in evidence if one.file.path not in self._lying)
        self._on_forms: dict[str, dict[str, str]] = defaultdict(dict)
        for one in evidence:
            if one.is_on_form and one.file.path in self._taken:
                self._on_forms[one.file.path.rpartition("/")[0]][one.file.sha256] = self._taken[one.file.path]

    def _names(self, evidence: Iterable[Evidence]) -> dict[str, str]:
        """Each file's name in the evidence folder, by its path as received."""
        names: dict[str, str] = {}
        used: set[str] = set()
        for one in sorted(evidence, key=lambda one: one.file.path):
            if one.file.size > _MOST_EACH:
                continue
            stem, dot, suffix = one.file.path.rpartition("/")[2].rpartition(".")
            if not dot:
                stem, suffix = suffix, ""
            about = "盖章件" if one.is_signed_copy else (one.labels[0].split(" ")[0] if one.labels else "未对应")
            base = safe_name(_NO_LINK_IN.sub("_", stem if stem.startswith(about) else f"{about} {stem}")[:_LONGEST])
            ending = safe_name(_NO_LINK_IN.sub("_", f"{dot}{suffix}"))[:12] if dot else ""
            name, number = f"{self._units[one.file.unit_code]}/{base}{dot}{ending.lstrip('.')}", 1
            while name.casefold() in used:
                number += 1
                name = f"{self._units[one.file.unit_code]}/{base}（{number}）{dot}{ending.lstrip('.')}"
            used.add(name.casefold())
            names[one.file.path] = name
        return names

    @staticmethod
    def _can_be_linked(path: Path) -> bool:
        """Whether the file exists and its path can stand in a link as it is."""
        return not _NO_LINK_IN.search(path.as_posix()) and path.is_file()

    def numbered(self, seen_from: Path | None = None) -> Assessment:
        """The assessment with a number and a path for each piece of evidence.

        Paths are relative to ``seen_from``; ``None``: to the results folder.
        """
        base = seen_from or self._year / "results"
        evidence = in_order(self._assessment)
        placed = {one.file.path: replace(one, number=number) for number, one in enumerate(evidence, start=1)}
        for path, one in placed.items():
            name = self._taken.get(path)
            if name is not None or path in self._lying:
                lies = self._returns / path if name is None else self._folder / name
                placed[path] = replace(one, place=_seen(lies, base))
        intake = self._assessment.intake
        return replace(
            self._assessment,
            intake=replace(intake, evidence=tuple(placed[one.file.path] for one in intake.evidence)),
        )

    def output(self) -> Output | None:
        """The evidence folder, to be replaced; ``None`` where there is nothing to copy and was nothing before."""
        former = [each.name for each in self._folder.iterdir()] if self._folder.is_dir() else []
        ours = [name for name in former if name in self._units.values()]
        return Output(self._folder, self._take_out, ours) if self._taken or ours else None

    def _take_out(self, folder: Path) -> tuple[str, ...]:
        """Write each file that lies in an archive or mail, which is opened again for it. Returns the paths written."""
        from qz.intake.arrivals.folder_listing import list_files  # noqa: PLC0415 - who only numbers them reads no file
        from qz.intake.arrivals.gate import open_listed  # noqa: PLC0415 - as above
        from qz.intake.reading.form_pictures import picture_contents  # noqa: PLC0415 - as above

        def write(name: str, data: bytes) -> None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)

        def keep(arrival: "Arrival", data: bytes) -> None:
            name = self._taken.get(arrival.path)
            if name is not None:
                write(name, data)
            wanted = self._on_forms.get(arrival.path)
            for _, content in picture_contents(data) if wanted else ():
                name = wanted.get(hashlib.sha256(content).hexdigest()) if wanted else None
                if name is not None:
                    write(name, content)

        for listed in list_files(self._returns):
            if any(path.startswith(f"{listed.path}/") for path in self._taken):
                for _ in open_listed(listed, keep):
                    pass
        return tuple(dict.fromkeys(name.partition("/")[0] for name in self._taken.values()))
