"""The rounds of verification made in memory are these tests' too."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "verification"))
