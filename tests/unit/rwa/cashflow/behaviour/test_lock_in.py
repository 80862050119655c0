import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.behaviour.lock_in import Turnover, lock_in_multiplier, turnover_cpr
from rwa.core.errors import ValueOutOfRange

RATES = st.floats(-0.02, 0.3)


@given(note_rate=RATES, first=RATES, second=RATES)
def test_lock_in_multiplier__wider_gap__never_more_sales(
    note_rate: float, first: float, second: float
) -> None:
    low, high = sorted((first, second))

    assert 0 < lock_in_multiplier(note_rate, high) <= lock_in_multiplier(note_rate, low) <= 1


@given(note_rate=RATES, below=st.floats(0.0, 0.2))
def test_lock_in_multiplier__market_at_or_below_the_note_rate__locks_nobody_in(
    note_rate: float, below: float
) -> None:
    assert lock_in_multiplier(note_rate, note_rate - below) == 1


@pytest.mark.parametrize("points", [1, 2, 4])
def test_lock_in_multiplier__each_percentage_point__cuts_what_is_left(points: int) -> None:
    left = lock_in_multiplier(0.03, 0.03 + points / 100)

    assert left == pytest.approx((1 - 0.181) ** points)


def test_seasoned_cpr__three_to_seven_per_cent__leaves_four_to_six() -> None:
    assert 0.04 < Turnover().seasoned_cpr(0.03, 0.07) < 0.06


def test_turnover_cpr__assumable_loans__are_not_locked_in() -> None:
    assumable = Turnover(base_cpr=0.08, lost_per_point=0.0)

    cpr = turnover_cpr(0.03, 0.07, age_months=30, calendar_month=1, turnover=assumable)

    assert cpr == pytest.approx(0.08 * 0.94)


def test_turnover_cpr__young_loans_in_november__scaled_by_age_and_month() -> None:
    cpr = turnover_cpr(0.05, 0.05, age_months=6, calendar_month=11)

    assert cpr == pytest.approx(0.10 * 6 / 30 * 1.23)


@given(base=st.floats(0.0, 1.0), age=st.integers(0, 400), month=st.integers(1, 12))
def test_turnover_cpr__any_base__stays_a_share(base: float, age: int, month: int) -> None:
    turnover = Turnover(base_cpr=base)

    cpr = turnover_cpr(0.05, 0.04, age_months=age, calendar_month=month, turnover=turnover)

    assert 0 <= cpr <= 1


@pytest.mark.parametrize("wrong", [{"base_cpr": 1.1}, {"lost_per_point": -0.1}])
def test_turnover__not_a_share__refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueOutOfRange):
        Turnover(**wrong)
