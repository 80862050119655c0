"""Pools and the block answers are true at."""

from sqlalchemy import Connection, RowMapping, select

from rwa.core.dates import Period
from rwa.core.ids import Address, PoolId, TrancheId
from rwa.readmodel.errors import NothingRead, UnknownPool
from rwa.readmodel.records import AsOf, Pool, Tranche
from rwa.readmodel.tables import BLOCKS, POOLS, REMITTANCES, TRANCHES


def as_of(connection: Connection) -> AsOf:
    """Return the last block the read model has seen. Raises NothingRead before the first."""
    row = connection.execute(select(BLOCKS).order_by(BLOCKS.c.number.desc()).limit(1)).first()
    if row is None:
        raise NothingRead
    return AsOf(block=row.number, block_hash=row.hash, timestamp=row.timestamp)


def pools(connection: Connection) -> tuple[Pool, ...]:
    """Return every pool, by name."""
    rows = connection.execute(select(POOLS).order_by(POOLS.c.pool_id)).mappings()
    return tuple(_pool(connection, row) for row in rows)


def pool(connection: Connection, pool_id: str) -> Pool:
    """Return one pool. Raises UnknownPool."""
    row = connection.execute(select(POOLS).where(POOLS.c.pool_id == pool_id)).mappings().first()
    if row is None:
        known = connection.execute(select(POOLS.c.pool_id).order_by(POOLS.c.pool_id)).scalars()
        raise UnknownPool(pool_id, known=tuple(known))
    return _pool(connection, row)


def _pool(connection: Connection, row: RowMapping) -> Pool:
    last = connection.execute(
        select(REMITTANCES)
        .where(REMITTANCES.c.pool_id == row["pool_id"])
        .order_by(REMITTANCES.c.period_index.desc(), REMITTANCES.c.revision.desc())
        .limit(1)
    ).first()
    return Pool(
        pool_id=PoolId(row["pool_id"]),
        programme=row["programme"],
        pass_through_rate_ppm=row["pass_through_rate_ppm"],
        original_balance_cents=row["original_balance_cents"],
        original_loan_count=row["original_loan_count"],
        balance_cents=last.balance_end_cents if last else row["original_balance_cents"],
        loan_count=last.loan_count_end if last else None,
        last_period=Period.from_yyyymm(last.yyyymm) if last else None,
        remittance_oracle=Address(row["remittance_oracle"]),
        holder_registry=Address(row["holder_registry"]),
        cash_token=Address(row["cash_token"]),
        tranches=_tranches(connection, row["pool_id"]),
    )


def _tranches(connection: Connection, pool_id: str) -> tuple[Tranche, ...]:
    rows = connection.execute(
        select(TRANCHES).where(TRANCHES.c.pool_id == pool_id).order_by(TRANCHES.c.tranche_index)
    )
    return tuple(
        Tranche(
            tranche_id=TrancheId(row.tranche_id),
            certificate=Address(row.certificate),
            distribution_ledger=Address(row.distribution_ledger),
            original_face_units=row.original_face_units,
        )
        for row in rows
    )
