"""Tables of the outbox: what is to be brought to the chain, and what was signed for it."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    false,
)

from oracle.store.metadata import METADATA

Ordinal: Final = BigInteger().with_variant(Integer, "sqlite")
"""A number that the database gives: SQLite counts only columns of its own INTEGER."""

FOLLOWED_CHAIN: Final = Table(
    "followed_chain",
    METADATA,
    Column("id", Integer, CheckConstraint("id = 1", name="only_one"), primary_key=True),
    Column("chain_id", BigInteger, nullable=False),
    Column("genesis_hash", LargeBinary, nullable=False),
    Column("final_number", BigInteger, nullable=False),
    Column("final_hash", LargeBinary, nullable=False),
)
"""The one chain that the store is about, and the newest block of it seen as final."""

JOBS: Final = Table(
    "jobs",
    METADATA,
    Column("id", Ordinal, primary_key=True),
    Column("natural_key", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("oracle", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("reason", String, nullable=False),
    Column("settled_number", BigInteger),
    Column("settled_hash", LargeBinary),
    Column("final", Boolean, nullable=False, server_default=false()),
)
"""What is to be brought, whole; `settled_*` is the block that showed its end, `final` that no
reorganisation can undo it."""

TRANSACTIONS: Final = Table(
    "transactions",
    METADATA,
    Column("account", String, primary_key=True),
    Column("nonce", BigInteger, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("job_id", Ordinal, ForeignKey("jobs.id"), nullable=False, index=True),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("signed", LargeBinary, nullable=False),
    Column("max_fee_wei", BigInteger, nullable=False),
    Column("tip_wei", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("waiting_since", BigInteger, nullable=False),
    Column("sent_at", BigInteger),
    Column("block_number", BigInteger),
    Column("block_hash", LargeBinary),
    Column("succeeded", Boolean),
    Column("final", Boolean, nullable=False, server_default=false()),
)
"""Every transaction ever signed, its bytes included; the versions of one nonce differ in fees."""

ALERTS: Final = Table(
    "alerts",
    METADATA,
    Column("id", Ordinal, primary_key=True),
    Column("kind", String, nullable=False),
    Column("job_id", Ordinal, ForeignKey("jobs.id"), nullable=False),
    Column("detail", String, nullable=False),
    Column("raised_at", BigInteger, nullable=False),
    Column("acknowledged_at", BigInteger),
    UniqueConstraint("kind", "job_id", "detail"),
)
"""What a person has to look at; the same is said once."""
