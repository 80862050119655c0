"""Pools over paths in plain NumPy, from the formulas as they are printed.

What `rwa.cashflow.oas` is compared with, for its numbers in tests and for its speed in benchmarks.
Arrays are (pools, paths) within a month, and (months, paths) for rates and discounts.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

SEASONALITY = (0.94, 0.76, 0.74, 0.95, 0.98, 0.92, 0.98, 1.10, 1.18, 1.22, 1.23, 0.98)
RATE_BELOW_MORTGAGE = 0.017
NUMBERS_AT_ONCE = 64_000
"""Pools times paths that are projected together: enough that a call costs little for each number,
few enough that the arrays of a month stay near the processor."""
_CLOSE = 1e-7
"""A step of the solver after which what is left is below rounding."""
_MOST_STEPS = 50


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
    """What the paths say of pools, prices per unit of balance; arrays of shape (pools,)."""

    oas: Array
    """Spread that gives the price."""
    standard_error: Array
    """Of the price."""
    duration: Array
    """Effective, years."""
    convexity: Array
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


def mean_flows(
    terms: Terms, mortgage_rates: Array, discounts: Array, *, pools_at_once: int | None = None
) -> Array:
    """Return the mean over paths of each month's discounted flow, shape (pools, months).

    As many pools together as NUMBERS_AT_ONCE allows unless `pools_at_once` says otherwise.
    """
    months, paths = mortgage_rates.shape
    means = np.zeros((terms.wac.size, months))
    for chosen in _blocks(terms.wac.size, pools_at_once or max(NUMBERS_AT_ONCE // paths, 1)):
        part = terms[chosen]
        balance = np.ones((part.wac.size, paths))
        for month in range(1, int(part.remaining_months.max()) + 1):
            paid, balance = _month(part, mortgage_rates[month - 1], balance, month)
            means[chosen, month - 1] = paid @ discounts[month - 1] / paths
    return means


def path_values(
    terms: Terms, mortgage_rates: Array, discounts: Array, *, oas: float, delay_months: float
) -> Array:
    """Return the value of one pool on each path, shape (paths,)."""
    weights = _spread_weights(np.array([oas]), len(mortgage_rates), delay_months)
    return np.asarray(_values(terms, mortgage_rates, discounts, weights)[0])


def oas_by_projecting_again(
    terms: Terms,
    mortgage_rates: Array,
    discounts: Array,
    *,
    price: npt.ArrayLike,
    delay_months: float,
    shift: float,
) -> Valued:
    """Return spreads by Newton's method, every step of which projects all pools and paths again.

    Rates and discounts are of shape (3, months, paths): as they are, lower and higher by `shift`.
    As many pools are solved together as NUMBERS_AT_ONCE allows. `price` is one or (pools,).
    """
    prices = np.broadcast_to(np.asarray(price, dtype=float), terms.wac.shape)
    size = max(NUMBERS_AT_ONCE // mortgage_rates.shape[2], 1)
    parts = [
        _solved(terms[chosen], mortgage_rates, discounts, prices[chosen], delay_months, shift)
        for chosen in _blocks(terms.wac.size, size)
    ]
    return Valued(*(np.concatenate(column) for column in zip(*map(astuple, parts), strict=True)))


def _solved(
    terms: Terms,
    mortgage_rates: Array,
    discounts: Array,
    prices: Array,
    delay_months: float,
    shift: float,
) -> Valued:
    """Pools solved together."""
    months, oas = mortgage_rates.shape[1], np.zeros(terms.wac.size)
    times = (np.arange(1, months + 1) + delay_months) / 12
    for _ in range(_MOST_STEPS):
        means = mean_flows(terms, mortgage_rates[0], discounts[0])
        present = means * _spread_weights(oas, months, delay_months)
        step = (present.sum(axis=1) - prices) / (present @ times)
        oas += step
        if np.abs(step).max() < _CLOSE:
            break
    weights = _spread_weights(oas, months, delay_months)
    base = _values(terms, mortgage_rates[0], discounts[0], weights)
    down, up = (
        (mean_flows(terms, mortgage_rates[each], discounts[each]) * weights).sum(axis=1)
        for each in (1, 2)
    )
    middle, pairs = base.mean(axis=1), (base[:, 0::2] + base[:, 1::2]) / 2
    return Valued(
        oas=oas,
        standard_error=pairs.std(axis=1, ddof=1) / np.sqrt(pairs.shape[1]),
        duration=(down - up) / (2 * shift * middle),
        convexity=(down + up - 2 * middle) / (shift**2 * middle),
    )


def _values(terms: Terms, mortgage_rates: Array, discounts: Array, weights: Array) -> Array:
    """What pools are worth on each path: projected and discounted, (pools, paths)."""
    balance = np.ones((terms.wac.size, mortgage_rates.shape[1]))
    values = np.zeros_like(balance)
    for month in range(1, int(terms.remaining_months.max()) + 1):
        paid, balance = _month(terms, mortgage_rates[month - 1], balance, month)
        paid *= discounts[month - 1]
        paid *= weights[:, month - 1, None]
        values += paid
    return values


def _spread_weights(oas: Array, months: int, delay_months: float) -> Array:
    """What spreads leave of a payment, (pools, months)."""
    return np.asarray(np.exp(-oas[:, None] * (np.arange(1, months + 1) + delay_months) / 12))


def _blocks(count: int, size: int) -> list[slice]:
    return [slice(begin, begin + size) for begin in range(0, count, size)]


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
