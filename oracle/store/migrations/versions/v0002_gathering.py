"""What nodes are asked, and what they answer."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the collector's tables."""
    ordinal = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "notices",
        sa.Column("id", ordinal, primary_key=True),
        sa.Column("document_sha256", sa.String, nullable=False, index=True),
        sa.Column("pool_id", sa.String, nullable=False),
        sa.Column("period_index", sa.Integer, nullable=False, index=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("node_set_digest", sa.LargeBinary, nullable=False),
        sa.Column("valid_until", sa.BigInteger, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "answers",
        sa.Column("id", ordinal, primary_key=True),
        sa.Column("sha256", sa.String, nullable=False, unique=True),
        sa.Column("node", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("document_sha256", sa.String, nullable=False, index=True),
        sa.Column("pool", sa.LargeBinary),
        sa.Column("period_index", sa.Integer, index=True),
        sa.Column("revision", sa.Integer),
        sa.Column("content_hash", sa.LargeBinary),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Take them away, and what they hold."""
    for name in ("answers", "notices"):
        op.drop_table(name)
