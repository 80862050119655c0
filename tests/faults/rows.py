"""The table of faults: what may go wrong, what must hold all the same, and what keeps it so.

A row is a module `row_*.py` beside this one with a `ROW`. Its `run` takes a seed, makes the fault
as the seed says, and tells what it saw; nothing but the seed decides what happens, so that a seed
can be run again bit for bit. Its `protections` name what keeps the target; each can be removed for
the length of a `with`, and then some seed must show a violation, or the row proves nothing.
"""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

FAULTS = {
    "killed-anywhere": "killed at any step",
    "reply-lost": "sent, and the reply lost",
    "stuck-or-drifted": "stuck or underpriced transaction; nonce gap or drift; key used elsewhere",
    "reorganised": "reorganisation of depth 1 to 64 under report, funding, transfer, settlement",
    "wrong-chain": "node past finality, wrong chain id, regressing head",
    "unreliable-node": "RPC errors, partial logs, timeouts, rate limits",
    "two-posters": "two posters at once",
    "out-of-time": "late, missed, early, skipped, out-of-order period",
    "forged-quorum": "equivocation, too few, malleable or doubled signatures, colluding nodes",
    "tampered-tape": "a cent, a loan or the end of a tape changed",
    "false-report": "a false report: each field, swapped, scaled, replayed, misaddressed",
    "seeded-bug": "a bug in one of the two engines",
    "revised-after-sale": "revisions up, down and twice, after the certificates were sold",
    "broken-database": "database locked, full or corrupt; migration killed midway",
    "everything-at-once": "all of it together, over twelve months of several pools",
}
"""Every fault by the name of its row."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What one seed of a row did and saw."""

    attempts: int
    """Faults made: kills, forks, false reports."""
    violations: tuple[str, ...]
    """Targets missed, each with what was expected and what was found."""
    observed: str
    """SHA-256 of everything the seed saw; equal for equal seeds."""
    remarks: tuple[str, ...] = ()
    """What the row measured besides, in words; not part of `observed`."""


@dataclass(slots=True)
class Witness:
    """Gathers what one seed sees, in order, into its tally."""

    attempts: int = 0
    """Faults made so far."""
    violations: list[str] = field(default_factory=list)
    """Targets missed so far."""
    remarks: list[str] = field(default_factory=list)
    """What was measured so far."""
    _hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def saw(self, *values: object) -> None:
        """Note values whose repr is the same in every run of a seed."""
        self._hash.update(repr(values).encode() + b"\n")

    def require(self, holds: bool, violation: str) -> None:
        """Note what was looked at, and a violation where it does not hold."""
        self.saw(holds, violation)
        if not holds:
            self.violations.append(violation)

    def tally(self) -> Tally:
        """What was seen."""
        return Tally(
            attempts=self.attempts,
            violations=tuple(self.violations),
            observed=self._hash.hexdigest(),
            remarks=tuple(self.remarks),
        )


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One fault, its target, and how it is made."""

    name: str
    """Its key in `FAULTS`."""
    target: str
    """What must hold, in words, with its number in the long run."""
    run: Callable[[int], Tally]
    """Makes the fault as a seed says."""
    protections: Mapping[str, Callable[[], AbstractContextManager[object]]]
    """What keeps the target, and what removes it while the context lasts."""
    seeds: int
    """Seeds of `make test`, from 0."""
    long_seeds: int
    """Seeds of `make test-long`, from 0; with `attempts` of each they make the target's number."""
    seeds_to_show: int = 10
    """Within so many seeds a removed protection must show."""


def fault_rows() -> tuple[FaultRow, ...]:
    """Every row, in the order of the table. Raises KeyError for one the table does not have."""
    order = list(FAULTS)
    found = [
        import_module(f"tests.faults.{path.stem}").ROW
        for path in sorted(Path(__file__).parent.glob("row_*.py"))
    ]
    return tuple(sorted(found, key=lambda row: order.index(row.name)))
