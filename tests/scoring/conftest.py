"""The filled forms of the intake's tests are these tests' returns too."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "intake"))
