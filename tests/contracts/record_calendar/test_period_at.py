from bisect import bisect_left
from random import Random

import pytest

from rwa.pool.programme import PRIVATE_LABEL_FLOATER, UMBS

NEVER = 2**40 - 1


def expected_at(record_times, timestamp):
    """Return the period a second belongs to and when that period closes."""
    place = bisect_left(record_times, timestamp)
    return place + 1, record_times[place] if place < len(record_times) else NEVER


@pytest.mark.parametrize("programme", [UMBS, PRIVATE_LABEL_FLOATER], ids=lambda p: p.key)
def test_period_at__thirty_years__boundary_seconds_are_inclusive(calendar_of, times_of, programme):
    record_times, pay_times = times_of(programme, 360)
    calendar = calendar_of(record_times, pay_times)

    for record_time in record_times[::9]:
        for timestamp in (record_time - 1, record_time, record_time + 1):
            expected = expected_at(record_times, timestamp)
            assert calendar.read("openPeriodAt", timestamp) == expected
            assert calendar.read("periodAt", timestamp) == expected[0]


def test_period_at__lopsided_spacing__found_all_the_same(calendar_of):
    random = Random(11)
    times = sorted(random.sample(range(1_800_000_000, 1_800_001_000), 30))
    times += [times[-1] + 2**exponent for exponent in range(5, 35)]
    calendar = calendar_of(times, [time + 1 for time in times])

    for time in times:
        for timestamp in (time - 1, time, time + 1):
            assert calendar.read("openPeriodAt", timestamp) == expected_at(times, timestamp)


def test_period_at__before_the_first_and_after_the_last__one_and_one_more(calendar_of, times_of):
    record_times, pay_times = times_of(UMBS, 12)
    calendar = calendar_of(record_times, pay_times)

    assert calendar.read("periodAt", 0) == 1
    assert calendar.read("openPeriodAt", record_times[-1]) == (12, record_times[-1])
    assert calendar.read("openPeriodAt", record_times[-1] + 1) == (13, NEVER)
    assert calendar.read("periodAt", 2**64 - 1) == 13
