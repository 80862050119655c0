"""Counter-based random draws on columns: bit for bit those of `rwa.core.random`.

A draw is named by seed, loan, month and purpose alone, so that any month of any loan can be drawn
by itself, in any order, on any machine.
"""

from __future__ import annotations

from enum import IntEnum
from fractions import Fraction

import numpy as np

from rwa.core.random import U64, threshold_u64, uniform_u64
from rwa.servicing.column_types import CentColumn, FlagColumn, KeyColumn, MonthColumn
from rwa.servicing.columns import TapeColumns

SHARE_BITS = 19
"""Bits of a draw that say how much of a payment is curtailed; their product fits 63 bits."""

_INCREMENT = np.uint64(0x9E3779B97F4A7C15)
_FIRST_FACTOR = np.uint64(0xBF58476D1CE4E5B9)
_SECOND_FACTOR = np.uint64(0x94D049BB133111EB)


class Purpose(IntEnum):
    """What a draw of a loan's month is for; the last of its keys."""

    PAYOFF = 1
    CURTAILMENT = 2
    CURTAILMENT_SIZE = 3
    STANDING = 4
    PAYMENTS = 5
    PAYMENTS_BEYOND_ONE = 6


def uniform_column(loan_keys: KeyColumn, *keys: int, seed: int) -> KeyColumn:
    """Return `uniform_u64(seed, loan_key, *keys)` of each loan. Raises KeyOutOfRange."""
    uniform_u64(seed, *keys)
    state = _mix(np.array([seed], dtype=np.uint64) + _INCREMENT)
    state = _mix((state ^ loan_keys) + _INCREMENT)
    for key in keys:
        state = _mix((state ^ np.uint64(key)) + _INCREMENT)
    return state


def _mix(word: KeyColumn) -> KeyColumn:
    word = (word ^ word >> np.uint64(30)) * _FIRST_FACTOR
    word = (word ^ word >> np.uint64(27)) * _SECOND_FACTOR
    return word ^ word >> np.uint64(31)


def below(draws: KeyColumn, thresholds: list[int], which: MonthColumn) -> FlagColumn:
    """Whether each draw is below its threshold, one of 0 to 2**64 named by position."""
    certain = np.array([threshold == U64 for threshold in thresholds])
    limits = np.array([threshold % U64 for threshold in thresholds], dtype=np.uint64)
    happened: FlagColumn = (draws < limits[which]) | certain[which]
    return happened


def month_draws(tape: TapeColumns, purpose: Purpose, *, seed: int) -> KeyColumn:
    """One draw of each loan for the month after `tape`. Raises KeyOutOfRange."""
    return uniform_column(tape.loan_keys, (tape.as_of + 1).yyyymm, purpose, seed=seed)


def chosen(draws: KeyColumn, shares: tuple[Fraction, ...]) -> MonthColumn:
    """Which of some outcomes each draw falls on, by position; the shares add up to one."""
    bounds = [threshold_u64(sum(shares[: place + 1], Fraction())) for place in range(len(shares))]
    reachable = np.array([bound for bound in bounds if bound < U64], dtype=np.uint64)
    return np.searchsorted(reachable, draws, side="right").astype(np.int32)


def part_of_payment(tape: TapeColumns, payment: CentColumn, *, seed: int) -> CentColumn:
    """Of each loan any amount from 0 to a payment less one cent, each as likely."""
    size = month_draws(tape, Purpose.CURTAILMENT_SIZE, seed=seed)
    share = (size >> np.uint64(64 - SHARE_BITS)).astype(np.int64)
    part: CentColumn = share * payment >> SHARE_BITS
    return part
