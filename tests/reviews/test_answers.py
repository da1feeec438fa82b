"""What verifiers answer: written beside the first decision, read back, and one faulty answer for every code."""

from dataclasses import replace
from decimal import Decimal

import pytest
from applied import FULL, IN_TIME, MEETINGS, POINTS, clauses, filled, read, taken
from verified_round import (
    SAVED,
    address,
    assess_with,
    change,
    fill,
    programme_2011,
    random_intake,
    received,
    rows_of,
    settle_all,
    workbooks,
)

from qz.findings import CATALOGUE
from qz.model.reviews import Reviews, ReviewState
from qz.model.scores import VerifiedScore
from qz.model.values import Origin, Source
from qz.model.verification import EntryKind
from qz.reviews.answer import TOO_LATE, answer_reviews
from qz.scoring.assess import score_answers
from qz.verification.merge import merge
from qz.verification.read_verified import read_verification
from qz.verification.review_sheet import BOTH, REVIEWED, ReviewRow
from qz.verification.settle import settle
from qz.verification.subjects import Subjects

OFFICE, QUALITY = "核定表-办公室.xlsx", "核定表-质监分局.xlsx"
FIRST = {"Z02|fact:quality_meetings|criterion:1.2": {"value": 2, "reason": "只有两次有纪要"}}
WHY = {"reason": "纪要4份属实", "person": "李秀芳"}


@pytest.fixture(scope="module")
def intake():
    return change(random_intake(programme_2011(), 11, {"孟河镇"}), "Z02", quality_meetings=Decimal(3))


@pytest.fixture(scope="module")
def first(intake, tmp_path_factory):
    """What the office verified the first time, and its workbook as received."""
    made = workbooks(assess_with(programme_2011(), intake), tmp_path_factory.mktemp("first"))
    raw = fill(made[OFFICE], **FIRST)
    return settle_all(programme_2011(), intake, {OFFICE: raw}), raw


@pytest.fixture(scope="module")
def applied():
    return taken(read(filled(FULL, (POINTS, "2", "漏计了", "")))).reviews


@pytest.fixture(scope="module")
def second(intake, first, applied, tmp_path_factory):
    """The workbooks written once the unit has applied, as received back unchanged."""
    assessment = assess_with(programme_2011(), intake, first[0])
    answered = answer(intake, first[0], applied)
    return workbooks(replace(assessment, reviews=answered.reviews), tmp_path_factory.mktemp("second"))


def answer(intake, settled, reviews):
    answers = merge(programme_2011(), intake.answers, settled.entries, ())
    scores = score_answers(programme_2011(), answers)
    return answer_reviews(clauses(), reviews, settled.answers, answers, scores)


def keys(raw):
    """The keys of the rows marked 复核, in order."""
    return [key for key in rows_of(raw) if "|review:" in key]


@pytest.fixture
def told(intake, first, applied, second):
    """What comes of an answer in the office's workbook, or another's, put beside the first."""

    def tell(name=OFFICE, **words):
        key = keys(second[name])[0]
        raws = {f"二次{name}": fill(second[name], **{key: words}), OFFICE: first[1]}
        files = {f"二次{name}": received(f"二次{name}"), OFFICE: received(OFFICE)}
        settled = settle_all(programme_2011(), intake, raws, files)
        return settled, answer(intake, settled, applied)

    return tell


def outcome_of(answered, clause=MEETINGS):
    return next(row for row in answered.reviews.rows if row.application.clause == clause)


def test_the_row_shows_what_is_asked_and_what_was_decided_first(second):
    raw = second[OFFICE]
    assert [sheet.name for sheet in raw.sheets][:3] == ["核定说明", "复核", "镇街道核定"]
    (key,) = keys(raw)
    place, row = rows_of(raw)[key]
    said = " ".join(cell.text for (at, _), cell in raw.sheets[place].cells.items() if at == row)
    for words in ("【复核】", "申请计为：4", "补交了会议纪要", "会议纪要4份", "王芳", "2次（陈晓明）", "待复核"):
        assert words in said
    assert {"第一次核定", "申请的内容"} <= {cell.text for cell in raw.sheets[place].cells.values()}
    assert len(keys(second[QUALITY])) == 1
    assert not any(
        "|review:" in key for name, raw in second.items() for key in rows_of(raw) if name not in {OFFICE, QUALITY}
    )


