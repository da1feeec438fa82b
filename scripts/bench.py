"""``make bench``: made programmes and returns of several sizes through every stage, beside named peers.

Prints and writes a table and a picture; judges nothing. Usage: python scripts/bench.py [--sizes 21,1500,40000]
"""

import argparse
import json
import sys
from pathlib import Path

from benchmark import jobs
from benchmark.catalogue import do

LEAST = 21
"""Units the real programme has."""


def sizes_of(text: str) -> list[int]:
    """The numbers of units named in the command line, smallest first."""
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() and int(part) >= LEAST for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r}: write whole numbers of at least {LEAST}, like 21,1500")
    return sorted(set(map(int, parts)))


def main() -> int:
    """Measure, or, with ``--job``, do one job of a measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=sizes_of, default="21,1500,40000", help="numbers of units, at least 21 each")
    parser.add_argument("--rounds", type=int, default=3, help="repetitions at sizes up to 3,000 units")
    parser.add_argument(
        "--results-up-to", type=int, default=3000, help="larger sizes' result workbooks are not written"
    )
    parser.add_argument("--output", type=Path, default=jobs.ROOT / "output" / "bench", help="where the figures go")
    parser.add_argument("--page", action="store_true", help="put table and picture into docs/performance.md")
    parser.add_argument("--scratch", type=Path, help="where made files go (by default the system's temporary folder)")
    parser.add_argument("--commands", type=sizes_of, help="measure whole commands at these sizes, and nothing else")
    parser.add_argument("--job", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.job:
        job = jobs.Job(**json.loads(arguments.job))
        try:
            jobs.answer(do(job))
        except jobs.NotMeasured as fault:
            print(fault, file=sys.stderr)
            return 1
        return 0
    if arguments.commands:
        from benchmark.publish import publish_commands  # noqa: PLC0415 - jobs need none of it

        return publish_commands(arguments.commands, arguments.output, arguments.scratch, page=arguments.page)
    from benchmark.campaign import measure  # noqa: PLC0415 - jobs need none of it
    from benchmark.commands import SIZES  # noqa: PLC0415 - as above
    from benchmark.publish import publish, publish_commands  # noqa: PLC0415 - as above

    record = measure(arguments.sizes, arguments.rounds, arguments.results_up_to, arguments.scratch)
    status = publish(record, arguments.output, page=arguments.page)
    sizes = SIZES if arguments.page else [size for size in arguments.sizes if size <= max(SIZES)]
    return publish_commands(sizes, arguments.output, arguments.scratch, page=arguments.page) or status


if __name__ == "__main__":
    raise SystemExit(main())
