"""The sheet 报送信息: who reports, and the place for seal and signatures."""

from collections.abc import Mapping
from typing import Final

from qz.forms.entries import Entry
from qz.forms.form_page import FormPage, Section
from qz.forms.form_wording import pledge_lines
from qz.forms.input_cells import write_input
from qz.forms.live import FINE, TO_FILL, WRONG, InputState, Live, input_state
from qz.layout.form_plan import PARTICULARS_COLUMNS, PARTICULARS_FIRST_ROW, PARTICULARS_SHEET, FormPlan
from qz.model.layout import InputKind
from qz.rules.formulas import text
from qz.workbook.write.book import Book
from qz.workbook.write.cell_references import absolute

_NAME, _VALUE, _HELP, _CHECK, _STATE = range(1, 6)
_WIDTHS: Final = (0, 14, 34, 32, 10, 0)
_BOX: Final = "body box large"
_ROOM: Final = "\n\n"


def write_particulars(book: Book, plan: FormPlan, entries: Mapping[str, Entry]) -> Section:
    """Write the sheet. Returns its section for the counts on the first sheet."""
    page = FormPage(book, plan, PARTICULARS_SHEET, _WIDTHS)
    cells = [entry for entry in entries.values() if entry.cell.kind is InputKind.PARTICULAR]
    last_row = PARTICULARS_FIRST_ROW + len(cells) - 1
    section = Section(PARTICULARS_SHEET, ((PARTICULARS_COLUMNS[InputKind.PARTICULAR], _STATE),), last_row)
    page.put(1, _NAME, PARTICULARS_SHEET, "title", columns=_CHECK)
    page.put(2, _NAME, f"填报单位：{plan.unit.name}", "body black left large", columns=2)
    for column, head in enumerate(("项目", "填写", "说明", "填报检查"), start=_NAME):
        page.put(PARTICULARS_FIRST_ROW - 1, column, head, "head large")
    for entry in cells:
        _write_particular(page, section, entry)
    row = last_row + 2
    for line in pledge_lines(plan.unit.name):
        page.put(row, _NAME, line, "body left large", columns=_CHECK)
        page.room(row, _NAME, line + _ROOM, "body large", columns=_CHECK)
        row += 1
    page.close(row, landscape=False)
    return section


def _write_particular(page: FormPage, section: Section, entry: Entry) -> None:
    row, spec = entry.cell.row, entry.cell.spec
    page.put(row, _NAME, spec.label, f"{_BOX} center")
    write_input(page, entry)
    page.room(row, _VALUE, str(entry.content or "") + "\n", _BOX)
    page.put(row, _HELP, spec.help, "body box indent")
    state = input_state(entry)
    page.flag(section, entry, state)
    words = {InputState.FINE: FINE, InputState.BLANK: TO_FILL, InputState.WRONG: WRONG}
    chosen = ",".join(text(word) for word in words.values())
    check = Live(f"CHOOSE({absolute(row, _STATE)}+1,{chosen})", words[InputState(int(state.value))])
    page.live(row, _CHECK, check, "body box center", longest=WRONG)
