"""What a holder has and was paid."""

from sqlalchemy import Connection, and_, func, select, tuple_

from rwa.core.dates import Period
from rwa.core.ids import Address, PoolId, TrancheId
from rwa.readmodel.errors import NoSuchPeriod, PeriodNotClosed
from rwa.readmodel.holdings import HeldTranche, balance_history, held_tranches, of_tranche
from rwa.readmodel.pools import as_of
from rwa.readmodel.records import Balance, Payment
from rwa.readmodel.tables import BLOCKS, HELD_MOVEMENTS, PERIODS, SETTLEMENTS


def balances(connection: Connection, holder: str, period: Period | None) -> tuple[Balance, ...]:
    """Return a holder's face of each class, now or at a month's record time.

    Raises UnknownHolder, NoSuchPeriod, and PeriodNotClosed while the record time has not passed.
    """
    now = as_of(connection).timestamp
    answers = []
    for tranche in held_tranches(connection, holder):
        history = balance_history(connection, holder, tranche)
        face = history.now
        if period is not None:
            index = _closed_period(connection, tranche, period, now)
            if index is None:
                continue
            face = history.at(index)
        answers.append(
            Balance(tranche.pool_id, tranche.tranche_id, face, tranche.supply_units, period)
        )
    if period is not None and not answers:
        raise NoSuchPeriod(period)
    return tuple(answers)


def _closed_period(
    connection: Connection, tranche: HeldTranche, period: Period, now: int
) -> int | None:
    """Index of a month whose record second has passed; None where the class has no such month."""
    row = connection.execute(
        select(PERIODS.c.period_index, PERIODS.c.record_time).where(
            *of_tranche(PERIODS, tranche), PERIODS.c.yyyymm == period.yyyymm
        )
    ).first()
    if row is None:
        return None
    if now <= row.record_time:
        raise PeriodNotClosed(period, record_time=row.record_time, now=now)
    return int(row.period_index)


def payments(
    connection: Connection, holder: str, *, after: tuple[int, int] | None, limit: int
) -> tuple[Payment, ...]:
    """Return a holder's settlements, oldest first, after the key (block, log index).

    Rows are only ever added behind the last, so a key never repeats or skips one.
    Raises UnknownHolder.
    """
    held_tranches(connection, holder)
    place = tuple_(SETTLEMENTS.c.block_number, SETTLEMENTS.c.log_index)
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
        query = query.where(place > after)
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
    """Return the cash that left for a wallet: settled for its certificates, or held and released.

    What an order sent elsewhere is not counted.
    """
    at_once = func.coalesce(func.sum(SETTLEMENTS.c.paid_units), 0)
    settled = connection.execute(select(at_once).where(SETTLEMENTS.c.holder == holder))
    later = func.coalesce(-func.sum(HELD_MOVEMENTS.c.amount_units), 0)
    released = connection.execute(
        select(later).where(HELD_MOVEMENTS.c.holder == holder, HELD_MOVEMENTS.c.cause == "released")
    )
    return int(settled.scalar_one()) + int(released.scalar_one())
