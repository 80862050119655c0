"""Refinancing: how the note rate, market rates, age, season and burnout make a yearly speed.

`CPR = incentive * seasoning * seasonality * burnout`, every factor over arrays that broadcast.
Source: docs/reference/sources.md#refinancing-incentive
"""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.bounds import above, bounded, finite
from rwa.cashflow.rates.paths import MORTGAGE_SPREAD
from rwa.core.errors import ValueOutOfRange
from rwa.core.rates import MONTHS_PER_YEAR

SEASONALITY = (0.94, 0.76, 0.74, 0.95, 0.98, 0.92, 0.98, 1.10, 1.18, 1.22, 1.23, 0.98)
"""Multiple of the speed in each calendar month, January first."""
SEASONING_MONTHS = 30
"""Age from which a loan prepays at full speed."""
BURNT_OUT_SHARE = 0.3
"""What is left of the incentive when nearly all of a pool has prepaid."""
ARCTANGENT_CENTRE = 0.28
"""CPR of the arctangent incentive in the middle of its rise."""
ARCTANGENT_HEIGHT = 0.14
"""What its CPR gains by a unit of the arctangent."""
ARCTANGENT_SLOPE = 430.0
"""What the arctangent's argument gains by a unit of the rates' difference."""
ARCTANGENT_START = -8.57
"""Its argument where the rates are equal."""

_LEAST_MORTGAGE_RATE = 1e-4


class Incentive(Protocol):
    """A curve of refinancing: a fully seasoned, unburnt pool's CPR by note rate and market rate."""

    def __call__(self, wac: npt.ArrayLike, market_rate: npt.ArrayLike, /) -> FloatArray:
        """Return the CPR, in the shape that the two rates broadcast to."""


def refinancing_incentive(wac: npt.ArrayLike, market_rate: npt.ArrayLike) -> FloatArray:
    """Return the arctangent incentive, `0.28 + 0.14*atan(-8.57 + 430*(wac - market_rate))`.

    A CPR between 6.0% and 50.0%. Its market rate is the ten-year rate, which stands in for a
    mortgage rate that lies a spread above it. Raises ValueOutOfRange unless rates are finite.
    Source: docs/reference/sources.md#refinancing-incentive
    """
    gap = finite("wac", wac) - finite("market_rate", market_rate)
    angle = np.arctan(ARCTANGENT_START + ARCTANGENT_SLOPE * gap)
    return np.asarray(ARCTANGENT_CENTRE + ARCTANGENT_HEIGHT * angle)


def richard_roll(wac: npt.ArrayLike, market_rate: npt.ArrayLike) -> FloatArray:
    """Return Richard and Roll's incentive, `0.2406 - 0.1389*atan(5.952*(1.089 - C/M))`.

    A CPR between 4.4% and 45.9%; C is the note rate, M the mortgage rate, which counts as 0.01%
    where it is lower. Raises ValueOutOfRange for a negative note rate.
    Source: docs/reference/sources.md#refinancing-incentive
    """
    mortgage_rate = np.maximum(finite("market_rate", market_rate), _LEAST_MORTGAGE_RATE)
    ratio = bounded("wac", wac) / mortgage_rate
    return np.asarray(0.2406 - 0.1389 * np.arctan(5.952 * (1.089 - ratio)))


@dataclass(frozen=True, slots=True, kw_only=True)
class RefinancingModel:
    """One refinancing curve and how to feed it with mortgage rates. Raises ValueOutOfRange."""

    name: str
    """What people call it."""
    incentive: Incentive
    """The curve."""
    floor_cpr: float
    """What the curve tends to when refinancing makes no sense: the moves it counts as well."""
    rate_below_mortgage: float
    """How far the curve's market rate lies below the mortgage rate; 0 where it is the same."""

    def __post_init__(self) -> None:
        bounded("floor_cpr", self.floor_cpr, high=1.0)
        finite("rate_below_mortgage", self.rate_below_mortgage)

    def cpr(self, wac: npt.ArrayLike, mortgage_rate: npt.ArrayLike) -> FloatArray:
        """Return the curve's CPR at a mortgage rate, refinancing and its floor together."""
        market_rate = finite("mortgage_rate", mortgage_rate) - self.rate_below_mortgage
        return self.incentive(wac, market_rate)

    def excess_cpr(self, wac: npt.ArrayLike, mortgage_rate: npt.ArrayLike) -> FloatArray:
        """Return the CPR above the floor: refinancing alone."""
        return np.asarray(np.maximum(self.cpr(wac, mortgage_rate) - self.floor_cpr, 0.0))


ARCTANGENT = RefinancingModel(
    name="arctangent",
    incentive=refinancing_incentive,
    floor_cpr=ARCTANGENT_CENTRE - ARCTANGENT_HEIGHT * math.pi / 2,
    rate_below_mortgage=MORTGAGE_SPREAD,
)
"""The incentive by the difference to the ten-year rate."""
RICHARD_ROLL = RefinancingModel(
    name="Richard and Roll",
    incentive=richard_roll,
    floor_cpr=0.2406 - 0.1389 * math.atan(5.952 * 1.089),
    rate_below_mortgage=0.0,
)
"""The incentive by the ratio of note rate and mortgage rate."""


def seasoning(age_months: npt.ArrayLike) -> FloatArray:
    """Return the share of full speed at an age: `min(1, age/30)`.

    The age is that in the month projected: a pool of age a is of age `a + k` in month k. Raises
    ValueOutOfRange for negative ages.
    """
    return np.asarray(np.minimum(1.0, bounded("age_months", age_months) / SEASONING_MONTHS))


def seasonality(calendar_month: npt.ArrayLike) -> FloatArray:
    """Return the multiple of a calendar month, 1 for January to 12. Raises ValueOutOfRange."""
    months = bounded("calendar_month", calendar_month, low=1, high=MONTHS_PER_YEAR)
    whole = months.astype(np.int64)
    if (whole != months).any():
        value = float(months[whole != months][0])
        raise ValueOutOfRange("calendar_month", value=value, allowed="whole months")
    return np.asarray(np.array(SEASONALITY)[whole - 1])


def burnout(balance: npt.ArrayLike, original_balance: npt.ArrayLike) -> FloatArray:
    """Return the share of the incentive left at a balance: `0.3 + 0.7*B/B0`.

    The balance is that before the month. Raises ValueOutOfRange unless it is 0 to the original.
    """
    original = above("original_balance", original_balance)
    factor = bounded("balance / original_balance", finite("balance", balance) / original, high=1.0)
    return np.asarray(BURNT_OUT_SHARE + (1.0 - BURNT_OUT_SHARE) * factor)


def refinancing_cpr(
    incentive: npt.ArrayLike,
    *,
    age_months: npt.ArrayLike,
    calendar_month: npt.ArrayLike,
    burnout_share: npt.ArrayLike,
) -> FloatArray:
    """Return the CPR: incentive, seasoning, seasonality and burnout multiplied, at most 1.

    Raises ValueOutOfRange unless incentive and burnout are shares.
    """
    product = bounded("incentive", incentive, high=1.0) * bounded(
        "burnout_share", burnout_share, high=1.0
    )
    timed = product * seasoning(age_months) * seasonality(calendar_month)
    return np.asarray(np.minimum(timed, 1.0))


def monthly_share(cpr: npt.ArrayLike) -> FloatArray:
    """Return the SMM of a CPR, `1 - (1 - CPR)**(1/12)`. Raises ValueOutOfRange outside 0 to 1."""
    kept = 1.0 - bounded("cpr", cpr, high=1.0)
    return np.asarray(1.0 - kept ** (1.0 / MONTHS_PER_YEAR))
