"""The sheet 表彰推荐: the people whom the unit nominates for commendation, with a count of names and places."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from qz.forms.entries import Entry, blank
from qz.forms.form_page import FormPage, Section
from qz.forms.input_cells import write_input
from qz.forms.live import FINE, InputState, Live
from qz.layout.form_plan import NOMINEE_COLUMNS, NOMINEE_FIRST_ROW, NOMINEE_SHEET, FormPlan
from qz.layout.inputs import input_name
from qz.model.layout import InputKind
from qz.model.nominations import nominee_key
from qz.records import dataclass
from qz.values.expressions import both, either, is_blank, text
from qz.words import squeeze
from qz.workbook.write.book import Book
from qz.workbook.write.cell_references import absolute

_WHO, _NAME, _POST, _MERITS, _CHECK, _STATE, _FILLED = range(1, 8)
_WIDTHS: Final = (0, 12, 12, 22, 44, 12, 0, 0)
_HEADS: Final = ("人选", "姓名", "职务", "主要事迹", "填报检查")
_BOX: Final = "body box"
_PARTS: Final = ((InputKind.NOMINEE, "姓名"), (InputKind.NOMINEE_POST, "职务"), (InputKind.NOMINEE_MERITS, "事迹"))
OVER: Final = "超出名额"
TWICE: Final = "姓名重复"


@dataclass(frozen=True, slots=True)
class _Row:
    """One row with its inputs, in the order of the columns."""

    entries: tuple[Entry, ...]

    @property
    def row(self) -> int:
        return self.entries[0].cell.row

    @property
    def name(self) -> Entry:
        return self.entries[0]

    @property
    def is_filled(self) -> bool:
        return not all(blank(entry.content) for entry in self.entries)

    @property
    def written(self) -> str:
        """The name without blanks, so that it is the same however it is spaced."""
        return squeeze(str(self.name.content or ""))


def write_nominees(book: Book, plan: FormPlan, entries: Mapping[str, Entry]) -> Section:
    """Write the sheet. Returns its section for the counts on the first sheet."""
    page = FormPage(book, plan, NOMINEE_SHEET, _WIDTHS)
    places, rows = plan.programme.places_of(plan.unit), _rows(plan, entries)
    section = Section(NOMINEE_SHEET, ((NOMINEE_COLUMNS[InputKind.NOMINEE], _STATE),), rows[-1].row)
    page.put(1, _WHO, NOMINEE_SHEET, "title", columns=_CHECK)
    page.put(2, _WHO, f"推荐单位：{plan.unit.name}", "body black left large", columns=_CHECK)
    count = _count(rows, places)
    page.live(3, _WHO, count, "body left large", columns=_CHECK, longest=_over_words(places, "99", "99"))
    page.heads(NOMINEE_FIRST_ROW - 1, _HEADS, _WHO, "head large")
    for row in rows:
        _write_row(page, section, row, rows, places)
    words = "姓名、职务、主要事迹三项都要写；不推荐的整行留空。所填内容只用于本次表彰。"
    page.put(rows[-1].row + 1, _WHO, words, "body left", columns=_CHECK)
    page.close(rows[-1].row + 2, landscape=False, head_row=NOMINEE_FIRST_ROW - 1)
    return section


def _rows(plan: FormPlan, entries: Mapping[str, Entry]) -> tuple[_Row, ...]:
    names = [cell.key for cell in plan.layout.inputs if cell.kind is InputKind.NOMINEE]
    parts = ((InputKind.NOMINEE, ""), (InputKind.NOMINEE_POST, "post"), (InputKind.NOMINEE_MERITS, "merits"))
    return tuple(
        _Row(tuple(entries[input_name(kind, nominee_key(int(name), part))] for kind, part in parts)) for name in names
    )


def _over_words(places: int, count: str, over: str) -> str:
    return f"名额{places}人，已填{count}人，超出{over}人：超出的不列入表彰决定，请删去。"


def _count(rows: Sequence[_Row], places: int) -> Live:
    """The formula for how many places are filled in."""
    area = f"{absolute(rows[0].row, _FILLED)}:{absolute(rows[-1].row, _FILLED)}"
    count = sum(row.is_filled for row in rows)
    fits = f'"名额{places}人，已填"&SUM({area})&"人。"'
    over = f'"名额{places}人，已填"&SUM({area})&"人，超出"&(SUM({area})-{places})&"人：超出的不列入表彰决定，请删去。"'
    shown = (
        f"名额{places}人，已填{count}人。" if count <= places else _over_words(places, str(count), str(count - places))
    )
    return Live(f"IF(SUM({area})>{places},{over},{fits})", shown)


def _write_row(page: FormPage, section: Section, row: _Row, rows: Sequence[_Row], places: int) -> None:
    page.put(row.row, _WHO, row.name.cell.spec.label, f"{_BOX} center")
    for entry in row.entries:
        write_input(page, entry)
        page.room(row.row, entry.cell.column, f"{entry.content or ''}\n\n", _BOX)
    blanks = both(f"IFERROR({is_blank(entry.ref)},FALSE)" for entry in row.entries)
    filled = Decimal(row.is_filled)
    page.sheet.formula(row.row, _FILLED, f"IF({blanks},0,1)", "body small quiet", filled)
    live_check = _check(row, rows, places)
    page.live(row.row, _CHECK, live_check, f"{_BOX} center", longest=TWICE)
    shown = str(live_check.value)
    state = _state_of(shown)
    check = absolute(row.row, _CHECK)
    wrong = either(f"{check}={text(word)}" for word in (OVER, TWICE))
    fine = either(f"{check}={text(word)}" for word in (FINE, ""))
    expression = f"IF({wrong},{InputState.WRONG:d},IF({fine},{InputState.FINE:d},{InputState.BLANK:d}))"
    page.flag(section, row.name, Live(expression, Decimal(state)))


def _state_of(shown: str) -> InputState:
    if shown in {OVER, TWICE}:
        return InputState.WRONG
    return InputState.FINE if shown in {FINE, ""} else InputState.BLANK


def _check(row: _Row, rows: Sequence[_Row], places: int) -> Live:
    """The formula for what is wrong with a row, as ``collect`` will report it: too many, named twice, incomplete."""
    first = rows[0]
    above = f"SUM({absolute(first.row, _FILLED)}:{absolute(row.row, _FILLED)})"
    names = f"{first.name.ref}:{rows[-1].name.ref}"
    bare = _bare(names)
    twice = f"IFERROR(SUMPRODUCT(({bare}={_bare(row.name.ref)})*1)>1,FALSE)"
    missing = [
        f'IF(IFERROR({is_blank(e.ref)},FALSE),"缺{word}",' for e, (_, word) in zip(row.entries, _PARTS, strict=True)
    ]
    unless = "".join(missing) + text(FINE) + ")" * len(missing)
    named = f"IFERROR({is_blank(row.name.ref)},TRUE)"
    doubled = f"IF({named},{unless},IF({twice},{text(TWICE)},{unless}))"
    over = f"IF({above}>{places},{text(OVER)},{doubled})"
    return Live(f'IF({absolute(row.row, _FILLED)}=0,"",{over})', _shown(row, rows, places))


def _bare(ref: str) -> str:
    return f'SUBSTITUTE(SUBSTITUTE({ref}," ",""),"　","")'


def _shown(row: _Row, rows: Sequence[_Row], places: int) -> str:
    if not row.is_filled:
        return ""
    if sum(each.is_filled for each in rows if each.row <= row.row) > places:
        return OVER
    if row.written and sum(each.written == row.written for each in rows) > 1:
        return TWICE
    return next(
        (f"缺{word}" for entry, (_, word) in zip(row.entries, _PARTS, strict=True) if blank(entry.content)), FINE
    )