def test_a_changed_value_counts_over_the_first_which_stays(told, intake):
    settled, answered = told(value=4, **WHY)
    assert settled.findings == () == answered.findings
    review = outcome_of(answered)
    assert (review.state, review.first, review.first_by) == (ReviewState.CHANGED, "2次", "陈晓明")
    assert (review.outcome.second, review.outcome.second_by, review.outcome.reason) == ("4次", "李秀芳", "纪要4份属实")
    assert review.words == "由2次改为4次"
    first = merge(programme_2011(), intake.answers, settled.entries, ())
    meetings = merge(programme_2011(), first, answered.entries, ())["Z02"].facts["quality_meetings"]
    assert (meetings.value, meetings.replaced.value, meetings.replaced.replaced.value) == (4, 2, 3)
    assert (answered.reviews.open, answered.reviews.decided, answered.reviews.changed) == (1, 1, 1)


def test_the_first_decision_is_in_the_next_workbook_as_it_was(told):
    settled, _ = told(value=4, **WHY)
    entries = {entry.key: entry.value for entry in settled.entries}
    assert entries["quality_meetings"] == 2
    assert [entry.value for entry in settled.answers] == [4]


@pytest.mark.parametrize("words", [{"value": "维持"}, {"value": 2}, {"value": "维持原核定"}])
def test_the_first_decision_may_stand(told, words):
    settled, answered = told(**words, **WHY)
    review = outcome_of(answered)
    assert (settled.findings, answered.findings, answered.entries) == ((), (), ())
    assert (review.state, review.words, review.outcome.reason) == (ReviewState.UPHELD, "维持", "纪要4份属实")


def test_points_may_be_given_where_there_is_no_value(told):
    settled, answered = told(QUALITY, points=2, **WHY)
    review = outcome_of(answered, POINTS)
    assert settled.findings == () == answered.findings
    assert (review.state, review.outcome.second) == (ReviewState.CHANGED, "2分")
    assert [(entry.kind, entry.value) for entry in answered.entries] == [(EntryKind.CRITERION, 2)]
    _, upheld = told(QUALITY, value="维持", **WHY)
    assert outcome_of(upheld, POINTS).state is ReviewState.UPHELD


def test_k35_an_answer_without_a_reason_is_no_answer(told, second):
    settled, answered = told(value="维持")
    at = address(second[OFFICE], keys(second[OFFICE])[0], "value")
    assert [(each.code, each.sheet, each.cell) for each in settled.findings] == [("K35", "复核", at)]
    assert "填的是“维持”" in settled.findings[0].sentence
    assert outcome_of(answered).state is ReviewState.OPEN
    assert [entry.typed for entry in settled.pending] == ["维持"], "it is offered again"


@pytest.mark.parametrize(
    ("name", "words", "found"),
    [
        (OFFICE, {"value": "属实"}, "属实"),
        (OFFICE, {"value": "维持", "points": 1}, "维持、1"),
        (QUALITY, {"value": 5}, "5"),
    ],
)
def test_k36_a_word_that_answers_nothing_is_told(told, second, name, words, found):
    settled, answered = told(name, **words, **WHY)
    at = address(second[name], keys(second[name])[0], "value")
    assert [(each.code, each.sheet, each.cell) for each in settled.findings] == [("K36", "复核", at)]
    assert f"填的是“{found}”" in settled.findings[0].sentence.replace(".0”", "”")
    assert answered.reviews.decided == 0


def test_the_sheet_says_as_collect_does_that_both_are_no_answer():
    row = ReviewRow(None, None, "维持", Decimal(1), "纪要4份属实", "")
    assert (row.state, replace(row, points=None).state, replace(row, value=3).state) == (BOTH, REVIEWED, REVIEWED)


def test_a_value_that_is_none_is_told_as_in_any_row(told):
    settled, answered = told(value="若干", **WHY)
    assert [each.code for each in settled.findings] == ["K10"]
    assert "应填0至50的整数，或“维持”" in settled.findings[0].sentence
    assert answered.reviews.decided == 0


def test_k34_an_answer_to_what_is_asked_no_more_is_told(told, intake, second):
    settled, _ = told(value=4, **WHY)
    other = taken(read(filled((MEETINGS, "5", "又找到一份纪要", "")))).reviews
    answered = answer(intake, settled, other)
    at = address(second[OFFICE], keys(second[OFFICE])[0], "value")
    assert [(each.code, each.sheet, each.cell) for each in answered.findings] == [("K34", "复核", at)]
    assert outcome_of(answered).state is ReviewState.OPEN
    gone = answer(intake, settled, Reviews())
    assert ([each.code for each in gone.findings], gone.entries) == (["K34"], ())


