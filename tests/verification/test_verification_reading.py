"""What verifiers write, and what may have been done to their workbooks: one faulty workbook for every code (K)."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from verified_round import (
    address,
    assess_with,
    at_name,
    cell_of,
    change,
    columns_of,
    fill,
    programme_2011,
    random_intake,
    received,
    rows_of,
    settle_all,
    sign,
    with_cells,
    workbooks,
)

from qz.findings import CATALOGUE
from qz.intake.reading.identity import Checker
from qz.intake.reading.spellings import Spellings
from qz.model.manifest import WorkbookKind
from qz.model.returns import CellState, RawCell, Verdict
from qz.model.values import NOT_APPLICABLE, Origin, Source
from qz.model.verification import EntryKind, RegisterFact, VerifiedEntry
from qz.scoring.assess import score_answers
from qz.verification.read_verified import read_verification
from qz.verification.settle import differing_registers, settle
from qz.verification.subjects import Subjects, same_value

D = Decimal
OFFICE, QUALITY, TRADE = "核定表-办公室.xlsx", "核定表-质监分局.xlsx", "核定表-工商分局.xlsx"
TIPS = "Z02|fact:verified_tips|criterion:7.3"
RATE = "Z02|fact:industrial_pass_rate"
GRADE = "Z02|fact:standardization_work|criterion:4.1"
PASSED = "Z02|criterion:6.2"
CASE = "Z02|fact:responsibility_implemented"
PLAN = "Z02|fact:annual_plan|criterion:1.4"
TASK = "B03|task:2.2"
FACTS = {
    "verified_tips": D(1),
    "industrial_pass_rate": D("0.925"),
    "food_pass_rate": NOT_APPLICABLE,
    "rectification_rate": D(1),
    "standardization_work": D("4.5"),
    "responsibility_implemented": True,
    "annual_plan": True,
    "reports_submitted": D(4),
}


@pytest.fixture(scope="module")
def programme():
    return programme_2011()


@pytest.fixture(scope="module")
def intake(programme):
    return change(random_intake(programme, 11, {"孟河镇", "农业局"}), "Z02", **FACTS)


@pytest.fixture(scope="module")
def raws(programme, intake, tmp_path_factory):
    return workbooks(assess_with(programme, intake), tmp_path_factory.mktemp("verification"))


@pytest.fixture
def settled(programme, intake, raws):
    def settle(name=QUALITY, *changes, more=None, files=None, **edits):
        raw = fill(raws[name], **edits)
        for each in changes:
            raw = each(raw)
        return settle_all(programme, intake, {name: raw} | (more or {}), files)

    return settle


def entry(settled, key):
    return next(each for each in settled.entries if each.key == key)


def found(settled):
    return [(finding.code, finding.cell) for finding in settled.findings]


def test_a_value_replaced_with_its_reason(settled, raws):
    outcome = settled(QUALITY, **{TIPS: {"value": 3, "reason": "查实3条", "person": "李秀芳"}})
    assert outcome.findings == ()
    one = entry(outcome, "verified_tips")
    assert (one.unit_code, one.kind, one.value, one.typed, one.verifier) == ("Z02", EntryKind.FACT, 3, "3", "B01")
    assert one.seen.value == 1
    sha256 = received(QUALITY).sha256
    where = address(raws[QUALITY], TIPS, "value")
    assert one.origin == Origin(QUALITY, "镇街道核定", where, sha256, Source.VERIFIED, "李秀芳", "查实3条")
    assert outcome.files[0].verdict is Verdict.COUNTED


def test_the_signature_on_the_first_sheet_stands_for_every_row(settled):
    assert entry(settled(QUALITY, **{TIPS: {"value": 1}}), "verified_tips").origin.given_by == "陈晓明"


@pytest.mark.parametrize("word", ["属实", " 属实 ", "情况属实", "同意"])
def test_a_claim_confirmed_takes_the_value_the_row_shows(settled, raws, word):
    outcome = settled(QUALITY, **{RATE: {"value": word}, "Z02|fact:food_pass_rate": {"value": word}})
    assert outcome.findings == ()
    assert entry(outcome, "industrial_pass_rate").value == D("0.925")
    assert entry(outcome, "industrial_pass_rate").origin.cell == address(raws[QUALITY], RATE, "self_value")
    assert entry(outcome, "food_pass_rate").value is NOT_APPLICABLE


def test_one_cell_confirms_what_is_left_of_an_item(programme, intake, raws):
    def by_key(outcome):
        return {entry.key: (entry.value, entry.typed) for entry in outcome.entries}

    raw = fill(raws[QUALITY], **{TIPS: {"value": 3, "reason": "查实3条"}})
    item = [row for row in rows_of(raw) if row.startswith("Z02|fact") and row != TIPS]
    outcome = settle_all(programme, intake, {QUALITY: at_name(raw, "rest_Z02_6", "属实")})
    assert found(outcome) == []
    said = by_key(outcome)
    assert said.pop("verified_tips") == (3, "3")
    assert said["industrial_pass_rate"] == (D("0.925"), "其余属实")
    assert said["food_pass_rate"] == (NOT_APPLICABLE, "其余属实")
    claimed = {key for key, answer in intake.answers["Z02"].facts.items() if answer.value is not None}
    assert set(said) == {key for each in item if (key := each.split("|")[1][5:]) in claimed and key in set(said)}
    assert {"industrial_pass_rate", "food_pass_rate", "rectification_rate"} <= set(said)
    where = address(raw, RATE, "self_value")
    assert next(entry for entry in outcome.entries if entry.key == "industrial_pass_rate").origin.cell == where
    counted = {("Z02", "industrial_pass_rate")}
    subjects = Subjects(programme)
    readings = [read_verification(subjects, received(QUALITY), at_name(raw, "rest_Z02_6", "属实"))]
    answers = intake.answers
    left = settle(subjects, answers, score_answers(programme, answers), readings, counted)
    assert "industrial_pass_rate" not in by_key(left)
    wrong = settle_all(programme, intake, {QUALITY: at_name(raw, "rest_Z02_6", "好")})
    (told,) = wrong.findings
    assert (told.code, told.sheet, set(by_key(wrong))) == ("K10", "核定说明", {"verified_tips"})
    assert "这一格只收“属实”，填的是“好”，没有读取" in told.sentence
    later = {"新.xlsx": received("新.xlsx", saved_at=LATER)}
    both = {"旧.xlsx": raw, "新.xlsx": at_name(fill(raws[QUALITY]), "rest_Z02_7", "属实")}
    merged = settle_all(programme, intake, both, later)
    assert by_key(merged)["verified_tips"] == (3, "3")
    assert {file.path: file.reason for file in merged.files}["新.xlsx"].startswith("填了“其余属实”的行，另一份已经")
    at_once = settle_all(programme, intake, both)
    assert (by_key(at_once)["verified_tips"], found(at_once)) == ((3, "3"), [])
    assert {file.path: file.reason[:5] for file in at_once.files} == {"旧.xlsx": "核定内容已", "新.xlsx": "填了“其余"}


def test_a_score_given_directly(settled):
    outcome = settled(QUALITY, **{PASSED: {"points": 2.5, "reason": "整改一家未完成"}})
    assert outcome.findings == ()
    one = entry(outcome, "6.2")
    assert (one.kind, one.value, one.origin.reason) == (EntryKind.CRITERION, D("2.5"), "整改一家未完成")


def test_a_value_and_a_score_on_one_row(settled):
    outcome = settled(QUALITY, **{GRADE: {"value": 4, "points": 3, "reason": "材料不全"}})
    assert {(each.kind, each.value) for each in outcome.entries} == {
        (EntryKind.FACT, D(4)),
        (EntryKind.CRITERION, D(3)),
    }


def test_a_task_verified(settled):
    told = {"value": "未完成", "reason": "标准农田未验收"}
    outcome = settled(OFFICE, **{TASK: told})
    assert outcome.findings == ()
    assert (entry(outcome, "2.2").kind, entry(outcome, "2.2").value) == (EntryKind.TASK, False)


def delete_column(name):
    def edit(raw):
        for place, sheet in enumerate(raw.sheets):
            columns = columns_of(sheet)
            if name in columns:
                lost = columns[name]
                cells = {
                    (row, column - (column > lost)): cell
                    for (row, column), cell in sheet.cells.items()
                    if column != lost
                }
                raw = replace(raw, sheets=(*raw.sheets[:place], replace(sheet, cells=cells), *raw.sheets[place + 1 :]))
        return raw

    return edit


def reversed_rows(raw, columns=None):
    """Every table sorted upside down, all columns or some."""
    for place, sheet in enumerate(raw.sheets):
        rows = sorted(row for key, (at, row) in rows_of(raw).items() if at == place)
        turned = dict(zip(rows, reversed(rows), strict=True))
        cells = {
            (turned.get(row, row) if columns is None or column in columns else row, column): cell
            for (row, column), cell in sheet.cells.items()
        }
        raw = replace(raw, sheets=(*raw.sheets[:place], replace(sheet, cells=cells), *raw.sheets[place + 1 :]))
    return raw


def moved_columns(raw):
    """The verifier's columns moved to the front, heads and ruler with them."""
    for place, sheet in enumerate(raw.sheets):
        if "value" in columns_of(sheet):
            cells = {(row, (column + 5) % 15): cell for (row, column), cell in sheet.cells.items()}
            raw = replace(raw, sheets=(*raw.sheets[:place], replace(sheet, cells=cells), *raw.sheets[place + 1 :]))
    return raw


