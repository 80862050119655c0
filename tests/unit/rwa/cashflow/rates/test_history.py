import math

import numpy as np
import pytest

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.rates.curve import DiscountCurve
from rwa.cashflow.rates.history import historical_volatility, short_rate_volatility
from rwa.cashflow.rates.hull_white import HullWhite
from rwa.core.errors import ValueOutOfRange


def walk(*, days: int = 20_000, volatility: float = 0.009, seed: int = 1) -> FloatArray:
    steps = np.random.default_rng(seed).normal(0, volatility / math.sqrt(252), days)
    return 0.04 + np.cumsum(steps)


def test_historical_volatility__random_walk__is_the_volatility_it_was_made_with() -> None:
    yields = walk()
    yields -= yields.mean() - 0.04

    assert historical_volatility(yields) == pytest.approx(0.009, rel=0.02)


def test_historical_volatility__days_without_a_market__are_passed_over() -> None:
    yields = walk(days=100)
    holidays = np.insert(yields, [3, 40, 40, 99], np.nan)

    assert historical_volatility(holidays) == historical_volatility(yields)


def test_historical_volatility__steady_rise__is_none() -> None:
    assert historical_volatility(np.linspace(0.03, 0.05, 300)) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("mean_reversion", [0.0, 0.03, 0.5])
def test_short_rate_volatility__in_the_model__moves_the_ten_year_yield_as_much(
    mean_reversion: float,
) -> None:
    volatility = short_rate_volatility(0.009, mean_reversion=mean_reversion)
    model = HullWhite(
        mean_reversion=mean_reversion, volatility=volatility, curve=DiscountCurve.flat(0.04)
    )

    soon, (_, loading) = 1e-6, model.log_zero_bond(0.0, 10.0)
    deviation = math.sqrt(float(model.state_variance(soon)) / soon)
    assert float(loading) / 10 * deviation == pytest.approx(0.009, rel=1e-6)


@pytest.mark.parametrize(
    "yields", [walk(days=20), 100 * walk(days=100), walk(days=100).reshape(2, 50)]
)
def test_historical_volatility__not_enough_or_no_decimals__refused(yields: FloatArray) -> None:
    with pytest.raises(ValueOutOfRange):
        historical_volatility(yields)


def test_short_rate_volatility__no_maturity__refused() -> None:
    with pytest.raises(ValueOutOfRange):
        short_rate_volatility(0.01, mean_reversion=0.03, maturity_years=0.0)
