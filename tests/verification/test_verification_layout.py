"""Which rows each verifier's workbook has, and what the keys say."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qz.layout.verification_row import RowKey, points_spec, read_key
from qz.layout.verification_workbook import build_verification, verifier_name, verifiers_of
from qz.model.scores import Effect
from qz.model.verification import EntryKind
from qz.rules.criterion_points import verified_range
from qz.rules.registry import EFFECTS
from qz.verification.subjects import Subjects, subjects_of

NAMES = st.from_regex(r"[A-Za-z0-9_.]{1,8}", fullmatch=True)


@given(NAMES, st.sampled_from([EntryKind.FACT, EntryKind.TASK]), NAMES, st.one_of(st.just(""), NAMES))
def test_a_key_reads_back(unit, kind, subject, criterion_id):
    key = RowKey(unit, kind, subject, criterion_id)
    assert read_key(str(key)) == key
    assert read_key(f" {key} ") == key


@pytest.mark.parametrize(
    "text", ["", "T01", "T01|", "T01|fact:", "fact:x", "T01|fact:a|fact:b", "T01|criterion:1|fact:x", "a|b|c:d"]
)
def test_anything_else_is_no_key(text):
    assert read_key(text) is None


def layout(programme, verifier):
    return build_verification(programme, verifier, programme.units, EFFECTS)


def test_every_criterion_has_one_verifier(programme_2011):
    names = [verifier_name(programme_2011, code) for code in verifiers_of(programme_2011)]
    assert names == ["办公室", "质监分局", "工商分局", "安监局"]
    keys = [
        str(row.key)
        for verifier in verifiers_of(programme_2011)
        for sheet in layout(programme_2011, verifier).sheets
        for row in sheet.rows
    ]
    assert len(keys) == len(set(keys))


def test_all_that_is_scored_can_be_verified(programme_2011):
    made = Subjects(programme_2011)
    subjects = {key: row for unit in programme_2011.units for key, row in made.rows_of(unit).items()}
    for unit in programme_2011.units:
        card = programme_2011.scorecard_of(unit)
        for fact_id in card.facts:
            assert (unit.code, EntryKind.FACT, fact_id) in subjects
        for criterion in card.criteria:
            by_score = (unit.code, EntryKind.CRITERION, criterion.criterion_id) in subjects
            assert by_score == (verified_range(criterion) is not None)
    tasks = {key for unit, kind, key in subjects if kind is EntryKind.TASK and unit == "B03"}
    assert tasks == {"2.2", "6.1", "6.2"}


def test_limits_of_a_score_are_the_rules_own(programme_2011):
    for card in programme_2011.scorecards:
        for criterion in card.criteria:
            spec = points_spec(criterion, EFFECTS[criterion.kind])
            limits = verified_range(criterion)
            assert (spec and (spec.minimum, spec.maximum)) == limits
    assert {Effect.VETO} == {EFFECTS[kind] for kind in EFFECTS if EFFECTS[kind] is Effect.VETO}


def test_a_fact_of_two_verifiers_belongs_to_the_first(programme_2011):
    card = programme_2011.scorecards[0]
    items = tuple(
        replace(
            item,
            criteria=tuple(
                replace(criterion, verifier="B05") if criterion.criterion_id == "2.5" else criterion
                for criterion in item.criteria
            ),
        )
        for item in card.items
    )
    programme = replace(programme_2011, scorecards=(replace(card, items=items), *programme_2011.scorecards[1:]))
    first = {str(row.key) for sheet in layout(programme, "B01").sheets for row in sheet.rows}
    second = [row for sheet in layout(programme, "B05").sheets for row in sheet.rows if row.unit.code == "Z01"]
    assert "Z01|fact:provincial_brands" in first
    assert "Z01|criterion:2.5" not in first
    keys = [str(row.key) for row in second]
    assert "Z01|criterion:2.5" in keys
    assert not any("provincial_brands" in key for key in keys)
    assert next(row for row in second if row.key.criterion_id == "2.5").shared == ("2.4",)


def test_rows_stand_by_item_then_unit(programme_2011):
    rows = layout(programme_2011, "B01").sheets[0].rows
    assert [row.row for row in rows] == list(range(4, 4 + len(rows)))
    order = [(row.item.number, row.unit.code) for row in rows]
    items = [item.number for item in programme_2011.scorecards[0].items]
    units = [unit.code for unit in programme_2011.units]
    assert order == sorted(order, key=lambda pair: (items.index(pair[0]), units.index(pair[1])))


def test_the_digest_says_what_is_verified_not_by_whom_it_was_claimed(programme_2011):
    some = build_verification(programme_2011, "B01", programme_2011.units[12:14], EFFECTS)
    assert some.digest == layout(programme_2011, "B01").digest
    assert some.digest != layout(programme_2011, "B05").digest


def test_what_no_one_scores_has_nothing_to_verify(programme_2011):
    bare = replace(programme_2011, scorecards=())
    assert verifiers_of(bare) == ()


def test_rows_laid_out_once_a_kind_are_those_of_each_unit_alone(programme_2011):
    made = Subjects(programme_2011)
    for unit in reversed(programme_2011.units):
        own = {
            subject: row
            for verifier in verifiers_of(programme_2011)
            for sheet in build_verification(programme_2011, verifier, (unit,), EFFECTS).sheets
            for row in sheet.rows
            for subject in subjects_of(row.key)
        }
        assert made.rows_of(unit) == own
        assert all(made.known_row(subject) == row == made.row(subject) for subject, row in own.items())
    assert made.row(("nobody", EntryKind.FACT, "quality_meetings")) is None
