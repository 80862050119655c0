"""Measure how long the tree of a tape takes, by fields and with a leaf a loan.

The loans are made up: 20,000 different ones of the usual shape, repeated under other numbers. What
is timed is `tape_tree`, from loans in memory to the root, on one core, in seconds of processor time,
so that others on the machine count less. Exit status 1 when a target is missed. Seconds depend on
the machine; ratios hardly do.

    python scripts/bench_commitment.py                a million loans (two minutes)
    python scripts/bench_commitment.py --loans 50000  fewer, held to no target
    python scripts/bench_commitment.py --json         print the figures alone, for programs
    python scripts/bench_commitment.py --write        also write docs/reference/commitment.md
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Final

from keccak_baseline import keccak_in_python
from markdown_table import markdown_table

from oracle.commitment.field_leaves import FIELDS
from oracle.commitment.tape_tree import Leaves, tape_tree
from rwa.chain.hashing import keccak
from rwa.core.ids import LoanId
from rwa.pool.generator import generate_pool
from rwa.pool.tape import LoanTape

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs/reference/commitment.md"
LOANS: Final = 1_000_000
DIFFERENT: Final = 20_000
SALT: Final = bytes(range(32))
TARGET_SECONDS: Final = {Leaves.LOAN: 20.0, Leaves.FIELDS: 90.0}
"""Most a million loans may take."""
TARGET_GIGABYTES: Final = 2.0
SAMPLE: Final = 300
"""Hashes that plain Python computes."""
LEAF_BYTES: Final = 224
"""What a field's leaf is the hash of: a salt, two places, two texts of one word."""


class HashesDiffer(Exception):
    """The baseline does not compute Keccak-256."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One tree that was built."""

    leaves: str
    """How loans became leaves."""
    loans: int
    """Loans of the tape."""
    seconds: float
    """Of processor time, from the tape to the root."""
    hashes: int
    """Keccak hashes computed, salts among them."""
    peak_gigabytes: float
    """Most memory of the process so far, the tape included."""

    @property
    def loans_a_second(self) -> float:
        """Loans a second."""
        return self.loans / self.seconds

    @property
    def hashes_a_second(self) -> float:
        """Hashes a second, with all that is done between them."""
        return self.hashes / self.seconds


@dataclass(frozen=True, slots=True)
class Report:
    """A run of the benchmark."""

    rows: tuple[Measured, ...]
    """A leaf a loan, then by fields."""
    tape_gigabytes: float
    """Memory of the process with the tape alone."""
    python_ratio: float
    """How many times as long a field's inner hash takes in plain Python."""

    @property
    def fields_ratio(self) -> float:
        """How many times as long a tree by fields takes."""
        loan, fields = self.rows
        return fields.seconds / loan.seconds


def hashes_of(leaves: Leaves, loans: int) -> int:
    """Return how many Keccak hashes a tree takes: salt, loan hash, leaf, pairs of the tape's tree.

    By fields, two for each leaf and the pairs of the loan's own tree besides.
    """
    own = 3 * len(FIELDS) - 1 if leaves is Leaves.FIELDS else 0
    return loans * (3 + own) + loans - 1


def made_up_tape(loans: int) -> LoanTape:
    """Return a tape of so many loans, a month after issue."""
    made = generate_pool(seed=7, loan_count=min(loans, DIFFERENT))
    repeated = tuple(
        replace(made.loans[at % len(made.loans)], loan_id=LoanId(f"L{at:09d}"))
        for at in range(loans)
    )
    pool = replace(made.pool, original_loan_count=loans)
    return LoanTape(pool=pool, as_of=made.as_of + 1, loans=repeated)


def measure(loans: int) -> Report:
    """Build both trees of one tape. Raises HashesDiffer."""
    ratio = python_ratio()
    tape = made_up_tape(loans)
    before = peak_gigabytes()
    return Report(tuple(_built(tape, leaves) for leaves in TARGET_SECONDS), before, ratio)


def _built(tape: LoanTape, leaves: Leaves) -> Measured:
    start = time.process_time()
    tape_tree(tape, salt=SALT, leaves=leaves)
    seconds = time.process_time() - start
    loans = len(tape.loans)
    return Measured(leaves.value, loans, seconds, hashes_of(leaves, loans), peak_gigabytes())


def python_ratio() -> float:
    """Return how much slower Keccak is in plain Python. Raises HashesDiffer."""
    inputs = [at.to_bytes(LEAF_BYTES, "big") for at in range(SAMPLE)]
    if [keccak_in_python(data) for data in inputs[:20]] != [keccak(data) for data in inputs[:20]]:
        raise HashesDiffer
    return _seconds(keccak_in_python, inputs) / (_seconds(keccak, inputs * 100) / 100)


def _seconds(hashed: Callable[[bytes], bytes], inputs: Sequence[bytes]) -> float:
    start = time.process_time()
    for data in inputs:
        hashed(data)
    return time.process_time() - start


