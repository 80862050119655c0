"""A month's interest, and the payment that retires a balance. Cents are rounded half up."""

from __future__ import annotations

from rwa.pool.loan import Accrual

YEAR = 12_000_000
"""Divisor of a month's share of an annual rate in parts per million."""
YEAR_OF_DAYS = 360_000_000
"""Divisor of a day's share of it, where a year has 360 days."""


def accrued(bearing: int, *, rate: int, accrual: Accrual, days: int) -> int:
    """A month's interest on a balance: a twelfth of the year, or the month's `days` of 360."""
    if accrual is Accrual.ACTUAL_360:
        return half_up(bearing * rate * days, YEAR_OF_DAYS)
    return half_up(bearing * rate, YEAR)


def half_up(amount: int, parts: int) -> int:
    """One of so many equal parts of an amount, a half and more counted as one."""
    whole, rest = divmod(amount, parts)
    return whole + 1 if 2 * rest >= parts else whole


def retiring_payment(balance: int, *, note_rate: int, months: int) -> int:
    """The level payment that retires a balance, by twelfths of the year.

    A payment of one at the end of each month is worth `sum (YEAR / grown)**k`, k = 1..months;
    the sum is kept as a whole number over `grown**months`, and the balance divided by it.
    """
    grown = YEAR + note_rate
    worth, discount, growth = 0, 1, 1
    for _ in range(months):
        discount *= YEAR
        growth *= grown
        worth = worth * grown + discount
    return half_up(balance * growth, worth)
