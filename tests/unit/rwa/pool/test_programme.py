from datetime import date

import pytest

from rwa.core.dates import Period, is_business_day, new_york_time
from rwa.pool.programme import (
    CMBS,
    FREDDIE_GOLD,
    GINNIE_I,
    GINNIE_II,
    PORTFOLIO_ACTUAL_ACTUAL,
    PORTFOLIO_SCHEDULED_ACTUAL,
    PRIVATE_LABEL,
    PRIVATE_LABEL_FLOATER,
    PROGRAMMES,
    UMBS,
    Programme,
    RemittanceType,
    UnknownProgramme,
    programme_named,
)

TWELVE_YEARS = [Period(2026, 1) + months for months in range(144)]
AGENCIES = (GINNIE_I, GINNIE_II, UMBS, FREDDIE_GOLD)


@pytest.mark.parametrize(
    ("programme", "period", "record", "paid"),
    [
        (UMBS, Period(2027, 1), date(2026, 12, 31), date(2027, 1, 25)),
        (UMBS, Period(2026, 12), date(2026, 11, 30), date(2026, 12, 28)),  # the 25th is Christmas
        (UMBS, Period(2027, 12), date(2027, 11, 30), date(2027, 12, 27)),  # it is a Saturday
        (UMBS, Period(2027, 2), date(2027, 1, 31), date(2027, 2, 25)),  # recorded on a Sunday
        (GINNIE_I, Period(2027, 2), date(2027, 1, 31), date(2027, 2, 16)),  # Washington's Birthday
        (GINNIE_II, Period(2027, 6), date(2027, 5, 31), date(2027, 6, 21)),  # a Sunday
        (FREDDIE_GOLD, Period(2027, 1), date(2026, 12, 31), date(2027, 1, 15)),
        (PRIVATE_LABEL, Period(2027, 2), date(2027, 1, 29), date(2027, 2, 25)),
        (PRIVATE_LABEL_FLOATER, Period(2027, 1), date(2027, 1, 22), date(2027, 1, 25)),
        (CMBS, Period(2027, 2), date(2027, 1, 29), date(2027, 2, 17)),
        (CMBS, Period(2027, 1), date(2026, 12, 31), date(2027, 1, 19)),  # after M. L. King's day
        (PORTFOLIO_SCHEDULED_ACTUAL, Period(2027, 2), date(2027, 1, 31), date(2027, 2, 22)),
        (PORTFOLIO_ACTUAL_ACTUAL, Period(2027, 1), date(2026, 12, 31), date(2027, 1, 20)),
    ],
)
def test_dates__of_known_months__as_the_programme_says(
    programme: Programme, period: Period, record: date, paid: date
) -> None:
    assert programme.record_date(period) == record
    assert programme.payment_date(period) == paid


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.key)
def test_times__every_month__record_at_17_pay_at_9_new_york(programme: Programme) -> None:
    for period in TWELVE_YEARS:
        recorded = new_york_time(programme.record_time(period))
        paid = new_york_time(programme.payment_time(period))
        due = new_york_time(programme.as_of_time(period))

        assert recorded.date() == programme.record_date(period)
        assert (recorded.hour, recorded.minute, recorded.second) == (17, 0, 0)
        assert paid.date() == programme.payment_date(period)
        assert (paid.hour, paid.minute, paid.second) == (9, 0, 0)
        assert (due.date(), due.hour) == (period.first_day, 0)


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.key)
def test_dates__every_month__recorded_before_paid_and_paid_on_a_business_day(
    programme: Programme,
) -> None:
    for period in TWELVE_YEARS:
        paid = programme.payment_date(period)

        assert programme.record_date(period) < paid
        assert is_business_day(paid)
        assert paid.day >= programme.pay_day
        assert Period.of(paid) == period
        assert programme.record_date(period) < programme.record_date(period + 1)
        assert programme.factor_date(period) < paid


@pytest.mark.parametrize("programme", AGENCIES, ids=lambda programme: programme.key)
def test_delays__of_agencies__follow_from_the_pay_day(programme: Programme) -> None:
    assert programme.actual_delay_days == programme.pay_day - 1
    assert programme.stated_delay_days == programme.pay_day + 30
    assert programme.guarantee


def test_programme_named__each_key__finds_its_programme() -> None:
    assert [programme_named(programme.key) for programme in PROGRAMMES] == list(PROGRAMMES)


def test_programme_named__unknown__raises_with_the_known_ones() -> None:
    with pytest.raises(UnknownProgramme) as caught:
        programme_named("umb")

    assert "umbs" in caught.value.known
    assert caught.value.key == "umb"


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.key)
def test_guarantee__of_each_programme__goes_with_buyouts_and_one_net_rate(
    programme: Programme,
) -> None:
    guaranteed = programme.guarantee is not None

    assert (programme.buyout_missed_payments is not None) == guaranteed
    assert programme.net_rates_vary == (not guaranteed)
    assert not (guaranteed and programme.compensates_interest)


def test_programmes__by_what_they_do__as_the_market_has_it() -> None:
    buyouts = {each.key: each.buyout_missed_payments for each in PROGRAMMES}
    types = {each.key: each.remittance_type for each in PROGRAMMES}
    compensating = [each.key for each in PROGRAMMES if each.compensates_interest]

    assert {key: missed for key, missed in buyouts.items() if missed} == {
        "ginnie_i": 3,
        "ginnie_ii": 3,
        "umbs": 24,
        "freddie_gold": 24,
    }
    assert compensating == ["private_label", "private_label_floater"]
    assert types.pop("portfolio_scheduled_actual") is RemittanceType.SCHEDULED_ACTUAL
    assert types.pop("portfolio_actual_actual") is RemittanceType.ACTUAL_ACTUAL
    assert set(types.values()) == {RemittanceType.SCHEDULED_SCHEDULED}
