"""The local date on which somebody was told to see a doctor the same day, until they say how they are."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("referred_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("person", "referred_on")
