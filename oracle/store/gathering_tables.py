"""Tables of the collector: what nodes are asked, and every answer that came; rows only join."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table

from oracle.store.metadata import METADATA
from oracle.store.outbox_tables import Ordinal

NOTICES: Final = Table(
    "notices",
    METADATA,
    Column("id", Ordinal, primary_key=True),
    Column("document_sha256", String, nullable=False, index=True),
    Column("pool_id", String, nullable=False),
    Column("period_index", Integer, nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("node_set_digest", LargeBinary, nullable=False),
    Column("valid_until", BigInteger, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
)
"""What nodes are asked; the newest of a period is the one that counts."""

ANSWERS: Final = Table(
    "answers",
    METADATA,
    Column("id", Ordinal, primary_key=True),
    Column("sha256", String, nullable=False, unique=True),
    Column("node", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("document_sha256", String, nullable=False, index=True),
    Column("pool", LargeBinary),
    Column("period_index", Integer, index=True),
    Column("revision", Integer),
    Column("content_hash", LargeBinary),
    Column("body", LargeBinary, nullable=False),
    Column("received_at", BigInteger, nullable=False),
)
"""What nodes said, as they wrote it; `pool` to `content_hash` are of signed reports alone."""
