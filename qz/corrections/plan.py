"""What each unit is to put right: its findings, the cells they are about, and what those cells hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from qz.corrections.places import Places
from qz.findings import CATALOGUE, is_for_unit, quote
from qz.model.assessment import Assessment
from qz.model.corrections import Mark
from qz.model.finding import Finding, Severity
from qz.model.layout import FormLayout, InputCell
from qz.model.programme import Unit
from qz.model.returns import Return
from qz.model.scores import Answers
from qz.model.values import Answer
from qz.values.value_types import TYPES, describe_accepted

_RESTORED: Final = frozenset({"L01", "L02", "L03", "L08", "L10", "L11", "C09", "F15"})
"""What writing the form anew has put right already."""
_NOTHING_TO_DO: Final = "本表已恢复原样，不用处理"


@dataclass(frozen=True, slots=True)
class Line:
    """One finding as the unit reads it. ``cells`` of its form it is about, none for the file as a whole.

    ``found``, ``accepted`` and ``to_do`` are phrases without full stop; ``accepted`` is empty where any text will do.
    """

    finding: Finding
    cells: tuple[InputCell, ...]
    found: str
    accepted: str
    to_do: str

    @property
    def severity(self) -> Severity:
        """错误 or 提醒."""
        return self.finding.severity


@dataclass(frozen=True, slots=True)
class Correction:
    """One unit's return to be put right. ``answers`` are what its form is filled with; ``marks`` by defined name."""

    unit: Unit
    returned: Return
    answers: Answers
    lines: tuple[Line, ...]
    marks: Mapping[str, Mark]


def findings_to_mend(assessment: Assessment) -> Mapping[str, list[Finding]]:
    """What was found in each unit's return that it can mend, by unit code in roster order; only units with an error.

    Its reminders are among them. Source: product specification, "Results".
    """
    own: dict[str, list[Finding]] = {}
    for finding in assessment.intake.findings:
        if finding.unit_code in assessment.intake.returns and is_for_unit(finding):
            own.setdefault(finding.unit_code, []).append(finding)
    codes = (unit.code for unit in assessment.programme.units if unit.code in own)
    return {code: own[code] for code in codes if any(one.severity is Severity.ERROR for one in own[code])}


def plan_correction(assessment: Assessment, unit: Unit, findings: list[Finding], layout: FormLayout) -> Correction:
    """One unit's correction; ``findings`` are its own, ``layout`` its form's."""
    returned, answers = assessment.intake.returns[unit.code], assessment.intake.answers[unit.code]
    places = Places(layout, answers, findings)
    order = {cell.name: place for place, cell in enumerate(layout.inputs)}

    def rank(line: Line) -> tuple[bool, int, Finding]:
        first = order[line.cells[0].name] if line.cells else -1
        return line.severity is not Severity.ERROR, first, line.finding

    lines = tuple(sorted((_line(finding, places.cells(finding)) for finding in findings), key=rank))
    return Correction(unit, returned, as_written(answers), lines, MappingProxyType(_marks(lines)))


def _line(finding: Finding, cells: tuple[InputCell, ...]) -> Line:
    """The finding's sentence without its place, taken apart again."""
    place = f"《{finding.sheet}》{finding.cell}：" if finding.sheet else f"“{quote(finding.file)}”："
    said = finding.sentence.removeprefix(place).removesuffix("。")
    found, _, to_do = said.rpartition("。")
    if finding.code in _RESTORED:
        to_do = _NOTHING_TO_DO
    spec = cells[0].spec if cells else None
    if spec is None or len(cells) > 1 or TYPES[spec.value_type].takes_anything:
        return Line(finding, cells, found, "", to_do)
    accepted = describe_accepted(spec)
    return Line(finding, cells, found.removesuffix(f"，应填{accepted}"), accepted, to_do)


def _marks(lines: Iterable[Line]) -> dict[str, Mark]:
    """One mark a cell, of the gravest thing found in it, with everything found."""
    marks: dict[str, Mark] = {}
    for line in lines:
        for place, cell in enumerate(line.cells):
            words = _comment(line, cell, alone=len(line.cells) == 1 or place == 0)
            known = marks.get(cell.name)
            if known is None:
                marks[cell.name] = Mark(line.severity, f"【{line.severity.value}】{words}")
            else:
                severity = min(known.severity, line.severity, key=list(Severity).index)
                marks[cell.name] = Mark(severity, f"{known.text}\n【{line.severity.value}】{words}")
    return marks


def _comment(line: Line, cell: InputCell, *, alone: bool) -> str:
    """The finding's sentence; beside the first of several cells, a short one about the cell itself."""
    accepted = "" if TYPES[cell.spec.value_type].takes_anything else f"应填{describe_accepted(cell.spec)}。"
    if not alone:
        return f"{CATALOGUE[line.finding.code].title}：请填“{cell.spec.label}”。{accepted}"
    return f"{line.found}。{accepted}{line.to_do}。"


def as_written(answers: Answers) -> Answers:
    """The answers as the unit's form shows them: what could not be read at all is blank."""
    return replace(
        answers,
        facts=_shown(answers.facts),
        statuses=_shown(answers.statuses),
        notes=_shown(answers.notes),
        indicators=_shown(answers.indicators),
        particulars=_shown(answers.particulars),
        targets=_shown(answers.targets),
    )


def _shown(table: Mapping[str, Answer]) -> Mapping[str, Answer]:
    return MappingProxyType(
        {
            key: replace(answer, invalid=False) if answer.invalid and not answer.typed else answer
            for key, answer in table.items()
        }
    )
