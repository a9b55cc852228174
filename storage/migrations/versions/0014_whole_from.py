"""The local date on which somebody said that they can do all of a session again, after pain or a gap."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("whole_from", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("person", "whole_from")