def test_k37_a_value_under_a_score_given_directly_changes_nothing_and_is_told(told, intake, applied):
    settled, _ = told(value=4, **WHY)
    answers = merge(programme_2011(), intake.answers, settled.entries, ())
    given = VerifiedScore(Decimal(1), "酌情", "陈晓明", Origin(OFFICE, "镇街道核定", "L5", source=Source.VERIFIED))
    answers = {"Z02": replace(answers["Z02"], verified_scores={"1.2": given})}
    scores = score_answers(programme_2011(), answers)
    answered = answer_reviews(clauses(), applied, settled.answers, answers, scores)
    assert [each.code for each in answered.findings] == ["K37"]
    assert (outcome_of(answered).state, answered.entries) == (ReviewState.OPEN, ())
    assert outcome_of(answered).first == "2次，直接核定1分"


def test_the_rest_of_an_item_confirmed_answers_no_application(second):
    raw = second[OFFICE]
    sheet, row, column = raw.names["rest_Z02_1"]
    place = next(place for place, each in enumerate(raw.sheets) if each.name == sheet)
    from verified_round import with_cells  # noqa: PLC0415 - here alone

    reading = read_verification(
        Subjects(programme_2011()), received(OFFICE), with_cells(raw, place, {(row, column): "属实"})
    )
    assert not any(entry.review for entry in reading.entries)


def test_an_answered_row_is_shown_as_it_was_answered(told, intake, applied, tmp_path):
    settled, answered = told(value=4, **WHY)
    assessment = replace(assess_with(programme_2011(), intake, settled), reviews=answered.reviews)
    said = replace(assessment.verification, answers=settled.answers)
    raw = workbooks(replace(assessment, verification=said), tmp_path)[OFFICE]
    place, row = rows_of(raw)[keys(raw)[0]]
    words = [cell.text for (at, _), cell in raw.sheets[place].cells.items() if at == row]
    assert {"4", "纪要4份属实", "李秀芳", "已复核"} <= set(words)
    again = settle_all(programme_2011(), intake, {OFFICE: raw})
    assert outcome_of(answer(intake, again, applied)).words == "由2次改为4次"


@pytest.mark.parametrize(
    ("hours", "counts", "codes"), [((9, 10), [3], ["K26"]), ((10, 9), [4], ["K26"]), ((9, 9), [], ["K19", "K19"])]
)
def test_of_two_answers_the_later_counts_and_the_other_is_told(intake, second, hours, counts, codes):
    key, names = keys(second[OFFICE])[0], ("一.xlsx", "二.xlsx")
    raws = {
        name: fill(second[OFFICE], **{key: {"value": value, **WHY}}) for name, value in zip(names, (4, 3), strict=True)
    }
    files = {name: received(name, saved_at=SAVED.replace(hour=hour)) for name, hour in zip(names, hours, strict=True)}
    settled = settle_all(programme_2011(), intake, raws, files)
    assert [entry.value for entry in settled.answers] == counts
    assert [each.code for each in settled.findings if each.sheet == "复核"] == codes


def test_a_unit_that_answers_its_own_application_is_told(intake, second):
    raw = fill(second[OFFICE], **{keys(second[OFFICE])[0]: {"value": "维持", **WHY}})
    reading = read_verification(Subjects(programme_2011()), received(OFFICE), raw)
    own = replace(reading, entries=tuple(replace(entry, verifier="Z02") for entry in reading.entries if entry.review))
    reported = intake.answers
    settled = settle(Subjects(programme_2011()), reported, score_answers(programme_2011(), reported), [own])
    assert [each.code for each in settled.findings] == ["K27"]
    assert "由它自己核定为“维持”" in settled.findings[0].sentence


def test_what_is_asked_for_anew_is_another_application():
    said = read(filled(FULL)).rows[0].application
    others = (replace(said, **{name: "另外的"}) for name in ("key", "asked", "reason", "evidence"))
    assert len({said.review_id, *(other.review_id for other in others)}) == 5
    assert replace(said, applicant="另一人", date="").review_id == said.review_id


def test_every_code_is_met_here():
    assert {"K34", "K35", "K36", "K37"} <= set(CATALOGUE)


@pytest.mark.parametrize("is_answered", [True, False])
def test_an_answer_is_not_undone_by_a_withdrawal(told, intake, first, is_answered):
    """An application is taken back before it is answered; after that the answer stands, and the unit is told."""
    earlier = read(filled(FULL), "一.xlsx", saved_at=IN_TIME)
    back = read(filled((MEETINGS, "撤回", "", "")), "二.xlsx", saved_at=IN_TIME.replace(hour=10))
    settled = told(value=4, **WHY)[0] if is_answered else first[0]
    answered = answer(intake, settled, taken(earlier, back).reviews)
    states = {row.application.asked: row.state for row in answered.reviews.rows}
    if is_answered:
        assert states == {"4": ReviewState.CHANGED, "撤回": ReviewState.REFUSED}
        assert outcome_of(answered).outcome.second == "4次"
        assert [row.why for row in answered.reviews.rows if row.state is ReviewState.REFUSED] == [TOO_LATE]
        assert answered.findings == ()
    else:
        assert states == {"4": ReviewState.REPLACED, "撤回": ReviewState.WITHDRAWN}
        assert answered.entries == ()


