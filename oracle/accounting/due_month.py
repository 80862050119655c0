"""The month that is accounted: what is the same for every loan of a pool."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from functools import cache

from rwa.core.dates import Period
from rwa.core.rates import Ppm
from rwa.pool.programme import Programme


@dataclass(frozen=True, slots=True)
class DueMonth:
    """The month in which payments fall due, and what it is accounted by."""

    period: Period
    """The month."""
    programme: Programme
    """Whose rules hold: remittance type, guarantee, buyouts."""
    index_ppm: Ppm | None
    """The index that rates of this month are reset by; None where none was given."""

    def accrual_days(self, *, months_ago: int = 0) -> int:
        """Days that a payment pays for which fell due `months_ago` months before this one.

        Those of the calendar month before its own.
        """
        return _days(self.period.year * 12 + self.period.month - 2 - months_ago)


@cache
def _days(month: int) -> int:
    """Days of a month counted from January of the year 0."""
    return monthrange(month // 12, month % 12 + 1)[1]
