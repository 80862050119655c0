"""What is fixed about a pool on the day it is issued."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol, Self

from rwa.core.dates import Period
from rwa.core.errors import DataRejected, ValueOutOfRange
from rwa.core.ids import PoolId
from rwa.core.money import Cents
from rwa.core.rates import Ppm
from rwa.pool.bounds import check_amount, check_rate, check_whole_number
from rwa.pool.programme import Programme, programme_named

POOL_ID_FORM = re.compile(r"[A-Za-z0-9._-]{1,31}")
"""At most 31 ASCII characters, so that the name fits a 32-byte word."""
MAX_LOANS = 10_000_000
"""Most loans of one pool."""


class PeriodOutsidePool(DataRejected):
    """A month lies before the first distribution of a pool."""

    def __init__(self, pool_id: PoolId, *, period: Period, first: Period) -> None:
        self.pool_id = pool_id
        self.period = period
        self.first = first
        super().__init__(
            f"pool {pool_id} has no period {period}, its first is {first}; ask for a later month"
        )


class WrittenTerms(Protocol):
    """A pool's terms as files have them: names, a month as YYYY-MM, whole numbers."""

    @property
    def pool_id(self) -> str:
        """Name of the pool."""
        ...

    @property
    def programme(self) -> str:
        """Key of its programme."""
        ...

    @property
    def pass_through_rate_ppm(self) -> int:
        """Annual rate of its certificates."""
        ...

    @property
    def issue(self) -> str:
        """Month of issue."""
        ...

    @property
    def original_balance_cents(self) -> int:
        """Balance at issue."""
        ...

    @property
    def original_loan_count(self) -> int:
        """Loans at issue."""
        ...


@dataclass(frozen=True, slots=True)
class PoolTerms:
    """A pool's name, programme and size at issue; never changes. Raises ValueOutOfRange."""

    pool_id: PoolId
    """Name of the pool."""
    programme: Programme
    """Calendar, guarantee and remittance type."""
    pass_through_rate_ppm: Ppm
    """Annual rate holders earn on the pool's balance."""
    issue: Period
    """Month of issue; period 1 is the month after it."""
    original_balance_cents: Cents
    """Balance of all loans at issue."""
    original_loan_count: int
    """Number of loans at issue."""

    @classmethod
    def of_written(cls, written: WrittenTerms) -> Self:
        """Read what a file says. Raises UnknownProgramme, ValueOutOfRange and NotAPeriod."""
        return cls(
            pool_id=PoolId(written.pool_id),
            programme=programme_named(written.programme),
            pass_through_rate_ppm=Ppm(written.pass_through_rate_ppm),
            issue=Period.parse(written.issue),
            original_balance_cents=Cents(written.original_balance_cents),
            original_loan_count=written.original_loan_count,
        )

    def __post_init__(self) -> None:
        if not POOL_ID_FORM.fullmatch(self.pool_id):
            raise ValueOutOfRange(
                "pool_id",
                value=repr(self.pool_id),
                allowed="1 to 31 letters, digits, dots, underscores and hyphens",
            )
        check_rate("pass_through_rate", self.pass_through_rate_ppm)
        check_whole_number("original_loan_count", self.original_loan_count, low=1, high=MAX_LOANS)
        check_amount("original_balance", self.original_balance_cents)
        if not self.original_balance_cents:
            raise ValueOutOfRange(
                "original_balance", value=self.original_balance_cents, allowed="more than 0.00"
            )

    @property
    def first_period(self) -> Period:
        """The month of the first distribution."""
        return self.issue + 1

    def period_at(self, index: int) -> Period:
        """The month of distribution `index`, counted from 1. Raises ValueOutOfRange."""
        check_whole_number("period index", index, low=1, high=12 * 100)
        return self.issue + index

    def index_of(self, period: Period) -> int:
        """Number of the distribution of `period`, counted from 1. Raises PeriodOutsidePool."""
        index = period.months_since(self.issue)
        if index < 1:
            raise PeriodOutsidePool(self.pool_id, period=period, first=self.first_period)
        return index
