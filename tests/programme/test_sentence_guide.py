"""Every sentence of the guide builds, is found no fault with, and scores as it says."""

from decimal import Decimal

import pytest
from programmes import raw_of
from small_programme import group_scores
from typed_answers import TypedReturn, read_typed

from qz.programme.guide.guide_tables import tables_of
from qz.programme.guide.sentence_guide import ELSEWHERE, guide_sentences
from qz.programme.read_programme import build_programme
from qz.programme.sheets.programme_sheets import SHEETS
from qz.rules.registry import LABELS
from qz.scoring.engine import score_unit

SENTENCES = list(guide_sentences())


def typed(text):
    if text.endswith("%"):
        return Decimal(text[:-1]) / 100
    return Decimal(text) if text[:1].isdigit() else text


def test_there_are_enough_and_every_kind_has_one():
    assert len(SENTENCES) >= 60
    assert {one.kind for one in SENTENCES} == set(LABELS)
    assert len({one.sentence for one in SENTENCES}) == len(SENTENCES)
    titles = {spec.title for spec in SHEETS}
    assert all(where.split("《")[1].split("》")[0] in titles for _, where in ELSEWHERE if where.startswith("《"))


@pytest.mark.parametrize("one", SENTENCES, ids=lambda one: one.sentence)
def test_a_sentence_builds_and_scores_as_it_says(one):
    raw, found = raw_of(tables_of([one]))
    programme = build_programme(raw, found)
    assert [finding.sentence for finding in found.findings] == []
    unit, card = programme.units[0], programme.scorecards[0]
    for answer, wanted in one.tried:
        if "／" in answer:
            told = [TypedReturn({fact_id: typed(each) for fact_id in card.facts}) for each in answer.split("／")]
            scores = group_scores(programme, [(unit, read_typed(card, each)) for each in told])
            found = [score.items[0].lines[0].points for score in scores]
            assert found == list(map(Decimal, wanted.split("／"))), answer
            continue
        facts = {fact_id: typed(answer) for fact_id in card.facts}
        (item,) = score_unit(programme, unit, read_typed(card, TypedReturn(facts, {}, {}))).items
        (line,) = item.lines
        if (wanted and wanted[0].lstrip("-").isdigit()) or wanted.startswith("-"):
            assert line.points == Decimal(wanted), (answer, line.award.explanation)
        else:
            assert line.award.denial == wanted, answer
