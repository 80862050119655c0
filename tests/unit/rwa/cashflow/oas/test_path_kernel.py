import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.behaviour.refinancing import (
    ARCTANGENT,
    ARCTANGENT_CENTRE,
    ARCTANGENT_HEIGHT,
    SEASONALITY,
)
from rwa.cashflow.oas import path_kernel

ROUNDING = 2.0**-52


@given(x=st.floats(-1e6, 1e6))
def test_arctangent__any_number__is_that_of_the_library(x: float) -> None:
    assert abs(path_kernel._arctangent(x) - math.atan(x)) <= 2 * ROUNDING


def test_arctangent__across_every_change_of_interval__is_that_of_the_library() -> None:
    edges = [math.tan(math.radians(degrees)) for degrees in (0.0, 22.5, 45.0, 67.5)]
    near = np.concatenate([edge + np.linspace(-1e-3, 1e-3, 2_001) for edge in edges])
    numbers = np.concatenate((near, -near, np.linspace(-40, 40, 4_001)))

    found = np.array([path_kernel._arctangent(x) for x in numbers])

    assert np.max(np.abs(found - np.arctan(numbers))) <= 2 * ROUNDING


@given(share=st.floats(path_kernel.SMALLEST_SHARE, 1.0))
def test_twelfth_root__any_share_that_is_kept__is_that_of_the_library(share: float) -> None:
    assert abs(path_kernel._twelfth_root(share) / share ** (1 / 12) - 1) <= 6 * ROUNDING


def test_smallest_share__of_the_borrower_model__is_above_the_limit_of_the_root() -> None:
    fastest = ARCTANGENT_CENTRE + ARCTANGENT_HEIGHT * math.pi / 2
    assert float(ARCTANGENT.cpr(1.0, -1.0)) < fastest
    assert 1 - fastest * max(SEASONALITY) > path_kernel.SMALLEST_SHARE


@given(wac=st.floats(1e-4, 0.3), months=st.integers(1, 480))
def test_scheduled_balances__any_rate__are_those_of_the_annuity(wac: float, months: int) -> None:
    balances = np.empty(months)

    path_kernel._scheduled_balances(wac, balances)

    paid = np.arange(1, months + 1)
    growth = math.log1p(wac / 12)
    expected = np.expm1((months - paid) * -growth) / math.expm1(months * -growth)
    assert balances == pytest.approx(expected, rel=1e-11)
    assert balances[-1] == 0


def test_scheduled_balances__no_interest__fall_in_equal_steps() -> None:
    balances = np.empty(48)

    path_kernel._scheduled_balances(0.0, balances)

    assert balances == pytest.approx(1 - np.arange(1, 49) / 48, rel=1e-13, abs=1e-15)


@given(oas=st.floats(-0.49, 4.99), month=st.integers(1, 480), delay=st.floats(0, 2))
def test_spread_of_price__one_flow_however_late__is_found(
    oas: float, month: int, delay: float
) -> None:
    means, limits = np.zeros(month), np.array((-0.5, 5.0))
    means[-1] = 0.7
    price = 0.7 * math.exp(-oas * (month + delay) / 12)

    found = path_kernel._spread_of_price(means, delay, price, limits)

    assert found == pytest.approx(oas, abs=1e-10)


@pytest.mark.parametrize("price", [-1.0, 0.0, 1e-300, 1e300, math.nan])
def test_spread_of_price__none_within_the_limits__is_no_number(price: float) -> None:
    found = path_kernel._spread_of_price(np.ones(12), 1.0, price, np.array((-0.5, 5.0)))

    assert math.isnan(found)
