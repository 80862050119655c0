"""Random paths of discount factors and mortgage rates under a Hull-White model.

State and integral are drawn from their exact joint distribution, month by month, so that no
path depends on a time step and the mean of the discount factors is today's curve.
Source: docs/reference/sources.md#hull-white
"""

import math
from dataclasses import dataclass

import numpy as np

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.bounds import bounded
from rwa.cashflow.rates.compounding import Compounding
from rwa.cashflow.rates.hull_white import HullWhite
from rwa.core.errors import ValueOutOfRange
from rwa.core.rates import MONTHS_PER_YEAR

MORTGAGE_SPREAD = 0.017
"""How far mortgage rates lie above the ten-year rate in most years."""
TEN_YEARS = 10.0
MAX_MONTHS = 1_200
"""Longest paths: 100 years."""
MAX_SEED = 2**128 - 1
"""Largest seed: the key of the generator has 128 bits."""

_MONTH = 1.0 / MONTHS_PER_YEAR


@dataclass(frozen=True, slots=True)
class RatePaths:
    """Rates along many paths. Column k - 1 is month k."""

    discount_factors: FloatArray
    """From the end of the month to today, along the path; shape (paths, months)."""
    ten_year_rates: FloatArray
    """Ten-year zero rate at the start of the month, compounded twice a year; shape as above."""
    mortgage_rates: FloatArray
    """What borrowers are offered in the month: the ten-year rate and a spread; shape as above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathRequest:
    """Which paths are drawn. Raises ValueOutOfRange."""

    paths: int
    """How many; even, because paths 2j and 2j + 1 are antithetic."""
    months: int = 360
    """How long."""
    seed: int = 0
    """Key of the Philox generator. Paths are the same for the same seed, and more paths leave those
    before them as they were."""
    mortgage_spread: float = MORTGAGE_SPREAD
    """Mortgage rate over ten-year rate, decimal."""
    match_means: bool = False
    """Whether to scale each month's discount factors so that their mean is the curve exactly,
    at the price of paths that depend on each other."""

    def __post_init__(self) -> None:
        _check_range("paths", self.paths, least=2, most=10**8)
        _check_range("months", self.months, least=1, most=MAX_MONTHS)
        _check_range("seed", self.seed, least=0, most=MAX_SEED)
        if self.paths % 2:
            raise ValueOutOfRange("paths", value=self.paths, allowed="even numbers")
        bounded("mortgage_spread", self.mortgage_spread, low=-1.0, high=1.0)


def sample_paths(model: HullWhite, request: PathRequest) -> RatePaths:
    """Return random paths of a model. Deterministic for a seed and a release of numpy.

    Borrowers of month k see the rate at its start, time (k - 1)/12, which is the same on all paths
    in month 1; what they pay is discounted from its end, time k/12.
    """
    states, integrals = _half_of_states(model, request)
    discounts = _discount_factors(model, _with_mirrors(integrals))
    if request.match_means:
        discounts *= model.curve.discount(_month_ends(request.months)) / discounts.mean(axis=0)
    ten_year = _ten_year_rates(model, _with_mirrors(states))
    return RatePaths(
        discount_factors=discounts,
        ten_year_rates=ten_year,
        mortgage_rates=ten_year + request.mortgage_spread,
    )


def _half_of_states(model: HullWhite, request: PathRequest) -> tuple[FloatArray, FloatArray]:
    """The state at each month's start and its integral to each month's end, every other path."""
    moves, areas = _monthly_draws(model, request)
    states, integrals = np.empty_like(moves), np.empty_like(areas)
    kept, loading = math.exp(-model.mean_reversion * _MONTH), float(model.loading(_MONTH))
    state, integral = np.zeros(len(moves)), np.zeros(len(moves))
    for month in range(request.months):
        states[:, month] = state
        integral += loading * state + areas[:, month]
        integrals[:, month] = integral
        state = kept * state + moves[:, month]
    return states, integrals


def _monthly_draws(model: HullWhite, request: PathRequest) -> tuple[FloatArray, FloatArray]:
    """What chance adds in each month to the state, and to its integral: jointly normal."""
    generator = np.random.Generator(np.random.Philox(key=request.seed))
    normals = generator.standard_normal((request.paths // 2, request.months, 2))
    variance = float(model.state_variance(_MONTH))
    slope = float(model.covariance(_MONTH)) / variance if variance else 0.0
    rest = float(model.integral_variance(_MONTH)) - slope**2 * variance
    moves = math.sqrt(variance) * normals[:, :, 0]
    return moves, slope * moves + math.sqrt(rest) * normals[:, :, 1]


def _with_mirrors(half: FloatArray) -> FloatArray:
    """Every path followed by its antithetic one, which is its negative."""
    both = np.empty((2 * len(half), half.shape[1]))
    both[0::2] = half
    np.negative(half, out=both[1::2])
    return both


def _discount_factors(model: HullWhite, integrals: FloatArray) -> FloatArray:
    """Today's curve, times the exponential of the integral less its mean."""
    ends = _month_ends(integrals.shape[1])
    level = np.log(model.curve.discount(ends)) - model.integral_variance(ends) / 2
    return np.exp(level - integrals)


def _ten_year_rates(model: HullWhite, states: FloatArray) -> FloatArray:
    """The zero rate is affine in the state; then compounded twice a year as bonds are quoted."""
    starts = _month_ends(states.shape[1]) - _MONTH
    log_level, loading = model.log_zero_bond(starts, starts + TEN_YEARS)
    return Compounding.SEMIANNUAL.rate((loading * states - log_level) / TEN_YEARS)


def _month_ends(months: int) -> FloatArray:
    return np.arange(1, months + 1) / MONTHS_PER_YEAR


def _check_range(field: str, value: int, *, least: int, most: int) -> None:
    if not least <= value <= most:
        raise ValueOutOfRange(field, value=value, allowed=f"{least} to {most}")