def without(*rows):
    """The workbook without some rows of every sheet (the ruler: 0, the heads: 3), those below moved up."""

    def edit(raw):
        sheets = []
        for sheet in raw.sheets:
            if "value" in columns_of(sheet):
                cells = {
                    (row - sum(each < row for each in rows), column): cell
                    for (row, column), cell in sheet.cells.items()
                    if row not in rows
                }
                sheet = replace(sheet, cells=cells)  # noqa: PLW2901
            sheets.append(sheet)
        return replace(raw, sheets=tuple(sheets))

    return edit


def renamed(raw):
    names = {name: (f"表{place[0]}", *place[1:]) for name, place in raw.names.items()}
    sheets = tuple(sheet if sheet.name == "_qz" else replace(sheet, name=f"表{sheet.name}") for sheet in raw.sheets)
    return replace(raw, sheets=sheets[::-1], names=names)


@pytest.mark.parametrize(
    "edit",
    [
        reversed_rows,
        moved_columns,
        without(0),
        without(3),
        without(0, 1),
        renamed,
        lambda raw: without(2)(moved_columns(raw)),
    ],
)
def test_rows_and_columns_are_found_wherever_they_went(settled, edit):
    edits = {
        TIPS: {"value": 3, "reason": "查实3条"},
        RATE: {"value": "属实"},
        PASSED: {"points": 4, "reason": "酌情"},
        GRADE: {"value": 4.5},
    }
    straight, damaged = settled(QUALITY, **edits), settled(QUALITY, edit, **edits)
    assert damaged.findings == ()

    def said(outcome):
        return {(each.subject, each.value, each.origin.reason, each.origin.given_by) for each in outcome.entries}

    assert said(damaged) == said(straight)