def test_of_several_answers_a_late_withdrawal_leaves_the_latest(intake, first, tmp_path):
    """What counted before the withdrawal counts after it: neither an older answer nor a copy comes back."""
    copies = [read(filled(FULL), name, saved_at=IN_TIME.replace(hour=8)) for name in ("乙.xlsx", "乙2.xlsx")]
    later = read(filled((MEETINGS, "5", "又补一次", "")), "甲.xlsx", saved_at=IN_TIME.replace(hour=10))
    back = read(filled((MEETINGS, "撤回", "", "")), "丙.xlsx", saved_at=IN_TIME.replace(hour=11))
    files = {f"{value}.xlsx": received(f"{value}.xlsx", saved_at=SAVED.replace(hour=value)) for value in (4, 5)}
    raws, settled = {}, first[0]
    for value, applications in ((4, copies), (5, [*copies, later])):
        folder = tmp_path / str(value)
        folder.mkdir()
        assessment = replace(assess_with(programme_2011(), intake, settled), reviews=taken(*applications).reviews)
        raw = workbooks(assessment, folder)[OFFICE]
        raws[f"{value}.xlsx"] = fill(raw, **{keys(raw)[0]: {"value": value, **WHY}})
        settled = settle_all(programme_2011(), intake, raws, files)
    asked = [*copies, later]
    for applications in (asked, [*asked, back]):
        answered = answer(intake, settled, taken(*applications).reviews)
        assert [entry.value for entry in answered.entries] == [5]
        assert [each.code for each in answered.findings] == ["K34"]
    assert {row.application.origin.file: row.state for row in answered.reviews.rows} == {
        "乙.xlsx": ReviewState.REPLACED,
        "乙2.xlsx": ReviewState.REPLACED,
        "甲.xlsx": ReviewState.CHANGED,
        "丙.xlsx": ReviewState.REFUSED,
    }
    once = answer(
        intake, settle_all(programme_2011(), intake, {"4.xlsx": raws["4.xlsx"]}, files), taken(*copies, back).reviews
    )
    assert sorted(row.state for row in once.reviews.rows) == sorted(
        [ReviewState.CHANGED, ReviewState.REPLACED, ReviewState.REFUSED]
    )


@pytest.mark.parametrize("asked", [(MEETINGS, "2", "2次"), (MEETINGS, " 2次 ", "2次"), (POINTS, "0", "0分")])
def test_r14_what_asks_for_what_counts_already_is_told_and_is_answered_as_any_other(intake, first, tmp_path, asked):
    clause, typed, found = asked
    applied = taken(read(filled((clause, typed, "漏计了", "")))).reviews
    answered = answer(intake, first[0], applied)
    assert [(each.code, each.sheet, each.cell, each.unit_code) for each in answered.findings] == [
        ("R14", "复核申请", "C6", "Z02")
    ]
    assert f"“{clause}”要求的值与现在计入的相同（{found}），无需复核" in answered.findings[0].sentence
    assert [(row.state, row.asks_same) for row in answered.reviews.rows] == [(ReviewState.OPEN, True)]
    name = OFFICE if clause == MEETINGS else QUALITY
    raw = workbooks(replace(assess_with(programme_2011(), intake, first[0]), reviews=answered.reviews), tmp_path)[name]
    assert any("（与现在计入的相同）" in cell.text for cell in raw.sheet("复核").cells.values())
    settled = settle_all(
        programme_2011(),
        intake,
        {"二次.xlsx": fill(raw, **{keys(raw)[0]: {"value": "维持", **WHY}}), OFFICE: first[1]},
    )
    decided = answer(intake, settled, applied)
    assert outcome_of(decided, clause).state is ReviewState.UPHELD
    assert decided.findings == (), "what is answered needs no hint any more"


def test_a_value_below_points_given_directly_is_not_said_to_count(intake, first):
    answers = merge(programme_2011(), intake.answers, first[0].entries, ())
    given = VerifiedScore(Decimal(1), "酌情", "陈晓明", Origin(OFFICE, "镇街道核定", "L5", source=Source.VERIFIED))
    answers = {"Z02": replace(answers["Z02"], verified_scores={"1.2": given})}
    applied = taken(read(filled((MEETINGS, "2", "漏计了", "")))).reviews
    answered = answer_reviews(clauses(), applied, (), answers, score_answers(programme_2011(), answers))
    assert (answered.findings, outcome_of(answered).asks_same) == ((), False)
