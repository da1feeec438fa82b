"""The 2011 programme, read once."""

from pathlib import Path

import pytest

from qz.programme.read import read_programme

PROGRAMME = Path(__file__).parents[2] / "templates" / "2011.xlsx"


@pytest.fixture(scope="session")
def programme_2011():
    """The programme of 2011 as its workbook says it."""
    return read_programme(PROGRAMME)[0]
