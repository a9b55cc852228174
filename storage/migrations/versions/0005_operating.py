"""Broadcasts that survive a restart and can be declined; how long check-ins are kept; who was told of the erasure."""

import sqlalchemy as sa
from alembic import op

from storage.schema.tables import (UtcDateTime)

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("wants_news", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("person", sa.Column("checkin_days", sa.SmallInteger(), nullable=True))
    op.add_column("person", sa.Column("end_told_at", UtcDateTime(), nullable=True))
    row_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "broadcast",
        sa.Column("id", row_id, nullable=False),
        sa.Column("admin_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("after_id", sa.BigInteger(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("queued", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("shown_message", sa.BigInteger(), nullable=True),
        sa.Column("shown_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
    )
    op.add_column("outbox", sa.Column("broadcast_id", sa.BigInteger(), nullable=True))
    broadcasts = sa.text("broadcast_id IS NOT NULL")
    op.create_index(
        "ix_outbox_broadcast",
        "outbox",
        ["broadcast_id", "state"],
        sqlite_where=broadcasts,
        postgresql_where=broadcasts,
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_broadcast", table_name="outbox")
    op.drop_column("outbox", "broadcast_id")
    op.drop_table("broadcast")
    for name in ("end_told_at", "checkin_days", "wants_news"):
        op.drop_column("person", name)
