"""A programme workbook saved by another spreadsheet program is the same programme."""

import dataclasses
from pathlib import Path

import pytest
from programmes import second_programme_path

from qz.programme.read_programme import read_programme

ROOT = Path(__file__).parents[2]


@pytest.mark.office
def test_saved_by_another_program_is_the_same_programme(office, tmp_path):
    paths = [ROOT / "templates/2010.xlsx", ROOT / "templates/2011.xlsx", second_programme_path(tmp_path)]
    for before, after in zip(paths, office.convert(paths, tmp_path / "saved"), strict=True):
        one, (other, found) = read_programme(before)[0], read_programme(after)
        assert found == ()
        assert one.digest != other.digest
        assert dataclasses.replace(one, path="", digest="") == dataclasses.replace(other, path="", digest="")
