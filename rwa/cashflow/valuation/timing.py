"""When flows arrive, in months of thirty days from settlement, and what has accrued by then.

A month's flow is earned from the 1st of the month and paid after the delay of its programme.
Source: docs/reference/sources.md#price-and-yield
"""

from datetime import date, timedelta

import numpy as np

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.bounds import bounded

DAYS_PER_MONTH = 30
"""Of the 30/360 calendar."""
DAYS_PER_YEAR = 360
"""Of the 30/360 calendar."""
_FEBRUARY = 2
_LONGEST_MONTH = 31


def flow_times(month_count: int, *, settle: date | None, actual_delay_days: float) -> FloatArray:
    """Return when the flows of months 1 to `month_count` arrive, in months: shape (month_count,).

    Month k's flow arrives at `k - (settle.day - 1) / 30 + actual_delay_days / 30`; without
    `settle` the first month begins on settlement. The day of the month is taken literally: the
    31st comes 30 days after the 1st. Raises ValueOutOfRange.
    """
    bounded("month_count", month_count, low=1)
    bounded("actual_delay_days", actual_delay_days)
    offset = (actual_delay_days - accrued_days(settle)) / DAYS_PER_MONTH
    return np.arange(1, month_count + 1, dtype=np.float64) + offset


def accrued_days(settle: date | None) -> int:
    """Return the days since the 1st of the month of settlement; 0 without `settle`."""
    return 0 if settle is None else settle.day - 1


def accrued_interest(*, coupon: float, settle: date | None) -> float:
    """Return the interest a buyer pays for the days before settlement, per 100 of balance.

    `coupon` is the annual pass-through rate, a share of one. Raises ValueOutOfRange.
    """
    bounded("coupon", coupon)
    return coupon * 100 * accrued_days(settle) / DAYS_PER_YEAR


def days_30_360(start: date, end: date) -> int:
    """Return the days from `start` to `end` if every month had thirty.

    A start on the 31st or on the last day of February counts as the 30th; an end on the 31st does
    if the start counts as the 30th.
    """
    first, last = start.day, end.day
    if first == _LONGEST_MONTH or _ends_february(start):
        first = DAYS_PER_MONTH
    if last == _LONGEST_MONTH and first == DAYS_PER_MONTH:
        last = DAYS_PER_MONTH
    months = 12 * (end.year - start.year) + end.month - start.month
    return DAYS_PER_MONTH * months + last - first


def actual_delay_days(pay_day: int, months_after: int) -> int:
    """Return the days of delay without interest of a programme.

    It pays a month's flow on `pay_day` of the month `months_after` months after it; 1 is the month
    that follows. Raises ValueOutOfRange.
    """
    return stated_delay_days(pay_day, months_after) - DAYS_PER_MONTH - 1


def stated_delay_days(pay_day: int, months_after: int) -> int:
    """Return the days from the start of accrual to payment, both included.

    The arguments are those of `actual_delay_days`, which is 31 less. Raises ValueOutOfRange.
    """
    bounded("pay_day", pay_day, low=1, high=_LONGEST_MONTH)
    bounded("months_after", months_after, low=1)
    return pay_day + DAYS_PER_MONTH * months_after


def _ends_february(day: date) -> bool:
    return day.month == _FEBRUARY and (day + timedelta(days=1)).month != _FEBRUARY
