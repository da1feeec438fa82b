"""What a person sees in a terminal, and what a file or another program gets instead."""

import os
import re
import subprocess
import sys

import pytest
from rich.cells import cell_len

CODE = """
from qz.cli.console import announce, progress, say, table, working
announce("开始……")
units = ["[red]春江镇", "西夏墅镇", "很长很长很长很长很长很长很长很长很长的文件名.xlsx"]
for unit in progress(units, 2, "生成填报表", lambda unit: unit):
    pass
with working("核对、计分"):
    pass
table(["状态", "单位数", "单位"], [["合格", "18", "[bold]质监分局"], ["未报送", "1", "龙虎塘街道"]])
say("下一步：[b]发给各单位。")
"""


def in_terminal():
    pty = pytest.importorskip("pty", reason="no pseudo-terminals here")
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="30")
        os.execv(sys.executable, [sys.executable, "-c", CODE])  # noqa: S606 - the suite's own code
    shown = b""
    try:
        while piece := os.read(terminal, 4096):
            shown += piece
    except OSError:  # the terminal closes with its program
        pass
    assert os.waitpid(pid, 0)[1] == 0
    return shown.decode()


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_in_a_terminal():
    shown = in_terminal()
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    lines = [line for line in re.split(r"[\r\n]+", plain) if line.strip()]
    bars = [line for line in lines if line.startswith("生成填报表")]
    assert any("0/2 [red]春江镇" in bar for bar in bars)
    assert any("2/3 …" in bar for bar in bars), "more than were expected move the goal"
    assert all(cell_len(line) <= 80 for line in lines)
    assert "开始" not in plain
    rows = [line for line in lines if "│" in line or "┃" in line]
    assert len({cell_len(re.split("[│┃]", row)[0]) for row in rows}) == 1, "columns line up"
    assert "[bold]质监分局" in rows[1]
    assert lines[-1] == "下一步：[b]发给各单位。"


def test_elsewhere_plain_lines():
    said = subprocess.run([sys.executable, "-c", CODE], capture_output=True, check=True, encoding="utf-8").stdout
    assert said.splitlines() == [
        "开始……",
        "  状态 合格  单位数 18  单位 [bold]质监分局",
        "  状态 未报送  单位数 1  单位 龙虎塘街道",
        "下一步：[b]发给各单位。",
    ]
