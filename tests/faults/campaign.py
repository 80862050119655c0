"""Run the table of faults: `make simulate-faults SEEDS=0..9 ROWS=reply-lost,reorganised`.

Seeds are `FIRST..LAST`, one number, or `long` for what the table's targets ask of each row. A
violation ends in the command that repeats its seed. `--write` renews docs/reference/faults.md.
"""

import argparse
import os
import platform
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
what held all the same. A row stands for one fault; its protections are removed one at a time by
`tests/faults/test_fault_table.py`, which sees each row fail without them. A seed replays bit for
bit: `make simulate-faults ROWS=reply-lost SEEDS=17`.
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What all seeds of a row did."""

    row: FaultRow
    seeds: int
    attempts: int
    violations: tuple[tuple[int, str], ...]
    remarks: tuple[str, ...]
    seconds: float


def main(arguments: Sequence[str]) -> int:
    """Run rows and return 1 when one misses its target."""
    wanted = _parse(arguments)
    rows = _rows_named(wanted.rows)
    outcomes = []
    for row in rows:
        outcome = run_row(row, _seeds(wanted.seeds, row), workers=wanted.workers)
        outcomes.append(outcome)
        for line in _told(outcome):
            print(line, flush=True)  # noqa: T201 - a program that reports
    if wanted.write:
        PAGE.write_text(page(outcomes, command=_command(wanted)))
    return int(any(outcome.violations for outcome in outcomes))


def run_row(row: FaultRow, seeds: Sequence[int], *, workers: int) -> Outcome:
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
        seeds=len(seeds),
        attempts=sum(tally.attempts for tally in tallies),
        violations=violations,
        remarks=tuple(dict.fromkeys(said for tally in tallies for said in tally.remarks)),
        seconds=time.monotonic() - began,
    )


def page(outcomes: Sequence[Outcome], *, command: str) -> str:
    """The reference page of a run."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    lines = [
        HEADING,
        f"Made by `{command}` on {datetime.now(UTC):%Y-%m-%d} ({machine}).\n",
        "| fault | target | seeds | faults made | violations | seconds |",
        "|---|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {FAULTS[each.row.name]} (`{each.row.name}`) | {each.row.target} | {each.seeds:,} | "
        f"{each.attempts:,} | {len(each.violations)} | {each.seconds:,.0f} |"
        for each in outcomes
    ]
    lines += ["", "What keeps each target; without it the row's test fails:", ""]
    lines += [f"- `{each.row.name}`: {'; '.join(each.row.protections)}" for each in outcomes]
    remarks = [f"- `{each.row.name}`: {said}" for each in outcomes for said in each.remarks]
    if remarks:
        lines += ["", "Measured besides:", "", *remarks]
    return "\n".join(lines) + "\n"


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
        f"{verdict} {row.name:<20} {outcome.seeds:>6} seeds {outcome.attempts:>8} faults "
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
    parser.add_argument("--write", action="store_true", help=f"renew {PAGE}")
    return parser.parse_args(arguments)


def _command(wanted: argparse.Namespace) -> str:
    rows = f" ROWS={wanted.rows}" if wanted.rows else ""
    return f"make simulate-faults SEEDS={wanted.seeds}{rows} ARGS=--write"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
