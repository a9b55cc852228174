"""The language that a person chose, beside the one of their Telegram, which changes with their phone."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("chosen_language", sa.String(35), nullable=True))


def downgrade() -> None:
    op.drop_column("person", "chosen_language")
