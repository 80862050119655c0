"""Questions that have no answer, and databases and chains that give none, with both sides.

```
DataRejected
├── UnknownPool
├── UnknownHolder
└── NoSuchPeriod
CheckFailed
└── PeriodNotClosed
ChainError
└── NothingRead
ConfigurationError
├── PoolRedefined
├── PoolNotFollowed
├── DatabaseUnusable
└── OtherChainsDatabase
```
"""

from collections.abc import Sequence

from rwa.core.dates import Period
from rwa.core.errors import ChainError, CheckFailed, ConfigurationError, DataRejected
from rwa.core.ids import Address, PoolId


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


class NoSuchPeriod(DataRejected):
    """A month is not one of the periods of any certificate asked about."""

    def __init__(self, period: Period) -> None:
        self.period = period
        super().__init__(f"no certificate here has a period {period}; ask for a month it pays in")


class PeriodNotClosed(CheckFailed):
    """A record time has not passed yet, so nobody's closing balance is known."""

    def __init__(self, period: Period, *, record_time: int, now: int) -> None:
        self.period = period
        self.record_time = record_time
        """Unix seconds; the period closes after this second."""
        self.now = now
        """Unix seconds of the last block read."""
        super().__init__(
            f"record time of {period} is {record_time}, the chain is at {now}; "
            "ask again after the record time"
        )


class NothingRead(ChainError):
    """No block has been read yet, so there is nothing an answer could be true at."""

    def __init__(self) -> None:
        super().__init__("no block of the chain has been read yet; ask again once it was followed")


class PoolRedefined(ConfigurationError):
    """A pool is registered again with other contracts."""

    def __init__(self, pool_id: PoolId, *, stored: Address, received: Address) -> None:
        self.pool_id = pool_id
        self.stored = stored
        self.received = received
        super().__init__(
            f"pool {pool_id} is served by oracle {stored}, asked to follow {received}; "
            "use another database, or delete this one to rebuild it"
        )


class PoolNotFollowed(ConfigurationError):
    """The database holds a pool whose contracts are not to be followed any more."""

    def __init__(self, pool_id: str, *, followed: Sequence[str]) -> None:
        self.pool_id = pool_id
        self.followed = tuple(followed)
        super().__init__(
            f"read model holds pool {pool_id!r}, asked to follow {', '.join(followed) or 'none'}; "
            "follow it too, or use another database: its rows would grow stale unnoticed"
        )


class DatabaseUnusable(ConfigurationError):
    """The database cannot be opened, or is not a read model."""

    def __init__(self, url: str, *, cause: str) -> None:
        self.url = url
        """As asked for, its password masked."""
        self.cause = cause
        super().__init__(
            f"database {url}: {cause}; check the URL, or delete the file to rebuild it"
        )


class OtherChainsDatabase(ConfigurationError):
    """The database follows another chain than the one it was opened for."""

    def __init__(self, *, stored: str, received: str) -> None:
        self.stored = stored
        self.received = received
        super().__init__(
            f"read model follows chain {stored}, asked to follow {received}; "
            "use another database, or delete this one to rebuild it"
        )
