"""What units apply for, and what may be wrong with it: one faulty application for every code (R)."""

import datetime as dt
import io
from dataclasses import replace

import openpyxl
import pytest
from applied import (
    FULL,
    IN_TIME,
    MEETINGS,
    POINTS,
    SIGNED,
    blank,
    clauses,
    filled,
    places,
    programme_2011,
    read,
    sent,
    taken,
    unit_of,
    with_raw_cell,
)

from qz.cli.verified import _effect_words
from qz.findings import CATALOGUE
from qz.intake.intake_records import Refusal
from qz.intake.reading.identity import Checker
from qz.intake.reading.spellings import Spellings
from qz.layout.application_sheet import ASKED, CLAUSE, OPEN_HEADS, REASON, ROWS, SHEET, application_manifest
from qz.layout.review_words import count_words, review_sentence
from qz.model.finding import Severity
from qz.model.manifest import Key, WorkbookKind
from qz.model.returns import CellState, RawCell, RawSheet, RawWorkbook, Verdict
from qz.model.reviews import ReviewState
from qz.model.trust import Decision, Doubt
from qz.workbook.manifest_sheet import read_manifest

LATE = dt.datetime(2012, 1, 9, 9)  # noqa: DTZ001 - the office's clock
OTHER = (MEETINGS, "3", "另有一次", "")
THIRD = ("1.4 有年度实施计划", "是", "计划已印发", "")


def without(raw, head):
    number, row, columns = places(raw)
    sheets = list(raw.sheets)
    cells = {at: cell for at, cell in sheets[number].cells.items() if at != (row, columns[head])}
    sheets[number] = replace(sheets[number], cells=cells)
    return replace(raw, sheets=tuple(sheets))


def fresh(raw):
    """A workbook whose cells may be changed."""
    return replace(raw, sheets=tuple(replace(sheet, cells=dict(sheet.cells)) for sheet in raw.sheets))


def formula(head, cell):
    return with_raw_cell(fresh(filled(FULL)), 1, head, cell)


FAULTS = [
    ("R02", without(filled(FULL), REASON), "", "", "找不到“理由”一栏"),
    ("R03", filled(("9.9", "1", "漏计", "")), SHEET, "B6", "条款填的是“9.9”，不在孟河镇的条款清单里"),
    ("R04", filled((MEETINGS, "4", "", "")), SHEET, "D6", "没有填“理由”"),
    ("R05", formula(REASON, RawCell(CellState.ERROR, "#REF!")), SHEET, "D6", "显示的是错误值#REF!"),
    ("R06", filled((MEETINGS, "多次", "漏计", "")), SHEET, "C6", "填的是“多次”，应填0至50的整数"),
    ("R07", filled(FULL, OTHER), SHEET, "B7", "写了2行（B6、B7）"),
    ("R08", filled(FULL, signed=("", SIGNED[1])), SHEET, "C14", "“申请人”没有填"),
    ("R13", formula(ASKED, RawCell(CellState.NUMBER, "4", formula=True)), SHEET, "C6", "是公式，按显示的“4”读"),
]
"""Code, application, sheet and cell, and part of the sentence."""


