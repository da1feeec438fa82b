"""Recalculating the results in another program changes no value, whatever was typed: what is cached is the engine's."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
import report_cases as cases
from programmes import second_programme_path
from recalculated import changed_values, formula_values, same
from small_programme import with_settings, zoo

from qz.model.assessment_rules import CompositePart
from qz.model.choices import PartEffect, TieBreak
from qz.model.composite import OtherScores
from qz.model.scorecards import Folding
from qz.programme.read_programme import read_programme
from qz.reports.results import write_results
from qz.scoring.compose import compose

pytestmark = pytest.mark.office


@pytest.fixture(scope="module")
def results(office, tmp_path_factory, programme_2011):
    """The samples, crowds filled at random, another programme: (assessment, path, recalculated values)."""
    folder = tmp_path_factory.mktemp("results")
    second, _ = read_programme(second_programme_path(folder))
    investment, _ = read_programme(cases.ROOT / "samples/programmes/2012.xlsx")
    assessments = {
        "样例": verified_samples(programme_2011),
        "镇街": cases.crowd(programme_2011, ["孟河镇", "河海街道"], 10, 1),
        "部门": cases.crowd(unranked(programme_2011), ["质监分局", "国税局", "经发局"], 6, 2),
        "各种": cases.crowd(capped(folded(zoo(), Folding(Decimal(20)))), ["甲镇"], 12, 4),
        "招商": composed(cases.crowd(investment, ["城关镇", "青山镇", "石门乡"], 12, 4)),
        "另一": cases.crowd(folded(second, _BASE), ["上游乡", "红旗农场", "水务局", "林业局"], 5, 3),
    }
    made = [
        (assessment, path)
        for name, assessment in assessments.items()
        for path in write_results(assessment, folder / name / "results")
        if path.suffix == ".xlsx" and formula_values(path)
    ]
    values = office.values([path for _, path in made])
    return [(assessment, path, again) for (assessment, path), again in zip(made, values, strict=True)]


_BASE = Folding(Decimal("7.5"), of_base=True, capped=False)


def folded(programme, folding):
    """The programme whose results count in a larger assessment."""
    return replace(programme, scorecards=tuple(replace(card, folding=folding) for card in programme.scorecards))


def capped(programme):
    """The programme whose bonus, totals and items' deductions are capped, so that some of its units reach each cap."""
    programme = with_settings(programme, deduct_cap=Decimal("6.5"))
    caps = {"bonus_cap": Decimal(12), "total_cap": Decimal(50)}
    return replace(programme, scorecards=tuple(replace(card, **caps) for card in programme.scorecards))


def composed(assessment):
    """With composite scores: of two rounds the mean, of one a part of the units; one part takes off, one is missing."""
    random = Random(6)  # noqa: S311

    def scores(some):
        return OtherScores({unit.name: random.choice([None, Decimal(random.randint(0, 12000)) / 100]) for unit in some})

    units = assessment.programme.units
    parts = (
        CompositePart("township", "年度考核", weight=Decimal("0.6")),
        CompositePart("township", "季度考核", ("一季度", "二季度"), Decimal("0.3"), Decimal(70), Decimal(120)),
        CompositePart("township", "专项", ("专项",), scale=Decimal(7), full=Decimal(30)),
        CompositePart("township", "负面清单", ("负面清单",), effect=PartEffect.TAKEN),
        CompositePart("township", "还没有的", ("没有",), effect=PartEffect.ADDED),
    )
    others = {"一季度": scores(units), "二季度": scores(units[::2]), "专项": scores(units[::3])}
    others["负面清单"] = scores(units[1::2])
    programme = replace(assessment.programme, composite=parts)
    return replace(assessment, programme=programme, composites=compose(programme, assessment.rankings, others))


def unranked(programme):
    """The programme where what is provisional is not ranked yet, and what was kept of the standard breaks ties."""
    return replace(
        programme, settings=replace(programme.settings, provisional_ranked=False, tie_break=(TieBreak.BASE,))
    )


def verified_samples(programme):
    answers = cases.sample_answers(programme)
    code = cases.programme_unit(programme, "西夏墅镇").code
    other = cases.programme_unit(programme, "城建局").code
    changed = cases.verify(answers[code], "brand_plan", False, "查无规划文件")
    changed = cases.give_score(changed, "6.1", "2.5", "抽查3个村，1个无记录")
    given = {code: changed, other: cases.give_score(answers[other], "5.2", "0", "事故不在本部门领域")}
    verified = cases.sample_assessment(programme, **given)
    return cases.with_verification(verified, cases.sample_assessment(programme), 3, 300)


def test_recalculation_changes_no_cached_value(results):
    found = [changed_values(path, again) for _, path, again in results]
    assert sum(counted for counted, _ in found) > 6_000
    assert [words for _, changed in found for words in changed] == []


def test_every_total_is_the_engines(results):
    """Recalculated, not as cached: 汇总 of each scorecard against the engine, unit by unit."""
    checked = apart = 0
    for assessment, path, again in results:
        for card in assessment.programme.scorecards:
            if path.stem != card.summary_name:
                continue
            heads, _, *units = again["汇总"][3:]
            rows = {row[1]: row for row in units}
            for line in assessment.rankings[card.scorecard_id]:
                row = dict(zip(heads, rows[assessment.programme.unit(line.unit_code).name], strict=False))
                if line.totals is None:
                    assert (row["名次"], row["合计"]) == ("", "")
                    continue
                got = [row[head] for head in ("名次", "标准分得分", "加分", "失分", "合计")]
                totals = line.totals
                engine = [line.rank, totals.base, totals.bonus, totals.lost, totals.total]
                if line.rank is None:
                    assert got.pop(0) == "暂不排名"
                    engine.pop(0)
                    apart += 1
                assert all(same(one, float(other)) for one, other in zip(got, engine, strict=True)), (
                    path,
                    line.unit_code,
                )
                items = [row[f"{item.number}\n{item.label}"] for item in card.items]
                score = assessment.scores[line.unit_code]
                assert all(same(one, float(part.score)) for one, part in zip(items, score.items, strict=True))
                checked += 1
    assert checked > 70
    assert apart > 3
