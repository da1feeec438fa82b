"""Every refused or skipped file of the hostile ones, beside the good returns, changes no result but the register."""

import pytest
from filled import form
from hostile import REFUSED, SKIPPED, all_variants

from qz.cli.kept_results import FOLDER
from qz.cli.main import main

GOOD = ["孟河镇", "薛家镇", "质监分局", "国税局"]
REGISTER = "收件登记.xlsx"


def collect(folder, output):
    assert main(["collect", "--returns", str(folder), "--output", str(output)]) == 0
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in sorted(output.rglob("*"))
        if path.is_file() and path.name != REGISTER and FOLDER not in path.parts
    }


@pytest.fixture
def returns(tmp_path):
    folder = tmp_path / "收件"
    folder.mkdir()
    for name in GOOD:
        (folder / f"{name}.xlsx").write_bytes(form(name))
    return folder


@pytest.mark.proof
def test_results_are_the_same_byte_for_byte(returns, tmp_path):
    before = collect(returns, tmp_path / "甲")
    refused = [
        variant
        for variant in all_variants()
        if set(variant.verdicts.values()) <= {REFUSED, SKIPPED}
        and all(code != "I10" for _, code, *_ in variant.findings)
    ]
    assert len(refused) > 80
    for place, variant in enumerate(refused):
        for name, data in variant.files().items():
            path = returns / f"坏{place:03d}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    after = collect(returns, tmp_path / "乙")
    assert sorted(after) == sorted(before)
    assert [name for name in before if before[name] != after[name]] == []
    assert any(name.endswith("排名.xlsx") for name in before)
