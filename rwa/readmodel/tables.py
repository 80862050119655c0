"""The schema: one table for each kind of thing that happened.

Amounts of certificates and cash are base units (6 decimals), amounts of a remittance are
cents; the column name says which. Addresses are EIP-55 text, hashes 0x-prefixed text.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
)

SCHEMA_VERSION = 3
"""Raised whenever a table changes; an older database is rebuilt from the chain."""

METADATA = MetaData()
ADDRESS = String(42)
HASH = String(66)
POOL = String(31)
TRANCHE = String(31)


def _place() -> tuple[Column[int], Column[int], Column[str]]:
    """Where on the chain a row comes from."""
    return (
        Column("block_number", BigInteger, nullable=False),
        Column("log_index", Integer, nullable=False),
        Column("transaction_hash", HASH, nullable=False),
    )


def _tranche() -> tuple[Column[str], Column[str]]:
    """Which certificate a row is about."""
    return (
        Column("pool_id", POOL, nullable=False),
        Column("tranche_id", TRANCHE, nullable=False),
    )


def _event_table(
    name: str, *columns: Column[int] | Column[str], also_keyed_by: tuple[str, ...] = ()
) -> Table:
    """A table of one kind of ledger or certificate event, keyed by its place.

    An event that says something of two wallets makes two rows, `also_keyed_by` the wallet.
    """
    return Table(
        name,
        METADATA,
        *_place(),
        *_tranche(),
        *columns,
        PrimaryKeyConstraint("block_number", "log_index", *also_keyed_by),
        ForeignKeyConstraint(
            ["pool_id", "tranche_id"], ["tranches.pool_id", "tranches.tranche_id"]
        ),
    )


def _registry_table(name: str, column: Column[str] | Column[bool]) -> Table:
    """A table of one kind of fact about a wallet, a row for each pool that shares the register."""
    return Table(
        name,
        METADATA,
        *_place(),
        Column("pool_id", POOL, nullable=False),
        Column("holder", ADDRESS, nullable=False),
        column,
        PrimaryKeyConstraint("block_number", "log_index", "pool_id"),
        ForeignKeyConstraint(["pool_id"], ["pools.pool_id"]),
    )


CHAIN = Table(
    "chain",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("schema_version", Integer, nullable=False),
    Column("chain_id", BigInteger, nullable=False),
    Column("genesis_hash", HASH, nullable=False),
    Column("final_number", BigInteger),
    Column("final_hash", HASH),
    comment="One row: the chain this database follows, and what it has called final.",
)

BLOCKS = Table(
    "blocks",
    METADATA,
    Column("number", BigInteger, primary_key=True),
    Column("hash", HASH, nullable=False),
    Column("timestamp", BigInteger, nullable=False),
    Column("holds_events", Boolean, nullable=False),
    comment="Blocks that held events, and all that are not final yet; a fork is found here.",
)

POOLS = Table(
    "pools",
    METADATA,
    Column("pool_id", POOL, primary_key=True),
    Column("programme", String(40), nullable=False),
    Column("pass_through_rate_ppm", Integer, nullable=False),
    Column("original_balance_cents", BigInteger, nullable=False),
    Column("original_loan_count", Integer, nullable=False),
    Column("remittance_oracle", ADDRESS, nullable=False),
    Column("holder_registry", ADDRESS, nullable=False),
    Column("cash_token", ADDRESS, nullable=False),
    Column("first_block", BigInteger, nullable=False),
)

TRANCHES = Table(
    "tranches",
    METADATA,
    Column("pool_id", POOL, nullable=False),
    Column("tranche_id", TRANCHE, nullable=False),
    Column("tranche_index", Integer, nullable=False),
    Column("certificate", ADDRESS, nullable=False, unique=True),
    Column("distribution_ledger", ADDRESS, nullable=False, unique=True),
    Column("original_face_units", BigInteger, nullable=False),
    PrimaryKeyConstraint("pool_id", "tranche_id"),
    ForeignKeyConstraint(["pool_id"], ["pools.pool_id"]),
)

PERIODS = Table(
    "periods",
    METADATA,
    *_tranche(),
    Column("period_index", Integer, nullable=False),
    Column("yyyymm", Integer, nullable=False),
    Column("record_time", BigInteger, nullable=False),
    Column("pay_time", BigInteger, nullable=False),
    PrimaryKeyConstraint("pool_id", "tranche_id", "period_index"),
    comment="The immutable calendar of each certificate.",
)

REMITTANCES = Table(
    "remittances",
    METADATA,
    *_place(),
    Column("pool_id", POOL, nullable=False),
    Column("period_index", Integer, nullable=False),
    Column("yyyymm", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("content_hash", HASH, nullable=False),
    Column("document_hash", HASH, nullable=False),
    Column("tape_root", HASH, nullable=False),
    Column("loan_count_end", Integer, nullable=False),
    *(
        Column(f"{field}_cents", BigInteger, nullable=False)
        for field in (
            "balance_begin",
            "capitalised",
            "scheduled",
            "curtailed",
            "paid_off",
            "liquidated",
            "forgiven",
            "loss",
            "balance_end",
            "gross_interest",
            "servicing_fee",
            "guaranty_fee",
            "interest_to_investors",
            "principal_to_investors",
            "leftover",
        )
    ),
    PrimaryKeyConstraint("block_number", "log_index"),
    ForeignKeyConstraint(["pool_id"], ["pools.pool_id"]),
    comment="Accepted reports; the highest revision of a period is the one in force.",
)
Index("remittances_by_period", REMITTANCES.c.pool_id, REMITTANCES.c.period_index)

TRANSFERS = _event_table(
    "transfers",
    Column("period_index", Integer, nullable=False),
    Column("sender", ADDRESS, nullable=False),
    Column("receiver", ADDRESS, nullable=False),
    Column("amount_units", BigInteger, nullable=False),
)

HOLDINGS = _event_table(
    "holdings",
    Column("holder", ADDRESS, nullable=False),
    Column("period_index", Integer, nullable=False),
    Column("balance_units", BigInteger, nullable=False),
    also_keyed_by=("holder",),
)
Index("holdings_by_holder", HOLDINGS.c.holder, HOLDINGS.c.pool_id, HOLDINGS.c.tranche_id)

POSTINGS = _event_table(
    "postings",
    Column("period_index", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("interest_units", BigInteger, nullable=False),
    Column("principal_units", BigInteger, nullable=False),
)

FUNDINGS = _event_table(
    "fundings",
    Column("period_index", Integer, nullable=False),
    Column("payer", ADDRESS, nullable=False),
    Column("interest_units", BigInteger, nullable=False),
    Column("principal_units", BigInteger, nullable=False),
)

ADJUSTMENTS = _event_table(
    "adjustments",
    Column("adjustment_index", Integer, nullable=False),
    Column("period_index", Integer, nullable=False),
    Column("interest_units", BigInteger, nullable=False),
    Column("principal_units", BigInteger, nullable=False),
)

SETTLEMENTS = _event_table(
    "settlements",
    Column("holder", ADDRESS, nullable=False),
    Column("payee", ADDRESS, nullable=False),
    Column("through_period", Integer, nullable=False),
    Column("interest_units", BigInteger, nullable=False),
    Column("principal_units", BigInteger, nullable=False),
    Column("debited_units", BigInteger, nullable=False),
    Column("netted_units", BigInteger, nullable=False),
    Column("paid_units", BigInteger, nullable=False),
    Column("held_units", BigInteger, nullable=False),
)
Index("settlements_by_holder", SETTLEMENTS.c.holder)

HELD_MOVEMENTS = _event_table(
    "held_movements",
    Column("holder", ADDRESS, nullable=False),
    Column("amount_units", BigInteger, nullable=False),
    Column("cause", String(40), nullable=False),
    also_keyed_by=("holder", "cause"),
)
Index("held_movements_by_holder", HELD_MOVEMENTS.c.holder)

DEBT_MOVEMENTS = _event_table(
    "debt_movements",
    Column("holder", ADDRESS, nullable=False),
    Column("amount_units", BigInteger, nullable=False),
    Column("cause", String(40), nullable=False),
    also_keyed_by=("holder", "cause"),
)
Index("debt_movements_by_holder", DEBT_MOVEMENTS.c.holder)

SUCCESSIONS = _registry_table("successions", Column("successor", ADDRESS, nullable=False))

BLOCKED_CHANGES = _registry_table("blocked_changes", Column("blocked", Boolean, nullable=False))

PAYOUT_CHANGES = _registry_table("payout_changes", Column("payout", ADDRESS, nullable=False))

EVENT_TABLES = (
    REMITTANCES,
    TRANSFERS,
    HOLDINGS,
    POSTINGS,
    FUNDINGS,
    ADJUSTMENTS,
    SETTLEMENTS,
    HELD_MOVEMENTS,
    DEBT_MOVEMENTS,
    SUCCESSIONS,
    BLOCKED_CHANGES,
    PAYOUT_CHANGES,
)
"""Tables whose rows come from events and go when their block goes."""
