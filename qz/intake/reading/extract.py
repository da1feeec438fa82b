"""Reads a workbook as a unit's return: finds and reads every input of the unit's layout, and collects issues."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from qz.intake.arrivals.legacy import read_legacy
from qz.intake.arrivals.sniff import OLE
from qz.intake.intake_records import NOT_LISTED, Format, FormReading, FoundInput, Issue
from qz.intake.reading.find import Finder, Found, Place, clashes
from qz.intake.reading.form_pictures import name_pictures, place_pictures
from qz.intake.reading.locked import locked_changes
from qz.intake.reading.untouched_form import UntouchedForm
from qz.layout.form_plan import SELF_TOTAL_NAME
from qz.layout.inputs import document_words
from qz.model.finding import Severity, show_rows
from qz.model.layout import PERSONAL, FormLayout, InputCell, cell_name
from qz.model.programme import Programme
from qz.model.returns import BLANK_CELL, Area, CellState, RawCell, RawWorkbook
from qz.model.task_table import Unit
from qz.values.formats import show_raw
from qz.values.reading import Reading
from qz.values.typed import read_value
from qz.values.value_types import TYPES, describe_accepted
from qz.workbook.read.ods import read_flat_ods, read_ods
from qz.workbook.read.xls.read_xls import OlderWorkbook, read_xls
from qz.workbook.read.xlsx.read_xlsx import read_workbook

_MANY: Final = 10
"""Up to so many uncertain inputs of a sheet get an issue each."""
_SHOWN: Final = 3
"""How many labels an issue about many inputs names."""
_GATHERED: Final = ("L01", "L02", "L03")
_LOST: Final = Reading(invalid=True)
_SHORT: Final = 16
"""Answers up to so many characters are remembered, for other returns are likely to give them too."""
_REMEMBERED: Final = 4096
"""How many answers of one kind of form are remembered."""
ReadInput = tuple[FoundInput, tuple[Issue, ...]]
"""An input as it was read, and the issues about its value."""
_Merged = tuple[str, Area, list[int]]
"""An area shown as one cell: its sheet, the area, and the numbers of the inputs in it."""


def open_workbook(data: bytes, kind: Format) -> RawWorkbook:
    """Read a workbook by the reader for its format. Raises ``UnreadableFile``."""
    if kind is Format.OOXML:
        return read_workbook(data)
    if kind is Format.ODS:
        return read_ods(data)
    if kind is Format.FODS:
        return read_flat_ods(data)
    if kind is Format.XLS and data.startswith(OLE):
        try:
            return read_xls(data)
        except OlderWorkbook:
            pass
    return read_legacy(data)


def row_labels(programme: Programme, unit: Unit, layout: FormLayout) -> Mapping[str, str]:
    """The text that each row with inputs shows, by its key: a fact's or indicator's label, a task's goal."""
    scorecard = programme.scorecard_of(unit)
    labels = {f"fact:{fact_id}": fact.label for fact_id, fact in scorecard.facts.items()} if scorecard else {}
    for task, _ in programme.tasks_of(unit):
        labels[f"task:{task.task_id}"] = task.goal
    for each in programme.asked_of(unit):
        labels[f"indicator:{each.indicator_id}"] = each.label
        labels[f"document:{each.indicator_id}"] = document_words(each)
    for cell in layout.inputs:
        labels.setdefault(layout.row_keys[cell.sheet][cell.row], cell.spec.label)
    return labels


def find_inputs(book: RawWorkbook, programme: Programme, layout: FormLayout) -> tuple[list[Found], list[Issue]]:
    """Where each input of a unit's form is in a workbook, in the layout's order, and issues about lost or moved inputs.

    Every input is searched for, even where everything is in place.
    """
    finder = Finder(book, layout, row_labels(programme, programme.unit(layout.unit_code), layout))
    found: list[Found] = []
    issues: list[Issue] = []
    for sheet in dict.fromkeys(cell.sheet for cell in layout.inputs):
        here, noted = _find_sheet(finder, sheet, [cell for cell in layout.inputs if cell.sheet == sheet])
        found += here
        issues += noted
    found = list(clashes(found))
    return found, [*issues, *_gather(found)]


