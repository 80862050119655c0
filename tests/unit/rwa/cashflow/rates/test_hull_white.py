import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.rates.curve import DiscountCurve
from rwa.cashflow.rates.hull_white import HullWhite, decay_mean, integral_mean
from rwa.core.errors import ValueOutOfRange

CURVE = DiscountCurve.from_zero_rates([1.0, 5.0, 10.0, 30.0], [0.03, 0.035, 0.04, 0.045])
REVERSIONS = st.floats(0.0, 2.0)
VOLATILITIES = st.floats(0.0, 0.05)
TIMES = st.floats(0.0, 30.0)


def model(mean_reversion: float = 0.03, volatility: float = 0.01) -> HullWhite:
    return HullWhite(mean_reversion=mean_reversion, volatility=volatility, curve=CURVE)


@given(reversion=REVERSIONS, first=TIMES, second=TIMES)
def test_variances__two_steps__are_those_of_one_long_step(
    reversion: float, first: float, second: float
) -> None:
    drawn = model(reversion, 1.0)
    kept, loading = math.exp(-reversion * second), drawn.loading(second)
    state, integral = drawn.state_variance(first), drawn.integral_variance(first)
    both = drawn.covariance(first)

    assert drawn.state_variance(first + second) == pytest.approx(
        kept**2 * state + drawn.state_variance(second), rel=1e-10, abs=1e-12
    )
    assert drawn.integral_variance(first + second) == pytest.approx(
        integral + 2 * loading * both + loading**2 * state + drawn.integral_variance(second),
        rel=1e-10,
        abs=1e-12,
    )
    assert drawn.covariance(first + second) == pytest.approx(
        kept * both + kept * loading * state + drawn.covariance(second), rel=1e-10, abs=1e-12
    )


@given(reversion=REVERSIONS, time=st.floats(0.01, 30.0))
def test_integral_variance__any_time__is_the_integral_of_squared_loadings(
    reversion: float, time: float
) -> None:
    nodes, weights = np.polynomial.legendre.leggauss(60)
    drawn = model(reversion, 1.0)
    squares = drawn.loading((nodes + 1) * time / 2) ** 2

    assert drawn.integral_variance(time) == pytest.approx(weights @ squares * time / 2, rel=1e-9)


@pytest.mark.parametrize("decay", [1e-12, 1e-6, 1e-3, 0.1, 0.4999999, 0.5, 0.5000001, 3.0])
def test_means__small_and_large_decay__are_their_series_in_exact_fractions(decay: float) -> None:
    u = Fraction(decay)
    powers = [(-u) ** n / math.factorial(n) for n in range(60)]
    mean = -sum(powers[1:]) / u
    integral = sum(power * (2 - 2 ** (n - 1)) for n, power in enumerate(powers[3:], start=3))

    assert decay_mean(decay) == pytest.approx(float(mean), rel=1e-14)
    assert integral_mean(decay) == pytest.approx(float(integral / u**3), rel=2e-13)


def test_means__no_decay__are_their_limits() -> None:
    assert decay_mean([0.0]).tolist() == [1.0]
    assert integral_mean([0.0]) == pytest.approx([1 / 3])


@given(reversion=REVERSIONS, volatility=VOLATILITIES, end=TIMES)
def test_zero_bond__from_today__is_the_curve(
    reversion: float, volatility: float, end: float
) -> None:
    bond = model(reversion, volatility).zero_bond(0.0, end, 0.0)

    assert bond == pytest.approx(float(CURVE.discount(end)), rel=1e-12)


@given(reversion=REVERSIONS, volatility=VOLATILITIES, start=TIMES, life=TIMES)
def test_zero_bond__in_the_forward_measure__is_worth_its_forward_price_on_average(
    reversion: float, volatility: float, start: float, life: float
) -> None:
    """To the bond of its start, a later bond is a martingale: a log-normal mean, no sampling."""
    drawn = model(reversion, volatility)
    log_level, loading = drawn.log_zero_bond(start, start + life)
    mean_state = -drawn.covariance(start)

    mean = np.exp(log_level - loading * mean_state + loading**2 * drawn.state_variance(start) / 2)

    forward = CURVE.discount(start + life) / CURVE.discount(start)
    assert mean == pytest.approx(float(forward), rel=1e-10)


def test_zero_bond__states_by_times__broadcast() -> None:
    bonds = model().zero_bond(1.0, [2.0, 5.0, 11.0], np.zeros((4, 1)))

    assert bonds.shape == (4, 3)


@pytest.mark.parametrize(
    "wrong", [{"mean_reversion": -0.01}, {"volatility": math.nan}, {"mean_reversion": 11.0}]
)
def test_hull_white__impossible_parameter__refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueOutOfRange):
        model(**wrong)


def test_zero_bond__paid_before_its_start__refused() -> None:
    with pytest.raises(ValueOutOfRange):
        model().zero_bond(2.0, 1.0, 0.0)
