"""What each clause counts for once all caps are applied adds up to its item, on every page and in the data."""

import json
from dataclasses import replace
from decimal import Decimal as Dec

import openpyxl
import pytest
import report_cases as cases
from recalculated import changed_values
from small_programme import UNIT, criterion, fact, item, programme, stop, term, with_settings, zoo

from qz.model.scorecards import Pool
from qz.model.scores import Answers, Effect, VerifiedScore
from qz.model.values import Answer, Origin
from qz.programme.read_programme import read_programme
from qz.reports.data.data_files import write_json
from qz.reports.feedback.feedback_workbook import write_feedback
from qz.reports.results import write_results
from qz.rules.clause_losses import clause_bonuses, clause_losses
from qz.rules.registry import KINDS
from qz.scoring.assess import assess
from qz.scoring.engine import score_unit
from qz.verification.explained_words import counted_words
from qz.verification.explanation import explain

CAPS = {"deduct_cap": Dec("6.5"), "bonus_cap": Dec(3)}


def whole(made):
    """The programme with no item from zero that asks for more than its criteria can earn: ``check`` refuses those."""

    def full(one):
        earned = sum((each.points or 0 for each in one.criteria if KINDS[each.kind].effect is Effect.EARN), Dec(0))
        return one if one.starts_full else replace(one, standard=min(one.standard, earned))

    (card,) = made.scorecards
    return replace(made, scorecards=(replace(card, items=tuple(map(full, card.items))),))


@pytest.fixture(scope="module")
def crowds():
    """Every kind of rule with every pool, filled at random, with and without caps."""
    return [cases.crowd(made, ["甲镇"], 25, 7) for made in map(whole, (zoo(), with_settings(zoo(), **CAPS)))]


def test_losses_and_bonuses_add_up_to_their_item(crowds):
    pooled = capped = stopped = 0
    for assessment in crowds:
        (card,) = assessment.programme.scorecards
        for score in assessment.scores.values():
            for one, part in zip(card.items, score.items, strict=True):
                lost, added = clause_losses(one, part), clause_bonuses(one, part)
                assert sum(lost.values()) == part.lost
                assert sum(added.values()) == part.bonus
                assert min([*lost.values(), *added.values()]) >= 0
                pooled += any(each.pool for each in one.criteria) and part.lost > 0
                capped += part.bonus == 3
                stopped += bool(part.vetoed_by)
    assert min(pooled, capped, stopped) > 5


def test_a_told_unit_can_add_its_page_up(crowds, tmp_path):
    """失分 of the clauses is that of their item's line; the data say the same."""
    assessment = crowds[1]
    (card,) = assessment.programme.scorecards
    write_json(assessment, tmp_path / "数据.json")
    told = {one["code"]: one for one in json.loads((tmp_path / "数据.json").read_text("utf-8"))["units"]}
    for place, unit in enumerate(assessment.programme.units[:-1]):
        score = assessment.scores[unit.code]
        for part, made in zip(score.items, told[unit.code]["items"], strict=True):
            for name, wanted in (("lost", part.lost), ("added", part.bonus)):
                assert sum(Dec(str(one[name])) for one in made["criteria"]) == wanted
        if place < 6:
            write_feedback(assessment, unit, card, tmp_path / "告知.xlsx")
            rows = openpyxl.load_workbook(tmp_path / "告知.xlsx")["考核结果"].iter_rows(values_only=True)
            known = {one.criterion_id for one in card.criteria}
            lost = [Dec(str(row[4])) for row in rows if row[0] in known and row[4]]
            assert sum(lost) == score.lost


VETOED = programme(
    [fact("a", "yes_no", "制度"), fact("b", "yes_no", "事故"), fact("c", "count", "通报")],
    [
        item(
            "1",
            10,
            criterion("1.1", "if_yes", term("a"), points=10),
            criterion("1.2", "veto", term("b")),
            criterion("1.3", "deduct", term("c", rate=2), pool=Pool("就高")),
            criterion("1.4", "deduct", term("c", rate=2), pool=Pool("就高")),
        )
    ],
)


@pytest.mark.parametrize(
    ("answers", "losses"),
    [
        ({"a": True, "b": True, "c": Dec(1)}, [0, 10, 0, 0]),  # the veto costs all 10, nothing is lost twice
        ({"a": False, "b": True, "c": Dec(1)}, [0, 10, 0, 0]),
        ({"a": False, "b": False, "c": Dec(1)}, [10, 0, 0, 0]),  # nothing is left for 1.3
        ({"a": True, "b": False, "c": Dec(3)}, [0, 0, 6, 0]),  # of equals the first counts
    ],
)
def test_nothing_is_lost_twice(answers, losses):
    told = Answers({key: Answer(value) for key, value in answers.items()}, {}, {}, {}, {}, {})
    (part,) = score_unit(VETOED, UNIT, told).items
    assert list(clause_losses(VETOED.scorecards[0].items[0], part).values()) == losses


