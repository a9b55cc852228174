"""How sessions come, and when something of an open one is due."""

import sqlalchemy as sa
from alembic import op

from storage.schema.column_types import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("way", sa.String(8), server_default="steps", nullable=False))
    op.add_column("person", sa.Column("goes_on", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("walk", sa.Column("way", sa.String(8), server_default="steps", nullable=False))
    op.add_column("walk", sa.Column("due_at", UtcDateTime()))
    is_due = sa.text("due_at IS NOT NULL")
    op.create_index("ix_walk_due_at_id", "walk", ["due_at", "id"], sqlite_where=is_due, postgresql_where=is_due)


def downgrade() -> None:
    op.drop_index("ix_walk_due_at_id", "walk")
    op.drop_column("walk", "due_at")
    op.drop_column("walk", "way")
    op.drop_column("person", "goes_on")
    op.drop_column("person", "way")
