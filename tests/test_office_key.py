"""Which key a folder of returns is held against: the samples' public one for nothing but samples."""

import argparse
import shutil
from pathlib import Path

import pytest

from qz.cli.office_key import SAMPLES, returns_key

ROOT = Path(__file__).parents[1]
PUBLIC = SAMPLES / "2011.key"


@pytest.fixture
def used(tmp_path, monkeypatch):
    """The key's path for a folder made by ``change`` out of a copy of the samples."""
    for name in ("samples", "templates"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)

    def key(change, folder="收到的"):
        shutil.copytree(SAMPLES / "2011", folder)
        change(Path(folder))
        return returns_key(argparse.Namespace(returns=Path(folder)), Path("方案/2011.xlsx"), 2011)[0]

    return key


def sent_in(folder):
    (folder / "信.eml").write_bytes(b"From: a@b.c\nTo: x@y.z\n\n")


def changed(folder):
    path = folder / "孟河镇.xlsx"
    path.write_bytes(path.read_bytes()[:-1] + b"!")


def without_verifiers(folder):
    shutil.rmtree(folder / "核定")


@pytest.mark.parametrize(
    ("change", "is_trial"),
    [(lambda _: None, True), (without_verifiers, True), (sent_in, False), (changed, False), (shutil.rmtree, False)],
)
def test_only_samples_are_held_against_their_key(used, change, is_trial):
    assert used(change) == (PUBLIC if is_trial else Path("方案/2011.key"))


def test_the_years_returns_never_are(used):
    assert used(lambda _: None, "returns/2011") == Path("方案/2011.key")


def test_the_samples_where_they_lie_are(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert returns_key(argparse.Namespace(returns=ROOT / SAMPLES / "2011"), Path("2011.xlsx"), 2011)[0] == PUBLIC
