import math
from typing import Any

import numpy as np
import pytest

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.rates.curve import DiscountCurve
from rwa.cashflow.rates.hull_white import HullWhite
from rwa.cashflow.rates.paths import PathRequest, RatePaths, sample_paths
from rwa.core.errors import ValueOutOfRange

CURVE = DiscountCurve.from_zero_rates([0.5, 2.0, 10.0, 30.0], [0.045, 0.038, 0.042, 0.047])
MODELS = [
    HullWhite(mean_reversion=0.03, volatility=0.01, curve=CURVE),
    HullWhite(mean_reversion=0.0, volatility=0.006, curve=CURVE),
    HullWhite(mean_reversion=0.5, volatility=0.03, curve=CURVE),
    HullWhite(mean_reversion=5.0, volatility=0.2, curve=CURVE),  # a time step would show
]
ENDS = np.arange(1, 361) / 12
STANDARD_ERRORS = 4


def drawn(model: HullWhite = MODELS[0], **request: Any) -> RatePaths:
    return sample_paths(model, PathRequest(**{"paths": 64, "months": 24, **request}))


def off_in_standard_errors(samples: FloatArray, expected: FloatArray) -> FloatArray:
    """How far the means are from what they estimate, antithetic pairs being one draw each."""
    pairs = (samples[0::2] + samples[1::2]) / 2
    errors = pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs))
    return np.asarray(np.abs(pairs.mean(axis=0) - expected) / errors)


@pytest.mark.parametrize("model", MODELS)
def test_sample_paths__mean_discount_factor__is_the_curve_in_every_month(model: HullWhite) -> None:
    paths = drawn(model, paths=8_192, months=360, seed=7)

    off = off_in_standard_errors(paths.discount_factors, CURVE.discount(ENDS))

    assert off.max() < STANDARD_ERRORS


@pytest.mark.parametrize("model", MODELS)
def test_sample_paths__ten_year_bond_of_each_state__is_the_curve_on_average(
    model: HullWhite,
) -> None:
    paths = drawn(model, paths=8_192, months=360, seed=11)
    bonds = (1 + paths.ten_year_rates[:, 1:] / 2) ** -20

    off = off_in_standard_errors(
        paths.discount_factors[:, :-1] * bonds, CURVE.discount(ENDS[:-1] + 10)
    )

    assert off.max() < STANDARD_ERRORS


@pytest.mark.parametrize("model", MODELS)
def test_sample_paths__logarithms__vary_and_move_together_as_the_model_says(
    model: HullWhite,
) -> None:
    paths = drawn(model, paths=40_000, months=121, seed=3)
    integrals = -np.log(paths.discount_factors[:, -2])
    yields = 2 * np.log1p(paths.ten_year_rates[:, -1] / 2)

    loading = float(model.loading(10.0)) / 10
    spread = np.cov(integrals, yields)
    variances = model.integral_variance(10.0), loading**2 * model.state_variance(10.0)
    covariance, scale = loading * model.covariance(10.0), math.sqrt(variances[0] * variances[1])
    assert np.diag(spread) == pytest.approx(variances, rel=0.03)
    assert spread[0, 1] == pytest.approx(float(covariance), abs=0.03 * scale)


def test_sample_paths__pairs__are_antithetic() -> None:
    paths = drawn(months=60)
    logs = np.log(paths.discount_factors)
    yields = np.log1p(paths.ten_year_rates / 2)

    assert np.ptp(logs[0::2] + logs[1::2], axis=0) == pytest.approx(0, abs=1e-12)
    assert np.ptp(yields[0::2] + yields[1::2], axis=0) == pytest.approx(0, abs=1e-12)


def test_sample_paths__same_seed__same_numbers() -> None:
    first, again, other = drawn(seed=5), drawn(seed=5), drawn(seed=6)

    assert (first.discount_factors == again.discount_factors).all()
    assert (first.mortgage_rates == again.mortgage_rates).all()
    assert (first.discount_factors != other.discount_factors).all()


def test_sample_paths__more_paths__leave_the_first_as_they_were() -> None:
    few, many = drawn(paths=10), drawn(paths=400)

    assert (few.discount_factors == many.discount_factors[:10]).all()
    assert (few.ten_year_rates == many.ten_year_rates[:10]).all()


def test_sample_paths__first_month__borrowers_see_todays_rate_on_every_path() -> None:
    paths = drawn(mortgage_spread=0.02)

    today = 2 * np.expm1(0.042 / 2)
    assert paths.ten_year_rates[:, 0] == pytest.approx(np.full(64, today))
    assert paths.mortgage_rates == pytest.approx(paths.ten_year_rates + 0.02)
    assert np.ptp(paths.ten_year_rates[:, 1]) > 0
    assert np.ptp(paths.discount_factors[:, 0]) > 0


def test_sample_paths__means_matched__are_the_curve_to_rounding() -> None:
    paths = drawn(months=360, match_means=True)

    assert paths.discount_factors.mean(axis=0) == pytest.approx(CURVE.discount(ENDS), rel=1e-13)


def test_sample_paths__no_volatility__every_path_is_the_curve() -> None:
    calm = HullWhite(mean_reversion=0.03, volatility=0.0, curve=CURVE)

    paths = drawn(calm, months=360)

    assert paths.discount_factors == pytest.approx(np.tile(CURVE.discount(ENDS), (64, 1)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"paths": 0},
        {"paths": 7},
        {"months": 0},
        {"months": 1_201},
        {"seed": -1},
        {"seed": 2**128},
        {"mortgage_spread": np.nan},
    ],
)
def test_path_request__out_of_range__refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueOutOfRange):
        PathRequest(**{"paths": 2, **wrong})
