"""The local date of a reminder that comes once."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reminder", sa.Column("once_on", sa.Date()))


def downgrade() -> None:
    # Without its date, a reminder that comes once would come every week.
    op.execute("DELETE FROM reminder WHERE once_on IS NOT NULL")
    op.drop_column("reminder", "once_on")
