"""What the read model must be told about a pool, since no event says it."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from rwa.core.ids import Address, PoolId, TrancheId
from rwa.readmodel.errors import PoolNotFollowed, PoolRedefined
from rwa.readmodel.tables import PERIODS, POOLS, TRANCHES


@dataclass(frozen=True, slots=True)
class RegisteredPeriod:
    """One period of a certificate's calendar."""

    period_index: int
    """Number of the period, from 1."""
    yyyymm: int
    """Its month."""
    record_time: int
    """Holders in this second are paid; Unix seconds."""
    pay_time: int
    """From this second on; Unix seconds."""


@dataclass(frozen=True, slots=True)
class TrancheRegistration:
    """One class: its contracts, its size and its immutable calendar."""

    tranche_id: TrancheId
    """Name of the class within the pool."""
    tranche_index: int
    """Its place in the report's class rows, from 0."""
    certificate: Address
    """ERC-20 of original face."""
    distribution_ledger: Address
    """Contract that pays it."""
    original_face_units: int
    """Supply once issuance is closed."""
    periods: tuple[RegisteredPeriod, ...]
    """Every period, in order."""


@dataclass(frozen=True, slots=True)
class PoolRegistration:
    """A pool: what was fixed at issue, and where its contracts are."""

    pool_id: PoolId
    """Name of the pool."""
    programme: str
    """Name of its programme."""
    pass_through_rate_ppm: int
    """Annual rate of its certificates."""
    original_balance_cents: int
    """Balance of the loans at issue."""
    original_loan_count: int
    """Loans at issue."""
    remittance_oracle: Address
    """Contract that accepts its reports."""
    holder_registry: Address
    """Contract that knows its holders."""
    cash_token: Address
    """Stablecoin it pays in."""
    first_block: int
    """Block of its first contract; nothing earlier concerns it."""
    tranches: tuple[TrancheRegistration, ...]
    """Its classes, senior first."""


def register(connection: Connection, pool: PoolRegistration) -> bool:
    """Add a pool and return whether it was new.

    Raises PoolRedefined when it is known with another oracle.
    """
    stored = connection.execute(
        select(POOLS.c.remittance_oracle).where(POOLS.c.pool_id == pool.pool_id)
    ).scalar_one_or_none()
    if stored == pool.remittance_oracle:
        return False
    if stored is not None:
        raise PoolRedefined(pool.pool_id, stored=Address(stored), received=pool.remittance_oracle)
    connection.execute(POOLS.insert().values(_pool_row(pool)))
    for tranche in pool.tranches:
        connection.execute(TRANCHES.insert().values(_tranche_row(pool.pool_id, tranche)))
        connection.execute(
            PERIODS.insert(),
            [_period_row(pool.pool_id, tranche, times) for times in tranche.periods],
        )
    return True


def require_followed(connection: Connection, pools: tuple[PoolRegistration, ...]) -> None:
    """Raise PoolNotFollowed when the database holds a pool that is not among `pools`."""
    followed = [pool.pool_id for pool in pools]
    for pool_id in connection.execute(select(POOLS.c.pool_id).order_by(POOLS.c.pool_id)).scalars():
        if pool_id not in followed:
            raise PoolNotFollowed(pool_id, followed=followed)


def _pool_row(pool: PoolRegistration) -> dict[str, object]:
    return {
        "pool_id": pool.pool_id,
        "programme": pool.programme,
        "pass_through_rate_ppm": pool.pass_through_rate_ppm,
        "original_balance_cents": pool.original_balance_cents,
        "original_loan_count": pool.original_loan_count,
        "remittance_oracle": pool.remittance_oracle,
        "holder_registry": pool.holder_registry,
        "cash_token": pool.cash_token,
        "first_block": pool.first_block,
    }


def _tranche_row(pool_id: PoolId, tranche: TrancheRegistration) -> dict[str, object]:
    return {
        "pool_id": pool_id,
        "tranche_id": tranche.tranche_id,
        "tranche_index": tranche.tranche_index,
        "certificate": tranche.certificate,
        "distribution_ledger": tranche.distribution_ledger,
        "original_face_units": tranche.original_face_units,
    }


def _period_row(
    pool_id: PoolId, tranche: TrancheRegistration, times: RegisteredPeriod
) -> dict[str, object]:
    return {
        "pool_id": pool_id,
        "tranche_id": tranche.tranche_id,
        "period_index": times.period_index,
        "yyyymm": times.yyyymm,
        "record_time": times.record_time,
        "pay_time": times.pay_time,
    }
