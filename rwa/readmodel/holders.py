"""What a holder has, was paid and could be paid."""

from sqlalchemy import ColumnElement, Connection, FromClause, and_, func, or_, select

from rwa.core.dates import Period
from rwa.core.ids import Address, PoolId, TrancheId
from rwa.readmodel.entitlements import Leg, balance_at, earned
from rwa.readmodel.errors import NoSuchPeriod, PeriodNotClosed, UnknownHolder
from rwa.readmodel.pools import as_of
from rwa.readmodel.records import Balance, Claimable, Payment
from rwa.readmodel.tables import (
    ADJUSTMENTS,
    BLOCKS,
    FUNDINGS,
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
        stretches = _stretches(connection, holder, pool_id, tranche_id)
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


def _stretches(
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


def claimable(connection: Connection, holder: str) -> tuple[Claimable, ...]:
    """Return what settling a holder would pay now, class by class. Raises UnknownHolder."""
    now = as_of(connection).timestamp
    return tuple(
        _claimable(connection, holder, pool_id, tranche_id, supply, now)
        for pool_id, tranche_id, supply in holder_tranches(connection, holder)
    )


def _claimable(
    connection: Connection,
    holder: str,
    pool_id: PoolId,
    tranche_id: TrancheId,
    supply: int,
    now: int,
) -> Claimable:
    calendar = _calendar(connection, pool_id, tranche_id)
    legs = _funded_legs(connection, pool_id, tranche_id)
    payable = [leg.period_index for leg in legs if calendar[leg.period_index][1] <= now]
    through = max(payable, default=0)
    due = earned(
        legs + _adjustment_legs(connection, pool_id, tranche_id),
        _stretches(connection, holder, pool_id, tranche_id),
        supply=supply,
        through=through,
    )
    credited = connection.execute(
        select(
            func.coalesce(func.sum(SETTLEMENTS.c.interest_units), 0).label("interest"),
            func.coalesce(func.sum(SETTLEMENTS.c.principal_units), 0).label("principal"),
            func.coalesce(func.sum(SETTLEMENTS.c.debited_units), 0).label("debited"),
            func.coalesce(func.sum(SETTLEMENTS.c.netted_units), 0).label("netted"),
            func.max(SETTLEMENTS.c.through_period).label("through"),
        ).where(*_of(SETTLEMENTS, pool_id, tranche_id), SETTLEMENTS.c.holder == holder)
    ).one()
    interest = due.interest_units - int(credited.interest)
    principal = due.principal_units - int(credited.principal)
    debt = due.debited_units - int(credited.netted)
    return Claimable(
        pool_id=pool_id,
        tranche_id=tranche_id,
        through_period=calendar[through][0] if through else None,
        settled_through_period=calendar[credited.through][0] if credited.through else None,
        interest_units=interest,
        principal_units=principal,
        debt_units=debt,
        payable_units=max(interest + principal - debt, 0),
        held_units=_held(connection, holder, pool_id, tranche_id),
    )


def _calendar(
    connection: Connection, pool_id: str, tranche_id: str
) -> dict[int, tuple[Period, int]]:
    """Month and pay time of each period index."""
    rows = connection.execute(
        select(PERIODS.c.period_index, PERIODS.c.yyyymm, PERIODS.c.pay_time).where(
            *_of(PERIODS, pool_id, tranche_id)
        )
    )
    return {index: (Period.from_yyyymm(yyyymm), pay) for index, yyyymm, pay in rows.tuples()}


def _funded_legs(connection: Connection, pool_id: str, tranche_id: str) -> list[Leg]:
    return _legs(connection, FUNDINGS, pool_id, tranche_id)


def _adjustment_legs(connection: Connection, pool_id: str, tranche_id: str) -> list[Leg]:
    return _legs(connection, ADJUSTMENTS, pool_id, tranche_id)


def _legs(connection: Connection, table: FromClause, pool_id: str, tranche_id: str) -> list[Leg]:
    rows = connection.execute(
        select(table.c.period_index, table.c.interest_units, table.c.principal_units).where(
            *_of(table, pool_id, tranche_id)
        )
    )
    return [Leg(index, interest, principal) for index, interest, principal in rows.tuples()]


def _held(connection: Connection, holder: str, pool_id: str, tranche_id: str) -> int:
    """Cash put aside for a holder: what went in less what came out."""
    amount = connection.execute(
        select(func.coalesce(func.sum(HELD_MOVEMENTS.c.amount_units), 0)).where(
            *_of(HELD_MOVEMENTS, pool_id, tranche_id), HELD_MOVEMENTS.c.holder == holder
        )
    ).scalar_one()
    return int(amount)


def _of(table: FromClause, pool_id: str, tranche_id: str) -> tuple[ColumnElement[bool], ...]:
    return (table.c.pool_id == pool_id, table.c.tranche_id == tranche_id)
