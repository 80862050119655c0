from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.valuation.timing import (
    accrued_interest,
    actual_delay_days,
    days_30_360,
    flow_times,
    stated_delay_days,
)
from rwa.core.errors import ValueOutOfRange

DATES = st.dates(date(1990, 1, 1), date(2060, 12, 31))
EARLY = DATES.filter(lambda day: day.day <= 28 and not (day.month == 2 and day.day == 28))


@given(st.integers(1, 480), st.none() | DATES, st.integers(0, 89))
def test_flow_times__any_settlement__a_month_apart_from_the_rule(
    months: int, settle: date | None, delay: int
) -> None:
    times = flow_times(months, settle=settle, actual_delay_days=delay)

    elapsed = 0 if settle is None else settle.day - 1
    assert times.shape == (months,)
    assert times[0] == pytest.approx((30 - elapsed + delay) / 30, abs=1e-14)
    assert np.allclose(np.diff(times), 1, rtol=0, atol=1e-12)


def test_flow_times__settled_on_the_31st__first_flow_at_once_without_delay() -> None:
    assert flow_times(2, settle=date(2026, 1, 31), actual_delay_days=0).tolist() == [0, 1]


@pytest.mark.parametrize(("months", "delay", "field"), [(0, 0, "month_count"), (1, -1, "actual")])
def test_flow_times__impossible__refused(months: int, delay: int, field: str) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        flow_times(months, settle=None, actual_delay_days=delay)

    assert caught.value.field.startswith(field)


@given(DATES, st.floats(0, 0.2))
def test_accrued_interest__any_day__of_the_days_since_the_first(day: date, coupon: float) -> None:
    accrued = accrued_interest(coupon=coupon, settle=day)

    assert accrued == pytest.approx(100 * coupon * (day.day - 1) / 360, rel=1e-14)
    assert accrued_interest(coupon=coupon, settle=None) == 0


@given(EARLY, EARLY)
def test_days_30_360__no_month_end__thirty_a_month_and_the_days_between(
    start: date, end: date
) -> None:
    months = 12 * (end.year - start.year) + end.month - start.month

    assert days_30_360(start, end) == 30 * months + end.day - start.day
    assert days_30_360(start, end) == -days_30_360(end, start)


@given(DATES, DATES)
def test_days_30_360__any_dates__off_by_at_most_the_days_months_lack(
    start: date, end: date
) -> None:
    exact = (end - start).days
    years = abs(exact) / 365.25

    assert abs(days_30_360(start, end) - exact * 360 / 365.25) <= 4 + 0.01 * years


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 1, 31), date(2026, 3, 31), 60),
        (date(2026, 1, 30), date(2026, 3, 31), 60),
        (date(2026, 1, 29), date(2026, 3, 31), 62),
        (date(2026, 2, 28), date(2026, 3, 31), 30),
        (date(2024, 2, 28), date(2024, 3, 31), 33),
        (date(2024, 2, 29), date(2024, 3, 31), 30),
        (date(2026, 1, 31), date(2026, 2, 28), 28),
    ],
)
def test_days_30_360__month_ends__by_the_rule(start: date, end: date, days: int) -> None:
    assert days_30_360(start, end) == days


@given(st.integers(1, 31), st.integers(1, 3))
def test_delay__any_pay_day__is_what_accrual_to_payment_has_beyond_a_month(
    pay_day: int, months_after: int
) -> None:
    begin = date(2026, 1, 1)
    paid = date(2026, 1 + months_after, 1)

    stated = stated_delay_days(pay_day, months_after)

    assert stated == days_30_360(begin, paid) + pay_day
    assert actual_delay_days(pay_day, months_after) == stated - 31


def test_delay__paid_on_the_first_of_the_month_after__none() -> None:
    assert actual_delay_days(1, 1) == 0


@pytest.mark.parametrize(("pay_day", "months_after"), [(0, 1), (32, 1), (15, 0)])
def test_delay__impossible__refused(pay_day: int, months_after: int) -> None:
    with pytest.raises(ValueOutOfRange):
        actual_delay_days(pay_day, months_after)


def test_days_30_360__every_day_of_a_year__never_falls() -> None:
    begin = date(2026, 3, 14)
    counted = [days_30_360(begin, begin + timedelta(days=ahead)) for ahead in range(366)]

    assert counted == sorted(counted)
    assert counted[365] == 360
