"""Rests of the reminders that were planned ahead."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("rests", sa.String(120), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("person", "rests")
