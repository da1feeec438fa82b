"""The programme of 2011, read once for the tests of forms."""

import form_cases
import pytest


@pytest.fixture(scope="session")
def programme():
    """The programme of 2011 as its workbook says it."""
    return form_cases.programme_2011()
