"""Signed transactions as the database has them, their bytes included."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.engine import Row

from oracle.posting.job_rows import plain
from oracle.store.outbox_tables import ALERTS, TRANSACTIONS
from rwa.chain.finality import BlockMark
from rwa.chain.protocol import Fees
from rwa.core.ids import Address


class TransactionState(StrEnum):
    """Where a signed transaction stands; see docs/reference/posting.md."""

    SIGNED = "signed"
    """Stored, and not known to be with the chain."""
    SENT = "sent"
    """Handed over to the chain, which has it, or wants more for a transaction of its nonce."""
    MINED = "mined"
    """In a block."""
    DISPLACED = "displaced"
    """Another transaction of its nonce is in a block."""


OUTSTANDING = frozenset({TransactionState.SIGNED, TransactionState.SENT})
"""In no block, and no other of the same nonce is."""


@dataclass(frozen=True, slots=True)
class StoredTransaction:
    """One version of one nonce of one account."""

    account: Address
    """Who signed."""
    nonce: int
    """Count of the account's earlier transactions."""
    version: int
    """From 0; a higher one offers higher fees."""
    job_id: int
    """The job that it does."""
    hash: bytes
    """Keccak-256 of the signed bytes."""
    signed: bytes
    """The bytes, which are sent again as they are."""
    fees: Fees
    """What it offers."""
    state: TransactionState
    """Where it stands."""
    waiting_since: int
    """Since when it waits for a block, by the poster's clock."""
    sent_at: int | None
    """When it was last handed over or refused; None when it must be handed over at once."""
    block: BlockMark | None
    """Where it, or the one that displaced it, is mined or was noticed; None while outstanding."""
    succeeded: bool | None
    """Whether it did what it should; None while it is in no block."""
    final: bool
    """Whether no reorganisation can change this."""

    @property
    def name(self) -> tuple[int, int]:
        """Nonce and version, unique for an account."""
        return self.nonce, self.version

    @property
    def outstanding(self) -> bool:
        """Whether it may still be mined as far as anybody knows."""
        return self.state in OUTSTANDING

    @property
    def refused(self) -> bool:
        """Whether the chain was handed it and never took it."""
        return self.state is TransactionState.SIGNED and self.sent_at is not None

    def mined(self, block: BlockMark, *, succeeded: bool, final: bool) -> "StoredTransaction":
        """Return it as seen in a block."""
        return replace(
            self, state=TransactionState.MINED, block=block, succeeded=succeeded, final=final
        )

    def displaced(self, block: BlockMark, *, final: bool) -> "StoredTransaction":
        """Return it as one that another of its nonce has displaced."""
        return replace(
            self, state=TransactionState.DISPLACED, block=block, succeeded=None, final=final
        )

    def unmined(self) -> "StoredTransaction":
        """Return it as one whose block has left the chain: to be handed over again at once."""
        return replace(
            self, state=TransactionState.SIGNED, sent_at=None, block=None, succeeded=None
        )

    def handed_over(self, at: int, *, taken: bool) -> "StoredTransaction":
        """Return it as one that the chain took, or refused, at time `at`."""
        state = TransactionState.SENT if taken else self.state
        since = at if self.sent_at is None else self.waiting_since
        return replace(self, state=state, sent_at=at, waiting_since=since)


def unfinished_transactions(
    connection: Connection, account: Address
) -> tuple[StoredTransaction, ...]:
    """Return an account's transactions that a reorganisation could change, in order."""
    query = (
        select(TRANSACTIONS)
        .where(TRANSACTIONS.c.account == account, ~TRANSACTIONS.c.final)
        .order_by(TRANSACTIONS.c.nonce, TRANSACTIONS.c.version)
    )
    return tuple(map(_record, connection.execute(query)))


def outstanding_jobs(connection: Connection, *, other_than: Address) -> set[int]:
    """Return the jobs that other accounts have transactions in flight for."""
    outstanding = TRANSACTIONS.c.state.in_([state.value for state in OUTSTANDING])
    query = select(TRANSACTIONS.c.job_id).where(TRANSACTIONS.c.account != other_than, outstanding)
    return set(connection.execute(query).scalars())


def transactions_of_job(connection: Connection, job_id: int) -> tuple[StoredTransaction, ...]:
    """Return everything signed for a job, by nonce and version."""
    query = (
        select(TRANSACTIONS)
        .where(TRANSACTIONS.c.job_id == job_id)
        .order_by(TRANSACTIONS.c.nonce, TRANSACTIONS.c.version)
    )
    return tuple(map(_record, connection.execute(query)))


def next_version(connection: Connection, account: Address, nonce: int) -> int:
    """Return the version that the next transaction of a nonce gets."""
    newest = select(func.max(TRANSACTIONS.c.version)).where(
        TRANSACTIONS.c.account == account, TRANSACTIONS.c.nonce == nonce
    )
    found = connection.execute(newest).scalar_one()
    return 0 if found is None else int(found) + 1


def insert_transaction(connection: Connection, transaction: StoredTransaction) -> None:
    """Enter a transaction that was just signed."""
    key = {
        "account": transaction.account,
        "nonce": transaction.nonce,
        "version": transaction.version,
    }
    connection.execute(TRANSACTIONS.insert().values(**key, **_values(transaction)))


def update_transaction(
    connection: Connection, seen: StoredTransaction, wanted: StoredTransaction
) -> bool:
    """Let a transaction stand elsewhere, unless somebody else changed it since it was seen."""
    columns = TRANSACTIONS.c
    unchanged = (columns.account == seen.account) & (columns.nonce == seen.nonce)
    unchanged &= (columns.version == seen.version) & (columns.state == seen.state.value)
    query = TRANSACTIONS.update().where(unchanged).values(**_values(wanted))
    return connection.execute(query).rowcount == 1


def insert_alert(connection: Connection, kind: str, job_id: int, detail: str, *, at: int) -> bool:
    """Raise an alert, and return whether it is a new one."""
    detail = plain(detail)
    same = (ALERTS.c.kind == kind) & (ALERTS.c.job_id == job_id) & (ALERTS.c.detail == detail)
    if connection.execute(select(ALERTS.c.id).where(same)).first() is not None:
        return False
    values = {"kind": kind, "job_id": job_id, "detail": detail, "raised_at": at}
    connection.execute(ALERTS.insert().values(**values))
    return True


def _values(transaction: StoredTransaction) -> dict[str, Any]:
    block = transaction.block
    return {
        "job_id": transaction.job_id,
        "hash": transaction.hash,
        "signed": transaction.signed,
        "max_fee_wei": transaction.fees.max_fee_wei,
        "tip_wei": transaction.fees.tip_wei,
        "state": transaction.state.value,
        "waiting_since": transaction.waiting_since,
        "sent_at": transaction.sent_at,
        "block_number": None if block is None else block.number,
        "block_hash": None if block is None else block.hash,
        "succeeded": transaction.succeeded,
        "final": transaction.final,
    }


def _record(row: Row[Any]) -> StoredTransaction:
    block = None
    if row.block_number is not None:
        block = BlockMark(row.block_number, bytes(row.block_hash))
    return StoredTransaction(
        account=Address(row.account),
        nonce=row.nonce,
        version=row.version,
        job_id=row.job_id,
        hash=bytes(row.hash),
        signed=bytes(row.signed),
        fees=Fees(row.max_fee_wei, row.tip_wei),
        state=TransactionState(row.state),
        waiting_since=row.waiting_since,
        sent_at=row.sent_at,
        block=block,
        succeeded=row.succeeded,
        final=row.final,
    )
