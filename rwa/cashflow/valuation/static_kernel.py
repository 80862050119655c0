"""Yield, life, duration and convexity of static pools in machine code; see `pools` for the meaning.

A balance is the product of what amortisation and what prepayment has left. A block of months is
discounted from one table of powers, so that a pass over the flows gives the price and its first
two derivatives by the yield without waiting for a chain of multiplications.
"""

import math

import numpy as np

from rwa.cashflow.arrays import FloatArray, IntArray
from rwa.cashflow.compiling import REORDERED, compiled

BLOCK_MONTHS = 32
"""Months discounted from one table; flows are padded with zeros to a multiple of it."""
WAC, PASS_THROUGH, PSA, DIRTY, FIRST = range(5)
"""Rows of the terms: annual rates, per cent of the PSA curve, full price per dollar, first flow."""
MONTHS, AGE = range(2)
"""Rows of the counts, both in months."""
YIELD, BEY, WAL, MACAULAY, MODIFIED, CONVEXITY = range(6)
"""Rows of the answer: decimals, then years."""
QUANTITIES = 6

_RAMP_MONTHS = 30
_PSA_OF_ALL = 50_000.0
"""Speed at which everything would be prepaid in a year, times the month of the ramp."""
_NOTHING_PAID = 1e-250
"""Last flows that are taken for none, so that no discount factor overflows for their sake."""
_THIRD_ORDER_STEPS = 12
_MOST_STEPS = 100
_CUBED_AWAY = 1e-8
"""A step after which what is left is below rounding."""


@compiled(liberties=REORDERED)
def _project(
    wac: float,
    pass_through_rate: float,
    months: int,
    age: int,
    psa: float,
    smm: FloatArray,
    flows: FloatArray,
) -> tuple[float, int]:
    """Fill the flows to investors of a balance of 1, padded with zeros to whole blocks.

    Return the sum of the balances before them, and the months with flows. `smm` is
    empty where `psa` counts; its last entry holds for the months beyond.
    """
    rate, investors = wac / 12.0, pass_through_rate / 12.0
    due = rate / math.expm1(months * math.log1p(rate)) if rate > 0 else 1.0 / months
    amortised, surviving, balance, balances, kept = 1.0, 1.0, 1.0, 0.0, 1.0
    for index in range(months):
        if smm.size:
            kept = 1.0 - smm[min(index, smm.size - 1)]
        elif index == 0 or age + index < _RAMP_MONTHS:
            cpr = min(psa * min(age + index + 1, _RAMP_MONTHS) / _PSA_OF_ALL, 1.0)
            kept = (1.0 - cpr) ** (1.0 / 12.0)
        amortised -= due
        due *= 1.0 + rate
        surviving *= kept
        left = surviving * amortised if index < months - 1 else 0.0
        flows[index] = balance * investors + (balance - left)
        balances += balance
        balance = left
    while months > 1 and flows[months - 1] < _NOTHING_PAID:
        months -= 1
    for index in range(months, -(-months // BLOCK_MONTHS) * BLOCK_MONTHS):
        flows[index] = 0.0
    return balances, months


@compiled(liberties=REORDERED)
def _moments(
    flows: FloatArray, months: int, first: float, growth: float, powers: FloatArray
) -> tuple[float, float, float]:
    """Sums of present value, of it times the time, and times its square.

    Flows arrive at `first` months and every month after; `growth` is the continuous monthly rate.
    """
    ratio = math.exp(-growth)
    powers[0] = 1.0
    for month in range(1, 8):
        powers[month] = powers[month - 1] * ratio
    for month in range(8):
        powers[8 + month] = powers[month] * (powers[7] * ratio)
    for month in range(16):
        powers[16 + month] = powers[month] * (powers[15] * ratio)
    step = powers[BLOCK_MONTHS - 1] * ratio
    discount = math.exp(-growth * first)
    worth, by_time, by_square = 0.0, 0.0, 0.0
    for start in range(0, months, BLOCK_MONTHS):
        value, once, twice = 0.0, 0.0, 0.0
        for month in range(BLOCK_MONTHS):
            present = flows[start + month] * powers[month]
            value += present
            once += month * present
            twice += month * (month * present)
        time = first + start
        worth += discount * value
        by_time += discount * (once + time * value)
        by_square += discount * (twice + time * (2.0 * once + time * value))
        discount *= step
    return worth, by_time, by_square


@compiled()
def _growth_of(
    flows: FloatArray, months: int, first: float, dirty: float, guess: float, powers: FloatArray
) -> float:
    """The continuous monthly rate at which the flows are worth `dirty`; no number if none.

    The logarithm of the price is convex, so that second-order steps are sure to arrive from
    anywhere; third-order steps are tried first, and take two or three.
    """
    growth = guess
    for number in range(_MOST_STEPS):
        worth, by_time, by_square = _moments(flows, months, first, growth, powers)
        mean = by_time / worth
        excess = math.log(worth / dirty)
        step = excess / mean
        bend = (by_square / worth - mean * mean) * step / (2.0 * mean)
        if number < _THIRD_ORDER_STEPS and bend < 0.5:
            step /= 1.0 - bend
        growth += step
        if abs(step) < _CUBED_AWAY:
            return growth
    return math.nan


@compiled()
def value(
    begin: int, end: int, terms: FloatArray, counts: IntArray, smm: FloatArray, answer: FloatArray
) -> None:
    """Fill the columns of `answer` from `begin` to before `end`: a pool each, rows YIELD on.

    `terms` has the rows WAC to FIRST and `counts` MONTHS and AGE, a column for each pool; `smm` is
    (pools, months), without months where PSA counts. No yield is no number.
    """
    flows = np.empty(-(-counts[MONTHS].max() // BLOCK_MONTHS) * BLOCK_MONTHS)
    powers = np.empty(BLOCK_MONTHS)
    for pool in range(begin, end):
        months, first = counts[MONTHS, pool], terms[FIRST, pool]
        wac, investors, psa = terms[WAC, pool], terms[PASS_THROUGH, pool], terms[PSA, pool]
        age = counts[AGE, pool]
        balances, months = _project(wac, investors, months, age, psa, smm[pool], flows)
        guess, dirty = math.log1p(investors / 12.0), terms[DIRTY, pool]
        growth = _growth_of(flows, months, first, dirty, guess, powers)
        worth, by_time, by_square = _moments(flows, months, first, growth, powers)
        half_year = math.exp(6.0 * growth)
        answer[YIELD, pool] = 12.0 * math.expm1(growth)
        answer[BEY, pool] = 2.0 * math.expm1(6.0 * growth)
        answer[WAL, pool] = (first - 1.0 + balances) / 12.0
        answer[MACAULAY, pool] = by_time / worth / 12.0
        answer[MODIFIED, pool] = by_time / worth / 12.0 / half_year
        bent = (by_square / 144.0 + by_time / 24.0) / worth
        answer[CONVEXITY, pool] = bent / (half_year * half_year)
