"""Forms edited in a real spreadsheet program: every value right or asked about, as where the edits are simulated."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from filled import form, good_answers, layout_of, programme, unit_of

from qz.intake.receive import read_returns

pytestmark = pytest.mark.office
TOWN, CARD, TASKS = "孟河镇", "自评表", "任务完成情况"
EDITS = {
    "rows": ([["insert rows", CARD, 9, 2], ["insert rows", TASKS, 0, 3], ["delete rows", CARD, 2, 1]], []),
    "columns": ([["insert columns", CARD, 0, 1], ["insert columns", CARD, 5, 2], ["delete columns", TASKS, 5, 1]], []),
    "sheets": ([["rename", CARD, "Sheet1"], ["move", "Sheet1", 0], ["remove", "填表说明"]], []),
    "copy": ([["copy", CARD, "自评表 (2)"]], ["L08"]),
    "deleted": ([["delete rows", CARD, 10, 1]], ["L05", "L05"]),
    "no keys": ([["delete columns", CARD, 0, 1]], ["L02"]),
    "hidden": ([["hide rows", CARD, 6, 3], ["hide rows", TASKS, 9, 1]], ["L14"]),
    "merged": ([["merge", CARD, "I7:I8"]], ["L13"]),
    "no sheet": ([["remove", CARD]], ["L06"]),
}


@pytest.fixture(scope="module")
def edited(office, tmp_path_factory):  # noqa: ARG001 - skips where there is no office
    folder = tmp_path_factory.mktemp("edited")
    (folder / "form.xlsx").write_bytes(form(TOWN))
    orders = []
    for name, (steps, _) in EDITS.items():
        targets = [folder / kind / name / f"a.{kind}" for kind in ("xlsx", "xls", "ods")]
        for target in targets:
            target.parent.mkdir(parents=True)
        orders.append({"open": str(folder / "form.xlsx"), "do": steps, "save": [str(target) for target in targets]})
    plan = folder / "orders.json"
    plan.write_text(json.dumps(orders), "utf-8")
    script = Path(__file__).with_name("office_edit.py")
    done = subprocess.run(
        ["/usr/bin/python3", str(script), str(plan), str(folder / "profile")],
        capture_output=True, text=True, timeout=900, check=False,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "scripts")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize("name", EDITS)
def test_edited(edited, name, kind):
    intake = read_returns(programme(), edited / kind / name, layout_of)
    codes = sorted(finding.code for finding in intake.findings if finding.code != "I11")
    assert codes == EDITS[name][1], [finding.sentence for finding in intake.findings]
    answers = intake.answers[unit_of(TOWN).code]
    given = good_answers(unit_of(TOWN))
    for table in ("facts", "statuses", "notes", "particulars"):
        for key, answer in getattr(answers, table).items():
            assert answer.invalid or answer.value == getattr(given, table)[key].value
    if not EDITS[name][1]:
        assert not any(answer.invalid for answer in answers.facts.values())
