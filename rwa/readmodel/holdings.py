"""Who held what at the close of which period."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, FromClause, select

from rwa.core.ids import PoolId, TrancheId
from rwa.deal.entitlement import BalanceHistory, BalanceStretch
from rwa.readmodel.errors import UnknownHolder
from rwa.readmodel.tables import HOLDINGS, TRANCHES


@dataclass(frozen=True, slots=True)
class HeldTranche:
    """A class that a wallet holds or has held."""

    pool_id: PoolId
    """Pool of the class."""
    tranche_id: TrancheId
    """The class."""
    supply_units: int
    """Original face of all holders together, base units."""


def held_tranches(connection: Connection, holder: str) -> tuple[HeldTranche, ...]:
    """Return every class that a wallet ever held, by pool. Raises UnknownHolder."""
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
    return tuple(HeldTranche(PoolId(row[0]), TrancheId(row[1]), row[2]) for row in rows)


def balance_history(connection: Connection, holder: str, tranche: HeldTranche) -> BalanceHistory:
    """Return a wallet's closing balances: the last of each period in which it changed."""
    rows = connection.execute(
        select(HOLDINGS.c.period_index, HOLDINGS.c.balance_units)
        .where(*of_tranche(HOLDINGS, tranche), HOLDINGS.c.holder == holder)
        .order_by(HOLDINGS.c.block_number, HOLDINGS.c.log_index)
    )
    closing: dict[int, int] = dict(rows.all())
    return BalanceHistory(
        tuple(BalanceStretch(start, units) for start, units in sorted(closing.items()))
    )


def of_tranche(table: FromClause, tranche: HeldTranche) -> tuple[ColumnElement[bool], ...]:
    """Conditions that keep a table's rows of one class."""
    return (table.c.pool_id == tranche.pool_id, table.c.tranche_id == tranche.tranche_id)
