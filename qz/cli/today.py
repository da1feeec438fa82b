"""The time at which a command works: the clock's, or the day of ``--today``."""

import argparse
import datetime as dt

from qz.cli.assessment_folder import usual_year
from qz.cli.stop import Stop


def as_of(arguments: argparse.Namespace) -> dt.datetime:
    """Naive local time: the beginning of ``--today``, else the clock's. Raises ``Stop`` where it is no date."""
    if not arguments.today:
        return dt.datetime.now()  # noqa: DTZ005 - the office's own clock
    try:
        return dt.datetime.combine(dt.date.fromisoformat(arguments.today), dt.time())
    except ValueError:
        raise Stop(f"--today 后面的“{arguments.today}”不是日期，应写成 {usual_year()}-12-10 这样。") from None