def test_a_sort_that_left_the_keys_behind_is_asked_about(settled):
    edits = {TIPS: {"value": 3, "reason": "查实3条"}, RATE: {"value": "属实"}, GRADE: {"value": 4.5}}
    outcome = settled(QUALITY, lambda raw: reversed_rows(raw, set(range(1, 15))), **edits)
    assert outcome.entries == ()
    assert {code for code, _ in found(outcome)} == {"K23"}
    assert len(outcome.findings) == len(edits)


def with_manifest(**words):
    def edit(raw):
        sheets = []
        for sheet in raw.sheets:
            if sheet.name == "_qz":
                cells = dict(sheet.cells)
                for (row, column), cell in sheet.cells.items():
                    if column == 0 and cell.text in words:
                        cells[row, 1] = cell_of(words[cell.text])
                sheet = replace(sheet, cells=cells)  # noqa: PLW2901
            sheets.append(sheet)
        return replace(
            raw, sheets=tuple(sheets), properties=dict(raw.properties) | {f"qz_{k}": v for k, v in words.items()}
        )

    return edit


def without_manifest(raw):
    return replace(raw, sheets=tuple(sheet for sheet in raw.sheets if sheet.name != "_qz"), properties={})


def own_sheet_lost(raw):
    return replace(raw, sheets=tuple(sheet for sheet in raw.sheets if sheet.name != "_qz"))


def second_row(key, **words):
    """A copy of a row, typed into, below the table."""

    def edit(raw):
        place, row = rows_of(raw)[key]
        sheet, columns = raw.sheets[place], columns_of(raw.sheets[place])
        below = 1 + max(row for row, _ in sheet.cells)
        copy = {(below, column): cell for (at, column), cell in sheet.cells.items() if at == row}
        copy |= {(below, columns[name]): cell_of(value) for name, value in words.items()}
        sheets = (*raw.sheets[:place], replace(sheet, cells=dict(sheet.cells) | copy), *raw.sheets[place + 1 :])
        return replace(raw, sheets=sheets)

    return edit


def rekeyed(key, other):
    def edit(raw):
        place, row = rows_of(raw)[key]
        return with_cells(raw, place, {(row, 0): other})

    return edit


