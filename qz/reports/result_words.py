"""The words for values, sources and states in all results."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from qz.layout.inputs import input_name
from qz.model.assessment import Assessment
from qz.model.layout import InputKind
from qz.model.programme import Programme
from qz.model.returns import UnitState
from qz.model.scorecards import Fact, Scorecard
from qz.model.scores import Totals, UnitScore
from qz.model.stages import StageWord
from qz.model.task_table import Unit
from qz.model.values import Answer, Source, Value, ValueType, show_number
from qz.values.value_types import TYPES, show_value
from qz.workbook.write.table import Cell

NO_STATUS: Final = "未填报"
UNRANKED: Final = "暂不排名"
PROVISIONAL: Final = "※"
KEYLESS: Final = "没有找到密钥，收到的表没有核对封签。"
NOT_RECEIVED: Final = UnitState.NOT_RECEIVED.value
_PERCENT_STYLES: Final = ("percent0", "percent1", "percent", "percent3", "percent4")


def percent_style(value: Decimal) -> str:
    """The style that shows a fraction as percent, with as many places as it has: 92%, 92.5%, 95.25%."""
    text = show_number(value * 100)
    places = len(text.partition(".")[2])
    return _PERCENT_STYLES[min(places, len(_PERCENT_STYLES) - 1)]


def number_style(value: Decimal, value_type: ValueType) -> str:
    """The style of a number of this type."""
    return percent_style(value) if TYPES[value_type].is_fraction else "number"


def value_cell(value: Value, value_type: ValueType) -> Cell:
    """The cell of a value: numbers as numbers, for formulas; everything else in words; blank for no value."""
    if isinstance(value, Decimal) and not isinstance(value, bool):
        return Cell(value, number_style(value, value_type))
    return Cell(show_value(value, value_type) or None)


def answer_cell(answer: Answer, value_type: ValueType, fact: Fact | None) -> Cell:
    """The cell of an answer's value; for a fact that nobody fills in and that has no value, the word in its place."""
    if answer.value is None and fact is not None and fact.is_derived:
        return Cell(answer.typed or None)
    return value_cell(answer.value, value_type)


def source_words(answer: Answer | None) -> str:
    """The source of a value: 自报, 核定, 台账, 方案; 未填 or 填写无效 where there is no value."""
    if answer is not None and answer.origin is not None and answer.origin.source is Source.PROGRAMME:
        return Source.PROGRAMME.value
    if answer is None or (answer.value is None and not answer.invalid):
        return "未填"
    if answer.invalid:
        return "填写无效"
    return (answer.origin.source if answer.origin else Source.SELF).value


def replaced_words(answer: Answer, fact: Fact) -> str:
    """The self-report that a verified or registered value replaced: ``原自报3次``; ``""`` where there is none."""
    if answer.replaced is None or not fact.is_asked:
        return ""
    before = answer.replaced
    shown = show_value(before.value, fact.value_type, fact.unit_of_measure) or before.typed or "未填"
    return f"原自报{shown}"


def state_words(assessment: Assessment, unit: Unit, score: UnitScore | Totals | None) -> str:
    """A unit's state on one line: ``※ 待补正、逾期``; ※ marks a provisional total."""
    state = assessment.states.get(unit.code, UnitState.NOT_RECEIVED)
    words = state.value + ("、逾期" if unit.code in assessment.late else "")
    if is_held(assessment, unit) and state is not UnitState.HELD:
        words += f"、{UnitState.HELD}"
    return f"{PROVISIONAL}{words}" if score is not None and is_provisional(assessment, unit, score) else words


def is_held(assessment: Assessment, unit: Unit) -> bool:
    """Whether a return of the unit waits for a person's decision."""
    return unit.code in assessment.intake.held_units


def is_provisional(assessment: Assessment, unit: Unit, score: UnitScore | Totals) -> bool:
    """Whether the unit's total may still change, because values are missing or a return is in doubt."""
    return score.provisional or is_held(assessment, unit)


def totals_of(assessment: Assessment) -> Mapping[str, Totals]:
    """Each unit's totals, by unit code. They are taken from the rankings, so that no score need be unpacked."""
    rows = (row for ranking in assessment.rankings.values() for row in ranking)
    return {row.unit_code: row.totals for row in rows if row.totals is not None}


def missing_labels(programme: Programme, scorecard: Scorecard, score: UnitScore) -> tuple[str, ...]:
    """The values that a provisional total still lacks, in printed order: ``1.3 配备协管人员``, ``4.1 任务1.1``."""
    labels: dict[str, str] = {}
    tasks = {input_name(InputKind.TASK_STATUS, task.task_id): task.task_id for task in programme.tasks}
    for line in (line for line in score.lines if line.provisional):
        for key in line.award.missing:
            name = scorecard.facts[key].label if key in scorecard.facts else f"任务{tasks.get(key, key)}"
            labels.setdefault(key, f"{line.criterion_id} {name}")
    return tuple(labels.values())


def tentative_clauses(score: UnitScore) -> tuple[str, ...]:
    """The clauses whose points may change with what other units report or have verified, in printed order."""
    return tuple(line.criterion_id for line in score.lines if line.award.tentative and line.verified is None)


_STAGES: Final[Mapping[str, str]] = {
    StageWord.SELF_REPORTED: "各单位自报，尚未核定",
    StageWord.VERIFIED: "各项得分均已核定",
}


def stage_words(assessment: Assessment, scorecard: Scorecard | None = None) -> str:
    """The stage of the result, or of one scorecard: ``自评（各单位自报，尚未核定）``."""
    stage = assessment.stage_of(scorecard.scorecard_id if scorecard else "")
    return f"{stage.word}（{_STAGES[stage.word]}）" if stage.word in _STAGES else stage.words


def counts_words(assessment: Assessment, scorecard: Scorecard) -> str:
    """How many units are assessed: ``应评9个单位，已评8个，未报送1个（龙虎塘街道）``."""
    units = assessment.units_of(scorecard.scorecard_id)
    absent = [unit for unit in units if unit.code not in assessment.scores]
    words = f"应评{len(units)}个单位，已评{len(units) - len(absent)}个"
    for state, names in absent_by_state(assessment, absent).items():
        words += f"，{state}{len(names)}个（{list_words(names, 6)}）"
    return words


def absent_by_state(assessment: Assessment, absent: Iterable[Unit]) -> Mapping[str, list[str]]:
    """The names of units without a score, by the reason: 未报送, or 待确认 where a return of theirs is in doubt."""
    names: dict[str, list[str]] = {}
    for unit in absent:
        names.setdefault(UnitState.HELD if is_held(assessment, unit) else NOT_RECEIVED, []).append(unit.name)
    return dict(sorted(names.items(), reverse=True))


def list_words(names: list[str] | tuple[str, ...], most: int) -> str:
    """Names joined by 、, cut after ``most``: ``甲、乙等9个``."""
    if len(names) <= most:
        return "、".join(names)
    return f"{'、'.join(names[:most])}等{len(names)}个"


def report_title(programme: Programme, name: str) -> str:
    """A result's title: year, district, the assessment's name, then ``name``."""
    particulars = programme.particulars
    return f"{particulars.year}年{particulars.district}{particulars.name}{name}"
