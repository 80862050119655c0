"""Counter-based random numbers: any draw on its own, in any order, the same on every machine.

A draw is a pure function of a seed and the whole-number keys that name it (loan, month, purpose),
so a month of one loan can be drawn again without drawing what came before it. Arithmetic is in
whole numbers modulo 2**64:

    mix(z):  z ^= z >> 30;  z *= 0xBF58476D1CE4E5B9
             z ^= z >> 27;  z *= 0x94D049BB133111EB
             z ^= z >> 31
    state            = mix(seed + 0x9E3779B97F4A7C15)
    for each key:      state = mix((state ^ key) + 0x9E3779B97F4A7C15)

All of it works unchanged on arrays of numpy's uint64. With no keys the draw is the first output
of SplitMix64 for that seed (`docs/reference/sources.md#splitmix64`). Not for secrets.

    uniform_u64(1234567)       == 6457827717110365317
    uniform_u64(7, 1)          == 4414019431610648415
    uniform_u64(7, 1, 202701)  == 8128463979082905920
"""

import hashlib
from fractions import Fraction

from rwa.core.errors import UsageError

U64 = 2**64
"""Number of distinct draws."""
_INCREMENT = 0x9E3779B97F4A7C15
_FIRST_FACTOR = 0xBF58476D1CE4E5B9
_SECOND_FACTOR = 0x94D049BB133111EB
_MASK = U64 - 1


class KeyOutOfRange(UsageError):
    """A seed, key or bound of a draw is no unsigned 64-bit number."""

    def __init__(self, value: int) -> None:
        self.value = value
        super().__init__(f"random key is {value}, allowed is 0 to 2**64 - 1; choose another")


class ProbabilityOutOfRange(UsageError):
    """A probability is below zero or above one."""

    def __init__(self, value: Fraction) -> None:
        self.value = value
        super().__init__(f"probability is {value}, allowed is 0 to 1; correct it")


def _mix(word: int) -> int:
    word = (word ^ word >> 30) * _FIRST_FACTOR & _MASK
    word = (word ^ word >> 27) * _SECOND_FACTOR & _MASK
    return word ^ word >> 31


def uniform_u64(seed: int, *keys: int) -> int:
    """Return the draw named by `seed` and `keys`, even over 0..2**64-1. Raises KeyOutOfRange."""
    for value in (seed, *keys):
        if not 0 <= value <= _MASK:
            raise KeyOutOfRange(value)
    state = _mix(seed + _INCREMENT & _MASK)
    for key in keys:
        state = _mix((state ^ key) + _INCREMENT & _MASK)
    return state


def uniform_below(bound: int, seed: int, *keys: int) -> int:
    """Return a draw from 0..bound-1: the high half of `uniform_u64 * bound`.

    No value is likelier than another by more than one part in `2**64 / bound`.
    Raises KeyOutOfRange, also for a bound of zero.
    """
    if not 1 <= bound <= _MASK:
        raise KeyOutOfRange(bound)
    return uniform_u64(seed, *keys) * bound >> 64


def threshold_u64(probability: Fraction) -> int:
    """Return the count below which a draw means that something of this probability happened.

    `uniform_u64(...) < threshold_u64(p)` is true with probability `p`, rounded down to a
    multiple of 2**-64; a certainty gives 2**64, which every draw is below.
    Raises ProbabilityOutOfRange.
    """
    if not 0 <= probability <= 1:
        raise ProbabilityOutOfRange(probability)
    return probability.numerator * U64 // probability.denominator


def key_of_text(text: str) -> int:
    """Return a 64-bit key for a name: the first eight bytes of its SHA-256, big-endian."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
