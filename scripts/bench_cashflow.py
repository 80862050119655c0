"""Measure the cash-flow engine against plain NumPy and QuantLib, on one thread each.

Ours and each baseline run in the same process on the same inputs; they must agree to 1e-8, which
is checked before they are timed. Libraries are held to one thread, and the threads are counted.
Exit status 1 when results differ, a ratio is below its target or another thread is found. Rates
depend on the machine and on what else it does; ratios hardly do.

    python scripts/bench_cashflow.py            measure and print the table (two minutes)
    python scripts/bench_cashflow.py --json     print the rows alone, for programs
    python scripts/bench_cashflow.py --write    also write docs/reference/cashflow-speed.md
    python scripts/bench_cashflow.py --engines  instead: nanoseconds a path-month of the kernel, of
                                                its variants and of NumPy, by instruction set
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import bench_engines
import bench_monte_carlo
import bench_static
from bench_rows import Comparison, ResultsDiffer
from bench_threads import start_again_on_one_thread, threads_alive
from markdown_table import markdown_table
from numba import config

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs/reference/cashflow-speed.md"
PACKAGES: Final = ("numba", "numpy", "quantlib")
HEADS: Final = (
    "computed",
    "compared with",
    "paths",
    "ours, pool-months a second",
    "theirs",
    "ours, ns a path-month",
    "theirs",
    "ratio",
    "target",
    "compile, s",
    "disagreement",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A run of the benchmark."""

    rows: tuple[Comparison, ...]
    """Its comparisons."""
    threads: int
    """Threads the process had after them."""


def measure() -> Measured:
    """Return every comparison, compiled anew. Raises ResultsDiffer."""
    with TemporaryDirectory() as nothing_kept:
        config.CACHE_DIR = nothing_kept  # type: ignore[attr-defined]
        rows = (*bench_static.comparisons(), *bench_monte_carlo.comparisons())
        return Measured(rows, threads_alive())


def broken_promises(measured: Measured) -> list[str]:
    """Return one sentence for each promise that does not hold."""
    broken = [
        f"{row.title}: {row.ratio:.1f} times as fast, promised {row.target:g}"
        for row in measured.rows
        if row.target is not None and row.ratio < row.target
    ]
    if measured.threads != 1:
        broken.append(f"{measured.threads} threads, promised 1")
    return broken


def table(rows: Iterable[Comparison]) -> list[str]:
    """Return the lines of a Markdown table."""
    return markdown_table(HEADS, [_cells(row) for row in rows], words=2)


def circumstances(threads: int) -> str:
    """Return threads, versions and the kind of machine, in words."""
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    processor = import_module("llvmlite.binding").get_host_cpu_name()
    machine = f"{os.cpu_count()} {platform.machine()} cores of the kind LLVM calls {processor}"
    return f"{threads} thread{'' if threads == 1 else 's'} in the process; {versions}; {machine}"


def as_json(measured: Measured) -> str:
    """Return the rows with their rates and ratios, and what they were measured with."""
    rows = [
        asdict(row) | {name: getattr(row, name) for name in DERIVED_FIELDS} for row in measured.rows
    ]
    return json.dumps({"measured_with": circumstances(measured.threads), "rows": rows}, indent=1)


def page(measured: Measured) -> str:
    """Return docs/reference/cashflow-speed.md."""
    found = f"Measured with {circumstances(measured.threads)}."
    return "\n".join([*PAGE_HEAD, "", found, "", *table(measured.rows)]) + "\n"


DERIVED_FIELDS: Final = (
    "ours_rate",
    "baseline_rate",
    "ours_nanoseconds",
    "baseline_nanoseconds",
    "ratio",
)

PAGE_HEAD: Final = """\
# Speed of the cash-flow engine

Written by scripts/bench_cashflow.py (`make bench-cashflow ARGS=--write`); do not edit.

Only the ratios are reliable: rates change with the machine and with what else it does, by a third
or more. Both sides ran in the same process on the same inputs, one thread each, and agreed to 1e-8
before they were timed; the fastest of several runs counts. Compile time is what the first call took
beyond a later one; the compiled code is kept, so that it is spent once after installing.

A pool-month is one month of one pool on all the paths or scenarios it is valued over, a path-month
one month on one of them: path-months are pool-months times paths. Durations take three sets of
paths, so 1,000 paths count as 3,000. The baseline that solves for spreads projects its paths again
in every step; what counts is the path-months of the answer, not how often they were projected.

The target of 4 is against NumPy that has the formulas as they are printed. Rearranged by hand,
NumPy reaches a quarter of our speed, and without AVX the target is missed:
[decision 20](../explanation/decisions/0020-numba-for-many-pools.md) has other processors and ways.
""".splitlines()


def _cells(row: Comparison) -> tuple[str, ...]:
    return (
        row.title,
        row.baseline,
        f"{row.paths:,}",
        _rounded(row.ours_rate),
        _rounded(row.baseline_rate),
        f"{row.ours_nanoseconds:,.3g}",
        f"{row.baseline_nanoseconds:,.3g}",
        f"{row.ratio:,.0f}" if row.ratio >= 100 else f"{row.ratio:.1f}",
        "-" if row.target is None else f"{row.target:g}",
        "-" if row.compile_seconds is None else f"{row.compile_seconds:.1f}",
        f"{row.disagreement:.0e}",
    )


def _rounded(rate: float) -> str:
    """A number of two or three digits, with the millions named."""
    if rate >= 1e6:
        return f"{rate / 1e6:,.3g} million"
    return f"{float(f'{rate:.3g}'):,.0f}" if rate >= 100 else f"{rate:.3g}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the rows alone")
    parser.add_argument("--write", action="store_true", help="write the page")
    parser.add_argument("--engines", action="store_true", help="compare ways to compute a path")
    chosen = parser.parse_args(arguments)
    if chosen.engines:
        print(circumstances(threads_alive()), *bench_engines.table(), sep="\n")
        return 0
    try:
        measured = measure()
    except ResultsDiffer as differing:
        print(differing, file=sys.stderr)
        return differing.exit_code
    if chosen.json:
        print(as_json(measured))
    else:
        print(circumstances(measured.threads), *table(measured.rows), sep="\n")
    broken = broken_promises(measured)
    print(*broken, sep="\n", end="\n" if broken else "", file=sys.stderr)
    if chosen.write:
        PAGE.write_text(page(measured))
    return 1 if broken else 0


if __name__ == "__main__":
    start_again_on_one_thread()
    sys.exit(main())
