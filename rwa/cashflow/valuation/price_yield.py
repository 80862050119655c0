"""Price from yield, yield from price, and what both mean for life, duration and convexity.

A mortgage yield compounds monthly; its bond-equivalent yield (BEY) compounds semiannually and is
what durations and convexity refer to. All are decimals; prices are clean, per 100 of balance.
Source of every formula: docs/reference/sources.md#price-and-yield
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.bounds import above, bounded, same_length
from rwa.cashflow.valuation.timed_flows import TimedFlows, YieldNotFound
from rwa.core.errors import UsageError
from rwa.core.rates import MONTHS_PER_YEAR

RUINOUS_YIELD = -float(MONTHS_PER_YEAR)
"""Mortgage yield at which nothing is left after a month; yields are above it."""
HIGHEST_YIELD = 1e25
"""Highest mortgage yield computed with: half a year of more would overflow when squared."""
YIELD_LIMITS = f"a monthly yield above {RUINOUS_YIELD:g}, at most {HIGHEST_YIELD:g}"
"""Both, in words."""

_MONTHS_PER_HALF_YEAR = MONTHS_PER_YEAR // 2
_MOST_GROWTH = 100.0
"""Continuous monthly rate of a yield far above the highest."""


class QuoteOverdetermined(UsageError):
    """More than one of price, mortgage yield and bond-equivalent yield is given."""

    def __init__(self, given: tuple[str, ...]) -> None:
        self.given = given
        self.allowed = 1
        super().__init__(f"{' and '.join(given)} are given, allowed is one of them; leave out one")


@dataclass(frozen=True, slots=True)
class Analytics:
    """What is quoted of one set of flows; everything but the life needs a price or a yield."""

    wal_years: float
    """Average life of a dollar of principal from settlement, years."""
    price: float | None
    """Clean, per 100 of balance; None if no price and no yield is known."""
    accrued: float | None
    """Interest accrued, per 100 of balance; None likewise."""
    yield_bey: float | None
    """Bond-equivalent yield, a decimal; None likewise."""
    mortgage_yield: float | None
    """Yield compounded monthly, a decimal; None likewise."""
    macaulay_duration: float | None
    """Average time of present value, years; None likewise."""
    modified_duration: float | None
    """Share of the full price lost per unit of BEY, years; None likewise."""
    convexity: float | None
    """Second derivative of the full price by BEY as a share of it, years squared; None likewise."""


def bey_from_mortgage_yield(mortgage_yield: float) -> float:
    """Return the semiannual yield of a monthly one: `2 * ((1 + y / 12)**6 - 1)`.

    Raises ValueOutOfRange at RUINOUS_YIELD and below, and above HIGHEST_YIELD.
    """
    return 2 * math.expm1(_MONTHS_PER_HALF_YEAR * _growth(mortgage_yield))


def mortgage_yield_from_bey(yield_bey: float) -> float:
    """Return the monthly yield of a semiannual one: `12 * ((1 + BEY / 2)**(1 / 6) - 1)`.

    Raises ValueOutOfRange at -200% and below.
    """
    above("yield_bey", yield_bey, low=-2)
    return MONTHS_PER_YEAR * math.expm1(math.log1p(yield_bey / 2) / _MONTHS_PER_HALF_YEAR)


def price_from_yield(flows: TimedFlows, *, mortgage_yield: float) -> float:
    """Return the clean price per 100 at a yield compounded monthly. Raises ValueOutOfRange."""
    return flows.worth(_log_discounts(flows, mortgage_yield)) - flows.accrued


def yield_from_price(flows: TimedFlows, *, price: float) -> float:
    """Return the yield compounded monthly that makes the flows worth a clean price per 100.

    The logarithm of the price is convex in the logarithm of growth, so that Newton's method finds
    the one yield, negative or not, from the average time of the flows. Raises YieldNotFound.
    """
    times = flows.times_months
    flow_sum = float(np.sum(flows.amounts))
    average = float(flows.amounts @ times) / flow_sum
    growth = flows.rate_at(
        price,
        lambda growth: (-growth * times, -times),
        field="mortgage_yield",
        guess=(math.log(flow_sum) - math.log(flows.dirty_price(price))) / average,
    )
    found = MONTHS_PER_YEAR * math.expm1(min(growth, _MOST_GROWTH))
    if not RUINOUS_YIELD < found <= HIGHEST_YIELD:
        raise YieldNotFound("price", value=price, allowed=f"within reach of {YIELD_LIMITS}")
    return found


def weighted_average_life(times_months: FloatArray, principal: FloatArray) -> float:
    """Return the average time of principal, years; arrays of one shape (months,).

    `principal` is everything paid to investors but interest, recoveries included. Raises
    ValueOutOfRange if there is none.
    """
    paid = bounded("principal", principal)
    same_length(paid.size, times_months=times_months)
    whole = float(np.sum(paid))
    above("principal", whole)
    return float(paid @ times_months) / whole / MONTHS_PER_YEAR


def macaulay_duration(flows: TimedFlows, *, mortgage_yield: float) -> float:
    """Return the average time of present value, years. Raises ValueOutOfRange."""
    shares = _value_shares(flows, mortgage_yield)
    return float(shares @ flows.times_months) / MONTHS_PER_YEAR


def convexity(flows: TimedFlows, *, mortgage_yield: float) -> float:
    """Return the second derivative of the full price by BEY over the full price, years squared.

    With `t` the time in half years it is the average of `t * (t + 1) / 4` by present value, over
    `(1 + BEY / 2)**2`; not divided by 100. Raises ValueOutOfRange.
    """
    halves = flows.times_months / _MONTHS_PER_HALF_YEAR
    mean = float(_value_shares(flows, mortgage_yield) @ (halves * (halves + 1))) / 4
    return mean / _half_year(mortgage_yield) ** 2


def analyse(  # noqa: PLR0913 - flows, how they settle, and one of three quotes
    *,
    cash_flows: npt.ArrayLike,
    principal: npt.ArrayLike,
    balance: float,
    coupon: float,
    settle: date | None,
    actual_delay_days: float,
    price: float | None = None,
    mortgage_yield: float | None = None,
    yield_bey: float | None = None,
) -> Analytics:
    """Return what one projection's flows mean at a price or a yield.

    `cash_flows`, `principal` in it (both (months,)) and `balance` are dollars; `coupon` is the
    annual pass-through rate. At most one of clean price, monthly yield and BEY is given. Raises
    ValueOutOfRange, YieldNotFound, QuoteOverdetermined.
    """
    quotes = {"price": price, "mortgage_yield": mortgage_yield, "yield_bey": yield_bey}
    given = tuple(name for name, quote in quotes.items() if quote is not None)
    if len(given) > 1:
        raise QuoteOverdetermined(given)
    flows = TimedFlows.monthly(
        cash_flows,
        balance=balance,
        coupon=coupon,
        settle=settle,
        actual_delay_days=actual_delay_days,
    )
    paid = np.atleast_1d(np.asarray(principal, dtype=np.float64))
    wal_years = weighted_average_life(flows.times_months, paid)
    if price is not None:
        mortgage_yield = yield_from_price(flows, price=price)
    elif yield_bey is not None:
        mortgage_yield = mortgage_yield_from_bey(yield_bey)
    if mortgage_yield is None:
        return Analytics(wal_years, *[None] * 7)
    return _at_yield(flows, wal_years=wal_years, mortgage_yield=mortgage_yield, price=price)


def _at_yield(
    flows: TimedFlows, *, wal_years: float, mortgage_yield: float, price: float | None
) -> Analytics:
    """Everything; a price that is given is kept as it is."""
    macaulay = macaulay_duration(flows, mortgage_yield=mortgage_yield)
    if price is None:
        price = price_from_yield(flows, mortgage_yield=mortgage_yield)
    return Analytics(
        wal_years=wal_years,
        price=price,
        accrued=flows.accrued,
        yield_bey=bey_from_mortgage_yield(mortgage_yield),
        mortgage_yield=mortgage_yield,
        macaulay_duration=macaulay,
        modified_duration=macaulay / _half_year(mortgage_yield),
        convexity=convexity(flows, mortgage_yield=mortgage_yield),
    )


def _value_shares(flows: TimedFlows, mortgage_yield: float) -> FloatArray:
    """Share of the full price that each flow is worth."""
    paid = flows.amounts > 0
    logs = np.full_like(flows.amounts, -np.inf)
    logs[paid] = np.log(flows.amounts[paid]) + _log_discounts(flows, mortgage_yield)[paid]
    values: FloatArray = np.exp(logs - np.max(logs))
    return values / np.sum(values)


def _half_year(mortgage_yield: float) -> float:
    """What 1 has become after half a year: `1 + BEY / 2`, exact even where little is left."""
    return math.exp(_MONTHS_PER_HALF_YEAR * _growth(mortgage_yield))


def _log_discounts(flows: TimedFlows, mortgage_yield: float) -> FloatArray:
    return -_growth(mortgage_yield) * flows.times_months


def _growth(mortgage_yield: float) -> float:
    """The continuous monthly rate that grows as fast. Raises ValueOutOfRange."""
    above("mortgage_yield", mortgage_yield, low=RUINOUS_YIELD)
    bounded("mortgage_yield", mortgage_yield, low=RUINOUS_YIELD, high=HIGHEST_YIELD)
    return math.log1p(mortgage_yield / MONTHS_PER_YEAR)
