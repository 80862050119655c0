"""When things happen in a pool's month, on a chain whose clock may be ours to move."""

from rwa.cli.operations import Operations
from rwa.core.dates import OPEN_OF_BUSINESS, new_york_timestamp


def report_time(operations: Operations, period: int) -> int:
    """When a month's report is published: 09:00 New York on the programme's factor date."""
    pool = operations.pool
    return new_york_timestamp(pool.programme.factor_date(pool.period_at(period)), OPEN_OF_BUSINESS)


def record_time(operations: Operations, period: int) -> int:
    """Last second of a month's holding."""
    pool = operations.pool
    return pool.programme.record_time(pool.period_at(period))


def payment_time(operations: Operations, period: int) -> int:
    """First second in which a month may be paid."""
    pool = operations.pool
    return pool.programme.payment_time(pool.period_at(period))


def unless_past(operations: Operations, timestamp: int) -> int | None:
    """`timestamp` where the clock has not reached it and may be moved, else None: now."""
    chain = operations.chain
    ahead = timestamp > chain.head().timestamp
    return timestamp if ahead and chain.identity.simulated_time else None
