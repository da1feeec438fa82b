"""The samples of 2011 show the whole round: claims, registers, verification, a final ranking with its reasons."""

from decimal import Decimal
from pathlib import Path

import pytest

from qz.cli.assessed import collect
from qz.model.layout import cell_name
from qz.model.returns import Verdict
from qz.model.scores import Effect
from qz.model.values import Answer, Source, Value
from qz.workbook.read.xlsx.read_xlsx import read_workbook

SAMPLES = Path(__file__).parents[2] / "samples" / "2011"


@pytest.fixture(scope="module")
def assessment(programme_2011):
    return collect(programme_2011, SAMPLES)


def difference(assessment, name):
    code = next(unit.code for unit in assessment.programme.units if unit.name == name)
    return assessment.scores[code].total - assessment.verification.self_scores[code].total


def line(assessment, name, criterion_id):
    code = next(unit.code for unit in assessment.programme.units if unit.name == name)
    lines = (line for item in assessment.scores[code].items for line in item.lines)
    return next(line for line in lines if line.criterion_id == criterion_id)


def test_everything_is_verified(assessment):
    assert assessment.stage == "核定"
    assert {stage.word for stage in assessment.verification.stages.values()} == {"核定"}
    kinds = {"核定表": 4, "台账": 1}
    for kind, count in kinds.items():
        files = [file for file in assessment.intake.received if file.kind == kind]
        assert [file.verdict for file in files] == [Verdict.COUNTED] * count
    assert {finding.code for finding in assessment.intake.findings if finding.code[0] in "KT"} == {"T11", "K25"}
    assert assessment.verification.pending == ()


def test_a_town_overrated_itself_and_one_was_corrected_upward(assessment):
    assert difference(assessment, "春江镇") == -9
    assert difference(assessment, "罗溪镇") == 8
    assert difference(assessment, "西夏墅镇") == 0


def test_a_score_given_directly_with_its_reason(assessment):
    given = line(assessment, "薛家镇", "2.3")
    assert given.points == Decimal("3.5")
    assert given.verified.reason.endswith("酌情扣减。")
    assert given.verified.given_by == "陈晓明"


def test_a_veto_found_by_the_verifier(assessment):
    veto = line(assessment, "三井街道", "7.4")
    assert veto.effect is Effect.VETO
    assert veto.award.vetoes
    assert difference(assessment, "三井街道") == -10


def test_a_register_takes_a_meeting_from_a_department_that_did_not_say(assessment):
    code = next(unit.code for unit in assessment.programme.units if unit.name == "经发局")
    answer = assessment.answers[code].facts["joint_meetings_missed"]
    assert (answer.value, answer.replaced.value, answer.origin.source) == (1, 0, Source.REGISTER)


def layers(answer: Answer | None):
    while answer is not None:
        yield answer
        answer = answer.replaced


def holds(typed: str, value: Value) -> bool:
    words = {True: {"是", "已完成"}, False: {"否", "未完成"}}
    if isinstance(value, bool):
        return typed in words[value]
    if isinstance(value, Decimal):
        return abs(Decimal(typed) - value) < Decimal("1e-9")
    return typed == str(getattr(value, "value", value))


def test_provenance_resolves_to_a_cell_with_that_value(assessment):
    """Every value that counts or was replaced, and every score given; a register's count to its rows' units."""
    books = {}
    for file in assessment.intake.received:
        if file.kind in {"佐证", "容器"} or not (SAMPLES / file.path).is_file():
            continue
        data = (SAMPLES / file.path).read_bytes()
        books[file.path, file.sha256] = read_workbook(data)
    names = {unit.code: unit.name for unit in assessment.programme.units}
    checked = 0
    for code, answers in assessment.answers.items():
        told = [*answers.facts.values(), *answers.statuses.values()]
        scored = [Answer(score.points, origin=score.origin) for score in answers.verified_scores.values()]
        for answer in (layer for each in (*told, *scored) for layer in layers(each)):
            if answer.value is None or answer.origin is None:
                continue
            origin = answer.origin
            sheet = books[origin.file, origin.sha256].sheet(origin.sheet)
            cell = next(cell for at, cell in sheet.cells.items() if cell_name(*at) == origin.cell)
            if origin.source is Source.REGISTER:
                assert cell.text == (names[code] if answer.value else "单位")
            else:
                assert holds(cell.text, answer.value), answer
            checked += 1
    assert checked > 1000
