"""What a holder could be paid now, recomputed from balances, fundings and settlements."""

from itertools import takewhile

from sqlalchemy import ColumnElement, Connection, FromClause, func, select

from rwa.core.dates import Period
from rwa.core.ids import PoolId, TrancheId
from rwa.readmodel.entitlements import Leg, earned
from rwa.readmodel.holders import closing_balances, holder_tranches
from rwa.readmodel.pools import as_of
from rwa.readmodel.records import Claimable
from rwa.readmodel.tables import (
    ADJUSTMENTS,
    BLOCKED_CHANGES,
    DEBT_MOVEMENTS,
    FUNDINGS,
    HELD_MOVEMENTS,
    PERIODS,
    SETTLEMENTS,
    SUCCESSIONS,
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
    months = _legs(connection, FUNDINGS, FUNDINGS.c.period_index, pool_id, tranche_id)
    through = max(
        (leg.period_index for leg in months if calendar[leg.period_index][1] <= now), default=0
    )
    entries = _legs(connection, ADJUSTMENTS, ADJUSTMENTS.c.adjustment_index, pool_id, tranche_id)
    due = earned(
        # Entries apply in their order; one whose month is not payable yet holds the rest back.
        [*months, *takewhile(lambda entry: entry.period_index <= through, entries)],
        closing_balances(connection, holder, pool_id, tranche_id),
        supply=supply,
        through=through,
    )
    credited = connection.execute(
        select(
            func.coalesce(func.sum(SETTLEMENTS.c.interest_units), 0).label("interest"),
            func.coalesce(func.sum(SETTLEMENTS.c.principal_units), 0).label("principal"),
            func.coalesce(func.sum(SETTLEMENTS.c.debited_units), 0).label("debited"),
            func.max(SETTLEMENTS.c.through_period).label("through"),
        ).where(*_of(SETTLEMENTS, pool_id, tranche_id), SETTLEMENTS.c.holder == holder)
    ).one()
    payee = _final_holder(connection, holder, pool_id)
    interest = due.interest_units - int(credited.interest)
    principal = due.principal_units - int(credited.principal)
    debt = (
        due.debited_units
        - int(credited.debited)
        + sum(
            _moved(connection, DEBT_MOVEMENTS, wallet, pool_id, tranche_id)
            for wallet in {holder, payee}
        )
    )
    blocked = _is_blocked(connection, payee, pool_id)
    return Claimable(
        pool_id=pool_id,
        tranche_id=tranche_id,
        through_period=calendar[through][0] if through else None,
        settled_through_period=calendar[credited.through][0] if credited.through else None,
        interest_units=interest,
        principal_units=principal,
        debt_units=debt,
        payable_units=0 if blocked else max(interest + principal - debt, 0),
        held_units=_moved(connection, HELD_MOVEMENTS, holder, pool_id, tranche_id),
        is_blocked=blocked,
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


def _legs(
    connection: Connection,
    table: FromClause,
    order: ColumnElement[int],
    pool_id: str,
    tranche_id: str,
) -> list[Leg]:
    rows = connection.execute(
        select(table.c.period_index, table.c.interest_units, table.c.principal_units)
        .where(*_of(table, pool_id, tranche_id))
        .order_by(order)
    )
    return [Leg(index, interest, principal) for index, interest, principal in rows.tuples()]


def _moved(
    connection: Connection, table: FromClause, wallet: str, pool_id: str, tranche_id: str
) -> int:
    """What went into a wallet's account less what came out."""
    amount = connection.execute(
        select(func.coalesce(func.sum(table.c.amount_units), 0)).where(
            *_of(table, pool_id, tranche_id), table.c.holder == wallet
        )
    ).scalar_one()
    return int(amount)


def _final_holder(connection: Connection, wallet: str, pool_id: str) -> str:
    """The wallet that a lost wallet's cash goes to, itself when it was never replaced."""
    rows = connection.execute(
        select(SUCCESSIONS.c.holder, SUCCESSIONS.c.successor).where(
            SUCCESSIONS.c.pool_id == pool_id
        )
    )
    successors: dict[str, str] = dict(rows.tuples().all())
    while wallet in successors:
        wallet = successors[wallet]
    return wallet


def _is_blocked(connection: Connection, wallet: str, pool_id: str) -> bool:
    last = connection.execute(
        select(BLOCKED_CHANGES.c.blocked)
        .where(BLOCKED_CHANGES.c.pool_id == pool_id, BLOCKED_CHANGES.c.holder == wallet)
        .order_by(BLOCKED_CHANGES.c.block_number.desc(), BLOCKED_CHANGES.c.log_index.desc())
        .limit(1)
    ).scalar_one_or_none()
    return bool(last)


def _of(table: FromClause, pool_id: str, tranche_id: str) -> tuple[ColumnElement[bool], ...]:
    return (table.c.pool_id == pool_id, table.c.tranche_id == tranche_id)