def raw_cell(key, column, cell):
    def edit(raw):
        place, row = rows_of(raw)[key]
        sheet = raw.sheets[place]
        cells = dict(sheet.cells) | {(row, columns_of(sheet)[column]): cell}
        return replace(raw, sheets=(*raw.sheets[:place], replace(sheet, cells=cells), *raw.sheets[place + 1 :]))

    return edit


def hidden_row(key):
    def edit(raw):
        place, row = rows_of(raw)[key]
        sheet = replace(raw.sheets[place], hidden_rows=frozenset({0, row}))
        return replace(raw, sheets=(*raw.sheets[:place], sheet, *raw.sheets[place + 1 :]))

    return edit


def merged_from(key, first, last, rows=1):
    """The row's cells from one column to another, and of the rows below, shown as one cell."""

    def edit(raw):
        place, row = rows_of(raw)[key]
        columns = columns_of(raw.sheets[place])
        sheet = replace(raw.sheets[place], merged=((row, columns[first], row + rows - 1, columns[last]),))
        return replace(raw, sheets=(*raw.sheets[:place], sheet, *raw.sheets[place + 1 :]))

    return edit


def without_rows(lost):
    """Rows deleted whose key is one of these."""

    def edit(raw):
        gone = {place for key, place in rows_of(raw).items() if lost(key)}
        assert gone
        return replace(
            raw,
            sheets=tuple(
                replace(sheet, cells={at: cell for at, cell in sheet.cells.items() if (place, at[0]) not in gone})
                for place, sheet in enumerate(raw.sheets)
            ),
        )

    return edit