class FormReader:
    """Reads forms of one kind. ``untouched``: recognises a form of this kind in which nothing was moved."""

    def __init__(self, programme: Programme, layout: FormLayout) -> None:
        """``layout``: that of any unit with this kind of form."""
        labels = row_labels(programme, programme.unit(layout.unit_code), layout)
        self.untouched = UntouchedForm(layout.grid, labels)
        self._programme = programme
        self._remembered: dict[tuple[int, RawCell], ReadInput] = {}

    def read(self, book: RawWorkbook, layout: FormLayout, blank: RawWorkbook | None = None) -> FormReading:
        """Read one unit's form: each input of its layout, in that order, and all issues.

        ``blank``: the form as it was sent, read back; where it is given, changed locked cells are reported.
        """
        in_place = self.untouched.find(book)
        found, issues = find_inputs(book, self._programme, layout) if in_place is None else (in_place, [])
        if blank is not None:
            issues += locked_changes(book, blank, self.untouched, found, in_place=in_place is not None)
        is_usual = in_place is not None and not book.date1904
        read = self._read_in_place(book) if is_usual else [_read_found(book, each) for each in found]
        issues += _lose_merged(_merged_inputs(book, found), read)
        if book.pictures:
            read = list(name_pictures(book, found, read))
        values = [issue for _, noted in read for issue in noted]
        return FormReading(
            layout.unit_code,
            "return",
            tuple([entry for entry, _ in read]),
            (*_file_notes(book), *_hidden_values(book, found, read), *issues, *values),
            self_total=_self_total(book),
            pictures=place_pictures(book, found),
        )

    def _read_in_place(self, book: RawWorkbook) -> list[ReadInput]:
        """Read inputs that are where they were sent; an answer that another return gave before is not read again."""
        cells = {sheet.name: sheet.cells for sheet in book.sheets}
        known = self._remembered
        read = []
        for number, cell in enumerate(self.untouched.grid.inputs):
            raw = cells[cell.sheet].get((cell.row, cell.column), BLANK_CELL)
            each = known.get((number, raw))
            if each is None:
                each = _read_cell(cell, (cell.sheet, cell.row, cell.column), raw, date1904=False)
                if len(raw.text) <= _SHORT:
                    if len(known) >= _REMEMBERED:
                        known.clear()
                    known[number, raw] = each
            read.append(each)
        return read


def _merged_inputs(book: RawWorkbook, found: Sequence[Found]) -> Iterator[_Merged]:
    """The areas shown as one cell that hold several inputs, or one that is not their first cell."""
    by_sheet: dict[str, dict[tuple[int, int], int]] = defaultdict(dict)
    for number, each in enumerate(found):
        if each.place is not None:
            by_sheet[each.place[0]][each.place[1:]] = number
    for sheet in book.sheets:
        numbers = by_sheet.get(sheet.name, {})
        for area in sheet.merged if numbers else ():
            inside = _inside(area, numbers)
            if inside and inside != [numbers.get(area[:2])]:
                yield sheet.name, area, inside


def _lose_merged(merged: Iterable[_Merged], read: list[ReadInput]) -> list[Issue]:
    """Inputs that were merged with other cells are not read: the value may be another's. One issue for an area."""
    issues: list[Issue] = []
    for sheet, area, inside in merged:
        entries = [read[number][0] for number in inside]
        words = {"label": entries[0].input.spec.label, "area": cell_name(*area[:2])}
        if len(entries) > 1:
            words["other"] = "”“".join(entry.input.spec.label for entry in entries[1:])
            words["cells"] = "、".join(entry.cell for entry in entries)
        code = "L13" if len(entries) > 1 else "L15"
        issues.append(Issue(code, words, sheet, entries[0].cell, entries[0].input.name))
        for number, entry in zip(inside, entries, strict=True):
            read[number] = FoundInput(entry.input, entry.sheet, entry.cell, _LOST, lost=True), ()
    return issues


def _hidden_values(book: RawWorkbook, found: Sequence[Found], read: Sequence[ReadInput]) -> Iterator[Issue]:
    """L14: one issue for all inputs that are filled in on hidden rows."""
    hidden = {sheet.name: sheet.hidden_rows for sheet in book.sheets if sheet.hidden_rows}
    rows: dict[str, list[int]] = {}
    for each, (entry, _) in zip(found, read, strict=True) if hidden else ():
        sheet, row, _ = each.place or ("", 0, 0)
        if row in hidden.get(sheet, ()) and not (entry.reading.blank or entry.lost):
            rows.setdefault(sheet, []).append(row + 1)
    if rows:
        what = "、".join(f"《{name}》第{show_rows(each)}行" for name, each in rows.items())
        yield Issue("L14", {"count": str(sum(map(len, rows.values()))), "what": what})


def _inside(area: Area, numbers: Mapping[tuple[int, int], int]) -> list[int]:
    """The inputs inside an area, in order. ``numbers``: the inputs of its sheet by place, in order."""
    first, left, last, right = area
    if (last - first + 1) * (right - left + 1) > len(numbers):
        return [number for (row, column), number in numbers.items() if first <= row <= last and left <= column <= right]
    places = ((row, column) for row in range(first, last + 1) for column in range(left, right + 1))
    return sorted(numbers[place] for place in places if place in numbers)


def _file_notes(book: RawWorkbook) -> Iterator[Issue]:
    if book.notes:
        yield Issue("F15", {"what": "、".join(book.notes)})