GREATEST = programme(
    [fact("c", "count", "表彰")],
    [item("1", 0, *(criterion(f"1.{n}", "bonus", term("c", rate=n), pool=Pool("就高")) for n in (2, 1)))],
)


@pytest.mark.parametrize(
    ("made", "answers", "said"),
    [
        (VETOED, {"a": True, "b": False, "c": Dec(0)}, ["", "", "", ""]),
        (VETOED, {"a": False, "b": False, "c": Dec(1)}, ["失分：10分", "", *["失分：0分（本条应失2分"] * 2]),
        (GREATEST, {"c": Dec(3)}, ["", "加分：0分（本条应加3分"]),
    ],
)
def test_explain_says_what_a_clause_counts_for(made, answers, said):
    told = Answers({key: Answer(value) for key, value in answers.items()}, {}, {}, {}, {}, {})
    (part,), (one,) = score_unit(made, UNIT, told).items, made.scorecards[0].items
    lines = zip(one.criteria, part.lines, strict=True)
    found = ["".join(counted_words(each, one, part, line)).partition("，")[0] for each, line in lines]
    assert found == [words and f"计入{words}" for words in said]


def test_a_score_given_directly_is_what_is_lost():
    told = Answers({}, {}, {}, {}, {}, {"1.1": VerifiedScore(Dec(4), "部分落实")})
    (part,) = score_unit(VETOED, UNIT, told).items
    assert clause_losses(VETOED.scorecards[0].items[0], part)["1.1"] == 6


def test_a_score_that_a_verifier_gave_is_explained_by_it_and_not_as_waiting():
    made = cases.crowd(read_programme(cases.ROOT / "samples/programmes/2012.xlsx")[0], ["城关镇"], 2, 3)
    unit = made.programme.units[0]
    origin = Origin("核定.xlsx", "乡镇核定", "K9", reason="两次通报批评")
    given = {"3.3": VerifiedScore(Dec(-1), origin.reason, "陈晓明", origin)}
    answers = {**made.answers, unit.code: replace(made.answers[unit.code], verified_scores=given)}
    verified = assess(made.programme, made.intake, answers, made.verification)
    for subject in ("3.3", "第3项"):
        said = "\n".join(explain(verified, unit, subject))
        assert "条款3.3 扣1分（核定分）" in said
        assert "待核定，暂不扣分" not in said
        assert "两次通报批评" in said
    assert "规定：由核定单位酌情扣" in "\n".join(explain(verified, unit, "3.3"))
    assert "待核定，暂不扣分" in "\n".join(explain(made, unit, "3.3"))


STOPPED_BONUS = programme(
    [fact("a", "yes_no", "制度"), fact("b", "yes_no", "弄虚作假"), fact("c", "count", "表彰")],
    [
        item(
            "1",
            10,
            criterion("1.1", "bonus", term("c", rate=1), stop("b")),
            criterion("1.2", "deduct_if_no", term("a", rate=2)),
            starts_full=True,
        )
    ],
)


@pytest.mark.office
def test_an_item_that_waits_for_what_stops_a_bonus_loses_by_it_on_the_units_sheet(office, tmp_path):
    """A missing incident of a bonus takes an item that starts full: its 失分 stands at the bonus, live as well."""
    typed = {"U0": (False, None), "U1": (False, False), "U2": (True, True)}
    units = tuple(replace(UNIT, code=code, name=f"{code}镇") for code in typed)
    given = {
        code: Answers({"a": Answer(a), "b": Answer(b), "c": Answer(Dec(1))}, {}, {}, {}, {}, {})
        for code, (a, b) in typed.items()
    }
    made = cases.assessment_of(replace(STOPPED_BONUS, units=units), given)
    (path,) = (one for one in write_results(made, tmp_path / "results") if one.stem == "汇总")
    (again,) = office.values([path])
    assert changed_values(path, again)[1] == []
    rows = [row for unit in units for row in again[unit.name]]
    assert [row[9] for row in rows if str(row[1]).strip() in {"1.1", "1.2"}] == [10, 0, 0, 2, 0, 0]
