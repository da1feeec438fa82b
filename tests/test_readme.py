"""Everything the README promises is there: targets, commands, files, pictures, and the findings it explains."""

import re
import shlex
from pathlib import Path

import pytest

from qz.cli.main import _COMMANDS, main
from qz.findings import CATALOGUE

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
MADE = (
    "output/",
    "returns/",
    "dist/",
    "templates/mail.toml",
    "templates/2011.key",
    "forms/",
    "results/",
    "corrections/",
    "verification/",
    "mail/",
)
"""What the reader or a command makes."""


def test_every_make_target_is_one():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"make ([a-z]+)", README))
    assert named >= {"demo", "check", "forms", "mail", "collect", "new", "test"}
    assert named <= targets


WITHOUT_TARGET = {"explain", "menu"}
"""Commands that are typed as they are: one asks about a clause, the other needs nothing."""


def test_every_command_has_its_target_and_its_line_of_help():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    helped = set(re.findall(r'@echo "  make ([a-z]+) ', makefile))
    assert set(_COMMANDS) - WITHOUT_TARGET <= targets & helped


def test_every_link_leads_somewhere():
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if not link.startswith("#")]
    assert len([link for link in links if link.endswith(".png")]) == 2
    for link in links:
        assert (ROOT / link).exists(), link


def test_every_path_named_is_there_or_is_made():
    for path in re.findall(r"`([\w./<>-]+/[\w./<>-]*)`", README):
        if "<" not in path and not path.startswith(MADE):
            assert (ROOT / path).exists(), path


def test_what_it_says_of_findings_bears_their_titles():
    rows = re.findall(
        r"^\| (\S+) \|", README[README.index("## 常见问题") : README.index("## For developers")], re.MULTILINE
    )
    titles = {kind.title for kind in CATALOGUE.values()}
    assert len([row for row in rows if row in titles]) >= 8


def test_a_clerk_finds_one_page_in_chinese_first():
    chinese = README[: README.index("## For developers")]
    assert len(chinese.splitlines()) < 75
    assert re.search("[a-z]{3,} [a-z]{3,} [a-z]{3,}", re.sub(r"`[^`]*`|\(.*?\)", "", chinese)) is None


@pytest.mark.parametrize("command", re.findall(r"`\.venv/bin/qz ([^`]+)`", README))
def test_every_command_works_on_what_the_demo_read(command, tmp_path, monkeypatch, capsys):
    """The demo leaves its results in output/demo and what it read in the samples."""
    for name in ("templates", "samples"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    assert main(["collect", "--returns", "samples/2011", "--output", "output/demo"]) == 0
    assert main(shlex.split(command)) == 0
    assert "条款6.2 得" in capsys.readouterr().out