def _find_sheet(finder: Finder, sheet: str, inputs: list[InputCell]) -> tuple[list[Found], list[Issue]]:
    """The inputs of one sheet of the layout; where the sheet is missing or copied, one issue for all of them."""
    homes = finder.homes(sheet)
    if len(homes) > 1:
        return _find_copies(finder, homes, inputs)
    found = [finder.find(cell, homes[0] if homes else None) for cell in inputs]
    if all(each.issue and each.issue.code == "L05" for each in found):
        issue = Issue("L06", {"what": sheet, "count": str(len(inputs))}, key=inputs[0].name)
        return [Found(each.input, None, silent=True) for each in found], [issue]
    return _summed_up(sheet, list(finder.settle(found)))


def _summed_up(sheet: str, found: list[Found]) -> tuple[list[Found], list[Issue]]:
    """Where many inputs of a sheet are uncertain, one issue for all of them."""
    asked = [each for each in found if each.issue and each.issue.code == "L04"]
    if len(asked) <= _MANY:
        return found, []
    first = asked[0].issue
    issue = Issue(
        "L12", {"count": str(len(asked)), "first": asked[0].input.spec.label}, first.sheet if first else sheet
    )
    return [replace(each, silent=True) if each in asked else each for each in found], [issue]


def _find_copies(finder: Finder, homes: list[str], inputs: list[InputCell]) -> tuple[list[Found], list[Issue]]:
    """The inputs of a sheet that has copies: those equal in all copies are read; one issue for the others."""
    named = Counter(place[0] for cell in inputs if (place := finder.named_on(cell, homes)))
    homes = sorted(homes, key=lambda home: (-named[home], homes.index(home)))
    found, differing = [], 0
    for each in finder.settle([finder.find(cell, homes[0]) for cell in inputs]):
        copies = [finder.find_by_key(each.input, home) for home in homes[1:]]
        contents = {finder.content_of(place) for place in (each.place, *copies) if place}
        if each.place and all(copies) and len(contents) == 1:
            found.append(each)
        else:
            differing += 1
            found.append(Found(each.input, None, silent=True))
    words = {"what": homes[0], "other": "》《".join(homes[1:])}
    if differing:
        return found, [Issue("L07", words | {"count": str(differing)}, sheet=homes[1], key=inputs[0].name)]
    return found, [Issue("L08", words, sheet=homes[1])]


def _gather(found: Iterable[Found]) -> Iterator[Issue]:
    """The issues of the inputs; those of ``_GATHERED``, which many inputs have at once, as one for each sheet."""
    alike: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for each in found:
        if each.issue is None or each.silent:
            continue
        if each.issue.code in _GATHERED:
            alike[each.issue.code, each.issue.sheet].append(each)
        else:
            yield each.issue
    for (code, sheet), many in alike.items():
        labels = list(dict.fromkeys(each.input.spec.label for each in many))
        what = "、".join(labels[:_SHOWN]) + ("等" if len(labels) > _SHOWN else "")
        yield Issue(code, {"count": str(len(many)), "what": what}, sheet)


def _read_found(book: RawWorkbook, found: Found) -> ReadInput:
    """Read an input where it was found; without a place it is lost."""
    if found.place is not None:
        return _read_cell(found.input, found.place, _at(book, found.place), date1904=book.date1904)
    sheet = found.issue.sheet if found.issue and found.issue.sheet else found.input.sheet
    cell = found.issue.cell if found.issue and found.issue.cell else ""
    return FoundInput(found.input, sheet, cell, _LOST, lost=True), ()


def _read_cell(cell: InputCell, place: Place, raw: RawCell, *, date1904: bool) -> ReadInput:
    """Read an input from its cell."""
    sheet, row, column = place
    entry = FoundInput(cell, sheet, cell_name(row, column), read_value(raw, cell.spec, date1904=date1904))
    return entry, tuple(_value_issues(entry))


def _at(book: RawWorkbook, place: Place) -> RawCell:
    sheet = book.sheet(place[0])
    return sheet.at(place[1], place[2]) if sheet else BLANK_CELL


def _value_issues(entry: FoundInput) -> Iterator[Issue]:
    if not entry.reading.issues:
        return
    spec = entry.input.spec
    words = {"label": spec.label, "accepted": describe_accepted(spec)}
    optional = TYPES[spec.value_type].takes_anything and not spec.required
    hidden = dict.fromkeys(("found", "read"), NOT_LISTED) if entry.input.kind in PERSONAL else {}
    for issue in entry.reading.issues:
        severity = Severity.WARNING if optional else None
        yield Issue(issue.code, words | dict(issue.words) | hidden, entry.sheet, entry.cell, entry.input.name, severity)


def _self_total(book: RawWorkbook) -> str:
    """The self-score that the form shows (分), as text. It is compared with the computed one, never used."""
    place = next((place for name, place in book.names.items() if name.casefold() == SELF_TOTAL_NAME), None)
    cell = _at(book, place) if place else BLANK_CELL
    return show_raw(cell.text, "") if cell.state is CellState.NUMBER else ""
