"""Pools over paths in plain NumPy, from the formulas as they are printed.

What `rwa.cashflow.oas` is compared with, for its numbers in tests and for its speed in benchmarks.
Arrays are (pools, paths) within a month, and (months, paths) for rates and discounts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

SEASONALITY = (0.94, 0.76, 0.74, 0.95, 0.98, 0.92, 0.98, 1.10, 1.18, 1.22, 1.23, 0.98)
RATE_BELOW_MORTGAGE = 0.017
POOLS_AT_ONCE = 128
"""How many are projected together; with 100 paths a pool at a time took 25 times as long, and more
than these was no faster."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of pools, arrays of shape (pools,)."""

    wac: Array
    """Note rate a year."""
    pass_through_rate: Array
    """What investors get of it."""
    remaining_months: npt.NDArray[np.int64]
    """Term left."""
    age_months: npt.NDArray[np.int64]
    """Loan age today."""
    first_calendar_month: npt.NDArray[np.int64]
    """Of month 1; January is 1."""
    factor: Array
    """Balance over original balance."""

    def __getitem__(self, chosen: slice) -> Terms:
        """Some of the pools."""
        return Terms(
            self.wac[chosen],
            self.pass_through_rate[chosen],
            self.remaining_months[chosen],
            self.age_months[chosen],
            self.first_calendar_month[chosen],
            self.factor[chosen],
        )


@dataclass(frozen=True, slots=True)
class Valued:
    """What the paths say of a pool, prices per unit of balance."""

    oas: float
    """Spread that gives the price."""
    standard_error: float
    """Of the price."""
    duration: float
    """Effective, years."""
    convexity: float
    """Effective, years squared."""


def flows(terms: Terms, mortgage_rates: Array) -> tuple[Array, Array]:
    """Return flows to investors and balances after each month, shape (months, pools, paths)."""
    months, paths = mortgage_rates.shape
    balance = np.ones((terms.wac.size, paths))
    paid = np.zeros((months, *balance.shape))
    left = np.zeros_like(paid)
    for month in range(1, int(terms.remaining_months.max()) + 1):
        paid[month - 1], balance = _month(terms, mortgage_rates[month - 1], balance, month)
        left[month - 1] = balance
    return paid, left


def mean_flows(terms: Terms, mortgage_rates: Array, discounts: Array) -> Array:
    """Return the mean over paths of each month's discounted flow, shape (pools, months)."""
    months, paths = mortgage_rates.shape
    means = np.zeros((terms.wac.size, months))
    for begin in range(0, terms.wac.size, POOLS_AT_ONCE):
        chosen = slice(begin, begin + POOLS_AT_ONCE)
        part = terms[chosen]
        balance = np.ones((part.wac.size, paths))
        for month in range(1, int(part.remaining_months.max()) + 1):
            paid, balance = _month(part, mortgage_rates[month - 1], balance, month)
            means[chosen, month - 1] = paid @ discounts[month - 1] / paths
    return means


def path_values(
    terms: Terms, mortgage_rates: Array, discounts: Array, *, oas: float, delay_months: float
) -> Array:
    """Return the value of one pool on each path: projected, then discounted; shape (paths,)."""
    paid, _ = flows(terms, mortgage_rates)
    times = (np.arange(1, len(paid) + 1) + delay_months) / 12
    return np.asarray((paid[:, 0, :] * discounts * np.exp(-oas * times)[:, None]).sum(axis=0))


def oas_by_projecting_again(
    terms: Terms,
    mortgage_rates: Array,
    discounts: Array,
    *,
    price: float,
    delay_months: float,
    shift: float,
) -> Valued:
    """Return a pool's spread by the secant method, every step of which projects all paths again.

    Rates and discounts are of shape (3, months, paths): as they are, lower and higher by `shift`.
    """

    def values(each: int, oas: float) -> Array:
        return path_values(
            terms, mortgage_rates[each], discounts[each], oas=oas, delay_months=delay_months
        )

    before, oas = 0.0, 0.01
    excess_before, excess = values(0, before).mean() - price, values(0, oas).mean() - price
    while abs(oas - before) > 1e-12 and excess != excess_before:
        following = oas - excess * (oas - before) / (excess - excess_before)
        before, oas, excess_before = oas, following, excess
        excess = values(0, oas).mean() - price
    base = values(0, oas)
    middle, down, up = base.mean(), values(1, oas).mean(), values(2, oas).mean()
    pairs = (base[0::2] + base[1::2]) / 2
    return Valued(
        oas=oas,
        standard_error=float(pairs.std(ddof=1) / np.sqrt(pairs.size)),
        duration=float((down - up) / (2 * shift * middle)),
        convexity=float((down + up - 2 * middle) / (shift**2 * middle)),
    )


def _month(terms: Terms, rates: Array, balance: Array, month: int) -> tuple[Array, Array]:
    """Flows of a month, counted from 1, and the balances after it; pools that have ended pay 0."""
    left = np.maximum(terms.remaining_months - month + 1, 1)
    rate = terms.wac / 12
    safe = np.where(rate > 0, rate, 1.0)
    due = np.where(rate > 0, safe / (1 - (1 + safe) ** -left.astype(float)), 1 / left)
    scheduled = balance * (due - rate)[:, None]
    prepaid = _smm(terms, rates, balance, month) * (balance - scheduled)
    interest = balance * (terms.pass_through_rate / 12)[:, None]
    return interest + scheduled + prepaid, balance - scheduled - prepaid


def _smm(terms: Terms, rates: Array, balance: Array, month: int) -> Array:
    gap = terms.wac[:, None] - (rates - RATE_BELOW_MORTGAGE)
    incentive = 0.28 + 0.14 * np.arctan(-8.57 + 430 * gap)
    seasoning = np.minimum(1.0, (terms.age_months + month) / 30)
    season = np.array(SEASONALITY)[(terms.first_calendar_month + month - 2) % 12]
    burnout = 0.3 + 0.7 * terms.factor[:, None] * balance
    cpr = incentive * (seasoning * season)[:, None] * burnout
    return np.asarray(1 - (1 - cpr) ** (1 / 12))
