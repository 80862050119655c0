"""Measure the cash-flow engine against plain NumPy and QuantLib, on one thread each.

Ours and each baseline run in the same process on the same inputs; they must agree to 1e-8, which
is checked before they are timed. Exit status 1 when a disagreement is larger or a ratio is below
its target. Rates depend on the machine and on what else it does; ratios hardly do.

    python scripts/bench_cashflow.py            measure and print the table (a minute)
    python scripts/bench_cashflow.py --json     print the rows alone, for programs
    python scripts/bench_cashflow.py --write    also write docs/reference/cashflow-speed.md
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import asdict
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import bench_monte_carlo
import bench_static
from bench_rows import Comparison
from numba import config

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs/reference/cashflow-speed.md"
AGREEMENT: Final = 1e-8
THREADS: Final = 1
PACKAGES: Final = ("numba", "numpy", "quantlib")
HEADS: Final = (
    "computed",
    "compared with",
    "ours, a second",
    "theirs, a second",
    "ratio",
    "target",
    "compile, s",
    "disagreement",
)


def measure() -> list[Comparison]:
    """Return every comparison, compiled anew."""
    with TemporaryDirectory() as nothing_kept:
        config.CACHE_DIR = nothing_kept  # type: ignore[attr-defined]
        return [*bench_static.comparisons(), *bench_monte_carlo.comparisons()]


def broken_promises(rows: Iterable[Comparison]) -> list[str]:
    """Return one sentence for each promise that does not hold."""
    broken = []
    for row in rows:
        if not row.disagreement <= AGREEMENT:
            broken.append(f"{row.title}: differs from {row.baseline} by {row.disagreement:.1e}")
        if row.target is not None and row.ratio < row.target:
            broken.append(f"{row.title}: {row.ratio:.1f} times as fast, promised {row.target:g}")
    return broken


def table(rows: Iterable[Comparison]) -> list[str]:
    """Return the lines of a Markdown table."""
    cells = [HEADS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADS))]
    lines = [_line(line, widths) for line in cells]
    rule = ["-" * width for width in widths[:2]] + ["-" * (width - 1) + ":" for width in widths[2:]]
    return [lines[0], "| " + " | ".join(rule) + " |", *lines[1:]]


def circumstances() -> str:
    """Return threads, versions and the kind of machine, in words."""
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    processor = import_module("llvmlite.binding").get_host_cpu_name()
    machine = f"{os.cpu_count()} {platform.machine()} cores of the kind LLVM calls {processor}"
    return f"{THREADS} thread on both sides; {versions}; {machine}"


def as_json(rows: Iterable[Comparison]) -> str:
    """Return the rows with their rates and ratios, and what they were measured with."""
    measured = [
        asdict(row)
        | {"ours_rate": row.ours_rate, "baseline_rate": row.baseline_rate, "ratio": row.ratio}
        for row in rows
    ]
    return json.dumps({"measured_with": circumstances(), "rows": measured}, indent=1)


def page(rows: Iterable[Comparison]) -> str:
    """Return docs/reference/cashflow-speed.md."""
    return "\n".join([*PAGE_HEAD, "", f"Measured with {circumstances()}.", "", *table(rows)]) + "\n"


PAGE_HEAD: Final = """\
# Speed of the cash-flow engine

Written by scripts/bench_cashflow.py (`make bench-cashflow ARGS=--write`); do not edit.

Only the ratios are reliable: rates change with the machine and with what else it does, by a third
or more. Both sides ran in the same process, one thread each, on the same inputs, and agreed to
1e-8 before they were timed; the fastest of several runs counts. Compile time is what the first
call took beyond a later one; the compiled code is kept, so that it is spent once after installing.
""".splitlines()


def _cells(row: Comparison) -> tuple[str, ...]:
    return (
        row.title,
        row.baseline,
        f"{_rounded(row.ours_rate)} {row.unit}",
        _rounded(row.baseline_rate),
        f"{row.ratio:,.0f}" if row.ratio >= 100 else f"{row.ratio:.1f}",
        "-" if row.target is None else f"{row.target:g}",
        f"{row.compile_seconds:.1f}",
        f"{row.disagreement:.0e}",
    )


def _rounded(rate: float) -> str:
    """A number of two or three digits, with the millions named."""
    if rate >= 1e6:
        return f"{rate / 1e6:,.3g} million"
    return f"{float(f'{rate:.3g}'):,.0f}" if rate >= 100 else f"{rate:.3g}"


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    padded = [cell.ljust(width) for cell, width in zip(cells[:2], widths[:2], strict=True)]
    padded += [cell.rjust(width) for cell, width in zip(cells[2:], widths[2:], strict=True)]
    return "| " + " | ".join(padded) + " |"


def main() -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the rows alone")
    parser.add_argument("--write", action="store_true", help="write the page")
    chosen = parser.parse_args()
    rows = measure()
    broken = broken_promises(rows)
    if chosen.json:
        print(as_json(rows))
    else:
        print(circumstances(), *table(rows), sep="\n")
    for promise in broken:
        print(promise, file=sys.stderr)
    if chosen.write:
        PAGE.write_text(page(rows))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
