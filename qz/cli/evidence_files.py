"""Where evidence lies for whoever looks at it: in the returns folder itself, or taken out of its archive or mail."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from qz.intake.arrivals.gate import list_files, open_listed
from qz.intake.intake_records import Arrival
from qz.intake.reading.form_pictures import picture_contents
from qz.mail.draft_files import safe_name
from qz.model.assessment import Assessment
from qz.model.returns import Evidence
from qz.reports.evidence.evidence_workbook import EVIDENCE_FOLDER
from qz.reports.folders import Output

_MOST_EACH: Final = 64 << 20
"""Bytes of one file that is taken out; a larger one is looked for where it lies."""
_LONGEST: Final = 60
"""Characters of a file's own name in the evidence folder: Windows' paths are short."""


class EvidenceFiles:
    """The evidence of one collect, laid out: links for the workbook, and the folder of what had to be taken out."""

    def __init__(self, assessment: Assessment, returns: Path, year: Path) -> None:
        """``returns``: the folder as received; ``year``: the year's output."""
        self._returns, self._folder = returns, year / EVIDENCE_FOLDER
        self._results = year / "results"
        self._units = {unit.code: safe_name(f"{unit.code}-{unit.name}") for unit in assessment.programme.units}
        evidence = assessment.intake.evidence
        self._lying = {one.file.path for one in evidence if (returns / one.file.path).is_file()}
        self._taken = self._names(one for one in evidence if one.file.path not in self._lying)
        self._on_forms: dict[str, dict[str, str]] = defaultdict(dict)
        for one in evidence:
            if one.is_on_form and one.file.path in self._taken:
                self._on_forms[one.file.path.rpartition("/")[0]][one.file.sha256] = self._taken[one.file.path]

    def _names(self, evidence: Iterable[Evidence]) -> dict[str, str]:
        """By its path as received, each file's place in the evidence folder."""
        names: dict[str, str] = {}
        used: set[str] = set()
        for one in sorted(evidence, key=lambda one: one.file.path):
            if one.file.size > _MOST_EACH:
                continue
            stem, dot, suffix = one.file.path.rpartition("/")[2].rpartition(".")
            if not dot:
                stem, suffix = suffix, ""
            about = "盖章件" if one.is_signed_copy else (one.labels[0].split(" ")[0] if one.labels else "未对应")
            base = safe_name((stem if stem.startswith(about) else f"{about} {stem}")[:_LONGEST])
            ending = safe_name(f"{dot}{suffix}")[:12] if dot else ""
            name, number = f"{self._units[one.file.unit_code]}/{base}{dot}{ending.lstrip('.')}", 1
            while name.casefold() in used:
                number += 1
                name = f"{self._units[one.file.unit_code]}/{base}（{number}）{dot}{ending.lstrip('.')}"
            used.add(name.casefold())
            names[one.file.path] = name
        return names

    def links(self) -> Mapping[str, str]:
        """By its path as received, where each file lies, seen from the results folder."""
        found = {path: self._seen(self._returns / path) for path in self._lying}
        return found | {path: self._seen(self._folder / name) for path, name in self._taken.items()}

    def _seen(self, path: Path) -> str:
        try:
            return os.path.relpath(path, self._results).replace("\\", "/")
        except ValueError:  # another drive
            return path.absolute().as_posix()

    def output(self) -> Output | None:
        """The evidence folder, to be replaced; ``None`` where there is nothing in it and was not."""
        former = [each.name for each in self._folder.iterdir()] if self._folder.is_dir() else []
        ours = [name for name in former if name in self._units.values()]
        return Output(self._folder, self._take_out, ours) if self._taken or ours else None

    def _take_out(self, folder: Path) -> tuple[str, ...]:
        """Write each file that lies in an archive or mail, its container opened once more."""

        def write(name: str, data: bytes) -> None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)

        def keep(arrival: Arrival, data: bytes) -> None:
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
