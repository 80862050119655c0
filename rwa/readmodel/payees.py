"""Whom a wallet's cash goes to, as the register of holders says."""

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Column, Connection, Table, select

from rwa.chain.hashing import ZERO_ADDRESS
from rwa.readmodel.tables import BLOCKED_CHANGES, PAYOUT_CHANGES, SUCCESSIONS

Fact = TypeVar("Fact", str, bool)


@dataclass(frozen=True, slots=True)
class CurrentPayee:
    """Where a wallet's earnings go now."""

    final_holder: str
    """Wallet in place of one whose key was lost; the wallet itself when it was never replaced."""
    is_blocked: bool
    """Whether that wallet, or the one it wants its cash in, is blocked."""


def payee_of(connection: Connection, wallet: str, *, pool_id: str) -> CurrentPayee:
    """Return whom a pool pays what `wallet` earned."""
    successors = _latest(connection, SUCCESSIONS, SUCCESSIONS.c.successor, pool_id)
    blocked = _latest(connection, BLOCKED_CHANGES, BLOCKED_CHANGES.c.blocked, pool_id)
    payouts = _latest(connection, PAYOUT_CHANGES, PAYOUT_CHANGES.c.payout, pool_id)
    final_holder = _in_place_of(wallet, successors)
    payout = payouts.get(final_holder, ZERO_ADDRESS)
    paid = (final_holder, _in_place_of(payout, successors))
    return CurrentPayee(final_holder, is_blocked=any(blocked.get(one, False) for one in paid))


def _latest(
    connection: Connection, table: Table, column: Column[Fact], pool_id: str
) -> dict[str, Fact]:
    """The newest fact about each wallet; there are few."""
    rows = connection.execute(
        select(table.c.holder, column)
        .where(table.c.pool_id == pool_id)
        .order_by(table.c.block_number, table.c.log_index)
    )
    return dict(rows.all())


def _in_place_of(wallet: str, successors: dict[str, str]) -> str:
    while wallet in successors:
        wallet = successors[wallet]
    return wallet
