"""A curve of discount factors, from zero rates or from par yields such as the Treasury's.

Between its nodes the forward rate is level, and beyond the last it stays what it was.
Source: docs/reference/sources.md#discount-curves
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rwa.cashflow.arrays import FloatArray, keep_read_only
from rwa.cashflow.bounds import above, bounded, finite, same_length
from rwa.cashflow.rates.compounding import Compounding
from rwa.cashflow.rates.newton import decreasing_root
from rwa.core.errors import DataRejected, ValueOutOfRange

BASIS_POINTS = 10_000.0
"""In a rate of one."""

_HALF_YEAR = 0.5
_AT_ONCE = 1e-9
"""Years within which growth is taken to be at the first forward rate."""


class ParYieldsInconsistent(DataRejected):
    """No discount factor prices a bond at par when shorter par yields are what they are."""

    def __init__(self, *, maturity_years: float, par_yield: float) -> None:
        self.maturity_years = maturity_years
        self.par_yield = par_yield
        super().__init__(
            f"par yield is {par_yield} at {maturity_years} years, where the coupons alone are"
            " worth more than par; correct it or the shorter ones"
        )


@dataclass(frozen=True, slots=True, eq=False)
class DiscountCurve:
    """Discount factors of every time from now. Arrays are read-only. Raises ValueOutOfRange."""

    times_years: FloatArray
    """Nodes, rising, above 0; shape (nodes,)."""
    zero_rates: FloatArray
    """Continuous zero rate at each node, decimals a year."""

    def __post_init__(self) -> None:
        times = above("times_years", self.times_years)
        rates = finite("zero_rates", self.zero_rates)
        if not times.size or times.ndim > 1 or np.any(np.diff(times) <= 0):
            raise ValueOutOfRange("times_years", value=times, allowed="one or more, rising")
        same_length(times.size, zero_rates=rates)
        keep_read_only(self, times_years=times, zero_rates=rates)

    @classmethod
    def flat(cls, rate: float, compounding: Compounding = Compounding.CONTINUOUS) -> DiscountCurve:
        """Return the curve whose rate is the same for every time. Raises ValueOutOfRange."""
        return cls.from_zero_rates([1.0], [rate], compounding)

    @classmethod
    def from_zero_rates(
        cls,
        times_years: npt.ArrayLike,
        rates: npt.ArrayLike,
        compounding: Compounding = Compounding.CONTINUOUS,
    ) -> DiscountCurve:
        """Return the curve through zero rates of a compounding. Raises ValueOutOfRange."""
        times = np.asarray(times_years, dtype=np.float64)
        return cls(times, compounding.continuous(finite("rates", rates)))

    @classmethod
    def from_par_yields(
        cls, maturities_years: npt.ArrayLike, par_yields: npt.ArrayLike
    ) -> DiscountCurve:
        """Return the curve on which bonds with these semiannual coupons are worth par.

        Maturity after maturity, the forward since the one before is what makes `par_yield` give
        the yield back. Raises ValueOutOfRange, ParYieldsInconsistent.
        """
        maturities = above("maturities_years", np.atleast_1d(np.asarray(maturities_years)))
        yields = finite("par_yields", np.atleast_1d(np.asarray(par_yields)))
        same_length(maturities.size, par_yields=yields)
        curve: DiscountCurve | None = None
        for maturity, par_yield in zip(maturities.tolist(), yields.tolist(), strict=True):
            curve = _extended(curve, maturity=maturity, par_yield=par_yield)
        if curve is None:
            raise ValueOutOfRange("maturities_years", value="empty", allowed="one or more")
        return curve

    def discount(self, times_years: npt.ArrayLike) -> FloatArray:
        """Return what 1 paid at each time is worth now; same shape. Raises ValueOutOfRange."""
        return np.exp(-self._growth(bounded("times_years", times_years)))

    def zero_rate(
        self, times_years: npt.ArrayLike, compounding: Compounding = Compounding.CONTINUOUS
    ) -> FloatArray:
        """Return the rate from now to each time; at 0 the first forward. Raises ValueOutOfRange."""
        times = np.maximum(bounded("times_years", times_years), _AT_ONCE)
        return compounding.rate(self._growth(times) / times)

    def forward(
        self,
        start_years: npt.ArrayLike,
        end_years: npt.ArrayLike,
        compounding: Compounding = Compounding.CONTINUOUS,
    ) -> FloatArray:
        """Return the rate from each start to its end, which is later. Raises ValueOutOfRange."""
        start = bounded("start_years", start_years)
        end = bounded("end_years", end_years)
        span = above("end_years less start_years", end - start)
        return compounding.rate((self._growth(end) - self._growth(start)) / span)

    def par_yield(self, maturity_years: float) -> float:
        """Return the semiannual coupon at which a bond is worth par, decimals a year.

        Coupons come every half year back from maturity; the first is short if it comes earlier
        than half a year from now. Raises ValueOutOfRange.
        """
        above("maturity_years", maturity_years)
        times = _coupon_times(maturity_years)
        discounts = self.discount(times)
        annuity = float(np.sum(np.diff(times, prepend=0.0) * discounts))
        return (1 - float(discounts[-1])) / annuity

    def shifted(self, basis_points: float) -> DiscountCurve:
        """Return the curve with as much added to every continuous rate, zero and forward alike."""
        finite("basis_points", basis_points)
        return DiscountCurve(self.times_years, self.zero_rates + basis_points / BASIS_POINTS)

    def _growth(self, times: FloatArray) -> FloatArray:
        """Logarithm of what 1 invested now has become."""
        nodes = np.concatenate(([0.0], self.times_years))
        growth = np.concatenate(([0.0], self.times_years * self.zero_rates))
        last = (growth[-1] - growth[-2]) / (nodes[-1] - nodes[-2])
        beyond = np.maximum(times - nodes[-1], 0.0)
        return np.asarray(np.interp(times, nodes, growth) + last * beyond, dtype=np.float64)


def _coupon_times(maturity_years: float) -> FloatArray:
    """Every half year back from maturity, as long as it lies ahead; rising."""
    count = math.ceil(round(maturity_years / _HALF_YEAR, 9))
    return maturity_years - _HALF_YEAR * np.arange(count - 1, -1, -1, dtype=np.float64)


def _extended(curve: DiscountCurve | None, *, maturity: float, par_yield: float) -> DiscountCurve:
    """The curve with one node more, which prices the bond of that maturity at par."""
    known = 0.0 if curve is None else float(curve.times_years[-1])
    growth = 0.0 if curve is None else float(curve.times_years[-1] * curve.zero_rates[-1])
    if maturity <= known:
        raise ValueOutOfRange("maturities_years", value=maturity, allowed=f"more than {known}")
    times = _coupon_times(maturity)
    flows = par_yield * np.diff(times, prepend=0.0)
    flows[-1] += 1
    early = times <= known
    paid = 0.0 if curve is None else float(flows[early] @ curve.discount(times[early]))
    late, spans = flows[~early] * math.exp(-growth), times[~early] - known
    if paid >= 1:
        raise ParYieldsInconsistent(maturity_years=maturity, par_yield=par_yield)

    def excess(forward: float) -> tuple[float, float]:
        values = late * np.exp(-forward * spans)
        worth = float(np.sum(values))
        return math.log(worth / (1 - paid)), -float(values @ spans) / worth

    forward = decreasing_root(excess, field="par_yields", guess=par_yield)
    rate = (growth + forward * (maturity - known)) / maturity
    if curve is None:
        return DiscountCurve(np.array([maturity]), np.array([rate]))
    return DiscountCurve(np.append(curve.times_years, maturity), np.append(curve.zero_rates, rate))