def peak_gigabytes() -> float:
    """Return the most memory this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def broken_promises(report: Report) -> list[str]:
    """Return one sentence for each target that is missed."""
    broken = [
        f"{row.leaves}: {row.seconds:.1f} s, promised {TARGET_SECONDS[Leaves(row.leaves)]:g}"
        for row in report.rows
        if row.seconds > TARGET_SECONDS[Leaves(row.leaves)]
    ]
    peak = report.rows[-1].peak_gigabytes
    if peak > TARGET_GIGABYTES:
        broken.append(f"memory: {peak:.2f} GB, promised {TARGET_GIGABYTES:g}")
    return broken


def table(report: Report) -> list[str]:
    """Return the lines of a Markdown table."""
    heads = ("leaves", "loans", "seconds", "target", "loans/s", "hashes/s", "hashes", "peak, GB")
    rows = [
        (
            row.leaves,
            f"{row.loans:,}",
            f"{row.seconds:.1f}",
            f"{TARGET_SECONDS[Leaves(row.leaves)]:g}",
            f"{row.loans_a_second:,.0f}",
            f"{row.hashes_a_second:,.0f}",
            f"{row.hashes:,}",
            f"{row.peak_gigabytes:.2f}",
        )
        for row in report.rows
    ]
    return markdown_table(heads, rows, words=1)


def findings(report: Report) -> list[str]:
    """Return what the table does not say, one line each."""
    return [
        f"By fields takes {report.fields_ratio:.1f} times as long as a leaf a loan.",
        f"Keccak in plain Python takes {report.python_ratio:,.0f} times as long as in C.",
        f"The tape alone takes {report.tape_gigabytes:.2f} GB of the memory.",
    ]


def circumstances() -> str:
    """Return versions and the kind of machine, in words."""
    return (
        f"Python {platform.python_version()}, safe-pysha3 {version('safe-pysha3')}; one of "
        f"{os.cpu_count()} {platform.machine()} cores"
    )


def as_json(report: Report) -> str:
    """Return every figure."""
    figures = asdict(report) | {"fields_ratio": report.fields_ratio}
    return json.dumps({"measured_with": circumstances(), **figures}, indent=1)


def page(report: Report) -> str:
    """Return docs/reference/commitment.md."""
    lines = [*PAGE_HEAD, "", *table(report), "", *(f"- {line}" for line in findings(report))]
    return "\n".join([*lines, "", f"Measured with {circumstances()}.", *PAGE_TAIL]) + "\n"


PAGE_HEAD: Final = """\
# What a tape's root commits to

Written by scripts/bench_commitment.py (`make bench-commitment ARGS=--write`); do not edit.

A report carries one root for the whole loan tape. `oracle.commitment` builds it:

| step | what it is |
| --- | --- |
| loan salt | Keccak of the pool's salt (32 bytes), the month (4 bytes) and the loan's number |
| field salts | 32 bytes for each field, in order, from SHAKE256 of the loan salt |
| field leaf | Keccak twice of `abi.encode(bytes32 salt, string field, string value)` |
| field root | OpenZeppelin's StandardMerkleTree of the field leaves, `sortLeaves: false` |
| loan hash | Keccak of the field root: what `verifyLoan` takes |
| tape root | StandardMerkleTree of the field roots as `bytes32`, leaves sorted |

A loan has eighteen fields: the [columns of the tape](tape.md) from `pool_id` to `state`, each with its
cell as in the canonical CSV tape, and `further`, whose value is the cells of all later columns
(`accrual` to `escrow_advances`), joined by commas as there. Whoever shows `further` shows all of them.

A pool that never shows single fields may have a leaf a loan: the loan hash is then Keccak of
`abi.encode(bytes32 salt, string row)` with the row as a JSON list of the fields' values. Which of the
two it is, a disclosure says under `leaves`.

## Speed

Seconds are processor time of one core. Only the ratios are reliable: seconds change with the machine
and with what else it does, by a third or more. Trees of loans are not kept; the one that is shown is
built again.
""".splitlines()

PAGE_TAIL: Final = """\
Hashes are those of Keccak; the seconds hold all the rest too, writing the cells above all. The loans
are 20,000 different ones under a million numbers, so this tape takes less memory than a real one.
""".splitlines()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--loans", type=int, default=LOANS, help="loans of the tape")
    parser.add_argument("--json", action="store_true", help="print the figures alone")
    parser.add_argument("--write", action="store_true", help="write the page")
    chosen = parser.parse_args(arguments)
    report = measure(chosen.loans)
    if chosen.json:
        print(as_json(report))
    else:
        print(circumstances(), *table(report), *findings(report), sep="\n")
    broken = broken_promises(report) if chosen.loans == LOANS else []
    print(*broken, sep="\n", end="\n" if broken else "", file=sys.stderr)
    if chosen.write:
        PAGE.write_text(page(report))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
