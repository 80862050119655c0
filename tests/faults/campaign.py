"""Run the table of faults: `make simulate-faults SEEDS=0..9 ROWS=reply-lost,reorganised`.

Seeds are `FIRST..LAST`, one number, or `long` for what the table's targets ask of each row. A
violation ends in the command that repeats its seed. `--write` renews the rows' lines in
docs/reference/faults.md.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from tests.faults.rows import FAULTS, FaultRow, Tally, fault_rows

PAGE = Path("docs/reference/faults.md")
SHOWN_VIOLATIONS = 5
HEADING = """# Faults, and what held

What may go wrong, made on purpose in one process with a seeded clock, network, disk and nodes, and
what held all the same. Each line was printed by

```sh
make simulate-faults ROWS=<its name> SEEDS=<its seeds> ARGS=--write
```

on two cores that other work shared; `make test-long` runs the seeds that a target asks for, which
several lines here do not reach yet. Each row makes its own fault; the last makes all of them at
once, over several pools on one chain. A seed replays bit for bit.

| fault | target | seeds | faults made | violations | minutes | run on | measured besides |
|---|---|---|---:|---:|---:|---|---|"""
PROTECTIONS = """## What keeps each target

`tests/faults/test_fault_table.py` removes each of these, one at a time, and sees the row miss its
target without it.
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What all seeds of a row did."""

    row: FaultRow
    seeds: range
    attempts: int
    violations: tuple[tuple[int, str], ...]
    remarks: tuple[str, ...]
    seconds: float


def main(arguments: Sequence[str]) -> int:
    """Run rows and return 1 when one misses its target."""
    wanted = _parse(arguments)
    outcomes = []
    for row in _rows_named(wanted.rows):
        outcome = run_row(row, _seeds(wanted.seeds, row), workers=wanted.workers)
        outcomes.append(outcome)
        for line in _told(outcome):
            print(line, flush=True)  # noqa: T201 - a program that reports
        if wanted.write:
            # After each row, so that a run that is cut leaves what it has done.
            PAGE.write_text(page(PAGE.read_text() if PAGE.exists() else "", outcome))
    return int(any(outcome.violations for outcome in outcomes))


def run_row(row: FaultRow, seeds: range, *, workers: int) -> Outcome:
    """Run seeds of a row in forked workers; the outcome does not depend on how many."""
    began = time.monotonic()
    tallies = list(_tallies(row, seeds, workers=workers))
    violations = tuple(
        (seed, violation)
        for seed, tally in zip(seeds, tallies, strict=True)
        for violation in tally.violations
    )
    return Outcome(
        row=row,
        seeds=seeds,
        attempts=sum(tally.attempts for tally in tallies),
        violations=violations,
        remarks=tuple(dict.fromkeys(said for tally in tallies for said in tally.remarks)),
        seconds=time.monotonic() - began,
    )


def page(before: str, outcome: Outcome) -> str:
    """The reference page with the line of one row renewed; the other lines stay."""
    lines = {
        row.name: line
        for row in fault_rows()
        for line in before.splitlines()
        if line.startswith("| ") and f"(`{row.name}`)" in line
    }
    lines[outcome.row.name] = _line(outcome)
    kept = [
        f"- `{row.name}`: {'; '.join(row.protections)}" for row in fault_rows() if row.protections
    ]
    table = [lines[name] for name in FAULTS if name in lines]
    return "\n".join([HEADING, *table, "", PROTECTIONS, *kept]) + "\n"


def _line(outcome: Outcome) -> str:
    row, seeds = outcome.row, outcome.seeds
    span = f"{seeds.start}..{seeds.stop - 1}"
    cells = (
        f"{FAULTS[row.name]} (`{row.name}`)",
        row.target,
        span,
        f"{outcome.attempts:,}",
        str(len(outcome.violations)),
        f"{outcome.seconds / 60:,.1f}",
        f"{datetime.now(UTC):%Y-%m-%d}",
        "; ".join(outcome.remarks),
    )
    return f"| {' | '.join(cells)} |"


def _tallies(row: FaultRow, seeds: Sequence[int], *, workers: int) -> Iterator[Tally]:
    if workers == 1:
        yield from map(row.run, seeds)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        yield from pool.map(row.run, seeds, chunksize=max(1, len(seeds) // (workers * 8)))


def _told(outcome: Outcome) -> Iterator[str]:
    row = outcome.row
    verdict = "ok  " if not outcome.violations else "FAIL"
    yield (
        f"{verdict} {row.name:<20} {len(outcome.seeds):>6} seeds {outcome.attempts:>8} faults "
        f"{len(outcome.violations):>4} violations {outcome.seconds:>8.1f} s"
    )
    for said in outcome.remarks:
        yield f"     {said}"
    for seed, violation in outcome.violations[:SHOWN_VIOLATIONS]:
        yield f"     seed {seed}: {violation}"
        yield f"     again: make simulate-faults ROWS={row.name} SEEDS={seed}"


def _rows_named(names: str) -> tuple[FaultRow, ...]:
    rows = fault_rows()
    if not names:
        return rows
    wanted = names.split(",")
    unknown = sorted(set(wanted) - {row.name for row in rows})
    if unknown:
        sys.exit(f"no row is called {', '.join(unknown)}; there are {', '.join(FAULTS)}")
    return tuple(row for row in rows if row.name in wanted)


def _seeds(text: str, row: FaultRow) -> range:
    if text == "long":
        return range(row.long_seeds)
    first, separator, last = text.partition("..")
    return range(int(first), int(last if separator else first) + 1)


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="0..4", help="FIRST..LAST, one number, or long")
    parser.add_argument("--rows", default="", help="names, separated by commas; all without")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--write", action="store_true", help=f"renew the lines of {PAGE}")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
