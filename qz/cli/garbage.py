"""How often Python looks for objects that only refer to one another."""

import atexit
import gc
from typing import Final

_NEW: Final = 200_000
"""New objects after which it looks: at its usual 700 a twelfth of a command's time is spent on that, at 50,000 a
twenty-fifth, and from 200,000 on memory grows faster than time falls."""


def look_seldom() -> None:
    """Have this process look seldom: commands make millions of objects, hardly any of them in circles.

    At its end it does not look at all: Python would go through every object that is left, to free what the system
    takes back anyway, which took a tenth of a command's time.
    """
    gc.set_threshold(_NEW, 20, 50)
    atexit.register(gc.freeze)
