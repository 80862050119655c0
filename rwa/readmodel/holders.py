"""What a holder has and was paid."""

from sqlalchemy import Connection, and_, func, or_, select

from rwa.core.dates import Period
from rwa.core.ids import Address, PoolId, TrancheId
from rwa.readmodel.entitlements import balance_at
from rwa.readmodel.errors import NoSuchPeriod, PeriodNotClosed, UnknownHolder
from rwa.readmodel.pools import as_of
from rwa.readmodel.records import Balance, Payment
from rwa.readmodel.tables import (
    BLOCKS,
    HELD_MOVEMENTS,
    HOLDINGS,
    PERIODS,
    SETTLEMENTS,
    TRANCHES,
)


def holder_tranches(
    connection: Connection, holder: str
) -> tuple[tuple[PoolId, TrancheId, int], ...]:
    """Return (pool, class, supply) of everything an address ever held. Raises UnknownHolder."""
    rows = connection.execute(
        select(TRANCHES.c.pool_id, TRANCHES.c.tranche_id, TRANCHES.c.original_face_units)
        .where(
            select(HOLDINGS.c.holder)
            .where(
                HOLDINGS.c.holder == holder,
                HOLDINGS.c.pool_id == TRANCHES.c.pool_id,
                HOLDINGS.c.tranche_id == TRANCHES.c.tranche_id,
            )
            .exists()
        )
        .order_by(TRANCHES.c.pool_id, TRANCHES.c.tranche_index)
    ).all()
    if not rows:
        raise UnknownHolder(holder)
    return tuple((PoolId(row[0]), TrancheId(row[1]), row[2]) for row in rows)


def balances(connection: Connection, holder: str, period: Period | None) -> tuple[Balance, ...]:
    """Return a holder's face of each class, now or at a month's record time.

    Raises UnknownHolder, NoSuchPeriod, and PeriodNotClosed while the record time has not passed.
    """
    held = holder_tranches(connection, holder)
    now = as_of(connection).timestamp
    answers = []
    for pool_id, tranche_id, supply in held:
        index = (
            None if period is None else _closed_period(connection, pool_id, tranche_id, period, now)
        )
        if period is not None and index is None:
            continue
        stretches = closing_balances(connection, holder, pool_id, tranche_id)
        face = stretches[-1][1] if index is None else balance_at(stretches, index)
        answers.append(Balance(pool_id, tranche_id, face, supply, period))
    if period is not None and not answers:
        raise NoSuchPeriod(period)
    return tuple(answers)


def _closed_period(
    connection: Connection, pool_id: str, tranche_id: str, period: Period, now: int
) -> int | None:
    row = connection.execute(
        select(PERIODS.c.period_index, PERIODS.c.record_time).where(
            PERIODS.c.pool_id == pool_id,
            PERIODS.c.tranche_id == tranche_id,
            PERIODS.c.yyyymm == period.yyyymm,
        )
    ).first()
    if row is None:
        return None
    if now <= row.record_time:
        raise PeriodNotClosed(period, record_time=row.record_time, now=now)
    return int(row.period_index)


def closing_balances(
    connection: Connection, holder: str, pool_id: str, tranche_id: str
) -> list[tuple[int, int]]:
    """Closing balances as (first period, balance), oldest first."""
    rows = connection.execute(
        select(HOLDINGS.c.period_index, HOLDINGS.c.balance_units)
        .where(
            HOLDINGS.c.holder == holder,
            HOLDINGS.c.pool_id == pool_id,
            HOLDINGS.c.tranche_id == tranche_id,
        )
        .order_by(HOLDINGS.c.block_number, HOLDINGS.c.log_index)
    )
    closing: dict[int, int] = dict(rows.tuples().all())
    return sorted(closing.items())


def payments(
    connection: Connection, holder: str, *, after: tuple[int, int] | None, limit: int
) -> tuple[Payment, ...]:
    """Return a holder's settlements, oldest first, after the key (block, log index).

    Rows are only ever added behind the last, so a key never repeats or skips one.
    Raises UnknownHolder.
    """
    holder_tranches(connection, holder)
    query = (
        select(SETTLEMENTS, BLOCKS.c.timestamp, PERIODS.c.yyyymm)
        .join(BLOCKS, BLOCKS.c.number == SETTLEMENTS.c.block_number)
        .join(
            PERIODS,
            and_(
                PERIODS.c.pool_id == SETTLEMENTS.c.pool_id,
                PERIODS.c.tranche_id == SETTLEMENTS.c.tranche_id,
                PERIODS.c.period_index == SETTLEMENTS.c.through_period,
            ),
        )
        .where(SETTLEMENTS.c.holder == holder)
        .order_by(SETTLEMENTS.c.block_number, SETTLEMENTS.c.log_index)
        .limit(limit)
    )
    if after is not None:
        query = query.where(
            or_(
                SETTLEMENTS.c.block_number > after[0],
                and_(SETTLEMENTS.c.block_number == after[0], SETTLEMENTS.c.log_index > after[1]),
            )
        )
    return tuple(
        Payment(
            pool_id=PoolId(row.pool_id),
            tranche_id=TrancheId(row.tranche_id),
            holder=Address(row.holder),
            payee=Address(row.payee),
            through_period=Period.from_yyyymm(row.yyyymm),
            interest_units=row.interest_units,
            principal_units=row.principal_units,
            netted_units=row.netted_units,
            paid_units=row.paid_units,
            held_units=row.held_units,
            block=row.block_number,
            log_index=row.log_index,
            timestamp=row.timestamp,
            transaction_hash=row.transaction_hash,
        )
        for row in connection.execute(query)
    )


def paid_units(connection: Connection, holder: str) -> int:
    """Return all cash that ever reached a wallet for its own certificates."""
    at_once = func.coalesce(func.sum(SETTLEMENTS.c.paid_units), 0)
    settled = connection.execute(select(at_once).where(SETTLEMENTS.c.holder == holder))
    later = func.coalesce(-func.sum(HELD_MOVEMENTS.c.amount_units), 0)
    released = connection.execute(
        select(later).where(HELD_MOVEMENTS.c.holder == holder, HELD_MOVEMENTS.c.cause == "released")
    )
    return int(settled.scalar_one()) + int(released.scalar_one())
