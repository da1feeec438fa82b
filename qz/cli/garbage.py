"""How often Python looks for objects that only refer to one another."""

import gc
from typing import Final

_NEW: Final = 200_000
"""New objects after which it looks: at its usual 700 a twelfth of a command's time is spent on that, at 50,000 a
twenty-fifth, and from 200,000 on memory grows faster than time falls."""


def look_seldom() -> None:
    """Have this process look seldom: commands make millions of objects, hardly any of them in circles."""
    gc.set_threshold(_NEW, 20, 50)
