"""Plans each unit's correction: its findings, and the cells that they are about."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from qz.corrections.places import Places
from qz.findings import CATALOGUE, is_for_unit, quote
from qz.model.assessment import Assessment
from qz.model.corrections import Mark
from qz.model.finding import Finding, Severity
from qz.model.layout import FormLayout, InputCell
from qz.model.returns import Return
from qz.model.scores import Answers
from qz.model.task_table import Unit
from qz.model.values import Answer
from qz.records import dataclass
from qz.values.value_types import TYPES, describe_accepted

_RESTORED: Final = frozenset({"L01", "L02", "L03", "L08", "L10", "L11", "C09", "F15"})
"""Codes of findings that are already corrected by writing the form again."""
_NOTHING_TO_DO: Final = "本表已恢复原样，不用处理"


@dataclass(frozen=True, slots=True)
class Line:
    """One finding as it is shown to the unit.

    ``cells``: the cells of its form that it is about; none for the file as a whole. ``found``, ``accepted`` and
    ``to_do``: phrases without a full stop; ``accepted`` is ``""`` where any text is accepted.
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
    """One unit's correction. ``answers``: those its form is filled with. ``marks``: of its cells, by defined name."""

    unit: Unit
    returned: Return
    answers: Answers
    lines: tuple[Line, ...]
    marks: Mapping[str, Mark]


def findings_to_mend(assessment: Assessment) -> Mapping[str, list[Finding]]:
    """The findings that each unit can correct, errors and warnings, by unit code in roster order.

    Only units with an error. Source: product specification, "Results".
    """
    own: dict[str, list[Finding]] = {}
    for finding in assessment.intake.findings:
        if finding.unit_code in assessment.intake.returns and is_for_unit(finding):
            own.setdefault(finding.unit_code, []).append(finding)
    codes = (unit.code for unit in assessment.programme.units if unit.code in own)
    return {code: own[code] for code in codes if any(one.severity is Severity.ERROR for one in own[code])}


def plan_correction(assessment: Assessment, unit: Unit, findings: list[Finding], layout: FormLayout) -> Correction:
    """The correction of one unit, with its findings and the layout of its form."""
    returned, answers = assessment.intake.returns[unit.code], assessment.intake.answers[unit.code]
    places = Places(layout, answers, findings)
    order = {cell.name: place for place, cell in enumerate(layout.inputs)}

    def rank(line: Line) -> tuple[bool, int, Finding]:
        first = order[line.cells[0].name] if line.cells else -1
        return line.severity is not Severity.ERROR, first, line.finding

    lines = tuple(sorted((_line(finding, places.cells(finding)) for finding in findings), key=rank))
    return Correction(unit, returned, as_written(answers), lines, MappingProxyType(_marks(lines)))


def _line(finding: Finding, cells: tuple[InputCell, ...]) -> Line:
    """The finding's sentence, divided into its parts and without its place."""
    place = f"《{finding.sheet}》{finding.cell}：" if finding.sheet else f"“{quote(finding.file)}”："
    explanation = finding.sentence.removeprefix(place).removesuffix("。")
    found, _, to_do = explanation.rpartition("。")
    if finding.code in _RESTORED:
        to_do = _NOTHING_TO_DO
    spec = cells[0].spec if cells else None
    if spec is None or len(cells) > 1 or TYPES[spec.value_type].takes_anything:
        return Line(finding, cells, found, "", to_do)
    accepted = describe_accepted(spec)
    return Line(finding, cells, found.removesuffix(f"，应填{accepted}"), accepted, to_do)


def _marks(lines: Iterable[Line]) -> dict[str, Mark]:
    """One mark for each cell, with all its findings and the highest severity among them."""
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
    """The comment on a cell: the finding's sentence; where the finding is about several cells, a short one."""
    accepted = "" if TYPES[cell.spec.value_type].takes_anything else f"应填{describe_accepted(cell.spec)}。"
    if not alone:
        return f"{CATALOGUE[line.finding.code].title}：请填“{cell.spec.label}”。{accepted}"
    return f"{line.found}。{accepted}{line.to_do}。"


def as_written(answers: Answers) -> Answers:
    """The answers as the form is filled with them: an answer that could not be read at all is blank."""
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
