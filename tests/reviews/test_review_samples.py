"""The samples' applications: one granted, one refused, one late; sealed, and read with the returns of the year."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from qz.cli.assessed import collect
from qz.cli.office_key import read_key
from qz.model.returns import Verdict
from qz.model.reviews import ReviewState
from qz.model.trust import Seal

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
LATE = "西夏墅镇复核申请.xlsx"
DECIDED = "收件确认.xlsx"


@pytest.mark.proof
def test_one_is_granted_one_refused_one_late(programme_2011, tmp_path):
    sealed = replace(programme_2011, key=read_key(SAMPLES / "2011.key"))
    shutil.copytree(SAMPLES / "2011", tmp_path, dirs_exist_ok=True)
    shutil.copytree(SAMPLES / "2011-复核", tmp_path / "复核", ignore=shutil.ignore_patterns(DECIDED))
    assessment = collect(sealed, tmp_path)
    names = {unit.code: unit.name for unit in sealed.units}
    states = {names[row.unit_code]: row.state for row in assessment.reviews.rows}
    assert states == {"科技局": ReviewState.CHANGED, "三井街道": ReviewState.UPHELD, "西夏墅镇": ReviewState.LATE}
    files = {file.path.removeprefix("复核/"): file for file in assessment.intake.received if "复核/" in file.path}
    assert {file.seal for file in files.values()} == {Seal.RIGHT}
    assert [name for name, file in files.items() if file.verdict is not Verdict.COUNTED] == [LATE]
    assert assessment.effects[f"复核/{LATE}"].startswith("受理申请，交核定单位答复")
    absences = assessment.answers["B09"].facts["joint_meetings_missed"]
    assert (absences.value, absences.replaced.value, absences.origin.given_by) == (1, 2, "陈晓明")
    shutil.copy(SAMPLES / "2011-复核" / DECIDED, tmp_path)
    (late,) = (row for row in collect(sealed, tmp_path).reviews.rows if row.unit_code == "Z06")
    assert (late.state, "过了复核截止时间" in late.why) == (ReviewState.REFUSED, True)
