from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rwa.cashflow.behaviour.refinancing import (
    ARCTANGENT,
    RICHARD_ROLL,
    RefinancingModel,
    burnout,
    monthly_share,
    refinancing_cpr,
    refinancing_incentive,
    richard_roll,
    seasonality,
    seasoning,
)
from rwa.core.errors import ValueOutOfRange

RATES = st.floats(-0.05, 0.3)
NOTE_RATES = st.floats(0.0, 0.3)
SHARES = st.floats(0.0, 1.0)
MODELS = pytest.mark.parametrize("model", [ARCTANGENT, RICHARD_ROLL], ids=lambda model: model.name)


@MODELS
@given(note_rate=NOTE_RATES, low=RATES, high=RATES)
def test_incentive__higher_market_rate__never_faster(
    model: RefinancingModel, note_rate: float, low: float, high: float
) -> None:
    low, high = sorted((low, high))

    assert model.cpr(note_rate, high) <= model.cpr(note_rate, low) + 1e-15


@MODELS
@given(note_rates=st.tuples(NOTE_RATES, NOTE_RATES), market=RATES)
def test_incentive__higher_note_rate__never_slower(
    model: RefinancingModel, note_rates: tuple[float, float], market: float
) -> None:
    low, high = sorted(note_rates)

    assert model.cpr(low, market) <= model.cpr(high, market) + 1e-15


@MODELS
@given(note_rate=NOTE_RATES, market=RATES)
def test_excess_cpr__any_rates__is_what_the_curve_has_above_its_floor(
    model: RefinancingModel, note_rate: float, market: float
) -> None:
    whole, excess = model.cpr(note_rate, market), model.excess_cpr(note_rate, market)

    assert model.floor_cpr <= whole + 1e-15
    assert whole <= 0.5
    assert excess + model.floor_cpr == pytest.approx(whole, abs=1e-15)


@MODELS
def test_floor__no_reason_to_refinance__is_where_the_curve_ends(model: RefinancingModel) -> None:
    assert model.cpr(0.0, 1e6) == pytest.approx(model.floor_cpr, abs=1e-8)


def test_cpr__curve_written_in_a_lower_rate__reads_the_rate_below_the_mortgage_rate() -> None:
    assert ARCTANGENT.cpr(0.06, 0.06) == refinancing_incentive(0.06, 0.06 - 0.017)
    assert RICHARD_ROLL.cpr(0.06, 0.06) == richard_roll(0.06, 0.06)


def test_richard_roll__mortgage_rate_not_above_zero__as_at_a_hundredth_of_a_per_cent() -> None:
    least = float(richard_roll(0.05, 1e-4))

    assert richard_roll(0.05, [-0.01, 0.0, 1e-4]).tolist() == [least] * 3


def test_seasoning__month_k_of_a_pool_of_age_a__is_that_of_age_a_plus_k() -> None:
    ages = 28 + np.arange(1, 5)

    assert seasoning(ages).tolist() == [29 / 30, 1, 1, 1]
    assert seasoning([0, 1, 15]).tolist() == [0, 1 / 30, 0.5]


@pytest.mark.parametrize(("month", "multiple"), [(1, 0.94), (10, 1.22), (11, 1.23), (12, 0.98)])
def test_seasonality__months_others_shifted__are_in_place(month: int, multiple: float) -> None:
    assert seasonality(month) == multiple


@given(share=SHARES)
def test_burnout__share_of_the_balance_left__falls_to_three_tenths(share: float) -> None:
    assert burnout(share * 2e8, 2e8) == pytest.approx(0.3 + 0.7 * share)


@example(incentive=1.0, age=30, month=11, left=1.0, more=1.0)
@given(
    incentive=SHARES, age=st.integers(0, 480), month=st.integers(1, 12), left=SHARES, more=SHARES
)
def test_refinancing_cpr__every_factor__a_share_that_rises_with_burnout_left(
    incentive: float, age: int, month: int, left: float, more: float
) -> None:
    left, more = sorted((left, more))

    slower, faster = (
        refinancing_cpr(incentive, age_months=age, calendar_month=month, burnout_share=share)
        for share in (left, more)
    )

    assert 0 <= slower <= faster <= 1


@given(cpr=SHARES)
def test_monthly_share__twelve_months__make_the_year(cpr: float) -> None:
    assert (1 - monthly_share(cpr)) ** 12 == pytest.approx(1 - cpr, abs=1e-14)


def test_refinancing_cpr__paths_by_months__broadcast() -> None:
    incentive = refinancing_incentive(0.06, np.full((3, 24), 0.05))
    cpr = refinancing_cpr(
        incentive,
        age_months=np.arange(1, 25),
        calendar_month=np.arange(24) % 12 + 1,
        burnout_share=np.ones((3, 1)),
    )

    assert cpr.shape == (3, 24)
    assert cpr[1, 5] == pytest.approx(float(incentive[1, 5]) * 6 / 30 * 0.92)


@pytest.mark.parametrize(
    ("function", "wrong"),
    [
        (seasonality, 0),
        (seasonality, 13),
        (seasonality, 1.5),
        (seasoning, -1),
        (seasoning, np.nan),
        (monthly_share, 1.01),
        (lambda balance: burnout(balance, 100.0), 100.01),
        (lambda balance: burnout(balance, 100.0), -0.01),
        (lambda original: burnout(0.0, original), 0.0),
        (lambda rate: refinancing_incentive(rate, 0.05), np.nan),
        (lambda rate: richard_roll(rate, 0.05), -0.01),
        (
            lambda share: refinancing_cpr(0.2, age_months=1, calendar_month=1, burnout_share=share),
            1.1,
        ),
    ],
)
def test_factor__outside_its_range__refused(function: Any, wrong: float) -> None:
    with pytest.raises(ValueOutOfRange):
        function(wrong)
