"""Every hostile or damaged variant gets its verdict, its codes at their cells and nothing else, and harms no other."""

import pytest
from filled import form, layout_of, programme, unit_of
from hostile import all_variants

from qz.intake.receive import read_returns

BESIDE = ["农业局", "国税局"]
"""Units whose good returns lie beside every variant."""
VARIANTS = all_variants()


def write(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """What the good returns come to by themselves."""
    folder = tmp_path_factory.mktemp("alone")
    write(folder, {f"好/{name}.xlsx": form(name) for name in BESIDE})
    return read_returns(programme(), folder, layout_of)


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_variant(variant, tmp_path, alone):
    write(tmp_path, {f"好/{name}.xlsx": form(name) for name in BESIDE} | variant.files())
    intake = read_returns(programme(), tmp_path, layout_of)
    found = [
        (each.file, each.code, each.sheet, each.cell) for each in intake.findings if not each.file.startswith("好/")
    ]
    assert sorted(found) == sorted(variant.findings), [each.sentence for each in intake.findings]
    received = {file.path: file.verdict.value for file in intake.received if not file.path.startswith("好/")}
    assert received == variant.verdicts
    assert all(file.reason for file in intake.received)
    for name in BESIDE:
        code = unit_of(name).code
        assert intake.returns[code] == alone.returns[code]


def test_there_are_enough():
    assert len(VARIANTS) >= 150
