"""The one-factor Hull-White short rate, fitted exactly to a curve, in closed form.

The short rate is `r(t) = x(t) + a(t)`: the state x starts at 0, `dx = -k x dt + s dW`, and the
deterministic a(t) makes zero bonds of today's curve come out. State, its integral and zero bonds
are Gaussian, so everything here is exact; no mean reversion at all (k = 0) is allowed. Times are
years. Source: docs/reference/sources.md#hull-white
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.bounds import bounded
from rwa.cashflow.rates.curve import DiscountCurve

MOST_MEAN_REVERSION = 10.0
"""Fastest return to the mean that is not taken for a slip of units: a month's half-life."""

_SERIES_BELOW = 0.5
_SERIES_TERMS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class HullWhite:
    """A short-rate model. Raises ValueOutOfRange."""

    mean_reversion: float
    """Speed at which the state returns to 0, per year; 0 for none."""
    volatility: float
    """Normal volatility of the short rate, decimals per root of a year: 0.01 is 100 bp."""
    curve: DiscountCurve
    """Today's curve."""

    def __post_init__(self) -> None:
        bounded("mean_reversion", self.mean_reversion, high=MOST_MEAN_REVERSION)
        bounded("volatility", self.volatility, high=1.0)

    def zero_bond(self, start: float, end: npt.ArrayLike, state: npt.ArrayLike) -> FloatArray:
        """Return the price at `start` of one paid at `end`, at a state; all broadcast.

        Raises ValueOutOfRange for a bond that has been paid.
        """
        log_level, loading = self.log_zero_bond(start, end)
        return np.exp(log_level - loading * np.asarray(state, dtype=np.float64))

    def log_zero_bond(
        self, start: npt.ArrayLike, end: npt.ArrayLike
    ) -> tuple[FloatArray, FloatArray]:
        """Return A and B of the zero bond `exp(A - B x)`, both in the shape of the times."""
        opens, pays = bounded("start", start), bounded("end", end)
        life = bounded("end less start", pays - opens)
        forward = np.log(self.curve.discount(pays) / self.curve.discount(opens))
        convexity = self.integral_variance(life) - self.integral_variance(pays)
        return forward + (convexity + self.integral_variance(opens)) / 2, self.loading(life)

    def loading(self, years: npt.ArrayLike) -> FloatArray:
        """Return B, what the state's unit adds to the rate over `years`: `(1 - exp(-k t)) / k`."""
        times = np.asarray(years, dtype=np.float64)
        return times * decay_mean(self.mean_reversion * times)

    def state_variance(self, years: npt.ArrayLike) -> FloatArray:
        """Return the variance of the state after `years`."""
        times = np.asarray(years, dtype=np.float64)
        return self.volatility**2 * times * decay_mean(2 * self.mean_reversion * times)

    def integral_variance(self, years: npt.ArrayLike) -> FloatArray:
        """Return the variance of the state's integral over the first `years`."""
        times = np.asarray(years, dtype=np.float64)
        return self.volatility**2 * times**3 * integral_mean(self.mean_reversion * times)

    def covariance(self, years: npt.ArrayLike) -> FloatArray:
        """Return the covariance of the state after `years` with its integral over them."""
        return self.volatility**2 * self.loading(years) ** 2 / 2


def decay_mean(decay: npt.ArrayLike) -> FloatArray:
    """Return `(1 - exp(-u)) / u`, which is 1 at 0: the mean of a decay over its life."""
    u = np.asarray(decay, dtype=np.float64)
    safe = np.where(u == 0, 1.0, u)
    return np.where(u == 0, 1.0, -np.expm1(-safe) / safe)


def integral_mean(decay: npt.ArrayLike) -> FloatArray:
    """Return `(u - 2 (1 - exp(-u)) + (1 - exp(-2u)) / 2) / u**3`, which is 1/3 at 0.

    A Taylor series near 0, where the terms of the formula cancel.
    """
    u = np.asarray(decay, dtype=np.float64)
    safe = np.where(u < _SERIES_BELOW, 1.0, u)
    closed = (safe + 2 * np.expm1(-safe) - np.expm1(-2 * safe) / 2) / safe**3
    return np.where(u < _SERIES_BELOW, np.polyval(_INTEGRAL_SERIES, u), closed)


def _integral_coefficient(order: int) -> float:
    """The factor of `u**order`."""
    power = order + 3
    return (-1.0) ** power * (2.0 - 2.0 ** (power - 1)) / math.factorial(power)


_INTEGRAL_SERIES = [_integral_coefficient(order) for order in reversed(range(_SERIES_TERMS))]
