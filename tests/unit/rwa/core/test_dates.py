from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.core.dates import (
    NotAPeriod,
    Period,
    is_business_day,
    new_york_time,
    new_york_timestamp,
    nth_business_day,
    roll_back,
    roll_forward,
)

PERIODS = st.builds(Period, st.integers(1951, 2200), st.integers(1, 12))
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@given(PERIODS, st.integers(-600, 600))
def test_add__months_there_and_back__the_same_period(period: Period, months: int) -> None:
    later = period + months

    assert later + -months == period
    assert later.months_since(period) == months
    assert (later > period) == (months > 0)


@given(PERIODS)
def test_period__each_written_form__read_back(period: Period) -> None:
    assert Period.parse(str(period)) == Period.from_yyyymm(period.yyyymm) == period
    assert Period.of(period.first_day) == Period.of(period.last_day) == period
    assert period.last_day + timedelta(days=1) == (period + 1).first_day


def test_period__december__rolls_the_year() -> None:
    assert Period(2026, 12) + 1 == Period(2027, 1)
    assert Period(2027, 1).yyyymm == 202_701
    assert Period(2028, 2).last_day == date(2028, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2027",
        "2027-1",
        "2027-13",
        "2027-00",
        "202701",
        "27-01",
        "2027-01-01",
        "२०२७-०१",
        "-027-01",
    ],
)
def test_parse__no_month__rejected(text: str) -> None:
    with pytest.raises(NotAPeriod):
        Period.parse(text)


@pytest.mark.parametrize("number", [0, 2027, 202_713, 202_700, 18_9912])
def test_from_yyyymm__no_month__rejected(number: int) -> None:
    with pytest.raises(NotAPeriod):
        Period.from_yyyymm(number)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 7, 3), True),  # the 4th is a Saturday: the Federal Reserve does not observe it
        (date(2027, 7, 5), False),  # the 4th is a Sunday: observed on Monday
        (date(2026, 12, 25), False),
        (date(2027, 1, 1), False),
        (date(2027, 6, 18), True),  # Juneteenth on a Saturday
        (date(2026, 11, 11), False),
        (date(2026, 11, 27), True),  # the day after Thanksgiving
        (date(2027, 1, 18), False),
        (date(2027, 1, 23), False),
        (date(2027, 1, 25), True),
    ],
)
def test_is_business_day__federal_reserve_calendar__as_published(day: date, is_open: bool) -> None:
    assert is_business_day(day) is is_open


@given(DAYS)
def test_roll__any_day__nearest_business_day_that_way(day: date) -> None:
    forward, back = roll_forward(day), roll_back(day)

    assert is_business_day(forward)
    assert is_business_day(back)
    assert back <= day <= forward
    assert forward - day <= timedelta(days=4)
    between = (back + timedelta(days=n) for n in range(1, (forward - back).days))
    assert not any(is_business_day(closed) for closed in between)


def test_nth_business_day__january__skips_new_year_and_weekend() -> None:
    assert nth_business_day(Period(2027, 1), 1) == date(2027, 1, 4)
    assert nth_business_day(Period(2027, 1), 4) == date(2027, 1, 7)


@pytest.mark.parametrize(
    ("day", "unix"),
    [
        (date(2026, 12, 31), 1_798_754_400),  # 22:00 UTC in winter
        (date(2027, 6, 30), 1_814_389_200),  # 21:00 UTC in summer
    ],
)
def test_new_york_timestamp__close_of_business__honours_daylight_saving(
    day: date, unix: int
) -> None:
    assert new_york_timestamp(day, time(17)) == unix
    assert new_york_time(unix).replace(tzinfo=None).isoformat() == f"{day}T17:00:00"
