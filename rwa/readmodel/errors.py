"""Questions that have no answer, each with both sides.

```
DataRejected
├── UnknownPool
├── UnknownHolder
└── NoSuchPeriod
CheckFailed
└── PeriodNotClosed
```
"""

from collections.abc import Sequence

from rwa.core.dates import Period
from rwa.core.errors import CheckFailed, DataRejected


class UnknownPool(DataRejected):
    """No pool of that name is in the read model."""

    def __init__(self, pool_id: str, *, known: Sequence[str]) -> None:
        self.pool_id = pool_id
        self.known = tuple(known)
        super().__init__(f"no pool {pool_id!r}; known are {', '.join(known) or 'none'}")


class UnknownHolder(DataRejected):
    """An address has never held a certificate here."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(
            f"{address} has never held a certificate of a pool here; check the address"
        )


class PeriodNotClosed(CheckFailed):
    """A record time has not passed yet, so nobody's closing balance is known."""

    def __init__(self, period: Period, *, record_time: int, now: int) -> None:
        self.period = period
        self.record_time = record_time
        self.now = now
        super().__init__(
            f"record time of {period} is {record_time}, the chain is at {now}; "
            "ask again after the record time"
        )


class NoSuchPeriod(DataRejected):
    """A month is not one of the periods of any certificate asked about."""

    def __init__(self, period: Period) -> None:
        self.period = period
        super().__init__(f"no certificate here has a period {period}; ask for a month it pays in")