@pytest.mark.parametrize(("code", "raw", "sheet", "cell", "words"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_each_fault_is_told_at_its_cell_and_nothing_else(code, raw, sheet, cell, words):
    reading = read(raw)
    findings = [*reading.findings, *([reading.refusal] if reading.refusal else [])]
    assert [(each.code, each.sheet, each.cell) for each in findings] == [(code, sheet, cell)]
    assert words in findings[0].sentence
    assert findings[0].unit_code == "Z02"
    outcome = taken(reading)
    states = {row.state for row in outcome.reviews.rows}
    if findings[0].severity is Severity.WARNING:
        assert states == {ReviewState.OPEN}
    else:
        assert states <= {ReviewState.FAULTY}, "what is wrong goes to nobody"
        assert all(row.why for row in outcome.reviews.rows)


def test_of_two_rows_about_a_clause_both_say_so_whatever_else_is_wrong():
    rows = taken(read(filled((MEETINGS, "多次", "漏计", ""), OTHER))).reviews.rows
    assert [row.state for row in rows] == [ReviewState.FAULTY] * 2
    for row in rows:
        assert "应计的填的是“多次”" in row.why
        assert "写了2行（B6、B7）" in row.why


def identify(**changes):
    programme = programme_2011()
    said = {**application_manifest(programme, unit_of("孟河镇")), **changes}
    cells = {
        (row, column): RawCell(CellState.TEXT, text)
        for row, pair in enumerate(said.items())
        for column, text in enumerate(pair)
        if text
    }
    book = RawWorkbook((RawSheet("_qz", cells),), {})
    return Checker(programme, Spellings(programme)).identify(book)


def test_an_application_says_whose_it_is():
    identity = identify()
    assert (identity.kind, identity.unit_code, identity.speaker) == (WorkbookKind.APPLICATION, "Z02", "Z02")


@pytest.mark.parametrize(
    ("key", "found", "words"),
    [
        (Key.YEAR, "2010", "年度是“2010”，本次是“2011”"),
        (Key.EDITION, "0", "版次是“0”"),
        (Key.PROGRAMME, "别处-2011", "考核是“别处-2011”"),
        (Key.UNIT_CODE, "", "单位编号是“”"),
    ],
)
def test_r01_an_application_of_another_year_edition_or_nobody_is_refused(key, found, words):
    with pytest.raises(Refusal) as refused:
        identify(**{key: found})
    finding = refused.value.issue.found_in("申请.xlsx")
    assert finding.code == "R01"
    assert words in finding.sentence


def test_what_is_written_is_what_is_read():
    reading = read(filled(FULL, (POINTS, "2", "漏计了", "")))
    assert reading.findings == ()
    first, second = (row.application for row in reading.rows)
    assert (first.clause, first.asked, first.reason, first.evidence) == FULL
    assert (first.applicant, first.date) == SIGNED
    assert (first.key, first.criterion_id) == ("Z02|fact:quality_meetings|criterion:1.2", "1.2")
    assert (first.origin.sheet, first.origin.cell) == (SHEET, "B6")
    assert second.key == "Z02|criterion:2.5"
    rows = taken(reading).reviews.rows
    assert [(row.state, row.verifier) for row in rows] == [(ReviewState.OPEN, ""), (ReviewState.OPEN, "B01")]


def test_a_clauses_number_will_do_where_it_has_one_row():
    assert read(filled(("1.2", *FULL[1:]))).rows[0].application.clause == MEETINGS
    assert [each.code for each in read(filled(("2.4", "1", "漏计", ""))).findings] == ["R03"]


@pytest.mark.parametrize("name", ["孟河镇", "农业局", "质监分局"])
def test_every_line_of_the_list_is_known_and_can_be_answered(name):
    unit = unit_of(name)
    lines = clauses().of(unit)
    assert len(lines) > 10
    for words, row in lines.items():
        assert clauses().find(unit, words).key == row.key
        assert clauses().spec(row) is not None or row.criterion.kind == "veto"


def test_a_blank_application_says_nothing():
    outcome = taken(read(blank()))
    assert (outcome.reviews.rows, outcome.findings) == ((), ())
    assert outcome.files[0].verdict is Verdict.SKIPPED


def test_the_same_row_twice_is_one():
    assert [row.state for row in taken(read(filled(FULL, FULL))).reviews.rows] == [ReviewState.OPEN]


def test_r09_what_comes_late_is_registered_and_waits_for_the_office():
    reading = read(filled(FULL), saved_at=LATE)
    outcome = taken(reading)
    (row,) = outcome.reviews.rows
    assert (row.state, outcome.files[0].verdict) == (ReviewState.LATE, Verdict.HELD)
    assert [each.code for each in outcome.findings] == ["R09"]
    assert "文件保存时间是2012-01-09 09:00，晚于复核截止时间2012-01-06 17:00" in outcome.findings[0].sentence
    assert not row.is_put
    mailed = taken(read(filled(FULL), saved_at=IN_TIME, mailed_at=LATE))
    assert "邮件日期" in mailed.findings[0].sentence


@pytest.mark.parametrize(
    ("adopted", "state", "verdict"),
    [(True, ReviewState.OPEN, Verdict.COUNTED), (False, ReviewState.REFUSED, Verdict.REFUSED)],
)
def test_the_office_decides_about_what_came_late(adopted, state, verdict):
    decision = Decision("", adopted, "路上堵车", "陈晓明")
    outcome = taken(read(filled(FULL), saved_at=LATE, decision=decision))
    (row,) = outcome.reviews.rows
    assert (row.state, outcome.files[0].verdict) == (state, verdict)
    assert "路上堵车" in row.why
    assert outcome.findings == ()


def test_without_a_deadline_nothing_is_late():
    programme = programme_2011()
    without_end = replace(programme, particulars=replace(programme.particulars, appeal_by=None))
    from qz.reviews.take_up import take_up  # noqa: PLC0415 - beside its other programme

    assert [row.state for row in take_up(without_end, [read(filled(FULL), saved_at=LATE)]).reviews.rows] == [
        ReviewState.OPEN
    ]


def test_r10_what_has_no_time_counts_and_is_told():
    outcome = taken(read(filled(FULL), saved_at=None))
    assert [each.code for each in outcome.findings] == ["R10"]
    assert [row.state for row in outcome.reviews.rows] == [ReviewState.OPEN]


def test_what_is_in_doubt_waits():
    outcome = taken(read(filled(FULL), doubt=Doubt("S03", {"what": "复核申请"})))
    assert [row.state for row in outcome.reviews.rows] == [ReviewState.HELD]
    assert [each.code for each in outcome.findings] == ["S03"]
    assert outcome.files[0].verdict is Verdict.HELD


def test_r12_of_one_clause_the_latest_counts_and_what_only_the_earlier_holds_is_not_lost():
    earlier = read(filled(FULL, THIRD), "一.xlsx", saved_at=IN_TIME)
    later = read(filled(OTHER), "二.xlsx", saved_at=IN_TIME.replace(hour=10))
    for order in ((earlier, later), (later, earlier)):
        outcome = taken(*order)
        said = {(row.application.asked, row.application.origin.file): row.state for row in outcome.reviews.rows}
        assert said == {
            ("4", "一.xlsx"): ReviewState.REPLACED,
            ("3", "二.xlsx"): ReviewState.OPEN,
            ("是", "一.xlsx"): ReviewState.OPEN,
        }
        assert [(each.code, each.file, each.cell) for each in outcome.findings] == [("R12", "一.xlsx", "B6")]
        assert {file.verdict for file in outcome.files} == {Verdict.COUNTED}


def test_r11_where_nothing_tells_which_is_later_neither_is_put():
    outcome = taken(read(filled(FULL), "一.xlsx"), read(filled(OTHER), "二.xlsx"))
    assert {row.state for row in outcome.reviews.rows} == {ReviewState.HELD}
    assert [each.code for each in outcome.findings] == ["R11", "R11"]
    same = taken(read(filled(FULL), "一.xlsx"), read(filled(FULL), "二.xlsx"))
    assert [row.state for row in same.reviews.rows] == [ReviewState.OPEN]
    assert sorted(file.verdict for file in same.files) == [Verdict.COUNTED, Verdict.DUPLICATE]


def test_a_row_put_right_later_takes_the_place_of_the_wrong_one():
    wrong = read(filled((MEETINGS, "多次", "漏计", "")), "一.xlsx")
    right = read(filled(FULL), "二.xlsx", saved_at=IN_TIME.replace(hour=10))
    states = {row.application.origin.file: row.state for row in taken(wrong, right).reviews.rows}
    assert states == {"一.xlsx": ReviewState.REPLACED, "二.xlsx": ReviewState.OPEN}


def test_the_page_bears_a_manifest_and_prints_on_one_page():
    assert read_manifest(blank())[Key.KIND] == WorkbookKind.APPLICATION
    assert blank().sheet("条款清单").hidden


def test_every_code_is_met_here():
    """R14 is in ``test_answers.py``: what counts already is known only once it is scored."""
    told = {fault[0] for fault in FAULTS} | {"R01", "R09", "R10", "R11", "R12", "R14"}
    assert told == {code for code in CATALOGUE if code.startswith("R")}


def test_no_head_of_the_page_stands_in_two_columns():
    assert len({CLAUSE, ASKED, REASON}) == 3


def test_an_application_sent_again_with_withdrawal_takes_it_back():
    earlier = read(filled(FULL, THIRD), "一.xlsx", saved_at=IN_TIME)
    back = read(filled((MEETINGS, "撤 回", "", "")), "二.xlsx", saved_at=IN_TIME.replace(hour=10))
    assert back.findings == ()  # it needs neither a value nor a reason
    outcome = taken(earlier, back)
    states = {row.application.origin.file: row.state for row in outcome.reviews.rows if row.application.key}
    assert states["二.xlsx"] is ReviewState.WITHDRAWN
    assert [row.application.asked for row in outcome.reviews.rows if row.state is ReviewState.OPEN] == ["是"]
    assert {file.path: file.reason for file in outcome.files}["二.xlsx"] == "复核申请：要求撤回1条"
    assert "单位撤回1条" in count_words(outcome.reviews)
    (withdrawn,) = (row for row in outcome.reviews.rows if row.state is ReviewState.WITHDRAWN)
    assert review_sentence(programme_2011(), withdrawn) == f"{MEETINGS}：申请已由单位撤回"
    again = read(filled(FULL), "三.xlsx", saved_at=IN_TIME.replace(hour=11))
    assert outcome.reviews.open == 1
    assert taken(earlier, back, again).reviews.open == 2


def test_a_withdrawal_that_comes_late_waits_for_the_office():
    earlier = read(filled(FULL), "一.xlsx", saved_at=IN_TIME)
    late = read(filled((MEETINGS, "撤回", "", "")), "二.xlsx", saved_at=IN_TIME.replace(month=2))
    reviews = taken(earlier, late).reviews
    states = {row.application.origin.file: row.state for row in reviews.rows}
    assert states == {"一.xlsx": ReviewState.OPEN, "二.xlsx": ReviewState.LATE}
    told = [_effect_words(reviews, path, "各单位得分不变") for path in ("一.xlsx", "二.xlsx", "三.xlsx")]
    assert told == [
        "受理申请，交核定单位答复；各单位得分不变",
        "撤回原先的申请；各单位得分不变",
        "各单位得分不变",
    ]


def test_each_row_to_fill_in_has_its_list_its_prompts_and_its_colour():
    """All of them and no other cell."""
    sheet = openpyxl.load_workbook(io.BytesIO(sent()))[SHEET]
    (head,) = [row[0].row for row in sheet.iter_rows() if CLAUSE in [cell.value for cell in row]]
    columns = {cell.value: cell.column_letter for cell in sheet[head]}
    first, last = head + 1, head + ROWS
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    for name in OPEN_HEADS:
        rule = rules[f"{columns[name]}{first}:{columns[name]}{last}"]
        assert rule.promptTitle == name
        assert rule.type == ("list" if name == CLAUSE else None)
        assert all(not sheet[f"{columns[name]}{row}"].protection.locked for row in range(first, last + 1))
    assert {str(area.sqref) for area in sheet.conditional_formatting} == {f"F{first}:F{last}"}
