"""The sheet 指标解释: the meaning of each fact asked for, for colleagues who supply numbers and see no prompts."""

from typing import Final

from qz.forms.form_page import FormPage
from qz.layout.form_plan import FormPlan
from qz.layout.scorecard import ScorecardRow
from qz.layout.verification_row import owner_of
from qz.layout.verification_workbook import verifier_name
from qz.workbook.write.book import Book

EXPLANATION_SHEET: Final = "指标解释"
_HEADS: Final = (
    "条款",
    "填报内容",
    "计量单位",
    "什么算数、怎样填",
    "计算（分子÷分母）",
    "口径",
    "数据来源",
    "核定",
)
_WIDTHS: Final = (6, 20, 7, 42, 26, 34, 18, 10)
_LAST: Final = len(_WIDTHS) - 1
_HEAD_ROW: Final = 2
_BOX: Final = "body box"


def write_explanations(book: Book, plan: FormPlan) -> None:
    """Write the sheet: one row for each fact of the unit's scorecard, at the clause that asks for it first."""
    page = FormPage(book, plan, EXPLANATION_SHEET, _WIDTHS)
    particulars = plan.programme.particulars
    title = f"{particulars.year}年{particulars.name}考核指标解释（{plan.unit.name}）"
    page.put(0, 0, title, "title", columns=_LAST + 1)
    note = "供提供数据的同事对照：每一项什么算数、怎样算、从哪里取数。数据填在《自评表》里，本表不用填。"
    page.put(1, 0, note, "body left", columns=_LAST + 1)
    page.heads(_HEAD_ROW, _HEADS)
    lines = [row.line for row in plan.card_rows if row.line.fact and row.line.asks and not row.line.fact.given]
    for row, line in enumerate(lines, start=_HEAD_ROW + 1):
        for column, words in enumerate(_words(plan, line)):
            page.put(row, column, words, f"{_BOX} left small" if column in range(3, 7) else f"{_BOX} center textual")
    last = _HEAD_ROW + 1 + len(lines)
    page.close(last, landscape=True, head_row=_HEAD_ROW, blocks=range(_HEAD_ROW + 1, last))
    page.freeze_above_left(_HEAD_ROW + 1, 2)


def _words(plan: FormPlan, line: ScorecardRow) -> tuple[str, ...]:
    fact, criterion = line.fact, line.criterion
    if fact is None:
        return ()
    closed = f"由{fact.filled_by.value}填" if fact.formula is None else f"按公式自动计算：{fact.formula_words}"
    help_text = fact.help if fact.is_asked else f"{closed}，单位不用填。{fact.help}"
    return (
        criterion.criterion_id if criterion else "",
        fact.label,
        fact.unit_of_measure or "—",
        help_text,
        fact.method or "—",
        (criterion.reading if criterion else "") or "—",
        fact.source or "—",
        verifier_name(plan.programme, owner_of(criterion)),
    )
