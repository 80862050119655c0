"""Months, Federal Reserve business days and New York times of day.

Payment rolls to the next day on which the Federal Reserve is open
(`docs/reference/sources.md#federal-reserve-holidays`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import cast
from zoneinfo import ZoneInfo

import holidays

from rwa.core.errors import DataRejected

NEW_YORK = ZoneInfo("America/New_York")
CLOSE_OF_BUSINESS = time(17, 0)
"""The record time of day: a purchase in this very second still counts."""
OPEN_OF_BUSINESS = time(9, 0)
"""The time of day at which a payment becomes payable."""


class NotAPeriod(DataRejected):
    """A text is not a month in the form YYYY-MM."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"period is {text!r}, expected YYYY-MM such as '2027-01'; correct it")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The calendar month in which borrowers' payments are due and holders are paid."""

    year: int
    """Four digits."""
    month: int
    """1 to 12."""

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 9999 and 1 <= self.month <= 12):
            raise NotAPeriod(f"{self.year}-{self.month}")

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def yyyymm(self) -> int:
        """The month as one number, the form contracts use: 202701."""
        return self.year * 100 + self.month

    @property
    def first_day(self) -> date:
        """The due date of borrowers' payments."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The last calendar day."""
        return (self + 1).first_day - timedelta(days=1)

    def __add__(self, months: int) -> Period:
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Period(year, month + 1)

    def months_since(self, earlier: Period) -> int:
        """Whole months from `earlier` to this one; negative when it is later."""
        return (self.year - earlier.year) * 12 + self.month - earlier.month

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read YYYY-MM. Raises NotAPeriod."""
        parts = text.strip().split("-")
        if len(parts) != 2 or [len(part) for part in parts] != [4, 2]:
            raise NotAPeriod(text)
        if not all(part.isdecimal() and part.isascii() for part in parts):
            raise NotAPeriod(text)
        return cls(int(parts[0]), int(parts[1]))

    @classmethod
    def of(cls, day: date) -> Period:
        """The month `day` falls in."""
        return cls(day.year, day.month)

    @classmethod
    def from_yyyymm(cls, number: int) -> Period:
        """The inverse of `yyyymm`. Raises NotAPeriod."""
        return cls(number // 100, number % 100)


@cache
def _federal_reserve_holidays(year: int) -> frozenset[date]:
    closed = holidays.financial_holidays("XFED", years=year)
    return frozenset(cast("dict[date, str]", closed))


def is_business_day(day: date) -> bool:
    """Whether the Federal Reserve is open on `day`."""
    return day.weekday() < 5 and day not in _federal_reserve_holidays(day.year)


def roll_forward(day: date) -> date:
    """`day`, or the next business day when it is not one."""
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def roll_back(day: date) -> date:
    """`day`, or the last business day before it when it is not one."""
    while not is_business_day(day):
        day -= timedelta(days=1)
    return day


def nth_business_day(period: Period, count: int) -> date:
    """The `count`-th business day of a month, counted from 1."""
    day = roll_forward(period.first_day)
    for _ in range(count - 1):
        day = roll_forward(day + timedelta(days=1))
    return day


def new_york_timestamp(day: date, at: time) -> int:
    """Unix seconds of a New York wall-clock time; daylight saving is honoured."""
    return int(datetime.combine(day, at, tzinfo=NEW_YORK).timestamp())


def new_york_time(timestamp: int) -> datetime:
    """The New York wall-clock time of a Unix second."""
    return datetime.fromtimestamp(timestamp, tz=NEW_YORK)
