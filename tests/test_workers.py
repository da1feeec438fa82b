"""Processes that share the work end with the one that started them, however that ended; each ends quickly."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qz.cli.workers import processors

ROOT = Path(__file__).parents[1]
ORDER = """
import os, time
from qz.cli.workers import workers
if __name__ == "__main__":
    with workers(1, enough=1) as executor:
        print(*{executor.submit(os.getpid).result() for _ in range(8)}, flush=True)
        executor.submit(time.sleep, 600)
        time.sleep(600)
"""
CIRCLE = """
from qz.cli.garbage import look_seldom
class Circle:
    def __init__(self):
        self.itself = self
    def __del__(self):
        print("freed")
look_seldom()
Circle()
"""


def runs(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]


@pytest.mark.proof
@pytest.mark.skipif(sys.platform != "linux" or processors() < 2, reason="it looks into /proc, and wants two processors")
def test_a_killed_command_leaves_no_process_behind(tmp_path):
    script = tmp_path / "order.py"
    script.write_text(ORDER, "utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, script], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as own:
        others = [int(word) for word in own.stdout.readline().split()]
        assert others
        assert all(map(runs, others))
        os.kill(own.pid, signal.SIGKILL)
        own.wait()
    end = time.monotonic() + 300
    while any(map(runs, others)) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(map(runs, others))


def test_a_process_at_its_end_does_not_look_for_what_could_be_freed():
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    assert subprocess.check_output([sys.executable, "-c", CIRCLE], env=environment) == b""
