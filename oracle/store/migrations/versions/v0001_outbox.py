"""The outbox and the chain it follows."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of an empty store."""
    ordinal = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "followed_chain",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("chain_id", sa.BigInteger, nullable=False),
        sa.Column("genesis_hash", sa.LargeBinary, nullable=False),
        sa.Column("final_number", sa.BigInteger, nullable=False),
        sa.Column("final_hash", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("id = 1", name="only_one"),
    )
    op.create_table(
        "jobs",
        sa.Column("id", ordinal, primary_key=True),
        sa.Column("natural_key", sa.String, nullable=False, unique=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("oracle", sa.String, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("settled_number", sa.BigInteger),
        sa.Column("settled_hash", sa.LargeBinary),
        sa.Column("final", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "transactions",
        sa.Column("account", sa.String, primary_key=True),
        sa.Column("nonce", sa.BigInteger, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("job_id", ordinal, sa.ForeignKey("jobs.id"), nullable=False, index=True),
        sa.Column("hash", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("signed", sa.LargeBinary, nullable=False),
        sa.Column("max_fee_wei", sa.BigInteger, nullable=False),
        sa.Column("tip_wei", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("waiting_since", sa.BigInteger, nullable=False),
        sa.Column("sent_at", sa.BigInteger),
        sa.Column("block_number", sa.BigInteger),
        sa.Column("block_hash", sa.LargeBinary),
        sa.Column("succeeded", sa.Boolean),
        sa.Column("final", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "alerts",
        sa.Column("id", ordinal, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("job_id", ordinal, sa.ForeignKey("jobs.id"), nullable=False),
        sa.Column("detail", sa.String, nullable=False),
        sa.Column("raised_at", sa.BigInteger, nullable=False),
        sa.Column("acknowledged_at", sa.BigInteger),
        sa.UniqueConstraint("kind", "job_id", "detail"),
    )


def downgrade() -> None:
    """Take them away, and what they hold."""
    for name in ("alerts", "transactions", "jobs", "followed_chain"):
        op.drop_table(name)
