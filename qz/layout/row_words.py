"""The words for the rows of a 核定表, their values and subjects, also used in findings."""

from decimal import Decimal

from qz.layout.verification_row import VerificationRow
from qz.layout.verification_workbook import verifier_name
from qz.model.programme import Programme
from qz.model.values import Value, ValueType, show_number
from qz.values.value_types import show_value


def show_words(value: Value, value_type: ValueType, unit_of_measure: str = "") -> str:
    """A value in words: ``92.5%``, ``2次``, ``是``; ``未填`` for ``None``."""
    return show_value(value, value_type, unit_of_measure) or "未填"


def item_words(row: VerificationRow) -> str:
    """The number and label of the row's item."""
    return f"{row.item.number} {row.item.label}" if row.item else "其他"


def clause_words(row: VerificationRow) -> str:
    """The number of the row's clause; ``""`` for none."""
    return row.criterion.criterion_id if row.criterion else ""


def subject_words(programme: Programme, row: VerificationRow) -> str:
    """What the row is about: a fact with its unit of measure, a task, or the clause's points."""
    if row.task:
        return f"任务{row.task.task_id} {row.task.subcategory or row.task.category}"
    if row.fact:
        unit = row.fact.unit_of_measure
        return f"{row.fact.label}（{unit}）" if unit else row.fact.label
    return "本条得分" + "".join(f"（数据见{_where(programme, row, clause)}）" for clause in row.shared)


def _where(programme: Programme, row: VerificationRow, clause: str) -> str:
    card = programme.scorecard_of(row.unit)
    owner = next((each.verifier for each in (card.criteria if card else ()) if each.criterion_id == clause), "")
    mine = row.criterion.verifier if row.criterion else ""
    return clause if owner == mine else f"{clause}，由{verifier_name(programme, owner)}核定"


def label_words(row: VerificationRow, *, points: bool = False) -> str:
    """The name of the row's value (or of its points), for use in a sentence."""
    if points or not (row.fact or row.task):
        return f"条款{clause_words(row)}得分"
    if row.task:
        return f"任务{row.task.task_id}完成情况"
    return row.fact.label if row.fact else ""


def value_words(row: VerificationRow, value: Value, *, points: bool = False) -> str:
    """A value of the row (or its points) in words."""
    if points or not (row.fact or row.task):
        return f"{show_number(value)}分" if isinstance(value, Decimal) else "未计"
    if row.fact:
        return show_words(value, row.fact.value_type, row.fact.unit_of_measure)
    return show_words(value, ValueType.STATUS)
