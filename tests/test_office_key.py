"""Which key a folder of returns is held against: the samples' public one for nothing but samples."""

import argparse
from pathlib import Path

import pytest

from qz.cli.office_key import returns_key

ROOT = Path(__file__).parents[1]
OWN, PUBLIC = Path("方案/2011.key"), Path("samples/2011.key")
FOLDERS = {
    "samples/2011": PUBLIC,
    "samples/2011/部门": PUBLIC,
    "output/demo/各单位报来的": PUBLIC,
    "returns/2011": OWN,
    "returns": OWN,
    "output": OWN,
    "output/2011": OWN,
    "samples/../returns/2011": OWN,
    "收到的/samples/2011": OWN,
    "链接": OWN,
}


@pytest.mark.parametrize("folder", FOLDERS)
def test_only_what_lies_among_the_samples_is_held_against_their_key(folder, tmp_path, monkeypatch):
    """A copy of every sample in the mail, or a link among them that leads elsewhere, changes nothing."""
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples/2011.key").write_bytes((ROOT / "samples/2011.key").read_bytes())
    (tmp_path / "链接").symlink_to(tmp_path / "returns")
    monkeypatch.chdir(tmp_path)
    assert returns_key(argparse.Namespace(returns=Path(folder)), Path("方案/2011.xlsx"), 2011)[0] == FOLDERS[folder]
    assert returns_key(argparse.Namespace(returns=None), Path("方案/2011.xlsx"), 2011)[0] == OWN