SOME = {TIPS: {"value": 1}}
TWICE = RawCell(CellState.UNREADABLE, "同一格在文件里出现两次")
FAULTS = [
    ("K01", "", [with_manifest(year="2010")], SOME),
    ("K02", "", [with_manifest(programme_id="别区-质量振兴工作-2011")], SOME),
    ("K03", "", [with_manifest(edition="2")], SOME),
    ("K04", "", [with_manifest(verifier="X99")], SOME),
    ("K05", "", [delete_column("key")], SOME),
    ("K06", "A5", [delete_column("points")], SOME),
    ("K06", "A5", [delete_column("value")], {GRADE: {"points": 4.5, "reason": "同"}}),
    ("K07", (TIPS, "value"), [second_row(TIPS, value=2, reason="另一条")], {TIPS: {"value": 1}}),
    ("K08", (TIPS, "key"), [rekeyed(TIPS, "Z02|fact:lost_fact|criterion:7.9")], {TIPS: {"value": 1}}),
    ("K08", (TIPS, "key"), [rekeyed(TIPS, "Z99|fact:verified_tips")], {TIPS: {"value": 1}}),
    ("K10", (TIPS, "value"), [], {TIPS: {"value": "若干", "reason": "x"}}),
    ("K10", (TIPS, "value"), [], {TIPS: {"value": 1.5, "reason": "x"}}),
    ("K10", (TIPS, "value"), [], {TIPS: {"value": -1, "reason": "x"}}),
    ("K10", (RATE, "value"), [], {RATE: {"value": 92, "reason": "x"}}),
    ("K10", (RATE, "value"), [], {RATE: {"value": "92", "reason": "x"}}),
    ("K10", (GRADE, "value"), [], {GRADE: {"value": 4.7, "reason": "x"}}),
    ("K10", (GRADE, "value"), [], {GRADE: {"value": 5.5, "reason": "x"}}),
    ("K10", (CASE, "value"), [], {CASE: {"value": "可能", "reason": "x"}}),
    ("K10", (TIPS, "value"), [], {TIPS: {"value": "不适用", "reason": "x"}}),
    ("K10", (TIPS, "value"), [raw_cell(TIPS, "value", RawCell(CellState.ERROR, "#REF!"))], {}),
    ("K10", (TIPS, "value"), [raw_cell(TIPS, "value", RawCell(CellState.UNCOMPUTED, formula=True))], {}),
    ("K10", (TIPS, "value"), [raw_cell(TIPS, "value", RawCell(CellState.BOOLEAN, "1"))], {}),
    ("K10", (PASSED, "points"), [], {PASSED: {"points": "三分多", "reason": "x"}}),
    ("K10", (GRADE, "reason"), [raw_cell(GRADE, "reason", RawCell(CellState.ERROR, "#N/A"))], {GRADE: {"value": 4.5}}),
    ("K11", (RATE, "value"), [], {RATE: {"value": "９２．５％"}}),
    ("K11", (TIPS, "value"), [], {TIPS: {"value": "一条"}}),
    ("K12", (TIPS, "value"), [], {TIPS: {"value": 2}}),
    ("K12", (TIPS, "value"), [], {TIPS: {"value": 2, "reason": "　"}}),
    ("K12", (PASSED, "points"), [], {PASSED: {"points": 4}}),
    (
        "K13",
        (TIPS, "value"),
        [raw_cell(TIPS, "self_value", RawCell(CellState.TEXT, "若干"))],
        {TIPS: {"value": "属实"}},
    ),
    ("K14", (PASSED, "points"), [], {PASSED: {"points": 5.5, "reason": "x"}}),
    ("K14", (PASSED, "points"), [], {PASSED: {"points": -1, "reason": "x"}}),
    ("K14", (PASSED, "points"), [], {PASSED: {"points": 1.234, "reason": "x"}}),
    (
        "K14",
        ("Z02|fact:licensed_product_failures|criterion:6.3", "points"),
        [],
        {"Z02|fact:licensed_product_failures|criterion:6.3": {"points": 2, "reason": "x"}},
    ),
    ("K14", (TIPS, "points"), [], {TIPS: {"points": -2, "reason": "x"}}),
    (
        "K15",
        ("Z02|fact:major_quality_accidents", "points"),
        [],
        {"Z02|fact:major_quality_accidents": {"points": 0, "reason": "x"}},
    ),
    ("K15", (RATE, "points"), [], {RATE: {"points": 0, "reason": "x"}}),
    ("K15", (PASSED, "value"), [], {PASSED: {"value": 0, "reason": "x"}}),
    ("K18", "", [lambda raw: sign(raw, None)], SOME),
    ("K22", "", [with_manifest(digest="0" * 64)], SOME),
    ("K23", (TIPS, "key"), [rekeyed(TIPS, "Z01|fact:verified_tips|criterion:7.3")], {TIPS: {"value": 1}}),
    ("K23", (TIPS, "key"), [rekeyed(TIPS, RATE)], {TIPS: {"value": 1}}),
    ("K24", "", [without_manifest], SOME),
    ("K30", "", [without_rows(lambda key: key == RATE)], SOME),
    ("K30", "", [without_rows(lambda key: key != TIPS)], SOME),
    ("K30", "", [rekeyed(RATE, "x")], SOME),
    ("K30", "", [raw_cell(RATE, "key", RawCell(CellState.UNREADABLE, "同一格在文件里出现两次"))], SOME),
    ("K31", "", [lambda raw: replace(raw, sheets=(*raw.sheets, replace(raw.sheets[1], name="另一份")))], SOME),
    ("K31", "", [second_row(RATE)], SOME),
    ("K32", "", [hidden_row(TIPS)], SOME),
    ("K33", (TIPS, "value"), [merged_from(TIPS, "value", "value", 3)], {TIPS: {"value": "属实"}}),
    ("K33", (TIPS, "value"), [merged_from(TIPS, "value", "points")], {TIPS: {"value": 1, "reason": "x"}}),
    ("K33", (PASSED, "points"), [merged_from(PASSED, "points", "points", 2)], {PASSED: {"points": 3, "reason": "x"}}),
    ("K10", (TIPS, "unit"), [raw_cell(TIPS, "unit", TWICE)], {TIPS: {"value": 1}}),
    ("K10", (TIPS, "self_value"), [raw_cell(TIPS, "self_value", TWICE)], {TIPS: {"value": 1}}),
    ("K24", "", [lambda raw: replace(raw, properties=dict(raw.properties) | {"qz_year": "2010"})], SOME),
]
REFUSED = {"K01", "K02", "K03", "K04", "K05", "K24"}
HARMLESS = {"K06", "K11", "K18", "K22", "K30", "K31", "K32"}


def test_a_head_and_the_ruler_at_odds_read_nothing_from_either_column(settled):
    def swap_heads(raw):
        columns = columns_of(raw.sheets[1])
        heads = {(3, columns["points"]): "核定理由", (3, columns["reason"]): "核定分"}
        return with_cells(raw, 1, heads)

    outcome = settled(QUALITY, swap_heads, **{GRADE: {"value": 4.5, "points": 3, "reason": "4"}})
    assert found(outcome) == [("K06", "A5"), ("K06", "A5")]
    assert [(each.kind, each.value, each.origin.reason) for each in outcome.entries] == [(EntryKind.FACT, D("4.5"), "")]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault[0])
