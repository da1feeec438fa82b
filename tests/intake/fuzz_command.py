"""What all fuzz programs share: counting what became of the cases, and the command line."""

import argparse
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Tally:
    """How many cases had which outcome, and a sentence for each case that broke the promise."""

    outcomes: Counter = field(default_factory=Counter)
    faults: list = field(default_factory=list)

    def add(self, case, how, outcome, fault):
        """Count a case; ``how`` it was damaged; ``fault``: how it broke the promise, or ``""``."""
        self.outcomes[outcome] += 1
        if fault:
            self.faults.append(f"case {case} ({how}): {fault}")


def judge_each(first, cases, mutate, judge, *, describe, stops=Exception):
    """Judge the cases from ``first`` on, one at a time.

    Args:
        first: The number of the first case.
        cases: How many.
        mutate: Gives the mutant of a case.
        judge: Gives the outcome of a mutant, and how it breaks the promise.
        describe: How a mutant was damaged, in words.
        stops: Exceptions of ``judge`` that are faults of the case.
    """
    tally = Tally()
    for case in range(first, first + cases):
        mutant = mutate(case)
        try:
            outcome, fault = judge(mutant)
        except stops as accident:
            outcome, fault = "fault", f"{type(accident).__name__} {accident}"
        tally.add(case, describe(mutant), outcome, fault)
    return tally


def main(description, cases, run, write, prepare=lambda: None):
    """Run cases and print as JSON what became of them, or write one mutant. Returns the exit status.

    Args:
        description: What the program does.
        cases: How many cases are run where no number is given.
        run: Runs the cases from a first one on, and gives their ``Tally``.
        write: Gives the bytes of a case's mutant, and how it was damaged.
        prepare: Called before the cases are run.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("cases", type=int, nargs="?", default=cases)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--write", nargs=2, metavar=("CASE", "FILE"))
    options = parser.parse_args()
    if options.write:
        data, how = write(int(options.write[0]))
        Path(options.write[1]).write_bytes(data)
        print(how)  # noqa: T201 - a program
        return 0
    prepare()
    tally = run(options.first, options.cases)
    print(json.dumps({"outcomes": tally.outcomes, "faults": tally.faults}, ensure_ascii=False, indent=1))  # noqa: T201 - a program
    return 1 if tally.faults else 0
