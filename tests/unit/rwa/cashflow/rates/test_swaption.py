from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.rates.curve import DiscountCurve
from rwa.cashflow.rates.hull_white import HullWhite
from rwa.cashflow.rates.swaption import (
    Swaption,
    annuity,
    at_the_money_volatility,
    forward_swap_rate,
    normal_price,
    swaption_price,
)
from rwa.core.errors import ValueOutOfRange

CURVE = DiscountCurve.from_zero_rates([1.0, 5.0, 10.0, 30.0], [0.03, 0.035, 0.04, 0.045])
VOLATILITIES = st.floats(0.0005, 0.03)
STRIKES = st.floats(0.001, 0.12)


def model(volatility: float = 0.01, mean_reversion: float = 0.03) -> HullWhite:
    return HullWhite(mean_reversion=mean_reversion, volatility=volatility, curve=CURVE)


def swaption(**terms: Any) -> Swaption:
    return Swaption(**{"expiry_years": 5.0, "tenor_years": 10.0, **terms})


@given(
    strike=STRIKES, volatility=VOLATILITIES, expiry=st.floats(0.1, 20.0), tenor=st.integers(1, 20)
)
def test_swaption_price__payer_less_receiver__is_the_forward_swap(
    strike: float, volatility: float, expiry: float, tenor: int
) -> None:
    payer, receiver = (
        swaption(expiry_years=expiry, tenor_years=tenor, strike=strike, payer=payer)
        for payer in (True, False)
    )

    swap = annuity(CURVE, payer) * (forward_swap_rate(CURVE, payer) - strike)
    for price in (
        lambda option: swaption_price(model(volatility), option),
        lambda option: normal_price(CURVE, option, volatility),
    ):
        assert price(payer) - price(receiver) == pytest.approx(swap, abs=1e-13)
        assert price(payer) >= max(swap, 0) - 1e-14


@given(strike=STRIKES, first=VOLATILITIES, second=VOLATILITIES)
def test_swaption_price__more_volatility__never_cheaper(
    strike: float, first: float, second: float
) -> None:
    low, high = sorted((first, second))
    option = swaption(strike=strike)

    assert swaption_price(model(low), option) <= swaption_price(model(high), option) + 1e-14


@pytest.mark.parametrize("payer", [True, False])
@pytest.mark.parametrize("strike", [0.01, 0.12])
def test_prices__no_volatility__are_what_exercise_pays(payer: bool, strike: float) -> None:
    option = swaption(payer=payer, strike=strike)
    gain = (forward_swap_rate(CURVE, option) - strike) * (1 if payer else -1)

    paid = pytest.approx(annuity(CURVE, option) * max(gain, 0), abs=1e-15)
    assert swaption_price(model(0.0), option) == paid
    assert normal_price(CURVE, option, 0.0) == paid


@given(volatility=VOLATILITIES, reversion=st.floats(0.0, 0.5))
def test_at_the_money_volatility__in_the_normal_formula__gives_the_models_price(
    volatility: float, reversion: float
) -> None:
    drawn = model(volatility, reversion)

    implied = at_the_money_volatility(drawn, swaption())

    assert normal_price(CURVE, swaption(), implied) == pytest.approx(
        swaption_price(drawn, swaption()), rel=1e-12
    )


def test_at_the_money_volatility__short_swap_without_reversion__is_nearly_the_short_rates() -> None:
    nearly_spot = swaption(expiry_years=1.0, tenor_years=0.5)

    implied = at_the_money_volatility(model(0.01, 0.0), nearly_spot)

    assert implied == pytest.approx(0.01, rel=0.03)


def test_forward_swap_rate__flat_curve__compounds_as_often_as_it_pays() -> None:
    flat = DiscountCurve.flat(0.05)

    rates = [forward_swap_rate(flat, swaption(payments_per_year=times)) for times in (1, 2, 4)]

    assert rates == pytest.approx([times * np.expm1(0.05 / times) for times in (1, 2, 4)])


def test_at_the_money_volatility__another_strike__refused() -> None:
    with pytest.raises(ValueOutOfRange):
        at_the_money_volatility(model(), swaption(strike=0.05))


def test_swaption_price__forward_rate_not_above_zero__refused() -> None:
    falling = HullWhite(mean_reversion=0.03, volatility=0.01, curve=DiscountCurve.flat(-0.01))

    with pytest.raises(ValueOutOfRange):
        swaption_price(falling, swaption())


@pytest.mark.parametrize(
    "wrong",
    [
        {"expiry_years": 0.0},
        {"tenor_years": 51.0},
        {"tenor_years": 1.3},
        {"strike": -0.01},
        {"payments_per_year": 13},
        {"expiry_years": np.nan},
    ],
)
def test_swaption__impossible_terms__refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueOutOfRange):
        swaption(**wrong)


@pytest.mark.parametrize("volatility", [0.05, 0.3, 1.0])
@pytest.mark.parametrize("rate", [0.001, 0.2])
def test_swaption_price__half_a_century_of_wild_rates__is_found(
    volatility: float, rate: float
) -> None:
    wild = HullWhite(mean_reversion=0.0, volatility=volatility, curve=DiscountCurve.flat(rate))
    option = swaption(expiry_years=50.0, tenor_years=50.0)

    assert 0 < swaption_price(wild, option) <= float(wild.curve.discount(50.0)) * (1 + 1e-12)
