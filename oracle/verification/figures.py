"""Many figures on one line: equal all together, or the first that differ by name."""

from collections.abc import Mapping
from dataclasses import dataclass

from oracle.verification.verdict import Line, Verdict

MOST_NAMED = 3
"""Differences that a line names; it says how many more there are."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure on both sides."""

    expected: object
    """What it must be."""
    found: object
    """What it is."""


def all_equal(line: Line, pairs: Mapping[str, Pair], why: str) -> Verdict:
    """Prove that every figure is as expected; `pairs` has one at least."""
    different = {name: pair for name, pair in pairs.items() if pair.expected != pair.found}
    if not different and pairs:
        return line.judged(True, f"{len(pairs)} figures", "all equal", why)
    named = list(different.items())[:MOST_NAMED]
    more = len(different) - len(named)
    return line.failed(
        "; ".join(f"{name} {shown(pair.expected)}" for name, pair in named),
        "; ".join(f"{name} {shown(pair.found)}" for name, pair in named)
        + (f"; and {more} more" if more else ""),
        why,
    )


def shown(value: object) -> str:
    """A value as a line shows it; words of bytes in hexadecimal."""
    return f"0x{value.hex()}" if isinstance(value, bytes) else str(value)
