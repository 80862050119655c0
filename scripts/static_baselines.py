"""Static pools by QuantLib, a bond for each, and by plain NumPy; scenarios by plain NumPy.

What `rwa.cashflow.valuation` and `rwa.cashflow.projection.scenarios` are compared with, for their
numbers in tests and for their speed in benchmarks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import QuantLib

Array = npt.NDArray[np.float64]

ISSUE = QuantLib.Date(1, 1, 2026)
"""Bonds begin here and settle on a day of this month."""
_DAYS = QuantLib.Thirty360(QuantLib.Thirty360.BondBasis)
_ANY_DAY = QuantLib.NullCalendar()
_MONTH = QuantLib.Period(1, QuantLib.Months)
_GUESS = 0.05
_CLOSE = 1e-13
_STEPS = 100


@dataclass(frozen=True, slots=True)
class Quote:
    """A pool, how it settles, and its price."""

    wac: float
    """Note rate a year."""
    pass_through_rate: float
    """What investors get of it."""
    remaining_months: int
    """Term left; nobody prepays."""
    settle_day: int
    """Day of the first month; at most the 30th, as the 31st counts as the 30th here."""
    actual_delay_days: int
    """At most 27, so that every payment stays in its month."""
    price: float
    """Clean, per 100 of balance."""


def amortising_bond(quote: Quote) -> QuantLib.AmortizingFixedRateBond:
    """Return the bond that pays what the pool passes through, a day of delay late for each."""
    maturity = _ANY_DAY.advance(ISSUE, quote.remaining_months, QuantLib.Months)
    schedule = QuantLib.Schedule(
        ISSUE,
        maturity,
        _MONTH,
        _ANY_DAY,
        QuantLib.Unadjusted,
        QuantLib.Unadjusted,
        QuantLib.DateGeneration.Forward,
        False,
    )
    return QuantLib.AmortizingFixedRateBond(
        0,
        level_pay_balances(quote.wac, quote.remaining_months).tolist(),
        schedule,
        [quote.pass_through_rate],
        _DAYS,
        QuantLib.Unadjusted,
        ISSUE,
        QuantLib.Period(),
        _ANY_DAY,
        QuantLib.Unadjusted,
        False,
        [100.0],
        quote.actual_delay_days,
    )


def settlement(quote: Quote) -> QuantLib.Date:
    """Return the day the price is paid."""
    return QuantLib.Date(quote.settle_day, 1, 2026)


def by_quantlib(quote: Quote) -> tuple[float, ...]:
    """Return monthly yield, BEY, life, Macaulay and modified duration and convexity by the BEY.

    The evaluation date must be ISSUE.
    """
    bond, settle = amortising_bond(quote), settlement(quote)
    functions = QuantLib.BondFunctions
    clean = QuantLib.BondPrice(quote.price, QuantLib.BondPrice.Clean)
    mortgage_yield = functions.bondYield(
        bond, clean, _DAYS, QuantLib.Compounded, QuantLib.Monthly, settle
    )
    monthly = QuantLib.InterestRate(mortgage_yield, _DAYS, QuantLib.Compounded, QuantLib.Monthly)
    bey = monthly.equivalentRate(QuantLib.Compounded, QuantLib.Semiannual, 1.0)
    waited = (quote.actual_delay_days - (quote.settle_day - 1)) / 360
    return (
        mortgage_yield,
        bey.rate(),
        sum(bond.notionals()) / 100 / 12 + waited,
        functions.duration(bond, bey, QuantLib.Duration.Macaulay, settle),
        functions.duration(bond, bey, QuantLib.Duration.Modified, settle),
        functions.convexity(bond, bey, settle),
    )


def level_pay_balances(wac: float, months: int) -> Array:
    """Return the balance before each month's payment, of 100."""
    rate, paid = wac / 12, np.arange(months)
    if not rate:
        return np.asarray(100 * (1 - paid / months))
    growth = (1 + rate) ** np.array(months)
    return np.asarray(100 * (growth - (1 + rate) ** paid) / (growth - 1))


