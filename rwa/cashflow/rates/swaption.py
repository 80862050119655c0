"""European swaptions: their normal volatility, and their price under Hull-White.

A swap exchanges a fixed rate, paid at even intervals, for floating interest worth par less the
last payment: one curve for both. Prices are per unit of notional.
Source: docs/reference/sources.md#hull-white
"""

import math
from dataclasses import dataclass

import numpy as np

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.rates.curve import DiscountCurve
from rwa.cashflow.rates.hull_white import HullWhite
from rwa.cashflow.rates.newton import decreasing_root
from rwa.core.errors import ValueOutOfRange

MAX_YEARS = 50.0
"""Longest expiry and longest tenor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swaption:
    """The right to enter a swap. Raises ValueOutOfRange."""

    expiry_years: float
    """Time to the decision, which is also the start of the swap."""
    tenor_years: float
    """Length of the swap, whole payments."""
    strike: float | None = None
    """Fixed rate, decimal, more than 0; None: the forward swap rate."""
    payer: bool = True
    """Whether the holder would pay the fixed rate."""
    payments_per_year: int = 2
    """Fixed payments a year."""

    def __post_init__(self) -> None:
        _check_positive("expiry_years", self.expiry_years, most=MAX_YEARS)
        _check_positive("tenor_years", self.tenor_years, most=MAX_YEARS)
        _check_positive("payments_per_year", self.payments_per_year, most=12)
        payments = self.tenor_years * self.payments_per_year
        if abs(payments - round(payments)) > 1e-9:
            allowed = f"whole payments, {self.payments_per_year} a year"
            raise ValueOutOfRange("tenor_years", value=self.tenor_years, allowed=allowed)
        if self.strike is not None:
            _check_positive("strike", self.strike, most=1.0)

    @property
    def payment_years(self) -> FloatArray:
        """Times of the fixed payments, shape (payments,)."""
        count = round(self.tenor_years * self.payments_per_year)
        return self.expiry_years + np.arange(1, count + 1) / self.payments_per_year


def annuity(curve: DiscountCurve, swaption: Swaption) -> float:
    """Return today's value of fixed payments at a rate of one."""
    return float(curve.discount(swaption.payment_years).sum()) / swaption.payments_per_year


def forward_swap_rate(curve: DiscountCurve, swaption: Swaption) -> float:
    """Return the fixed rate at which the swap is worth nothing today."""
    ends = curve.discount(np.array([swaption.expiry_years, swaption.payment_years[-1]]))
    return float(ends[0] - ends[1]) / annuity(curve, swaption)


def swaption_price(model: HullWhite, swaption: Swaption) -> float:
    """Return the price: an option on a bond with the swap's fixed payments, by Jamshidian.

    At one state the bond is worth par; the option is the sum of options on its payments, each
    struck at its price in that state. Raises ValueOutOfRange if the rate is not above 0.
    """
    coupons = _coupons(model.curve, swaption)
    log_level, loading = model.log_zero_bond(swaption.expiry_years, swaption.payment_years)
    par_state = _par_state(coupons, log_level, loading)
    start = math.log(model.curve.discount(swaption.expiry_years))
    options = _bond_options(
        np.log(model.curve.discount(swaption.payment_years)),
        start + log_level - loading * par_state,
        loading * math.sqrt(float(model.state_variance(swaption.expiry_years))),
        call=not swaption.payer,
    )
    return float(coupons @ options)


def normal_price(curve: DiscountCurve, swaption: Swaption, volatility: float) -> float:
    """Return the price if the swap rate is normal with a volatility a root of a year (Bachelier)."""
    forward = forward_swap_rate(curve, swaption)
    strike = forward if swaption.strike is None else swaption.strike
    gain = forward - strike if swaption.payer else strike - forward
    deviation = volatility * math.sqrt(swaption.expiry_years)
    if deviation == 0:
        return annuity(curve, swaption) * max(gain, 0.0)
    score = gain / deviation
    density = math.exp(-(score**2) / 2) / math.sqrt(2 * math.pi)
    return annuity(curve, swaption) * (gain * _normal_share(score) + deviation * density)


def at_the_money_volatility(model: HullWhite, swaption: Swaption) -> float:
    """Return the normal volatility that gives the model's price, for a strike at the forward.

    Raises ValueOutOfRange for another strike.
    """
    if swaption.strike is not None:
        raise ValueOutOfRange("strike", value=swaption.strike, allowed="None, the forward rate")
    value = swaption_price(model, swaption) / annuity(model.curve, swaption)
    return value * math.sqrt(2 * math.pi / swaption.expiry_years)


def _coupons(curve: DiscountCurve, swaption: Swaption) -> FloatArray:
    """The bond's payments for a principal of one."""
    rate = forward_swap_rate(curve, swaption) if swaption.strike is None else swaption.strike
    _check_positive("forward swap rate", rate, most=1.0)
    coupons = np.full(len(swaption.payment_years), rate / swaption.payments_per_year)
    coupons[-1] += 1.0
    return coupons


def _par_state(coupons: FloatArray, log_level: FloatArray, loading: FloatArray) -> float:
    """The state in which the bond is worth its principal, by the logarithm of its value."""
    logs = np.log(coupons) + log_level

    def log_value(state: float) -> tuple[float, float]:
        exponents = logs - loading * state
        top = float(exponents.max())
        values = np.exp(exponents - top)
        whole = float(values.sum())
        return top + math.log(whole), -float(loading @ values) / whole

    return decreasing_root(log_value, field="state at par", guess=0.0)


def _bond_options(
    log_bonds: FloatArray, log_exercise: FloatArray, deviations: FloatArray, *, call: bool
) -> FloatArray:
    """Options on zero bonds whose logarithms are normal at expiry; all are worth that today."""
    sign = 1.0 if call else -1.0
    bonds, exercise = np.exp(log_bonds), np.exp(log_exercise)
    if not deviations.any():
        return np.maximum(sign * (bonds - exercise), 0.0)
    score = (log_bonds - log_exercise) / deviations
    upper, lower = score + deviations / 2, score - deviations / 2
    shares = [[_normal_share(sign * each) for each in side] for side in (upper, lower)]
    return np.asarray(sign * (bonds * shares[0] - exercise * shares[1]))


def _normal_share(score: float) -> float:
    """Probability that a standard normal number is below `score`."""
    return math.erfc(-score / math.sqrt(2)) / 2


def _check_positive(field: str, value: float, *, most: float) -> None:
    if not 0 < value <= most:
        raise ValueOutOfRange(field, value=value, allowed=f"more than 0, at most {most:g}")
