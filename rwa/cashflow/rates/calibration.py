"""Hull-White parameters that fit the quoted volatilities of swaptions.

Source: docs/reference/sources.md#hull-white
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.rates.curve import BASIS_POINTS, DiscountCurve
from rwa.cashflow.rates.hull_white import HullWhite
from rwa.cashflow.rates.newton import RootNotFound
from rwa.cashflow.rates.swaption import Swaption, at_the_money_volatility
from rwa.core.errors import DataRejected, ValueOutOfRange

TRIED_MEAN_REVERSIONS = (0.0, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.35, 0.6, 1.0)
"""Where the search starts; it ends between two neighbours. First and last are its bounds."""
MOST_VOLATILITY = 0.1
"""Highest normal volatility of a quote: 1,000 bp a year."""

_GOLDEN = (5**0.5 - 1) / 2
_CLOSE = 1e-8
_RESCALINGS = 200


class QuotesRejected(DataRejected):
    """Quotes do not determine the model's parameters."""

    def __init__(self, *, distinct: int, needed: int) -> None:
        self.distinct = distinct
        self.needed = needed
        super().__init__(
            f"{distinct} different expiries and tenors cannot fix {needed} parameters;"
            " add quotes or give the mean reversion"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SwaptionQuote:
    """A quoted European swaption, struck at the forward. Raises ValueOutOfRange."""

    expiry_years: float
    """Time to the decision."""
    tenor_years: float
    """Length of the swap."""
    normal_volatility: float
    """Normal volatility of the swap rate a year, decimal: 0.0085 is 85 bp."""

    def __post_init__(self) -> None:
        _ = self.swaption
        if not 0 < self.normal_volatility <= MOST_VOLATILITY:
            raise ValueOutOfRange(
                "normal_volatility",
                value=self.normal_volatility,
                allowed=f"more than 0, at most {MOST_VOLATILITY:g}: a decimal, not bp",
            )

    @property
    def swaption(self) -> Swaption:
        """What is quoted."""
        return Swaption(expiry_years=self.expiry_years, tenor_years=self.tenor_years)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A fitted model and how well it fits."""

    model: HullWhite
    """The model."""
    quotes: tuple[SwaptionQuote, ...]
    """What was to be fitted."""
    model_volatilities: tuple[float, ...]
    """The model's normal volatility for each quote."""
    at_bound: bool
    """Whether the mean reversion ran into a bound of the search: quotes ask for more."""

    @property
    def residuals_bp(self) -> tuple[float, ...]:
        """Model less quote, basis points of normal volatility."""
        return tuple(
            BASIS_POINTS * (fitted - quote.normal_volatility)
            for fitted, quote in zip(self.model_volatilities, self.quotes, strict=True)
        )

    @property
    def rms_bp(self) -> float:
        """Root of the mean squared residual, basis points."""
        return float(np.sqrt(np.mean(np.square(self.residuals_bp))))


def calibrate(
    curve: DiscountCurve, quotes: tuple[SwaptionQuote, ...], *, mean_reversion: float | None = None
) -> Calibration:
    """Return the model whose volatilities differ least from the quotes, in squares.

    For each mean reversion the volatility follows, because model volatilities are all but
    proportional to it; the mean reversion is searched for, unless given. Raises QuotesRejected;
    RootNotFound where no volatility fits best.
    """
    distinct = len({(quote.expiry_years, quote.tenor_years) for quote in quotes})
    needed = 2 if mean_reversion is None else 1
    if distinct < needed:
        raise QuotesRejected(distinct=distinct, needed=needed)
    if mean_reversion is None:
        mean_reversion = _least(lambda tried: _squares(_scaled(curve, quotes, tried), quotes))
    model = _scaled(curve, quotes, mean_reversion)
    return Calibration(
        model=model,
        quotes=quotes,
        model_volatilities=tuple(_volatilities(model, quotes).tolist()),
        at_bound=needed == 2 and _is_bound(mean_reversion),
    )


def _scaled(
    curve: DiscountCurve, quotes: tuple[SwaptionQuote, ...], mean_reversion: float
) -> HullWhite:
    """The model of a mean reversion with the volatility that fits best."""
    quoted = _quoted(quotes)
    volatility, scale = float(quoted.mean()), 1.0
    for _ in range(_RESCALINGS):
        model = HullWhite(mean_reversion=mean_reversion, volatility=volatility, curve=curve)
        fitted = _volatilities(model, quotes)
        scale = float(quoted @ fitted / (fitted @ fitted))
        volatility *= scale
        if abs(scale - 1.0) <= _CLOSE:
            return HullWhite(mean_reversion=mean_reversion, volatility=volatility, curve=curve)
    raise RootNotFound("volatility", nearest=volatility, left=scale - 1.0)


def _squares(model: HullWhite, quotes: tuple[SwaptionQuote, ...]) -> float:
    """Sum of squared differences, in squared basis points."""
    return float(np.square(BASIS_POINTS * (_volatilities(model, quotes) - _quoted(quotes))).sum())


def _least(loss: Callable[[float], float]) -> float:
    """Where a loss is least: the best of the tried points, then golden sections beside it."""
    losses = [loss(tried) for tried in TRIED_MEAN_REVERSIONS]
    best = int(np.argmin(losses))
    last = len(TRIED_MEAN_REVERSIONS) - 1
    low = TRIED_MEAN_REVERSIONS[max(best - 1, 0)]
    high = TRIED_MEAN_REVERSIONS[min(best + 1, last)]
    return _golden_section(loss, low, high)


def _golden_section(loss: Callable[[float], float], low: float, high: float) -> float:
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = loss(left), loss(right)
    while high - low > _CLOSE:
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = loss(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = loss(right)
    return (low + high) / 2


def _is_bound(mean_reversion: float) -> bool:
    bounds = TRIED_MEAN_REVERSIONS[0], TRIED_MEAN_REVERSIONS[-1]
    return any(abs(mean_reversion - bound) <= 2 * _CLOSE for bound in bounds)


def _quoted(quotes: tuple[SwaptionQuote, ...]) -> FloatArray:
    return np.array([quote.normal_volatility for quote in quotes])


def _volatilities(model: HullWhite, quotes: tuple[SwaptionQuote, ...]) -> FloatArray:
    return np.array([at_the_money_volatility(model, quote.swaption) for quote in quotes])
