import pytest

from rwa.chain.contract_errors import RecordCalendar_UnknownPeriod
from rwa.core.dates import Period, new_york_time
from rwa.pool.programme import PRIVATE_LABEL_FLOATER, PROGRAMMES, UMBS

from .conftest import FIRST


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.key)
def test_times__every_programme__as_computed_off_chain(calendar_of, times_of, programme):
    record_times, pay_times = times_of(programme, 36)

    calendar = calendar_of(record_times, pay_times)

    assert calendar.read("periods") == 36
    for number, both in enumerate(zip(record_times, pay_times, strict=True), start=1):
        assert calendar.read("times", number) == both
        assert calendar.read("recordTime", number) == both[0]
        assert calendar.read("payTime", number) == both[1]
        assert calendar.read("yyyymm", number) == (FIRST + (number - 1)).yyyymm


def test_times__first_period_of_umbs__new_years_eve_and_the_25th(calendar_of, times_of):
    calendar = calendar_of(*times_of(UMBS, 1))

    record_time, pay_time = calendar.read("times", 1)

    assert f"{new_york_time(record_time):%Y-%m-%d %H:%M:%S}" == "2026-12-31 17:00:00"
    assert f"{new_york_time(pay_time):%Y-%m-%d %H:%M:%S}" == "2027-01-25 09:00:00"


def test_times__floater__record_is_the_business_day_before(calendar_of, times_of):
    calendar = calendar_of(*times_of(PRIVATE_LABEL_FLOATER, 10))

    record_time, pay_time = calendar.read("times", 10)

    assert f"{new_york_time(record_time):%Y-%m-%d}" == "2027-10-22", "the 24th is a Sunday"
    assert f"{new_york_time(pay_time):%Y-%m-%d}" == "2027-10-25"


def test_yyyymm__year_end__turns(calendar_of, times_of):
    calendar = calendar_of(*times_of(UMBS, 3), first=Period(2027, 11))

    assert [calendar.read("yyyymm", number) for number in (1, 2, 3)] == [202711, 202712, 202801]


@pytest.mark.parametrize("function", ["times", "recordTime", "payTime", "yyyymm"])
@pytest.mark.parametrize("number", [0, 13])
def test_times__period_outside__refused(calendar_of, times_of, refused, function, number):
    calendar = calendar_of(*times_of(UMBS, 12))

    with refused(RecordCalendar_UnknownPeriod, last=12, period=number):
        calendar.read(function, number)
