"""What somebody leaves out besides twists and rolls, and what a walk leaves out."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("person", "walk"):
        op.add_column(table, sa.Column("avoids", sa.String(length=120), nullable=False, server_default=""))


def downgrade() -> None:
    for table in ("walk", "person"):
        op.drop_column(table, "avoids")
