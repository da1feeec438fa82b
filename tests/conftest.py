"""Fixtures the whole suite shares."""

import gc
import hashlib
import os
from collections import Counter
from pathlib import Path

import hypothesis
import made_once  # noqa: F401 - before anything else of the project
import merged_cells  # noqa: F401 - before workbooks are opened
import pytest
from office import office

from qz.cli import office_key
from qz.cli.garbage import look_seldom
from qz.model.programme import Programme
from qz.programme.read_programme import read_programme

__all__ = ["office", "programme_2011"]

ROOT = Path(__file__).parents[1]
PROGRAMME = ROOT / "templates" / "2011.xlsx"

ANY_SPEED = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("repeatable", derandomize=True, database=None, **ANY_SPEED)
hypothesis.settings.register_profile("at random", max_examples=2000, **ANY_SPEED)
hypothesis.settings.load_profile("repeatable")
"""A run tries what the last one tried, however busy the machine; ``--hypothesis-profile="at random"`` looks further."""


def pytest_configure():
    """Tests that call functions look for circles as seldom as commands do."""
    look_seldom()


def pytest_collection_finish():
    """What was collected stays to the end: the collector of garbage need not go through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def keys_apart(tmp_path_factory):
    """The keys that tests make of the project's own programmes lie apart, each test's by itself."""
    folder, beside = tmp_path_factory.mktemp("keys"), office_key.key_path

    def apart(path):
        if not path.resolve().is_relative_to(ROOT):
            return beside(path)
        test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
        return folder / f"{hashlib.sha256(test.encode()).hexdigest()[:16]}-{path.stem}.key"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(office_key, "key_path", apart)
        patch.setattr(office_key, "token_hex", _repeatable_tokens())
        yield


def _repeatable_tokens():
    """Tokens in place of random ones: the n-th is the same in every test and run, and no two of a test are equal."""
    made = Counter()

    def token_hex(nbytes):
        test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
        made[test] += 1
        return hashlib.shake_256(str(made[test]).encode()).hexdigest(nbytes)

    return token_hex


@pytest.fixture(scope="session")
def programme_2011() -> Programme:
    """The programme of 2011 as its workbook says it."""
    return read_programme(PROGRAMME)[0]