def test_each_fault_is_named_at_its_cell_and_nothing_else(settled, raws, fault):
    code, where, changes, edits = fault
    outcome = settled(QUALITY, *changes, **edits)
    cell = address(raws[QUALITY], *where) if isinstance(where, tuple) else where
    assert found(outcome) == [(code, cell)]
    finding = outcome.findings[0]
    assert finding.severity is CATALOGUE[code].severity
    assert finding.sentence.endswith("。")
    assert finding.unit_code == ""
    verdict = Verdict.REFUSED if code in REFUSED else Verdict.COUNTED
    assert outcome.files[0].verdict is verdict
    if code in REFUSED:
        assert outcome.files[0].reason == finding.sentence
    if code not in HARMLESS and code != "K10":
        assert [each for each in outcome.entries if each.subject[2] in {"verified_tips", "6.2", "6.3", "7.3"}] == []


def test_merged_rows_are_named_by_their_numbers(settled, raws):
    (finding,) = settled(QUALITY, merged_from(TIPS, "value", "value", 3), **{TIPS: {"value": "属实"}}).findings
    first = int("".join(filter(str.isdigit, address(raws[QUALITY], TIPS, "value"))))
    assert f"第{first}至{first + 2}行的核定内容" in finding.sentence


def test_a_manifest_lost_from_the_sheet_is_taken_from_the_properties(settled):
    outcome = settled(QUALITY, own_sheet_lost, **SOME)
    assert found(outcome) == []
    assert len(outcome.entries) == 1


def test_a_fault_in_one_cell_leaves_the_others(settled, raws):
    outcome = settled(QUALITY, **{TIPS: {"value": "若干", "reason": "x"}, RATE: {"value": "属实"}})
    assert found(outcome) == [("K10", address(raws[QUALITY], TIPS, "value"))]
    assert [each.key for each in outcome.entries] == ["industrial_pass_rate"]


def test_what_has_no_reason_waits(settled):
    outcome = settled(QUALITY, **{TIPS: {"value": 2}, RATE: {"value": "属实"}})
    assert [each.key for each in outcome.pending] == ["verified_tips"]
    assert [each.key for each in outcome.entries] == ["industrial_pass_rate"]


def test_a_unit_that_did_not_report_waits_for_its_return(programme, intake, raws):
    raw = fill(raws[QUALITY], **{TIPS: {"value": 1}, RATE: {"value": "属实"}})
    absent = replace(intake, returns={"B03": intake.returns["B03"]}, answers={"B03": intake.answers["B03"]})
    outcome = settle_all(programme, absent, {QUALITY: raw})
    assert (found(outcome), outcome.entries) == ([("K09", "")], ())
    assert "孟河镇没有采用的报送表，它的2项核定内容暂不计" in outcome.findings[0].sentence


def test_two_verifiers_who_differ(programme, intake, raws):
    other = with_manifest(verifier="B05", digest=Subjects(programme).digests["B05"])
    one = fill(raws[QUALITY], **{TIPS: {"value": 2, "reason": "两条"}, RATE: {"value": "属实"}})
    two = other(fill(raws[QUALITY], **{TIPS: {"value": 3, "reason": "三条"}, RATE: {"value": "属实"}}))
    outcome = settle_all(programme, intake, {QUALITY: one, TRADE: two})
    assert sorted(code for code, _ in found(outcome)) == ["K16", "K16", "K30"]  # no row of the office of trade is there
    (outcome,) = (replace(outcome, findings=tuple(each for each in outcome.findings if each.code == "K16")),)
    assert "质监分局核定为“2条”，工商分局核定为“3条”" in outcome.findings[0].sentence
    assert [each.key for each in outcome.entries] == ["industrial_pass_rate"]
    assert {each.value for each in outcome.pending} == {D(2), D(3)}


def test_reported_anew_after_it_was_verified(programme, intake, raws):
    raw = fill(raws[QUALITY], **{TIPS: {"value": 1}, RATE: {"value": 0.9, "reason": "抽检报告"}})
    later = change(intake, "Z02", verified_tips=D(5), industrial_pass_rate=D("0.9"))
    outcome = settle_all(programme, later, {QUALITY: raw})
    assert [code for code, _ in found(outcome)] == ["K17"]
    assert "核定时自报为“1条”，现在报来的是“5条”；仍按核定的“1条”计" in outcome.findings[0].sentence
    assert {each.key for each in outcome.entries} == {"verified_tips", "industrial_pass_rate"}


def versions(raws, first, second, **files):
    raw = {"旧.xlsx": fill(raws[QUALITY], **first), "新.xlsx": fill(raws[QUALITY], **second)}
    return raw, {name: received(name, **more) for name, more in files.items()}