@dataclass(frozen=True, slots=True)
class PoolColumns:
    """Many pools, arrays of shape (pools,)."""

    wac: Array
    """Note rate a year, above 0."""
    pass_through_rate: Array
    """What investors get of it."""
    remaining_months: npt.NDArray[np.int64]
    """Term left."""
    age_months: npt.NDArray[np.int64]
    """Loan age today."""
    psa: Array
    """Speed, per cent of the PSA curve."""
    dirty: Array
    """Full price per 1 of balance."""
    first_flow_months: Array
    """When the first flow arrives, months from settlement."""


def by_numpy(pools: PoolColumns) -> Array:
    """Return what `by_quantlib` does, prepayment included: a row each, a column for each pool."""
    flows, principal = _flows(pools)
    months = np.arange(flows.shape[0])[:, None]
    times = months + pools.first_flow_months
    growth = np.log1p(pools.pass_through_rate / 12)
    for _ in range(_STEPS):
        values = flows * np.exp(-growth * times)
        worth = values.sum(axis=0)
        step = (worth - pools.dirty) / (values * times).sum(axis=0)
        growth += step
        if np.abs(step).max() < _CLOSE:
            break
    values = flows * np.exp(-growth * times)
    worth, years = values.sum(axis=0), times / 12
    half_year = np.exp(6 * growth)
    macaulay = (values * years).sum(axis=0) / worth
    bent = (values * years * (years + 0.5)).sum(axis=0) / worth
    return np.stack(
        (
            12 * np.expm1(growth),
            2 * (half_year - 1),
            (principal * years).sum(axis=0),
            macaulay,
            macaulay / half_year,
            bent / half_year**2,
        )
    )


def _flows(pools: PoolColumns) -> tuple[Array, Array]:
    """Payments to investors and the principal in them, per 1 of balance; (months, pools)."""
    longest = int(pools.remaining_months.max())
    flows, principal = np.zeros((2, longest, pools.wac.size))
    rate, balance = pools.wac / 12, np.ones(pools.wac.size)
    for month in range(1, longest + 1):
        left = np.maximum(pools.remaining_months - month + 1, 1)
        scheduled = balance * rate / ((1 + rate) ** left - 1)
        age = np.minimum(pools.age_months + month, 30)
        smm = 1 - (1 - np.minimum(pools.psa / 100 * 0.002 * age, 1)) ** (1 / 12)
        paid = scheduled + (balance - scheduled) * smm
        flows[month - 1] = balance * pools.pass_through_rate / 12 + paid
        principal[month - 1] = paid
        balance = np.where(left > 1, balance - paid, 0.0)
    return flows, principal


def scenarios_by_month(*, balance: float, wac: float, smm: Array, flows: Array) -> None:
    """Fill ending balance, interest, scheduled and prepaid principal, (4, scenarios, months).

    Month after month, across scenarios.
    """
    rate, months = wac / 12, smm.shape[1]
    ending, interest, scheduled, prepaid = flows
    left = np.full(smm.shape[0], balance)
    for month in range(months):
        share = rate / ((1 + rate) ** (months - month) - 1)
        interest[:, month] = left * rate
        scheduled[:, month] = left * share
        prepaid[:, month] = (left - scheduled[:, month]) * smm[:, month]
        left = left - scheduled[:, month] - prepaid[:, month]
        ending[:, month] = left


def scenarios_at_once(*, balance: float, wac: float, smm: Array, flows: Array) -> None:
    """Fill the same from products of what is left, without a loop."""
    ending, interest, scheduled, prepaid = flows
    before = balance / 100 * level_pay_balances(wac, smm.shape[1])
    after = np.append(before[1:], 0.0)
    surviving = np.cumprod(1 - smm, axis=1)
    earlier = np.empty_like(surviving)
    earlier[:, 0], earlier[:, 1:] = 1.0, surviving[:, :-1]
    np.multiply(earlier, before * (wac / 12), out=interest)
    np.multiply(earlier, before - after, out=scheduled)
    np.multiply(earlier, after, out=prepaid)
    prepaid *= smm
    np.multiply(surviving, after, out=ending)
