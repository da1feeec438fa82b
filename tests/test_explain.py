"""``qz explain``, and a whole round from the folder: returns, verification workbooks and registers in, reasons out."""

import datetime as dt
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from qz.cli.assessed import collect
from qz.cli.main import main
from qz.model.layout import cell_name
from qz.model.returns import Verdict
from qz.model.unit_sums import Contradiction
from qz.model.values import Answer, Source
from qz.programme.read_programme import read_programme
from qz.registers.write_register import write_registers
from qz.verification.explanation import explain, find_unit
from qz.verification.unit_explainer import NothingToExplain
from qz.verification.write_workbook import write_verifications
from qz.workbook.read.xlsx.read_xlsx import read_workbook

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples" / "2011"
RETURNS = ["孟河镇.xlsx", "河海街道质量振兴自评.xlsx", "部门/科技局.xlsx"]
REASON = "第三季度监督抽查报告"


@pytest.fixture(scope="module")
def programme():
    return read_programme(ROOT / "templates" / "2011.xlsx")[0]


def type_into(path, target, edits, person="陈晓明"):
    """Fill a verification workbook in and save it."""
    book = openpyxl.load_workbook(path)
    sheet, cell = book.defined_names["verifier_person"].attr_text.split("!")
    book[sheet.strip("'")][cell.replace("$", "")] = person
    for sheet in book.worksheets[1:-1]:
        columns = {sheet.cell(1, column).value: column for column in range(1, sheet.max_column + 1)}
        for row in range(5, sheet.max_row + 1):
            for name, value in edits.get(sheet.cell(row, 1).value, {}).items():
                sheet.cell(row, columns[name]).value = value
    book.save(target)


@pytest.fixture(scope="module")
def folder(programme, tmp_path_factory):
    """A returns folder with everything in it."""
    folder = tmp_path_factory.mktemp("returns")
    for name in RETURNS:
        shutil.copy(SAMPLES / name, folder)
    made = tmp_path_factory.mktemp("verification")
    write_verifications(collect(programme, folder), made)
    rate = {"value": 0.9, "reason": REASON}
    vetoed = {"value": "是", "reason": "省台曝光一起"}
    score = {"points": 3.5, "reason": "两家企业材料不全"}
    type_into(made / "核定表-质监分局.xlsx", folder / "质监.xlsx", {
        "Z02|fact:industrial_pass_rate": rate,
        "Z02|fact:food_pass_rate": {"value": "属实"},
        "Z02|fact:standardization_work|criterion:4.1": score,
    })  # fmt: skip
    type_into(made / "核定表-工商分局.xlsx", folder / "工商.xlsx", {"Z02|fact:provincial_media_exposure": vetoed})
    type_into(made / "核定表-办公室.xlsx", folder / "办公室.xlsx", {
        "B09|task:6.1": {"value": "已完成", "reason": "补交了材料"},
        "J01|fact:reports_submitted|criterion:10.2": {"value": 4, "reason": "台账漏登"},
    })  # fmt: skip
    registers = folder / "台账.xlsx"
    write_registers(programme, registers)
    book = openpyxl.load_workbook(registers)
    for row in range(5, 8):
        book["信息报送"].cell(row, 1).value = dt.date(2011, 3, row)
        book["信息报送"].cell(row, 2).value = "孟河镇"
    book["信息报送"].cell(8, 1).value = dt.date(2011, 3, 8)
    book["信息报送"].cell(8, 2).value = "河海街道"
    book.save(registers)
    return folder


@pytest.fixture(scope="module")
def assessment(programme, folder):
    return collect(programme, folder)


def test_everything_in_the_folder_is_heard(assessment):
    verdicts = {file.path: (file.verdict, file.kind) for file in assessment.intake.received}
    assert verdicts["质监.xlsx"] == (Verdict.COUNTED, "核定表")
    assert verdicts["台账.xlsx"] == (Verdict.COUNTED, "台账")
    assert {verdict for verdict, _ in verdicts.values()} == {Verdict.COUNTED}
    codes = {finding.code for finding in assessment.intake.findings}
    assert {code for code in codes if code[0] in "KT"} == {"T11", "K21"}
    assert assessment.stage == "核定中"
    facts = assessment.answers["Z02"].facts
    assert facts["reports_submitted"].value == 3
    assert facts["reports_submitted"].origin.source is Source.REGISTER
    assert facts["reports_submitted"].replaced.value == 4
    assert assessment.answers["B09"].statuses["6.1"].value is True
    assert assessment.intake.answers["B09"].statuses["6.1"].value is False


def text(assessment, unit, subject=""):
    return "\n".join(explain(assessment, find_unit(assessment, unit), subject))


def test_a_criterion_with_a_value_replaced(assessment):
    told = text(assessment, "孟河镇", "6.2")
    file = next(file for file in assessment.intake.received if file.path == "质监.xlsx")
    own = next(file for file in assessment.intake.received if file.path == "孟河镇.xlsx")
    before = assessment.answers["Z02"].facts["industrial_pass_rate"].replaced
    for words in (
        "孟河镇　条款6.2　确保合格率和整改率达标5分",
        "结果：条款6.2 得0分",
        "90%（核定）",
        "核定人：陈晓明",
        f"理由：{REASON}",
        "出处：质监.xlsx《镇街道核定》K",
        f"{file.saved_at:%Y-%m-%d %H:%M}保存",
        f"SHA-256：{file.sha256}",
        "原自报：92%",
        f"出处：孟河镇.xlsx《自评表》{before.origin.cell}，{own.saved_at:%Y-%m-%d %H:%M}保存",
        f"SHA-256：{own.sha256}",
        "90%（核定：属实）",
        "未达标",
        "本项：6 产品质量安全：3分（标准分10）",
        "自评：条款6.2 得5分，本项8分",
    ):
        assert words in told, words