DAY = dt.timedelta(days=1)
LATER = dt.datetime(2011, 12, 21, 9, 0)  # noqa: DTZ001


def test_the_version_saved_last_counts(programme, intake, raws):
    raw, files = versions(raws, {TIPS: {"value": 2, "reason": "两条"}}, {TIPS: {"value": 3, "reason": "三条"}})
    files = {"旧.xlsx": received("旧.xlsx"), "新.xlsx": received("新.xlsx", saved_at=LATER)}
    outcome = settle_all(programme, intake, raw, files)
    assert entry(outcome, "verified_tips").value == 3
    assert [finding.code for finding in outcome.findings] == ["K26"]
    assert {file.path: file.verdict for file in outcome.files} == {
        "旧.xlsx": Verdict.SUPERSEDED,
        "新.xlsx": Verdict.COUNTED,
    }


def test_two_copies_filled_by_two_people_are_laid_together(programme, intake, raws):
    raw, _ = versions(
        raws, {RATE: {"value": "属实"}, TIPS: {"value": 1}}, {TIPS: {"value": 1}, GRADE: {"value": "属实"}}
    )
    files = {"旧.xlsx": received("旧.xlsx"), "新.xlsx": received("新.xlsx", saved_at=LATER)}
    outcome = settle_all(programme, intake, raw, files)
    assert found(outcome) == [("K20", "")]
    assert (
        "1行是较晚的《新.xlsx》里没有填的（孟河镇工业产品生产许可证产品抽检平均合格率）" in outcome.findings[0].sentence
    )
    assert {each.key: each.origin.file for each in outcome.entries} == {
        "industrial_pass_rate": "旧.xlsx", "verified_tips": "新.xlsx", "standardization_work": "新.xlsx",
    }  # fmt: skip
    assert {file.path: file.verdict for file in outcome.files} == dict.fromkeys(files, Verdict.COUNTED)


def test_a_row_that_both_filled_differently_is_told_and_the_later_counts(programme, intake, raws):
    raw, _ = versions(
        raws,
        {RATE: {"value": "属实"}, TIPS: {"value": 2, "reason": "两条"}},
        {TIPS: {"value": 3, "reason": "三条"}},
    )
    files = {"旧.xlsx": received("旧.xlsx"), "新.xlsx": received("新.xlsx", saved_at=LATER)}
    outcome = settle_all(programme, intake, raw, files)
    assert entry(outcome, "verified_tips").value == 3
    assert sorted(each.code for each in outcome.findings) == ["K20", "K26"]
    told = next(each for each in outcome.findings if each.code == "K26")
    assert told.file == "旧.xlsx"
    assert "这一份填的是“2条”，较晚的“新.xlsx”填的是“3条”，按较晚的计" in told.sentence


def test_confirming_where_nothing_is_claimed_or_needed_is_no_error(programme, intake, raws):
    """属实 filled down over the whole column: rows that need nothing are passed over."""
    points_only = "Z02|criterion:6.2"
    blank = raw_cell(TIPS, "self_value", RawCell(CellState.BLANK))
    filled = fill(raws[QUALITY], **{key: {"value": "属实"} for key in (TIPS, points_only, RATE)})
    outcome = settle_all(programme, intake, {QUALITY: blank(filled)})
    assert found(outcome) == []
    assert [each.key for each in outcome.entries] == ["industrial_pass_rate"]


def test_the_mail_decides_before_the_saved_time(programme, intake, raws):
    raw, _ = versions(raws, {TIPS: {"value": 2, "reason": "两条"}}, {TIPS: {"value": 3, "reason": "三条"}})
    files = {
        "旧.xlsx": received("旧.xlsx", mailed_at=LATER + DAY),
        "新.xlsx": received("新.xlsx", saved_at=LATER, mailed_at=LATER),
    }
    assert entry(settle_all(programme, intake, raw, files), "verified_tips").value == 2


def test_versions_that_cannot_be_told_apart_are_asked_about(programme, intake, raws):
    raw, _ = versions(raws, {TIPS: {"value": 2, "reason": "两条"}}, {TIPS: {"value": 3, "reason": "三条"}})
    outcome = settle_all(programme, intake, raw)
    assert [finding.code for finding in outcome.findings] == ["K19", "K19"]
    assert "“新.xlsx”、“旧.xlsx”里填的不同" in outcome.findings[0].sentence
    assert outcome.entries == ()
    assert {file.verdict for file in outcome.files} == {Verdict.HELD}


