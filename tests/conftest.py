"""Fixtures the whole suite shares."""

from pathlib import Path

import pytest
from office import office

from qz.model.programme import Programme
from qz.programme.read_programme import read_programme

__all__ = ["office", "programme_2011"]

PROGRAMME = Path(__file__).parents[1] / "templates" / "2011.xlsx"


@pytest.fixture(scope="session")
def programme_2011() -> Programme:
    """The programme of 2011 as its workbook says it."""
    return read_programme(PROGRAMME)[0]
