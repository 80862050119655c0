import pytest

from rwa.chain.contract_errors import (
    RecordCalendar_LengthMismatch,
    RecordCalendar_MonthInvalid,
    RecordCalendar_PayNotIncreasing,
    RecordCalendar_PaysBeforeRecord,
    RecordCalendar_PeriodsOutOfRange,
    RecordCalendar_RecordNotIncreasing,
    RecordCalendar_TimeTooLate,
)

LATEST = 2**40 - 2


@pytest.mark.parametrize(
    ("record_times", "pay_times", "error", "sides"),
    [
        ([], [], RecordCalendar_PeriodsOutOfRange, {"limit": 600, "received": 0}),
        ([1, 2], [3], RecordCalendar_LengthMismatch, {"record_times": 2, "pay_times": 1}),
        (
            [5, 5],
            [6, 7],
            RecordCalendar_RecordNotIncreasing,
            {"period": 2, "previous": 5, "received": 5},
        ),
        (
            [4, 5],
            [7, 7],
            RecordCalendar_PayNotIncreasing,
            {"period": 2, "previous": 7, "received": 7},
        ),
        (
            [4],
            [4],
            RecordCalendar_PaysBeforeRecord,
            {"period": 1, "record_time": 4, "received": 4},
        ),
        (
            [4],
            [LATEST + 1],
            RecordCalendar_TimeTooLate,
            {"period": 1, "limit": LATEST, "received": LATEST + 1},
        ),
    ],
)
def test_constructor__times_out_of_order__refused(
    calendar_of, refused, record_times, pay_times, error, sides
):
    with refused(error, **sides):
        calendar_of(record_times, pay_times)


@pytest.mark.parametrize("month", [202_700, 202_713])
def test_constructor__no_such_month__refused(deploy, refused, month):
    with refused(RecordCalendar_MonthInvalid, received=month):
        deploy("RecordCalendar", month, [1], [2])