def test_a_score_given_directly(assessment):
    told = text(assessment, "孟河镇", "4.1")
    assert "结果：条款4.1 得3.5分（核定分）" in told
    assert "核定分：3.5分" in told
    assert "理由：两家企业材料不全" in told
    assert "按规则本应：4分" in told


def test_a_veto_found_by_the_verifier(assessment):
    told = text(assessment, "孟河镇", "第7项")
    assert "7 打假：0分（标准分10），因条款7.4不得分" in told
    assert "条款7.4 触发不得分" in told


def test_a_count_from_the_register(assessment):
    told = text(assessment, "孟河镇", "reports_submitted")
    assert "3条（台账）" in told
    assert "依据：登记3行（第5、6、7行），合计3" in told
    assert "原自报：4条" in told
    assert "用于条款10.2 得2分" in told


def test_a_value_verified_over_the_register(assessment):
    told = text(assessment, "河海街道", "10.2")
    layers = [told.index(words) for words in ("4条（核定）", "理由：台账漏登", "原台账：1条", "原自报：4条")]
    assert layers == sorted(layers)


def test_a_task(assessment):
    told = text(assessment, "科技局", "任务6.1")
    assert "任务6.1完成情况：已完成（核定）" in told
    assert "理由：补交了材料" in told
    assert "原自报：未完成" in told
    assert "计入条款4.1 扣3分" in told


def test_a_task_is_told_its_own_contradictions_alone(assessment, programme):
    """Not those of the unit's other tasks, nor those of another unit at the same task."""
    lead, other = find_unit(assessment, "科技局"), find_unit(assessment, "质监分局")
    another, mine = (task for task in programme.tasks if task.task_id in {"1.1", "6.1"})

    def denied(task, unit):
        missed = another.indicators[0]
        return Contradiction(task, unit.code, Answer(True), missed, Decimal(0), Decimal(1), Answer(Decimal(0)))

    def told(*contradictions):
        return text(replace(assessment, contradictions=contradictions), lead.name, f"任务{mine.task_id}")

    assert "与事实不符" not in told(denied(another, lead), denied(mine, other))
    assert "与事实不符" in told(denied(mine, lead))


def test_the_total(assessment):
    told = text(assessment, "孟河镇")
    assert told.startswith("孟河镇　总分")
    assert "镇街道第" in told
    assert "核定中（已核定" in told
    assert "自评98.5分，核定后减少" in told


@pytest.mark.parametrize(
    ("unit", "subject", "words"),
    [
        ("某镇", "6.2", "单位名册里没有“某镇”"),
        ("孟河镇", "9.9", "评分表里没有“9.9”"),
        ("孟河镇", "任务9.9", "没有任务9.9"),
        ("三井街道", "6.2", "三井街道没有采用的报送表"),
    ],
)
def test_what_there_is_not_is_said(assessment, unit, subject, words):
    with pytest.raises(NothingToExplain) as nothing:
        text(assessment, unit, subject)
    assert words in str(nothing.value)


def test_every_origin_is_a_cell_with_that_value(assessment, folder):
    """Provenance resolves: the cell named holds the value, typed as a form types it."""
    raws = {path.name: read_workbook(path.read_bytes()) for path in folder.iterdir()}
    checked = 0
    for answers in assessment.answers.values():
        for answer in (*answers.facts.values(), *answers.statuses.values()):
            layers = []
            while answer is not None:
                layers.append(answer)
                answer = answer.replaced  # noqa: PLW2901
            for layer in layers:
                if layer.origin is None or layer.origin.source is Source.REGISTER or layer.value is None:
                    continue
                sheet = raws[layer.origin.file].sheet(layer.origin.sheet)
                cell = next(cell for at, cell in sheet.cells.items() if cell_name(*at) == layer.origin.cell)
                checked += 1
                assert holds(cell.text, layer.value), layer
    assert checked > 150


def holds(typed, value):
    words = {True: {"是", "已完成", "1"}, False: {"否", "未完成"}}
    if isinstance(value, bool):
        return typed in words[value]
    return typed == str(getattr(value, "value", value)) or abs(float(typed) - float(value)) < 1e-9


def test_the_command(folder, capsys):
    assert main(["explain", "孟河镇", "6.2", "--returns", str(folder)]) == 0
    assert f"理由：{REASON}" in capsys.readouterr().out
    assert main(["explain", "科技局", "任务", "6.1", "--returns", str(folder)]) == 0
    assert "已完成（核定）" in capsys.readouterr().out
    assert main(["explain", "孟河镇", "9.9", "--returns", str(folder)]) == 2
    assert "评分表里没有“9.9”" in capsys.readouterr().err
    assert main(["explain", "--returns", str(folder)]) == 2
    assert "没有写明单位" in capsys.readouterr().err


def test_a_fact_names_the_criterion_it_is_used_for_with_its_points(assessment):
    uses = [line for line in text(assessment, "孟河镇", "industrial_pass_rate").splitlines() if line.startswith("用于")]
    assert len(uses) == 1
    assert uses[0].startswith("用于条款6.2 得0分：")