def test_versions_that_say_the_same_count_once(programme, intake, raws):
    raw, _ = versions(raws, {TIPS: {"value": 2, "reason": "两条"}}, {TIPS: {"value": 2, "reason": "两条"}})
    outcome = settle_all(programme, intake, raw)
    assert found(outcome) == []
    assert sorted(file.verdict for file in outcome.files) == sorted([Verdict.COUNTED, Verdict.DUPLICATE])


def test_a_verified_value_at_odds_with_a_register(programme, settled):
    entries = settled(QUALITY, **{TIPS: {"value": 3, "reason": "查实3条"}}).entries
    origin = Origin("台账.xlsx", "打假线索", "B5", "", Source.REGISTER)
    subjects = Subjects(programme)
    at_odds = [*differing_registers(subjects, entries, [RegisterFact("Z02", "verified_tips", D(2), origin)])]
    assert [finding.code for finding in at_odds] == ["K21"]
    assert "核定为“3条”，台账登记为“2条”，按核定计" in at_odds[0].sentence
    assert not [*differing_registers(subjects, entries, [RegisterFact("Z02", "verified_tips", D(3), origin)])]


def test_a_value_as_text_that_says_the_same_is_no_notice(settled):
    assert found(settled(QUALITY, **{RATE: {"value": " 92.5%"}})) == []


@pytest.mark.parametrize(
    ("said", "alike"),
    [
        ("苏质监〔2011〕19号 省先进集体；常政发(2011)33号：市名牌先进单位", True),
        ("常政发〔2011〕33号市名牌先进单位、苏质监〔2011〕19号《省先进集体》。", True),
        ("苏质监〔2011〕91号省先进集体；常政发〔2011〕33号市名牌先进单位", False),
        ("苏质监〔2011〕19号省先进集体", False),
    ],
)
def test_notes_are_held_against_one_another_by_what_they_name(said, alike):
    noted = "苏质监〔2011〕19号省先进集体；常政发〔2011〕33号市名牌先进单位"
    assert same_value(said, noted) is alike


def test_a_note_in_other_words_than_the_registers_is_no_finding(programme):
    note = next(fact for card in programme.scorecards for fact in card.facts.values() if fact.required_when)
    origin = Origin("核定表-办公室.xlsx", "部门核定", "K9", "", Source.VERIFIED)
    said = VerifiedEntry("B01", EntryKind.FACT, note.fact_id, "省先进集体", "省先进集体", "", origin, None)
    counted = RegisterFact(
        "B01", note.fact_id, "苏质监〔2011〕19号省质量工作先进集体", replace(origin, file="台账.xlsx")
    )
    assert not [*differing_registers(Subjects(programme), [said], [counted])]


@pytest.mark.parametrize("lost", range(2))
def test_a_sheet_taken_out_is_told(settled, lost):
    def edit(raw):
        filled = sorted({place for place, _ in rows_of(raw).values()})
        return replace(raw, sheets=tuple(sheet for at, sheet in enumerate(raw.sheets) if at != filled[lost]))

    outcome = settled(OFFICE, edit)
    assert found(outcome) == [("K30", "")]
    assert "找不到了" in outcome.findings[0].sentence


def test_a_blank_workbook_is_no_version_of_a_filled_one(settled, raws):
    later = received("新.xlsx", saved_at=dt.datetime(2011, 12, 28, 9, 0))  # noqa: DTZ001
    outcome = settled(QUALITY, more={"新.xlsx": raws[QUALITY]}, files={"新.xlsx": later}, **SOME)
    assert outcome.findings == ()
    assert {file.path: file.verdict for file in outcome.files} == {
        QUALITY: Verdict.COUNTED,
        "新.xlsx": Verdict.SKIPPED,
    }
    (alone,) = settled(QUALITY).files
    assert (alone.verdict, "空白的核定表" in alone.reason) == (Verdict.SKIPPED, True)
    assert settled(QUALITY, without_rows(lambda key: key == RATE)).files[0].verdict is Verdict.COUNTED


def test_every_code_is_met_here():
    told = {code for code, *_ in FAULTS} | {"K09", "K16", "K17", "K19", "K20", "K21", "K25", "K26"}
    told |= {"K27"}  # test_own_verification
    told |= {"K34", "K35", "K36", "K37"}  # reviews/test_answers
    assert told == {code for code in CATALOGUE if code.startswith("K")}


def test_a_verification_workbook_is_known_without_its_manifest(raws, programme):
    identity = Checker(programme, Spellings(programme)).identify(without_manifest(raws[QUALITY]))
    assert (identity.kind, identity.unit_code) == (WorkbookKind.VERIFICATION, "")
