"""Every hostile or damaged variant gets its verdict, its codes at their cells and nothing else, and harms no other."""

from itertools import chain

import pytest
from filled import form, layout_of, programme, unit_of
from hostile import all_variants

from qz.intake.arrivals.folder_listing import list_files
from qz.intake.reading.kept_readings import grouped
from qz.intake.receive import read_returns

BESIDE = ["农业局", "国税局"]
"""Units whose good returns are read before and after the variants, and beside each when it is decided what counts."""
VARIANTS = all_variants()
TOGETHER = 20
"""Variants whose files are examined as one table; what counts is decided for each variant by itself."""


def write(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return list(list_files(folder))


def good(folder, *names):
    return write(folder, {f"好/{name}.xlsx": form(name) for name in names})


def decided(records):
    """What the files of a folder come to, given what was examined of each."""
    return read_returns(programme(), [], layout_of, lambda _: records)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """What the good returns come to by themselves."""
    return read_returns(programme(), good(tmp_path_factory.mktemp("alone"), *BESIDE), layout_of)


@pytest.fixture(scope="module")
def examined(tmp_path_factory):
    """Gives what was examined of a variant's files and of the good returns, ``TOGETHER`` neighbours at a time."""
    known = {}

    def examine(variants):
        folder = tmp_path_factory.mktemp("variants")
        folders = [good(folder / "first", BESIDE[0])]
        folders += [write(folder / str(place), variant.files()) for place, variant in enumerate(variants)]
        folders += [good(folder / "last", BESIDE[1])]
        records = []
        read_returns(programme(), chain(*folders), layout_of, lambda found: records.extend(found) or ())
        entries = grouped(chain(*folders), records)
        first, *others, last = [[each for _ in files for each in next(entries)] for files in folders]
        assert next(entries, None) is None
        return {variant.name: [*first, *own, *last] for variant, own in zip(variants, others, strict=True)}

    def of(variant):
        if variant.name not in known:
            start = VARIANTS.index(variant) // TOGETHER * TOGETHER
            known.update(examine(VARIANTS[start : start + TOGETHER]))
        return known.pop(variant.name)

    return of


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_variant(variant, alone, examined):
    intake = decided(examined(variant))
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
        assert intake.answers[code] == alone.answers[code]


def test_there_are_enough():
    assert len(VARIANTS) >= 150
