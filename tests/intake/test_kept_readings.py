"""Returns that have not changed are not read again, and nobody can tell but by the time it takes."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from qz.cli.sent_forms import SentForms
from qz.engine.kept.codec import Codec
from qz.engine.kept.kept_texts import KeptTexts
from qz.engine.parallel.packed import pack
from qz.intake.intake_records import PackedReading
from qz.intake.reading import examiner as module
from qz.intake.reading import kept_readings as kept_module
from qz.intake.receive import read_returns
from qz.layout.form import FormPlanner

SAMPLES = Path(__file__).parents[2] / "samples" / "2011"


@pytest.fixture
def returns(tmp_path):
    """A few of the samples, with a folder of evidence, an archive and what the office itself added."""
    others = shutil.ignore_patterns("部门", "核定", "*街道*", "新桥镇*", "春江镇*", "罗溪镇*")
    return Path(shutil.copytree(SAMPLES, tmp_path / "returns", ignore=others))


@pytest.fixture
def opened(monkeypatch):
    """The entries of the folder that were opened."""
    paths = []
    real = module.open_listed
    monkeypatch.setattr(module, "open_listed", lambda listed: (paths.append(listed.path), real(listed))[1])
    return paths


def told(programme, folder, kept=None, *, locked=True):
    blank_of = SentForms(programme) if locked else None
    intake = read_returns(programme, folder, FormPlanner(programme).layout, blank_of=blank_of, kept=kept)
    return replace(intake, answers=dict(intake.answers), returns=dict(intake.returns))


def test_the_same_is_read_with_and_without(programme_2011, returns, tmp_path, opened):
    kept = KeptTexts(tmp_path / "kept", "programme", b"key")
    fresh = told(programme_2011, returns)
    assert told(programme_2011, returns, kept) == fresh
    opened.clear()
    assert told(programme_2011, returns, kept) == fresh
    assert opened == []


def test_only_what_changed_is_read_again(programme_2011, returns, tmp_path, opened):
    kept = KeptTexts(tmp_path / "kept", "programme", b"key")
    told(programme_2011, returns, kept)
    new, moved, gone, *_ = sorted(returns.rglob("*.xlsx"))
    new.write_bytes(new.read_bytes() + b"\x00")
    moved = moved.rename(moved.with_name("别的名字.xlsx"))
    gone.unlink()
    opened.clear()
    again = told(programme_2011, returns, kept)
    assert sorted(opened) == sorted(path.relative_to(returns).as_posix() for path in (new, moved))
    assert again == told(programme_2011, returns)


def test_other_circumstances_are_another_matter(programme_2011, returns, tmp_path, opened):
    files = sum(path.is_file() for path in returns.rglob("*"))
    told(programme_2011, returns, KeptTexts(tmp_path / "kept", "programme", b"key"))
    for kept, locked in (
        (KeptTexts(tmp_path / "kept", "another programme", b"key"), True),
        (KeptTexts(tmp_path / "kept", "programme", b"another key"), True),
        (KeptTexts(tmp_path / "kept", "programme", b"key"), False),
    ):
        opened.clear()
        told(programme_2011, returns, kept, locked=locked)
        assert len(opened) == files


def test_what_somebody_changed_is_read_anew(programme_2011, returns, tmp_path, opened):
    kept = KeptTexts(tmp_path / "kept", "programme", b"key")
    fresh = told(programme_2011, returns, kept)
    spoilt = sorted((tmp_path / "kept").glob("*/*"))[::3]
    for path in spoilt:
        path.write_bytes(b"x" * 100)
    opened.clear()
    assert told(programme_2011, returns, kept) == fresh
    assert len(opened) == len(spoilt)


class Run:
    """Makes a file where it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_nothing_stored_is_unpickled(programme_2011, returns, tmp_path, monkeypatch):
    kept = KeptTexts(tmp_path / "kept", "programme", b"key")
    forged = pack(Run(tmp_path / "run"))
    with monkeypatch.context() as patch:
        patch.setattr(kept_module, "_stored", lambda _: forged)
        told(programme_2011, returns, kept)
    with pytest.raises(ValueError, match="not a packed text"):
        told(programme_2011, returns, kept)
    assert not (tmp_path / "run").exists()


def test_what_a_codec_cannot_write_is_not_stored_as_a_pickle(programme_2011, returns, tmp_path, opened, monkeypatch):
    monkeypatch.setattr(PackedReading, "codec", Codec([]))
    fresh = told(programme_2011, returns)
    kept = KeptTexts(tmp_path / "kept", "programme", b"key")
    assert told(programme_2011, returns, kept) == fresh
    opened.clear()
    assert told(programme_2011, returns, kept) == fresh
    assert {each.file.path for each in fresh.returns.values()} <= set(opened)
